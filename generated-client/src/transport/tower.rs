//! Services and layers of `tower`.

use std::error::Error as StdError;

use bytes::Bytes;
use http::{Request, Response};
use tower::{Service, ServiceExt};

use super::{BoxFuture, Transport, TransportError};

/// Sends with any service of `tower`, such as layers around an [`HttpTransport`](super::HttpTransport), which is one.
///
/// ```
/// # #[cfg(feature = "rustls")]
/// # fn main() -> Result<(), generated_client::Error> {
/// use std::time::Duration;
///
/// use generated_client::bytes::Bytes;
/// use generated_client::http::{HeaderValue, Request};
/// use generated_client::{Client, HttpTransport, TowerTransport};
/// use tower::ServiceBuilder;
///
/// let service = ServiceBuilder::new()
///     .timeout(Duration::from_secs(10))
///     .map_request(|mut request: Request<Bytes>| {
///         request.headers_mut().insert("x-team", HeaderValue::from_static("release"));
///         request
///     })
///     .service(HttpTransport::builder().build()?);
/// let client =
///     Client::builder().access_token("1000.any").transport(TowerTransport::new(service)).build()?;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "rustls"))]
/// # fn main() {}
/// ```
///
/// The service has to be `Clone`, `Send`, `Sync` and `'static`. Most layers keep it so; around one that does not, such as
/// `rate_limit`, `buffer` makes it so. It has both bodies in memory as a whole, those of uploads and downloads too: layers that
/// want an `http_body::Body`, such as those of `tower-http`, do not fit.
///
/// Needs the feature `tower`.
///
/// Errors of the service that are a [`TransportError`] stay what they are, and a time-out of `tower` is one. Of any
/// others nothing is known, so the call may have been sent.
#[derive(Clone, Debug)]
pub struct TowerTransport<S> {
    service: S,
}

impl<S> TowerTransport<S> {
    /// A transport of a service.
    pub fn new(service: S) -> Self {
        Self { service }
    }
}

impl<S> Transport for TowerTransport<S>
where
    S: Service<Request<Bytes>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
    S::Future: Send,
{
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        // It waits until the service is ready, so a layer may hold calls back.
        let response = self.service.clone().oneshot(request);
        Box::pin(async move { response.await.map_err(|error| transport_error(error.into())) })
    }
}

/// Tells what went wrong, since the client repeats a write only if it certainly was not sent.
fn transport_error(error: Box<dyn StdError + Send + Sync>) -> TransportError {
    // What the innermost service said already.
    match error.downcast::<TransportError>() {
        Ok(error) => *error,
        Err(error) if error.is::<tower::timeout::error::Elapsed>() => {
            TransportError::timeout(error)
        }
        Err(error) => TransportError::other(error),
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
impl Service<Request<Bytes>> for super::HttpTransport {
    type Response = Response<Bytes>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Response<Bytes>, TransportError>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), TransportError>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let transport = self.clone();
        Box::pin(async move { transport.send(request).await })
    }
}
