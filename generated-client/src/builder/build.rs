//! From settings to a client.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::{ClientBuilder, Tokens};
use crate::auth::{AccessToken, Refresher, RefreshingToken, TokenEndpoint, TokenProvider};
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
        let base_url = match &self.base_url {
            Some(base_url) => BaseUrl::parse(base_url)?,
            None => BaseUrl::of(self.data_center),
        };
        let accounts_url = match &self.accounts_url {
            Some(accounts_url) => BaseUrl::parse(accounts_url)?,
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
            None => built_in_transport(connect_timeout, max_response_size, is_https)?,
        };
        let timer = self.timer.take().unwrap_or_else(|| Arc::new(TokioTimer));
        let own_pacer = Arc::new(SlidingWindow::shared(timer.clone()));
        let mut settings = Settings {
            base_url,
            scheme: self.authorization_scheme,
            user_agent: self.user_agent_header()?,
            transport,
            timer,
            observer: self.observer.take(),
            // Replaced below.
            tokens: Arc::new(AccessToken::new("")),
            pacer: self.pacer.clone().unwrap_or_else(|| own_pacer.clone()),
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
        };
        settings.tokens = self.tokens(&settings, accounts_url, own_pacer)?;
        Ok(Client::new(settings))
    }

    fn user_agent_header(&self) -> Result<HeaderValue, Error> {
        let user_agent = self.user_agent.as_deref().unwrap_or(USER_AGENT);
        HeaderValue::from_str(user_agent)
            .map_err(|_| Error::builder("the user agent has a character that no header can hold"))
    }

    fn tokens(
        self,
        settings: &Settings,
        accounts_url: BaseUrl,
        own_pacer: Arc<SlidingWindow>,
    ) -> Result<Arc<dyn TokenProvider>, Error> {
        match self.tokens {
            Tokens::Nowhere => Err(Error::builder(
                "there is nowhere to get an access token from: call `refresh_token` or `access_token`",
            )),
            Tokens::Fixed(token) => {
                // A token that no header can hold is found now rather than with the first call.
                settings.scheme.header_value(&token)?;
                Ok(Arc::new(AccessToken::from(token)))
            }
            Tokens::Provided(provider) => Ok(provider),
            Tokens::Refreshed(credentials) => {
                // The limit of the accounts server holds even where calls are not paced.
                let mut pacers: Vec<Arc<dyn Pacer>> = vec![own_pacer];
                pacers.extend(self.pacer);
                let endpoint = TokenEndpoint {
                    accounts_url,
                    credentials: credentials.checked()?,
                    transport: settings.transport.clone(),
                    timer: settings.timer.clone(),
                    timeout: settings.timeout,
                    max_retry_after: settings.max_retry_after,
                    pacers,
                    user: settings.user.clone(),
                    user_agent: settings.user_agent.clone(),
                };
                Ok(Arc::new(RefreshingToken::new(Refresher::new(
                    endpoint,
                    self.token_cache,
                    settings.retry,
                ))))
            }
        }
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
