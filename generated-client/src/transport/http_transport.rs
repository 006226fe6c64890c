//! The transport that a client has unless it is given another.

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod builder;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod connecting;
#[cfg(feature = "streaming")]
mod streamed;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;
mod urls;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::Version;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use self::builder::{HttpTransportBuilder, Resolver};
use self::urls::Urls;
use super::body::SentBody;
use super::send_state::{RequestExtensions, SendState, turns};
use super::{Body, BoxFuture, Kind, Transport, TransportError};

const MAX_CONNECTIONS: usize = 64;

/// The built-in HTTP stack. Clones are cheap and share one pool of connections, so any number of clients can share it.
///
/// ```
/// # #[cfg(any(feature = "rustls", feature = "native-tls"))]
/// # fn main() -> Result<(), generated_client::Error> {
/// use generated_client::{Client, HttpTransport};
///
/// let transport = HttpTransport::builder().header("x-team", "release").build()?;
/// let ada = Client::builder().access_token("1000.a").transport(transport.clone()).build()?;
/// let bob = Client::builder().access_token("1000.b").transport(transport).build()?;
/// # Ok(())
/// # }
/// # #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
/// # fn main() {}
/// ```
///
/// Clients that differ in nothing but their user are better made of one another, with
/// [`Client::with_token`](crate::Client::with_token) and its like.
///
/// It needs a Tokio runtime with time and I/O. Connections belong to the runtime in which they were made: do not share
/// it between runtimes that end at different times.
///
/// Needs one of the features `rustls`, `native-tls` and `reqwest`.
#[derive(Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    connections: Arc<Semaphore>,
    urls: Urls,
}

impl HttpTransport {
    /// Starts to set one up.
    ///
    /// Needs the feature `rustls` or `native-tls`.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder::default()
    }

    fn new(client: reqwest::Client, max_connections: usize) -> Self {
        let connections = Arc::new(Semaphore::new(max_connections));
        Self { client, connections, urls: Urls::default() }
    }

    /// As `TryFrom` of reqwest, but for the URL, which need not be parsed anew, and for the body, which tells whether it was
    /// sent.
    fn request(
        &self,
        request: http::Request<Body>,
        state: SendState,
    ) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let mut request = reqwest::Request::new(parts.method, self.urls.url(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(reqwest::Body::wrap(SentBody::new(body, state)));
        Ok(request)
    }

    /// Waits until there are fewer requests under way than there may be.
    async fn connection(&self) -> Result<Connection, TransportError> {
        match self.connections.clone().try_acquire_owned() {
            Ok(permit) => Ok(Connection(Some(permit))),
            Err(_) => self.wait_for_connection().await,
        }
    }

    #[cold]
    fn wait_for_connection(&self) -> BoxFuture<'static, Result<Connection, TransportError>> {
        let permit = self.connections.clone().acquire_owned();
        Box::pin(async { Ok(Connection(Some(permit.await.map_err(TransportError::connect)?))) })
    }

    fn send_in(
        &self,
        request: http::Request<Bytes>,
        state: SendState,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let limit = state.max_response_size();
        let request = self.request(request.map(Body::from), state);
        Box::pin(async move {
            // What a future moves to another is in both, so the request is sent from here.
            let connection = self.connection().await?;
            let mut received = self.client.execute(request?).await.map_err(transport_error)?;
            let body = body(&mut received, limit).await;
            let head = head(&mut received);
            drop((received, connection));
            body.map(|body| head.map(|()| body))
        })
    }
}

/// The right to have a request under way.
struct Connection(Option<OwnedSemaphorePermit>);

impl Drop for Connection {
    /// Gives it to the longest waiter, once the task of the connection has had some turns to close it, or to put it back into
    /// the pool: the next request would make one more.
    fn drop(&mut self) {
        let Some(permit) = self.0.take().filter(|it| it.semaphore().available_permits() == 0)
        else {
            return;
        };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                turns().await;
                drop(permit);
            });
        }
    }
}

/// A client that was set up elsewhere. It must follow no redirect, since the token would go along, and repeat nothing by
/// itself: `redirect(Policy::none())` and `retry(retry::never())`. A proxy for `http` URLs would read the token
/// (`no_proxy()`). At most 64 requests are under way at a time.
///
/// Needs the feature `reqwest`.
#[cfg(feature = "reqwest")]
impl From<reqwest::Client> for HttpTransport {
    fn from(client: reqwest::Client) -> Self {
        Self::new(client, MAX_CONNECTIONS)
    }
}

