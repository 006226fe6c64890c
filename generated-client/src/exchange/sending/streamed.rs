//! Attempts of which the request or the response is a stream.

use std::pin::pin;

use bytes::Bytes;
use http::{Request, Response};

use super::{ReadBy, Received};
use crate::exchange::Settings;
use crate::pacing::Permit;
use crate::timer::within;
use crate::transport::{Limits, gave_up_after, stream_within};
use crate::{Body, BoxFuture, OperationInfo, TransportError};

/// The same for a request or a response that is a stream. It is boxed, since it is large and few calls need it.
pub(super) fn send<'a>(
    settings: &'a Settings,
    operation: &'static OperationInfo,
    limits: Limits,
    reader: ReadBy,
    request: Request<Body>,
    place: &'a mut Permit,
) -> BoxFuture<'a, Received> {
    let Settings { transport, timer, timeout, max_response_size, .. } = settings;
    let most = match reader {
        ReadBy::Client => *max_response_size,
        ReadBy::Caller => usize::MAX,
    };
    Box::pin(async move {
        // Made outside, that future would be in this one twice: as captured, and as awaited.
        let response =
            stream_within(&**transport, timer, limits, most, operation, request, Some(place))
                .await?;
        let (parts, body) = response.into_parts();
        if matches!(reader, ReadBy::Caller) && parts.status.is_success() {
            return Ok((Response::from_parts(parts, Bytes::new()), Some(body)));
        }
        let body = pin!(body.into_bytes(*max_response_size));
        let body = within(&**timer, Some(*timeout), body).await;
        let late = |_| Err(TransportError::timeout(gave_up_after(*timeout)));
        Ok((Response::from_parts(parts, body.unwrap_or_else(late)?), None))
    })
}
