//! Lists come page by page, each page a call of its own.

use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Waker};

use generated_client::chats::requests as chats;
use generated_client::futures_core::Stream;
use generated_client::threads::FollowState;
use generated_client::threads::requests as threads;
use generated_client::{Items, PageToken, Pages};
use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

use super::service::Service;

/// Answers each call with the next of its responses, and calls beyond them with a status that no test expects.
struct Script(Mutex<std::vec::IntoIter<ResponseTemplate>>);

impl Respond for Script {
    fn respond(&self, _request: &Request) -> ResponseTemplate {
        self.0.lock().unwrap().next().unwrap_or_else(|| ResponseTemplate::new(418))
    }
}

pub(super) async fn answering(pages: impl IntoIterator<Item = Value>) -> Service {
    let pages = pages.into_iter().map(|page| ResponseTemplate::new(200).set_body_json(page));
    scripted(pages.collect()).await
}

async fn scripted(responses: Vec<ResponseTemplate>) -> Service {
    Service::answering_by(Script(Mutex::new(responses.into_iter()))).await
}

/// The queries that came, in their order.
pub(super) async fn queries(service: &Service) -> Vec<String> {
    let requests = service.requests().await;
    requests.iter().map(|it| it.url.query().unwrap_or_default().to_owned()).collect()
}

pub(super) fn threads(ids: &[&str], tokens: Value) -> Value {
    let threads: Vec<_> = ids.iter().map(|id| json!({"chat_id": id})).collect();
    let mut page = json!({"type": "chat_thread", "data": threads});
    page.as_object_mut().unwrap().extend(tokens.as_object().unwrap().clone());
    page
}

/// The ids of the threads of a stream, and the error that ended it.
async fn thread_ids(
    mut threads: Items<threads::List>,
) -> (Vec<String>, Option<generated_client::Error>) {
    let mut ids = Vec::new();
    loop {
        match threads.try_next().await {
            Ok(Some(thread)) => ids.push(thread.chat_id.unwrap().to_string()),
            Ok(None) => return (ids, None),
            Err(error) => {
                assert!(threads.try_next().await.unwrap().is_none(), "an error ends the stream");
                return (ids, Some(error));
            }
        }
    }
}

#[tokio::test]
async fn threads_come_from_all_pages_and_leave_a_sync_token() {
    let service = answering([
        threads(&["1", "2"], json!({"next_token": "a==", "sync_token": "s1"})),
        threads(&[], json!({"next_token": "b", "sync_token": "s2"})),
        threads(&["3"], json!({"sync_token": "s3"})),
    ])
    .await;
    let client = service.client();
    let mut stream = client.threads().list("CT_1").state(FollowState::Followed).stream();
    assert!(service.requests().await.is_empty(), "nothing is sent before it is polled");

    let mut ids = Vec::new();
    while let Some(thread) = stream.try_next().await.unwrap() {
        ids.push(thread.chat_id.unwrap().to_string());
        let pages = service.requests().await.len();
        assert_eq!(pages, if ids.len() < 3 { 1 } else { 3 }, "no page before it is needed");
    }
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(stream.sync_token().map(PageToken::as_str), Some("s3"));
    assert!(stream.try_next().await.unwrap().is_none());
    let first = "parent_chat_id=CT_1&state=followed".to_owned();
    let next = |token| format!("parent_chat_id=CT_1&next_token={token}&state=followed");
    assert_eq!(queries(&service).await, [first, next("a%3D%3D"), next("b")]);
}

#[tokio::test]
async fn pages_come_whole() {
    let service = answering([
        threads(&["1", "2"], json!({"next_token": "a", "url": "/api/v3/threads"})),
        threads(&["3"], json!({"sync_token": 7})),
    ])
    .await;
    let mut pages = service.client().threads().list("CT_1").pages();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!((first.data.len(), first.url.as_deref()), (2, Some("/api/v3/threads")));
    assert_eq!(pages.sync_token(), None);
    assert_eq!(pages.try_next().await.unwrap().unwrap().data.len(), 1);
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(pages.sync_token(), Some(&7.into()));
}

#[tokio::test]
async fn a_search_of_threads_goes_on_by_its_own_token() {
    let service = answering([
        threads(&["1"], json!({"next_search_token": "s", "next_token": "n"})),
        threads(&["2"], json!({"next_search_token": "t"})),
        threads(&["3"], json!({})),
    ])
    .await;
    let stream = service.client().threads().list("1").search_key("Q3").stream();
    assert_eq!(thread_ids(stream).await.0, ["1", "2", "3"]);
    let first = "parent_chat_id=1&search_key=Q3";
    let next = |token| format!("{first}&next_search_token={token}");
    assert_eq!(queries(&service).await, [first.to_owned(), next("s"), next("t")]);
}

#[tokio::test]
async fn a_repeated_token_ends_the_stream() {
    let service = answering([
        threads(&["1"], json!({"next_token": "a"})),
        threads(&["2"], json!({"next_token": "b"})),
        threads(&["3"], json!({"next_token": "a"})),
    ])
    .await;
    let (ids, error) = thread_ids(service.client().threads().list("1").stream()).await;
    assert_eq!(ids, ["1", "2", "3"]);
    let error = error.unwrap();
    assert!(error.is_paging() && error.status().is_none(), "{error:?}");
    assert!(error.to_string().contains("the token `a` twice"), "{error}");
    assert_eq!(service.requests().await.len(), 3);
}

