use std::time::Duration;

use http::Method;
use proptest::prelude::*;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::*;
use crate::OperationInfo;
use crate::pacing::Patience;

static OPERATION: OperationInfo = OperationInfo::new("a", "a", Method::GET, "/api", "/a/{ID}");
static OTHER: OperationInfo = OperationInfo::new("a", "b", Method::PUT, "/api", "/a/{ID}");

const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

fn turn(calls: u32) -> Turn<'static> {
    let limit = Some(Limit { calls, window: MINUTE });
    Turn { limit, ..Turn::new("", &OPERATION, Patience::default()) }
}

fn waiting(calls: u32, max_wait: Duration) -> Turn<'static> {
    let patience = Patience { max_wait: Some(max_wait), ..Patience::default() };
    Turn { patience, ..turn(calls) }
}

/// Sends a call that takes `duration`.
async fn call(pacer: &SlidingWindow, turn: Turn<'_>, duration: Duration) {
    let mut permit = pacer.acquire(turn).await.unwrap();
    permit.spend();
    sleep(duration).await;
}

/// The most calls in any minute, whatever end of it counts.
fn worst_window(mut calls: Vec<Instant>) -> usize {
    calls.sort();
    let in_window = |start: &Instant| {
        calls.iter().filter(|call| *call >= start && **call - *start <= MINUTE).count()
    };
    calls.iter().map(in_window).max().unwrap_or(0)
}

