//! Reads what the service answers.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};

use crate::error::{BoundedBody, excerpt};
use crate::exchange::SentWith;
use crate::{Error, OperationInfo, Scopes, json_path};

/// What the service answered to an operation: status, headers and body, not yet read.
#[derive(Clone)]
pub struct Answer {
    operation: &'static OperationInfo,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// What the token allows, if that is known.
    granted: Option<Scopes>,
}

impl Answer {
    pub(crate) fn new(operation: &'static OperationInfo, response: http::Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        let sent_with = parts.extensions.get::<SentWith>();
        let granted = sent_with.and_then(|SentWith(token)| token.scopes().cloned());
        Self { operation, status: parts.status, headers: parts.headers, body, granted }
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
            return Err(self.undecodable("the body is empty where JSON was expected"));
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
    /// no JSON, such as a login page, which means that something else than the service answered.
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
    /// 204, an empty body or `{"Response Code": 200}`.
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
            Err(_) => Err(self.undecodable("the body is not UTF-8 where text was expected")),
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
        let error = Error::api(self.operation, self.status, self.body.clone());
        let error = error.with_headers(&self.headers);
        Err(match &self.granted {
            Some(granted) => error.with_granted(granted),
            None => error,
        })
    }

    fn has_no_body(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    /// Whether the body is `{"Response Code": …}` or `{"Response_Code": …}` and nothing else.
    fn is_response_code(&self) -> bool {
        // Saves reading large bodies twice: this one has some 25 bytes.
        const LONGEST: usize = 200;
        let is_code = |key: &String| matches!(key.as_str(), "Response Code" | "Response_Code");
        self.body.len() <= LONGEST
            && serde_json::from_slice::<Map<String, Value>>(&self.body)
                .is_ok_and(|object| object.len() == 1 && object.keys().all(is_code))
    }

    fn unexpected(&self, error: &serde_json::Error) -> Error {
        let first = self.body.trim_ascii_start().first();
        let reason = if error.is_data() || matches!(first, Some(b'{' | b'[')) {
            self.json_mismatch(error)
        } else {
            self.other_than_json()
        };
        self.undecodable(&reason)
    }

    fn json_mismatch(&self, error: &serde_json::Error) -> String {
        let path = json_path::at(&self.body, error.line(), error.column());
        // The path says it better, and stays true when the JSON is reformatted.
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = error.to_string();
        let reason = reason.strip_suffix(&place).unwrap_or(&reason);
        format!("at `{path}`: {}", excerpt(reason.as_bytes()).unwrap_or_default())
    }

    fn other_than_json(&self) -> String {
        let content_type = self.headers.get(CONTENT_TYPE).map(HeaderValue::to_str);
        let found = match content_type {
            Some(Ok(content_type)) => content_type,
            _ => "a body without a content type",
        };
        let excerpt = excerpt(&self.body).unwrap_or_default();
        format!("expected JSON, found {found}: `{excerpt}`")
    }

    fn undecodable(&self, reason: &str) -> Error {
        Error::decode(self.operation, self.status, self.body.clone(), reason.to_owned())
            .with_headers(&self.headers)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation.name)
            .field("status", &self.status)
            .field("body", &BoundedBody(&self.body))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
