use std::error::Error as _;
use std::io;

use proptest::prelude::*;

use super::*;
use crate::test_fixture::Close;

const OPERATION: &OperationInfo = Close::<()>::INFO;

fn api(status: u16, body: &'static str) -> Error {
    Error::api(
        OPERATION,
        StatusCode::from_u16(status).unwrap(),
        &Bytes::from(body),
        &Secrets::default(),
    )
}

/// Status and body; the code, message and text that are read from them.
type Shape = (u16, &'static str, Option<&'static str>, Option<&'static str>, &'static str);

const SHAPES: &[Shape] = &[
    (403, r#"{"message": "No access."}"#, None, Some("No access."), "No access. (403 Forbidden)"),
    (
        403,
        r#"{"code": "chat_access_denied", "message": "No access."}"#,
        Some("chat_access_denied"),
        Some("No access."),
        "No access. (403 Forbidden, chat_access_denied)",
    ),
    (
        400,
        r#"{"message": "Bad.", "code": "invalid.inputs.submitted"}"#,
        Some("invalid.inputs.submitted"),
        Some("Bad."),
        "Bad. (400 Bad Request, invalid.inputs.submitted)",
    ),
    (
        429,
        r#"{"error": {"code": "rate_limit_exceeded", "message": "Slow down."}}"#,
        Some("rate_limit_exceeded"),
        Some("Slow down."),
        "Slow down. (429 Too Many Requests, rate_limit_exceeded)",
    ),
    // What the message says already is not said again.
    (
        429,
        r#"{"message": "Too many requests."}"#,
        None,
        Some("Too many requests."),
        "Too many requests. (429)",
    ),
    (
        404,
        r#"{"code": "not_there", "message": "Not Found"}"#,
        Some("not_there"),
        Some("Not Found"),
        "Not Found (404, not_there)",
    ),
    (
        400,
        r#"{"error": "Access Denied", "error_description": "Too many requests."}"#,
        Some("Access Denied"),
        Some("Too many requests."),
        "Too many requests. (400 Bad Request, Access Denied)",
    ),
    (
        400,
        r#"{"error": "invalid_code"}"#,
        Some("invalid_code"),
        None,
        "the service answered 400 Bad Request: invalid_code",
    ),
    (
        400,
        r#"{"code": 7, "message": " "}"#,
        Some("7"),
        None,
        "the service answered 400 Bad Request: 7",
    ),
    (
        502,
        "<html>\n<h1>Bad gateway</h1>",
        None,
        None,
        "the service answered 502 Bad Gateway: `<html> <h1>Bad gateway</h1>`",
    ),
    (
        500,
        r#"{"code": "x", "mess"#,
        None,
        None,
        r#"the service answered 500 Internal Server Error: `{"code": "x", "mess`"#,
    ),
    (404, r#"["message"]"#, None, None, r#"the service answered 404 Not Found: `["message"]`"#),
    (401, "", None, None, "the service answered 401 Unauthorized without a body"),
];

#[test]
fn reads_every_shape_of_body() {
    for (status, body, code, message, text) in SHAPES {
        let error = api(*status, body);
        assert!(error.is_api());
        assert_eq!(error.status().unwrap().as_u16(), *status);
        assert_eq!(error.code().map(ErrorCode::as_str), *code, "{body}");
        assert_eq!(error.message(), *message, "{body}");
        assert_eq!(error.to_string(), format!("chats.close: {text}"));
        assert_eq!(error.body().unwrap(), body.as_bytes());
        assert_eq!(error.operation(), Some(OPERATION));
        assert!(error.source().is_none());
    }
}

/// `main` and `unwrap` print `{:?}`.
#[test]
fn debug_is_the_text_and_its_alternate_form_everything() {
    let error = api(403, r#"{"code": "chat_access_denied", "message": "No access.", "x": 1}"#);
    assert_eq!(format!("{error:?}"), error.to_string());
    assert_eq!(
        format!("{error:#?}"),
        r#"Error {
    operation: chats.close,
    api: ApiError {
        status: 403,
        body: "{\"code\": \"chat_access_denied\", \"message\": \"No access.\", \"x\": 1}",
    },
}"#
    );
}

#[test]
fn predicates_tell_statuses_apart() {
    let rate_limited = [
        api(429, ""),
        api(400, r#"{"code":"request_limit_exceeded"}"#),
        api(403, r#"{"error":{"code":"rate_limit_exceeded"}}"#),
    ];
    assert!(rate_limited.iter().all(Error::is_rate_limited));
    assert!(!api(400, r#"{"code":"invalid_request"}"#).is_rate_limited());
    assert!(api(401, "").is_unauthorized() && !api(403, "").is_unauthorized());
    assert!(api(403, "").is_forbidden() && !api(404, "").is_forbidden());
    assert!(api(404, "").is_not_found() && !api(401, "").is_not_found());
    assert!(!api(500, "").is_decode() && !api(504, "").is_timeout());
}

#[test]
fn says_until_when_calls_are_held_in_whole_seconds_rounded_up() {
    let wait = Duration::from_secs(90);
    let earliest = SystemTime::now() + wait;
    let text = Error::held(OPERATION, PacerError::locked(wait)).to_string();
    let latest = SystemTime::now() + wait + Duration::from_secs(1);
    let (_, until) = text.split_once("; try again at ").unwrap();
    assert_eq!(until.len(), "2024-11-06T22:39:30Z".len(), "{until}");
    let until = until.parse::<crate::DateTime>().unwrap().to_system_time().unwrap();
    assert!((earliest - Duration::from_millis(1)..=latest).contains(&until), "{text}");

    let forever = Error::held(OPERATION, PacerError::locked(Duration::MAX));
    assert!(!forever.to_string().contains("try again"), "{forever}");
}

#[test]
fn transport_errors_name_the_innermost_cause() {
    let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
    let error = Error::transport(OPERATION, TransportError::connect(refused()));
    assert!(error.is_connect() && !error.is_timeout() && !error.is_api());
    assert_eq!(error.to_string(), "chats.close: cannot connect: connection refused");
    assert_eq!(error.source().unwrap().to_string(), "connection refused");
    assert!(Error::transport(OPERATION, TransportError::timeout("late")).is_timeout());
    let other = Error::transport(OPERATION, TransportError::other("reset"));
    assert_eq!(other.to_string(), "chats.close: the connection failed: reset");
    assert!(other.status().is_none() && other.body().is_none());
}

#[test]
fn is_small_and_goes_everywhere() {
    fn everywhere<T: Send + Sync + std::error::Error + 'static>() {}
    everywhere::<Error>();
    everywhere::<TransportError>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

proptest! {
    #[test]
    fn no_body_is_too_strange(status in 100_u16..=999, body in prop::collection::vec(any::<u8>(), 0..3000)) {
        let status = StatusCode::from_u16(status).unwrap();
        let error = Error::api(OPERATION, status, &body.clone().into(), &Secrets::default());
        prop_assert_eq!(error.body().unwrap(), &body);
        prop_assert!(error.to_string().len() < 1000);
        prop_assert!(!error.to_string().contains('\n'));
    }

    #[test]
    fn long_messages_are_cut_in_texts_only(length in 1000_usize..5000) {
        let message = "m".repeat(length);
        let body = serde_json::json!({"message": message, "code": "c"}).to_string();
        let error = Error::api(OPERATION, StatusCode::BAD_REQUEST, &body.into(), &Secrets::default());
        prop_assert_eq!(error.message(), Some(message.as_str()));
        prop_assert!(error.to_string().len() < 300);
        let debug = format!("{error:#?}");
        prop_assert!(debug.len() < 1300);
    }
}
