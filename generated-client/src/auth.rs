//! Where access tokens come from, and how a program signs in.
//!
//! # Signing in
//!
//! What gets a program its first tokens, and keeps tokens in files, is behind the feature `sign-in`.
//!
//! Zoho's [API console](https://api-console.zoho.com) (each data centre has its own) registers programs, and gives a client
//! id and a client secret. It gives **no refresh token**: that comes in exchange for a *grant code*, once.
//!
//! - For a program of your own, a *self client*: the console shows a grant code, good for some minutes, for the scopes that
//!   you enter there. [`Accounts::exchange_code`] gets the refresh token for it.
//! - For other people, a *server-based application*: [`authorize_url`] makes the address of the page on which they allow it,
//!   [`AuthorizeUrl::read_redirect`] reads the code that comes back, and [`Accounts::exchange_code`] exchanges it.
//!
//! The example `login` of this crate does either, and [`SecretFile`] keeps the refresh token. [`Accounts::revoke`] gives it
//! back. If the accounts server ever replaces it, [`on_new_refresh_token`](crate::ClientBuilder::on_new_refresh_token) tells.
//!
//! [`client_credentials`](crate::ClientBuilder::client_credentials) need no person, and
//! [`webhook_token`](crate::ClientBuilder::webhook_token) no registration; both are good for few operations.
//!
//! # Access tokens
//!
//! A client with [`access_token`](crate::ClientBuilder::access_token) sends that token as long as it lives, which is an
//! hour. One with [`refresh_token`](crate::ClientBuilder::refresh_token) gets access tokens from Zoho's accounts server
//! when it needs them. For anything else, such as a vault, implement [`TokenProvider`].
//!
//! The accounts server gives out ten access tokens in ten minutes for a refresh token. A client therefore makes one
//! request at a time, for all calls that wait, and all of them get its outcome. Only what was given out counts, or may
//! have been because the response was lost. After a failure the accounts server is left alone for as long as
//! [`RetryPolicy`](crate::RetryPolicy) says for that many failures, 15 seconds at most, or for as long as its
//! `Retry-After` says, an hour at most; calls that need a token meanwhile get the same error, with
//! [`retry_after`](TokenError::retry_after).
//!
//! A token that the service refuses with 401 is replaced, but not within five minutes of the last replacement. The first
//! token, and one that takes the place of a token which has ended, are no replacements in this sense. If the new one is
//! refused too, it is not replaced until it ends: calls fail with that 401, and cost no more tokens.

mod access_token;
#[cfg(feature = "sign-in")]
mod accounts;
#[cfg(feature = "sign-in")]
mod authorize;
mod cache;
mod endpoint;
mod error;
mod grant;
mod refresh;
mod response;
#[cfg(feature = "sign-in")]
mod secret_file;
mod shared;
mod state;
#[cfg(feature = "sign-in")]
mod token_file;
mod webhook;

use std::sync::Arc;

pub use access_token::AccessToken;
#[cfg(feature = "sign-in")]
pub use accounts::Accounts;
#[cfg(feature = "sign-in")]
pub use authorize::{AuthorizeUrl, Redirect, authorize_url};
pub use cache::{TokenCache, TokenHold};
pub(crate) use endpoint::{AccountsServer, TokenEndpoint};
pub use error::TokenError;
pub use grant::IssuedTokens;
pub(crate) use grant::{ClientCredentials, Grant, check};
pub(crate) use refresh::{OnNewRefreshToken, Refresher, RefreshingToken};
#[cfg(feature = "sign-in")]
pub use secret_file::SecretFile;
#[cfg(feature = "sign-in")]
pub use token_file::TokenFile;
pub(crate) use webhook::{takes_webhook_token, with_webhook_token};

use crate::BoxFuture;

/// Gives a client its access tokens.
pub trait TokenProvider: Send + Sync {
    /// A token that can be used now.
    ///
    /// Called before every call, so it should remember tokens as long as they live.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if there is none. The call is not sent.
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>>;

    /// What [`access_token`](Self::access_token) would give, if that needs no wait: most calls then need no future for it.
    /// `None` says nothing, and `access_token` is asked.
    #[doc(hidden)]
    fn token_at_hand(&self) -> Option<AccessToken> {
        None
    }

    /// A token other than `refused`, to which the service has answered 401, or `None` if there is no other. The call then
    /// fails with that response. A call asks at most once, and again only after an error that may pass.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if none could be obtained.
    fn renew<'a>(
        &'a self,
        refused: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        let _ = refused;
        Box::pin(async { Ok(None) })
    }

    /// Learns that the service has answered 401 to `token` too, which [`renew`](Self::renew) gave.
    ///
    /// A provider that remembers it answers `None` to [`renew`](Self::renew) from then on, rather than get a new token
    /// for every call. Unless it is implemented, it does nothing.
    fn refused_again<'a>(&'a self, token: &'a AccessToken) -> BoxFuture<'a, ()> {
        let _ = token;
        Box::pin(async {})
    }
}

impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        (**self).access_token()
    }

    fn token_at_hand(&self) -> Option<AccessToken> {
        (**self).token_at_hand()
    }

    fn renew<'a>(
        &'a self,
        refused: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        (**self).renew(refused)
    }

    fn refused_again<'a>(&'a self, token: &'a AccessToken) -> BoxFuture<'a, ()> {
        (**self).refused_again(token)
    }
}

/// What a client has that is there for its siblings alone.
pub(crate) struct NoCredentials;

impl TokenProvider for NoCredentials {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        Box::pin(async {
            Err(TokenError::other(crate::Error::builder(
                "the client has no credentials: give it some with `with_token` or `with_refresh_token`, and call \
                 `with_user` before that, since it drops them",
            )))
        })
    }
}

/// The one token that a client was given.
impl TokenProvider for AccessToken {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        Box::pin(async { Ok(self.clone()) })
    }

    fn token_at_hand(&self) -> Option<AccessToken> {
        Some(self.clone())
    }
}
