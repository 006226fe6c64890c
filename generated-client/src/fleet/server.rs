//! The connection to a Redis server.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ErrorKind, FromRedisValue, RedisError, ScriptInvocation};

use super::FleetError;
use crate::lock::lock;

/// How long a server that was found gone is left alone: calls then learn it at once, rather than each after a timeout.
const PAUSE: Duration = Duration::from_millis(500);

const TIMEOUT: Duration = Duration::from_secs(2);

/// What to do while the Redis server cannot be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OnRedisFailure {
    /// Calls fail with a [`FleetError`]. Nothing is sent that is not counted.
    #[default]
    Fail,
    /// Every worker goes on alone until the server is back.
    ///
    /// The pacer lets a worker have a share of every budget: the budget divided by the number of workers, and one call
    /// in a window at least. The token cache lets every worker get a token of its own.
    Fallback {
        /// How many workers share a budget. 0 is taken as 1.
        workers: u32,
    },
}

/// A Redis server, or one that speaks its protocol, of version 5 or newer.
///
/// Clones share one connection, which is made anew when it breaks.
#[derive(Clone)]
pub struct RedisServer {
    link: Arc<Link>,
    prefix: Arc<str>,
    timeout: Duration,
    on_failure: OnRedisFailure,
}

struct Link {
    client: redis::Client,
    address: String,
    state: Mutex<State>,
    /// Held by who connects.
    gate: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    /// Counts connections, so that a broken one is not taken for its successor.
    number: u64,
    down: Option<(Instant, FleetError)>,
}

impl RedisServer {
    /// The server at `url`, such as `redis://user:password@host:6379/0` or `unix:///run/redis.sock`. It is not asked
    /// for anything yet.
    ///
    /// # Errors
    ///
    /// [`FleetError::is_invalid_url`].
    pub fn new(url: &str) -> Result<Self, FleetError> {
        let client = redis::Client::open(url).map_err(|error| {
            FleetError::invalid_url(match error.kind() {
                ErrorKind::InvalidClientConfig if url.starts_with("rediss:") => {
                    "it asks for TLS, or is not well-formed; the crate `redis` was built without TLS"
                }
                _ => "it is not of the form redis://user:password@host:6379/0",
            })
        })?;
        let address = client.get_connection_info().addr().to_string();
        let link = Link { client, address, state: Mutex::default(), gate: Default::default() };
        Ok(Self {
            link: Arc::new(link),
            prefix: "cliq".into(),
            timeout: TIMEOUT,
            on_failure: OnRedisFailure::default(),
        })
    }

    /// The same, but the server has to be there.
    ///
    /// # Errors
    ///
    /// [`FleetError`] if the URL is invalid, or if the server cannot be used.
    pub async fn connect(url: &str) -> Result<Self, FleetError> {
        let server = Self::new(url)?;
        server.ping().await?;
        Ok(server)
    }

    /// What the names of all keys begin with. The default is `cliq`. Workers of one fleet have the same.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long the server may take to answer, connecting included. The default is two seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// What pacers and token caches do while the server cannot be used. The default is [`OnRedisFailure::Fail`].
    pub fn on_failure(mut self, on_failure: OnRedisFailure) -> Self {
        self.on_failure = on_failure;
        self
    }

    /// Asks the server whether it is there.
    ///
    /// # Errors
    ///
    /// [`FleetError`] if it cannot be used.
    pub async fn ping(&self) -> Result<(), FleetError> {
        self.run::<()>(&redis::Script::new("return 0").prepare_invoke()).await
    }

    pub(super) fn failure(&self) -> OnRedisFailure {
        self.on_failure
    }

    /// The name of a key. All keys of one `lane` lie in one slot of a cluster, by the part in braces.
    pub(super) fn key(&self, lane: &str, kind: &str) -> String {
        format!("{}:{{{lane}}}:{kind}", self.prefix)
    }

    /// How long to leave the server alone after a failure.
    pub(super) const fn pause() -> Duration {
        PAUSE
    }

    /// The error of a server that cannot be asked any more.
    pub(super) fn gone(&self, details: &str) -> FleetError {
        FleetError::gone(&self.link.address, details)
    }

    /// The error of a server that was found gone just now, and is left alone for a while.
    pub(super) fn is_down(&self) -> Option<FleetError> {
        self.link.is_down()
    }

    /// Runs a script, which must do no harm if it is run twice.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, FleetError> {
        if let Some(error) = self.link.is_down() {
            return Err(error);
        }
        let number = self.link.state().number;
        let response = tokio::time::timeout(self.timeout, self.attempt(script)).await;
        let error = match response {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => self.link.error(&error),
            Err(_) => self.gone("it did not answer before the timeout"),
        };
        if error.is_gone() {
            self.link.goes_down(number, &error);
        }
        Err(error)
    }

    async fn attempt<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, RedisError> {
        let (mut connection, number) = self.connection().await?;
        let error = match script.invoke_async(&mut connection).await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        // A server that has become a replica says so, and stays one.
        let is_replica = error.kind() == ErrorKind::Server(redis::ServerErrorKind::ReadOnly);
        if !error.is_unrecoverable_error() && !is_replica {
            return Err(error);
        }
        // An idle connection may have been closed long ago.
        self.link.forget(number);
        let (mut connection, _) = self.connection().await?;
        script.invoke_async(&mut connection).await
    }

    async fn connection(&self) -> Result<(MultiplexedConnection, u64), RedisError> {
        if let Some(connection) = self.link.connection() {
            return Ok(connection);
        }
        let _gate = self.link.gate.lock().await;
        if let Some(connection) = self.link.connection() {
            return Ok(connection);
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout));
        let client = &self.link.client;
        let connection = client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut state = self.link.state();
        state.number += 1;
        state.down = None;
        state.connection = Some(connection.clone());
        Ok((connection, state.number))
    }
}

impl Link {
    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn connection(&self) -> Option<(MultiplexedConnection, u64)> {
        let state = self.state();
        state.connection.clone().map(|connection| (connection, state.number))
    }

    fn forget(&self, number: u64) {
        let mut state = self.state();
        if state.number == number {
            state.connection = None;
        }
    }

    fn is_down(&self) -> Option<FleetError> {
        let state = self.state();
        let (since, error) = state.down.as_ref()?;
        (since.elapsed() < PAUSE).then(|| error.clone())
    }

    /// `number` is that of the connection before the failure: if there is another now, the server is back already.
    fn goes_down(&self, number: u64, error: &FleetError) {
        let mut state = self.state();
        if state.number <= number + 1 {
            state.connection = None;
            state.down = Some((Instant::now(), error.clone()));
        }
    }

    fn error(&self, error: &RedisError) -> FleetError {
        FleetError::from_redis(&self.address, error)
    }
}

impl fmt::Debug for RedisServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisServer")
            .field("address", &self.link.address)
            .field("prefix", &self.prefix)
            .field("timeout", &self.timeout)
            .field("on_failure", &self.on_failure)
            .finish_non_exhaustive()
    }
}
