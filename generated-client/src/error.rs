//! The one error type.

mod api;
mod excerpt;

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{ErrorCode, OperationInfo, TransportError};
use api::ApiError;
pub(crate) use excerpt::{BoundedBody, excerpt};

/// Anything that can go wrong with this crate. The predicates (`is_…`) tell what it was.
///
/// Of the answer of the service nothing is lost: [`status`](Self::status), [`code`](Self::code),
/// [`message`](Self::message), the [`headers`](Self::headers) and the [`body`](Self::body) as it came. Access tokens and request
/// bodies are in no error.
pub struct Error(Box<Inner>);

struct Inner {
    operation: Option<&'static OperationInfo>,
    /// Those of the answer, if there was one.
    headers: HeaderMap,
    kind: Kind,
}

enum Kind {
    Builder(String),
    InvalidRequest(String),
    Internal(String),
    Transport(TransportError),
    Api(ApiError),
    Decode { status: StatusCode, body: Bytes, reason: String },
    Paging(String),
}

impl Error {
    pub(crate) fn builder(reason: impl Into<String>) -> Self {
        Self::new(None, Kind::Builder(reason.into()))
    }

    pub(crate) fn invalid_request(
        operation: &'static OperationInfo,
        violations: &[String],
    ) -> Self {
        Self::new(operation, Kind::InvalidRequest(violations.join(". ")))
    }

    /// A value that no request can hold.
    pub(crate) fn invalid_value(reason: String) -> Self {
        Self::new(None, Kind::InvalidRequest(reason))
    }

    pub(crate) fn internal(operation: &'static OperationInfo, reason: String) -> Self {
        Self::new(operation, Kind::Internal(reason))
    }

    pub(crate) fn transport(operation: &'static OperationInfo, error: TransportError) -> Self {
        Self::new(operation, Kind::Transport(error))
    }

    pub(crate) fn api(operation: &'static OperationInfo, status: StatusCode, body: Bytes) -> Self {
        Self::new(operation, Kind::Api(ApiError::read(status, body)))
    }

    pub(crate) fn decode(
        operation: &'static OperationInfo,
        status: StatusCode,
        body: Bytes,
        reason: String,
    ) -> Self {
        let kind = Kind::Decode { status, body, reason };
        Self::new(operation, kind)
    }

    pub(crate) fn paging(operation: &'static OperationInfo, reason: String) -> Self {
        Self::new(operation, Kind::Paging(reason))
    }

    fn new(operation: impl Into<Option<&'static OperationInfo>>, kind: Kind) -> Self {
        let headers = HeaderMap::new();
        Self(Box::new(Inner { operation: operation.into(), headers, kind }))
    }

    pub(crate) fn with_headers(mut self, headers: &HeaderMap) -> Self {
        self.0.headers = headers.clone();
        self
    }

    /// The headers of the answer, such as `retry-after`; none where there was no answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The service answered with a status other than 2xx.
    pub fn is_api(&self) -> bool {
        self.api_error().is_some()
    }

    /// The service refused the call because there were too many, or because a lock-out lasts.
    ///
    /// That is status 429, and also the codes `request_limit_exceeded`, which comes with status
    /// 400, and `rate_limit_exceeded`.
    pub fn is_rate_limited(&self) -> bool {
        self.api_error().is_some_and(ApiError::is_rate_limited)
    }

    /// The service answered 401: the token is unknown, expired, of another data centre, or lacks a
    /// scope.
    pub fn is_unauthorized(&self) -> bool {
        self.is_api_status(StatusCode::UNAUTHORIZED)
    }

    /// The service answered 403: the user may not do this.
    pub fn is_forbidden(&self) -> bool {
        self.is_api_status(StatusCode::FORBIDDEN)
    }

    /// The service answered 404.
    pub fn is_not_found(&self) -> bool {
        self.is_api_status(StatusCode::NOT_FOUND)
    }

