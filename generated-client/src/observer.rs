//! A view inside: what calls do, as numbers and as events.
//!
//! An [`Observer`] is told of every attempt of every call, and feeds any system of metrics. It is given to
//! [`ClientBuilder::observer`](crate::ClientBuilder::observer), and costs nothing where there is none. With the crate
//! [`metrics`](https://docs.rs/metrics):
//!
//! ```
//! use generated_client::Client;
//! use generated_client::observer::{Attempt, Observer};
//! use metrics::{counter, histogram};
//!
//! struct Metrics;
//!
//! impl Observer for Metrics {
//!     fn on_attempt(&self, attempt: &Attempt) {
//!         let operation = format!("{}.{}", attempt.operation.module, attempt.operation.name);
//!         let outcome = attempt.outcome.as_str();
//!         counter!("cliq_attempts", "operation" => operation.clone(), "outcome" => outcome).increment(1);
//!         histogram!("cliq_wait_seconds", "operation" => operation.clone()).record(attempt.waited);
//!         if let Some(took) = attempt.took {
//!             histogram!("cliq_seconds", "operation" => operation).record(took);
//!         }
//!         counter!("cliq_bytes_sent").increment(attempt.bytes_sent);
//!         counter!("cliq_bytes_received").increment(attempt.bytes_received);
//!     }
//! }
//!
//! let client = Client::builder().access_token("1000.any").observer(Metrics).build()?;
//! # Ok::<(), generated_client::Error>(())
//! ```
//!
//! An observer belongs to a client and to all that are made of it, such as by
//! [`with_user`](crate::Client::with_user), and an [`Attempt`] does not tell the user. For numbers by user, make each client
//! with a [`builder`](crate::Client::builder) of its own, which takes an observer that knows the name, and the same
//! [`transport`](crate::ClientBuilder::transport) and [`pacer`](crate::ClientBuilder::pacer) as the others.
//!
//! Requests for access tokens are no attempts of a call, and no observer is told of them. `tracing` is.
//!
//! With the feature `tracing`, a client tells whoever subscribes to [`tracing`](https://docs.rs/tracing) about calls and tokens,
//! under the target `generated_client`:
//!
//! | Level | What |
//! |---|---|
//! | `WARN` | the service refused a call because there were too many, and how long its route is left alone; a request for an access token failed |
//! | `INFO` | a new access token; a call is repeated, why, and after which wait |
//! | `DEBUG` | the span `call` around each call, and in it when an attempt is sent and how it ended |
//!
//! Neither is told an argument, a text, an id or a token: an operation is known by its name and its route.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::OperationInfo;

/// Is told what the calls of a client do, for metrics.
pub trait Observer: Send + Sync {
    /// An attempt of a call is over. It is called where the call runs, so it must not block.
    ///
    /// A call whose arguments are refused makes no attempt, and an attempt that is cancelled is not told of.
    fn on_attempt(&self, attempt: &Attempt);
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn on_attempt(&self, attempt: &Attempt) {
        (**self).on_attempt(attempt);
    }
}

/// One attempt of a call: its wait for a turn, and the request, if it was sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// What was called.
    pub operation: &'static OperationInfo,
    /// Which attempt of the call this was, from 1.
    pub number: u32,
    /// How long it waited for the pacer. A wait between two attempts is left out.
    pub waited: Duration,
    /// How long it took from handing the request to the transport to the end of the response, or to its headers where the
    /// body is read while it comes. A wait for one of the transport's connections (`max_connections` of
    /// `HttpTransportBuilder`) and the time to connect are in it. `None` if no request was begun.
    pub took: Option<Duration>,
    /// The status of the response, if there was one.
    pub status: Option<StatusCode>,
    /// The length of the request's body, or 0 if it was not sent, or not as a whole. What is read from a stream of unknown length is left out.
    pub bytes_sent: u64,
    /// How much came of the response's body. That of [`Download::stream`](crate::Download::stream) is left out.
    pub bytes_received: u64,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// How long the call waits before its next attempt, or `None` if this was the last.
    pub next: Option<Duration>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// The status is 2xx.
    Success,
    /// The service refused it because there were too many calls.
    Throttled,
    /// The status is 401: the access token was refused.
    Unauthorized,
    /// The status is another one below 500.
    Refused,
    /// The status is 5xx.
    ServerError,
    /// No connection could be made, so nothing was sent.
    NotConnected,
    /// It was sent, and no response came that could be accepted.
    NoResponse,
    /// There was no access token to send it with.
    NoToken,
    /// It was not sent, or not as a whole: its turn or its time did not come, or its body could not be read.
    NotSent,
}

impl AttemptOutcome {
    /// A name for it, such as for a label of a metric.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Throttled => "throttled",
            Self::Unauthorized => "unauthorized",
            Self::Refused => "refused",
            Self::ServerError => "server_error",
            Self::NotConnected => "not_connected",
            Self::NoResponse => "no_response",
            Self::NoToken => "no_token",
            Self::NotSent => "not_sent",
        }
    }
}

impl fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
