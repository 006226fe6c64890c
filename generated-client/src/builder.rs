//! Sets up a client.

use std::fmt;
use std::time::Duration;

use http::HeaderValue;
use secrecy::SecretString;

use crate::base_url::BaseUrl;
use crate::client::Inner;
use crate::transport::ReqwestTransport;
use crate::{AuthorizationScheme, Client, DataCenter, Error, Transport};

/// The settings of a [`Client`]. Only the access token has no default.
#[derive(Default)]
#[must_use = "`build` makes the client"]
pub struct ClientBuilder {
    data_center: DataCenter,
    base_url: Option<String>,
    access_token: Option<SecretString>,
    authorization_scheme: AuthorizationScheme,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    user_agent: Option<String>,
    transport: Option<Box<dyn Transport>>,
}

impl ClientBuilder {
    const TIMEOUT: Duration = Duration::from_secs(30);
    const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
    const USER_AGENT: &'static str = concat!("generated-client/", env!("CARGO_PKG_VERSION"));

    /// Where the organisation's data lives. The default is [`DataCenter::Us`].
    pub fn data_center(mut self, data_center: DataCenter) -> Self {
        self.data_center = data_center;
        self
    }

    /// Another base URL than the data centre's, such as that of a network
    /// (`https://cliq.zoho.com/network/acme`) or of a test server (`http://127.0.0.1:1234`).
    ///
    /// It has a scheme (`https` or `http`) and a host, and may have a port and a path. Over `http`,
    /// everyone on the way can read the token.
    pub fn base_url(mut self, base_url: &str) -> Self {
        self.base_url = Some(base_url.to_owned());
        self
    }

    /// The OAuth access token, without a scheme. Required.
    pub fn access_token(mut self, access_token: impl Into<String>) -> Self {
        self.access_token = Some(SecretString::from(access_token.into()));
        self
    }

    /// How the token is written in the `Authorization` header. The default is
    /// [`AuthorizationScheme::Bearer`].
    pub fn authorization_scheme(mut self, scheme: AuthorizationScheme) -> Self {
        self.authorization_scheme = scheme;
        self
    }

    /// How long a call may take from connecting to the last byte of the answer. The default is 30
    /// seconds.
    ///
    /// It does not apply to a [`transport`](Self::transport) of your own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long connecting may take, TLS included. The default is 10 seconds.
    ///
    /// It does not apply to a [`transport`](Self::transport) of your own.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = Some(connect_timeout);
        self
    }

    /// The `User-Agent` header. The default is `generated-client/` and the version of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Another HTTP stack than the built-in one.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if the token is missing, if a setting cannot be used, or if TLS cannot
    /// be set up because the machine has no certificates.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = match &self.base_url {
            Some(base_url) => BaseUrl::parse(base_url)?,
            None => BaseUrl::of(self.data_center),
        };
        let access_token = self
            .access_token
            .as_ref()
            .ok_or_else(|| Error::builder("an access token is required: call `access_token`"))?;
        let authorization = self.authorization_scheme.header_value(access_token)?;
        let user_agent = self.user_agent.as_deref().unwrap_or(Self::USER_AGENT);
        let user_agent = HeaderValue::from_str(user_agent).map_err(|_| {
            Error::builder("the user agent has a character that no header can hold")
        })?;
        let timeout = not_zero("timeout", self.timeout, Self::TIMEOUT)?;
        let connect_timeout =
            not_zero("connect timeout", self.connect_timeout, Self::CONNECT_TIMEOUT)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => Box::new(ReqwestTransport::new(timeout, connect_timeout, base_url.is_https())?),
        };
        Ok(Client::new(Inner { base_url, authorization, user_agent, transport }))
    }
}

fn not_zero(name: &str, duration: Option<Duration>, default: Duration) -> Result<Duration, Error> {
    match duration {
        Some(Duration::ZERO) => Err(Error::builder(format!("the {name} must be longer than zero"))),
        Some(duration) => Ok(duration),
        None => Ok(default),
    }
}

impl fmt::Debug for ClientBuilder {
    /// Leaves out the token, and the base URL, which is not yet known to be free of secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("data_center", &self.data_center)
            .field("authorization_scheme", &self.authorization_scheme)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> ClientBuilder {
        Client::builder().access_token("1000.s3cret")
    }

    #[test]
    fn needs_only_a_token() {
        let client = builder().build().unwrap();
        assert_eq!(client.base_url(), "https://cliq.zoho.com");
        assert_eq!(format!("{client:?}"), r#"Client { base_url: "https://cliq.zoho.com", .. }"#);
        assert!(!format!("{:?}", builder()).contains("s3cret"));

        let error = Client::builder().build().unwrap_err();
        assert!(error.is_builder());
        assert_eq!(error.to_string(), "an access token is required: call `access_token`");
    }

    #[test]
    fn refuses_unusable_settings() {
        for builder in [
            builder().access_token("s3cret\n"),
            builder().user_agent("a\nb"),
            builder().base_url("cliq.zoho.com"),
            builder().timeout(Duration::ZERO),
            builder().connect_timeout(Duration::ZERO),
        ] {
            let error = builder.build().unwrap_err();
            assert!(error.is_builder());
            assert!(!format!("{error} {error:?}").contains("s3cret"));
        }
    }

    #[test]
    fn the_base_url_comes_before_the_data_center() {
        let builder = || builder().data_center(DataCenter::Ca);
        assert_eq!(builder().build().unwrap().base_url(), "https://cliq.zohocloud.ca");
        let network = builder().base_url("https://cliq.zoho.eu/network/acme/");
        assert_eq!(network.build().unwrap().base_url(), "https://cliq.zoho.eu/network/acme");
    }
}