/// Status and headers, which are taken out.
fn head(received: &mut reqwest::Response) -> http::Response<()> {
    let mut response = http::Response::new(());
    *response.status_mut() = received.status();
    *response.headers_mut() = std::mem::take(received.headers_mut());
    response
}

/// Reads the body, but no more of it than is allowed.
async fn body(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
    let too_large = || Err(TransportError::too_large(limit));
    let length = response.content_length();
    if length.is_some_and(|length| length > limit as u64) {
        return too_large();
    }
    // In HTTP/2, the end may come by itself, and dropping the response before it resets the stream.
    let length = length.filter(|_| response.version() != Version::HTTP_2);
    // Where the length is known, nobody has to ask for the end.
    if length == Some(0) {
        return Ok(Bytes::new());
    }
    let first = response.chunk().await.map_err(transport_error)?.unwrap_or_default();
    if length == Some(first.len() as u64) {
        return Ok(first);
    }
    let Some(second) = response.chunk().await.map_err(transport_error)? else {
        return if first.len() > limit { too_large() } else { Ok(first) };
    };
    let mut body = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        body.extend_from_slice(&chunk);
        if body.len() > limit {
            return too_large();
        }
        next = response.chunk().await.map_err(transport_error)?;
    }
    Ok(body.freeze())
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        // What is around this transport may send by itself, of which nothing is known here.
        let limit = SendState::of(&request).max_response_size();
        self.send_in(request, SendState::new(limit))
    }

    fn send_bare(
        &self,
        request: http::Request<Bytes>,
        extensions: RequestExtensions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.send_in(request, extensions.state)
    }

    #[cfg(feature = "streaming")]
    fn send_streamed(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.stream(request)
    }
}

impl fmt::Debug for HttpTransport {
    /// Leaves out the headers, which may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

/// The URL is taken out: ids of people and chats do not belong in a log.
fn transport_error(error: reqwest::Error) -> TransportError {
    let (is_connect, is_timeout) = (error.is_connect(), error.is_timeout());
    let error = error.without_url();
    if let Some(failed) = failed_source(&error) {
        return failed;
    }
    match (is_connect, is_timeout) {
        (true, true) => TransportError::connect_timeout(error),
        (true, false) if is_tls(&error) => TransportError::tls(error),
        (true, false) => TransportError::connect(error),
        (false, true) => TransportError::timeout(error),
        (false, false) => TransportError::other(error),
    }
}

/// What the body of the request is read from has failed, which is not the connection's fault.
fn failed_source(error: &reqwest::Error) -> Option<TransportError> {
    let mut next = error.source();
    while let Some(error) = next {
        match error.downcast_ref::<TransportError>() {
            Some(error) if error.kind == Kind::Source => {
                return Some(TransportError::source(error.source.to_string()));
            }
            _ => next = error.source(),
        }
    }
    None
}

/// Whether TLS is at the bottom of an error. What I/O errors wrap cannot be reached by `source` alone.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if is_tls_error(error) {
            return true;
        }
        next = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    false
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
use self::tls::is_error as is_tls_error;

/// With neither library, nothing is known of its errors.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn is_tls_error(_: &(dyn StdError + 'static)) -> bool {
    false
}

#[cfg(all(test, feature = "rustls", not(feature = "native-tls")))]
mod tests {
    use super::*;

    /// What README.md and the documentation of the features warn of. When this fails, the warning can go.
    #[test]
    fn a_reqwest_without_tls_of_its_own_panics_beside_the_feature_rustls() {
        let panic = std::panic::catch_unwind(reqwest::Client::new).unwrap_err();
        let text = panic.downcast_ref::<&str>().copied().unwrap_or_default();
        assert!(text.starts_with("No rustls crypto provider is configured"), "{text}");
        HttpTransport::builder().without_certificates().build().unwrap();
    }

    /// Otherwise, of many that are made first and awaited later, the last could wait for the first for ever.
    #[tokio::test]
    async fn a_request_that_nobody_polls_takes_no_connection() {
        let transport = HttpTransport::builder().without_certificates().build().unwrap();
        let free = transport.connections.available_permits();
        let request = http::Request::get("http://127.0.0.1:1/").body(Bytes::new()).unwrap();
        let unpolled = transport.send(request);
        assert_eq!(transport.connections.available_permits(), free);
        assert!(unpolled.await.unwrap_err().is_connect());
    }
}
