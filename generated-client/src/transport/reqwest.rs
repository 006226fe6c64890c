//! The transport that a client has unless it is given another.

use std::error::Error as StdError;
use std::fmt::Write;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::Url;
use reqwest::redirect::Policy;

use super::body::Body;
use super::send_state::SendState;
use super::{BoxFuture, Transport, TransportError};
use crate::Error;

/// Sends requests with `reqwest`. Needs a Tokio runtime with time and I/O.
#[derive(Debug)]
pub(crate) struct ReqwestTransport {
    client: reqwest::Client,
    max_response_size: usize,
}

impl ReqwestTransport {
    /// `is_https` says whether certificates are needed at all: a client of a plain `http` URL also
    /// works on a machine that has none.
    pub(crate) fn new(
        connect_timeout: Duration,
        max_response_size: usize,
        is_https: bool,
    ) -> Result<Self, Error> {
        let builder = reqwest::Client::builder()
            // A redirect is a response: the token must not follow it to another host, and a write
            // must not be repeated as a GET.
            .redirect(Policy::none())
            // Whether a call is repeated is for the client to decide, which knows what it is.
            .retry(reqwest::retry::never())
            .connect_timeout(connect_timeout);
        let client = tls::set_up(builder, is_https)?.build().map_err(|error| {
            let error = transport_error(error);
            Error::builder(format!("the HTTP client cannot be set up: {error}"))
        })?;
        Ok(Self { client, max_response_size })
    }

    async fn response(
        &self,
        mut received: reqwest::Response,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut response = http::Response::new(self.body(&mut received).await?);
        *response.status_mut() = received.status();
        *response.headers_mut() = std::mem::take(received.headers_mut());
        Ok(response)
    }

    /// Reads the body, but no more of it than is allowed.
    async fn body(&self, response: &mut reqwest::Response) -> Result<Bytes, TransportError> {
        let limit = self.max_response_size;
        let too_large = || Err(TransportError::too_large(limit));
        let length = response.content_length();
        if length.is_some_and(|length| length > limit as u64) {
            return too_large();
        }
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
}

/// As `TryFrom` of reqwest, but for the buffer of the URL, which does not have to grow, and for the body, which tells
/// whether it was sent.
fn reqwest_request(request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
    let (parts, body) = request.into_parts();
    let mut url = String::with_capacity(256);
    write!(url, "{}", parts.uri).map_err(TransportError::other)?;
    let url = Url::parse(&url).map_err(TransportError::other)?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    let state = parts.extensions.get::<SendState>().cloned().unwrap_or_default();
    *request.body_mut() = Some(reqwest::Body::wrap(Body::new(body, state)));
    Ok(request)
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        // What is done before the box is in no future, which makes it small enough for the allocator to be quick.
        let pending = reqwest_request(request).map(|request| self.client.execute(request));
        Box::pin(async move { self.response(pending?.await.map_err(transport_error)?).await })
    }
}

/// The URL is taken out: ids of people and chats do not belong in a log.
fn transport_error(error: reqwest::Error) -> TransportError {
    let (is_connect, is_timeout) = (error.is_connect(), error.is_timeout());
    let error = error.without_url();
    match (is_connect, is_timeout) {
        (true, true) => TransportError::connect_timeout(error),
        (true, false) if is_tls(&error) => TransportError::tls(error),
        (true, false) => TransportError::connect(error),
        (false, true) => TransportError::timeout(error),
        (false, false) => TransportError::other(error),
    }
}

/// Whether TLS is at the bottom of an error. What I/O errors wrap cannot be reached by `source` alone.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if tls::is_error(error) {
            return true;
        }
        next = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    false
}

#[cfg(not(feature = "native-tls"))]
mod tls {
    use std::error::Error as StdError;
    use std::sync::Arc;

    use reqwest::ClientBuilder;
    use rustls::crypto::ring;
    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::BuilderVerifierExt;

    use crate::Error;

    pub(super) fn set_up(builder: ClientBuilder, is_https: bool) -> Result<ClientBuilder, Error> {
        let config = config(is_https)
            .map_err(|error| Error::builder(format!("TLS cannot be set up: {error}")))?;
        Ok(builder.tls_backend_preconfigured(config))
    }

    /// The configuration names its crypto provider, so that no process-wide one has to be installed.
    fn config(with_certificates: bool) -> Result<ClientConfig, rustls::Error> {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?;
        let config = if with_certificates {
            config.with_platform_verifier()?
        } else {
            config.with_root_certificates(RootCertStore::empty())
        };
        Ok(config.with_no_client_auth())
    }

    pub(super) fn is_error(error: &(dyn StdError + 'static)) -> bool {
        error.is::<rustls::Error>()
    }
}

/// Where both backends are there, this is the one that somebody asked for by name.
#[cfg(feature = "native-tls")]
mod tls {
    use std::error::Error as StdError;

    use reqwest::ClientBuilder;

    use crate::Error;

    pub(super) fn set_up(builder: ClientBuilder, _: bool) -> Result<ClientBuilder, Error> {
        Ok(builder.tls_backend_native())
    }

    pub(super) fn is_error(error: &(dyn StdError + 'static)) -> bool {
        error.is::<native_tls::Error>()
    }
}

#[cfg(all(test, not(feature = "native-tls")))]
mod tests {
    use std::time::Duration;

    use super::ReqwestTransport;

    /// What README.md and the documentation of the features warn of. When this fails, the warning can go.
    #[test]
    fn a_reqwest_without_tls_of_its_own_panics_beside_the_feature_rustls() {
        let panic = std::panic::catch_unwind(reqwest::Client::new).unwrap_err();
        let text = panic.downcast_ref::<&str>().copied().unwrap_or_default();
        assert!(text.starts_with("No rustls crypto provider is configured"), "{text}");
        ReqwestTransport::new(Duration::from_secs(10), 1024, false).unwrap();
    }
}
