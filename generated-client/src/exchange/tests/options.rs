//! What a call does otherwise than the settings of its client say.

use super::*;
use crate::CallOptions;

async fn send_with(
    scripted: &std::sync::Arc<Scripted>,
    operation: impl Operation,
    options: CallOptions,
) -> Result<(), Error> {
    scripted.client().with_options(options).send(operation).await.map(drop)
}

/// The error after `acts`, and how often was sent.
async fn fails_with(
    acts: &[Act],
    operation: impl Operation,
    options: CallOptions,
) -> (Error, usize) {
    let scripted = Scripted::new(acts);
    let error = send_with(&scripted, operation, options).await.unwrap_err();
    (error, scripted.count())
}

const AT_ONCE: RetryPolicy = RetryPolicy::new().base_delay(Duration::ZERO);

/// How long after `start` each attempt was begun, in seconds.
fn begun(scripted: &Scripted, start: Instant) -> Vec<u64> {
    scripted.times().iter().map(|time| (*time - start).as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_of_an_attempt_is_that_of_each() {
    let (scripted, start) = (Scripted::new([Act::Hang, Act::Hang, OK]), Instant::now());
    let options = CallOptions::new().timeout(3 * SECOND).retry(AT_ONCE);
    send_with(&scripted, Get, options.clone()).await.unwrap();
    assert_eq!(begun(&scripted, start), [0, 3, 6]);
    // A change may have been made, and is not repeated.
    let (error, attempts) = fails_with(&[Act::Hang, OK], Post, options).await;
    assert!(error.is_timeout() && error.is_outcome_unknown() && !error.is_not_sent(), "{error:?}");
    assert_eq!(attempts, 1);
    // Waiting for a turn is not in it.
    let (scripted, start) = (Scripted::new([THROTTLED, OK]), Instant::now());
    let options = CallOptions::new().timeout(3 * SECOND).when_locked(WhenLocked::Wait);
    send_with(&scripted, Post, options).await.unwrap();
    assert_eq!(begun(&scripted, start), [0, 60]);
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_of_the_whole_call_is_that_of_all_attempts_and_waits() {
    let options = || CallOptions::new().total_timeout(10 * SECOND).retry(AT_ONCE);
    let (scripted, start) = (Scripted::new([Act::Hang]), Instant::now());
    let error = send_with(&scripted, Get, options().timeout(4 * SECOND)).await.unwrap_err();
    assert_eq!(begun(&scripted, start), [0, 4, 8]);
    assert_eq!((Instant::now() - start).as_secs(), 10);
    assert!(error.is_timeout() && error.is_outcome_unknown() && !error.is_not_sent(), "{error:?}");
    // That of the client does not hold then.
    let scripted = Scripted::new([Act::Hang, OK]);
    let client = scripted.builder().total_timeout(SECOND).build().unwrap();
    client.with_options(options().timeout(4 * SECOND)).send(Get).await.unwrap();
    assert_eq!(scripted.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_a_time_limit_says_of_the_outcome_is_what_became_of_the_call() {
    let wait = || CallOptions::new().when_locked(WhenLocked::Wait).total_timeout(100 * SECOND);
    // The service refused it, and the lock lasts longer than the call.
    let scripted = Scripted::new([Act::Response(429, Some(300), ""), OK]);
    let client = scripted.client();
    let error = client.with_options(wait()).send(Post).await.unwrap_err();
    assert!(error.is_rate_limited() && !error.is_not_sent() && !error.is_outcome_unknown());
    // Never sent: it waited for its turn only.
    for options in [wait(), wait().total_timeout(1000 * SECOND).max_wait(50 * SECOND)] {
        let error = client.with_options(options).send(Post).await.unwrap_err();
        assert!(error.is_not_sent() && !error.is_outcome_unknown(), "{error:?}");
        assert_eq!(error.status(), None);
    }
    assert_eq!(scripted.count(), 1);
    // Lost first, then never sent again.
    let acts = [Act::Break, Act::Response(429, Some(300), "")];
    let (error, attempts) = fails_with(&acts, RepeatedDelete, wait()).await;
    assert!(error.is_outcome_unknown() && !error.is_not_sent(), "{error:?}");
    assert_eq!(attempts, 2);
    // Never connected.
    let (error, _) = fails_with(&[Act::Refuse], Post, CallOptions::new().timeout(SECOND)).await;
    assert!(error.is_connect() && error.is_not_sent() && !error.is_outcome_unknown());
}

#[tokio::test(start_paused = true)]
async fn a_call_has_its_own_patience_at_a_lock() {
    let (scripted, start) =
        (Scripted::new([Act::Response(429, Some(300), ""), OK]), Instant::now());
    let client = scripted.client();
    assert!(client.send(Post).await.unwrap_err().is_rate_limited());
    assert!(client.send(Post).await.unwrap_err().is_locked_out());
    client.with_options(CallOptions::new().when_locked(WhenLocked::Wait)).send(Post).await.unwrap();
    assert_eq!(begun(&scripted, start), [0, 300]);
    // And the other way round.
    let scripted = Scripted::new([Act::Response(429, Some(300), ""), OK]);
    let client = scripted.builder().when_locked(WhenLocked::Wait).build().unwrap();
    let fails_at_once = CallOptions::new().when_locked(WhenLocked::Fail);
    assert!(client.with_options(fails_at_once).send(Post).await.unwrap_err().is_rate_limited());
    let short = CallOptions::new().max_wait(20 * SECOND);
    assert!(client.with_options(short).send(Post).await.unwrap_err().is_not_sent());
    assert_eq!(scripted.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_has_its_own_retries() {
    let off = || CallOptions::new().retry(RetryPolicy::off());
    assert_eq!(fails_with(&[status(503), OK], Get, off()).await.1, 1);
    assert_eq!(recovers(&[status(503), OK], Get).await, 2);
    let all = CallOptions::new().retry(RetryPolicy::new().repeat_if_unknown());
    let scripted = Scripted::new([status(503), OK]);
    send_with(&scripted, Post, all).await.unwrap();
    assert_eq!(scripted.count(), 2);
    let scripted = Scripted::new([status(503), OK]);
    let client = scripted.builder().retry(RetryPolicy::off()).build().unwrap();
    client.with_options(CallOptions::new().retry(RetryPolicy::new())).send(Get).await.unwrap();
    assert_eq!(scripted.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn no_time_at_all_is_refused_before_anything_is_sent() {
    let none = Duration::ZERO;
    for options in [CallOptions::new().timeout(none), CallOptions::new().total_timeout(none)] {
        let scripted = Scripted::new([OK]);
        let error = send_with(&scripted, Post, options).await.unwrap_err();
        assert!(error.is_invalid_request() && error.is_not_sent(), "{error:?}");
        assert_eq!(scripted.count(), 0);
    }
}
