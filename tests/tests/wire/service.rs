//! A service on loopback that gives one response, and remembers what it was asked.

use std::collections::BTreeMap;

use generated_client::chats::Chats;
use generated_client::examples::EXAMPLES;
use generated_client::{Client, ClientBuilder, Error, ResponseFuture, RetryPolicy};
use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

pub(crate) const TOKEN: &str = "1000.s3cret";

/// The id of a chat with all that must not stand in a path as it is.
pub(crate) const CHAT: &str = "CT_1 2/é?";

/// The path of [`CHAT`].
pub(crate) const CHAT_PATH: &str = "/api/v3/chats/CT_1%202%2F%C3%A9%3F";

/// Every way in which the service says that something was done, and no more.
const NOTHING: &[(u16, &str)] = &[
    (204, ""),
    (200, ""),
    (200, r#"{"Response Code": "204 No response"}"#),
    (200, r#"{"Response_Code": "204 No response"}"#),
    (200, r#""204 No response""#),
];

/// A request as it was on the wire.
#[derive(Debug, PartialEq)]
pub(crate) struct Sent {
    /// The method; path and query, percent-encoded.
    line: String,
    /// All but `host`, and `content-length` where there is no body.
    headers: BTreeMap<String, String>,
    body: Option<Value>,
}

impl Sent {
    /// What a client sends without settings. There is no other header and no other key.
    pub(crate) fn bare(line: impl Into<String>) -> Self {
        let agent = format!("generated-client/{}", env!("CARGO_PKG_VERSION"));
        let sent = Self { line: line.into(), headers: BTreeMap::new(), body: None };
        sent.header("accept", "application/json")
            .header("authorization", &format!("Zoho-oauthtoken {TOKEN}"))
            .header("user-agent", &agent)
    }

    /// The same with a body.
    pub(crate) fn json(line: impl Into<String>, body: Value) -> Self {
        // A key that was sent twice would be read as one, and shows in the length only.
        let length = body.to_string().len().to_string();
        let sent = Self { body: Some(body), ..Self::bare(line) };
        sent.header("content-type", "application/json").header("content-length", &length)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    /// `request.url` was parsed once more. That changes nothing, since what was sent was a parsed
    /// URL too.
    fn read(request: &Request) -> Self {
        let (_, target) = request.url.as_str().split_once("://localhost").unwrap();
        let body = (!request.body.is_empty()).then(|| request.body_json().unwrap());
        assert_eq!(request.headers.keys_len(), request.headers.len(), "a header came twice");
        let left_out = |name: &str| name == "host" || (name == "content-length" && body.is_none());
        let headers = request.headers.iter().filter(|(name, _)| !left_out(name.as_str()));
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()));
        let headers = headers.collect();
        Self { line: format!("{} {target}", request.method), headers, body }
    }
}

pub(crate) struct Service {
    server: MockServer,
}

impl Service {
    /// Answers everything with `response`.
    pub(crate) async fn new(response: ResponseTemplate) -> Self {
        Self::answering_by(response).await
    }

    /// Answers each call as `responses` decides.
    pub(crate) async fn answering_by(responses: impl Respond + 'static) -> Self {
        // A server of its own: `MockServer::start` takes one that another test has just left, and
        // a request that comes late would count here.
        let server = MockServer::builder().start().await;
        Mock::given(any()).respond_with(responses).mount(&server).await;
        Self { server }
    }

    /// Answers with JSON, or with what claims to be.
    pub(crate) async fn answering(status: u16, body: &str) -> Self {
        Self::new(ResponseTemplate::new(status).set_body_raw(body, "application/json")).await
    }

    /// Answers with a document's example of a response.
    pub(crate) async fn showing(operation_id: &str, name: &str) -> Self {
        Self::answering(200, &example(operation_id, "200", name).to_string()).await
    }

    pub(crate) fn url(&self) -> String {
        self.server.uri()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        // One call is one request, unless a test says otherwise.
        let builder = Client::builder().retry(RetryPolicy::off());
        builder.base_url(&self.url()).access_token(TOKEN)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn chats(&self) -> Chats {
        self.client().chats()
    }

    /// The one request that came.
    pub(crate) async fn sent(&self) -> Sent {
        let requests = self.requests().await;
        assert_eq!(requests.len(), 1, "{requests:?}");
        Sent::read(&requests[0])
    }

    /// All requests that came.
    pub(crate) async fn requests(&self) -> Vec<Request> {
        self.server.received_requests().await.unwrap()
    }
}

/// An example of the documents: of the `request`, or of a response by its status.
pub(crate) fn example(operation_id: &str, of: &str, name: &str) -> Value {
    let mut examples = EXAMPLES.iter().filter(|example| example.operation_id == operation_id);
    let example = examples.find(|example| example.of == of && example.name == name);
    let example = example.unwrap_or_else(|| panic!("no example {operation_id}, {of}, {name}"));
    serde_json::from_str(example.json).unwrap()
}

/// Expects that `call` sends `sent`, and gives what it makes of `response`.
pub(crate) async fn sends<T>(
    sent: Sent,
    response: Value,
    call: impl FnOnce(&Client) -> ResponseFuture<T>,
) -> T {
    let service = Service::answering(200, &response.to_string()).await;
    let read = call(&service.client()).await.unwrap();
    assert_eq!(service.sent().await, sent);
    read
}

/// Expects that `call` sends `sent`, and reads `()` or `None` from every way to answer with nothing.
pub(crate) async fn sends_and_reads_nothing<T: Default + PartialEq + std::fmt::Debug>(
    sent: Sent,
    call: impl Fn(&Client) -> ResponseFuture<T>,
) {
    for (status, body) in NOTHING {
        let service = Service::answering(*status, body).await;
        let response = call(&service.client()).await;
        assert!(
            matches!(&response, Ok(it) if *it == T::default()),
            "{status} {body}: {response:?}"
        );
        assert_eq!(service.sent().await, sent);
    }
}

/// Expects that `call` is refused on account of each of `fields`, and not sent.
pub(crate) async fn refused<T: std::fmt::Debug>(
    fields: &[&str],
    call: impl FnOnce(&Client) -> ResponseFuture<T>,
) -> Error {
    let service = Service::answering(200, "{}").await;
    let error = call(&service.client()).await.unwrap_err();
    assert!(service.requests().await.is_empty());
    assert!(error.is_invalid_request() && !error.is_api() && !error.is_internal(), "{error:?}");
    let text = error.to_string();
    for field in fields {
        assert!(text.contains(&format!("`{field}` ")), "`{field}` is not in: {text}");
    }
    error
}

/// Expects that `call` is sent; the response does not matter.
pub(crate) async fn allowed<T>(call: impl FnOnce(&Client) -> ResponseFuture<T>) {
    let service = Service::answering(500, "").await;
    let error = call(&service.client()).await.err().unwrap();
    assert!(error.is_api(), "{error:?}");
    assert_eq!(service.requests().await.len(), 1);
}

pub(crate) fn ids(count: usize) -> Vec<String> {
    (0..count).map(|id| id.to_string()).collect()
}

/// As many characters, of three bytes each.
pub(crate) fn text(characters: usize) -> String {
    "€".repeat(characters)
}
