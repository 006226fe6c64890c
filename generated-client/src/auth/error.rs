//! Why there is no access token.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::TransportError;
use crate::error::excerpt;

/// Why no access token could be obtained, or none revoked. It holds no secret.
#[derive(Clone)]
pub struct TokenError {
    reason: Arc<Reason>,
    retry_after: Option<Duration>,
}

/// What the accounts server was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "sign-in"), allow(dead_code, reason = "nobody signs in"))]
pub(super) enum Asked {
    /// A person, for their consent.
    Consent,
    Code,
    Refresh,
    ClientCredentials,
    Revocation,
}

impl Asked {
    fn refusal(self) -> &'static str {
        match self {
            Self::Consent => "no consent was given",
            Self::Code => "the accounts server refused to exchange the code",
            Self::Refresh | Self::ClientCredentials => {
                "the accounts server refused to give an access token"
            }
            Self::Revocation => "the accounts server refused to revoke the token",
        }
    }

    /// What an error code means, as far as it is known.
    fn hint(self, code: &str) -> Option<&'static str> {
        Some(match (self, code) {
            (Self::Code, "invalid_code") => {
                "the code was used before, is some minutes old, or is one of another data centre"
            }
            (Self::Refresh, "invalid_code" | "invalid_grant") => {
                "the refresh token was revoked, or is one of another data centre"
            }
            (_, "invalid_client") => {
                "the client id is unknown there, as those of another data centre are"
            }
            (_, "invalid_client_secret") => "the client secret is wrong",
            _ => return None,
        })
    }
}

enum Reason {
    Refused { asked: Asked, status: StatusCode, code: String, message: Option<String> },
    Limited,
    FailedElsewhere,
    Unreachable(TransportError),
    Unexpected { asked: Asked, status: StatusCode, excerpt: Option<String> },
    Other(Box<dyn StdError + Send + Sync>),
}

