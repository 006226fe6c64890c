//! What a script answers.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use super::SentRequest;
use super::difference::differences;
use super::documented::{Content, Documented};
use crate::{BoxFuture, ErrorCode, Operation, TransportError};

/// A response to one call, or the reason why there is none.
///
/// What the documents say depends on the operation, so [`example`](Self::example) and the errors
/// look it up when the call comes. A reply that cannot be made, because there is no such example or
/// the status is no status, fails the call with an error that says so.
#[derive(Clone)]
#[must_use = "a reply does nothing until a script has it"]
pub struct Reply {
    content: Kind,
    status: Option<u16>,
    headers: Vec<(String, String)>,
    wait: Option<Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>>,
    /// The request that it is for, as JSON, or its body alone; or why there can be no such request.
    expected: Option<Result<Value, String>>,
}

#[derive(Clone)]
enum Kind {
    Example(Option<String>),
    Status(u16),
    Code(ErrorCode),
    Json(Value),
    Body(Bytes),
    NoConnection,
    Timeout,
    BrokenConnection,
    With(Arc<dyn Fn(&SentRequest) -> Reply + Send + Sync>),
}

impl Reply {
    /// The operation succeeds: the first example that the document gives of its response. If there is none, some bytes where the
    /// operation gives the bytes of a file, and an empty 204 where it expects nothing.
    pub fn example() -> Self {
        Self::new(Kind::Example(None))
    }

    /// The example of a response to the operation that has this name in the document.
    ///
    /// [`EXAMPLES`](crate::examples::EXAMPLES) lists the names.
    pub fn example_named(name: impl Into<String>) -> Self {
        Self::new(Kind::Example(Some(name.into())))
    }

    /// The operation fails with this status. The body is the first example that the document gives
    /// of it, otherwise a message with the status in words.
    pub fn error(status: u16) -> Self {
        Self::new(Kind::Status(status))
    }

    /// The operation fails with this code. Status and body are the first example that the document
    /// gives of it, otherwise 400 and the code with its meaning; [`status`](Self::status) sets another.
    pub fn error_code(code: impl Into<ErrorCode>) -> Self {
        Self::new(Kind::Code(code.into()))
    }

    /// There were too many calls: 429.
    ///
    /// Where the test is about how long the caller waits, add
    /// `.header("retry-after", "30")`.
    pub fn throttled() -> Self {
        Self::error(StatusCode::TOO_MANY_REQUESTS.as_u16())
    }

    /// There were too many calls, said in the service's other way: 400 with the code
    /// `request_limit_exceeded`.
    pub fn throttled_400() -> Self {
        let message = "You have exceeded the URL throttle limits.";
        Self::json(json!({"code": "request_limit_exceeded", "message": message}))
            .status(StatusCode::BAD_REQUEST.as_u16())
    }

    /// The token is not accepted: 401.
    pub fn unauthorized() -> Self {
        Self::error(StatusCode::UNAUTHORIZED.as_u16())
    }

    /// JSON of your own, with status 200 unless [`status`](Self::status) says otherwise.
    pub fn json(value: Value) -> Self {
        Self::new(Kind::Json(value))
    }

    /// An empty 204.
    pub fn no_content() -> Self {
        Self::body("").status(StatusCode::NO_CONTENT.as_u16())
    }

    /// Any other body, such as the HTML page of a proxy, with status 200 unless
    /// [`status`](Self::status) says otherwise. It has no `content-type` unless
    /// [`header`](Self::header) sets one.
    pub fn body(body: impl Into<Bytes>) -> Self {
        Self::new(Kind::Body(body.into()))
    }

    /// No connection can be made, so the service does not see the call.
    pub fn no_connection() -> Self {
        Self::new(Kind::NoConnection)
    }

    /// There is no response in time. This fails the call at once; no time passes.
    pub fn timeout() -> Self {
        Self::new(Kind::Timeout)
    }

    /// The connection breaks after the request was sent: it is unknown whether it was carried out.
    pub fn broken_connection() -> Self {
        Self::new(Kind::BrokenConnection)
    }

    /// What the closure makes of the request.
    ///
    /// It runs when the call comes. Assertions in it fail the test in the task that made the call.
    pub fn with(reply: impl Fn(&SentRequest) -> Reply + Send + Sync + 'static) -> Self {
        Self::new(Kind::With(Arc::new(reply)))
    }

    /// Sets another status. It has no effect where there is no response.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets a header, in the place of one of the same name. It has no effect where there is no
    /// response.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The reply comes when the future that `wait` makes is done: a pause,
    /// `.after(|| tokio::time::sleep(pause))`, or whatever the test opens when it is ready.
    ///
    /// `wait` is called once for each call that gets the reply.
    pub fn after<F>(mut self, wait: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.wait = Some(Arc::new(move || Box::pin(wait())));
        self
    }

