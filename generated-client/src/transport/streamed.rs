//! Requests and responses whose bodies are streams.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use http::{Request, Response};

use super::send_state::{RequestExtensions, SendState, gave_up_after, rest};
use super::{Body, Transport, TransportError};
use crate::OperationInfo;
use crate::timer::{Elapsed, SharedTimer, within};

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
