use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{Method, Request};
use serde_json::json;

use super::*;
use crate::test_fixture::{Close, Fork, ListChats};
use crate::{Client, DataCenter, Encoder, Error, Operation, OperationInfo, Response, Transport};

/// What a failed assertion says.
fn failure(script: &Script) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| script.assert_done())).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

async fn close_with(reply: Reply) -> Result<(), crate::Error> {
    Script::new().on::<Close>(reply).client().send(Close::new("CT_1")).await
}

#[tokio::test]
async fn replies_are_given_in_turn_to_each_operation() {
    let script = Script::new()
        .on::<Close>(Reply::no_content())
        .on::<ListChats>(Reply::json(json!({"chats": []})))
        .on::<Close>(Reply::error(403));
    let client = script.client();
    client.send(ListChats::new()).await.unwrap();
    client.send(Close::new("CT_1")).await.unwrap();
    assert!(client.send(Close::new("CT_2")).await.unwrap_err().is_forbidden());
    script.assert_done();

    let targets: Vec<_> = script.requests().iter().map(|it| it.target().to_owned()).collect();
    let list = "/api/v3/chats?primary=true&kind=x";
    assert_eq!(targets, [list, "/api/v3/chats/CT_1/close", "/api/v3/chats/CT_2/close"]);
    assert_eq!(script.requests_of::<Close>().len(), 2);
}

#[tokio::test]
async fn a_call_without_a_reply_fails_and_is_told() {
    let script = Script::new().on::<Close>(Reply::no_content());
    let client = script.client();
    let error = client.send(ListChats::new()).await.unwrap_err();
    assert!(!error.is_api() && !error.is_connect() && !error.is_timeout(), "{error:?}");
    let text = "the script has no reply to chats.list_chats, which was called once";
    assert_eq!(error.to_string(), format!("chats.list_chats: {text}"));

    client.send(Close::new("CT_1")).await.unwrap();
    for times in ["2 times", "3 times"] {
        let error = client.send(Close::new("CT_1")).await.unwrap_err().to_string();
        assert!(error.ends_with(&format!("chats.close, which was called {times}")), "{error}");
    }
    let failure = failure(&script);
    assert_eq!(failure.lines().count(), 4, "{failure}");
    assert!(failure.contains(text), "{failure}");
    assert_eq!(script.requests().len(), 4);
}

#[tokio::test]
async fn a_reply_that_was_not_given_is_told() {
    let script = Script::new()
        .on::<ListChats>(Reply::example())
        .on::<Close>(Reply::throttled().header("retry-after", "30"))
        .always::<Fork>(Reply::no_connection());
    let expected = "the script was not kept to:\n\
                    not called: chats.list_chats for Reply::example()\n\
                    not called: chats.close for Reply::error(429)";
    assert_eq!(failure(&script), expected);
    // The script is as good as before.
    assert_eq!(failure(&script), expected);
    script.client().send(Close::new("CT_1")).await.unwrap_err();
    assert!(!failure(&script).contains("close_chat"));
}

#[tokio::test]
async fn a_reply_to_every_call_comes_after_the_others() {
    let script = Script::new()
        .always::<Close>(Reply::error(500))
        .always::<Close>(Reply::no_content())
        .on::<Close>(Reply::unauthorized());
    let client = script.client();
    assert!(client.send(Close::new("CT_1")).await.unwrap_err().is_unauthorized());
    for _ in 0..3 {
        client.send(Close::new("CT_1")).await.unwrap();
    }
    script.assert_done();
}

#[tokio::test]
async fn a_script_in_order_refuses_another_order() {
    let script = Script::in_order()
        .on::<Fork>(Reply::error(500))
        .on::<Close>(Reply::no_content())
        .always::<ListChats>(Reply::json(json!({"chats": []})));
    let client = script.client();
    client.send(ListChats::new()).await.unwrap();
    let error = client.send(Close::new("CT_1")).await.unwrap_err().to_string();
    let text = "chats.close was called before chats.fork, which comes first";
    assert!(error.ends_with(text), "{error}");
    client.send(Fork::new("CT_1", "Title")).await.unwrap_err();
    client.send(Close::new("CT_1")).await.unwrap();
    assert_eq!(failure(&script), format!("the script was not kept to:\n{text}"));
}

