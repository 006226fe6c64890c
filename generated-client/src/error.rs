//! The one error type.

mod api;
mod excerpt;
mod predicates;
mod retry_after;
mod text;

use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::auth::TokenError;
use crate::pacing::PacerError;
use crate::redact::Secrets;
use crate::response::request_id;
use crate::time::Timestamp;
use crate::{ErrorCode, MalformedItem, OperationInfo, Scopes, TransportError};
use api::ApiError;
pub(crate) use api::{code_and_message, is_scope_error, is_throttled};
pub(crate) use excerpt::{BoundedBody, excerpt};
pub(crate) use retry_after::{LockRules, MAX_RETRY_AFTER, MINUTE, is_time, retry_after};

/// The most bytes of a response that an error keeps.
const BODY_LIMIT: usize = 64 * 1024;

/// Anything that can go wrong with this crate. The predicates (`is_…`) tell what it was.
///
/// It keeps the response of the service: [`status`](Self::status), [`code`](Self::code), [`message`](Self::message), the
/// [`headers`](Self::headers) and the first 64 KiB of the [`body`](Self::body). Access tokens and request bodies are in
/// no error; where the service repeats the token, headers and body have `[secret]` instead.
///
/// `{:?}` shows the same text as `{}`, so that it can be read where `main` or `unwrap` print it. `{:#?}` shows all that is
/// known but the headers, with the first kilobyte of the body.
pub struct Error(Box<Inner>);

struct Inner {
    operation: Option<&'static OperationInfo>,
    /// Those of the response, if there was one.
    headers: HeaderMap,
    missing_scopes: Vec<&'static str>,
    earlier: Earlier,
    locks: LockRules,
    kind: Kind,
}

/// What became of the earlier attempts of a call; of several, the last of these that holds for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Earlier {
    /// There were none, or the service did not see them.
    #[default]
    None,
    /// The service refused them.
    Refused,
    /// The service may have carried one out.
    Unknown,
}

enum Kind {
    Builder(String),
    InvalidRequest(String),
    Internal(String),
    /// The pacer did not let the call through, and until when.
    Held(PacerError, Option<Timestamp>),
    Token(TokenError),
    /// The total time was up before anything was sent.
    OutOfTime,
    Transport(TransportError),
    /// A blocking client was called where nothing may block.
    #[cfg_attr(not(feature = "blocking"), allow(dead_code))]
    InAsync,
    Api(ApiError),
    Decode {
        status: StatusCode,
        body: Bytes,
        reason: String,
        /// Whether something else than the service may have written it.
        is_foreign: bool,
    },
    /// A success without the body that there should be.
    NoContent {
        status: StatusCode,
        body: Bytes,
    },
    /// An item of a list, of which the stream gives the others.
    Malformed(MalformedItem),
    Paging(String),
    /// What comes cannot be written to a file.
    #[cfg_attr(not(feature = "streaming"), allow(dead_code, reason = "nothing is streamed"))]
    File(PathBuf, io::Error),
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

    pub(crate) fn held(operation: &'static OperationInfo, error: PacerError) -> Self {
        let until = error.retry_after().and_then(from_now);
        Self::new(operation, Kind::Held(error, until))
    }

    pub(crate) fn token(
        operation: impl Into<Option<&'static OperationInfo>>,
        error: TokenError,
    ) -> Self {
        Self::new(operation, Kind::Token(error))
    }

    pub(crate) fn out_of_time(operation: &'static OperationInfo) -> Self {
        Self::new(operation, Kind::OutOfTime)
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn in_async(operation: impl Into<Option<&'static OperationInfo>>) -> Self {
        Self::new(operation, Kind::InAsync)
    }

    pub(crate) fn api(
        operation: &'static OperationInfo,
        status: StatusCode,
        body: &Bytes,
        without: &Secrets,
    ) -> Self {
        let error = ApiError::read(status, body, without);
        let is_scope_error = error.is_scope_error();
        let mut error = Self::new(operation, Kind::Api(error));
        if is_scope_error {
            // Without knowing what was granted, all that the operation needs.
            error.0.missing_scopes = Scopes::default().missing(operation);
        }
        error
    }

    pub(crate) fn decode(
        operation: &'static OperationInfo,
        status: StatusCode,
        body: Bytes,
        reason: String,
        is_foreign: bool,
    ) -> Self {
        let kind = Kind::Decode { status, body: kept(body), reason, is_foreign };
        Self::new(operation, kind)
    }

    pub(crate) fn no_content(
        operation: &'static OperationInfo,
        status: StatusCode,
        body: Bytes,
    ) -> Self {
        Self::new(operation, Kind::NoContent { status, body: kept(body) })
    }

    pub(crate) fn malformed(operation: &'static OperationInfo, item: MalformedItem) -> Self {
        Self::new(operation, Kind::Malformed(item))
    }

    #[cfg(feature = "streaming")]
    pub(crate) fn file(operation: &'static OperationInfo, path: PathBuf, error: io::Error) -> Self {
        Self::new(operation, Kind::File(path, error))
    }

    pub(crate) fn paging(operation: &'static OperationInfo, reason: String) -> Self {
        Self::new(operation, Kind::Paging(reason))
    }

    fn new(operation: impl Into<Option<&'static OperationInfo>>, kind: Kind) -> Self {
        let (headers, missing_scopes) = (HeaderMap::new(), Vec::new());
        let (operation, earlier) = (operation.into(), Earlier::None);
        let locks = LockRules::of(operation);
        Self(Box::new(Inner { operation, headers, missing_scopes, earlier, locks, kind }))
    }

    /// An error of the last attempt must not hide what the earlier ones did.
    pub(crate) fn after(mut self, earlier: Earlier) -> Self {
        self.0.earlier = earlier;
        self
    }

    pub(crate) fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.0.headers = headers;
        self
    }

