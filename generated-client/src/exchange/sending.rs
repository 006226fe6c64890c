//! How the request of one attempt is sent, and its response received.

use std::pin::pin;
use std::time::Instant;

use bytes::Bytes;
use futures_util::TryFutureExt;
use futures_util::future::Either;
use http::{Request, Response};

use super::Settings;
use crate::encoder::Payload;
use crate::timer::within;
use crate::transport::{gave_up_after, rest, send_within, stream_within};
use crate::{Body, OperationInfo, TransportError};

/// The response, and its body if that is left to the caller. It is not in the response then.
pub(super) type Received = Result<(Response<Bytes>, Option<Body>), TransportError>;

/// Begins to send a request. The body of a success is left to the caller if the response `is_streamed`.
pub(super) fn send(
    settings: &Settings,
    operation: &'static OperationInfo,
    deadline: Option<Instant>,
    is_streamed: bool,
    request: Request<Payload>,
) -> impl Future<Output = Received> {
    let Settings { transport, timer, timeout, max_response_size, .. } = settings;
    let (parts, payload) = request.into_parts();
    match payload {
        Payload::Bytes(bytes) if !is_streamed => {
            let limit = rest(&**timer, *timeout, deadline);
            let request = Request::from_parts(parts, bytes);
            let (transport, timer) = (&**transport, &**timer);
            let sent = send_within(transport, timer, limit, *max_response_size, operation, request);
            Either::Left(sent.map_ok(|response| (response, None)))
        }
        payload => {
            let request = Request::from_parts(parts, payload.body());
            // It is large, and most calls have none.
            Either::Right(Box::pin(stream(settings, operation, deadline, is_streamed, request)))
        }
    }
}

async fn stream(
    settings: &Settings,
    operation: &'static OperationInfo,
    deadline: Option<Instant>,
    is_streamed: bool,
    request: Request<Body>,
) -> Received {
    let Settings { transport, timer, timeout, max_response_size, .. } = settings;
    let most = if is_streamed { usize::MAX } else { *max_response_size };
    let response =
        stream_within(&**transport, timer, *timeout, deadline, most, operation, request).await?;
    let (parts, body) = response.into_parts();
    if is_streamed && parts.status.is_success() {
        return Ok((Response::from_parts(parts, Bytes::new()), Some(body)));
    }
    let body = pin!(body.into_bytes(*max_response_size));
    let body = within(&**timer, Some(*timeout), body).await;
    let late = |_| Err(TransportError::timeout(gave_up_after(*timeout)));
    Ok((Response::from_parts(parts, body.unwrap_or_else(late)?), None))
}
