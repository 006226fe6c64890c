//! Reads what the service answers.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_core::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::auth::AccessToken;
use crate::error::{BoundedBody, Earlier, excerpt};
use crate::redact::redacted;
use crate::{Error, OperationInfo, json_path};

/// What the service answered to an operation: status, headers and body, not yet read.
#[derive(Clone)]
pub struct Answer {
    operation: &'static OperationInfo,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// What the call was sent with, if this client sent it.
    token: Option<AccessToken>,
    earlier: Earlier,
}

impl Answer {
    pub(crate) fn new(operation: &'static OperationInfo, response: http::Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        let (token, earlier) = (None, Earlier::default());
        Self { operation, status: parts.status, headers: parts.headers, body, token, earlier }
    }

    /// The same with what this client knows of the call.
    pub(crate) fn of_call(self, token: AccessToken, earlier: Earlier) -> Self {
        Self { token: Some(token), earlier, ..self }
    }

    /// What was asked.
    pub fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] unless the status is 2xx. [`Error::is_decode`] if the body is empty or is
    /// not what was expected, although the service carried out the operation.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.check_status()?;
        if self.has_no_body() {
            return Err(self.undecodable("the body is empty where JSON was expected".to_owned()));
        }
        serde_json::from_slice(&self.body).map_err(|error| self.unexpected(&error))
    }

    /// Reads an answer that says no more than that the operation was carried out.
    ///
    /// Whether that is a 204, an empty body, `{"Response Code": 200}` or other JSON varies with the
    /// service.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] unless the status is 2xx. [`Error::is_decode`] if there is a body that is
    /// not JSON, such as a login page, which means that something other than the service answered.
    pub fn empty(&self) -> Result<(), Error> {
        self.check_status()?;
        if self.has_no_body() {
            return Ok(());
        }
        serde_json::from_slice::<IgnoredAny>(&self.body)
            .map(|_| ())
            .map_err(|error| self.unexpected(&error))
    }

    /// Reads the body as JSON. It is `None` where [`empty`](Self::empty) would be enough: with a
    /// 204, an empty body, `{"Response Code": 200}` or `"204 No response"`.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json), but for the empty body.
    pub fn json_or_empty<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        self.check_status()?;
        if self.status == StatusCode::NO_CONTENT || self.has_no_body() || self.is_response_code() {
            return Ok(None);
        }
        self.json().map(Some)
    }

    /// Reads the body as text.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] unless the status is 2xx. [`Error::is_decode`] if the body is not UTF-8.
    pub fn text(&self) -> Result<String, Error> {
        self.check_status()?;
        match std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => {
                Err(self.undecodable("the body is not UTF-8 where text was expected".to_owned()))
            }
        }
    }

    /// Reads the body as it came.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] unless the status is 2xx.
    pub fn bytes(&self) -> Result<Bytes, Error> {
        self.check_status()?;
        Ok(self.body.clone())
    }

    fn check_status(&self) -> Result<(), Error> {
        if self.status.is_success() {
            return Ok(());
        }
        let error = Error::api(self.operation, self.status, self.without_token(&self.body));
        let error = error.with_headers(self.headers_without_token()).after(self.earlier);
        Err(match self.token.as_ref().and_then(AccessToken::scopes) {
            Some(granted) => error.with_granted(granted),
            None => error,
        })
    }

    fn has_no_body(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// Whether the body is `{"Response Code": …}` or `{"Response_Code": …}` and nothing else, or the text
    /// `"204 No response"` that such an object has.
    fn is_response_code(&self) -> bool {
        // Saves reading large bodies twice: this one has some 25 bytes.
        const LONGEST: usize = 200;
        let is_code = |key: &String| matches!(key.as_str(), "Response Code" | "Response_Code");
        let small = Some(&self.body).filter(|body| body.len() <= LONGEST);
        match small.and_then(|body| serde_json::from_slice(body).ok()) {
            Some(Value::Object(object)) => object.len() == 1 && object.keys().all(is_code),
            Some(Value::String(text)) => text.starts_with("204"),
            _ => false,
        }
    }

    fn unexpected(&self, error: &serde_json::Error) -> Error {
        let first = self.body.trim_ascii_start().first();
        let reason = if error.is_data() || matches!(first, Some(b'{' | b'[')) {
            self.json_mismatch(error)
        } else {
            self.other_than_json()
        };
        self.undecodable(reason)
    }

    fn json_mismatch(&self, error: &serde_json::Error) -> String {
        self.mismatch(json_path::at(&self.body, error.line(), error.column()), error)
    }

    pub(crate) fn mismatch(&self, path: String, error: &serde_json::Error) -> String {
        // The keys are the server's, as long as it likes.
        let path = self.excerpt(path).unwrap_or_default();
        let reason = json_path::reason(error);
        format!("at `{path}`: {}", self.excerpt(reason).unwrap_or_default())
    }

    fn other_than_json(&self) -> String {
        let content_type = self.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let found = content_type.and_then(|it| self.excerpt(it.to_vec()));
        let found = found.as_deref().unwrap_or("a body without a content type");
        let excerpt = self.excerpt(self.body.clone()).unwrap_or_default();
        format!("expected JSON, found {found}: `{excerpt}`")
    }

    /// `reason` may hold what the service wrote only as an [`excerpt`](Self::excerpt).
    fn undecodable(&self, reason: String) -> Error {
        Error::decode(self.operation, self.status, self.without_token(&self.body), reason)
            .with_headers(self.headers_without_token())
    }

    /// The beginning of what the service wrote. The token is taken out first: cut, it would not be found.
    pub(crate) fn excerpt(&self, text: impl Into<Bytes>) -> Option<String> {
        excerpt(&self.without_token(&text.into()))
    }

    /// A server that repeats the request must not bring the token into a log.
    pub(crate) fn without_token(&self, text: &Bytes) -> Bytes {
        let token = self.token.as_ref().map(AccessToken::expose_secret);
        redacted(text, &[token.unwrap_or_default()])
    }

    fn headers_without_token(&self) -> HeaderMap {
        const REDACTED: HeaderValue = HeaderValue::from_static("[secret]");
        let mut headers = self.headers.clone();
        for value in headers.values_mut() {
            let text = Bytes::copy_from_slice(value.as_bytes());
            let shown = self.without_token(&text);
            if shown != text {
                *value = HeaderValue::from_maybe_shared(shown).unwrap_or(REDACTED);
            }
        }
        headers
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("body", &BoundedBody(&self.without_token(&self.body)))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
