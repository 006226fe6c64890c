//! The client.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request, Response};

use crate::base_url::BaseUrl;
use crate::{ClientBuilder, Error, Operation, OperationInfo, ResponseFuture, Transport};

/// Sends operations to the service on behalf of one user.
///
/// Clones are cheap, and share connections and token.
///
/// The transport of its own runs in a [Tokio](https://docs.rs/tokio) runtime.
///
/// ```no_run
/// use generated_client::{Client, DataCenter};
///
/// let client = Client::builder()
///     .data_center(DataCenter::Eu)
///     .access_token(std::env::var("CLIQ_TOKEN")?)
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base_url: BaseUrl,
    pub(crate) authorization: HeaderValue,
    pub(crate) user_agent: HeaderValue,
    pub(crate) transport: Box<dyn Transport>,
}

impl Client {
    /// Starts to set up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// Scheme, host, and the path that comes before those of the operations, without a trailing
    /// slash.
    pub fn base_url(&self) -> &str {
        self.inner.base_url.as_str()
    }

    /// Sends an operation and reads the answer. Takes the operation or a reference to it.
    ///
    /// The request is made at once and sent when the future is first polled. The future borrows
    /// nothing.
    ///
    /// # Errors
    ///
    /// - [`Error::is_invalid_request`]: an argument is outside the documented limits; nothing was
    ///   sent.
    /// - [`Error::is_api`]: the service answered with a status other than 2xx.
    /// - [`Error::is_timeout`], [`Error::is_connect`]: there was no answer.
    /// - [`Error::is_decode`]: the call was carried out, but the answer is not what was expected.
    pub fn send<O: Operation>(&self, operation: O) -> ResponseFuture<O::Output> {
        let request = operation.http_request(self.base_url());
        let exchange = self.clone().exchange(O::INFO, request);
        ResponseFuture::new(Box::pin(exchange), O::http_response)
    }

    async fn exchange(
        self,
        operation: &'static OperationInfo,
        request: Result<Request<Bytes>, Error>,
    ) -> Result<Response<Bytes>, Error> {
        let mut request = request?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.inner.authorization.clone());
        headers.insert(USER_AGENT, self.inner.user_agent.clone());
        let response = self.inner.transport.send(request).await;
        response.map_err(|error| Error::transport(operation, error))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
