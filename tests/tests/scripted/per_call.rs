//! Programs that say for one call what the client does not do for all.

use std::time::Duration;

use generated_client::chats::requests::List;
use generated_client::http::Method;
use generated_client::test_util::{Reply, Script};
use generated_client::threads::requests::List as ListThreads;
use generated_client::{CallOptions, RetryPolicy};
use serde_json::json;

const KEY: &str = "k3y-s3cret";

fn with_key() -> CallOptions {
    CallOptions::new().header("x-key", KEY)
}

#[tokio::test]
async fn headers_of_a_call_are_on_all_its_attempts_and_on_no_other_call() {
    let script = Script::new()
        .on::<List>(Reply::error(503))
        .on_request(Method::GET, Reply::json(json!({})))
        .always::<List>(Reply::json(json!({"chats": []})));
    let client = script.client();
    let retry = RetryPolicy::new().base_delay(Duration::ZERO);
    client.chats().list().header("x-key", KEY).retry(retry).await.unwrap();
    client.with_options(with_key()).send(List::new()).await.unwrap();
    client.chats().list().header("x-key", KEY).with_response().await.unwrap();
    client.chats().list().with_response().header("x-key", KEY).await.unwrap();
    client.request(Method::GET, "/x").header("x-key", KEY).await.unwrap();
    client.with_user("ada").with_token("1000.a").unwrap().chats().list().await.unwrap();
    client.chats().list().await.unwrap();
    let sent = script.requests();
    assert_eq!(sent.len(), 8);
    for request in &sent[..6] {
        assert_eq!(request.headers()["x-key"], KEY);
        assert!(!format!("{:?}", request.headers()).contains(KEY));
    }
    assert!(sent[6..].iter().all(|it| !it.headers().contains_key("x-key")));
    script.assert_done();
}

#[tokio::test]
async fn siblings_of_a_client_with_options_have_them_too() {
    let script = Script::new().always::<List>(Reply::json(json!({"chats": []})));
    let client = script.client().with_options(with_key());
    let ada = client.with_user("ada").with_token("1000.a").unwrap();
    ada.chats().list().header("x-tag", "a").await.unwrap();
    let sent = script.requests();
    assert_eq!(
        (&sent[0].headers()["x-key"], &sent[0].headers()["x-tag"]),
        (&KEY.parse().unwrap(), &"a".parse().unwrap())
    );
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
        let close = client.chats().close("CT_1").header(name, value);
        assert!(!format!("{close:?}").contains(KEY), "{name}: {close:?}");
        let error = close.await.unwrap_err();
        assert!(error.is_invalid_request() && error.is_not_sent(), "{name}: {error:?}");
        assert!(!format!("{error:?} {error:#?}").contains(KEY), "{name}: {error:#?}");
    }
    assert!(script.requests().is_empty());
    let options = with_key();
    assert!(!format!("{options:?}").contains(KEY), "{options:?}");
}

#[test]
fn calls_without_async_have_options_too() {
    let script = Script::new()
        .on_request(Method::DELETE, Reply::no_content())
        .always::<List>(Reply::json(json!({"chats": []})))
        .always::<ListThreads>(Reply::json(json!({"data": []})));
    let client = script.builder().build_blocking().unwrap();
    client.chats().list().header("x-key", KEY).send().unwrap();
    client.chats().list().with_response().header("x-key", KEY).send().unwrap();
    client.with_options(with_key()).send(List::new()).unwrap();
    assert_eq!(client.threads().list("CT_1").header("x-key", KEY).into_iter().count(), 0);
    client.request(Method::DELETE, "/x").header("x-key", KEY).send().unwrap();
    let sent = script.requests();
    assert_eq!(sent.len(), 5);
    assert!(sent.iter().all(|it| it.headers()["x-key"] == KEY));
    script.assert_done();
}