#[tokio::test]
async fn an_error_keeps_what_came_before_it() {
    let page = threads(&["1", "2"], json!({"next_token": "a"}));
    let page = ResponseTemplate::new(200).set_body_json(page);
    let refused =
        ResponseTemplate::new(403).set_body_json(json!({"code": "operation_not_allowed"}));
    let service = scripted(vec![page.clone(), refused]).await;
    let (ids, error) = thread_ids(service.client().threads().list("1").stream()).await;
    assert_eq!(ids, ["1", "2"]);
    assert!(error.unwrap().is_forbidden());

    let garbage = ResponseTemplate::new(200).set_body_raw(r#"{"data": 1}"#, "application/json");
    let service = scripted(vec![page, garbage]).await;
    let (ids, error) = thread_ids(service.client().threads().list("1").stream()).await;
    assert_eq!(ids, ["1", "2"]);
    assert!(error.unwrap().is_decode());
    assert_eq!(service.requests().await.len(), 2);
}

/// Nothing is lost and nothing comes twice, although the list meets a lock-out in its middle.
#[tokio::test]
async fn a_list_goes_on_after_an_error_that_passes() {
    let ok = |page: Value| ResponseTemplate::new(200).set_body_json(page);
    let service = scripted(vec![
        ok(threads(&["1", "2"], json!({"next_token": "a"}))),
        ResponseTemplate::new(503),
        ResponseTemplate::new(429).insert_header("retry-after", "1"),
        ok(threads(&["3"], json!({"next_token": "b"}))),
        ok(threads(&["4"], json!({}))),
    ])
    .await;
    let mut stream = service.client().threads().list("1").stream();
    let (mut ids, mut errors) = (Vec::new(), Vec::new());
    loop {
        match stream.try_next().await {
            Ok(Some(thread)) => ids.push(thread.chat_id.unwrap().to_string()),
            Ok(None) => break,
            Err(error) => {
                // The first lock-out is not waited for.
                if error.is_locked_out() {
                    tokio::time::sleep(error.retry_after().unwrap()).await;
                }
                errors.push(error);
            }
        }
    }
    assert_eq!(ids, ["1", "2", "3", "4"]);
    assert!(errors[0].is_server_error() && errors[1].is_api() && errors[1].is_rate_limited());
    assert!(errors[2].is_locked_out(), "{errors:?}");
    let next = |token| format!("parent_chat_id=1&next_token={token}");
    let expected = ["parent_chat_id=1".into(), next("a"), next("a"), next("a"), next("b")];
    assert_eq!(queries(&service).await, expected);
}

#[tokio::test]
async fn found_messages_come_by_tokens_that_are_numbers() {
    let page = |id: &str, tokens: Value| {
        let mut page = json!({"messages": [{"message_id": id}]});
        page.as_object_mut().unwrap().extend(tokens.as_object().unwrap().clone());
        page
    };
    let service = answering([
        page("1", json!({"next_token": 1_710_920_099_000_i64})),
        page("2", json!({"next_token": "1710920098000"})),
        page("3", json!({})),
    ])
    .await;
    let mut messages = service.client().messages().search().query("proposal").stream();
    let mut ids = Vec::new();
    while let Some(message) = messages.try_next().await.unwrap() {
        ids.push(message.message_id.unwrap().to_string());
    }
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(messages.sync_token(), None, "the search has none");
    let next = |token| format!("query=proposal&next_token={token}");
    let expected = ["query=proposal".into(), next("1710920099000"), next("1710920098000")];
    assert_eq!(queries(&service).await, expected);
}

/// What was fetched for a poll that was given up is there for the next one.
#[tokio::test]
async fn a_call_that_is_given_up_loses_nothing() {
    let service =
        answering([threads(&["1"], json!({"next_token": "a"})), threads(&["2"], json!({}))]).await;
    let mut stream = service.client().threads().list("1").stream();
    let context = &mut Context::from_waker(Waker::noop());
    for _ in 0..3 {
        assert!(Pin::new(&mut stream).poll_next(context).is_pending());
    }
    let mut ids = Vec::new();
    loop {
        tokio::select! {
            biased;
            thread = stream.try_next() => match thread.unwrap() {
                Some(thread) => ids.push(thread.chat_id.unwrap().to_string()),
                None => break,
            },
            () = std::future::ready(()) => tokio::task::yield_now().await,
        }
    }
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(service.requests().await.len(), 2);
}

/// The client takes requests without a client, as it does to send them.
#[tokio::test]
async fn the_client_streams_any_request() {
    let service =
        answering([threads(&["1"], json!({"next_token": "a"})), threads(&["2"], json!({}))]);
    let service = service.await;
    let stream = service.client().stream(threads::List::new("CT_1"));
    assert_eq!(thread_ids(stream).await.0, ["1", "2"]);
}

#[test]
fn streams_can_be_sent_to_other_threads_and_kept() {
    fn check<T: Stream + Send + Unpin + 'static>() {}
    check::<Items<threads::List>>();
    check::<Pages<chats::List>>();
}
