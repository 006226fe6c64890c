//! What the token endpoint answers.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::Scopes;
use crate::error::code_and_message;

/// A response of the token endpoint, or as much as is known of it.
///
/// RFC 6749 (sections 5.1 and 5.2) says what belongs in it; servers and proxies write numbers as text, lists as arrays,
/// and an empty `error` beside a token.
#[derive(Default)]
pub(super) struct TokenResponse {
    pub(super) token: Option<String>,
    /// Comes with a grant code, and when the accounts server replaces the one that it was shown.
    pub(super) refresh_token: Option<String>,
    pub(super) lifetime: Option<Duration>,
    pub(super) scopes: Option<Scopes>,
    /// Errors come with status 200 too.
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    /// What the server says of a token that was to be revoked.
    #[cfg_attr(not(feature = "sign-in"), allow(dead_code, reason = "nobody signs in"))]
    pub(super) status: Option<String>,
    /// The values of all members that may be tokens.
    pub(super) tokens: Vec<String>,
}

impl TokenResponse {
    /// Reads a body, unless it is something other than a JSON object.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let object: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let (code, message) = code_and_message(&object);
        let token = text(&object, "access_token");
        let says_error = token.is_none() || object.get("error").is_some_and(|it| !is_empty(it));
        let mut tokens = Vec::new();
        collect_tokens(&object, &mut tokens);
        Some(Self {
            token,
            refresh_token: text(&object, "refresh_token"),
            // The older name tells its unit; where it stands, the other one has counted milliseconds.
            lifetime: seconds(&object, "expires_in_sec").or_else(|| seconds(&object, "expires_in")),
            scopes: object.get("scope").and_then(scopes),
            code: code.filter(|_| says_error),
            message: message.filter(|_| says_error),
            status: text(&object, "status"),
            tokens,
        })
    }
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// No time at all, or less, is none that is known.
fn seconds(object: &Map<String, Value>, key: &str) -> Option<Duration> {
    let seconds = match object.get(key)? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (seconds > 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

fn scopes(value: &Value) -> Option<Scopes> {
    let scopes = match value {
        Value::String(text) => Scopes::from(text.as_str()),
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    Some(scopes).filter(|scopes| !scopes.is_empty())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Array(array) => array.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

fn collect_tokens(object: &Map<String, Value>, tokens: &mut Vec<String>) {
    for (key, value) in object {
        match value {
            Value::String(text) if key.to_ascii_lowercase().contains("token") => {
                tokens.push(text.trim().to_owned());
            }
            Value::Object(inner) => collect_tokens(inner, tokens),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> TokenResponse {
        TokenResponse::read(body.as_bytes()).unwrap()
    }

    #[test]
    fn a_lifetime_is_read_in_every_form() {
        for (member, lifetime) in [
            (r#""expires_in": 3600"#, Some(3600.0)),
            (r#""expires_in": "3600""#, Some(3600.0)),
            (r#""expires_in": " 3600 ""#, Some(3600.0)),
            (r#""expires_in": 3600.0"#, Some(3600.0)),
            (r#""expires_in": "3600.5""#, Some(3600.5)),
            (r#""expires_in_sec": 3600, "expires_in": 3600000"#, Some(3600.0)),
            (r#""expires_in_sec": null, "expires_in": 60"#, Some(60.0)),
            (r#""expires_in": 0"#, None),
            (r#""expires_in": -1"#, None),
            (r#""expires_in": "soon""#, None),
            (r#""expires_in": [3600]"#, None),
            (r#""expires_in": null"#, None),
        ] {
            let response = read(&format!(r#"{{"access_token": "1000.a", {member}}}"#));
            assert_eq!(response.lifetime.map(|it| it.as_secs_f64()), lifetime, "{member}");
            assert_eq!(response.token.as_deref(), Some("1000.a"), "{member}");
        }
        let long = read(r#"{"access_token": "1000.a", "expires_in": 1e300}"#);
        assert_eq!(long.lifetime, Some(Duration::MAX));
    }

    #[test]
    fn scopes_are_a_text_or_an_array() {
        let both = Scopes::from("a.READ b.ALL");
        for scope in [r#""a.READ,b.ALL""#, r#""a.READ b.ALL""#, r#"["a.READ", "b.ALL"]"#] {
            let response = read(&format!(r#"{{"access_token": "1000.a", "scope": {scope}}}"#));
            assert_eq!(response.scopes.as_ref(), Some(&both), "{scope}");
        }
        for scope in [r#""""#, "[]", "null", "7", "{}"] {
            let response = read(&format!(r#"{{"access_token": "1000.a", "scope": {scope}}}"#));
            assert!(response.scopes.is_none() && response.token.is_some(), "{scope}");
        }
    }

    #[test]
    fn white_space_is_no_part_of_a_token() {
        let response = read("{\"access_token\": \" 1000.a\\r\\n\"}");
        assert_eq!(response.token.as_deref(), Some("1000.a"));
        for token in [r#""""#, r#"" ""#, "null", "7", r#"["1000.a"]"#] {
            assert!(read(&format!(r#"{{"access_token": {token}}}"#)).token.is_none(), "{token}");
        }
    }

    #[test]
    fn an_error_without_content_is_none() {
        for error in [r#""""#, r#"" ""#, "null", "false", "{}"] {
            let response = read(&format!(r#"{{"access_token": "1000.a", "error": {error}}}"#));
            assert!(response.code.is_none() && response.token.is_some(), "{error}");
        }
        let response = read(r#"{"access_token": "1000.a", "message": "Here you are."}"#);
        assert!(response.code.is_none() && response.message.is_none());
        for (body, code, message) in [
            (r#"{"error": "invalid_code"}"#, Some("invalid_code"), None),
            (r#"{"error": "x", "access_token": "1000.a"}"#, Some("x"), None),
            (r#"{"error": "x", "error_description": "Why."}"#, Some("x"), Some("Why.")),
            (r#"{"error": {"code": "x", "message": "Why."}}"#, Some("x"), Some("Why.")),
            (r#"{"message": "Why."}"#, None, Some("Why.")),
        ] {
            let response = read(body);
            assert_eq!((response.code.as_deref(), response.message.as_deref()), (code, message));
        }
        assert!(TokenResponse::read(b"[]").is_none() && TokenResponse::read(b"{").is_none());
    }

    #[test]
    fn every_member_that_may_be_a_token_is_known() {
        let body = r#"{"access_token": "a", "Refresh_Token": "b", "data": {"id_token": "c"}, "scope": "d"}"#;
        let mut tokens = read(body).tokens;
        tokens.sort_unstable();
        assert_eq!(tokens, ["a", "b", "c"]);
    }
}
