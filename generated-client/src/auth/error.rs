//! Why there is no access token.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::TransportError;
use crate::error::excerpt;

/// Why no access token could be obtained. It holds no secret.
#[derive(Clone)]
pub struct TokenError(Arc<Reason>);

enum Reason {
    Refused { code: String, description: Option<String> },
    Limited(Duration),
    Unreachable(TransportError),
    Unexpected { status: StatusCode, excerpt: Option<String> },
    Other(Box<dyn StdError + Send + Sync>),
}

impl TokenError {
    /// Another reason, such as that of a vault. The source must hold no secret.
    pub fn other(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Reason::Other(source.into()))
    }

    pub(super) fn refused(code: String, description: Option<String>) -> Self {
        Self::new(Reason::Refused { code, description })
    }

    pub(super) fn limited(remaining: Duration) -> Self {
        Self::new(Reason::Limited(remaining))
    }

    pub(super) fn unreachable(error: TransportError) -> Self {
        Self::new(Reason::Unreachable(error))
    }

    pub(super) fn unexpected(status: StatusCode, body: &[u8]) -> Self {
        // A success that cannot be read may hold a token.
        let excerpt = if status.is_success() { None } else { excerpt(body) };
        Self::new(Reason::Unexpected { status, excerpt })
    }

    fn new(reason: Reason) -> Self {
        Self(Arc::new(reason))
    }

    /// The error code of the accounts server: `invalid_code`.
    pub fn code(&self) -> Option<&str> {
        match &*self.0 {
            Reason::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// How long it takes until a token can be requested again: ten are given out in ten minutes.
    pub fn retry_after(&self) -> Option<Duration> {
        match &*self.0 {
            Reason::Limited(remaining) => Some(*remaining),
            _ => None,
        }
    }

    /// Whether asking once more may help: the server was not reached, or had a failure. A certificate that is not
    /// trusted and an answer that is too large stay so.
    pub fn is_transient(&self) -> bool {
        match &*self.0 {
            Reason::Unreachable(error) => !error.is_lasting(),
            Reason::Unexpected { status, .. } => status.is_server_error(),
            _ => false,
        }
    }

    /// Whether a token may be had later, without anybody changing anything.
    pub(crate) fn may_pass(&self) -> bool {
        match &*self.0 {
            Reason::Unreachable(error) => !error.is_lasting(),
            _ => !self.is_final(),
        }
    }

    /// The credentials are wrong, and stay so.
    pub(super) fn is_final(&self) -> bool {
        self.code().is_some_and(|code| code.starts_with("invalid"))
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Reason::Refused { code, description } => {
                let shown = excerpt(code.as_bytes()).unwrap_or_default();
                write!(f, "the accounts server refused to give an access token: {shown}")?;
                if let Some(text) = description.as_deref().and_then(|it| excerpt(it.as_bytes())) {
                    write!(f, " ({text})")?;
                }
                match code.as_str() {
                    "invalid_client" | "invalid_code" => f.write_str(
                        "; the client id or the refresh token is unknown there, as those of another data centre are",
                    ),
                    "invalid_client_secret" => f.write_str("; the client secret is wrong"),
                    _ => Ok(()),
                }
            }
            Reason::Limited(remaining) => write!(
                f,
                "the accounts server gives out ten access tokens in ten minutes; the next in {} s",
                remaining.as_secs_f64().ceil()
            ),
            Reason::Unreachable(error) => write!(f, "the accounts server did not answer: {error}"),
            Reason::Unexpected { status, excerpt } => {
                write!(f, "the accounts server answered {status} without a token")?;
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
        match &*self.0 {
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
