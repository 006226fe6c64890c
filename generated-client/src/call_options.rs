//! What one call does otherwise than the settings of its client say.

use std::time::Duration;

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::RetryPolicy;
use crate::pacing::{Patience, WhenLocked};

/// What one call does otherwise than the settings of its client say.
///
/// Every request of this crate has these methods itself. An [`Operation`](crate::Operation) of your own gives its options
/// with [`Operation::options`](crate::Operation::options).
///
/// ```
/// use std::time::Duration;
///
/// use generated_client::chats::requests::List;
///
/// let list = List::new().timeout(Duration::from_secs(5)).header("x-trace", "7f2a");
/// # let _ = list;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    max_wait: Option<Duration>,
    when_locked: Option<WhenLocked>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) repeats_if_unknown: bool,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Why headers that were given cannot be sent.
    refused: Vec<String>,
}

impl CallOptions {
    /// As the client is set.
    pub const fn new() -> Self {
        Self {
            timeout: None,
            total_timeout: None,
            max_wait: None,
            when_locked: None,
            retry: None,
            repeats_if_unknown: false,
            headers: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// How long **each attempt** may take from connecting to the last byte of the response, instead of
    /// [`ClientBuilder::timeout`](crate::ClientBuilder::timeout). Waiting for a turn and for a token is not in it.
    ///
    /// An attempt that takes longer ends in [`Error::is_timeout`](crate::Error::is_timeout). Its outcome is unknown,
    /// unless it ends before the connection is made. No time at all is refused.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long **the whole call** may take, with waiting for its turn, getting a token, and all attempts, instead of
    /// [`ClientBuilder::total_timeout`](crate::ClientBuilder::total_timeout).
    ///
    /// [`Error::is_not_sent`](crate::Error::is_not_sent) and
    /// [`Error::is_outcome_unknown`](crate::Error::is_outcome_unknown) tell what the time was up for. No time at all is
    /// refused.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// How long the call may wait for its turn, instead of [`ClientBuilder::max_wait`](crate::ClientBuilder::max_wait).
    /// If it would take longer, nothing is sent.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = Some(max_wait);
        self
    }

    /// What the call does while the service has locked its route, instead of
    /// [`ClientBuilder::when_locked`](crate::ClientBuilder::when_locked).
    pub fn when_locked(mut self, when_locked: WhenLocked) -> Self {
        self.when_locked = Some(when_locked);
        self
    }

    /// When the call is repeated, instead of [`ClientBuilder::retry`](crate::ClientBuilder::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Repeats the call also where the service may have carried it out: after a broken connection, a timeout or a status
    /// of 5xx. See [`RetryPolicy::repeat_if_unknown`].
    ///
    /// This is about calls that change something. What only reads is repeated in any case.
    pub fn repeat_if_unknown(mut self) -> Self {
        self.repeats_if_unknown = true;
        self
    }

    /// Adds a header, in the place of one with this name that the client or a parameter would write. One that is given
    /// twice is sent twice.
    ///
    /// Transports and `Debug` see its value marked as sensitive. What the client and its HTTP stack write themselves is
    /// refused before anything is sent, with [`Error::is_invalid_request`](crate::Error::is_invalid_request):
    /// `authorization`, `connection`, `content-length`, `content-type`, `host` and `transfer-encoding`. So is what no
    /// header can hold.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        match written(name.as_ref(), value.as_ref()) {
            Ok(header) => self.headers.push(header),
            Err(reason) => self.refused.push(reason),
        }
        self
    }

    pub(crate) fn patience(&self, of_client: Patience) -> Patience {
        Patience {
            max_wait: self.max_wait.or(of_client.max_wait),
            when_locked: self.when_locked.unwrap_or(of_client.when_locked),
        }
    }

    /// What no call can be made with.
    pub(crate) fn violations(&self) -> impl Iterator<Item = String> {
        let timeouts = [("timeout", self.timeout), ("total timeout", self.total_timeout)];
        let zeros = timeouts.into_iter().filter(|(_, it)| *it == Some(Duration::ZERO));
        let zeros = zeros.map(|(name, _)| format!("the {name} must be longer than zero"));
        self.refused.iter().cloned().chain(zeros)
    }

    /// Puts the headers into a request.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        for (name, _) in &self.headers {
            headers.remove(name);
        }
        for (name, value) in &self.headers {
            headers.append(name, value.clone());
        }
    }
}

/// A header, or why it cannot be sent, without its value.
fn written(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let own = [AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING];
    let shown = name.escape_debug();
    let header = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| format!("`{shown}` is no name of a header"))?;
    if own.contains(&header) {
        return Err(format!("the client writes the header `{shown}` itself"));
    }
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| format!("the header `{shown}` cannot hold its value"))?;
    value.set_sensitive(true);
    Ok((header, value))
}

/// Gives a request the options of its call.
macro_rules! per_call {
    ($name:ident) => {
        impl<C> $name<C> {
            /// How long each attempt may take: see [`CallOptions::timeout`]($crate::CallOptions::timeout).
            pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.call_options = self.call_options.timeout(timeout);
                self
            }

            /// How long the whole call may take: see [`CallOptions::total_timeout`]($crate::CallOptions::total_timeout).
            pub fn total_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.call_options = self.call_options.total_timeout(timeout);
                self
            }

            /// How long the call may wait for its turn: see [`CallOptions::max_wait`]($crate::CallOptions::max_wait).
            pub fn max_wait(mut self, max_wait: ::std::time::Duration) -> Self {
                self.call_options = self.call_options.max_wait(max_wait);
                self
            }

            /// What the call does at a lock: see [`CallOptions::when_locked`]($crate::CallOptions::when_locked).
            pub fn when_locked(mut self, when_locked: $crate::pacing::WhenLocked) -> Self {
                self.call_options = self.call_options.when_locked(when_locked);
                self
            }

            /// When the call is repeated: see [`CallOptions::retry`]($crate::CallOptions::retry).
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.call_options = self.call_options.retry(policy);
                self
            }

            /// Adds a header: see [`CallOptions::header`]($crate::CallOptions::header).
            pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
                self.call_options = self.call_options.header(name, value);
                self
            }
        }
    };
}
pub(crate) use per_call;