    /// The reply is for this request and no other: `Reply::example().expecting(Close::new("CT_1"))`.
    ///
    /// Another one fails the call, and the test in [`Script::assert_done`](super::Script::assert_done), with the
    /// members that differ, such as `body.text: expected "Done", sent "Failed"`. Headers do not matter.
    ///
    /// A request that the client would not send, because an argument is outside its limits, cannot be expected: the call
    /// gets no reply. Nor can one with a [`File`](crate::File) of `File::open` or `File::from_reader`, which is read only
    /// while it is sent: give both requests a [`File::new`](crate::File::new), whose bytes are in memory, or look at
    /// [`Script::requests`](super::Script::requests) afterwards.
    pub fn expecting<O: Operation>(mut self, request: O) -> Self {
        let expected = SentRequest::of(&request).map(|it| compared(&it));
        self.expected = Some(expected.map_err(|error| error.to_string()));
        self
    }

    /// The same for a request with this body, whatever else it asks for.
    pub fn expecting_body(mut self, body: Value) -> Self {
        self.expected = Some(Ok(json!({"body": body})));
        self
    }

    fn new(content: Kind) -> Self {
        Self { content, status: None, headers: Vec::new(), wait: None, expected: None }
    }

    /// Why it is not the reply to a request: what is said of its operation.
    pub(super) fn refusal(&self, request: &SentRequest) -> Option<String> {
        let expected = match self.expected.as_ref()? {
            Ok(expected) => expected,
            Err(reason) => {
                let text = "was called, but what `Reply::expecting` was given cannot be compared";
                return Some(format!("{text}: {reason}"));
            }
        };
        let mut sent = compared(request);
        if let Value::Object(members) = &mut sent {
            let is_body_alone = expected.get("path").is_none();
            members.retain(|name, _| name == "body" || !is_body_alone);
        }
        let lines = differences(expected, &sent);
        let text = "was called with another request";
        (!lines.is_empty()).then(|| format!("{text}:\n  {}", lines.join("\n  ")))
    }

    /// Responses a call. It is boxed because a reply may make another.
    pub(super) fn response(
        self,
        operation: Documented,
        request: SentRequest,
    ) -> BoxFuture<'static, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            if let Some(wait) = &self.wait {
                wait().await;
            }
            let response = self.content.response(operation, request).await?;
            self.adorned(response).map_err(cannot_reply)
        })
    }

    /// The response with the status and the headers that were set.
    fn adorned(self, mut response: Response<Bytes>) -> Result<Response<Bytes>, String> {
        if let Some(status) = self.status {
            *response.status_mut() = checked(status)?;
        }
        for (name, value) in self.headers {
            let (Ok(key), Ok(text)) = (HeaderName::try_from(&name), HeaderValue::try_from(&value))
            else {
                return Err(format!("no header can be `{name}: {value}`"));
            };
            response.headers_mut().insert(key, text);
        }
        Ok(response)
    }
}

impl Kind {
    /// The response as it is without settings.
    async fn response(
        &self,
        operation: Documented,
        request: SentRequest,
    ) -> Result<Response<Bytes>, TransportError> {
        let content = match self {
            Self::NoConnection => return Err(TransportError::connect(SCRIPTED)),
            Self::Timeout => return Err(TransportError::timeout(SCRIPTED)),
            Self::BrokenConnection => return Err(TransportError::other(SCRIPTED)),
            Self::Body(body) => return Ok(Response::new(body.clone())),
            Self::With(reply) => return reply(&request).response(operation, request).await,
            Self::Example(None) => operation.success(),
            Self::Example(Some(name)) => operation.named(name),
            Self::Status(status) => Ok(operation.error(*status)),
            Self::Code(code) => Ok(operation.error_code(code)),
            Self::Json(value) => Ok(Content { status: 200, body: value.to_string() }),
        };
        content.and_then(json_response).map_err(cannot_reply)
    }
}

/// A request without its headers, which a client sets too.
fn compared(request: &SentRequest) -> Value {
    let mut json = request.to_json();
    if let Value::Object(members) = &mut json {
        members.remove("headers");
    }
    json
}

/// Why there was no response.
const SCRIPTED: &str = "so the script says";

fn cannot_reply(reason: String) -> TransportError {
    TransportError::script(format!("the script's reply cannot be made: {reason}"))
}

fn json_response(content: Content) -> Result<Response<Bytes>, String> {
    let is_empty = content.body.is_empty();
    let mut response = Response::new(Bytes::from(content.body));
    *response.status_mut() = checked(content.status)?;
    if !is_empty {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
    }
    Ok(response)
}

fn checked(status: u16) -> Result<StatusCode, String> {
    StatusCode::from_u16(status).map_err(|_| format!("{status} is no status"))
}

/// The call that makes the reply, without its settings.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reply::")?;
        match &self.content {
            Kind::Example(None) => f.write_str("example()"),
            Kind::Example(Some(name)) => write!(f, "example_named({name:?})"),
            Kind::Status(status) => write!(f, "error({status})"),
            Kind::Code(code) => write!(f, "error_code({:?})", code.as_str()),
            Kind::Json(value) => write!(f, "json({value})"),
            Kind::Body(body) => write!(f, "body({body:?})"),
            Kind::NoConnection => f.write_str("no_connection()"),
            Kind::Timeout => f.write_str("timeout()"),
            Kind::BrokenConnection => f.write_str("broken_connection()"),
            Kind::With(_) => f.write_str("with(…)"),
        }?;
        match self.status {
            Some(status) => write!(f, ".status({status})"),
            None => Ok(()),
        }
    }
}
