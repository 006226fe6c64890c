//! What kind of error it is.

use http::StatusCode;

use super::api::ApiError;
use super::{Earlier, Error, Kind};
use crate::TransportError;
use crate::pacing::PacerError;

impl Error {
    /// The service answered with a status other than 2xx.
    pub fn is_api(&self) -> bool {
        self.api_error().is_some()
    }

    /// There were too many calls, or too many requests for access tokens. [`retry_after`](Self::retry_after) says how long to
    /// wait.
    ///
    /// | What happened | What else holds |
    /// |---|---|
    /// | the service refused this call | [`is_api`](Self::is_api) |
    /// | it was not sent, because a lock-out lasts | [`is_locked_out`](Self::is_locked_out) |
    /// | it was not sent, because the budget is used up | none of the others |
    /// | the accounts server gives out no more than ten access tokens in ten minutes, or answered 429 | [`is_token`](Self::is_token) |
    ///
    /// The service refuses with status 429, and also with the codes `request_limit_exceeded`, which comes with status
    /// 400, and `rate_limit_exceeded`.
    pub fn is_rate_limited(&self) -> bool {
        match &self.0.kind {
            Kind::Api(error) => error.is_rate_limited(),
            Kind::Held(error, _) => !error.is_failure(),
            Kind::Token(error) => error.is_rate_limited(),
            _ => false,
        }
    }

    /// The call was not sent because the service has locked the route after too many calls. The call by which the lock-out
    /// began was sent: for that, [`is_rate_limited`](Self::is_rate_limited) and [`is_api`](Self::is_api) hold.
    pub fn is_locked_out(&self) -> bool {
        self.pacer_error().is_some_and(PacerError::is_locked)
    }

    /// The call was not sent because the pacer could not be asked, such as one on another machine.
    pub fn is_pacer(&self) -> bool {
        self.pacer_error().is_some_and(PacerError::is_failure)
    }

    /// The call was not sent because a [blocking client](crate::blocking) was called within a task of Tokio.
    ///
    /// Needs the feature `blocking`.
    #[cfg(feature = "blocking")]
    pub fn is_in_async(&self) -> bool {
        matches!(self.0.kind, Kind::InAsync)
    }

    /// No access token could be obtained, at first or after the service refused the one there was.
    /// [`token_error`](Self::token_error) says why: whether the credentials are wrong, or the accounts server is down.
    pub fn is_token(&self) -> bool {
        matches!(self.0.kind, Kind::Token(_))
    }

    /// The service refused the token for this operation.
    /// [`missing_scopes`](Self::missing_scopes) says what it lacks.
    ///
    /// The service gives the same response to some ids of the wrong kind, such as a user's id in place of a chat's.
    pub fn is_missing_scope(&self) -> bool {
        self.api_error().is_some_and(ApiError::is_scope_error)
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

    /// The service answered 3xx. The client follows no redirect, since the token would go along.
    pub fn is_redirect(&self) -> bool {
        self.api_error().is_some_and(|error| error.status.is_redirection())
    }

    /// The service answered 5xx.
    pub fn is_server_error(&self) -> bool {
        self.api_error().is_some_and(|error| error.status.is_server_error())
    }

    /// The time limit passed before the response was complete. Unless [`is_not_sent`](Self::is_not_sent) holds too, the
    /// service may have carried out the call.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::OutOfTime)
            || self.transport_error().is_some_and(TransportError::is_timeout)
    }

    /// No connection could be made, so the service did not see the last attempt.
    pub fn is_connect(&self) -> bool {
        self.transport_error().is_some_and(TransportError::is_connect)
    }

    /// The TLS handshake failed, for example because the certificate is not trusted. The service did not see the last attempt.
    pub fn is_tls(&self) -> bool {
        self.transport_error().is_some_and(TransportError::is_tls)
    }

    /// The response is larger than
    /// [`ClientBuilder::max_response_size`](crate::ClientBuilder::max_response_size) allows. The service may have carried
    /// out the call.
    pub fn is_too_large(&self) -> bool {
        self.transport_error().is_some_and(TransportError::is_too_large)
    }

