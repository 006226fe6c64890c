//! How requests reach the service.

mod reqwest;

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

pub(crate) use self::reqwest::ReqwestTransport;

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries an HTTP request to the service and brings back the answer.
///
/// Implement it to use an HTTP stack of your own, or to record, delay or answer requests in tests:
///
/// ```
/// use generated_client::bytes::Bytes;
/// use generated_client::http::{Request, Response, StatusCode};
/// use generated_client::{BoxFuture, Client, Transport, TransportError};
///
/// struct NoContent;
///
/// impl Transport for NoContent {
///     fn send(
///         &self,
///         request: Request<Bytes>,
///     ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
///         println!("{} {}", request.method(), request.uri());
///         Box::pin(async {
///             let mut response = Response::new(Bytes::new());
///             *response.status_mut() = StatusCode::NO_CONTENT;
///             Ok(response)
///         })
///     }
/// }
///
/// let client = Client::builder()
///     .access_token("1000.any")
///     .transport(NoContent)
///     .build()?;
/// # Ok::<(), generated_client::Error>(())
/// ```
///
/// A transport gives back every answer, whatever its status, and should follow no redirect: the
/// token would go along. It enforces its own time limits.
pub trait Transport: Send + Sync {
    /// Sends one request, which is complete with authorization, and reads the whole answer.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }
}

/// Why there was no answer.
///
/// Whoever makes one sees to it that the source holds neither the URL nor a header.
pub struct TransportError {
    is_connect: bool,
    is_timeout: bool,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// The time limit passed before the answer was complete.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(false, true, source.into())
    }

    /// No connection came about, so nothing was sent.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(true, false, source.into())
    }

    /// Anything else, such as a connection that broke.
    pub fn other(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(false, false, source.into())
    }

    fn new(is_connect: bool, is_timeout: bool, source: Box<dyn StdError + Send + Sync>) -> Self {
        Self { is_connect, is_timeout, source }
    }

    /// Whether a time limit passed, for connecting or for the whole call.
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }

    /// Whether no connection came about, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.is_connect
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.is_connect, self.is_timeout) {
            (true, true) => "no connection within the time limit",
            (true, false) => "cannot connect to the service",
            (false, true) => "no answer within the time limit",
            (false, false) => "the connection failed",
        })?;
        // The errors above the innermost one only say that there is an inner one.
        let mut innermost: &dyn StdError = &*self.source;
        while let Some(inner) = innermost.source() {
            innermost = inner;
        }
        write!(f, ": {innermost}")
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("is_connect", &self.is_connect)
            .field("is_timeout", &self.is_timeout)
            .field("source", &self.source)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
