//! What the service answers when it refuses, and responses that are not what was expected.

use std::collections::BTreeSet;

use generated_client::chats::ChatType;
use generated_client::examples::EXAMPLES;
use generated_client::{Error, ErrorCode, Shows};
use serde_json::{Value, json, to_value};
use wiremock::ResponseTemplate;

use super::service::Service;

/// The error of an operation that reads JSON.
async fn refused(status: u16, body: &str) -> Error {
    let service = Service::answering(status, body).await;
    let error = service.chats().get("1").await.unwrap_err();
    assert_eq!(service.requests().await.len(), 1, "an error is not tried again");
    assert!(error.is_api() && !error.is_decode() && !error.is_invalid_request(), "{error:?}");
    assert_eq!(error.status().unwrap(), status);
    assert_eq!(error.body().unwrap(), body);
    assert_eq!(error.operation().unwrap().name, "get");
    error
}

const HTML: &str = "<html><body>\n<h1>Sign in</h1></body></html>";

/// Status and body; code and message that are found in it.
#[rustfmt::skip]
const SHAPES: &[(u16, &str, Option<&str>, Option<&str>)] = &[
    (400, r#"{"message": "Bad."}"#, None, Some("Bad.")),
    (403, r#"{"code": "chat_access_denied", "message": "No."}"#, Some("chat_access_denied"), Some("No.")),
    (400, r#"{"error": {"code": "invalid.time.submitted", "message": "Time."}}"#, Some("invalid.time.submitted"), Some("Time.")),
    (503, r#"{"code": "service_unavailable"}"#, Some("service_unavailable"), None),
    (409, r#"{"code": "brand_new", "message": "New."}"#, Some("brand_new"), Some("New.")),
    (401, HTML, None, None),
    (500, "", None, None),
    (500, r#"{"message": "cut o"#, None, None),
    (404, r#"["message"]"#, None, None),
    (302, "", None, None),
];

#[tokio::test]
async fn every_shape_of_error_is_read() {
    for (status, body, code, message) in SHAPES {
        let error = refused(*status, body).await;
        assert_eq!(error.code().map(ErrorCode::as_str), *code, "{body}");
        assert_eq!(error.message(), *message, "{body}");
        let text = error.to_string();
        assert!(text.starts_with("chats.get: ") && text.contains(&status.to_string()), "{text}");
        assert!(!text.contains('\n'), "{text}");
    }
}

#[tokio::test]
async fn an_unknown_code_is_kept() {
    let error = refused(409, r#"{"code": "brand_new", "message": "New."}"#).await;
    let code = error.code().unwrap();
    assert!(matches!(code, ErrorCode::Undocumented(code) if code.as_str() == "brand_new"));
    let error = refused(403, r#"{"code": "chat_access_denied"}"#).await;
    assert_eq!(error.code(), Some(&ErrorCode::ChatAccessDenied));
}

#[tokio::test]
async fn predicates_tell_the_statuses_apart() {
    for (status, is) in [
        (401, Error::is_unauthorized as fn(&Error) -> bool),
        (403, Error::is_forbidden),
        (404, Error::is_not_found),
        (429, Error::is_rate_limited),
    ] {
        assert!(is(&refused(status, "").await), "{status}");
        assert!(!is(&refused(500, "").await), "{status}");
    }
    assert!(refused(401, HTML).await.is_unauthorized());
}

#[tokio::test]
async fn throttling_is_one_kind_of_error() {
    for (status, body) in [
        (429, ""),
        (429, HTML),
        (429, r#"{"error": {"code": "rate_limit_exceeded", "message": "Later."}}"#),
        (400, r#"{"code": "request_limit_exceeded", "message": "Later."}"#),
        (400, r#"{"error": {"code": "request_limit_exceeded"}}"#),
    ] {
        assert!(refused(status, body).await.is_rate_limited(), "{status} {body}");
    }
    let bad = r#"{"code": "invalid_inputs", "message": "request_limit_exceeded"}"#;
    assert!(!refused(400, bad).await.is_rate_limited());
}

#[tokio::test]
async fn every_documented_error_is_read() {
    let errors = EXAMPLES.iter().filter(|example| matches!(example.shows, Shows::Error));
    let errors: BTreeSet<_> = errors.map(|example| (example.of, example.json)).collect();
    assert!(errors.len() >= 10);
    for (status, body) in errors {
        let error = refused(status.parse().unwrap(), body).await;
        let json: Value = serde_json::from_str(body).unwrap();
        let json = json.get("error").unwrap_or(&json);
        assert_eq!(error.message(), json["message"].as_str());
        // Some are numbers.
        let code = json.get("code").map(|it| it.to_string().trim_matches('"').to_owned());
        assert_eq!(error.code().map(ErrorCode::as_str), code.as_deref());
    }
}

/// The error of an operation that reads nothing is read all the same.
#[tokio::test]
async fn operations_without_a_response_read_errors_too() {
    let body = r#"{"code": "chat_access_denied", "message": "No."}"#;
    let service = Service::answering(403, body).await;
    let error = service.chats().close("1").await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::ChatAccessDenied));

    // A login page instead of the service.
    let page = ResponseTemplate::new(200).set_body_raw(HTML, "text/html; charset=utf-8");
    let error = Service::new(page).await.chats().close("1").await.unwrap_err();
    assert!(error.is_decode(), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("expected JSON, found text/html") && text.contains("Sign in"), "{text}");
}

#[tokio::test]
async fn an_unexpected_answer_names_the_json_path() {
    for (body, path) in [
        (r#"{"chats": [{}, {"participant_count": "two"}]}"#, "$.chats[1].participant_count"),
        (r#"{"chats": [{"creator": {"id": true}}]}"#, "$.chats[0].creator.id"),
        (r#"{"chats": [{"created_time": "yesterday"}]}"#, "$.chats[0].created_time"),
        (r#"{"chats": {}}"#, "$.chats"),
        (r#"{"chats": [{"name": "cut o"#, "$.chats[0].name"),
        // An object that may have more keys than the document names.
        (
            r#"{"chats": [{"last_message_info": {"time": "yesterday", "type": "text"}}]}"#,
            "$.chats[0].last_message_info.time",
        ),
    ] {
        let service = Service::answering(200, body).await;
        let (start, text) = match service.chats().list().await {
            Ok(page) => ("", page.malformed[0].reason().to_owned()),
            Err(error) => ("chats.list: cannot read the response (200 OK): ", error.to_string()),
        };
        assert!(text.starts_with(&format!("{start}at `{path}`: ")), "{text}");
    }
}

/// Nobody should read "you have no chats" out of a response that is no list of chats.
#[tokio::test]
async fn a_response_without_the_required_list_is_unexpected() {
    let mut taken_for_no_chats = Vec::new();
    for body in [r#"{"error": {"code": "operation_failed"}}"#, "{}", "[]"] {
        let service = Service::answering(200, body).await;
        if service.chats().search().await.is_ok() {
            taken_for_no_chats.push(body);
        }
    }
    assert_eq!(taken_for_no_chats, [""; 0]);
}

#[tokio::test]
async fn what_is_unknown_in_a_response_is_no_error() {
    let body = json!({"data": {
        "chat_type": "holodeck",
        "permissions": {"edit": true},
        "last_message_info": {"type": "text", "mood": "fine"},
    }, "trace": [1]});
    let service = Service::answering(200, &body.to_string()).await;
    let chat = service.chats().get("1").await.unwrap().data;

    let chat_type = chat.chat_type.clone().unwrap();
    assert!(matches!(&chat_type, ChatType::Undocumented(text) if text.as_str() == "holodeck"));
    assert_eq!(chat_type, ChatType::from("holodeck"));
    let again = to_value(&chat).unwrap();
    assert_eq!(again["chat_type"], "holodeck");
    // The document says that this object has more keys than it names.
    assert_eq!(again["last_message_info"], body["data"]["last_message_info"]);
}

#[tokio::test]
async fn an_unknown_enum_value_can_be_sent() {
    let service = Service::answering(204, "").await;
    service.chats().update_history_status("1", "paused".into()).await.unwrap();
    let body: Value = service.requests().await[0].body_json().unwrap();
    assert_eq!(body, json!({"operation": "update_history_status", "history_status": "paused"}));
}
