//! Whether anything was sent of a request that the client gave up on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::{Transport, TransportError};
use crate::timer::{Timer, within};

/// How far a transport has come with a request. It is in the extensions of the request, and says nothing unless the
/// transport keeps it up to date.
#[derive(Clone, Debug, Default)]
pub(crate) struct SendState {
    is_unsent: Arc<AtomicBool>,
}

impl SendState {
    /// The request is gone, and the transport had not begun to send it.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
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

/// Sends a request, and waits as long as `limit` for the whole response.
pub(crate) async fn send_within(
    transport: &dyn Transport,
    timer: &dyn Timer,
    limit: Duration,
    mut request: Request<Bytes>,
) -> Result<Response<Bytes>, TransportError> {
    let state = SendState::default();
    request.extensions_mut().insert(state.clone());
    // When the time is up, the transport's future is dropped before the state is looked at.
    let response = within(timer, Some(limit), transport.send(request)).await;
    response.unwrap_or_else(|_| Err(state.gave_up(limit)))
}
