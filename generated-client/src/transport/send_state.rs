//! Whether anything was sent of a request that the client gave up on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Request, Response};

use super::{Body, Transport, TransportError};
use crate::OperationInfo;
use crate::timer::{Elapsed, SharedTimer, Timer, within};

/// How far a transport has come with a request, and how much of a response it may read. It says nothing unless the transport
/// keeps it up to date.
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

    fn gave_up(&self, limit: Duration) -> TransportError {
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
    operation: &'static OperationInfo,
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

/// Sends a request whose body may be a stream, for a response whose body is one. As long as bytes go out, and later as long
/// as they come, neither is given up before `deadline`; `limit` is how long none may. `max_response_size` is for a transport
/// that has the whole response before it hands any of it out.
pub(crate) async fn stream_within(
    transport: &dyn Transport,
    timer: &SharedTimer,
    limit: Duration,
    deadline: Option<Instant>,
    max_response_size: usize,
    operation: &'static OperationInfo,
    request: Request<Body>,
) -> Result<Response<Body>, TransportError> {
    let state = SendState::new(max_response_size);
    let sent = Arc::new(AtomicU64::new(0));
    let mut request = request.map(|body| counted(body, sent.clone()));
    RequestExtensions { operation, state: state.clone() }.add_to(&mut request);
    let mut response = transport.send_streamed(request);
    loop {
        let (before, limit) = (sent.load(Ordering::Relaxed), rest(&**timer, limit, deadline));
        match within(&**timer, Some(limit), response.as_mut()).await {
            Ok(response) => {
                let response = response?;
                return Ok(response.map(|body| timed(body, timer.clone(), limit, deadline)));
            }
            Err(_) if sent.load(Ordering::Relaxed) != before && !limit.is_zero() => {}
            Err(_) => {
                // The state is looked at when the request is gone.
                drop(response);
                return Err(state.gave_up(limit));
            }
        }
    }
}

/// How long may be waited: as long as `limit`, but not beyond the deadline.
pub(crate) fn rest(timer: &dyn Timer, limit: Duration, deadline: Option<Instant>) -> Duration {
    deadline.map_or(limit, |it| limit.min(it.saturating_duration_since(timer.now())))
}

fn counted(body: Body, sent: Arc<AtomicU64>) -> Body {
    let length = body.length();
    let chunks = body.inspect(move |_| {
        sent.fetch_add(1, Ordering::Relaxed);
    });
    Body::from_stream(chunks, length)
}

/// The same body, which fails if nothing comes for too long.
fn timed(body: Body, timer: SharedTimer, limit: Duration, deadline: Option<Instant>) -> Body {
    let length = body.length();
    let chunks = stream::unfold(Some((body, timer)), move |state| async move {
        let (mut body, timer) = state?;
        let limit = rest(&*timer, limit, deadline);
        // What comes at once would never be late.
        let next = match limit.is_zero() {
            true => Err(Elapsed),
            false => within(&*timer, Some(limit), body.next()).await,
        };
        match next {
            Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some((body, timer)))),
            Ok(Some(Err(error))) => Some((Err(error), None)),
            Ok(None) => None,
            Err(_) => Some((Err(TransportError::timeout(gave_up_after(limit))), None)),
        }
    });
    Body::from_stream(chunks, length)
}