/// Runs with a clock that goes on when nothing else is to do.
fn with_paused_clock<T>(future: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(future)
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_go_in_order_and_use_the_whole_budget() {
    let pacer = Arc::new(SlidingWindow::new());
    let start = Instant::now();
    let sent = Arc::new(Mutex::new(Vec::new()));
    let mut callers = JoinSet::new();
    for number in 0..1000 {
        let (pacer, sent) = (pacer.clone(), sent.clone());
        callers.spawn(async move {
            let mut permit = pacer.acquire(turn(20)).await.unwrap();
            permit.spend();
            sent.lock().unwrap().push((number, start.elapsed()));
        });
    }
    callers.join_all().await;
    let sent = Arc::into_inner(sent).unwrap().into_inner().unwrap();
    assert!(sent.iter().map(|(number, _)| *number).eq(0..1000));
    // The n-th twenty goes out in the n-th minute.
    for (number, time) in sent {
        let minute = MINUTE * (number / 20);
        assert!(time >= minute && time < minute + SECOND, "{number}: {time:?}");
    }
}

/// A caller: when it comes, how long its request takes to arrive, how long the response takes, and after which time of
/// waiting it gives up.
type Caller = (u64, u64, u64, Option<u64>);

proptest! {
    #![proptest_config(crate::test_fixture::cases(200))]

    #[test]
    fn no_minute_has_more_than_the_budget(
        calls in 1_u32..8,
        callers in prop::collection::vec(
            (0_u64..200_000, 0_u64..20_000, 0_u64..20_000, prop::option::of(0_u64..90_000)), 1..80,
        ),
    ) {
        let arrived = with_paused_clock(arrivals(calls, callers));
        prop_assert!(worst_window(arrived) <= calls as usize);
    }

    #[test]
    fn who_is_left_alone_holds_up_nobody_for_long(
        calls in 1_u32..4,
        callers in prop::collection::vec((0_u64..20_000, prop::bool::weighted(0.7)), 1..40),
    ) {
        let (sent, polled) = with_paused_clock(with_some_left_alone(calls, callers));
        // Who is polled all the time goes in the order in which they came.
        prop_assert_eq!(sent.iter().map(|(number, _)| *number).collect::<Vec<_>>(), polled);
        let times: Vec<_> = sent.iter().map(|(_, time)| *time).collect();
        prop_assert!(worst_window(times.clone()) <= calls as usize);
        // And as soon as there is a place, but for a second.
        for (first, next) in times.iter().zip(times.iter().skip(calls as usize)) {
            prop_assert!(*next - *first <= MINUTE + SECOND);
        }
    }

    #[test]
    fn steady_demand_uses_the_budget(calls in 1_u32..100) {
        const MINUTES: u32 = 20;
        let sent = with_paused_clock(async {
            let pacer = SlidingWindow::new();
            let mut sent = 0;
            let calls = async { loop { call(&pacer, turn(calls), Duration::ZERO).await; sent += 1; } };
            let _ = timeout(MINUTE * MINUTES, calls).await;
            sent
        });
        prop_assert!(sent * 100 >= calls * MINUTES * 99, "{} of {}", sent, calls * MINUTES);
    }
}

/// When the requests of all callers arrive at the service.
async fn arrivals(calls: u32, callers: Vec<Caller>) -> Vec<Instant> {
    let millis = Duration::from_millis;
    let pacer = Arc::new(SlidingWindow::new());
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let mut set = JoinSet::new();
    for (start, there, back, gives_up) in callers {
        let (pacer, arrived) = (pacer.clone(), arrived.clone());
        set.spawn(async move {
            sleep(millis(start)).await;
            let call = async {
                let mut permit = pacer.acquire(turn(calls)).await.unwrap();
                permit.spend();
                sleep(millis(there)).await;
                arrived.lock().unwrap().push(Instant::now());
                sleep(millis(back)).await;
            };
            let _ = timeout(millis(gives_up.unwrap_or(u64::from(u32::MAX))), call).await;
        });
    }
    set.join_all().await;
    Arc::into_inner(arrived).unwrap().into_inner().unwrap()
}

/// Callers who come after a time each, and who are polled until they are let through or left alone after the first poll.
/// Gives who sent when, and who should have, in order.
async fn with_some_left_alone(
    calls: u32,
    mut callers: Vec<(u64, bool)>,
) -> (Vec<(usize, Instant)>, Vec<usize>) {
    callers.sort_by_key(|(start, _)| *start);
    let pacer: &'static SlidingWindow = Box::leak(Box::default());
    for _ in 0..calls {
        call(pacer, turn(calls), Duration::ZERO).await;
    }
    let begin = Instant::now();
    let sent = Arc::new(Mutex::new(Vec::new()));
    let (mut set, mut left_alone, mut polled) = (JoinSet::new(), Vec::new(), Vec::new());
    for (number, (start, is_polled)) in callers.into_iter().enumerate() {
        tokio::time::sleep_until(begin + Duration::from_millis(start)).await;
        let mut acquire = pacer.acquire(turn(calls));
        if !is_polled {
            assert!(poll_once(&mut acquire).await.is_pending());
            left_alone.push(acquire);
            continue;
        }
        polled.push(number);
        let sent = sent.clone();
        set.spawn(async move {
            acquire.await.unwrap().spend();
            sent.lock().unwrap().push((number, Instant::now()));
        });
        // It has its place in the queue before the next one comes.
        tokio::task::yield_now().await;
    }
    set.join_all().await;
    drop(left_alone);
    (Arc::into_inner(sent).unwrap().into_inner().unwrap(), polled)
}

async fn poll_once<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context))
    })
    .await
}

/// Leaves `count` callers alone after the first poll.
async fn leave_alone(
    pacer: &SlidingWindow,
    count: usize,
) -> Vec<BoxFuture<'_, Result<Permit, PacerError>>> {
    let mut waiters: Vec<_> = (0..count).map(|_| pacer.acquire(turn(1))).collect();
    for waiter in &mut waiters {
        assert!(poll_once(waiter).await.is_pending());
    }
    waiters
}

#[tokio::test(start_paused = true)]
async fn many_who_are_left_alone_are_passed_over_together() {
    let pacer = SlidingWindow::new();
    call(&pacer, turn(1), Duration::ZERO).await;
    let start = Instant::now();
    let mut left_alone = leave_alone(&pacer, 100).await;
    drop(pacer.acquire(turn(1)).await.unwrap());
    assert!(start.elapsed() <= MINUTE + SECOND, "{:?}", start.elapsed());
    // One that is polled again is where it was.
    assert!(poll_once(&mut left_alone[50]).await.is_ready());
}

