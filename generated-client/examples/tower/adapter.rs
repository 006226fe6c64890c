use std::error::Error;

use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response};
use generated_client::{BoxFuture, Transport, TransportError};
use tower::{Service, ServiceExt};

/// Sends with any `tower` service, such as a stack of layers over an HTTP client.
pub(crate) struct TowerTransport<S>(pub(crate) S);

impl<S> Transport for TowerTransport<S>
where
    S: Service<Request<Bytes>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send,
{
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        // `oneshot` waits until the service is ready, so a layer may hold calls back.
        let service = self.0.clone();
        Box::pin(async move { service.oneshot(request).await.map_err(transport_error) })
    }
}

/// Tells what went wrong, since the client repeats a write only if it certainly was not sent.
fn transport_error(error: impl Into<Box<dyn Error + Send + Sync>>) -> TransportError {
    let error = error.into();
    // What the innermost service said already.
    let error = match error.downcast::<TransportError>() {
        Ok(error) => return *error,
        Err(error) => error,
    };
    if error.is::<tower::timeout::error::Elapsed>() {
        return TransportError::timeout(error);
    }
    // Where nothing is known, the call may have been sent.
    TransportError::other(error)
}
