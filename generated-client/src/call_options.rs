//! What some calls do otherwise than the settings of their client say.

use std::time::Duration;

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::RetryPolicy;
use crate::exchange::Settings;
use crate::pacing::WhenLocked;

/// What some calls do otherwise than the settings of their client say.
///
/// Every request that is bound to a client has these methods itself, and so has what is made of one: all pages of a list, the
/// response beside the value, a download.
///
/// ```no_run
/// # async fn run(client: generated_client::Client) -> Result<(), generated_client::Error> {
/// use std::time::Duration;
///
/// let chats = client.chats().list().timeout(Duration::from_secs(5)).header("x-trace", "7f2a").await?;
/// # Ok(())
/// # }
/// ```
///
/// [`Client::with_options`](crate::Client::with_options) takes them for many calls, and for an
/// [`Operation`](crate::Operation) of your own.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CallOptions {
    timeout: Option<Duration>,
    total_timeout: Option<Duration>,
    max_wait: Option<Duration>,
    when_locked: Option<WhenLocked>,
    retry: Option<RetryPolicy>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Why what was given cannot be kept to, without the values of headers.
    refused: Vec<String>,
}

impl CallOptions {
    /// As the client is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long **each attempt** may take from connecting to the last byte of the response, instead of
    /// [`ClientBuilder::timeout`](crate::ClientBuilder::timeout). Waiting for a turn and for a token is not in it. For a
    /// body that is sent or read piece by piece it is how long may pass without any bytes.
    ///
    /// An attempt that takes longer ends in [`Error::is_timeout`](crate::Error::is_timeout). Its outcome is unknown,
    /// unless it ends before the connection is made. No time at all is refused.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self.not_zero("timeout", timeout)
    }

    /// How long **the whole call** may take, with waiting for its turn, getting a token, and all attempts, instead of
    /// [`ClientBuilder::total_timeout`](crate::ClientBuilder::total_timeout). Each page of a list is a call.
    ///
    /// [`Error::is_not_sent`](crate::Error::is_not_sent) and
    /// [`Error::is_outcome_unknown`](crate::Error::is_outcome_unknown) tell what the time was up for. No time at all is
    /// refused.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self.not_zero("total timeout", timeout)
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

    /// Adds a header, in the place of one with this name that the client or a parameter would write. One that is given
    /// twice is sent twice.
    ///
    /// Transports and `Debug` see its value marked as sensitive. What the client and its HTTP stack write themselves is
    /// refused before anything is sent, with [`Error::is_invalid_request`](crate::Error::is_invalid_request):
    /// `authorization`, `connection`, `content-length`, `content-type`, `host` and `transfer-encoding`. So is what no
    /// header can hold.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match written(name, value) {
            Ok(header) => self.headers.push(header),
            Err(reason) => self.refused.push(reason),
        }
        self
    }

    fn not_zero(mut self, name: &str, timeout: Duration) -> Self {
        if timeout.is_zero() {
            self.refused.push(format!("the {name} must be longer than zero"));
        }
        self
    }

    /// Settings that differ by these.
    pub(crate) fn of(self, mut settings: Settings) -> Settings {
        settings.timeout = self.timeout.unwrap_or(settings.timeout);
        settings.total_timeout = self.total_timeout.or(settings.total_timeout);
        settings.retry = self.retry.unwrap_or(settings.retry);
        let patience = &mut settings.patience;
        patience.max_wait = self.max_wait.or(patience.max_wait);
        patience.when_locked = self.when_locked.unwrap_or(patience.when_locked);
        settings.headers.extend(self.headers);
        settings.refused.extend(self.refused);
        settings
    }
}

/// Puts headers into a request, in the place of those with their names.
pub(crate) fn replace(headers: &mut HeaderMap, others: &[(HeaderName, HeaderValue)]) {
    for (name, _) in others {
        headers.remove(name);
    }
    for (name, value) in others {
        headers.append(name, value.clone());
    }
}

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

/// Gives a type whose `client` makes the calls the methods of [`CallOptions`].
macro_rules! per_call {
    ($(#[$docs:meta])* impl<$($parameter:ident)?> $type:ty) => {
        $(#[$docs])*
        impl<$($parameter)?> $type {
            /// How long each attempt may take: see [`CallOptions::timeout`]($crate::CallOptions::timeout).
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                self.with_options($crate::CallOptions::new().timeout(timeout))
            }

            /// How long the whole call may take: see [`CallOptions::total_timeout`]($crate::CallOptions::total_timeout).
            pub fn total_timeout(self, timeout: ::std::time::Duration) -> Self {
                self.with_options($crate::CallOptions::new().total_timeout(timeout))
            }

            /// How long the call may wait for its turn: see [`CallOptions::max_wait`]($crate::CallOptions::max_wait).
            pub fn max_wait(self, max_wait: ::std::time::Duration) -> Self {
                self.with_options($crate::CallOptions::new().max_wait(max_wait))
            }

            /// What the call does at a lock: see [`CallOptions::when_locked`]($crate::CallOptions::when_locked).
            pub fn when_locked(self, when_locked: $crate::pacing::WhenLocked) -> Self {
                self.with_options($crate::CallOptions::new().when_locked(when_locked))
            }

            /// When the call is repeated: see [`CallOptions::retry`]($crate::CallOptions::retry).
            pub fn retry(self, policy: $crate::RetryPolicy) -> Self {
                self.with_options($crate::CallOptions::new().retry(policy))
            }

            /// Adds a header: see [`CallOptions::header`]($crate::CallOptions::header).
            pub fn header(self, name: &str, value: &str) -> Self {
                self.with_options($crate::CallOptions::new().header(name, value))
            }

            fn with_options(mut self, options: $crate::CallOptions) -> Self {
                self.client = self.client.with_options(options);
                self
            }
        }
    };
    ($(#[$docs:meta])* $type:ty) => {
        $crate::call_options::per_call!($(#[$docs])* impl<> $type);
    };
}
pub(crate) use per_call;
