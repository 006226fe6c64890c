//! When the service wants to be asked again.

use std::time::{Duration, SystemTime};

use http::header::{DATE, HeaderName, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};

use crate::OperationInfo;

/// A day. No wait that a server asks for may be longer: what is, is a mistake. A client has a shorter limit by default.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
///
/// The date is the server's, so it is measured by the server's clock where the response has the time in `Date`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let date = text(headers, DATE).and_then(|it| httpdate::parse_http_date(it).ok());
    parse(text(headers, RETRY_AFTER)?, date.unwrap_or_else(SystemTime::now))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Whether a value is seconds or a date, and nothing else.
pub(crate) fn is_time(value: &HeaderValue) -> bool {
    value.to_str().is_ok_and(|text| parse(text.trim(), SystemTime::now()).is_some())
}

fn parse(text: &str, now: SystemTime) -> Option<Duration> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let wait = if is_number {
        // What does not fit is long.
        text.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        // A date that is over means now.
        httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// The longest `Retry-After` that is believed, unless a client is told otherwise.
pub(crate) const MAX_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// By what it is told how long the service refuses calls after a response that there were too many.
#[derive(Clone, Copy)]
pub(crate) struct LockRules {
    /// That whose budget the call took from.
    pub(crate) operation: Option<&'static OperationInfo>,
    /// The longest `Retry-After` that is believed. A longer one counts as this.
    pub(crate) longest: Duration,
}

impl LockRules {
    pub(crate) fn of(operation: Option<&'static OperationInfo>) -> Self {
        Self { operation, longest: MAX_RETRY_AFTER }
    }

    /// How long calls are refused.
    ///
    /// `Retry-After` says it, unless it says "now", as servers do by habit or by a wrong clock: a call within the lock may
    /// prolong it. Where the documents do not say it either, a minute must pass at least, since that is what the limits
    /// are counted in.
    pub(crate) fn period(self, headers: &HeaderMap) -> Duration {
        let documented = || self.operation.and_then(|it| it.budget.lock_period).unwrap_or(MINUTE);
        let asked = retry_after(headers).filter(|wait| !wait.is_zero());
        asked.map_or_else(documented, |wait| wait.min(self.longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates() {
        // Sun, 06 Nov 1994 08:49:37 GMT
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (text, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("99999999999999999999999", Some(86_400)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", Some(60)),
            ("Sun Nov  6 08:50:37 1994", Some(60)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(parse(text, now), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn a_date_goes_by_the_clock_of_the_server() {
        let wait = |date: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, date.parse().unwrap());
            headers.insert(RETRY_AFTER, "Sat, 06 Nov 2094 08:50:37 GMT".parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(wait("Sat, 06 Nov 2094 08:49:37 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(wait("Sat, 06 Nov 2094 08:51:37 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("a date"), Some(LONGEST), "then by the clock of this machine");
    }
}
