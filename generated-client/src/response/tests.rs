use std::error::Error as _;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::schema::object::object;
use crate::test_fixture::{Chat, ChatList, Close, ListChats};

fn response(status: u16, body: &str) -> Response {
    let response = http::Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "text/html")
        .body(Bytes::from(body.to_owned()));
    Response::new(Close::<()>::INFO, response.unwrap())
}

#[test]
fn empty_takes_every_way_to_say_done() {
    for (status, body) in [
        (204, ""),
        (200, ""),
        (202, "\r\n"),
        (200, r#"{"Response Code": 200}"#),
        (200, r#"{"Response_Code": 204}"#),
        (201, r#"{"data": {"x": [1]}}"#),
        (200, "true"),
    ] {
        response(status, body).empty().unwrap();
    }
    let error = response(200, "<html>Sign in</html>").empty().unwrap_err();
    assert!(error.is_decode());
    assert_eq!(
        error.to_string(),
        "chats.close: cannot read the response (200 OK): expected JSON, found text/html: \
         `<html>Sign in</html>`"
    );
}

#[test]
fn json_or_empty_tells_content_from_none() {
    for (status, body) in [
        (204, ""),
        (200, " "),
        (200, r#"{"Response Code": 200}"#),
        (200, r#"{"Response_Code": "ok"}"#),
        (200, r#"{"responseCode": 204}"#),
        (200, r#"{"response-code": 204}"#),
        (200, "null"),
        (204, "junk"),
        (205, "junk"),
    ] {
        let chat: Option<Chat> = response(status, body).json_or_empty().unwrap();
        assert!(chat.is_none());
    }
    let chat: Option<Chat> =
        response(200, r#"{"chat_id": 5, "Response Code": 1}"#).json_or_empty().unwrap();
    assert_eq!(chat.unwrap().chat_id.as_str(), "5");
    assert!(response(200, "{}").json_or_empty::<Chat>().unwrap_err().is_decode());
}

#[test]
fn json_is_read_with_and_without_an_envelope() {
    let read = |body: &str| {
        let response = response(200, body).within("chat", &["chat_id", "title"]);
        response.within("data", &["chat_id", "title"]).json::<Chat>()
    };
    for body in [
        r#"{"chat_id": "5"}"#,
        r#"{"data": {"chat_id": "5"}}"#,
        r#"{"chat": {"chat_id": "5"}}"#,
        r#"{"url": "/chats/5", "data": {"chat_id": "5"}, "more": [{}]}"#,
        r#"{"data": {"chat_id": "4"}, "data": {"chat_id": "5"}}"#,
        r#"{"chat_id": "5", "data": {"chat_id": "6"}}"#,
        r#" { "d\u0061ta" : {"chat_id": "5"} } "#,
    ] {
        assert_eq!(read(body).unwrap().chat_id.as_str(), "5", "{body}");
    }
    for (body, place) in [
        (r#"{"data": null}"#, "at `$.data`"),
        (r#"{"data": {"chat_id": true}}"#, "at `$.data.chat_id`"),
        (r#"{"data": {"chat_id": "5"}} x"#, "trailing"),
        (r#"{"other": {"chat_id": "5"}}"#, "`chat_id`"),
        ("[]", "at `$`"),
    ] {
        let error = read(body).unwrap_err();
        assert!(error.is_decode() && error.to_string().contains(place), "{body}: {error}");
    }
    let nothing = response(200, r#"{"Response Code": 200}"#).within("data", &[]);
    assert!(nothing.json_or_empty::<Chat>().unwrap().is_none());
}

#[test]
fn json_keeps_what_it_does_not_know() {
    let body = json!({
        "chats": [{"chat_id": "1", "chat_type": "bot", "pinned": true}],
        "next_token": "t",
    });
    let list: ChatList = response(200, &body.to_string()).json().unwrap();
    assert_eq!(list.chats[0].chat_type.as_ref().unwrap().as_str(), "bot");
    assert_eq!(serde_json::to_value(&list).unwrap(), body);
}

#[test]
fn a_response_that_cannot_be_read_says_where_and_why() {
    for (body, reason) in [
        (
            r#"{"chats": [{"chat_id": "1"}, {"chat_id": "2", "created_time": 5}]}"#,
            "at `$.chats[1].created_time`: invalid value: integer `5`, expected a time",
        ),
        (
            r#"{"chats": [{"chat_id": "1"}, {"chat_type": "channel"}]}"#,
            "at `$.chats[1]`: missing field `chat_id`",
        ),
        (
            r#"{"chats": [{"chat_id": "1", "created_time": "today"}]}"#,
            "at `$.chats[0].created_time`: invalid value: string \"today\", expected a time",
        ),
        (r#"{"chats": [{"chat_id": "1"#, "at `$.chats[0].chat_id`: EOF while parsing a string"),
        ("5", "at `$`: invalid type: integer `5`"),
        ("Not found", "expected JSON, found text/html"),
    ] {
        let error = response(200, body).json::<ChatList>().unwrap_err();
        let text = error.to_string();
        assert!(error.is_decode() && !error.is_api());
        assert!(text.contains(&format!("(200 OK): {reason}")), "{text}");
        assert!(!text.contains(" line "), "{text}");
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert_eq!(error.body().unwrap(), body);
    }
}

/// Every way in which the service says that something was done, and no more.
const NOTHING: [(u16, &str); 4] =
    [(204, ""), (200, " "), (200, r#"{"Response Code": 200}"#), (200, r#""204 No response""#)];

#[test]
fn malformed_items_come_beside_the_others() {
    let body = r#"{"chats": [{"chat_id": "1"}, {"chat_type": "bot"}, {"chat_id": "3"}, 5]}"#;
    let list: ChatList = response(200, body).json_list().unwrap();
    let ids: Vec<_> = list.chats.iter().map(|chat| chat.chat_id.as_str()).collect();
    assert_eq!(ids, ["1", "3"]);
    let malformed = list.malformed.iter().map(|it| (it.path(), it.json(), it.reason()));
    let expected = [
        ("$.chats[1]", r#"{"chat_type": "bot"}"#, "at `$.chats[1]`: missing field `chat_id`"),
        ("$.chats[3]", "5", "at `$.chats[3]`: invalid type: integer `5`, expected an object"),
    ];
    assert_eq!(malformed.collect::<Vec<_>>(), expected);
    let list: Option<ChatList> = response(200, body).json_list_or_empty().unwrap();
    assert_eq!(list.unwrap().malformed.len(), 2);
    assert!(response(204, "").json_list_or_empty::<ChatList>().unwrap().is_none());
    // Whatever else is wrong is the same error as ever.
    for (status, body) in [(200, r#"{"chats": 5}"#), (200, "<html>"), (500, "{}"), (204, "")] {
        let error = response(status, body).json_list::<ChatList>().unwrap_err();
        let expected = response(status, body).json::<ChatList>().unwrap_err();
        assert_eq!(error.to_string(), expected.to_string());
    }
}

#[test]
fn an_empty_success_of_a_change_reads_as_an_empty_object_where_nothing_is_required() {
    struct Renamed {
        title: Option<String>,
    }
    object!(Renamed { title: optional("title") });
    for (status, body) in NOTHING {
        assert_eq!(response(status, body).json::<Renamed>().unwrap().title, None, "{body}");
    }
    // What is required is not made up.
    for (status, body) in NOTHING {
        for error in [
            response(status, body).json::<Chat>().map(drop).unwrap_err(),
            response(status, body).json::<Vec<Renamed>>().map(drop).unwrap_err(),
        ] {
            assert!(error.is_no_content() && !error.is_decode() && !error.is_api(), "{error:?}");
            assert!(!error.is_outcome_unknown() && !error.is_not_sent(), "{error:?}");
        }
    }
    let error = response(204, "").json::<Chat>().unwrap_err();
    let text = "chats.close: the change was made, but the response (204 No Content) has no content where JSON was \
                expected";
    assert_eq!(error.to_string(), text);
    assert!(format!("{error:#?}").contains("no_content: 204"), "{error:#?}");
}

/// An empty list that the service did not send would end an archive early.
#[test]
fn an_empty_success_of_a_read_is_an_error() {
    let read = |status: u16, body: &str| {
        let response = http::Response::builder().status(status).body(Bytes::from(body.to_owned()));
        Response::new(ListChats::<()>::INFO, response.unwrap())
    };
    for (status, body) in [(204, ""), (200, " "), (200, r#""204 No response""#)] {
        let error = read(status, body).json::<serde_json::Map<String, Value>>().unwrap_err();
        assert!(error.is_no_content() && !error.is_decode(), "{error:?}");
        assert!(!error.to_string().contains("change"), "{error}");
    }
}

#[test]
fn every_other_status_is_an_api_error() {
    for status in [199, 302, 304, 400, 401, 404, 500, 999] {
        for error in [
            response(status, "{}").empty().unwrap_err(),
            response(status, "{}").json::<Value>().unwrap_err(),
            response(status, "{}").json_or_empty::<Value>().unwrap_err(),
        ] {
            assert!(error.is_api() && !error.is_decode());
            assert_eq!(error.status().unwrap().as_u16(), status);
        }
    }
}

#[test]
fn debug_shows_no_headers_and_a_bounded_body() {
    let debug = format!("{:?}", response(200, &"x".repeat(10_000)));
    assert!(debug.len() < 1200);
    assert!(!debug.contains("text/html"));
}

const TOKEN: &str = "1000.4f9c2e7ab3d81650.c0ffee5ca1ab1e77";

/// Everything that an error shows, in any way.
fn shown(error: &Error) -> String {
    let body = String::from_utf8_lossy(error.body().unwrap());
    let source = error.source().map(ToString::to_string);
    format!("{error} {error:#?} {:?} {body} {source:?}", error.headers())
}

/// Bodies that repeat the token after `offset` characters, each of another kind.
fn bodies_with_token(offset: usize) -> [String; 6] {
    let filler = "xyz ".repeat(offset.div_ceil(4));
    let filler = &filler[..offset];
    [
        format!("<p>{filler}{TOKEN}{filler}</p>"),
        json!({"chats": format!("{filler}{TOKEN}")}).to_string(),
        json!({"chats": [{"chat_id": "1", "created_time": format!("{filler}{TOKEN}")}]})
            .to_string(),
        json!({"chats": {format!("{filler}{TOKEN}"): 1}}).to_string(),
        format!(r#"{{"chats": [{{"{filler}{TOKEN}": [{{"#),
        json!({"message": format!("{filler}{TOKEN}"), "code": TOKEN}).to_string(),
    ]
}

proptest! {
    /// Wherever a text is cut, no part of the token is left.
    #[test]
    fn no_part_of_the_token_is_shown(offset in 0_usize..1200, status in prop::sample::select(vec![200, 400, 500])) {
        for body in bodies_with_token(offset) {
            let content_type = format!("text/{}; token={TOKEN}", "h".repeat(offset % 300));
            let response = http::Response::builder()
                .status(status)
                .header(CONTENT_TYPE, content_type)
                .header("x-request-authorization", format!("Bearer {TOKEN}"))
                .body(Bytes::from(body))
                .unwrap();
            let response = Response::new(Close::<()>::INFO, response)
                .of_call(AccessToken::new(TOKEN), &[], Earlier::None);
            let error = response.json::<ChatList>().unwrap_err();
            let list = response.json_list::<ChatList>().ok();
            for text in [shown(&error), format!("{response:?} {list:?}")] {
                // Every token begins with `1000.`, so that alone says nothing.
                prop_assert!(!text.contains(&TOKEN[..6]), "{}", text);
                prop_assert!(!text.contains("ffee5ca1ab1e77"), "{}", text);
            }
            prop_assert_eq!(&error.headers()["x-request-authorization"], "Bearer [secret]");
        }
    }
}

#[test]
fn a_header_whose_name_is_the_token_is_not_shown() {
    let response = http::Response::builder().header(TOKEN, "1").header("x-other", "2");
    let response = Response::new(Close::<()>::INFO, response.body(Bytes::from("-")).unwrap());
    let error = response.of_call(AccessToken::new(TOKEN), &[], Earlier::None).empty().unwrap_err();
    assert_eq!(error.headers().keys().collect::<Vec<_>>(), ["x-other"]);
}

#[test]
fn a_server_that_repeats_the_request_shows_no_key_of_a_gateway() {
    let body = r#"{"message": "x-key: g4tew4y-s3cret, accept-language: en, not sent: 400"}"#;
    let sent = [
        (HeaderName::from_static("x-key"), HeaderValue::from_static("Key g4tew4y-s3cret")),
        (HeaderName::from_static("accept-language"), HeaderValue::from_static("en")),
    ];
    let token = AccessToken::new(TOKEN);
    let response = response(400, body).of_call(token, &sent, Earlier::None);
    let error = response.empty().unwrap_err();
    assert!(!format!("{error} {error:#?} {response:?}").contains("s3cret"), "{error:#?}");
    assert!(error.to_string().contains("x-key: [secret], accept-language: en"), "{error}");
}
