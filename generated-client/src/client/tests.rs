use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::*;
use crate::test_fixture::{Chats, Close, ListChats};
use crate::{AuthorizationScheme, BoxFuture, Transport, TransportError};

/// Keeps what it is sent, and gives one response.
struct Fake {
    sent: Mutex<Vec<Request<Bytes>>>,
    status: u16,
    body: &'static str,
}

impl Fake {
    fn new(status: u16, body: &'static str) -> Arc<Self> {
        Arc::new(Self { sent: Mutex::default(), status, body })
    }
}

impl Transport for Fake {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        self.sent.lock().unwrap().push(request);
        let mut response = Response::new(Bytes::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap();
        Box::pin(async { Ok(response) })
    }
}

fn client(fake: &Arc<Fake>) -> Client {
    let builder = Client::builder().access_token("1000.s3cret").transport(fake.clone());
    builder.build().unwrap()
}

#[tokio::test]
async fn sends_what_is_awaited() {
    let fake = Fake::new(200, r#"{"chats": [{"chat_id": "CT_1"}]}"#);
    let client = client(&fake);
    let chats = Chats::new(client.clone());

    let list = chats.list_chats().limit(5).await.unwrap();
    assert_eq!(list.chats[0].chat_id.as_str(), "CT_1");
    chats.close("CT_1").send().await.unwrap();
    let close = Close::new("CT_1");
    client.send(&close).await.unwrap();
    client.send(close).await.unwrap();

    let sent = fake.sent.lock().unwrap();
    assert_eq!(sent.len(), 4);
    assert_eq!(sent[0].uri(), "https://cliq.zoho.com/api/v3/chats?limit=5&primary=true&kind=x");
    for request in &sent[..] {
        assert_eq!(request.headers()["authorization"], "Zoho-oauthtoken 1000.s3cret");
        let agent = request.headers()["user-agent"].to_str().unwrap();
        assert!(agent.starts_with("generated-client/0."), "{agent}");
        assert!(!format!("{request:?}").contains("s3cret"));
    }
}

#[tokio::test]
async fn an_unpolled_or_refused_request_is_not_sent() {
    let fake = Fake::new(204, "");
    let client = client(&fake);
    drop(client.send(Close::new("CT_1")));
    let error = client.send(ListChats::new().limit(300)).await.unwrap_err();
    assert!(error.is_invalid_request());
    assert!(fake.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn errors_carry_the_answer_and_no_secret() {
    let fake = Fake::new(403, r#"{"code": "chat_access_denied", "message": "No access."}"#);
    let error = client(&fake).send(Close::new("CT_1")).await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.code().unwrap().as_str(), "chat_access_denied");
    assert!(!format!("{error} {error:#?}").contains("s3cret"));
}

#[test]
fn futures_move_between_threads() {
    fn moves<T: Send + 'static>(_: T) {}
    let fake = Fake::new(204, "");
    moves(Chats::new(client(&fake)).close("CT_1").into_future());
}

/// Responses one connection with `response`, and gives back the request as it was on the wire.
async fn serve(listener: TcpListener, response: &'static str) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let request = read_request(&mut stream).await;
    stream.write_all(response.as_bytes()).await.unwrap();
    request
}

async fn read_request(stream: &mut TcpStream) -> String {
    let (mut request, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request);
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body);
        let expected = text.lines().find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
        });
        if read == 0 || body.is_some_and(|body| body.len() >= expected.unwrap_or(0)) {
            return text.into_owned();
        }
    }
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/network/acme", listener.local_addr().unwrap());
    (listener, url)
}

fn loopback_client(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .access_token("1000.s3cret")
        .authorization_scheme(AuthorizationScheme::Bearer)
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap()
}

const LIMIT: Duration = Duration::from_secs(10);

#[tokio::test]
async fn talks_http() {
    let (listener, url) = listen().await;
    let response = "HTTP/1.1 200 OK\r\ncontent-length: 19\r\n\r\n{\"chat_id\": \"CT_2\"}";
    let server = tokio::spawn(serve(listener, response));
    let chats = Chats::new(loopback_client(&url));
    let chat = timeout(LIMIT, chats.fork("CT 1", "Title").send()).await.unwrap().unwrap();
    assert_eq!(chat.chat_id.as_str(), "CT_2");

    let request = timeout(LIMIT, server).await.unwrap().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<_> = head.lines().collect();
    assert_eq!(lines.remove(0), "POST /network/acme/api/v3/chats/CT%201/forks HTTP/1.1");
    lines.sort_unstable();
    lines.retain(|line| !line.starts_with("host: "));
    assert_eq!(
        lines,
        [
            "accept: application/json",
            "authorization: Bearer 1000.s3cret",
            "content-length: 44",
            "content-type: application/json",
            concat!("user-agent: generated-client/", env!("CARGO_PKG_VERSION")),
        ]
    );
    assert_eq!(body, r#"{"operation":"update_title","title":"Title"}"#);
}

#[tokio::test]
async fn follows_no_redirect() {
    let (listener, url) = listen().await;
    let response = "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
    let server = tokio::spawn(serve(listener, response));
    let call = loopback_client(&url).send(ListChats::new());
    let error = timeout(LIMIT, call).await.unwrap().unwrap_err();
    assert!(error.is_api());
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    let request = timeout(LIMIT, server).await.unwrap().unwrap();
    assert!(!request.contains("content-"), "a GET has no body: {request}");
}

#[tokio::test]
async fn tells_why_there_is_no_answer() {
    // Nobody listens any more.
    let (listener, url) = listen().await;
    drop(listener);
    let error = loopback_client(&url).send(Close::new("CT_1")).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(!format!("{error} {error:#?}").contains("CT_1"), "{error:?}");

    // Listens, and never answers.
    let (listener, url) = listen().await;
    let builder = Client::builder().base_url(&url).access_token("1000.s3cret");
    let client = builder.timeout(Duration::from_millis(100)).build().unwrap();
    let error = timeout(LIMIT, client.send(Close::new("CT_1"))).await.unwrap().unwrap_err();
    assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
    assert!(!format!("{error} {error:#?}").contains("s3cret"), "{error:?}");
    drop(listener);

    // Hangs up.
    let (listener, url) = listen().await;
    let server = tokio::spawn(serve(listener, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"));
    let error = loopback_client(&url).send(Close::new("CT_1")).await.unwrap_err();
    assert!(!error.is_timeout() && !error.is_connect() && !error.is_decode(), "{error:?}");
    assert!(error.to_string().contains("the connection failed: "), "{error}");
    timeout(LIMIT, server).await.unwrap().unwrap();
}

#[tokio::test]
async fn tls_needs_no_process_wide_provider() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut hello = [0; 5];
        stream.read_exact(&mut hello).await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        hello[0]
    });
    let client = loopback_client(&url.replace("http:", "https:"));
    let error = timeout(LIMIT, client.send(Close::new("CT_1"))).await.unwrap().unwrap_err();
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    // RFC 8446, section 5.1: the content type of a handshake record.
    assert_eq!(timeout(LIMIT, server).await.unwrap().unwrap(), 22);
}
