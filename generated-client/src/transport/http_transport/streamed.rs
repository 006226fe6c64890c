//! Bodies that are read while they are sent, and while they come.

use std::convert::Infallible;
use std::task::Poll;

use futures_util::{FutureExt, StreamExt, stream};
use tokio::sync::oneshot;

use super::{Connection, HttpTransport, head, transport_error};
use crate::transport::send_state::SendState;
use crate::{Body, BoxFuture, TransportError};

impl HttpTransport {
    pub(super) fn stream(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let state = SendState::of(&request);
        let (parts, body) = request.into_parts();
        let (body, mut upload) = followed(body);
        let request = self.request(http::Request::from_parts(parts, body), state);
        Box::pin(async move {
            let connection = self.connection().await?;
            let mut received = self.client.execute(request?).await.map_err(transport_error)?;
            // A service may answer before it has the whole body. If it takes it, it is to have it.
            if received.status().is_success() {
                upload.end().await;
            }
            Ok(head(&mut received).map(|()| body_of(received, (connection, upload))))
        })
    }
}

/// The body of a request that is under way. When this is dropped, no more of it is sent: the HTTP stack would go on by itself
/// after the call.
struct Upload {
    _call: oneshot::Sender<Infallible>,
    end: oneshot::Receiver<Infallible>,
}

impl Upload {
    /// Waits until all of the body was taken, or the connection is gone. A service that stops reading after its answer keeps the
    /// call waiting until its time is up.
    async fn end(&mut self) {
        let Err(_) = (&mut self.end).await;
    }
}

fn followed(mut body: Body) -> (Body, Upload) {
    let (call, mut is_over) = oneshot::channel();
    let (sending, end) = oneshot::channel();
    let length = body.length();
    let chunks = stream::poll_fn(move |context| {
        let _ = &sending;
        match is_over.poll_unpin(context) {
            // An end would pass for that of the body.
            Poll::Ready(Err(_)) => {
                Poll::Ready(Some(Err(TransportError::other("the call is over"))))
            }
            Poll::Pending => body.poll_next_unpin(context),
        }
    });
    (Body::from_stream(chunks, length), Upload { _call: call, end })
}

/// The body of a response as it comes. What the call holds is dropped when all of it has come, or nobody wants it.
fn body_of(received: reqwest::Response, held: (Connection, Upload)) -> Body {
    let length = received.content_length();
    let chunks = stream::unfold(Some((received, held)), |state| async {
        let (mut received, held) = state?;
        match received.chunk().await {
            Ok(Some(chunk)) => Some((Ok(chunk), Some((received, held)))),
            Ok(None) => None,
            Err(error) => Some((Err(transport_error(error)), None)),
        }
    });
    Body::from_stream(chunks, length)
}