    /// How long the route is locked goes by these.
    pub(crate) fn with_lock_rules(mut self, locks: LockRules) -> Self {
        self.0.locks = locks;
        self
    }

    /// Says more exactly what a token lacks that was `granted` these scopes.
    pub(crate) fn with_granted(mut self, granted: &Scopes) -> Self {
        if let (Some(operation), false) = (self.0.operation, self.0.missing_scopes.is_empty()) {
            let missing = granted.missing(operation);
            // If it lacks nothing, the service means something else.
            if !missing.is_empty() {
                self.0.missing_scopes = missing;
            }
        }
        self
    }

    /// The headers of the response, such as `retry-after`; none where there was no response.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What the service calls the request, for its support: see [`Response::request_id`](crate::Response::request_id).
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.0.headers)
    }

    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.0.kind {
            Kind::Api(error) => Some(error.status),
            Kind::Decode { status, .. } | Kind::NoContent { status, .. } => Some(*status),
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

    /// How long to wait before the same call can succeed, where that is known.
    ///
    /// After too many calls that is what the service asks for with `Retry-After`, else the lock period that the
    /// documents state for the route, else a minute; a `Retry-After` of no time at all counts as none. For a call that
    /// was not sent because of that, it is the rest of that time. With another status, it is what `Retry-After` says, if
    /// the response has it. Without an access token, it is the time after which one is asked for again. No `Retry-After`
    /// counts for more than [`ClientBuilder::max_retry_after`](crate::ClientBuilder::max_retry_after).
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.kind {
            Kind::Held(error, _) => error.retry_after(),
            Kind::Token(error) => error.retry_after(),
            Kind::Api(error) if error.is_rate_limited() => {
                Some(self.0.locks.period(&self.0.headers))
            }
            Kind::Api(_) => retry_after(&self.0.headers).map(|wait| wait.min(self.0.locks.longest)),
            _ => None,
        }
    }

    /// Why there is no access token, if [`is_token`](Self::is_token) holds. A person has to sign in again if
    /// [`is_invalid_grant`](TokenError::is_invalid_grant) holds, and for no other reason.
    pub fn token_error(&self) -> Option<&TokenError> {
        match &self.0.kind {
            Kind::Token(error) => Some(error),
            _ => None,
        }
    }

    /// The scopes that the token lacks for the operation, if [`is_missing_scope`](Self::is_missing_scope) holds. Where
    /// it is not known which the token has, they are all that the operation needs.
    pub fn missing_scopes(&self) -> &[&'static str] {
        &self.0.missing_scopes
    }

    /// The first bytes of the body of the response, up to 64 KiB, if there was a response.
    pub fn body(&self) -> Option<&Bytes> {
        match &self.0.kind {
            Kind::Api(error) => Some(&error.body),
            Kind::Decode { body, .. } | Kind::NoContent { body, .. } => Some(body),
            _ => None,
        }
    }

    /// The item of a list that could not be read, where the error is about that item alone: the stream that gave the
    /// error goes on with the next one.
    pub fn malformed_item(&self) -> Option<&MalformedItem> {
        match &self.0.kind {
            Kind::Malformed(item) => Some(item),
            _ => None,
        }
    }

    /// What was asked, if the error is about a request.
    pub fn operation(&self) -> Option<&'static OperationInfo> {
        self.0.operation
    }

    /// The operation that the pacer counted the request as. Pass it to [`Client::route_state`](crate::Client::route_state) and
    /// [`Client::unfreeze_route`](crate::Client::unfreeze_route) after a lock-out. It differs from
    /// [`operation`](Self::operation) where [`Client::request`](crate::Client::request) had a path that a document
    /// describes.
    pub fn paced_as(&self) -> Option<&'static OperationInfo> {
        self.0.locks.operation
    }
}

/// In whole seconds, which must not be too early.
fn from_now(duration: Duration) -> Option<Timestamp> {
    let duration = duration.saturating_add(Duration::from_millis(999));
    let time = SystemTime::now().checked_add(duration)?;
    Some(Timestamp { nanoseconds: 0, ..time.into() })
}

/// As much of a body as an error keeps.
fn kept(body: Bytes) -> Bytes {
    match body.get(..BODY_LIMIT) {
        // A part of the old body would keep all of it in memory.
        Some(start) if start.len() < body.len() => Bytes::copy_from_slice(start),
        _ => body,
    }
}

#[cfg(test)]
mod tests;
