//! How the request of one attempt is sent, and its response received.

#[cfg(feature = "streaming")]
mod streamed;

use std::time::Instant;

use bytes::Bytes;
use futures_util::TryFutureExt;
use futures_util::future::Either;
use http::{Request, Response};

use super::Settings;
use crate::encoder::Payload;
use crate::pacing::Permit;
use crate::transport::{Limits, send_paced};
use crate::{Body, BoxFuture, OperationInfo, TransportError};

/// The response, and its body if that is left to the caller. It is not in the response then.
pub(super) type Received = Result<(Response<Bytes>, Option<Body>), TransportError>;

/// Who reads the body of a success. That of an error is always read here.
#[derive(Clone, Copy)]
pub(super) enum ReadBy {
    /// The client, which has all of it in memory.
    Client,
    /// The caller, as it comes.
    #[cfg(feature = "streaming")]
    Caller,
}

/// Begins to send a request, which takes `place`.
pub(super) fn send<'a>(
    settings: &'a Settings,
    operation: &'static OperationInfo,
    deadline: Option<Instant>,
    reader: ReadBy,
    request: Request<Payload>,
    place: &'a mut Permit,
) -> impl Future<Output = Received> {
    let limits = Limits { time: settings.timeout, deadline };
    let (parts, payload) = request.into_parts();
    match (payload, reader) {
        (Payload::Bytes(bytes), ReadBy::Client) => {
            let Settings { transport, timer, max_response_size, .. } = settings;
            let request = Request::from_parts(parts, bytes);
            let (transport, timer, most) = (&**transport, &**timer, *max_response_size);
            let place = Some(place);
            let sent = send_paced(transport, timer, limits, most, operation, request, place);
            // Where nothing is streamed, only this says what the other type is.
            Either::<_, BoxFuture<'a, Received>>::Left(sent.map_ok(|response| (response, None)))
        }
        #[cfg(feature = "streaming")]
        (payload, reader) => {
            let request = Request::from_parts(parts, payload.body());
            Either::Right(streamed::send(settings, operation, limits, reader, request, place))
        }
    }
}
