use http::Method;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::test_fixture::{ChatId, ChatType, Close, Fork, ListChats, NewChat};
use crate::{DateTime, EpochMillis, Operation};

const BASE: &str = "https://cliq.zoho.com/network/acme";

/// The path and query that `arguments` give.
fn target(
    path: &'static str,
    arguments: impl FnOnce(&mut Encoder),
) -> Result<String, crate::Error> {
    let operation = Box::leak(Box::new(OperationInfo::new("m", "n", Method::GET, "/v", path)));
    let mut encoder = Encoder::new(operation);
    arguments(&mut encoder);
    let prepared = encoder.finish(&BaseUrl::parse("https://host").unwrap())?;
    Ok(prepared.request().uri().path_and_query().unwrap().to_string())
}

#[test]
fn writes_path_headers_and_body() {
    let request = Fork::new("CT_1", "Title").user_ids(["u1", "u2"]);
    let request = request.http_request(BASE).unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "https://cliq.zoho.com/network/acme/api/v3/chats/CT_1/forks");
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert!(!request.headers().contains_key("authorization"));
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(request.body()).unwrap(),
        json!({"operation": "update_title", "title": "Title", "user_ids": "u1,u2"})
    );
}

#[test]
fn text_around_path_parameters_is_sent_as_it_is() {
    let sent = target("/compare/{base}...{head}.json", |request| {
        request.path("head", "b/{base}");
        request.path("base", "a.");
    });
    assert_eq!(sent.unwrap(), "/v/compare/a....b%2F%7Bbase%7D.json");
}

#[test]
fn a_request_without_body_has_no_content_type() {
    let request = Close::new("CT_1").http_request(BASE).unwrap();
    assert!(request.body().is_empty());
    assert!(!request.headers().contains_key("content-type"));
}

#[test]
fn writes_queries() {
    let request = ListChats::new()
        .limit(20)
        .chat_ids(["a", "b,c", "d e"])
        .modified_after(EpochMillis::new(1_710_934_200_000));
    assert_eq!(
        request.http_request(BASE).unwrap().uri().query().unwrap(),
        "limit=20&chat_ids=a,b%2Cc,d%20e&modified_after=1710934200000&primary=true&kind=x"
    );
    let time: DateTime = "2024-11-06T22:39:30+05:30".parse().unwrap();
    let query = target("/x", |request| {
        request.query("t", &time);
        request.query("f", &1.5);
        request.query("i", &-1_i32);
        request.query("e", &Some(ChatType::GroupChat));
        request.query("s", &String::new());
        request.query("k", &["a", "b"][..]);
        request.query_exploded("m", &vec!["a", "", "b"]);
        request.query_exploded("o", &Some("a"));
        request.query("a b", "&=+#?/");
    });
    assert_eq!(
        query.unwrap(),
        "/v/x?t=2024-11-06T22%3A39%3A30%2B05%3A30&f=1.5&i=-1&e=group_chat&s=&k=a,b&m=a&m=&m=b&o=a\
         &a%20b=%26%3D%2B%23%3F%2F"
    );
}

#[test]
fn absent_values_are_left_out() {
    let query = target("/x", |request| {
        request.query("a", &None::<i64>);
        request.query("b", &None::<Vec<ChatId>>);
        request.query("c", &Some(Vec::<ChatId>::new()));
        request.query_exploded("d", &Some(Vec::<ChatId>::new()));
    });
    assert_eq!(query.unwrap(), "/v/x");
}

#[test]
fn refuses_lists_that_a_query_cannot_say() {
    let error = target("/x", |request| {
        request.query("ids", &Vec::<ChatId>::new());
        request.query_exploded("tags", &Vec::<ChatId>::new());
        request.query("names", &vec![""]);
    })
    .unwrap_err();
    assert!(error.is_invalid_request());
    assert_eq!(
        error.to_string(),
        "m.n: invalid request, not sent: `ids` is empty; at least 1 item is required. \
         `tags` is empty; at least 1 item is required. \
         `names` has no item that is not empty, which cannot be told from no items"
    );
}

#[test]
fn an_empty_item_is_nothing_between_commas() {
    let query = target("/x", |request| request.query("range", &vec!["2026-01-01", ""]));
    assert_eq!(query.unwrap(), "/v/x?range=2026-01-01,");
}

#[test]
fn an_empty_id_is_no_item() {
    let chats = vec![ChatId::new("1"), ChatId::new("")];
    let error = target("/x", |request| request.query("ids", &chats)).unwrap_err();
    assert_eq!(error.to_string(), "m.n: invalid request, not sent: `ids` has an empty id");
}

