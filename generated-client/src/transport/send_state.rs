//! Whether anything was sent of a request that the client gave up on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};

use super::{Transport, TransportError};
use crate::OperationInfo;
use crate::timer::{Timer, within};

/// How far a transport has come with a request, and how much of a response it may read. It says nothing unless the transport
/// keeps it up to date.
#[derive(Clone, Debug)]
pub(crate) struct SendState {
    is_unsent: Arc<AtomicBool>,
    #[allow(dead_code, reason = "only the built-in transport reads it")]
    max_response_size: usize,
}

impl SendState {
    pub(super) fn new(max_response_size: usize) -> Self {
        Self { is_unsent: Arc::default(), max_response_size }
    }

    /// That of a request. Where something on the way has lost it, the client still looks at the size of the response.
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        request.extensions().get().cloned().unwrap_or_else(|| Self::new(usize::MAX))
    }

    /// The most bytes that a response may have.
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
    pub(super) fn max_response_size(&self) -> usize {
        self.max_response_size
    }

    /// The request is gone, and the transport had not begun to send it.
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
    pub(super) fn dropped_unsent(&self) {
        self.is_unsent.store(true, Ordering::Release);
    }

    pub(super) fn gave_up(&self, limit: Duration) -> TransportError {
        let reason = gave_up_after(limit);
        if self.is_unsent.load(Ordering::Acquire) {
            TransportError::connect_timeout(reason)
        } else {
            TransportError::timeout(reason)
        }
    }
}

/// What the extensions of a request hold.
pub struct RequestExtensions {
    pub(super) operation: &'static OperationInfo,
    pub(super) state: SendState,
}

impl RequestExtensions {
    pub(super) fn add_to<B>(self, request: &mut Request<B>) {
        let extensions = request.extensions_mut();
        extensions.insert(self.operation);
        extensions.insert(self.state);
    }
}

/// Why there is no response, where the client did not wait for it any longer.
pub(crate) fn gave_up_after(limit: Duration) -> String {
    format!("gave up after {limit:?}")
}

/// Sends a request, and waits as long as `limit` for the whole response, of `max_response_size` bytes at most.
pub(crate) fn send_within(
    transport: &dyn Transport,
    timer: &dyn Timer,
    limit: Duration,
    max_response_size: usize,
    operation: &'static OperationInfo,
    request: Request<Bytes>,
) -> impl Future<Output = Result<Response<Bytes>, TransportError>> {
    let state = SendState::new(max_response_size);
    // The request is not in the future, which is smaller by its size.
    let response =
        transport.send_bare(request, RequestExtensions { operation, state: state.clone() });
    async move {
        // When the time is up, the transport's future is dropped before the state is looked at.
        let response = within(timer, Some(limit), response).await;
        let response = response.unwrap_or_else(|_| Err(state.gave_up(limit)))?;
        if response.body().len() > max_response_size {
            return Err(TransportError::too_large(max_response_size));
        }
        Ok(response)
    }
}

/// How long may be waited: as long as `limit`, but not beyond the deadline.
pub(crate) fn rest(timer: &dyn Timer, limit: Duration, deadline: Option<Instant>) -> Duration {
    deadline.map_or(limit, |it| limit.min(it.saturating_duration_since(timer.now())))
}