/// A place that is given back is free before anybody could have known.
#[tokio::test(start_paused = true)]
async fn a_place_given_back_goes_to_who_is_polled() {
    let pacer = SlidingWindow::new();
    for wait in [Duration::ZERO, 100 * Duration::from_millis(1), 10 * SECOND] {
        let permit = pacer.acquire(turn(1)).await.unwrap();
        let _left_alone = leave_alone(&pacer, 3).await;
        let give_back = async {
            sleep(wait).await;
            drop(permit);
            Instant::now()
        };
        let (given_back, permit) = tokio::join!(give_back, pacer.acquire(turn(1)));
        drop(permit.unwrap());
        assert!(given_back.elapsed() <= SECOND, "{wait:?}: {:?}", given_back.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_left_alone_in_a_lock_out_holds_up_nobody_after_it() {
    let pacer = SlidingWindow::new();
    let patience = Patience { when_locked: WhenLocked::Wait, max_wait: None };
    let start = Instant::now();
    pacer.freeze(turn(1), 5 * MINUTE).await;
    let mut left_alone = pacer.acquire(Turn { patience, ..turn(1) });
    assert!(poll_once(&mut left_alone).await.is_pending());
    drop(pacer.acquire(Turn { patience, ..turn(1) }).await.unwrap());
    assert!(start.elapsed() >= 5 * MINUTE && start.elapsed() <= 5 * MINUTE + SECOND);
}

#[tokio::test(start_paused = true)]
async fn who_asked_before_comes_before_those_who_came_later() {
    let pacer = SlidingWindow::new();
    let start = Instant::now();
    call(&pacer, turn(1), Duration::ZERO).await;
    sleep(SECOND).await;
    let early = Turn { waiting_since: Some(start.into_std()), ..turn(1) };
    let order = Mutex::new(Vec::new());
    let sends = async |name, turn| {
        call(&pacer, turn, Duration::ZERO).await;
        order.lock().unwrap().push(name);
    };
    tokio::join!(sends("late", turn(1)), sends("early", early));
    assert_eq!(*order.lock().unwrap(), ["early", "late"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_held_can_be_seen_and_a_freeze_ended() {
    let pacer = SlidingWindow::new();
    let state = async || pacer.state(turn(2)).await.unwrap().unwrap();
    assert_eq!(state().await, RouteState { places_left: Some(2), ..RouteState::new() });
    let permit = pacer.acquire(turn(2)).await.unwrap();
    call(&pacer, turn(2), Duration::ZERO).await;
    let waiter = leave_alone(&pacer, 1).await;
    pacer.freeze(turn(2), 10 * MINUTE).await;
    let held = RouteState { places_left: Some(0), waiting: 1, frozen_for: Some(10 * MINUTE) };
    assert_eq!(state().await, held);

    let patience = Patience { when_locked: WhenLocked::Wait, max_wait: None };
    let locked = pacer.acquire(Turn { patience, ..turn(2) });
    let start = Instant::now();
    let unfreeze = async {
        sleep(2 * MINUTE).await;
        drop(waiter);
        pacer.unfreeze(turn(2)).await.unwrap();
    };
    let (permit_after, ()) = tokio::join!(locked, unfreeze);
    assert_eq!(start.elapsed(), 2 * MINUTE, "who waits for the end of the freeze goes at once");
    drop((permit_after.unwrap(), permit));
    assert_eq!(state().await, RouteState { places_left: Some(2), ..RouteState::new() });
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_takes_nothing() {
    let pacer = SlidingWindow::new();
    let start = Instant::now();
    call(&pacer, turn(1), Duration::ZERO).await;
    // Waits in vain, first in the queue and last.
    for _ in 0..3 {
        assert!(timeout(SECOND, pacer.acquire(turn(1))).await.is_err());
    }
    // Gets a turn, and does not send.
    drop(pacer.acquire(turn(1)).await.unwrap());
    call(&pacer, turn(1), Duration::ZERO).await;
    assert!(start.elapsed() < MINUTE + SECOND, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_frozen_lane_fails_or_waits() {
    let pacer = SlidingWindow::new();
    pacer.freeze(turn(5), 10 * MINUTE).await;
    let error = pacer.acquire(turn(5)).await.unwrap_err();
    assert!(error.is_locked() && !error.is_failure());
    assert_eq!(error.retry_after(), Some(10 * MINUTE));
    // Another route and another user are free.
    drop(pacer.acquire(Turn::new("", &OTHER, Patience::default())).await.unwrap());
    drop(pacer.acquire(Turn { user: "other", ..turn(5) }).await.unwrap());

    let wait = Patience { when_locked: WhenLocked::Wait, max_wait: None };
    let start = Instant::now();
    // A shorter freeze does not shorten the longer one.
    pacer.freeze(turn(5), SECOND).await;
    drop(pacer.acquire(Turn { patience: wait, ..turn(5) }).await.unwrap());
    assert!(start.elapsed() >= 10 * MINUTE);
    let short = Patience { max_wait: Some(MINUTE), ..wait };
    pacer.freeze(turn(5), 2 * MINUTE).await;
    let error = pacer.acquire(Turn { patience: short, ..turn(5) }).await.unwrap_err();
    assert!(error.is_locked());
}

#[tokio::test(start_paused = true)]
async fn who_waits_learns_of_a_freeze() {
    let pacer = Arc::new(SlidingWindow::new());
    call(&pacer, turn(1), Duration::ZERO).await;
    let waiter = tokio::spawn({
        let pacer = pacer.clone();
        async move { pacer.acquire(turn(1)).await }
    });
    sleep(SECOND).await;
    pacer.freeze(turn(1), 10 * MINUTE).await;
    sleep(SECOND).await;
    assert!(waiter.is_finished());
    assert!(waiter.await.unwrap().unwrap_err().is_locked());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_be_too_long_fails_at_once() {
    let pacer = SlidingWindow::new();
    let start = Instant::now();
    for _ in 0..2 {
        call(&pacer, turn(2), Duration::ZERO).await;
    }
    sleep(50 * SECOND).await;
    let error = pacer.acquire(waiting(2, 5 * SECOND)).await.unwrap_err();
    assert!(!error.is_locked() && !error.is_failure());
    let remaining = error.retry_after().unwrap();
    assert!(remaining > 9 * SECOND && remaining < 11 * SECOND, "{remaining:?}");
    assert!(start.elapsed() < 51 * SECOND);
    drop(pacer.acquire(waiting(2, 15 * SECOND)).await.unwrap());

    // Nobody knows how long the calls under way take.
    let _under_way = (pacer.acquire(turn(2)).await.unwrap(), pacer.acquire(turn(2)).await.unwrap());
    let start = Instant::now();
    let error = pacer.acquire(waiting(2, 5 * SECOND)).await.unwrap_err();
    assert!(!error.is_locked());
    assert!(start.elapsed() >= 5 * SECOND && start.elapsed() < 6 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_nobody_waits() {
    let pacer = SlidingWindow::new();
    let start = Instant::now();
    for _ in 0..1000 {
        call(&pacer, Turn { limit: None, ..turn(1) }, Duration::ZERO).await;
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn users_who_are_gone_are_forgotten() {
    let pacer = SlidingWindow::new();
    for user in 0..5000 {
        let user = user.to_string();
        call(&pacer, Turn { user: &user, ..turn(1) }, Duration::ZERO).await;
        sleep(MINUTE).await;
    }
    let lanes = pacer.lanes.lock().unwrap();
    assert!(lanes.by_user.len() < 1200, "{}", lanes.by_user.len());
}

/// As a worker of a fleet does as long as the Redis server is there.
#[cfg(feature = "redis")]
#[tokio::test(start_paused = true)]
async fn calls_that_are_let_through_elsewhere_are_forgotten() {
    let pacer = SlidingWindow::new();
    for _ in 0..10_000 {
        pacer.note(&turn(20)).spend();
        sleep(3 * SECOND).await;
        assert!(lock(&pacer.lane(&turn(20))).ended.len() <= 21);
    }
}
