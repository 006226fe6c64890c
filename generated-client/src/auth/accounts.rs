//! The accounts server, for a program that has no refresh token yet or gives one back.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::grant::check;
use super::{AccessToken, Grant, TokenEndpoint, TokenError};

/// The accounts server, where a program gets its first tokens and gives them back.
/// [`ClientBuilder::build_accounts`](crate::ClientBuilder::build_accounts) makes it.
///
/// Nothing is asked twice: a code whose response was lost may be used up.
///
/// ```no_run
/// # async fn sign_in() -> Result<(), Box<dyn std::error::Error>> {
/// use generated_client::{Client, DataCenter};
///
/// let builder = Client::builder().data_center(DataCenter::Eu);
/// let accounts = builder.build_accounts("1000.CLIENT", "1f0a6b2c")?;
/// // The code that the API console shows for a self client.
/// let tokens = accounts.exchange_code("1000.c0de", None).await?;
/// let refresh_token = tokens.refresh_token.ok_or("there is no refresh token")?;
/// # drop(refresh_token);
/// # Ok(())
/// # }
/// ```
pub struct Accounts(TokenEndpoint);

/// What the accounts server gave out. `Debug` does not show it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IssuedTokens {
    /// For calls, for an hour. It tells what was granted ([`scopes`](AccessToken::scopes)).
    pub access_token: AccessToken,
    /// For further access tokens, until it is revoked. The accounts server gives it with a grant code, unless it was asked
    /// for with [`online`](super::AuthorizeUrl::online), or without `prompt` by somebody who had agreed before.
    pub refresh_token: Option<SecretString>,
}

impl Accounts {
    pub(crate) fn new(endpoint: TokenEndpoint) -> Self {
        Self(endpoint)
    }

    /// Exchanges a grant code for tokens, which is possible once, within minutes.
    ///
    /// `redirect_uri` is the one that the code was asked for with, character for character, and `None` for a code that the
    /// API console shows (of a *self client*).
    ///
    /// # Errors
    ///
    /// [`TokenError`] with the code `invalid_code` if the code was used before, is too old, or is one of another data
    /// centre, and with `invalid_client` if the program is not registered in this data centre.
    pub async fn exchange_code(
        &self,
        code: impl Into<String>,
        redirect_uri: Option<&str>,
    ) -> Result<IssuedTokens, TokenError> {
        let code = SecretString::from(code.into());
        let redirect_uri = redirect_uri.map(str::to_owned);
        let grant = Grant::Code { code, redirect_uri }.checked().map_err(TokenError::other)?;
        self.0.ask(&grant, Vec::new()).await
    }

    /// Revokes a refresh token, and with it the access tokens that came from it, or a single access token.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the accounts server does not confirm it; the token may still be good.
    pub async fn revoke(&self, token: impl Into<String>) -> Result<(), TokenError> {
        let token = SecretString::from(token.into());
        check("token", token.expose_secret()).map_err(TokenError::other)?;
        self.0.revoke(&token).await
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Accounts").field(&self.0).finish()
    }
}
