//! Reads the bodies with which the service says no.

use std::fmt;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Map, Value};

use super::excerpt::{BoundedBody, excerpt};
use crate::ErrorCode;
use crate::redact::Secrets;

/// A response whose status is not 2xx.
pub(super) struct ApiError {
    pub(super) status: StatusCode,
    pub(super) code: Option<ErrorCode>,
    pub(super) message: Option<String>,
    pub(super) body: Bytes,
}

impl ApiError {
    /// Finds code and message in the shapes that the service uses. A body of another shape is no
    /// mistake: it is kept, and there is no code and no message.
    ///
    /// What is shown of it is `without` secrets. They are taken out after the body is read, and before it is cut.
    pub(super) fn read(status: StatusCode, body: &Bytes, without: &Secrets) -> Self {
        let (code, message) = serde_json::from_slice::<Map<String, Value>>(body)
            .map(|object| code_and_message(&object))
            .unwrap_or_default();
        let mut code = code.map(ErrorCode::from);
        if let Some(ErrorCode::Undocumented(unknown)) = &code {
            code = Some(without.removed_from_code(unknown.as_str()).into());
        }
        let message = message.map(|message| without.removed_from_text(&message));
        Self { status, code, message, body: super::kept(without.removed_from(body)) }
    }

    pub(super) fn is_rate_limited(&self) -> bool {
        // A failure of the server may have come after the call was carried out, whatever its code.
        if !self.status.is_client_error() {
            return false;
        }
        match self.code.as_ref().map(ErrorCode::as_str) {
            Some("rate_limit_exceeded") => true,
            Some("request_limit_exceeded") if self.status == StatusCode::BAD_REQUEST => true,
            _ => self.status == StatusCode::TOO_MANY_REQUESTS,
        }
    }

    pub(super) fn is_scope_error(&self) -> bool {
        let code = self.code.as_ref().map(ErrorCode::as_str);
        self.status.is_client_error() && code == Some("oauthtoken_scope_invalid")
    }
}

/// Whether a response says that there were too many calls.
pub(crate) fn is_throttled(response: &Response<Bytes>) -> bool {
    response.status() == StatusCode::TOO_MANY_REQUESTS
        || (response.status().is_client_error() && of(response).is_rate_limited())
}

/// Whether a response says that the token may not do this.
pub(crate) fn is_scope_error(response: &Response<Bytes>) -> bool {
    of(response).is_scope_error()
}

fn of(response: &Response<Bytes>) -> ApiError {
    ApiError::read(response.status(), response.body(), &Secrets::default())
}

/// Reads `{message}`, `{code, message}`, `{error: {code, message}}` (the searches) and
/// `{error, error_description}` (RFC 6749, section 5.2).
pub(crate) fn code_and_message(object: &Map<String, Value>) -> (Option<String>, Option<String>) {
    let (code, message) = (text(object, "code"), text(object, "message"));
    match object.get("error") {
        Some(Value::Object(error)) => {
            (code.or_else(|| text(error, "code")), message.or_else(|| text(error, "message")))
        }
        Some(Value::String(_)) => (
            code.or_else(|| text(object, "error")),
            message.or_else(|| text(object, "error_description")),
        ),
        _ => (code, message),
    }
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.as_ref().and_then(|code| excerpt(code.as_str().as_bytes()));
        let message = self.message.as_deref().and_then(|message| excerpt(message.as_bytes()));
        let status = match &message {
            Some(message) if is_reason(message, self.status) => self.status.as_str().to_owned(),
            _ => self.status.to_string(),
        };
        match (message, code, excerpt(&self.body)) {
            (Some(message), Some(code), _) => write!(f, "{message} ({status}, {code})"),
            (Some(message), None, _) => write!(f, "{message} ({status})"),
            (None, Some(code), _) => write!(f, "the service answered {status}: {code}"),
            (None, None, Some(body)) => write!(f, "the service answered {status}: `{body}`"),
            (None, None, None) => write!(f, "the service answered {status} without a body"),
        }
    }
}

/// Whether a message says no more than what the status is called.
fn is_reason(message: &str, status: StatusCode) -> bool {
    let message = message.trim_end_matches(['.', '!']);
    status.canonical_reason().is_some_and(|reason| reason.eq_ignore_ascii_case(message))
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Code and message are part of the body.
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("body", &BoundedBody(&self.body))
            .finish()
    }
}