impl TokenError {
    /// Another reason, such as that of a vault. The source must hold no secret.
    pub fn other(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Reason::Other(source.into()))
    }

    pub(super) fn refused(
        asked: Asked,
        status: StatusCode,
        code: String,
        message: Option<String>,
    ) -> Self {
        Self::new(Reason::Refused { asked, status, code, message })
    }

    pub(super) fn limited(remaining: Duration) -> Self {
        Self::new(Reason::Limited).with_retry_after(Some(remaining))
    }

    pub(super) fn failed_elsewhere(remaining: Duration) -> Self {
        Self::new(Reason::FailedElsewhere).with_retry_after(Some(remaining))
    }

    pub(super) fn unreachable(error: TransportError) -> Self {
        Self::new(Reason::Unreachable(error))
    }

    /// `text` is what the server wrote. It may hold no secret, and nothing that could be a token.
    pub(super) fn unexpected(asked: Asked, status: StatusCode, text: Option<String>) -> Self {
        let excerpt = text.and_then(|text| excerpt(text.as_bytes()));
        Self::new(Reason::Unexpected { asked, status, excerpt })
    }

    pub(super) fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }

    fn new(reason: Reason) -> Self {
        Self { reason: Arc::new(reason), retry_after: None }
    }

    /// The error code of the accounts server, such as `invalid_code` or `invalid_client`. Zoho lists none; the methods below
    /// know those that are in use and those of RFC 6749.
    pub fn code(&self) -> Option<&str> {
        match &*self.reason {
            Reason::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// How long it takes until a token is asked for again, where that is known: after the accounts server refused more
    /// requests, of which it takes ten in ten minutes or as many as its `Retry-After` allows, and for some seconds
    /// after a request that failed.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The refresh token was revoked, or is one of another data centre: its owner has to sign in again. The code is
    /// `invalid_code`, or `invalid_grant` as in RFC 6749 (section 5.2). A grant code that was used before, or is too old,
    /// has the same.
    pub fn is_invalid_grant(&self) -> bool {
        matches!(self.final_code(), Some("invalid_code" | "invalid_grant"))
    }

    /// The client id or its secret is wrong, or the client may not get tokens in this way. The program is set up wrongly, and
    /// no user can help by signing in again. The code is `invalid_client` (also for the id of another data centre),
    /// `invalid_client_secret` or `unauthorized_client`.
    pub fn is_invalid_client(&self) -> bool {
        matches!(
            self.final_code(),
            Some("invalid_client" | "invalid_client_secret" | "unauthorized_client")
        )
    }

    /// There were too many requests for tokens. [`retry_after`](Self::retry_after) says when the next may be made.
    /// [`Error::is_rate_limited`](crate::Error::is_rate_limited) holds for the call too.
    pub fn is_rate_limited(&self) -> bool {
        matches!(*self.reason, Reason::Limited)
    }

    /// Whether asking once more may help: the server was not reached, or had a failure. A certificate that is not
    /// trusted and a response that is too large stay so.
    pub fn is_transient(&self) -> bool {
        match &*self.reason {
            Reason::Unreachable(error) => !error.is_lasting(),
            Reason::Refused { status, .. } | Reason::Unexpected { status, .. } => {
                status.is_server_error()
            }
            Reason::FailedElsewhere => true,
            Reason::Limited | Reason::Other(_) => false,
        }
    }

    /// Of which kind it is, without anything that a server wrote.
    #[cfg(feature = "tracing")]
    pub(crate) fn reason(&self) -> &'static str {
        match &*self.reason {
            Reason::Refused { .. } => "refused",
            Reason::Limited => "limited",
            Reason::FailedElsewhere => "failed elsewhere",
            Reason::Unreachable(error) if error.is_connect() => "not connected",
            Reason::Unreachable(error) if error.is_timeout() => "no answer in time",
            Reason::Unreachable(_) => "no answer",
            Reason::Unexpected { .. } => "unexpected answer",
            Reason::Other(_) => "other",
        }
    }

    /// Whether a token may be had later, without anybody changing anything.
    pub(crate) fn may_pass(&self) -> bool {
        match &*self.reason {
            Reason::Unreachable(error) => !error.is_lasting(),
            _ => !self.is_final(),
        }
    }

    /// The credentials are wrong, and stay so. Other codes may be those of somebody on the way.
    pub(super) fn is_final(&self) -> bool {
        self.is_invalid_grant() || self.is_invalid_client()
    }

    /// The code of a response that is no failure of the server.
    fn final_code(&self) -> Option<&str> {
        match &*self.reason {
            Reason::Refused { status, code, .. } if !status.is_server_error() => Some(code),
            _ => None,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.reason {
            Reason::Refused { asked, code, message, .. } => {
                let shown = excerpt(code.as_bytes()).unwrap_or_default();
                write!(f, "{}: {shown}", asked.refusal())?;
                if let Some(text) = message.as_deref().and_then(|it| excerpt(it.as_bytes())) {
                    write!(f, " ({text})")?;
                }
                asked.hint(code).map_or(Ok(()), |hint| write!(f, "; {hint}"))
            }
            Reason::Limited => write!(
                f,
                "the accounts server gives out ten access tokens in ten minutes; the next in {} s",
                self.retry_after.unwrap_or_default().as_secs_f64().ceil()
            ),
            Reason::FailedElsewhere => {
                f.write_str("another process has just failed to get an access token")
            }
            Reason::Unreachable(error) => write!(f, "the accounts server did not answer: {error}"),
            Reason::Unexpected { asked, status, excerpt } => {
                write!(f, "the accounts server answered {status} ")?;
                f.write_str(match asked {
                    Asked::Revocation => "and did not say that the token is revoked",
                    _ => "without a token",
                })?;
                excerpt.as_ref().map_or(Ok(()), |it| write!(f, ": `{it}`"))
            }
            Reason::Other(source) => write!(f, "no access token: {source}"),
        }
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenError({self})")
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.reason {
            Reason::Unreachable(error) => Some(error),
            Reason::Other(source) => Some(&**source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As with the calls themselves.
    #[test]
    fn what_stays_so_is_not_transient() {
        for error in [TransportError::tls("unknown issuer"), TransportError::too_large(1)] {
            assert!(!TokenError::unreachable(error).is_transient());
        }
        let passing = [
            TransportError::connect("refused"),
            TransportError::connect_timeout("late"),
            TransportError::timeout("late"),
            TransportError::other("reset"),
        ];
        for error in passing {
            assert!(TokenError::unreachable(error).is_transient());
        }
    }
}
