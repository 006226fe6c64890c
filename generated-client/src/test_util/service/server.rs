//! A service as a server on a socket.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, ToSocketAddrs};

use super::{Service, empty};

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 64 << 20;

/// How long nothing is accepted after that failed.
const PAUSE: Duration = Duration::from_millis(10);

impl Service {
    /// Serves HTTP/1.1 at an address until the runtime ends, and gives the address: with port 0, the system chooses one.
    ///
    /// The API and the accounts server are both at `http://{address}`. Tokens come over plain HTTP, so the address
    /// should be one of the loopback, `127.0.0.1:0`.
    ///
    /// # Errors
    ///
    /// If nothing can listen there.
    pub async fn listen(&self, address: impl ToSocketAddrs) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        tokio::spawn(accept(listener, self.clone()));
        Ok(address)
    }
}

async fn accept(listener: TcpListener, service: Service) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // For example, there are too many open files: others will be closed.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let service = service.clone();
        let answer = service_fn(move |request| answer(service.clone(), request));
        // A caller that breaks its connection has no effect on others.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}

async fn answer(
    service: Service,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let response = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => service.respond(Request::from_parts(parts, body.to_bytes())),
        Err(_) => empty(StatusCode::PAYLOAD_TOO_LARGE),
    };
    Ok(response.map(Full::new))
}
