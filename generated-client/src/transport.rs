//! How requests reach the service.

#[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
mod body;
#[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
mod http_transport;
mod send_state;
mod stream_body;
#[cfg(feature = "streaming")]
mod streamed;
#[cfg(feature = "tower")]
mod tower;

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

#[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
pub use self::http_transport::HttpTransport;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use self::http_transport::{HttpTransportBuilder, Resolver};
use self::send_state::RequestExtensions;
pub(crate) use self::send_state::{Limits, gave_up_after, send_paced, send_within};
pub use self::stream_body::Body;
#[cfg(feature = "streaming")]
pub(crate) use self::streamed::stream_within;
#[cfg(feature = "tower")]
pub use self::tower::TowerTransport;

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries an HTTP request to the service and brings back the response.
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
/// # What is expected of it
///
/// A transport gives back every response, whatever its status. It must follow no redirect, since the token would go
/// along, and must send nothing twice on its own. The client drops the future when its time is up.
///
/// # With `tower`
///
/// With the feature `tower`, `TowerTransport` makes a transport of a
/// `tower::Service<http::Request<Bytes>, Response = http::Response<Bytes>>` that can be cloned and shared between threads, such
/// as layers around the built-in
/// `HttpTransport`. The example `tower` of this crate shows it at work.
///
/// # What it is given
///
/// Besides the calls, it carries the requests for access tokens. The body of those has secrets, and so has the URI of a call
/// with a [webhook token](crate::ClientBuilder::webhook_token): log neither. The extensions of every request hold the
/// [`&'static OperationInfo`](crate::OperationInfo) of what is asked.
pub trait Transport: Send + Sync {
    /// Sends one request, which is complete with authorization, and reads the whole response.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Sends a request whose extensions are not made yet. The built-in transport needs none, and to make them takes a tenth
    /// of the client's part of a call.
    #[doc(hidden)]
    fn send_bare(
        &self,
        mut request: http::Request<Bytes>,
        extensions: RequestExtensions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        extensions.add_to(&mut request);
        self.send(request)
    }

    /// Sends one request as [`send`](Self::send) does, but a body that is a stream is read while it is sent, and that of the
    /// response while it comes. The future resolves when the head of the response is there.
    ///
    /// Needs the feature `streaming`. Uploads of files that are not in memory, and downloads, come here. A
    /// transport around another one has to turn the feature on and pass this on: where it is not implemented, both bodies
    /// are in memory as a whole, and `send` is given them.
    #[cfg(feature = "streaming")]
    fn send_streamed(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.into_bytes(usize::MAX).await.map_err(TransportError::before_sending)?;
            let response = self.send(http::Request::from_parts(parts, body)).await?;
            Ok(response.map(Body::from))
        })
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }

    fn send_bare(
        &self,
        request: http::Request<Bytes>,
        extensions: RequestExtensions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send_bare(request, extensions)
    }

    #[cfg(feature = "streaming")]
    fn send_streamed(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        (**self).send_streamed(request)
    }
}

/// Why there was no response, or none that could be accepted.
///
/// The source must hold neither the URL nor a header: both may have secrets.
pub struct TransportError {
    is_unsent: bool,
    kind: Kind,
    source: Box<dyn StdError + Send + Sync>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Timeout,
    Tls,
    TooLarge,
    /// What the body of the request is read from has failed.
    #[cfg_attr(not(feature = "streaming"), allow(dead_code, reason = "nothing is streamed"))]
    Source,
    /// A test's script has no response. The source says all there is to say.
    #[cfg_attr(not(feature = "test-util"), allow(dead_code))]
    Script,
    Other,
}

impl TransportError {
    /// The time limit passed before the response was complete.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(false, Kind::Timeout, source.into())
    }

    /// No connection could be made, so nothing was sent.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(true, Kind::Other, source.into())
    }

    /// No connection could be made within the time limit, so nothing was sent.
    pub fn connect_timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(true, Kind::Timeout, source.into())
    }

    /// The TLS handshake failed, for example because the certificate is not trusted. Nothing was sent.
    pub fn tls(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(true, Kind::Tls, source.into())
    }

    /// The response has more than `limit` bytes.
    pub fn too_large(limit: usize) -> Self {
        Self::new(false, Kind::TooLarge, format!("more than {limit} bytes").into())
    }

    /// What the body of a request is read from has failed.
    #[cfg_attr(not(feature = "streaming"), allow(dead_code, reason = "nothing is streamed"))]
    pub(crate) fn source(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(false, Kind::Source, source.into())
    }

    /// The same, and nothing was sent.
    #[cfg(feature = "streaming")]
    fn before_sending(self) -> Self {
        Self { is_unsent: true, kind: Kind::Source, ..self }
    }

    #[cfg(feature = "test-util")]
    pub(crate) fn script(reason: String) -> Self {
        Self::new(false, Kind::Script, reason.into())
    }

    /// Anything else, such as a connection that broke.
    pub fn other(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(false, Kind::Other, source.into())
    }

    fn new(is_unsent: bool, kind: Kind, source: Box<dyn StdError + Send + Sync>) -> Self {
        Self { is_unsent, kind, source }
    }

    /// Whether a time limit passed, for connecting or for the whole call.
    pub fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }

    /// Whether no connection could be made, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.is_unsent && !self.is_source()
    }

    /// Whether nothing was sent, for whatever reason.
    pub(crate) fn is_unsent(&self) -> bool {
        self.is_unsent
    }

    /// Whether what the body of the request is read from has failed.
    pub(crate) fn is_source(&self) -> bool {
        self.kind == Kind::Source
    }

    /// Whether TLS failed. Then [`is_connect`](Self::is_connect) holds too.
    pub fn is_tls(&self) -> bool {
        self.kind == Kind::Tls
    }

    /// Whether another attempt would fail in the same way: by the certificate, by the size of the response, or for want of
    /// one in a script.
    pub(crate) fn is_lasting(&self) -> bool {
        matches!(self.kind, Kind::Tls | Kind::TooLarge | Kind::Source | Kind::Script)
    }

    /// Whether the service may have carried out the call. It cannot if the body of the request ended too soon: an incomplete
    /// request is not to be taken for a complete one (RFC 9112, section 8).
    pub(crate) fn may_have_been_done(&self) -> bool {
        !self.is_unsent && !self.is_source()
    }

    /// Whether the response is larger than the client takes.
    pub fn is_too_large(&self) -> bool {
        self.kind == Kind::TooLarge
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.is_unsent, self.kind) {
            (true, Kind::Timeout) => "no connection within the time limit: ",
            (_, Kind::Tls) => "no secure connection: ",
            (_, Kind::Source) => "the body of the request cannot be read: ",
            (_, Kind::Script) => "",
            (true, _) => "cannot connect: ",
            (false, Kind::Timeout) => "no response within the time limit: ",
            (false, Kind::TooLarge) => "the response is too large: ",
            (false, Kind::Other) => "the connection failed: ",
        })?;
        // The errors above the innermost one only say that there is an inner one.
        let mut innermost: &dyn StdError = &*self.source;
        while let Some(inner) = innermost.source() {
            innermost = inner;
        }
        write!(f, "{innermost}")
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("is_unsent", &self.is_unsent)
            .field("kind", &self.kind)
            .field("source", &self.source)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
