//! The accounts server, for a program that has no refresh token yet or gives one back.

use std::fmt;

use http::Method;
use secrecy::{ExposeSecret, SecretString};

use super::endpoint::{error, throttled_for};
use super::error::Asked;
use super::grant::check;
use super::response::TokenResponse;
use super::{ClientCredentials, Grant, IssuedTokens, TokenEndpoint, TokenError};
use crate::transport::send_within;
use crate::{ClientBuilder, Error, OperationInfo};

/// Zoho's page on revoking refresh tokens. It shows the token in the query; the form keeps it out of logs.
static REVOKE: OperationInfo =
    OperationInfo::new("accounts", "revoke", Method::POST, "", "/oauth/v2/token/revoke");

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
///
/// Needs the feature `sign-in`.
pub struct Accounts(TokenEndpoint);

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

impl TokenEndpoint {
    /// Revokes a token.
    async fn revoke(&self, token: &SecretString) -> Result<(), TokenError> {
        let form = [("token", token.expose_secret().to_owned())];
        let request = self.request(&REVOKE, form.into_iter())?;
        let Self { transport, timer, timeout, max_response_size, .. } = self;
        let response =
            send_within(&**transport, &**timer, *timeout, *max_response_size, &REVOKE, request)
                .await;
        let response = response.map_err(TokenError::unreachable)?;
        let token_response = TokenResponse::read(response.body());
        let is_revoked = match &token_response {
            Some(read) => read.status.as_deref() == Some("success"),
            // RFC 7009, section 2.2: the status says it.
            None => response.body().is_empty(),
        };
        if is_revoked && response.status().is_success() {
            return Ok(());
        }
        let wait = self.wait(&response);
        if let Some(period) = throttled_for(response.status(), token_response.as_ref()) {
            return Err(TokenError::limited(wait.unwrap_or(period)));
        }
        let secrets = self.secrets(Some(token), token_response.as_ref());
        Err(error(Asked::Revocation, &response, token_response, &secrets).with_retry_after(wait))
    }
}

impl ClientBuilder {
    /// Makes what a program signs in with: the accounts server of the data centre, reached as the client would reach it.
    /// `client_id` and `client_secret` are those of Zoho's API console. Nothing is sent yet, and no token is needed.
    ///
    /// Needs the feature `sign-in`.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if a setting, the client id or the client secret cannot be used, and as [`build`](Self::build).
    pub fn build_accounts(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Result<Accounts, Error> {
        let credentials = ClientCredentials::new(client_id.into(), client_secret.into());
        Ok(Accounts::new(self.client()?.token_endpoint(credentials, Vec::new())?))
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Accounts").field(&self.0).finish()
    }
}
