//! A request of which only the form of the response is looked at.

use std::fmt;

use generated_client::http::{HeaderMap, StatusCode};
use generated_client::serde_json::{self, Value};
use generated_client::{Encoder, Error, ErrorCode, Operation, OperationInfo, Response};

/// Error codes that no document of the service names: those of its accounts server, and those that public clients recorded.
const RECORDED_CODES: [&str; 13] = [
    "Access Denied",
    "extra_key_found",
    "extra_param_found",
    "inactive_appaccount_user",
    "input_pattern_mismatch",
    "invalid_client",
    "invalid_client_secret",
    "invalid_code",
    "oauthtoken_invalid",
    "oauthtoken_scope_invalid",
    "request_limit_exceeded",
    "request_method_invalid",
    "request_url_invalid",
];

/// Headers that tell of limits: those of HTTP, of its working group, and of services that were there before it.
const LIMIT_HEADERS: [&str; 12] = [
    "ratelimit",
    "ratelimit-limit",
    "ratelimit-policy",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "x-rate-limit-limit",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];

/// An operation whose response is taken as it comes.
pub(crate) struct Probe<O>(pub(crate) O);

impl<O: Operation> Operation for Probe<O> {
    type Output = Answer;
    const INFO: &'static OperationInfo = O::INFO;

    fn encode(&self, request: &mut Encoder) {
        self.0.encode(request);
    }

    fn decode(response: &Response) -> Result<Answer, Error> {
        Ok(Answer::new(response.status(), response.headers(), response.body()))
    }
}

/// What a success has to have: without it, something else than the service may have answered.
pub(crate) enum Expected {
    /// An object with a list under one of these names.
    List(&'static [&'static str]),
    /// An object under `data`.
    Data,
    /// A message, bare or under `data`.
    Message,
    /// Whatever comes, as a file does.
    Anything,
}

