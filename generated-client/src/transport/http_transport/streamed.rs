//! Bodies that are read while they are sent, and while they come.

use futures_util::stream;

use super::{Connection, HttpTransport, head, transport_error};
use crate::transport::send_state::SendState;
use crate::{Body, BoxFuture, TransportError};

impl HttpTransport {
    pub(super) fn stream(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let state = SendState::of(&request);
        let request = self.request(request, state);
        Box::pin(async move {
            let connection = self.connection().await?;
            let mut received = self.client.execute(request?).await.map_err(transport_error)?;
            Ok(head(&mut received).map(|()| body_of(received, connection)))
        })
    }
}

/// The body of a response as it comes. The connection is given back when all of it has come, or nobody wants it.
fn body_of(received: reqwest::Response, connection: Connection) -> Body {
    let length = received.content_length();
    let chunks = stream::unfold(Some((received, connection)), |state| async {
        let (mut received, connection) = state?;
        match received.chunk().await {
            Ok(Some(chunk)) => Some((Ok(chunk), Some((received, connection)))),
            Ok(None) => {
                connection.give_back().await;
                None
            }
            Err(error) => Some((Err(transport_error(error)), None)),
        }
    });
    Body::from_stream(chunks, length)
}
