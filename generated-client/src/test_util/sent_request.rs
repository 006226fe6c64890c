//! What a script was asked.

use std::fmt;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, Method, Request, Uri};
use serde_core::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::encoder::form_decoded;
use crate::redact::REPLACEMENT;
use crate::{DataCenter, Error, Operation, OperationInfo};

/// A request that reached a [`Script`](super::Script). It does not hold the token, be it in a header or in the query. In
/// the form of a request to the accounts server, `[secret]` stands for the client secret, the code and every token.
///
/// Two are equal if they ask for the same: method, path, query, headers and body, whatever the host and the
/// `user-agent`. That is also what is serialised:
///
/// ```
/// use generated_client::chats::requests::Search;
/// use generated_client::test_util::SentRequest;
/// use serde_json::json;
///
/// let request = SentRequest::of(&Search::new().title("Release"))?;
/// let expected = json!({
///     "method": "GET",
///     "path": "/api/v3/chats/search",
///     "query": {"title": "Release"},
///     "headers": {"accept": "application/json"},
/// });
/// assert_eq!(serde_json::to_value(request).unwrap(), expected);
/// # Ok::<(), generated_client::Error>(())
/// ```
///
/// The requests of every module are compared and serialised in the same way.
#[derive(Clone)]
pub struct SentRequest {
    operation: &'static OperationInfo,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    json: Value,
}

impl SentRequest {
    pub(super) fn new(operation: &'static OperationInfo, request: Request<Bytes>) -> Self {
        let (parts, body) = request.into_parts();
        let mut headers = parts.headers;
        headers.remove(AUTHORIZATION);
        let body = if is_of_accounts(operation) { without_secrets(&body) } else { body };
        let json = serde_json::from_slice(&body).unwrap_or_default();
        let uri = without_webhook_token(parts.uri);
        Self { operation, method: parts.method, uri, headers, body, json }
    }

    /// What would be sent for a request.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] if an argument is outside the documented limits, so that nothing would be sent, or if
    /// the body is a [`File`](crate::File) that is read while it is sent.
    pub fn of<O: Operation + ?Sized>(operation: &O) -> Result<Self, Error> {
        let request = operation.http_request(DataCenter::Us.api_url())?;
        Ok(Self::new(O::INFO, request))
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// Whether it is a call of the operation `O`: `request.is::<Get>()`.
    pub fn is<O: Operation>(&self) -> bool {
        is_same(self.operation, O::INFO)
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Path and query as they are on the wire, percent-encoded:
    /// `/api/v3/chats/CT_1?fields=title`.
    pub fn target(&self) -> &str {
        self.uri.path_and_query().map_or("/", |target| target.as_str())
    }

    /// The path as it is on the wire, percent-encoded.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// A query parameter, decoded: the first if the name comes more than once, `None` if it does
    /// not come.
    pub fn query(&self, name: &str) -> Option<String> {
        let mut pairs = pairs(self.uri.query().unwrap_or_default());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The headers, but for `authorization`.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as JSON; `null` if there is none, or if it is not JSON.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The body as it is on the wire, but for secrets that the accounts server is sent.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// All that was asked for, as JSON. A name that comes more than once has a list.
    pub(super) fn to_json(&self) -> Value {
        let mut whole = Map::new();
        whole.insert("method".into(), self.method.as_str().into());
        whole.insert("path".into(), self.path().into());
        let headers = self.headers.iter().filter(|(name, _)| *name != USER_AGENT);
        let headers = headers.map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into())
        });
        for (member, pairs) in [
            ("query", listed(pairs(self.uri.query().unwrap_or_default()))),
            ("headers", listed(headers)),
        ] {
            if !pairs.is_empty() {
                whole.insert(member.into(), pairs.into());
            }
        }
        if !self.body.is_empty() {
            let text = || std::str::from_utf8(&self.body).map(Value::from);
            let body = serde_json::from_slice(&self.body).or_else(|_| text());
            whole.insert("body".into(), body.unwrap_or_else(|_| self.body.to_vec().into()));
        }
        whole.into()
    }
}

/// Pairs by their names.
fn listed(pairs: impl Iterator<Item = (String, String)>) -> Map<String, Value> {
    let mut listed = Map::new();
    for (name, value) in pairs {
        match listed.get_mut(&name) {
            None => drop(listed.insert(name, value.into())),
            Some(Value::Array(values)) => values.push(value.into()),
            Some(first) => *first = Value::Array(vec![first.take(), value.into()]),
        }
    }
    listed
}

impl PartialEq for SentRequest {
    fn eq(&self, other: &Self) -> bool {
        self.to_json() == other.to_json()
    }
}

impl Serialize for SentRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// Method, path and query, and the body.
impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target())?;
        if self.body.is_empty() {
            return Ok(());
        }
        write!(f, " {}", String::from_utf8_lossy(&self.body))
    }
}

/// An operation may be at several addresses, being a constant.
pub(super) fn is_same(one: &OperationInfo, other: &OperationInfo) -> bool {
    (one.module, one.name) == (other.module, other.name)
}

/// Whether it is asked of the accounts server, which no document describes.
pub(super) fn is_of_accounts(operation: &OperationInfo) -> bool {
    operation.module == "accounts"
}

/// A form in which no value is a secret.
fn without_secrets(form: &[u8]) -> Bytes {
    const SECRETS: [&str; 4] = ["client_secret", "code", "refresh_token", "token"];
    let form = String::from_utf8_lossy(form);
    let pairs = form.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if SECRETS.contains(&name) => format!("{name}={REPLACEMENT}"),
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&").into()
}

pub(super) fn without_webhook_token(uri: Uri) -> Uri {
    let text = uri.to_string();
    let Some((path, query)) = text.split_once('?').filter(|(_, it)| it.contains("zapikey=")) else {
        return uri;
    };
    let others = query.split('&').filter(|pair| !pair.starts_with("zapikey="));
    let query = others.collect::<Vec<_>>().join("&");
    let separator = if query.is_empty() { "" } else { "?" };
    format!("{path}{separator}{query}").parse().unwrap_or_default()
}

/// The decoded names and values of a query or a form.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (form_decoded(name), form_decoded(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_token_is_not_kept() {
        for (uri, kept) in [
            ("https://x/a?zapikey=1001.s3cret", "https://x/a"),
            ("https://x/a?b=1&zapikey=1001.s3cret", "https://x/a?b=1"),
            ("https://x/a?zapikey=1001.s3cret&b=1", "https://x/a?b=1"),
            ("https://x/a?b=zapikey%3D1", "https://x/a?b=zapikey%3D1"),
        ] {
            assert_eq!(without_webhook_token(Uri::from_static(uri)), kept);
        }
    }
}
