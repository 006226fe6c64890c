mod dropped;
mod observed;
mod options;
mod policy;
mod scripted;
#[cfg(feature = "streaming")]
mod streamed;

use std::time::Duration;

use scripted::{
    Act, Delete, Elsewhere, Get, OK, Post, Put, RepeatedDelete, RepeatedPut, SECOND, Scripted,
    THROTTLED, status,
};
use tokio::time::Instant;

use crate::pacing::{Off, Pacer, PacerError, Permit, RouteState, Turn, WhenLocked};
use crate::{BoxFuture, Error, Operation, RetryPolicy};

async fn send(scripted: &std::sync::Arc<Scripted>, operation: impl Operation) -> Result<(), Error> {
    scripted.client().send(operation).await.map(drop)
}

/// The error after `acts`, and how often was sent.
async fn fails(acts: &[Act], operation: impl Operation) -> (Error, usize) {
    let scripted = Scripted::new(acts);
    let error = send(&scripted, operation).await.unwrap_err();
    (error, scripted.count())
}

/// How often it was sent until it was done.
async fn recovers(acts: &[Act], operation: impl Operation) -> usize {
    let scripted = Scripted::new(acts);
    send(&scripted, operation).await.unwrap();
    scripted.count()
}

#[tokio::test(start_paused = true)]
async fn a_write_that_may_have_been_made_is_repeated_only_if_the_caller_asks() {
    for act in [Act::Break, Act::TimeOut, Act::Hang, status(500), status(503)] {
        for attempts in [
            recovers(&[act, OK], Get).await,
            recovers(&[act, OK], RepeatedPut).await,
            recovers(&[act, OK], RepeatedDelete).await,
        ] {
            assert_eq!(attempts, 2, "{act:?}");
        }
        for (error, attempts) in [
            fails(&[act, OK], Post).await,
            fails(&[act, OK], Put).await,
            fails(&[act, OK], Delete).await,
        ] {
            assert_eq!(attempts, 1, "{act:?}");
            assert!(error.is_outcome_unknown() && !error.is_not_sent(), "{error:?}");
        }
        let scripted = Scripted::new([act, OK]);
        let retry = RetryPolicy::new().repeat_if_unknown();
        scripted.builder().retry(retry).build().unwrap().send(Post).await.unwrap();
        assert_eq!(scripted.count(), 2, "{act:?}");
        // How often it is repeated is for the policy to say.
        let scripted = Scripted::new([act, OK]);
        let retry = RetryPolicy::off().repeat_if_unknown();
        let client = scripted.builder().retry(retry).build().unwrap();
        assert!(client.send(RepeatedPut).await.unwrap_err().is_outcome_unknown());
        assert_eq!(scripted.count(), 1, "{act:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_certainly_not_done_is_repeated() {
    for act in [Act::Refuse, Act::Response(429, Some(2), ""), status(401)] {
        assert_eq!(recovers(&[act, OK], Post).await, 2, "{act:?}");
        assert_eq!(recovers(&[act, OK], Get).await, 2, "{act:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_stays_so_is_not_repeated() {
    for act in [status(302), status(400), status(403), status(404), Act::BreakTls, Act::TooLarge] {
        assert_eq!(fails(&[act, OK], Get).await.1, 1, "{act:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_token_is_tried_once() {
    let scripted = Scripted::new([status(401)]);
    let error = send(&scripted, Post).await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_not_sent() && !error.is_outcome_unknown());
    assert_eq!(scripted.tokens(), ["Zoho-oauthtoken 1000.0", "Zoho-oauthtoken 1000.1"]);
    // Later attempts go on with the new token.
    let scripted = Scripted::new([status(401), status(503), OK]);
    send(&scripted, Get).await.unwrap();
    assert_eq!(
        scripted.tokens(),
        ["Zoho-oauthtoken 1000.0", "Zoho-oauthtoken 1000.1", "Zoho-oauthtoken 1000.1"]
    );
    // A token that may not do this is not replaced.
    let scope = Act::Response(401, None, r#"{"code": "oauthtoken_scope_invalid"}"#);
    assert_eq!(fails(&[scope], Post).await.1, 1);
}

/// The last attempt did not reach the service; an earlier one may have.
#[tokio::test(start_paused = true)]
async fn the_last_attempt_does_not_hide_the_earlier_ones() {
    for first in [Act::Hang, Act::Break, status(503)] {
        for last in [Act::Refuse, status(404), THROTTLED, status(401)] {
            let (error, _) = fails(&[first, last], RepeatedDelete).await;
            assert!(error.is_outcome_unknown() && !error.is_not_sent(), "{error:?}");
            let text = error.to_string();
            assert!(text.ends_with("; an earlier attempt may have been carried out"), "{text}");
            assert!(format!("{error:#?}").contains("earlier: Unknown"), "{error:?}");
        }
    }
    // Refused by the service, so it was seen, but not carried out.
    for first in [Act::Response(429, Some(1), ""), status(401)] {
        let (error, _) = fails(&[first, Act::Refuse], Post).await;
        assert!(error.is_connect() && !error.is_outcome_unknown() && !error.is_not_sent());
        assert!(!error.to_string().contains("earlier"), "{error}");
    }
    let (error, attempts) = fails(&[Act::Refuse], Post).await;
    assert!(error.is_connect() && error.is_not_sent() && !error.is_outcome_unknown());
    assert_eq!(attempts, 4);
}

#[tokio::test(start_paused = true)]
async fn a_lock_out_holds_for_all_on_the_route() {
    let scripted = Scripted::new([Act::Response(429, Some(300), ""), OK]);
    let client = scripted.client();
    let error = client.send(Put).await.unwrap_err();
    assert!(error.is_rate_limited() && !error.is_locked_out(), "{error:?}");
    assert_eq!(error.retry_after(), Some(300 * SECOND));
    tokio::time::advance(100 * SECOND).await;
    for error in [client.send(Put).await.unwrap_err(), client.send(RepeatedPut).await.unwrap_err()]
    {
        assert!(error.is_locked_out() && error.is_rate_limited() && error.is_not_sent());
        assert_eq!(error.retry_after(), Some(200 * SECOND));
    }
    assert_eq!(scripted.count(), 1);
    // Another method, another path.
    client.send(Get).await.unwrap();
    client.send(Elsewhere).await.unwrap();
    tokio::time::advance(200 * SECOND).await;
    client.send(Put).await.unwrap();
    assert_eq!(scripted.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_lock_is_sent_when_it_ends() {
    let scripted = Scripted::new([Act::Response(429, Some(300), ""), OK]);
    let client = scripted.builder().when_locked(WhenLocked::Wait).build().unwrap();
    let start = Instant::now();
    let (first, second) = tokio::join!(client.send(Post), client.send(Post));
    first.unwrap();
    second.unwrap();
    let late: Vec<_> = scripted.times().iter().map(|time| (*time - start).as_secs()).collect();
    assert_eq!(late, [0, 300, 300]);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_they_said() {
    let scripted = Scripted::new([Act::Response(429, Some(300), ""), OK]);
    let builder = || scripted.builder().when_locked(WhenLocked::Wait);
    let client = builder().max_wait(100 * SECOND).build().unwrap();
    let start = Instant::now();
    assert!(client.send(Post).await.unwrap_err().is_rate_limited());
    let error = client.send(Post).await.unwrap_err();
    assert!(error.is_locked_out() && error.is_not_sent());
    assert_eq!((Instant::now() - start, scripted.count()), (Duration::ZERO, 1));

    // A lock-out that is short is one of the waits, and they count together.
    for when_locked in [WhenLocked::Fail, WhenLocked::Wait] {
        let short = Act::Response(429, Some(3), "");
        for (patience, sent) in [(SECOND, 1), (4 * SECOND, 2), (7 * SECOND, 3)] {
            let scripted = Scripted::new([short, short, OK]);
            let exact = RetryPolicy::new().base_delay(Duration::ZERO);
            let client = scripted.builder().when_locked(when_locked).retry(exact);
            let client = client.max_wait(patience).build().unwrap();
            let start = Instant::now();
            let result = client.send(Post).await;
            assert_eq!((result.is_ok(), scripted.count()), (sent == 3, sent), "{when_locked:?}");
            assert!(Instant::now() - start <= patience, "{when_locked:?}");
        }
    }
    // What chance adds to one is cut short.
    let scripted = Scripted::new([Act::Response(429, Some(3), ""), OK]);
    let retry = RetryPolicy::new().base_delay(20 * SECOND).max_delay(20 * SECOND);
    let client = scripted.builder().retry(retry).max_wait(4 * SECOND).build().unwrap();
    let start = Instant::now();
    client.send(Post).await.unwrap();
    assert!(Instant::now() - start <= 4 * SECOND);

    // The total time counts too.
    let scripted = Scripted::new([Act::Hang]);
    let client = scripted.builder().total_timeout(45 * SECOND).build().unwrap();
    let start = Instant::now();
    let error = client.send(Get).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
    assert!(Instant::now() - start <= 45 * SECOND);
    assert_eq!(scripted.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_when_the_time_is_up() {
    let error = Scripted::new([OK]).builder().total_timeout(Duration::ZERO).build().unwrap_err();
    assert!(error.is_builder(), "{error:?}");

    // The second attempt would begin just when the time is up.
    let scripted = Scripted::new([Act::Response(429, Some(1), ""), OK]);
    let retry = RetryPolicy::new().base_delay(Duration::ZERO);
    let builder = scripted.builder().retry(retry);
    let client = builder.total_timeout(SECOND).build().unwrap();
    let error = client.send(Post).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error:?}");
    assert_eq!(scripted.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_hangs_says_which_limit_it_is_over() {
    let (error, _) = fails(&[Act::Hang], Post).await;
    let text = "test.Post: no response within the time limit: gave up after 30s";
    assert_eq!(error.to_string(), text);
    // Of the total time, the last attempt has no more than a rest.
    let client = Scripted::new([Act::Hang]).builder().total_timeout(29 * SECOND).build().unwrap();
    let error = client.send(Post).await.unwrap_err();
    let text = "test.Post: no response within the time limit: the total time of the call is up";
    assert_eq!(error.to_string(), text);
}

/// Nobody knows what a server has done that fails, whatever it says.
#[tokio::test(start_paused = true)]
async fn a_failure_of_the_server_is_no_throttling() {
    let act = Act::Response(503, Some(1), r#"{"code": "rate_limit_exceeded"}"#);
    let (error, attempts) = fails(&[act, OK], Post).await;
    assert_eq!(attempts, 1);
    assert!(error.is_server_error() && error.is_outcome_unknown() && !error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(SECOND));
}

/// `Retry-After: 0` is no promise that the lock is over.
#[tokio::test(start_paused = true)]
async fn a_lock_out_is_not_cancelled_by_a_response_that_says_now() {
    let scripted = Scripted::new([Act::Response(429, Some(0), ""), OK]);
    let client = scripted.builder().retry(RetryPolicy::off()).build().unwrap();
    let error = client.send(Post).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(60 * SECOND));
    let error = client.send(Post).await.unwrap_err();
    assert!(error.is_locked_out() && error.retry_after() == Some(60 * SECOND), "{error:?}");
    assert_eq!(scripted.count(), 1);
}

/// A server that asks for a day is not believed.
#[tokio::test(start_paused = true)]
async fn a_route_is_frozen_for_an_hour_at_most_unless_told_otherwise() {
    const HOUR: Duration = Duration::from_secs(3600);
    let acts = [Act::Response(429, Some(86_400), ""), OK];
    for (longest, expected) in [(None, HOUR), (Some(2 * HOUR), 2 * HOUR), (Some(SECOND), SECOND)] {
        let scripted = Scripted::new(acts);
        let mut builder = scripted.builder().retry(RetryPolicy::off());
        if let Some(longest) = longest {
            builder = builder.max_retry_after(longest);
        }
        let client = builder.build().unwrap();
        let error = client.send(Post).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(expected));
        let error = client.send(Post).await.unwrap_err();
        assert!(error.is_locked_out() && error.retry_after() == Some(expected), "{error:?}");
        tokio::time::advance(expected).await;
        client.send(Post).await.unwrap();
    }
    // What the documents state is not cut.
    let scripted = Scripted::new([THROTTLED]);
    let client = scripted.builder().max_retry_after(SECOND).build().unwrap();
    assert_eq!(client.send(Post).await.unwrap_err().retry_after(), Some(60 * SECOND));
    let error = Scripted::new([OK]).builder().max_retry_after(Duration::ZERO).build().unwrap_err();
    assert!(error.is_builder(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_freeze_can_be_seen_and_ended() {
    let scripted = Scripted::new([Act::Response(429, Some(300), ""), OK]);
    let client = scripted.client();
    client.send(Post).await.unwrap_err();
    let state = client.route_state(Post::INFO).await.unwrap().unwrap();
    assert_eq!(state.frozen_for, Some(300 * SECOND));
    assert_eq!(client.route_state(Get::INFO).await.unwrap().unwrap().frozen_for, None);
    client.unfreeze_route(Post::INFO).await.unwrap();
    client.send(Post).await.unwrap();
    assert_eq!(scripted.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_a_lock_goes_when_the_freeze_is_ended() {
    let scripted = Scripted::new([Act::Response(429, Some(300), ""), OK]);
    let client = scripted.builder().when_locked(WhenLocked::Wait).build().unwrap();
    let start = Instant::now();
    let unfreeze = async {
        tokio::time::sleep(100 * SECOND).await;
        client.unfreeze_route(Post::INFO).await.unwrap();
    };
    let (sent, ()) = tokio::join!(client.send(Post), unfreeze);
    sent.unwrap();
    assert_eq!(start.elapsed(), 100 * SECOND);
}

/// The traits of others had no such methods.
#[tokio::test(start_paused = true)]
async fn a_pacer_that_cannot_tell_says_so() {
    struct Plain(Off);

    impl Pacer for Plain {
        fn acquire<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
            self.0.acquire(turn)
        }

        fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()> {
            self.0.freeze(turn, period)
        }
    }

    let client = Scripted::new([OK]).builder().pacer(Plain(Off)).build().unwrap();
    assert_eq!(client.route_state(Post::INFO).await.unwrap(), None);
    assert!(client.unfreeze_route(Post::INFO).await.unwrap_err().is_pacer());
}

/// Such as one behind a network that is gone.
#[tokio::test(start_paused = true)]
async fn a_pacer_that_does_not_tell_of_a_lock_outlasts_no_total_timeout() {
    struct Mute(Off);

    impl Pacer for Mute {
        fn acquire<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
            self.0.acquire(turn)
        }

        fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()> {
            self.0.freeze(turn, period)
        }

        fn state<'a>(
            &'a self,
            _: Turn<'a>,
        ) -> BoxFuture<'a, Result<Option<RouteState>, PacerError>> {
            Box::pin(std::future::pending())
        }
    }

    let scripted = Scripted::new([Act::Response(429, Some(10), ""), OK]);
    let builder = scripted.builder().pacer(Mute(Off)).when_locked(WhenLocked::Wait);
    let client = builder.total_timeout(30 * SECOND).build().unwrap();
    let start = Instant::now();
    let sent = tokio::time::timeout(60 * SECOND, client.send(Post)).await;
    let error = sent.expect("the call is over").unwrap_err();
    assert!(error.is_timeout() && !error.is_outcome_unknown(), "{error:?}");
    assert_eq!((start.elapsed(), scripted.count()), (30 * SECOND, 1));
}
