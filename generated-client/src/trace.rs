//! Tells what a client does, to who subscribes to [`tracing`](https://docs.rs/tracing).

use std::time::Duration;

use crate::OperationInfo;
use crate::auth::{AccessToken, TokenError};
use crate::observer::Attempt;

#[cfg(feature = "tracing")]
pub(crate) use with_tracing::{CallSpan, is_locked, token_renewal, warning};
#[cfg(not(feature = "tracing"))]
pub(crate) use without_tracing::{CallSpan, is_locked, token_renewal, warning};

#[cfg(feature = "tracing")]
mod with_tracing {
    use std::fmt;

    use tracing::field::Empty;
    use tracing::{Instrument, Span, debug, debug_span, info, warn};

    use super::*;
    use crate::pacing::Route;

    /// Of all spans and events: what a filter names.
    const TARGET: &str = "generated_client";

    /// The span of one call with all its attempts. It holds no argument, no body and no token.
    #[derive(Clone)]
    pub(crate) struct CallSpan(Span);

    impl CallSpan {
        /// Whether attempts may be told to anybody: a repetition is an event even where the span is off.
        pub(crate) const IS_TOLD: bool = true;

        pub(crate) fn new(operation: &'static OperationInfo) -> Self {
            Self(debug_span!(
                target: TARGET,
                "call",
                operation = %Name(operation),
                route = %Route::of(operation),
                attempt = Empty,
                waited_ms = Empty,
                status = Empty,
            ))
        }

        pub(crate) fn is_enabled(&self) -> bool {
            !self.0.is_disabled()
        }

        pub(crate) fn instrument<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
            future.instrument(self.0)
        }

        /// The pacer let the call through.
        pub(crate) fn has_turn(&self, attempt: &Attempt) {
            let (number, waited_ms) = (attempt.number, millis(attempt.waited));
            self.0.record("attempt", number).record("waited_ms", waited_ms);
            debug!(target: TARGET, attempt = number, waited_ms, "sending");
        }

        /// An attempt is over.
        pub(crate) fn has_ended(&self, attempt: &Attempt) {
            let status = attempt.status.map(|it| it.as_u16());
            let (number, outcome) = (attempt.number, attempt.outcome.as_str());
            // What was recorded cannot be taken back, so of several attempts it is the last one's that counts.
            if let (Some(status), None) = (status, attempt.next) {
                self.0.record("status", status);
            }
            let took_ms = attempt.took.map(millis);
            debug!(target: TARGET, attempt = number, outcome, status, took_ms, "ended");
            // By itself it has to say whose attempt it was: without DEBUG there is no span.
            if let Some(delay) = attempt.next {
                info!(
                    target: TARGET,
                    operation = %Name(attempt.operation),
                    attempt = number,
                    reason = outcome,
                    status,
                    after_ms = millis(delay),
                    "repeating the call",
                );
            }
        }
    }

    /// The service said that there were too many calls.
    pub(crate) fn is_locked(operation: &'static OperationInfo, period: Duration) {
        warn!(
            target: TARGET,
            operation = %Name(operation),
            route = %Route::of(operation),
            for_ms = millis(period),
            "too many calls: the route is left alone",
        );
    }

    /// The accounts server was asked for an access token.
    pub(crate) fn token_renewal(renewal: Result<&AccessToken, &TokenError>) {
        match renewal {
            Ok(token) => {
                let lives_ms = token.lifetime().map(millis);
                info!(target: TARGET, lives_ms, "got an access token");
            }
            Err(error) => {
                let reason = error.reason();
                let code = error.code().filter(|code| is_identifier(code));
                let left_alone_ms = error.retry_after().map(millis);
                let transient = error.is_transient();
                warn!(target: TARGET, reason, code, transient, left_alone_ms, "got no access token");
            }
        }
    }

    /// Whether a code is one that programs compare, and no text about somebody.
    fn is_identifier(code: &str) -> bool {
        const LONGEST: usize = 40;
        code.len() <= LONGEST && code.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
    }

    /// Something went wrong that no call fails for.
    pub(crate) fn warning(text: &'static str) {
        warn!(target: TARGET, "{text}");
    }

    fn millis(duration: Duration) -> u64 {
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
    }

    struct Name(&'static OperationInfo);

    impl fmt::Display for Name {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}.{}", self.0.module, self.0.name)
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod without_tracing {
    use super::*;

    /// Nobody listens.
    #[derive(Clone)]
    pub(crate) struct CallSpan;

    impl CallSpan {
        pub(crate) const IS_TOLD: bool = false;

        pub(crate) fn new(_: &'static OperationInfo) -> Self {
            Self
        }

        pub(crate) fn is_enabled(&self) -> bool {
            false
        }

        pub(crate) fn instrument<F: Future>(self, future: F) -> F {
            future
        }

        pub(crate) fn has_turn(&self, _: &Attempt) {}

        pub(crate) fn has_ended(&self, _: &Attempt) {}
    }

    pub(crate) fn is_locked(_: &'static OperationInfo, _: Duration) {}

    pub(crate) fn token_renewal(_: Result<&AccessToken, &TokenError>) {}

    pub(crate) fn warning(_: &'static str) {}
}
