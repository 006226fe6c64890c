//! Responses that are too slow or too large.

use std::time::Duration;

use generated_client::{Error, RetryPolicy};

use super::files::upload;
use super::server::{Act, Server, json, raw};

pub(super) const SOON: Duration = Duration::from_millis(100);

pub(super) fn slow() -> Vec<Act> {
    vec![
        Act::Hang,
        Act::Drip("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{                    "),
        Act::Drip("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n \r\n"),
    ]
}

fn assert_late(error: &Error) {
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
    assert!(!error.is_connect() && !error.is_not_sent() && !error.is_api(), "{error:?}");
}

#[tokio::test]
async fn an_attempt_has_its_time() {
    for act in slow() {
        let server = Server::new([act.clone(), json(204, "")]).await;
        let client = server.builder().timeout(SOON).build().unwrap();
        let error = client.chats().leave("CT_1").await.unwrap_err();
        assert_late(&error);
        assert_eq!(
            error.to_string(),
            "chats.leave: no response within the time limit: gave up after 100ms"
        );
        assert_eq!(server.count(), 1, "{act:?}");

        let server = Server::new([act.clone()]).await;
        let client = server.builder().timeout(SOON).build().unwrap();
        assert_late(&client.send(upload()).await.unwrap_err());
        assert_eq!(server.count(), 1, "{act:?}");

        let server = Server::new([act, json(200, r#"{"chats": []}"#)]).await;
        let client = server.builder().timeout(SOON).build().unwrap();
        client.chats().list().await.unwrap();
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn a_call_has_its_time() {
    for act in slow() {
        let server = Server::new([act]).await;
        let retry = RetryPolicy::new().base_delay(Duration::from_millis(1)).max_attempts(1000);
        let client = server.builder().retry(retry).timeout(SOON).total_timeout(3 * SOON);
        let error = client.build().unwrap().chats().get("CT_1").await.unwrap_err();
        assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
        assert!((1..=4).contains(&server.count()));
    }
}

/// Successes.
pub(super) fn endless() -> Vec<Act> {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    vec![
        Act::Endless(chunked, "10\r\n0123456789abcdef\r\n"),
        Act::Endless("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", "0123456789abcdef"),
        Act::Endless(
            "HTTP/1.1 200 OK\r\ncontent-length: 1099511627776\r\n\r\n",
            "0123456789abcdef",
        ),
    ]
}

#[tokio::test]
async fn a_response_without_end() {
    let failure = "HTTP/1.1 500 Oops\r\ntransfer-encoding: chunked\r\n\r\n";
    for act in endless().into_iter().chain([Act::Endless(failure, "1\r\n<\r\n")]) {
        let server = Server::new([act]).await;
        let client = server.builder().max_response_size(10_000).build().unwrap();
        for error in [
            client.chats().leave("CT_1").await.unwrap_err(),
            client.chats().list().await.unwrap_err(),
            client.send(upload()).await.unwrap_err(),
        ] {
            assert!(error.is_too_large() && error.is_outcome_unknown(), "{error:?}");
            assert!(!error.is_timeout() && !error.is_connect() && !error.is_api(), "{error:?}");
            let text = error.to_string();
            assert!(text.ends_with(": the response is too large: more than 10000 bytes"), "{text}");
        }
        assert_eq!(server.count(), 3, "another attempt meets the same response");
    }
}

#[tokio::test]
async fn the_largest_response_that_is_allowed() {
    let body = r#"{"chats": []}"#;
    for (spaces, is_allowed) in [(0, true), (1, false)] {
        let body = body.to_owned() + &" ".repeat(spaces);
        let chunked = format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        );
        for response in [raw(200, &[], &body), chunked] {
            let server = Server::new([Act::Response(response)]).await;
            let client = server.builder().max_response_size(13).build().unwrap();
            let result = client.chats().list().await;
            assert_eq!(result.is_ok(), is_allowed, "{result:?}");
        }
    }
}
