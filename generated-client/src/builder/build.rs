//! From settings to a client.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::{ClientBuilder, Tokens};
use crate::auth::{AccountsServer, NoCredentials};
use crate::base_url::BaseUrl;
use crate::error::MAX_RETRY_AFTER;
use crate::exchange::Settings;
use crate::pacing::SlidingWindow;
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
        let client = self.client()?;
        match self.tokens {
            Tokens::Nowhere => Err(Error::builder(
                "there is nowhere to get an access token from: call `refresh_token` or `access_token`",
            )),
            Tokens::Without => Ok(client),
            Tokens::Fixed(token) => client.with_fixed_token(token),
            Tokens::Refreshed(credentials, grant) => client.with_grant(credentials, grant),
            Tokens::Provided(provider) => Ok(client.with_tokens(provider)),
        }
    }

    /// The client without a source of access tokens.
    pub(crate) fn client(&mut self) -> Result<Client, Error> {
        let base_url = match &self.base_url {
            Some(base_url) => BaseUrl::parse(base_url)?,
            None => BaseUrl::of(self.data_center),
        };
        let accounts_url = match &self.accounts_url {
            Some(accounts_url) => BaseUrl::parse_accounts(accounts_url)?,
            None => BaseUrl::of_accounts(self.data_center),
        };
        let timeout = not_zero("timeout", self.timeout, TIMEOUT)?;
        let connect_timeout = not_zero("connect timeout", self.connect_timeout, CONNECT_TIMEOUT)?;
        if self.total_timeout == Some(Duration::ZERO) {
            return Err(Error::builder("the total timeout must be longer than zero"));
        }
        let max_response_size = self.max_response_size.unwrap_or(MAX_RESPONSE_SIZE);
        let is_https = base_url.is_https() || accounts_url.is_https();
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => built_in_transport(connect_timeout, is_https)?,
        };
        let timer = self.timer.take().unwrap_or_else(|| Arc::new(TokioTimer));
        let (cache, pacer) = (self.token_cache.take(), self.pacer.take());
        let on_new_refresh_token = self.on_new_refresh_token.take();
        Ok(Client::new(Settings {
            base_url,
            scheme: self.authorization_scheme,
            user_agent: self.user_agent_header()?,
            transport,
            pacer: pacer.clone().unwrap_or_else(|| Arc::new(SlidingWindow::shared(timer.clone()))),
            timer,
            observer: self.observer.take(),
            tokens: Arc::new(NoCredentials),
            accounts: Arc::new(AccountsServer {
                url: accounts_url,
                cache,
                on_new_refresh_token,
                pacer,
            }),
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
            headers: Vec::new(),
            refused: Vec::new(),
        }))
    }

    fn user_agent_header(&self) -> Result<HeaderValue, Error> {
        let user_agent = self.user_agent.as_deref().unwrap_or(USER_AGENT);
        HeaderValue::from_str(user_agent)
            .map_err(|_| Error::builder("the user agent has a character that no header can hold"))
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn built_in_transport(
    connect_timeout: Duration,
    is_https: bool,
) -> Result<Arc<dyn Transport>, Error> {
    let builder = crate::HttpTransport::builder().connect_timeout(connect_timeout);
    let builder = if is_https { builder } else { builder.without_certificates() };
    Ok(Arc::new(builder.build()?))
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn built_in_transport(_: Duration, _: bool) -> Result<Arc<dyn Transport>, Error> {
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
