//! What a script was asked.

use std::fmt;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, Request, Uri};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{Operation, OperationInfo};

/// A request that reached a [`Script`](super::Script). It does not hold the token, be it in a header or in the query.
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
        let json = serde_json::from_slice(&body).unwrap_or_default();
        let uri = without_webhook_token(parts.uri);
        Self { operation, method: parts.method, uri, headers, body, json }
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
        let pairs = self.uri.query().unwrap_or_default().split('&');
        let mut pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.find(|(key, _)| decoded(key) == name).map(|(_, value)| decoded(value))
    }

    /// The headers, but for `authorization`.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as JSON; `null` if there is none, or if it is not JSON.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The body as it is on the wire.
    pub fn body(&self) -> &Bytes {
        &self.body
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

fn without_webhook_token(uri: Uri) -> Uri {
    let text = uri.to_string();
    let Some((path, query)) = text.split_once('?').filter(|(_, it)| it.contains("zapikey=")) else {
        return uri;
    };
    let others = query.split('&').filter(|pair| !pair.starts_with("zapikey="));
    let query = others.collect::<Vec<_>>().join("&");
    let separator = if query.is_empty() { "" } else { "?" };
    format!("{path}{separator}{query}").parse().unwrap_or_default()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
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
