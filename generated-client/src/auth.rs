//! Where access tokens come from.
//!
//! A client with [`access_token`](crate::ClientBuilder::access_token) sends that token as long as it lives, which is an
//! hour. One with [`refresh_token`](crate::ClientBuilder::refresh_token) gets access tokens from Zoho's accounts server
//! when it needs them. For anything else, such as a vault, implement [`TokenProvider`].

mod access_token;
mod cache;
mod endpoint;
mod error;
mod refresh;

use std::sync::Arc;

pub use access_token::AccessToken;
pub use cache::TokenCache;
pub(crate) use endpoint::{Credentials, TokenEndpoint};
pub use error::TokenError;
pub(crate) use refresh::{Refresher, RefreshingToken};

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

    /// A token other than `refused`, to which the service has answered 401, or `None` if there is no other. A call asks
    /// at most once.
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
}

impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        (**self).access_token()
    }

    fn renew<'a>(
        &'a self,
        refused: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        (**self).renew(refused)
    }
}

/// The one token that a client was given.
impl TokenProvider for AccessToken {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        Box::pin(async { Ok(self.clone()) })
    }
}