#[tokio::test]
async fn every_failure_is_what_it_is_called() {
    let error = close_with(Reply::no_connection()).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    let error = close_with(Reply::timeout()).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
    let error = close_with(Reply::broken_connection()).await.unwrap_err();
    assert!(!error.is_timeout() && !error.is_connect() && !error.is_api(), "{error:?}");

    let error = close_with(Reply::throttled().header("Retry-After", "30")).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error:?}");
    assert_eq!(
        (error.status().unwrap().as_u16(), &error.headers()["retry-after"]),
        (429, &"30".parse().unwrap())
    );
    let error = close_with(Reply::throttled_400()).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 400);
    assert_eq!(error.code().unwrap().as_str(), "request_limit_exceeded");
    let error = close_with(Reply::error_code("too_late").status(409)).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.code().unwrap().as_str()),
        (409, "too_late")
    );

    let page = Reply::body("<html>").header("content-type", "text/html");
    let error = close_with(page).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("found text/html"), "{error}");
}

#[tokio::test]
async fn a_reply_that_cannot_be_made_fails_the_call() {
    for (reply, reason) in [
        (Reply::no_content().status(99), "99 is no status"),
        (Reply::error(1000), "1000 is no status"),
        (Reply::no_content().header("a b", "c"), "no header can be `a b: c`"),
        (Reply::no_content().header("a", "b\nc"), "no header can be `a: b\nc`"),
        (Reply::example_named("none"), "no example of a response to chats.close `none`"),
    ] {
        let error = close_with(reply).await.unwrap_err();
        assert!(!error.is_api(), "{error}");
        let start = "chats.close: the script's reply cannot be made: ";
        assert!(
            error.to_string().strip_prefix(start).is_some_and(|it| it.contains(reason)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_closure_sees_the_request() {
    let script = Script::new();
    let seen = script.clone();
    let script = script.always::<ListChats>(
        Reply::with(move |request| {
            assert_eq!(seen.requests().last().unwrap().target(), request.target());
            match request.query("limit").as_deref() {
                Some("5") => Reply::with(|_| Reply::json(json!({"chats": [{"chat_id": "CT_5"}]}))),
                Some(_) => Reply::error(400),
                None => Reply::json(json!({"chats": []})).header("x-own", "1"),
            }
        })
        .header("x-own", "2"),
    );
    let client = script.client();
    let chats = client.send(ListChats::new().limit(5)).await.unwrap().chats;
    assert_eq!(chats[0].chat_id.as_str(), "CT_5");
    assert!(client.send(ListChats::new()).await.unwrap().chats.is_empty());
    let error = client.send(ListChats::new().limit(6)).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), &error.headers()["x-own"]),
        (400, &"2".parse().unwrap())
    );
}

#[tokio::test]
async fn a_reply_comes_after_what_it_waits_for() {
    let is_open = Arc::new(AtomicBool::new(false));
    let gate = is_open.clone();
    let reply = Reply::no_content().after(move || {
        let gate = gate.clone();
        async move {
            while !gate.load(Ordering::Relaxed) {
                tokio::task::yield_now().await;
            }
        }
    });
    let script = Script::new().on::<Close>(reply);
    let call = tokio::spawn(script.client().send(Close::new("CT_1")));
    while script.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(!call.is_finished());
    is_open.store(true, Ordering::Relaxed);
    call.await.unwrap().unwrap();
}

#[tokio::test]
async fn requests_are_kept_without_the_token() {
    let script = Script::new().on::<Fork>(Reply::error(500)).on::<ListChats>(Reply::timeout());
    let builder = script.builder().access_token("1000.s3cret").data_center(DataCenter::Eu);
    let client = builder.build().unwrap();
    client.send(Fork::new("a b/é", "Title")).await.unwrap_err();
    client.send(ListChats::new().limit(5)).await.unwrap_err();

    let requests = script.requests();
    let [fork, list] = &requests[..] else { panic!("{requests:?}") };
    assert!(fork.is::<Fork>() && !fork.is::<ListChats>());
    assert_eq!(fork.operation().name, "fork");
    assert_eq!(fork.path(), "/api/v3/chats/a%20b%2F%C3%A9/forks");
    assert_eq!(fork.json()["title"], "Title");
    assert_eq!(fork.headers()["content-type"], "application/json");
    assert!(!fork.body().is_empty() && list.body().is_empty() && list.json().is_null());
    assert_eq!((list.method(), list.query("limit").as_deref()), (&http::Method::GET, Some("5")));
    assert_eq!(list.query("none"), None);
    assert!(requests.iter().all(|request| !request.headers().contains_key("authorization")));
    assert!(!format!("{script:?} {:?}", requests[0].headers()).contains("s3cret"));
    let text = format!("{fork:?}");
    assert!(text.starts_with("POST /api/v3/chats/a%20b%2F%C3%A9/forks {"), "{text}");
}

/// The request for an access token, which no module has.
struct RefreshToken;

impl Operation for RefreshToken {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("accounts", "refresh_token", Method::POST, "", "/oauth/v2/token");

    fn encode(&self, _: &mut Encoder) {}

    fn decode(_: &Response) -> Result<(), Error> {
        Ok(())
    }
}

#[tokio::test]
async fn requests_to_the_accounts_server_are_kept_without_secrets() {
    let script = Script::new()
        .on::<RefreshToken>(Reply::json(json!({"access_token": "1000.t"})))
        .on::<Close>(Reply::no_content());
    let builder = script.builder().refresh_token("1000.CLIENT", "s3cret&", "1000.s3cret");
    builder.build().unwrap().send(Close::new("CT_1")).await.unwrap();
    script.assert_done();

    let requests = script.requests();
    let form = "grant_type=refresh_token&client_id=1000.CLIENT\
                &client_secret=[secret]&refresh_token=[secret]";
    assert_eq!(requests[0].body(), form);
    let json = serde_json::to_string(&requests).unwrap();
    assert!(!format!("{script:?} {requests:#?} {json}").contains("s3cret"), "{script:?}");
}

#[cfg(feature = "sign-in")]
#[tokio::test]
async fn grant_codes_and_revoked_tokens_are_not_kept() {
    let script = Script::new();
    let accounts = script.builder().build_accounts("1000.CLIENT", "s3cret").unwrap();
    let refused = accounts.exchange_code("1000.s3cret", Some("https://x/back")).await.unwrap_err();
    assert!(!format!("{refused:?}").contains("s3cret"));
    accounts.revoke("1000.s3cret").await.unwrap_err();

    let requests = script.requests();
    let form = "grant_type=authorization_code&client_id=1000.CLIENT\
                &client_secret=[secret]&code=[secret]&redirect_uri=https%3A%2F%2Fx%2Fback";
    assert_eq!(requests[0].body(), form);
    assert_eq!(requests[1].body(), "token=[secret]");
    let json = serde_json::to_string(&requests).unwrap();
    assert!(!format!("{script:?} {json}").contains("s3cret"), "{script:?}");
}

#[tokio::test]
async fn a_script_that_is_asked_for_a_token_says_what_to_do() {
    let script = Script::new();
    let builder = script.builder().refresh_token("1000.CLIENT", "s3cret", "1000.s3cret");
    let error = builder.build().unwrap().send(Close::new("CT_1")).await.unwrap_err();
    let text = "no reply to accounts.refresh_token, which was called once; a script gives out no \
                tokens of itself: leave its builder the made-up one, set one with `access_token`, \
                or use a `Service`";
    assert!(error.is_token() && error.to_string().ends_with(text), "{error}");
    assert!(failure(&script).ends_with(text));
}

/// Of which no document shows the bytes.
#[cfg(feature = "streaming")]
#[tokio::test]
async fn an_example_of_a_file_is_some_bytes() {
    struct Load;

    impl Operation for Load {
        type Output = bytes::Bytes;
        const INFO: &'static OperationInfo =
            &OperationInfo::new("files", "load", Method::GET, "", "/files");

        fn encode(&self, _: &mut Encoder) {}

        fn decode(response: &Response) -> Result<bytes::Bytes, Error> {
            response.bytes()
        }
    }

    let client = Script::new().on::<Load>(Reply::example()).client();
    let (response, mut body) = client.download(Load).stream().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(body.try_next().await.unwrap().unwrap(), "The bytes of a file.");
    assert!(body.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_request_of_no_operation_is_refused() {
    let script = Script::new();
    let error = script.send(Request::default()).await.unwrap_err();
    assert!(error.to_string().ends_with("a GET request came of no operation"), "{error}");
    assert!(failure(&script).contains("came of no operation"));
}

#[test]
fn scripts_go_to_other_threads() {
    fn is_send_and_sync<T: Send + Sync + Clone + 'static>() {}
    is_send_and_sync::<Script>();
    is_send_and_sync::<Reply>();
    is_send_and_sync::<SentRequest>();
    is_send_and_sync::<Client>();
}
