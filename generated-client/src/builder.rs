//! Sets up a client.

mod build;
mod env;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use crate::auth::{
    AccessToken, ClientCredentials, Grant, OnNewRefreshToken, TokenCache, TokenProvider,
};
use crate::observer::Observer;
use crate::pacing::{Pacer, Patience, WhenLocked};
use crate::timer::SharedTimer;
use crate::{AuthorizationScheme, DataCenter, RetryPolicy, Scopes, Timer, Transport};

/// The settings of a [`Client`](crate::Client). Only where its access tokens come from has no default:
/// [`refresh_token`](Self::refresh_token), [`client_credentials`](Self::client_credentials),
/// [`access_token`](Self::access_token), [`webhook_token`](Self::webhook_token),
/// [`token_provider`](Self::token_provider) or [`without_credentials`](Self::without_credentials).
#[derive(Default)]
#[must_use = "`build` makes the client"]
pub struct ClientBuilder {
    pub(crate) data_center: DataCenter,
    base_url: Option<String>,
    pub(crate) accounts_url: Option<String>,
    tokens: Tokens,
    token_cache: Option<Arc<dyn TokenCache>>,
    on_new_refresh_token: Option<OnNewRefreshToken>,
    authorization_scheme: AuthorizationScheme,
    user: Option<String>,
    pacer: Option<Arc<dyn Pacer>>,
    patience: Patience,
    retry: RetryPolicy,
    timeout: Option<Duration>,
    total_timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    max_response_size: Option<usize>,
    max_retry_after: Option<Duration>,
    user_agent: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    timer: Option<SharedTimer>,
    observer: Option<Arc<dyn Observer>>,
}

/// Where access tokens come from.
#[derive(Default)]
enum Tokens {
    #[default]
    Nowhere,
    /// Said on purpose.
    Without,
    Fixed(AccessToken),
    Refreshed(ClientCredentials, Grant),
    Provided(Arc<dyn TokenProvider>),
}

impl ClientBuilder {
    /// Where the organisation's data lives. The default is [`DataCenter::Us`].
    pub fn data_center(mut self, data_center: DataCenter) -> Self {
        self.data_center = data_center;
        self
    }

    /// A base URL other than the data centre's, such as that of a network
    /// (`https://cliq.zoho.com/network/acme`) or of a test server (`http://127.0.0.1:1234`).
    ///
    /// It has a scheme (`https` or `http`) and a host, and may have a port and a path. Over `http`,
    /// everyone on the way can read the token.
    pub fn base_url(mut self, base_url: &str) -> Self {
        self.base_url = Some(base_url.to_owned());
        self
    }

    /// An accounts server other than the data centre's, such as a test server. It is written as
    /// [`base_url`](Self::base_url) is. Over `http`, everyone on the way can read the credentials.
    pub fn accounts_url(mut self, accounts_url: &str) -> Self {
        self.accounts_url = Some(accounts_url.to_owned());
        self
    }

    /// Credentials with which the client gets access tokens from the accounts server of the data centre, as it needs
    /// them. The module [`auth`](crate::auth) tells where they come from.
    ///
    /// A token is replaced a minute before it ends (one that lives for less than four minutes, when a quarter of that is
    /// left), and once when the service answers 401. However many calls wait, one token is asked for, and
    /// [`auth`](crate::auth) says what follows if there is none. If the accounts server is slow or fails in that minute, calls wait for three seconds at most
    /// and go on with the old token.
    pub fn refresh_token(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        refresh_token: impl Into<String>,
    ) -> Self {
        let grant = Grant::RefreshToken(SecretString::from(refresh_token.into()));
        let client = ClientCredentials::new(client_id.into(), client_secret.into());
        self.tokens = Tokens::Refreshed(client, grant);
        self
    }

