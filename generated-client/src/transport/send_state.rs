//! Whether anything was sent of a request that the client gave up on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::{Transport, TransportError};
use crate::timer::{Timer, within};

/// How far a transport has come with a request, and how much of a response it may read. It is in the extensions of the
/// request, and says nothing unless the transport keeps it up to date.
#[derive(Clone, Debug)]
pub(crate) struct SendState {
    is_unsent: Arc<AtomicBool>,
    #[allow(dead_code, reason = "only the built-in transport reads it")]
    max_response_size: usize,
}

impl SendState {
    fn new(max_response_size: usize) -> Self {
        Self { is_unsent: Arc::default(), max_response_size }
    }

    /// That of a request. Where something on the way has lost it, the client still looks at the size of the response.
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
    pub(super) fn of(request: &Request<Bytes>) -> Self {
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

    fn gave_up(&self, limit: Duration) -> TransportError {
        let reason = gave_up_after(limit);
        if self.is_unsent.load(Ordering::Acquire) {
            TransportError::connect_timeout(reason)
        } else {
            TransportError::timeout(reason)
        }
    }
}

/// Why there is no response, where the client did not wait for it any longer.
pub(crate) fn gave_up_after(limit: Duration) -> String {
    format!("gave up after {limit:?}")
}

/// Sends a request, and waits as long as `limit` for the whole response, of `max_response_size` bytes at most.
pub(crate) async fn send_within(
    transport: &dyn Transport,
    timer: &dyn Timer,
    limit: Duration,
    max_response_size: usize,
    mut request: Request<Bytes>,
) -> Result<Response<Bytes>, TransportError> {
    let state = SendState::new(max_response_size);
    request.extensions_mut().insert(state.clone());
    // When the time is up, the transport's future is dropped before the state is looked at.
    let response = within(timer, Some(limit), transport.send(request)).await;
    let response = response.unwrap_or_else(|_| Err(state.gave_up(limit)))?;
    if response.body().len() > max_response_size {
        return Err(TransportError::too_large(max_response_size));
    }
    Ok(response)
}
