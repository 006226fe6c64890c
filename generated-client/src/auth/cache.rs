//! Shares access tokens between processes.

use std::sync::Arc;
use std::time::Duration;

use super::{AccessToken, TokenError};
use crate::BoxFuture;

/// What the processes of a fleet do not do for a while, because one of them has found that it does harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenHold {
    /// Asking for a token, after the accounts server refused more requests.
    Throttled,
    /// Asking for a token, after a request failed.
    Failed,
    /// Replacing a token that the service refuses, after that was done just now, or did not help.
    Renewed,
}

impl TokenHold {
    /// A name for it, such as for a part of a key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::Failed => "failed",
            Self::Renewed => "renewed",
        }
    }
}

/// Keeps the access tokens of a fleet, so that its processes share one, and only one of them gets a new one.
///
/// The accounts server gives out ten access tokens in ten minutes for a refresh token. A fleet in which every process
/// gets its own is soon refused.
///
/// With [`hold`](Self::hold) and [`held`](Self::held) they also share what one of them has met: a failure, a
/// `Retry-After`, a service that refuses new tokens.
///
/// `user` says whose token it is: the name given with [`ClientBuilder::user`](crate::ClientBuilder::user), `#`, and a digest of
/// what the tokens are got with (accounts server, client id, refresh token or scopes), so that nobody is given a token of other
/// credentials, whatever the name. It holds no secret. The refresh token is the one that the client was made with: where the
/// accounts server replaces it, a program that begins with the new one shares with others that do.
///
/// Every future has to end: the request for a token waits for it, and all calls wait for that.
pub trait TokenCache: Send + Sync {
    /// The token of the user, unless there is none or it has ended.
    fn load<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>>;

    /// Keeps a token for `lifetime`.
    fn store<'a>(
        &'a self,
        user: &'a str,
        token: &'a AccessToken,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>>;

    /// Asks for the right to get a new token. Nobody else has it for `lease`, or until [`release`](Self::release).
    fn claim<'a>(
        &'a self,
        user: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<bool, TokenError>>;

    /// Gives the right back, after [`store`](Self::store) or a failure.
    fn release<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<(), TokenError>>;

    /// Keeps all processes from something for `period`. A hold of the same kind that lasts longer stays.
    ///
    /// Unless it and [`held`](Self::held) are implemented, every process finds out by itself.
    fn hold<'a>(
        &'a self,
        user: &'a str,
        hold: TokenHold,
        period: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        let _ = (user, hold, period);
        Box::pin(async { Ok(()) })
    }

    /// What is left of a [`hold`](Self::hold), or `None` if there is none.
    fn held<'a>(
        &'a self,
        user: &'a str,
        hold: TokenHold,
    ) -> BoxFuture<'a, Result<Option<Duration>, TokenError>> {
        let _ = (user, hold);
        Box::pin(async { Ok(None) })
    }

    /// Gives the right back when the request for a token is dropped before its end: when the runtime ends, or, on another one
    /// than Tokio, when the calls that wanted the token were cancelled. A [`claim`](Self::claim) that is itself cancelled is
    /// not given back with it.
    ///
    /// It is called where nothing can be awaited and must not block; do what takes time in the background.
    /// Unless it is implemented, it does nothing, and the others wait until the lease ends.
    fn abandon(&self, user: &str) {
        let _ = user;
    }
}

impl<C: TokenCache + ?Sized> TokenCache for Arc<C> {
    fn load<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        (**self).load(user)
    }

    fn store<'a>(
        &'a self,
        user: &'a str,
        token: &'a AccessToken,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        (**self).store(user, token, lifetime)
    }

    fn claim<'a>(
        &'a self,
        user: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<bool, TokenError>> {
        (**self).claim(user, lease)
    }

    fn release<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<(), TokenError>> {
        (**self).release(user)
    }

    fn hold<'a>(
        &'a self,
        user: &'a str,
        hold: TokenHold,
        period: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        (**self).hold(user, hold, period)
    }

    fn held<'a>(
        &'a self,
        user: &'a str,
        hold: TokenHold,
    ) -> BoxFuture<'a, Result<Option<Duration>, TokenError>> {
        (**self).held(user, hold)
    }

    fn abandon(&self, user: &str) {
        (**self).abandon(user);
    }
}