    /// The status of the response is 2xx, but its body is not what was expected: as a whole, or an item of
    /// a list ([`malformed_item`](Self::malformed_item)). The call **was** carried out, unless
    /// [`is_outcome_unknown`](Self::is_outcome_unknown) holds too: then the body is not JSON, such as the sign-in page of
    /// a captive portal, and something else than the service may have written it.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode { .. } | Kind::Malformed(_))
    }

    /// The service answered 2xx without the body that the operation is documented to answer with: a 204, an empty body,
    /// or `{"Response Code": …}`. If the call changes something, the change **was** made, and nothing is known of it but
    /// that.
    pub fn is_no_content(&self) -> bool {
        matches!(self.0.kind, Kind::NoContent { .. })
    }

    /// An argument is outside the documented limits. Nothing was sent.
    pub fn is_invalid_request(&self) -> bool {
        matches!(self.0.kind, Kind::InvalidRequest(_))
    }

    /// Paging cannot continue: a token came twice, or so many items share a moment that they fill a page. All items that
    /// came were given.
    pub fn is_paging(&self) -> bool {
        matches!(self.0.kind, Kind::Paging(_))
    }

    /// The file that a download is written to cannot be written.
    pub fn is_file(&self) -> bool {
        matches!(self.0.kind, Kind::File(..))
    }

    /// A setting of the client is missing or wrong.
    pub fn is_builder(&self) -> bool {
        matches!(self.0.kind, Kind::Builder(_))
    }

    /// This crate made a mistake. Nothing was sent.
    pub fn is_internal(&self) -> bool {
        matches!(self.0.kind, Kind::Internal(_))
    }

    /// The service certainly saw none of the attempts.
    pub fn is_not_sent(&self) -> bool {
        if self.0.earlier != Earlier::None {
            return false;
        }
        match &self.0.kind {
            Kind::Builder(_)
            | Kind::InvalidRequest(_)
            | Kind::Internal(_)
            | Kind::Held(..)
            | Kind::Token(_)
            | Kind::OutOfTime
            | Kind::InAsync => true,
            Kind::Transport(error) => error.is_unsent(),
            Kind::Api(_)
            | Kind::Decode { .. }
            | Kind::Malformed(_)
            | Kind::NoContent { .. }
            | Kind::File(..)
            | Kind::Paging(_) => false,
        }
    }

    /// Nobody knows whether the service carried out the call: one of its attempts was sent, and there is no response to it,
    /// one of 5xx, or a 2xx that the service may not have written. Look before you send a change again.
    ///
    /// It holds for an upload whose connection broke, or whose time was up, in the middle of a file, too: what was handed to
    /// the connection says little about what has arrived. It does not hold where the file could not be read to its end, since
    /// the service then has an incomplete request.
    pub fn is_outcome_unknown(&self) -> bool {
        if self.0.earlier == Earlier::Unknown {
            return true;
        }
        match &self.0.kind {
            Kind::Transport(error) => error.may_have_been_done(),
            // A status that HTTP does not define says nothing either.
            Kind::Api(error) => !(error.status.is_redirection() || error.status.is_client_error()),
            Kind::Decode { is_foreign, .. } => *is_foreign,
            _ => false,
        }
    }

    /// Whether the same call may succeed later, without anybody changing anything.
    pub(crate) fn may_pass(&self) -> bool {
        match &self.0.kind {
            Kind::Held(..) | Kind::OutOfTime => true,
            Kind::Token(error) => error.may_pass(),
            Kind::Transport(error) => !error.is_lasting(),
            Kind::Api(error) => error.is_rate_limited() || error.status.is_server_error(),
            Kind::Builder(_)
            | Kind::InvalidRequest(_)
            | Kind::Internal(_)
            | Kind::InAsync
            | Kind::Decode { .. }
            | Kind::NoContent { .. }
            | Kind::Malformed(_)
            | Kind::File(..)
            | Kind::Paging(_) => false,
        }
    }

    fn pacer_error(&self) -> Option<&PacerError> {
        match &self.0.kind {
            Kind::Held(error, _) => Some(error),
            _ => None,
        }
    }

    pub(super) fn api_error(&self) -> Option<&ApiError> {
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