    /// Is called with the refresh token that the accounts server gives in the place of the one that a client has, so that
    /// it can be stored ([`SecretFile`](crate::auth::SecretFile)), and with the name of the client's
    /// [`user`](Self::user), which is empty unless it was given one. The client goes on with it. No such response of Zoho
    /// is known; OAuth allows it (RFC 6749, section 6).
    ///
    /// It is called for this client, and for the siblings that are made of it
    /// ([`Client::with_refresh_token`](crate::Client::with_refresh_token)): once for each token, where it may block
    /// (on Tokio, by `spawn_blocking`), and before the calls that wait for the access token go on. If it panics, the client
    /// has the new token, and nobody else. Other processes with the old one do not learn of it by a
    /// [`token_cache`](Self::token_cache).
    ///
    /// A request for a token that no call waits for any more is read to its end as long as the runtime runs; that of a
    /// [blocking client](crate::blocking) runs as long as the client lives.
    pub fn on_new_refresh_token(
        mut self,
        callback: impl Fn(&str, &SecretString) + Send + Sync + 'static,
    ) -> Self {
        self.on_new_refresh_token = Some(Arc::new(callback));
        self
    }

    /// Credentials of a program for which no person has agreed (RFC 6749, section 4.4): the client gets access tokens with
    /// these scopes, as with a [`refresh_token`](Self::refresh_token).
    ///
    /// The service gives out such a token for any scope, and then refuses operations of a user with
    /// `oauthtoken_scope_invalid` ([`Error::is_missing_scope`](crate::Error::is_missing_scope)). A public client found that
    /// it posts to bots (`ZohoCliq.Webhooks.CREATE`) and reads channels and users, and that it cannot change channels,
    /// edit messages or react to them.
    pub fn client_credentials(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        scopes: Scopes,
    ) -> Self {
        let client = ClientCredentials::new(client_id.into(), client_secret.into());
        self.tokens = Tokens::Refreshed(client, Grant::ClientCredentials(scopes));
        self
    }

    /// A webhook token of the user (Cliq: Bots & Tools, Webhook Tokens), which a user can have five of. It does not expire.
    ///
    /// It is good for posting messages with version 2 (`messages_v2`, `post_to_…`) and for the incoming webhooks of bots
    /// and extensions; other operations are refused before anything is sent ([`Error::is_token`](crate::Error::is_token)).
    /// What is posted comes from the user, or from the bot. The service wants it in the query of the URL (`zapikey`), where
    /// proxies may log it; this crate shows it nowhere.
    ///
    /// The incoming webhook of a bot hands the body to the bot's handler. It is a few lines, as any endpoint that has no
    /// method; that of an extension is `/applications/{APP_ID}/incoming`, and takes its `appkey` as a parameter of the
    /// query.
    ///
    /// ```
    /// use generated_client::http::Method;
    /// use generated_client::{Encoder, Error, Operation, OperationInfo, RateLimit, Response};
    /// use serde_json::{Value, json};
    ///
    /// struct Incoming {
    ///     bot: String,
    ///     body: Value,
    /// }
    ///
    /// impl Operation for Incoming {
    ///     type Output = ();
    ///     const INFO: &'static OperationInfo = &OperationInfo::new(
    ///         "bots", "incoming", Method::POST, "/api/v2", "/bots/{BOT_UNIQUE_NAME}/incoming",
    ///     )
    ///     // That of version 3, where it is documented.
    ///     .with_rate_limit(RateLimit::per_minute(50));
    ///
    ///     fn encode(&self, request: &mut Encoder) {
    ///         request.path("BOT_UNIQUE_NAME", &self.bot);
    ///         request.json(&self.body);
    ///     }
    ///
    ///     fn decode(response: &Response) -> Result<(), Error> {
    ///         response.bytes().map(drop)
    ///     }
    /// }
    ///
    /// # async fn run() -> Result<(), Error> {
    /// let client = generated_client::Client::builder().webhook_token("1001.webhook").build()?;
    /// let body = json!({"alert_type": "deployment"});
    /// client.send(Incoming { bot: "releases".to_owned(), body }).await
    /// # }
    /// ```
    pub fn webhook_token(mut self, token: impl Into<String>) -> Self {
        self.tokens = Tokens::Fixed(AccessToken::webhook(token));
        self
    }

    /// An OAuth access token, without a scheme. It expires after an hour.
    pub fn access_token(mut self, access_token: impl Into<String>) -> Self {
        self.tokens = Tokens::Fixed(AccessToken::new(access_token));
        self
    }

