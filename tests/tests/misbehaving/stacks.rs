//! Other HTTP stacks than the built-in one.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response, StatusCode};
use generated_client::{
    BoxFuture, Client, HttpTransport, OperationInfo, RetryPolicy, TowerTransport, Transport,
    TransportError,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::{ServiceBuilder, service_fn};

use super::server::{Act, Server, answer_with, json};

/// HTTP/1.1 in its smallest form: a connection for each request.
struct ByHand;

impl Transport for ByHand {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(exchange(request))
    }
}

async fn exchange(request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
    assert!(request.extensions().get::<&'static OperationInfo>().is_some());
    let authority = request.uri().authority().unwrap().as_str();
    let mut stream = TcpStream::connect(authority).await.map_err(TransportError::connect)?;
    stream.write_all(&written(&request)).await.map_err(TransportError::other)?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.map_err(TransportError::other)?;
    read(&response)
        .ok_or_else(|| TransportError::other(io::Error::from(io::ErrorKind::UnexpectedEof)))
}

fn written(request: &Request<Bytes>) -> Vec<u8> {
    let target = request.uri().path_and_query().unwrap();
    let mut text =
        format!("{} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n", request.method());
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    text += &format!("content-length: {}\r\n\r\n", request.body().len());
    [text.as_bytes(), request.body()].concat()
}

fn read(response: &[u8]) -> Option<Response<Bytes>> {
    let text = std::str::from_utf8(response).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    let mut lines = head.lines();
    *response.status_mut() = StatusCode::from_bytes(lines.next()?.get(9..12)?.as_bytes()).ok()?;
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        let name = generated_client::http::HeaderName::from_bytes(name.as_bytes()).ok()?;
        response.headers_mut().insert(name, value.parse().ok()?);
    }
    Some(response)
}

/// The server hangs up after each response, as it was asked to.
fn closing(act: Act) -> Act {
    match act {
        Act::Response(response) => Act::HangUpAfter(response.leak().as_bytes()),
        other => other,
    }
}

async fn server(script: impl IntoIterator<Item = Act>) -> Server {
    Server::new(script.into_iter().map(closing).collect::<Vec<_>>()).await
}

fn token(number: u32) -> Act {
    json(200, &format!(r#"{{"access_token": "1000.t{number}", "expires_in": 3600}}"#))
}

/// Pacing, refresh and retries are the client's, whatever carries the requests.
async fn everything_works(transport: impl Transport + 'static) {
    let transport = Arc::new(transport);
    let service = server([
        Act::HangUpAfter(b""),
        json(503, ""),
        json(401, ""),
        answer_with(429, &[("retry-after", "1")], ""),
        json(200, r#"{"members": []}"#),
        Act::HangUpAfter(b"HTTP/1.1 200 OK\r\n"),
        json(429, ""),
        json(200, ""),
    ])
    .await;
    let accounts = server([token(1), token(2)]).await;
    let retry = RetryPolicy::new().base_delay(Duration::from_millis(1)).max_attempts(5);
    let client = Client::builder()
        .base_url(service.url())
        .accounts_url(accounts.url())
        .refresh_token("1000.CLIENT", "secret", "1000.refresh")
        .transport(transport.clone())
        .retry(retry)
        .build()
        .unwrap();

    client.chats().members("CT_1").await.unwrap();
    assert_eq!((service.count(), accounts.count()), (5, 2));
    assert_eq!(service.seen()[4].authorization, "Zoho-oauthtoken 1000.t2");
    let error = client.chats().leave("CT_1").await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error:?}");
    assert_eq!(service.count(), 6);
    assert!(client.chats().leave("CT_1").await.unwrap_err().is_rate_limited());
    assert!(client.chats().leave("CT_1").await.unwrap_err().is_locked_out());
    assert_eq!(service.count(), 7);

    let nobody = Client::builder().base_url("http://127.0.0.1:1").access_token("1000.any");
    let nobody = nobody.transport(transport).retry(retry).build().unwrap();
    let error = nobody.chats().leave("CT_1").await.unwrap_err();
    assert!(error.is_connect() && error.is_not_sent(), "{error:?}");
}

#[tokio::test]
async fn http_by_hand() {
    everything_works(ByHand).await;
}

#[tokio::test]
async fn tower_layers() {
    let layers = ServiceBuilder::new().concurrency_limit(2).timeout(Duration::from_secs(60));
    everything_works(TowerTransport::new(layers.service_fn(exchange))).await;
    everything_works(TowerTransport::new(service_fn(exchange))).await;
}

#[tokio::test]
async fn tower_layers_around_the_built_in_transport() {
    let layers = ServiceBuilder::new().concurrency_limit(2).timeout(Duration::from_secs(60));
    let transport = HttpTransport::builder().build().unwrap();
    everything_works(TowerTransport::new(layers.service(transport))).await;
}

#[tokio::test]
async fn the_built_in_transport() {
    everything_works(HttpTransport::builder().build().unwrap()).await;
}

#[tokio::test]
async fn a_timeout_of_tower_is_one_of_the_client() {
    let layers = ServiceBuilder::new().timeout(Duration::from_millis(50));
    let service = server([Act::Hang]).await;
    let client = service.builder().transport(TowerTransport::new(layers.service_fn(exchange)));
    let error = client.build().unwrap().chats().leave("CT_1").await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
    assert_eq!(service.count(), 1);
}

/// Tries somewhere else, where nobody listens, before it sends a request to where it is for.
struct SecondChoice {
    transport: HttpTransport,
    keeps_extensions: bool,
}

impl Transport for SecondChoice {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let mut elsewhere = request.clone();
            *elsewhere.uri_mut() = "http://127.0.0.1:1/".parse().unwrap();
            let error = self.transport.send(elsewhere).await.unwrap_err();
            assert!(error.is_connect(), "{error}");
            let (mut parts, body) = request.into_parts();
            if !self.keeps_extensions {
                parts.extensions.clear();
            }
            self.transport.send(Request::from_parts(parts, body)).await
        })
    }
}

#[tokio::test]
async fn a_request_that_found_no_connection_first_and_was_sent_then_is_not_sent_again() {
    for keeps_extensions in [true, false] {
        let service = server([Act::Hang]).await;
        let transport = HttpTransport::builder().build().unwrap();
        let client = service.builder().timeout(Duration::from_secs(2));
        let client = client.transport(SecondChoice { transport, keeps_extensions });
        let error = client.build().unwrap().chats().leave("CT_1").await.unwrap_err();
        assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
        assert_eq!(service.count(), 1);
    }
}
