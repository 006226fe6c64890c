//! Clients of other users that share what costs.

use std::sync::Arc;

use http::Uri;
use secrecy::SecretString;

use super::Client;
use crate::auth::{
    AccessToken, ClientCredentials, Grant, NoCredentials, Refresher, RefreshingToken,
    TokenEndpoint, TokenProvider, with_webhook_token,
};
use crate::exchange::Settings;
use crate::pacing::{Pacer, SlidingWindow};
use crate::{CallOptions, Error};

/// What makes a client of another user. It takes no connection and no thread, but some hundred bytes, and a few kilobytes
/// when it has made calls.
impl Client {
    /// The same client with another access token, which it sends as long as it lives.
    ///
    /// Connections, pacer and settings are shared, the user's name too: the budget of the calls is that of this client
    /// unless [`with_user`](Self::with_user) gives another name.
    ///
    /// ```
    /// # fn serve(client: generated_client::Client) -> Result<(), generated_client::Error> {
    /// let ada = client.with_user("ada").with_token("1000.a")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if no header can hold the token.
    pub fn with_token(&self, access_token: impl Into<String>) -> Result<Self, Error> {
        self.with_fixed_token(AccessToken::new(access_token))
    }

    /// The same client with other credentials, with which it gets access tokens of its own, as
    /// [`ClientBuilder::refresh_token`](crate::ClientBuilder::refresh_token) does.
    ///
    /// Keep the client as long as its user is served: it remembers the access token, and the accounts server gives out
    /// ten in ten minutes. Name the user before, with [`with_user`](Self::with_user), which drops credentials: by the name,
    /// the pacer tells users apart, and so does [`on_new_refresh_token`](crate::ClientBuilder::on_new_refresh_token), which
    /// is called for this client too.
    ///
    /// ```
    /// # fn serve() -> Result<(), generated_client::Error> {
    /// # fn store(user: &str, token: &generated_client::secrecy::SecretString) {}
    /// use generated_client::Client;
    ///
    /// let all = Client::builder().without_credentials();
    /// let all = all.on_new_refresh_token(|user, token| store(user, token)).build()?;
    /// let ada = all.with_user("ada").with_refresh_token("1000.CLIENT", "1f0a6b2c", "1000.ada")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if one of them is empty or has a character that none has.
    pub fn with_refresh_token(
        &self,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        refresh_token: impl Into<String>,
    ) -> Result<Self, Error> {
        let credentials = ClientCredentials::new(client_id.into(), client_secret.into());
        let grant = Grant::RefreshToken(SecretString::from(refresh_token.into()));
        self.with_grant(credentials, grant)
    }

    /// The same client with another source of access tokens.
    #[must_use]
    pub fn with_token_provider(&self, provider: impl TokenProvider + 'static) -> Self {
        self.with_tokens(Arc::new(provider))
    }

    /// The same client for the calls of another user, whose name is that of
    /// [`ClientBuilder::user`](crate::ClientBuilder::user). It has a budget of its own, and **no credentials**: those of this
    /// client belong to this client's user, so they are dropped. Therefore name the user first, and give the credentials to the
    /// client that comes of it:
    ///
    /// ```
    /// # fn serve(client: generated_client::Client) -> Result<(), generated_client::Error> {
    /// let ada = client.with_user("ada").with_refresh_token("1000.CLIENT", "1f0a6b2c", "1000.ada")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// In the other order, every call fails because there are no credentials ([`Error::is_token`]).
    #[must_use]
    pub fn with_user(&self, user: impl Into<String>) -> Self {
        let (user, tokens) = (user.into().into(), Arc::new(NoCredentials));
        Self::new(Settings { user, tokens, ..(*self.settings).clone() })
    }

    /// The same client whose calls differ in this from its settings. The requests that a module gives have the methods of
    /// [`CallOptions`] themselves; this is for many calls, and for [`send`](Self::send).
    ///
    /// ```
    /// # fn upload(client: &generated_client::Client) {
    /// use std::time::Duration;
    /// use generated_client::CallOptions;
    ///
    /// let patient = client.with_options(CallOptions::new().timeout(Duration::from_secs(300)));
    /// # }
    /// ```
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self::new(options.of((*self.settings).clone()))
    }

    pub(crate) fn with_tokens(&self, tokens: Arc<dyn TokenProvider>) -> Self {
        Self::new(Settings { tokens, ..(*self.settings).clone() })
    }

    /// A token that cannot be sent is found now rather than with the first call.
    pub(crate) fn with_fixed_token(&self, token: AccessToken) -> Result<Self, Error> {
        if token.is_webhook() {
            with_webhook_token(&Uri::from_static("/"), token.secret())?;
        } else {
            token.header_value(self.settings.scheme)?;
        }
        Ok(self.with_tokens(Arc::new(token)))
    }

    pub(crate) fn with_grant(
        &self,
        credentials: ClientCredentials,
        grant: Grant,
    ) -> Result<Self, Error> {
        let settings = &*self.settings;
        // The limit of the accounts server is that of a refresh token, and holds even where calls are not paced.
        let own: Arc<dyn Pacer> = Arc::new(SlidingWindow::shared(settings.timer.clone()));
        let pacers = [Some(own), settings.accounts.pacer.clone()].into_iter().flatten().collect();
        let endpoint = self.token_endpoint(credentials, pacers)?;
        let refresher = Refresher::new(endpoint, grant.checked()?, settings.retry);
        Ok(self.with_tokens(Arc::new(RefreshingToken::new(refresher))))
    }

    pub(crate) fn token_endpoint(
        &self,
        credentials: ClientCredentials,
        pacers: Vec<Arc<dyn Pacer>>,
    ) -> Result<TokenEndpoint, Error> {
        let settings = &*self.settings;
        Ok(TokenEndpoint {
            accounts: settings.accounts.clone(),
            client: credentials.checked()?,
            transport: settings.transport.clone(),
            timer: settings.timer.clone(),
            timeout: settings.timeout,
            max_response_size: settings.max_response_size,
            max_retry_after: settings.max_retry_after,
            pacers,
            user: settings.user.clone(),
            user_agent: settings.user_agent.clone(),
        })
    }
}
