//! Reads what the service answers.

#[allow(dead_code, reason = "the documents decide whether a response comes in two forms")]
mod envelope;

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_core::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::auth::AccessToken;
use crate::error::{BoundedBody, Earlier, LockRules, excerpt, is_time};
use crate::redact::{Secrets, is_opaque};
use crate::{Error, OperationInfo, json_path};

/// What the service answered to an operation: status, headers and body, not yet read.
#[derive(Clone)]
pub struct Response {
    operation: &'static OperationInfo,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// What the call was sent with, if this client sent it.
    token: Option<AccessToken>,
    /// Values of headers that the caller gave it, some of which may be secrets.
    sent_values: Vec<HeaderValue>,
    earlier: Earlier,
    /// What holds the body, if it has an envelope.
    property: Option<&'static str>,
    locks: LockRules,
}

impl Response {
    pub(crate) fn new(operation: &'static OperationInfo, response: http::Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            operation,
            status: parts.status,
            headers: parts.headers,
            body,
            token: None,
            sent_values: Vec::new(),
            earlier: Earlier::default(),
            property: None,
            locks: LockRules::of(Some(operation)),
        }
    }

    /// The same with what this client knows of the call.
    pub(crate) fn of_call(
        self,
        token: AccessToken,
        headers: &[(HeaderName, HeaderValue)],
        earlier: Earlier,
    ) -> Self {
        let sent_values = headers.iter().map(|(_, value)| value.clone()).collect();
        Self { token: Some(token), sent_values, earlier, ..self }
    }

    /// The same with what tells how long the route is locked, if it is.
    pub(crate) fn with_lock_rules(self, locks: LockRules) -> Self {
        Self { locks, ..self }
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

    /// The value of the first header with this name, if it is text. The names of headers that a document declares are
    /// constants of the request.
    pub fn header(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.headers.get(name)?.as_bytes()).ok()
    }

    /// What the service calls the request, for its support: the header `X-Request-Id`, or another whose name ends with
    /// `Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Reads the body as JSON.
    ///
    /// The service normally answers a change with a 204, an empty body or `{"Response Code": 200}`. Where no member of the
    /// body is required, that reads as an empty object. What only reads has to come with a body.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] unless the status is 2xx. [`Error::is_no_content`] if there is no body where one is required.
    /// [`Error::is_decode`] if the body is not what was expected.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.check_status()?;
        match self.parse(&self.body) {
            Ok(value) => Ok(value),
            Err(_) if self.has_no_content() => self.no_content(),
            Err(error) => Err(self.unexpected(&error)),
        }
    }

    /// Reads JSON, out of what may be around it.
    pub(crate) fn parse<T: DeserializeOwned>(&self, json: &[u8]) -> serde_json::Result<T> {
        match self.property {
            None => serde_json::from_slice(json),
            Some(property) => envelope::read(json, property),
        }
    }

    /// What stands for a body that is not there.
    fn no_content<T: DeserializeOwned>(&self) -> Result<T, Error> {
        // A list that is not there is no empty list.
        let is_change = !self.operation.method.is_safe();
        let empty = is_change.then(|| serde_json::from_str("{}").ok()).flatten();
        empty.ok_or_else(|| {
            let body = self.without_token(&self.body);
            self.completed(Error::no_content(self.operation, self.status, body))
        })
    }

    /// The same, of which JSON is read from `property` if the body is an object that has it, and that has none of
    /// `others`, the properties of what is read.
    #[allow(dead_code, reason = "the documents decide whether a response comes in two forms")]
    pub(crate) fn within(&self, property: &'static str, others: &[&str]) -> Self {
        let has_envelope = envelope::has_envelope(&self.body, property, others);
        Self { property: self.property.or(has_envelope.then_some(property)), ..self.clone() }
    }

    /// Reads a response that says no more than that the operation was carried out.
    ///
    /// Whether that is a 204, an empty body, `{"Response Code": 200}` or other JSON varies with the
    /// service.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] unless the status is 2xx. [`Error::is_decode`] and [`Error::is_outcome_unknown`] if there is a
    /// body that is not JSON, such as a login page, which means that something other than the service answered.
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
    /// 204, an empty body, `null`, `{"Response Code": 200}` or `"204 No response"`.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json), but for the empty body.
    pub fn json_or_empty<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        self.check_status()?;
        if self.has_no_content() {
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
                let reason = "the body is not UTF-8 where text was expected";
                Err(self.undecodable(reason.to_owned(), true))
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

    /// Reads where a redirect leads: its `Location`, as the service wrote it. One that is relative is so to the URL of the
    /// request. The client follows no redirect, since the token would go along.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] unless the status is 2xx, or 3xx with a `Location`. [`Error::is_decode`] if it is 2xx.
    pub fn location(&self) -> Result<String, Error> {
        let location = self.headers.get(LOCATION).filter(|_| self.status.is_redirection());
        if let Some(location) = location.and_then(|it| std::str::from_utf8(it.as_bytes()).ok()) {
            return Ok(location.to_owned());
        }
        self.check_status()?;
        Err(self.undecodable("expected a redirect".to_owned(), false))
    }

    /// The same, if it is a success of any kind.
    pub(crate) fn undocumented(&self) -> Result<Self, Error> {
        self.check_status()?;
        Ok(self.clone())
    }

    fn check_status(&self) -> Result<(), Error> {
        if self.status.is_success() {
            return Ok(());
        }
        let error = Error::api(self.operation, self.status, &self.body, &self.secrets());
        let error = self.completed(error).after(self.earlier);
        Err(match self.token.as_ref().and_then(AccessToken::scopes) {
            Some(granted) => error.with_granted(granted),
            None => error,
        })
    }

    /// Whether it says no more than that the operation was carried out.
    fn has_no_content(&self) -> bool {
        matches!(self.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT)
            || self.has_no_body()
            || self.is_response_code()
    }

    fn has_no_body(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// Whether the body is `{"Response Code": …}`, however that is spelled, and nothing else, or the text
    /// `"204 No response"` that such an object has, or `null`. The generator takes the same examples for no body.
    fn is_response_code(&self) -> bool {
        // Saves reading large bodies twice: this one has some 25 bytes.
        const LONGEST: usize = 200;
        let is_code =
            |key: &String| key.replace([' ', '_', '-'], "").eq_ignore_ascii_case("responsecode");
        let small = Some(&self.body).filter(|body| body.len() <= LONGEST);
        match small.and_then(|body| serde_json::from_slice(body).ok()) {
            Some(Value::Object(object)) => object.len() == 1 && object.keys().all(is_code),
            Some(Value::String(text)) => text.starts_with("204"),
            Some(Value::Null) => true,
            _ => false,
        }
    }

    fn unexpected(&self, error: &serde_json::Error) -> Error {
        let begins_as_json = matches!(self.body.trim_ascii_start().first(), Some(b'{' | b'['));
        let reason = if error.is_data() || begins_as_json {
            self.json_mismatch(error)
        } else {
            self.other_than_json()
        };
        // The service writes JSON. It may be of another shape than documented, or cut off.
        let is_foreign = serde_json::from_slice::<IgnoredAny>(&self.body)
            .is_err_and(|error| !(error.is_eof() && begins_as_json));
        self.undecodable(reason, is_foreign)
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
    pub(crate) fn undecodable(&self, reason: String, is_foreign: bool) -> Error {
        let body = self.without_token(&self.body);
        self.completed(Error::decode(self.operation, self.status, body, reason, is_foreign))
    }

    /// The same error with what is known of the call.
    fn completed(&self, error: Error) -> Error {
        error.with_headers(self.headers_without_token()).with_lock_rules(self.locks)
    }

    /// The beginning of what the service wrote. The token is taken out first: cut, it would not be found.
    pub(crate) fn excerpt(&self, text: impl Into<Bytes>) -> Option<String> {
        excerpt(&self.without_token(&text.into()))
    }

    /// A server that repeats the request must not bring the token into a log, nor what may be the key of a gateway. Of
    /// headers, words such as `en` stay.
    fn secrets(&self) -> Secrets {
        let values = self.sent_values.iter().filter_map(|it| it.to_str().ok());
        // Such as the one behind `Bearer`.
        let values = values.flat_map(|it| it.split_ascii_whitespace());
        let token = self.token.as_ref().map(AccessToken::expose_secret);
        Secrets::new(values.filter(|it| is_opaque(it)).chain(token))
    }

    pub(crate) fn without_token(&self, text: &Bytes) -> Bytes {
        self.secrets().removed_from(text)
    }

    fn headers_without_token(&self) -> HeaderMap {
        const REDACTED: HeaderValue = HeaderValue::from_static("[secret]");
        let mut headers = self.headers.clone();
        // No part of a name can be taken out.
        if let Some(token) = &self.token {
            headers.remove(token.expose_secret());
        }
        for (name, value) in &mut headers {
            // The error reads them when it is asked how long to wait.
            if [RETRY_AFTER, DATE].contains(name) && is_time(value) {
                continue;
            }
            let text = Bytes::copy_from_slice(value.as_bytes());
            let shown = self.without_token(&text);
            if shown != text {
                *value = HeaderValue::from_maybe_shared(shown).unwrap_or(REDACTED);
            }
        }
        headers
    }
}

/// The ID of a request, which no standard names the header of.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let named = headers.iter().filter(|(name, _)| {
        let start = name.as_str().strip_suffix("request-id");
        start.is_some_and(|it| it.is_empty() || it.ends_with('-'))
    });
    // The most usual name goes before others.
    let id = headers.get("x-request-id").or_else(|| named.map(|(_, value)| value).next())?;
    id.to_str().ok()
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("body", &BoundedBody(&self.without_token(&self.body)))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
