//! The client.

mod sibling;

use std::fmt;
use std::sync::Arc;

use crate::exchange::{Settings, exchange};
use crate::operation::prepared;
use crate::pacing::RouteState;
use crate::{
    ClientBuilder, Encoder, Error, Operation, OperationInfo, Response, ResponseFuture, Scopes,
};

/// Sends operations to the service on behalf of one user.
///
/// Clones are cheap, and share connections, token and budgets.
///
/// Every call waits for its turn, so that the user is not locked out ([`pacing`](crate::pacing)); is sent with a token
/// that is still valid ([`auth`](crate::auth)); and is repeated where that is safe
/// ([`RetryPolicy`](crate::RetryPolicy)).
///
/// [`with_token`](Self::with_token), [`with_refresh_token`](Self::with_refresh_token) and
/// [`with_user`](Self::with_user) make clients of other users, which share connections, pacer and settings.
///
/// The transport of its own runs in a [Tokio](https://docs.rs/tokio) runtime.
///
/// ```
/// use generated_client::{Client, DataCenter};
///
/// let client = Client::builder()
///     .data_center(DataCenter::Eu)
///     .refresh_token("1000.CLIENT", "1f0a6b2c", "1000.refresh")
///     .build()?;
/// # Ok::<(), generated_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
}

impl Client {
    /// Starts to set up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client whose settings are those of the environment, for programs. [`ClientBuilder::from_env`] names the
    /// variables.
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::from_env`] and [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings) }
    }

    /// Scheme, host, and the path that comes before those of the operations, without a trailing
    /// slash.
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_str()
    }

    /// Sends an operation and reads the response. Takes the operation or a reference to it.
    ///
    /// The request is made at once, and sent when the future is polled and the call has its turn. The future borrows
    /// nothing. Dropping it gives up the call; if it was sent already, the service may still carry it out.
    ///
    /// # Errors
    ///
    /// - [`Error::is_invalid_request`]: an argument is outside the documented limits; nothing was
    ///   sent.
    /// - [`Error::is_api`]: the service answered with a status other than 2xx.
    /// - [`Error::is_rate_limited`]: there were too many calls; [`Error::retry_after`] says how long to wait.
    /// - [`Error::is_token`]: no access token could be obtained; nothing was sent.
    /// - [`Error::is_timeout`], [`Error::is_connect`], [`Error::is_tls`], [`Error::is_too_large`]: there was no response,
    ///   or none that could be accepted.
    /// - [`Error::is_decode`]: the response is not what was expected, although its status is 2xx.
    /// - [`Error::is_no_content`]: the call was carried out, but the response lacks the documented body.
    ///
    /// [`Error::is_outcome_unknown`] tells whether a change may have been made.
    pub fn send<O: Operation>(&self, operation: O) -> ResponseFuture<O::Output> {
        let settings = self.settings.clone();
        let prepared = prepared(&operation, &settings.base_url);
        let exchange = exchange(settings, prepared, operation.repeats_if_unknown());
        ResponseFuture::new(exchange, O::decode)
    }

    /// Sends what no operation wrote, and gives a response of success as it came.
    pub(crate) fn send_encoded(&self, request: Encoder) -> ResponseFuture<Response> {
        let prepared = request.finish(&self.settings.base_url);
        let exchange = exchange(self.settings.clone(), prepared, false);
        ResponseFuture::new(exchange, Response::undocumented)
    }

    #[cfg(feature = "streaming")]
    pub(crate) fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// What the pacer holds for the route of an operation just now, as long as this client's user is concerned: how many
    /// calls the budget has room for, how many wait, and how long the route is frozen. It is `None` if the pacer does not
    /// tell. Nothing is sent to the service. After a lock-out, pass what [`Error::paced_as`] gives.
    ///
    /// ```no_run
    /// # async fn run(client: generated_client::Client) -> Result<(), generated_client::Error> {
    /// use generated_client::Operation;
    /// use generated_client::chats::requests::Get;
    ///
    /// if let Some(state) = client.route_state(Get::<()>::INFO).await? {
    ///     println!("{:?} places left, frozen for {:?}", state.places_left, state.frozen_for);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::is_pacer`] if the pacer cannot be asked.
    pub async fn route_state(
        &self,
        operation: &'static OperationInfo,
    ) -> Result<Option<RouteState>, Error> {
        let state = self.settings.pacer.state(self.settings.turn(operation)).await;
        state.map_err(|error| Error::held(operation, error))
    }

    /// Ends the freeze of an operation's route for this client's user, as after a lock-out that the service has lifted.
    /// Calls that were sent still count in the budget. After a lock-out, pass what [`Error::paced_as`] gives.
    ///
    /// # Errors
    ///
    /// [`Error::is_pacer`] if the pacer cannot do it.
    pub async fn unfreeze_route(&self, operation: &'static OperationInfo) -> Result<(), Error> {
        let unfrozen = self.settings.pacer.unfreeze(self.settings.turn(operation)).await;
        unfrozen.map_err(|error| Error::held(operation, error))
    }

    /// The scopes of the access token, if they are known: the accounts server says them along with a token, so a client
    /// with a fixed token does not know.
    ///
    /// Together with [`Scopes::missing_for`] this tells at the start of a program what it will not be allowed to do.
    ///
    /// # Errors
    ///
    /// [`Error::is_token`] if no access token could be obtained.
    pub async fn granted_scopes(&self) -> Result<Option<Scopes>, Error> {
        let token = self.settings.tokens.access_token().await;
        let token = token.map_err(|error| Error::token(None, error))?;
        Ok(token.scopes().cloned())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
