//! From settings to a client.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Uri};

use super::{ClientBuilder, Tokens};
use crate::auth::{
    AccessToken, Accounts, ClientCredentials, Refresher, RefreshingToken, TokenEndpoint,
    TokenProvider, with_webhook_token,
};
use crate::base_url::BaseUrl;
use crate::error::MAX_RETRY_AFTER;
use crate::exchange::Settings;
use crate::pacing::{Pacer, SlidingWindow};
use crate::{Client, Error, TokioTimer, Transport};

const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_RESPONSE_SIZE: usize = 16 * 1024 * 1024;
const USER_AGENT: &str = concat!("generated-client/", env!("CARGO_PKG_VERSION"));

impl ClientBuilder {
    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if there is nowhere to get tokens from, if a setting cannot be used, if TLS cannot be set
    /// up because the machine has no certificates, or if there is no transport because this crate was built without
    /// one.
    pub fn build(mut self) -> Result<Client, Error> {
        let mut settings = self.settings()?;
        settings.tokens = self.tokens(&settings)?;
        Ok(Client::new(settings))
    }

    /// Makes what a program signs in with: the accounts server of the data centre, reached as the client would reach it.
    /// `client_id` and `client_secret` are those of Zoho's API console. Nothing is sent yet, and no token is needed.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if a setting, the client id or the client secret cannot be used, and as [`build`](Self::build).
    pub fn build_accounts(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Result<Accounts, Error> {
        let settings = self.settings()?;
        let client = ClientCredentials::new(client_id.into(), client_secret.into());
        Ok(Accounts::new(self.endpoint(&settings, client, Vec::new())?))
    }

    /// Everything but the source of access tokens, which is replaced.
    fn settings(&mut self) -> Result<Settings, Error> {
        let base_url = match &self.base_url {
            Some(base_url) => BaseUrl::parse(base_url)?,
            None => BaseUrl::of(self.data_center),
        };
        let accounts_url = self.accounts_base_url()?;
        let timeout = not_zero("timeout", self.timeout, TIMEOUT)?;
        let connect_timeout = not_zero("connect timeout", self.connect_timeout, CONNECT_TIMEOUT)?;
        if self.total_timeout == Some(Duration::ZERO) {
            return Err(Error::builder("the total timeout must be longer than zero"));
        }
        let max_response_size = self.max_response_size.unwrap_or(MAX_RESPONSE_SIZE);
        let is_https = base_url.is_https() || accounts_url.is_https();
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => built_in_transport(connect_timeout, max_response_size, is_https)?,
        };
        let timer = self.timer.take().unwrap_or_else(|| Arc::new(TokioTimer));
        let pacer = match &self.pacer {
            Some(pacer) => pacer.clone(),
            None => Arc::new(SlidingWindow::shared(timer.clone())),
        };
        Ok(Settings {
            base_url,
            scheme: self.authorization_scheme,
            user_agent: self.user_agent_header()?,
            transport,
            tokens: Arc::new(AccessToken::new("")),
            pacer,
            timer,
            user: self.user.take().unwrap_or_default().into(),
            patience: self.patience,
            retry: self.retry,
            timeout,
            total_timeout: self.total_timeout,
            max_response_size,
            max_retry_after: not_zero(
                "longest `Retry-After`",
                self.max_retry_after,
                MAX_RETRY_AFTER,
            )?,
        })
    }

    fn accounts_base_url(&self) -> Result<BaseUrl, Error> {
        match &self.accounts_url {
            Some(accounts_url) => BaseUrl::parse(accounts_url),
            None => Ok(BaseUrl::of_accounts(self.data_center)),
        }
    }

    fn user_agent_header(&self) -> Result<HeaderValue, Error> {
        let user_agent = self.user_agent.as_deref().unwrap_or(USER_AGENT);
        HeaderValue::from_str(user_agent)
            .map_err(|_| Error::builder("the user agent has a character that no header can hold"))
    }

    fn tokens(mut self, settings: &Settings) -> Result<Arc<dyn TokenProvider>, Error> {
        match mem::take(&mut self.tokens) {
            Tokens::Nowhere => Err(Error::builder(
                "there is nowhere to get an access token from: call `refresh_token` or `access_token`",
            )),
            Tokens::Fixed(token) => {
                // A token that cannot be sent is found now rather than with the first call.
                if token.is_webhook() {
                    with_webhook_token(&Uri::from_static("/"), token.secret())?;
                } else {
                    settings.scheme.header_value(token.secret())?;
                }
                Ok(Arc::new(token))
            }
            Tokens::Provided(provider) => Ok(provider),
            Tokens::Refreshed(client, grant) => {
                // The limit of the accounts server holds even where calls are not paced.
                let mut pacers = vec![match &self.pacer {
                    None => settings.pacer.clone(),
                    Some(_) => Arc::new(SlidingWindow::shared(settings.timer.clone())),
                }];
                pacers.extend(self.pacer.clone());
                Ok(Arc::new(RefreshingToken::new(Refresher::new(
                    self.endpoint(settings, client, pacers)?,
                    grant.checked()?,
                    self.token_cache,
                    self.on_new_refresh_token,
                    settings.retry,
                ))))
            }
        }
    }

    fn endpoint(
        &self,
        settings: &Settings,
        client: ClientCredentials,
        pacers: Vec<Arc<dyn Pacer>>,
    ) -> Result<TokenEndpoint, Error> {
        Ok(TokenEndpoint {
            accounts_url: self.accounts_base_url()?,
            client: client.checked()?,
            transport: settings.transport.clone(),
            timer: settings.timer.clone(),
            timeout: settings.timeout,
            max_retry_after: settings.max_retry_after,
            pacers,
            user: settings.user.clone(),
            user_agent: settings.user_agent.clone(),
        })
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn built_in_transport(
    connect_timeout: Duration,
    max_response_size: usize,
    is_https: bool,
) -> Result<Arc<dyn Transport>, Error> {
    let transport =
        crate::transport::ReqwestTransport::new(connect_timeout, max_response_size, is_https)?;
    Ok(Arc::new(transport))
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn built_in_transport(_: Duration, _: usize, _: bool) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::builder(
        "there is no transport: enable the feature `rustls` or `native-tls` of generated-client, or call `transport`",
    ))
}

fn not_zero(name: &str, duration: Option<Duration>, default: Duration) -> Result<Duration, Error> {
    match duration {
        Some(Duration::ZERO) => Err(Error::builder(format!("the {name} must be longer than zero"))),
        Some(duration) => Ok(duration),
        None => Ok(default),
    }
}
