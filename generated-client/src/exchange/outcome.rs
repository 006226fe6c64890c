//! How an attempt ended, and what that means.

use bytes::Bytes;

use crate::auth::{AccessToken, TokenError};
use crate::error::{Earlier, is_throttled};
use crate::observer::AttemptOutcome;
use crate::{Error, TransportError};

/// How an attempt ended.
pub(super) enum Outcome {
    Answered(http::Response<Bytes>, AccessToken),
    Lost(TransportError),
    NoToken(TokenError),
    /// Not sent, for a reason that another attempt does not change.
    NotSent(Error),
}

impl Outcome {
    pub(super) fn is_success(&self) -> bool {
        matches!(self, Self::Answered(response, _) if response.status().is_success())
    }

    /// What it means for the call that another attempt follows.
    pub(super) fn as_earlier(&self) -> Earlier {
        match self {
            Self::Answered(response, _) if response.status().is_server_error() => Earlier::Unknown,
            Self::Answered(..) => Earlier::Refused,
            Self::Lost(error) if error.may_have_been_done() => Earlier::Unknown,
            Self::Lost(_) | Self::NoToken(_) | Self::NotSent(_) => Earlier::None,
        }
    }

    /// What an observer is told of it.
    pub(super) fn observed(&self) -> AttemptOutcome {
        match self {
            Self::Answered(response, _) => match response.status().as_u16() {
                200..300 => AttemptOutcome::Success,
                _ if is_throttled(response) => AttemptOutcome::Throttled,
                401 => AttemptOutcome::Unauthorized,
                500.. => AttemptOutcome::ServerError,
                _ => AttemptOutcome::Refused,
            },
            Self::Lost(error) if error.is_connect() => AttemptOutcome::NotConnected,
            Self::Lost(error) if error.is_source() => AttemptOutcome::NotSent,
            Self::Lost(_) => AttemptOutcome::NoResponse,
            Self::NoToken(_) => AttemptOutcome::NoToken,
            Self::NotSent(_) => AttemptOutcome::NotSent,
        }
    }
}
