//! What all calls of a client have in common.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use crate::auth::{AccountsServer, TokenProvider};
use crate::base_url::BaseUrl;
use crate::encoder::Prepared;
use crate::observer::Observer;
use crate::pacing::{Pacer, Patience, Turn};
use crate::timer::SharedTimer;
use crate::{AuthorizationScheme, Error, OperationInfo, RetryPolicy, Transport};

/// What all calls of a client have in common.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) base_url: BaseUrl,
    pub(crate) scheme: AuthorizationScheme,
    pub(crate) user_agent: HeaderValue,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timer: SharedTimer,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) tokens: Arc<dyn TokenProvider>,
    pub(crate) accounts: Arc<AccountsServer>,
    pub(crate) pacer: Arc<dyn Pacer>,
    pub(crate) user: Arc<str>,
    pub(crate) patience: Patience,
    pub(crate) retry: RetryPolicy,
    /// Of one attempt.
    pub(crate) timeout: Duration,
    /// Of the call with all its waits.
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) max_response_size: usize,
    pub(crate) max_retry_after: Duration,
    /// What requests have beside what the client and their parameters write.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Why no call is sent.
    pub(crate) refused: Vec<String>,
}

impl Settings {
    /// A turn of this client's user.
    pub(crate) fn turn(&self, operation: &'static OperationInfo) -> Turn<'_> {
        Turn::new(&self.user, operation, self.patience)
    }

    /// Refuses a call if the client was given settings for it that no call can have.
    pub(super) fn accepts(&self, prepared: Prepared) -> Result<Prepared, Error> {
        if self.refused.is_empty() {
            return Ok(prepared);
        }
        Err(Error::invalid_request(prepared.operation(), &self.refused))
    }

    /// Whether what may have been done is done again, though its request does not say so.
    pub(crate) fn repeats_if_unknown(&self, operation: &OperationInfo) -> bool {
        self.retry.repeats_if_unknown() || operation.method.is_safe()
    }

    /// The same with what is left of the total time when so much of it has passed.
    #[cfg(feature = "streaming")]
    pub(crate) fn after(self: &Arc<Self>, passed: Duration) -> Arc<Self> {
        let Some(total) = self.total_timeout else { return self.clone() };
        let total_timeout = Some(total.saturating_sub(passed));
        Arc::new(Self { total_timeout, ..(**self).clone() })
    }
}