/// The `id` of an item, which may be a number.
pub(crate) fn id_of(item: &Value) -> Option<String> {
    match &item["id"] {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// What an answer says about the token.
#[derive(PartialEq)]
pub(crate) enum Verdict {
    /// The service knows the user, even if the user may not do this, or has done it too often.
    Alive,
    Refused,
    Unclear,
}

/// A response without anything that is somebody's.
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    length: usize,
    /// The body, if it is JSON.
    json: Option<Value>,
}

impl Answer {
    fn new(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let json = serde_json::from_slice(body).ok();
        Self { status, headers: headers.clone(), length: body.len(), json }
    }

    /// That to a request by its path, of which a refusal is an error.
    pub(crate) fn by_path(answer: Result<Response, Error>) -> Result<Self, Error> {
        answer.map(|it| Self::new(it.status(), it.headers(), it.body())).or_else(|error| {
            let refusal = error.status().zip(error.body());
            let refusal = refusal.map(|(status, body)| Self::new(status, error.headers(), body));
            refusal.ok_or(error)
        })
    }

    pub(crate) fn verdict(&self, expected: &Expected) -> Verdict {
        let has_page = self.length > 0 && self.json.is_none();
        match self.status.as_u16() {
            200..=299 if self.lacks(expected).is_none() => Verdict::Alive,
            401 if self.code() == Some("oauthtoken_scope_invalid") => Verdict::Alive,
            401 => Verdict::Refused,
            // The service writes JSON; proxies and firewalls have pages.
            _ if has_page => Verdict::Unclear,
            403 if self.code().is_some() => Verdict::Alive,
            _ if self.is_throttled() => Verdict::Alive,
            _ => Verdict::Unclear,
        }
    }

    pub(crate) fn is_throttled(&self) -> bool {
        let has_code =
            matches!(self.code(), Some("rate_limit_exceeded" | "request_limit_exceeded"));
        self.status == StatusCode::TOO_MANY_REQUESTS || (self.status.is_client_error() && has_code)
    }

    /// What is missing for this to be what was asked for.
    fn lacks(&self, expected: &Expected) -> Option<String> {
        if matches!(expected, Expected::Anything) {
            return None;
        }
        let json = match &self.json {
            Some(json @ Value::Object(_)) => json,
            Some(_) => return Some("but no JSON object".to_owned()),
            None if self.length == 0 => return Some("without a body".to_owned()),
            None => return Some("but no JSON".to_owned()),
        };
        let is_message = |it: Option<&Value>| it.is_some_and(|it| !it["id"].is_null());
        match expected {
            Expected::List(names) if !names.iter().any(|it| json[*it].is_array()) => {
                Some(format!("without `{}`", names.join("` or `")))
            }
            Expected::Data if !json["data"].is_object() => Some("without `data`".to_owned()),
            Expected::Message if !is_message(Some(json)) && !is_message(json.get("data")) => {
                Some("without a message".to_owned())
            }
            _ => None,
        }
    }

    /// Status and code, and what is not as it should be.
    pub(crate) fn as_to(&self, expected: &Expected) -> String {
        let what = match self.status.as_u16() {
            200..=299 => self.lacks(expected),
            _ if self.length > 0 && self.json.is_none() => Some("no JSON".to_owned()),
            _ if self.is_throttled() => Some("too many requests".to_owned()),
            500.. => Some("a failure of the service".to_owned()),
            _ => None,
        };
        what.map_or_else(|| self.to_string(), |what| format!("{self}, {what}"))
    }

    /// What a success tells, if it is what was asked for.
    pub(crate) fn told(
        &self,
        expected: &Expected,
        tell: impl FnOnce(&Self) -> String,
    ) -> Option<String> {
        let is_good = self.status.is_success() && self.lacks(expected).is_none();
        is_good.then(|| format!("{self}: {}", tell(self)))
    }

    fn code(&self) -> Option<&str> {
        let json = self.json.as_ref()?;
        json["code"].as_str().or_else(|| json["error"]["code"].as_str())
    }

    /// The body; `null` if it is no JSON.
    pub(crate) fn body(&self) -> &Value {
        self.json.as_ref().unwrap_or(&Value::Null)
    }

    /// How many bytes the body has.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// The items of a list.
    pub(crate) fn items(&self, list: &str) -> &[Value] {
        self.body()[list].as_array().map_or(&[], Vec::as_slice)
    }

    /// The JSON type of a value below the body: `/data/id`.
    pub(crate) fn type_at(&self, pointer: &str) -> String {
        self.body().pointer(pointer).map_or("absent", type_of).to_owned()
    }

    /// The JSON type of a member of the first item that has it.
    pub(crate) fn type_in(&self, list: &str, member: &str) -> String {
        let value = self.items(list).iter().find_map(|it| it.get(member));
        match value {
            Some(value) => type_of(value).to_owned(),
            None if self.items(list).is_empty() => "the list is empty".to_owned(),
            None => "absent".to_owned(),
        }
    }

    /// The names of headers that tell of limits.
    pub(crate) fn limit_headers(&self) -> String {
        let known = LIMIT_HEADERS.iter().filter(|it| self.headers.contains_key(**it));
        let mut names: Vec<_> = known.map(|it| format!("`{it}`")).collect();
        let is_like_them = |it: &&str| it.contains("ratelimit") || it.contains("rate-limit");
        let alike = self.headers.keys().map(|it| it.as_str()).filter(is_like_them);
        match alike.filter(|it| !LIMIT_HEADERS.contains(it)).count() {
            0 if names.is_empty() => names.push("none".to_owned()),
            0 => {}
            others => names.push(format!("{others} of other names")),
        }
        names.join(", ")
    }
}

/// An error code, if it is one that is known. Others may say anything.
pub(crate) fn known_code(code: &str) -> String {
    let known = ErrorCode::KNOWN.iter().chain(&RECORDED_CODES).find(|it| **it == code);
    known.map_or("a code that is not documented".to_owned(), |known| format!("`{known}`"))
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
        self.code().map_or(Ok(()), |code| write!(f, " with {}", known_code(code)))
    }
}