#[test]
fn refuses_what_the_documents_forbid() {
    let error = ListChats::new().limit(300).http_request(BASE).unwrap_err();
    assert_eq!(
        error.to_string(),
        "chats.list_chats: invalid request, not sent: `limit` is 300; it must be at most 100"
    );
    let title = "x".repeat(300);
    let error = Fork::new("1", &title).http_request(BASE).unwrap_err();
    assert!(error.is_invalid_request());
    let expected = "`title` has 300 characters; at most 255 are allowed";
    assert!(error.to_string().ends_with(expected), "{error}");
    assert!(!format!("{error:#?}").contains("xxx"));
    assert_eq!(error.operation().unwrap().name, "fork");

    let body = NewChat::DirectMessage(Fork::new("1", "").body);
    let error = target("/x", |request| request.json(&body)).unwrap_err();
    assert!(error.to_string().contains("`title` has 0 characters"), "{error}");
}

#[test]
fn refuses_arguments_that_address_something_else() {
    for id in ["", ".", "..", "%2e", "%2E."] {
        let error = Close::new(id).http_request(BASE).unwrap_err();
        assert!(error.is_invalid_request(), "{id}");
        assert!(error.to_string().contains("`CHAT_ID` is "), "{error}");
    }
}

#[test]
fn a_percent_encoded_id_is_encoded_once() {
    for id in ["1573641936588%20345281288778", "1573641936588 345281288778"] {
        let path = target("/{M}", |request| request.path("M", &ChatId::new(id))).unwrap();
        assert_eq!(path, "/v/1573641936588%20345281288778");
    }
    // A text is no id: what it says is what is meant.
    let path = target("/{M}", |request| request.path("M", "a%20b")).unwrap();
    assert_eq!(path, "/v/a%2520b");
}

#[test]
fn placeholders_and_arguments_that_differ_are_a_mistake_of_this_crate() {
    let error = target("/{B}", |request| {
        request.path("A", "1");
        request.path("B", "2");
    });
    assert!(error.unwrap_err().to_string().contains("`A` has no place in the path"));
    for path in ["/{A}/{B}", "/{A}/{B"] {
        let error = target(path, |request| request.path("A", "{B}")).unwrap_err();
        assert!(error.is_internal() && !error.is_invalid_request(), "{error}");
        assert!(error.to_string().contains('B'));
    }
}

#[test]
fn refuses_a_url_that_is_too_long() {
    let error = Close::new("x".repeat(70_000)).http_request(BASE).unwrap_err();
    assert!(error.is_invalid_request());
    assert!(error.to_string().len() < 200, "{error}");
}

#[test]
fn refuses_a_base_url_that_is_none() {
    assert!(Close::new("1").http_request("zoho").unwrap_err().is_builder());
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

proptest! {
    #[test]
    fn a_path_argument_comes_back(argument in "\\PC+|[./%{} ]{1,4}", second in "\\PC+") {
        let path = target("/a/{A}/{B}/c", |request| {
            request.path("A", argument.as_str());
            request.path("B", second.as_str());
        });
        if [&argument, &second].iter().any(|text| matches!(text.as_str(), "." | "..")) {
            prop_assert!(path.unwrap_err().is_invalid_request());
            return Ok(());
        }
        let path = path.unwrap();
        let segments: Vec<_> = path.split('/').collect();
        prop_assert_eq!(segments.len(), 6, "{}", path);
        prop_assert!(segments[1..].iter().all(|segment| !matches!(*segment, "" | "." | "..")));
        prop_assert_eq!(decoded(segments[3]), argument);
        prop_assert_eq!(decoded(segments[4]), second);
        // The URL type of the HTTP library reads the same path.
        let url = reqwest::Url::parse(&format!("https://host{path}")).unwrap();
        prop_assert_eq!(url.path(), path);
        prop_assert_eq!(url.query(), None);
    }

    #[test]
    fn query_values_come_back(values in prop::collection::vec("\\PC+|[,&=+# ]{1,3}", 1..5)) {
        let target = target("/x", |request| {
            request.query("joined", &values);
            request.query_exploded("each", &values);
        }).unwrap();
        let url = reqwest::Url::parse(&format!("https://host{target}")).unwrap();
        prop_assert_eq!(url.query(), target.split_once('?').map(|(_, query)| query));
        let (joined, each) = url.query().unwrap().split_once('&').unwrap();
        let joined = joined.strip_prefix("joined=").unwrap();
        prop_assert_eq!(joined.split(',').map(decoded).collect::<Vec<_>>(), values.clone());
        let each = each.split('&').map(|pair| decoded(pair.strip_prefix("each=").unwrap()));
        prop_assert_eq!(each.collect::<Vec<_>>(), values);
    }
}
