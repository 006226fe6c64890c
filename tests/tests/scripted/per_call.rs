//! Programs that say for one call what the client does not do for all.

use std::time::Duration;

use generated_client::chats::requests::{Close, List};
use generated_client::test_util::{Reply, Script};
use generated_client::threads::requests::List as ListThreads;
use generated_client::{Operation, RetryPolicy};
use serde_json::json;

const KEY: &str = "k3y-s3cret";

fn with_key<C>(close: Close<C>) -> Close<C> {
    close.header("X-Key", KEY)
}

#[tokio::test]
async fn headers_of_a_call_are_on_all_its_attempts_and_on_no_other_call() {
    let script = Script::new()
        .on::<List>(Reply::error(503))
        .always::<List>(Reply::json(json!({"chats": []})));
    let client = script.client();
    let retry = RetryPolicy::new().base_delay(Duration::ZERO);
    client.chats().list().header("x-key", KEY).retry(retry).await.unwrap();
    client.send(List::new().header("x-key", KEY)).await.unwrap();
    client.chats().list().header("x-key", KEY).with_response().await.unwrap();
    client.chats().list().await.unwrap();
    let sent = script.requests();
    assert_eq!(sent.len(), 5);
    for request in &sent[..4] {
        assert_eq!(request.headers()["x-key"], KEY);
        assert!(!format!("{:?}", request.headers()).contains(KEY));
    }
    assert!(!sent[4].headers().contains_key("x-key"));
}

#[tokio::test]
async fn headers_of_a_list_are_on_all_its_pages() {
    let script = Script::new()
        .on::<ListThreads>(Reply::json(json!({"data": [], "next_token": "t1"})))
        .on::<ListThreads>(Reply::json(json!({"data": []})));
    let client = script.client();
    let mut threads = client.threads().list("CT_1").header("x-key", KEY).stream();
    while threads.try_next().await.unwrap().is_some() {}
    let sent = script.requests();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|it| it.headers()["x-key"] == KEY));
}

#[tokio::test]
async fn a_header_takes_the_place_of_the_one_that_the_client_would_write() {
    let script = Script::new().always::<List>(Reply::json(json!({"chats": []})));
    let list = script.client().chats().list().header("User-Agent", "mine/1");
    let list = list.header("accept", "application/json;q=1").header("x-tag", "a");
    list.header("x-tag", "b").await.unwrap();
    let sent = script.requests();
    let values = |name: &str| -> Vec<String> {
        let values = sent[0].headers().get_all(name).iter();
        values.map(|it| it.to_str().unwrap().to_owned()).collect()
    };
    assert_eq!(values("user-agent"), ["mine/1"]);
    assert_eq!(values("accept"), ["application/json;q=1"]);
    assert_eq!(values("x-tag"), ["a", "b"]);
}

#[tokio::test]
async fn headers_that_are_not_the_callers_are_refused_before_anything_is_sent() {
    let script = Script::new();
    let client = script.client();
    for (name, value) in [
        ("Authorization", KEY),
        ("host", KEY),
        ("Content-Length", KEY),
        ("content-type", KEY),
        ("transfer-encoding", KEY),
        ("connection", KEY),
        ("no name", KEY),
        ("", KEY),
        ("x-key", "k3y-s3cret\r\nx-other: 1"),
    ] {
        let error = client.chats().close("CT_1").header(name, value).await.unwrap_err();
        assert!(error.is_invalid_request() && error.is_not_sent(), "{name}: {error:?}");
        assert!(!format!("{error:?} {error:#?}").contains(KEY), "{name}: {error:#?}");
        let request = Close::new("CT_1").header(name, value).http_request("https://example.com");
        assert!(request.unwrap_err().is_invalid_request(), "{name}");
    }
    assert!(script.requests().is_empty());
}

#[test]
fn requests_for_other_http_stacks_have_the_headers_marked_as_sensitive() {
    let close = with_key(Close::new("CT_1"));
    assert!(!format!("{close:?} {close:#?}").contains(KEY), "{close:?}");
    let request = close.with_response().http_request("https://example.com").unwrap();
    assert_eq!(request.headers()["x-key"], KEY);
    assert!(request.headers()["x-key"].is_sensitive());
}

/// Whatever the request is bound to.
#[test]
fn options_stay_with_a_request_that_is_given_to_a_client() {
    let script = Script::new().always::<Close>(Reply::no_content());
    let close = with_key(Close::new("CT_1")).on(script.builder().build_blocking().unwrap());
    with_key(close).with_response().send().unwrap();
    assert_eq!(script.requests()[0].headers().get_all("x-key").iter().count(), 2);
}
