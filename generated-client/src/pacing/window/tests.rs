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

/// A caller: when it comes, how long its request takes to arrive, how long the answer takes, and after which time of
/// waiting it gives up.
type Caller = (u64, u64, u64, Option<u64>);

proptest! {
    #![proptest_config(crate::sample::cases(200))]

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