    /// The time limit passed before the answer was complete. The service may have carried out the
    /// call, unless [`is_connect`](Self::is_connect) holds too.
    pub fn is_timeout(&self) -> bool {
        self.transport_error().is_some_and(TransportError::is_timeout)
    }

    /// No connection came about, so the service did not see the call.
    pub fn is_connect(&self) -> bool {
        self.transport_error().is_some_and(TransportError::is_connect)
    }

    /// The service answered 2xx, so the call **was** carried out, but the answer is not what was
    /// expected.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode { .. })
    }

    /// An argument is outside the documented limits. Nothing was sent.
    pub fn is_invalid_request(&self) -> bool {
        matches!(self.0.kind, Kind::InvalidRequest(_))
    }

    /// The pages of a list do not lead on: a token came twice, or so many items share a moment that they
    /// fill a page. All items that came were given.
    pub fn is_paging(&self) -> bool {
        matches!(self.0.kind, Kind::Paging(_))
    }

    /// A setting of the client is missing or wrong.
    pub fn is_builder(&self) -> bool {
        matches!(self.0.kind, Kind::Builder(_))
    }

    /// This crate made a mistake. Nothing was sent.
    pub fn is_internal(&self) -> bool {
        matches!(self.0.kind, Kind::Internal(_))
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.0.kind {
            Kind::Api(error) => Some(error.status),
            Kind::Decode { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The error code of the service: `chat_access_denied`.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.api_error()?.code.as_ref()
    }

    /// The message of the service, in its own words.
    pub fn message(&self) -> Option<&str> {
        self.api_error()?.message.as_deref()
    }

    /// The body of the answer as it came, if there was an answer.
    pub fn body(&self) -> Option<&Bytes> {
        match &self.0.kind {
            Kind::Api(error) => Some(&error.body),
            Kind::Decode { body, .. } => Some(body),
            _ => None,
        }
    }

    /// What was asked, if the error is about a request.
    pub fn operation(&self) -> Option<&'static OperationInfo> {
        self.0.operation
    }

    fn api_error(&self) -> Option<&ApiError> {
        match &self.0.kind {
            Kind::Api(error) => Some(error),
            _ => None,
        }
    }

    fn transport_error(&self) -> Option<&TransportError> {
        match &self.0.kind {
            Kind::Transport(error) => Some(error),
            _ => None,
        }
    }

    fn is_api_status(&self, status: StatusCode) -> bool {
        self.api_error().is_some_and(|error| error.status == status)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{}.{}: ", operation.module, operation.name)?;
        }
        match &self.0.kind {
            Kind::Builder(reason) => f.write_str(reason),
            Kind::InvalidRequest(reason) => write!(f, "invalid request, not sent: {reason}"),
            Kind::Internal(reason) => write!(f, "{reason}; this is a mistake in generated-client"),
            Kind::Transport(error) => error.fmt(f),
            Kind::Api(error) => error.fmt(f),
            Kind::Decode { status, reason, .. } => {
                write!(f, "cannot read the answer ({status}): {reason}")
            }
            Kind::Paging(reason) => write!(f, "the list is not complete: {reason}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        if let Some(operation) = self.0.operation {
            debug.field("operation", &format_args!("{}.{}", operation.module, operation.name));
        }
        match &self.0.kind {
            Kind::Builder(reason) => debug.field("builder", reason),
            Kind::InvalidRequest(reason) => debug.field("invalid_request", reason),
            Kind::Internal(reason) => debug.field("internal", reason),
            Kind::Transport(error) => debug.field("transport", error),
            Kind::Api(error) => debug.field("api", error),
            Kind::Decode { status, body, reason } => debug
                .field("decode", reason)
                .field("status", status)
                .field("body", &BoundedBody(body)),
            Kind::Paging(reason) => debug.field("paging", reason),
        };
        debug.finish()
    }
}

impl std::error::Error for Error {
    /// What lies under a failed connection. All else is said by this error's own text.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.transport_error().and_then(std::error::Error::source)
    }
}

#[cfg(test)]
mod tests;
