//! What can go wrong with a Redis server.

use std::fmt;
use std::sync::Arc;

/// A Redis server cannot be used. It holds no password, and nothing that is kept on the server.
///
/// It is the source of the [`Error`](crate::Error) of a call, by `std::error::Error::source`.
#[derive(Clone)]
pub struct FleetError(Arc<Reason>);

struct Reason {
    address: String,
    kind: Kind,
    details: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    InvalidUrl,
    Gone,
    Refused,
}

impl FleetError {
    /// The text that `redis` has for a wrong URL is left out, since it may hold parts of it.
    pub(super) fn invalid_url(details: &str) -> Self {
        Self::new(String::new(), Kind::InvalidUrl, details.to_owned())
    }

    pub(super) fn gone(address: &str, details: &str) -> Self {
        Self::new(address.to_owned(), Kind::Gone, details.to_owned())
    }

    /// `password` is what must not be shown: a server may repeat a command that it does not know.
    pub(super) fn from_redis(
        address: &str,
        error: &redis::RedisError,
        password: Option<&str>,
    ) -> Self {
        let kind = match error.kind() {
            redis::ErrorKind::Io => Kind::Gone,
            _ => Kind::Refused,
        };
        let mut details = error.to_string();
        if let Some(password) = password.filter(|it| !it.is_empty()) {
            details = details.replace(password, "…");
        }
        Self::new(address.to_owned(), kind, details)
    }

    fn new(address: String, kind: Kind, details: String) -> Self {
        Self(Arc::new(Reason { address, kind, details }))
    }

    /// Whether the URL is not that of a Redis server, or needs a feature that this crate was built without.
    pub fn is_invalid_url(&self) -> bool {
        self.0.kind == Kind::InvalidUrl
    }

    /// Whether the server was not reached, went away, or did not answer in time.
    pub fn is_gone(&self) -> bool {
        self.0.kind == Kind::Gone
    }
}

impl fmt::Display for FleetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reason { address, kind, details } = &*self.0;
        match kind {
            Kind::InvalidUrl => write!(f, "the URL of the Redis server cannot be used: {details}"),
            Kind::Gone => write!(f, "the Redis server at {address} is gone: {details}"),
            Kind::Refused => write!(f, "the Redis server at {address} refused: {details}"),
        }
    }
}

impl fmt::Debug for FleetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FleetError({self})")
    }
}

impl std::error::Error for FleetError {}