    /// Another source of access tokens.
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.tokens = Tokens::Provided(Arc::new(provider));
        self
    }

    /// Has no credentials: the client is there to make others of it, with
    /// [`Client::with_token`](crate::Client::with_token) and its like. Its own calls fail with
    /// [`Error::is_token`](crate::Error::is_token).
    pub fn without_credentials(mut self) -> Self {
        self.tokens = Tokens::Without;
        self
    }

    /// Where the access tokens of a [`refresh_token`](Self::refresh_token) are shared with other processes. Without it,
    /// each process gets its own.
    pub fn token_cache(mut self, cache: impl TokenCache + 'static) -> Self {
        self.token_cache = Some(Arc::new(cache));
        self
    }

    /// How the token is written in the `Authorization` header. The default is
    /// [`AuthorizationScheme::ZohoOauthtoken`].
    pub fn authorization_scheme(mut self, scheme: AuthorizationScheme) -> Self {
        self.authorization_scheme = scheme;
        self
    }

    /// A name for the user that the tokens belong to, by which a shared [`pacer`](Self::pacer) tells users apart. It is no
    /// secret, and the same in all processes.
    ///
    /// The default is an empty text: clients that share a pacer then share one budget.
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// A pacer other than the client's own. [`pacing::Off`](crate::pacing::Off) paces nothing.
    pub fn pacer(mut self, pacer: impl Pacer + 'static) -> Self {
        self.pacer = Some(Arc::new(pacer));
        self
    }

    /// How long a call may wait for its turn, in all its attempts and lock-outs together. If it would take longer, the call
    /// fails at once where that is known, with [`Error::is_rate_limited`](crate::Error::is_rate_limited). By default there is
    /// no limit.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.patience.max_wait = Some(max_wait);
        self
    }

    /// What calls do while the service has locked their route. The default is [`WhenLocked::Fail`], since most locks
    /// last for minutes.
    pub fn when_locked(mut self, when_locked: WhenLocked) -> Self {
        self.patience.when_locked = when_locked;
        self
    }

    /// The longest wait that the service may ask for with `Retry-After`; a longer one counts as this. The default is an
    /// hour, so that a mistake of a server does not stop a route for a day. Above a day it makes no difference.
    ///
    /// It limits how long a route is frozen after too many calls, how long no access token is asked for after the accounts
    /// server refused one, and [`Error::retry_after`](crate::Error::retry_after).
    /// Lock periods that the documents state are not shortened. A freeze can be ended before its time with
    /// [`Client::unfreeze_route`](crate::Client::unfreeze_route).
    pub fn max_retry_after(mut self, max_retry_after: Duration) -> Self {
        self.max_retry_after = Some(max_retry_after);
        self
    }

    /// When calls are repeated. The default is [`RetryPolicy::new`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long an attempt may take from waiting for a connection, or making one, to the last byte of the response. The default
    /// is 30 seconds. Where it ends before the connection is made, nothing was sent
    /// ([`Error::is_connect`](crate::Error::is_connect)), unless a [`transport`](Self::transport) of your own carries it.
    ///
    /// While a [`File`](crate::File) is read to be sent, it is how long may pass without more of it being taken to be sent. Some
    /// 400 kB are taken in advance, and the operating system has buffers of its own, so choose it longer for slow
    /// connections.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long a call may take with everything: waiting for its turn, getting a token, and all attempts. By
    /// default there is no limit.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// How long connecting may take, TLS included. The default is 10 seconds.
    ///
    /// It does not apply where there is a [`transport`](Self::transport), which has settings of its own.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = Some(connect_timeout);
        self
    }

    /// The most bytes that a response may have. The default is 16 MiB.
    ///
    /// A [`transport`](Self::transport) of your own has the whole response in memory before this is checked.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = Some(bytes);
        self
    }

    /// The `User-Agent` header. The default is `generated-client/` and the version of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// An HTTP stack of your own, or an `HttpTransport` that several clients share. By default, a client makes an
    /// `HttpTransport` with its own pool of connections.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// A clock other than Tokio's.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Some(Arc::new(timer));
        self
    }

    /// Who is told of every attempt, for metrics. The module [`observer`](crate::observer) shows how.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
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
mod tests;
