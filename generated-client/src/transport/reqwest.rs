//! The transport that a client has unless it is given another.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::redirect::Policy;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use super::{BoxFuture, Transport, TransportError};
use crate::Error;

/// Sends requests with `reqwest`. Needs a Tokio runtime with time and I/O.
#[derive(Debug)]
pub(crate) struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// `is_https` says whether certificates are needed at all: a client of a plain `http` URL also
    /// works on a machine that has none.
    pub(crate) fn new(
        timeout: Duration,
        connect_timeout: Duration,
        is_https: bool,
    ) -> Result<Self, Error> {
        let tls = tls_config(is_https)
            .map_err(|error| Error::builder(format!("TLS cannot be set up: {error}")))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            // A redirect is an answer: the token must not follow it to another host, and a write
            // must not be repeated as a GET.
            .redirect(Policy::none())
            .timeout(timeout)
            .connect_timeout(connect_timeout)
            .build()
            .map_err(|error| {
                let error = transport_error(error);
                Error::builder(format!("the HTTP client cannot be set up: {error}"))
            })?;
        Ok(Self { client })
    }

    async fn exchange(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, reqwest::Error> {
        let mut response = self.client.execute(request.try_into()?).await?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut answer = http::Response::new(response.bytes().await?);
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { self.exchange(request).await.map_err(transport_error) })
    }
}

/// The configuration names its crypto provider, so that no process-wide one has to be installed.
fn tls_config(with_certificates: bool) -> Result<ClientConfig, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let config = if with_certificates {
        config.with_platform_verifier()?
    } else {
        config.with_root_certificates(RootCertStore::empty())
    };
    Ok(config.with_no_client_auth())
}

/// The URL is taken out: ids of people and chats do not belong in a log.
fn transport_error(error: reqwest::Error) -> TransportError {
    let (is_connect, is_timeout) = (error.is_connect(), error.is_timeout());
    TransportError::new(is_connect, is_timeout, error.without_url().into())
}
