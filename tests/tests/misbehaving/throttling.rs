//! Too many calls.

use std::time::{Duration, SystemTime};

use generated_client::chrono::{DateTime, Utc};
use generated_client::pacing::WhenLocked;
use generated_client::{Client, Error, RetryPolicy};

use super::server::{Act, Server, answer_with, json};

const MINUTE: Duration = Duration::from_secs(60);

/// Every way to say it, and how long the client then keeps away from `POST …/leave`.
pub(super) fn throttled() -> Vec<(Act, Duration)> {
    let lock_period = 10 * MINUTE;
    vec![
        (answer_with(429, &[], ""), lock_period),
        (json(429, r#"{"message": "Too many requests."}"#), lock_period),
        (
            json(
                400,
                r#"{"code": "request_limit_exceeded", "message": "You have exceeded the URL throttle limits."}"#,
            ),
            lock_period,
        ),
        (
            json(429, r#"{"error": {"code": "rate_limit_exceeded", "message": "Later."}}"#),
            lock_period,
        ),
        (json(400, r#"{"error": {"code": "rate_limit_exceeded"}}"#), lock_period),
        (answer_with(429, &[("retry-after", "300")], "<h1>Slow down</h1>"), 5 * MINUTE),
        (answer_with(429, &[("retry-after", &date_in(5 * MINUTE))], ""), 5 * MINUTE),
        (answer_with(429, &[("retry-after", "soon")], ""), lock_period),
        // "Now" says nothing: a call within the lock may prolong it.
        (answer_with(429, &[("retry-after", "0")], ""), lock_period),
        (answer_with(429, &[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], ""), lock_period),
        // Five minutes, by the clock of the server.
        (
            answer_with(
                429,
                &[
                    ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
                    ("retry-after", "Sun, 06 Nov 1994 08:54:37 GMT"),
                ],
                "",
            ),
            5 * MINUTE,
        ),
    ]
}

/// As RFC 9110, section 5.6.7 writes it.
fn date_in(duration: Duration) -> String {
    let time = DateTime::<Utc>::from(SystemTime::now() + duration);
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

pub(super) fn assert_about(found: Option<Duration>, expected: Duration) {
    let found = found.unwrap();
    // The machine may be slow, and a date has whole seconds.
    assert!(found <= expected && found + MINUTE > expected, "{found:?} is not {expected:?}");
}

fn assert_locked_out(error: &Error, period: Duration) {
    assert!(error.is_locked_out() && error.is_rate_limited() && error.is_not_sent(), "{error:?}");
    assert!(!error.is_api() && !error.is_outcome_unknown() && !error.is_pacer(), "{error:?}");
    assert_about(error.retry_after(), period);
    let text = error.to_string();
    let start = "not sent: the service has locked this route after too many calls (";
    assert!(text.contains(start) && text.contains("); try again at 20"), "{text}");
}

#[tokio::test]
async fn a_throttled_route_is_left_alone() {
    for (act, period) in throttled() {
        let server = Server::new([act.clone(), json(200, "{}")]).await;
        let client = server.client();
        let error = client.chats().leave("CT_1").await.unwrap_err();
        assert!(error.is_rate_limited() && error.is_api(), "{act:?}: {error:?}");
        assert!(!error.is_locked_out() && !error.is_outcome_unknown() && !error.is_not_sent());
        assert_about(error.retry_after(), period);

        // The same method and path, by whatever name; a clone shares it.
        assert_locked_out(&client.chats().leave("CT_2").await.unwrap_err(), period);
        let clone = client.clone();
        assert_locked_out(&clone.threads().leave("CT_3").await.unwrap_err(), period);
        assert_eq!(server.count(), 1, "{act:?}");

        // Other routes.
        client.chats().mute("CT_1").await.unwrap();
        client.threads().mute("CT_1").await.unwrap();
        assert_eq!(server.count(), 3);

        // Another user.
        server.client().chats().leave("CT_1").await.unwrap();
    }
}

#[tokio::test]
async fn a_short_lock_is_waited_for() {
    let throttled = answer_with(429, &[("retry-after", "1")], "");
    let server = Server::new([throttled, json(204, "")]).await;
    server.client().chats().leave("CT_1").await.unwrap();
    assert_eq!(server.count(), 2);
    assert_eq!(server.seen()[0], server.seen()[1]);
}

#[tokio::test]
async fn who_wants_to_waits_for_the_end_of_a_lock() {
    let throttled = answer_with(429, &[("retry-after", "1")], "");
    let server = Server::new([throttled, json(204, "")]).await;
    let client = server.builder().when_locked(WhenLocked::Wait).build().unwrap();
    let first = tokio::spawn(client.chats().leave("CT_1").into_future());
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    client.chats().leave("CT_2").await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(server.count(), 3);

    // But not for longer than was said.
    let throttled = answer_with(429, &[("retry-after", "300")], "");
    let server = Server::new([throttled]).await;
    let client = server.builder().when_locked(WhenLocked::Wait).max_wait(MINUTE).build().unwrap();
    client.chats().leave("CT_1").await.unwrap_err();
    assert_locked_out(&client.chats().leave("CT_2").await.unwrap_err(), 5 * MINUTE);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_full_budget_holds_calls_back() {
    let server = Server::new([json(200, r#"{"members": []}"#)]).await;
    let client = server.builder().max_wait(Duration::from_millis(10)).build().unwrap();
    let members = |client: &Client| client.chats().members("CT_1").into_future();
    for _ in 0..20 {
        members(&client).await.unwrap();
    }
    let error = members(&client).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_not_sent() && !error.is_locked_out(), "{error:?}");
    assert!(error.retry_after().unwrap() <= MINUTE + Duration::from_secs(1));
    let text = error.to_string();
    assert!(
        text.starts_with(
            "chats.members: not sent: the budget of this route is used up \
             (GET /api/v3/chats/{}/members); try again at 20"
        ),
        "{text}"
    );
    assert_eq!(server.count(), 20);

    // Calls that did not get through to the server took nothing from the budget.
    let client = server.builder().base_url("http://127.0.0.1:1").retry(RetryPolicy::off());
    let client = client.max_wait(Duration::ZERO).build().unwrap();
    for _ in 0..30 {
        assert!(members(&client).await.unwrap_err().is_connect());
    }
}
