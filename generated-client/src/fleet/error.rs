//! What can go wrong with a Redis server.

use std::fmt;
use std::sync::Arc;

use redis::{ErrorKind, RedisError};

/// A Redis server cannot be used. It holds no password, nothing that is kept on the server, and of what the server says the
/// code alone.
///
/// It is the source of the [`Error`](crate::Error) of a call, by `std::error::Error::source`.
#[derive(Clone)]
pub struct FleetError(Arc<Reason>);

struct Reason {
    address: String,
    kind: Kind,
    details: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    InvalidUrl,
    Gone,
    Refused,
}

impl FleetError {
    /// The text that `redis` has for a wrong URL is left out, since it may hold parts of it.
    pub(super) fn invalid_url(details: &str) -> Self {
        Self::new(String::new(), Kind::InvalidUrl, details.to_owned())
    }

    pub(super) fn gone(address: &str, details: &str) -> Self {
        Self::new(address.to_owned(), Kind::Gone, details.to_owned())
    }

    pub(super) fn from_redis(address: &str, error: &RedisError) -> Self {
        match error.kind() {
            // Its text is the system's, and not the server's.
            ErrorKind::Io => Self::gone(address, &error.to_string()),
            _ => Self::new(address.to_owned(), Kind::Refused, refusal(error)),
        }
    }

    fn new(address: String, kind: Kind, details: String) -> Self {
        Self(Arc::new(Reason { address, kind, details }))
    }

    /// Whether the URL is not that of a Redis server, or needs a feature that this crate was built without.
    pub fn is_invalid_url(&self) -> bool {
        self.0.kind == Kind::InvalidUrl
    }

    /// Whether the server was not reached, went away, or did not answer in time.
    pub fn is_gone(&self) -> bool {
        self.0.kind == Kind::Gone
    }
}

/// Why a server refused, in other words than those of `redis`: they show the values that it cannot convert, and the texts of
/// servers, which repeat commands with all that was to be kept.
fn refusal(error: &RedisError) -> String {
    if let Some(code) = error.code() {
        return answer(code);
    }
    match error.kind() {
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => {
            "it answered something else than was expected".to_owned()
        }
        _ => error.category().to_owned(),
    }
}

/// A server may say anything in the place of a code.
fn answer(code: &str) -> String {
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let code = if is_code { code } else { "an error without a code" };
    match meaning(code) {
        Some(meaning) => format!("it answered {code}: {meaning}"),
        None => format!("it answered {code}"),
    }
}

/// What those codes mean that ask for something to be changed.
fn meaning(code: &str) -> Option<&'static str> {
    Some(match code {
        "NOAUTH" => "it wants a password",
        "WRONGPASS" => "the name or the password of its user is wrong",
        "NOPERM" => "its user may not run a command, or not on these keys",
        "READONLY" => "it is a replica, on which nothing can be kept",
        "OOM" => "it has no memory left",
        _ => return None,
    })
}

impl fmt::Display for FleetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reason { address, kind, details } = &*self.0;
        match kind {
            Kind::InvalidUrl => write!(f, "the URL of the Redis server cannot be used: {details}"),
            Kind::Gone => write!(f, "the Redis server at {address} is gone: {details}"),
            Kind::Refused => write!(f, "the Redis server at {address} refused: {details}"),
        }
    }
}

impl fmt::Debug for FleetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FleetError({self})")
    }
}

impl std::error::Error for FleetError {}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use redis::Value;

    use super::*;

    /// The error of a call that expects a text and a number.
    fn error(answer: &str) -> FleetError {
        let error = match redis::parse_redis_value(answer.as_bytes()) {
            Ok(Value::ServerError(error)) => error.into(),
            Ok(value) => {
                RedisError::from(redis::from_redis_value::<(String, i64)>(value).unwrap_err())
            }
            Err(error) => error,
        };
        assert!(answer.contains("s3cret") && error.to_string().contains("s3cret"), "{error}");
        FleetError::from_redis("host:6379", &error)
    }

    #[test]
    fn nothing_that_a_server_answered_is_shown() {
        let unreadable = "it answered something else than was expected";
        for (answer, shown) in [
            ("*1\r\n+{\"token\":\"1000.s3cret\"}\r\n", unreadable),
            ("*2\r\n+text\r\n+1000.s3cret\r\n", unreadable),
            ("-ERR unknown command `EVALSHA`, with args beginning with: `1000.s3cret`\r\n", "ERR"),
            ("-NOPERM no permissions to access `1000.s3cret`\r\n", "NOPERM"),
            ("-WRONGPASS invalid: `1000.s3cret`\r\n", "WRONGPASS"),
            ("-1000.s3cret\r\n", "an error without a code"),
            ("-Wrong 1000.s3cret\r\n", "an error without a code"),
        ] {
            let error = error(answer);
            let texts = format!("{error} {error:#} {error:?} {error:#?}");
            assert!(!texts.contains("s3cret"), "{texts}");
            assert!(error.source().is_none() && !error.is_gone());
            let text = error.to_string();
            let start = "the Redis server at host:6379 refused: ";
            assert!(text.strip_prefix(start).is_some_and(|it| it.contains(shown)), "{text}");
        }
    }

    #[test]
    fn why_a_server_is_gone_is_shown() {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let error = FleetError::from_redis("host:6379", &refused.into());
        assert!(error.is_gone());
        let text = "the Redis server at host:6379 is gone: connection refused";
        assert_eq!(error.to_string(), text);
    }
}
