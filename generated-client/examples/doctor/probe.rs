//! A request of which only the form of the response is looked at.

use std::fmt;

use generated_client::http::{HeaderMap, Method, StatusCode};
use generated_client::serde_json::Value;
use generated_client::{ChatId, Encoder, Error, MessageId, Operation, OperationInfo, Response};

/// An operation whose response is taken as it comes.
pub(crate) struct Probe<O>(pub(crate) O);

impl<O: Operation> Operation for Probe<O> {
    type Output = Answer;
    const INFO: &'static OperationInfo = O::INFO;

    fn encode(&self, request: &mut Encoder) {
        self.0.encode(request);
    }

    fn decode(response: &Response) -> Result<Answer, Error> {
        Ok(Answer {
            status: response.status(),
            headers: response.headers().clone(),
            // A page is no JSON, and as good as nothing here.
            body: generated_client::serde_json::from_slice(response.body()).unwrap_or_default(),
        })
    }
}

/// How the page and the document of version 2 print the path of a message.
pub(crate) struct GetWithSuffix {
    pub(crate) chat_id: ChatId,
    pub(crate) message_id: MessageId,
}

impl Operation for GetWithSuffix {
    type Output = ();
    const INFO: &'static OperationInfo = &OperationInfo::new(
        "messages_v2",
        "get_with_suffix",
        Method::GET,
        "/api/v2",
        "/chats/{CHAT_ID}/messages/{MESSAGE_ID}/messages",
    )
    .with_rate_limit(generated_client::messages_v2::requests::Get::<()>::INFO.rate_limit);

    fn encode(&self, request: &mut Encoder) {
        request.path("CHAT_ID", &self.chat_id);
        request.path("MESSAGE_ID", &self.message_id);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}

/// A response without anything that is somebody's.
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// Whether the service took the token, even if it may not do this.
    pub(crate) fn is_token_alive(&self) -> bool {
        self.is_success() || self.code() == Some("oauthtoken_scope_invalid")
    }

    /// An error code as the service has them: nothing else fits into these letters.
    fn code(&self) -> Option<&str> {
        let code = self.body["code"].as_str().or_else(|| self.body["error"]["code"].as_str())?;
        let is_word = |it: u8| it.is_ascii_lowercase() || it == b'_' || it == b'.';
        Some(code).filter(|it| it.len() < 50 && it.contains('_') && it.bytes().all(is_word))
    }

    /// The JSON type of a value below the body: `data/0/time`.
    pub(crate) fn type_at(&self, pointer: &str) -> &'static str {
        self.body.pointer(pointer).map_or("absent", type_of)
    }

    /// The names of headers that tell of limits.
    pub(crate) fn limit_headers(&self) -> Vec<&str> {
        let names = self.headers.keys().map(|it| it.as_str());
        names.filter(|it| it.contains("ratelimit") || *it == "retry-after").collect()
    }
}

pub(crate) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Status and code.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status.as_u16())?;
        self.code().map_or(Ok(()), |code| write!(f, " `{code}`"))
    }
}
