//! The client for programs without async.
//!
//! [`blocking::Client`](Client) has the operations, the pacing, the retries and the errors of the async
//! [`Client`](crate::Client). A call returns when the response is there; a request is sent with `.send()`:
//!
//! ```
//! use generated_client::DataCenter;
//! use generated_client::blocking::Client;
//!
//! let client = Client::builder()
//!     .data_center(DataCenter::Eu)
//!     .refresh_token("1000.CLIENT", "1f0a6b2c", "1000.refresh")
//!     .build_blocking()?;
//!
//! # fn close(client: Client) -> Result<(), generated_client::Error> {
//! let chats = client.chats().list().limit(20).send()?;
//! for chat in &chats.chats {
//!     println!("{}", chat.name.as_deref().unwrap_or("(no name)"));
//! }
//! client.chats().close("2890538000000012345").send()?;
//! # Ok(())
//! # }
//! # Ok::<(), generated_client::Error>(())
//! ```
//!
//! A list that comes in pages is an iterator over its items:
//!
//! ```no_run
//! # fn list(client: generated_client::blocking::Client) -> Result<(), generated_client::Error> {
//! for thread in client.threads().list("2890538000000012345") {
//!     println!("{:?}", thread?.title);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! An async program has no use for it: it would stop the tasks that share the thread. In a task of Tokio a call
//! therefore fails at once with [`Error::is_in_async`]. Within `tokio::task::spawn_blocking` and `block_in_place`,
//! where blocking is allowed, it works.
//!
//! Needs the feature `blocking`.

#[cfg(feature = "sign-in")]
mod accounts;
#[cfg(feature = "streaming")]
mod download;
mod pages;
mod runtime;

use std::fmt;
use std::sync::Arc;

use http::Method;

use crate::auth::TokenProvider;
use crate::pacing::RouteState;
use crate::{
    CallOptions, ClientBuilder, Encoder, Error, Operation, OperationInfo, Response, Scopes,
    UndocumentedRequest,
};
#[cfg(feature = "sign-in")]
pub use accounts::Accounts;
#[cfg(feature = "streaming")]
pub use download::BodyReader;
pub use pages::{Items, Pages};
use runtime::Runtime;

/// Sends operations to the service on behalf of one user, and waits for the responses.
///
/// Clones are cheap, and share connections, token and budgets. Any number of threads may call at once.
///
/// A thread of the client's own looks after the connections, also between calls. It ends with the last clone, which
/// may be dropped anywhere.
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    runtime: Arc<Runtime>,
}

impl Client {
    /// Starts to set up a client; [`ClientBuilder::build_blocking`] makes it.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client whose settings are those of the environment, for programs. [`ClientBuilder::from_env`] names the
    /// variables.
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::from_env`] and [`ClientBuilder::build_blocking`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build_blocking()
    }

    /// Scheme, host, and the path that comes before those of the operations, without a trailing
    /// slash.
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// The same client with another access token, as [`Client::with_token`](crate::Client::with_token) of the async
    /// client. It shares the thread too.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if no header can hold the token.
    pub fn with_token(&self, access_token: impl Into<String>) -> Result<Self, Error> {
        Ok(self.sibling(self.client.with_token(access_token)?))
    }

    /// The same client with other credentials, as [`Client::with_refresh_token`](crate::Client::with_refresh_token) of
    /// the async client.
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
        let client = self.client.with_refresh_token(client_id, client_secret, refresh_token)?;
        Ok(self.sibling(client))
    }

    /// The same client with another source of access tokens.
    #[must_use]
    pub fn with_token_provider(&self, provider: impl TokenProvider + 'static) -> Self {
        self.sibling(self.client.with_token_provider(provider))
    }

    /// The same client for the calls of another user, as [`Client::with_user`](crate::Client::with_user) of the async
    /// client.
    #[must_use]
    pub fn with_user(&self, user: impl Into<String>) -> Self {
        self.sibling(self.client.with_user(user))
    }

    /// The same client whose calls differ in this from its settings, as
    /// [`Client::with_options`](crate::Client::with_options) of the async client.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        self.sibling(self.client.with_options(options))
    }

    fn sibling(&self, client: crate::Client) -> Self {
        Self { client, runtime: self.runtime.clone() }
    }

    /// Sends an operation and reads the response. Takes the operation or a reference to it.
    ///
    /// It returns after at most [`ClientBuilder::total_timeout`], if that is set.
    ///
    /// # Errors
    ///
    /// [`Error::is_in_async`] within a task of Tokio; nothing was sent. Otherwise as
    /// [`Client::send`](crate::Client::send) of the async client.
    pub fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        self.wait(O::INFO, self.client.send(operation))
    }

    pub(crate) fn send_encoded(&self, request: Encoder) -> Result<Response, Error> {
        let operation = request.operation();
        self.wait(operation, self.client.send_encoded(request))
    }

    /// A request to an endpoint that no document describes, as [`Client::request`](crate::Client::request) of the async
    /// client. It is sent with `.send()`.
    pub fn request(&self, method: Method, path: &str) -> UndocumentedRequest<Self> {
        UndocumentedRequest::new(self.clone(), &method, path)
    }

    /// What the pacer holds for the route of an operation just now, as
    /// [`Client::route_state`](crate::Client::route_state) of the async client.
    ///
    /// # Errors
    ///
    /// [`Error::is_pacer`] if the pacer cannot be asked, [`Error::is_in_async`] within a task of Tokio.
    pub fn route_state(
        &self,
        operation: &'static OperationInfo,
    ) -> Result<Option<RouteState>, Error> {
        self.wait(operation, self.client.route_state(operation))
    }

    /// Ends the freeze of an operation's route, as [`Client::unfreeze_route`](crate::Client::unfreeze_route) of the
    /// async client.
    ///
    /// # Errors
    ///
    /// [`Error::is_pacer`] if the pacer cannot do it, [`Error::is_in_async`] within a task of Tokio.
    pub fn unfreeze_route(&self, operation: &'static OperationInfo) -> Result<(), Error> {
        self.wait(operation, self.client.unfreeze_route(operation))
    }

    /// The scopes of the access token, if they are known, as
    /// [`Client::granted_scopes`](crate::Client::granted_scopes) of the async client.
    ///
    /// # Errors
    ///
    /// [`Error::is_token`] if no access token could be obtained, [`Error::is_in_async`] within a task of Tokio.
    pub fn granted_scopes(&self) -> Result<Option<Scopes>, Error> {
        self.wait(None, self.client.granted_scopes())
    }

    /// Waits for what a call of the async client gives, or fails where waiting would stop async tasks.
    pub(crate) fn wait<T>(
        &self,
        operation: impl Into<Option<&'static OperationInfo>>,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.block_on(call).ok_or_else(|| Error::in_async(operation))?
    }

    /// Waits for a future of the async client, or gives `None` where waiting would stop async tasks.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> Option<F::Output> {
        self.runtime.block_on(future)
    }
}

impl ClientBuilder {
    /// Makes a client for programs without async, together with the thread that looks after its connections. Nothing
    /// is sent yet.
    ///
    /// Needs the feature `blocking`.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build), and if the system has no thread left.
    pub fn build_blocking(self) -> Result<Client, Error> {
        let client = self.build()?;
        Ok(Client { client, runtime: Arc::new(Runtime::start_for_builder()?) })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
