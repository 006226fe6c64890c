//! Tells what a call does, to who subscribes to [`tracing`](https://docs.rs/tracing).

#[cfg(feature = "tracing")]
use std::time::Instant;

use http::StatusCode;

use crate::{OperationInfo, Timer};

#[cfg(feature = "tracing")]
pub(crate) use with_tracing::{CallSpan, Stopwatch};
#[cfg(not(feature = "tracing"))]
pub(crate) use without_tracing::{CallSpan, Stopwatch};

#[cfg(feature = "tracing")]
mod with_tracing {
    use tracing::field::Empty;
    use tracing::{Instrument, Span, debug, debug_span};

    use super::*;
    use crate::pacing::Route;

    /// The span of one call with all its attempts. It holds no argument, no body and no token.
    #[derive(Clone)]
    pub(crate) struct CallSpan(Span);

    impl CallSpan {
        pub(crate) fn new(operation: &'static OperationInfo) -> Self {
            Self(debug_span!(
                "call",
                operation = format_args!("{}.{}", operation.module, operation.name),
                route = %Route::of(operation),
                attempt = Empty,
                waited_ms = Empty,
                status = Empty,
            ))
        }

        pub(crate) fn instrument<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
            future.instrument(self.0)
        }

        /// The pacer let the call through.
        pub(crate) fn has_turn(&self, attempt: u32, waiting: &Stopwatch<'_>) {
            let waited = waiting.timer.now().saturating_duration_since(waiting.start);
            let waited_ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
            self.0.record("attempt", attempt).record("waited_ms", waited_ms);
            debug!(parent: &self.0, attempt, waited_ms, "sending");
        }

        /// An attempt is over.
        pub(crate) fn has_ended(&self, status: Option<StatusCode>, again: bool) {
            match status {
                Some(status) => {
                    self.0.record("status", status.as_u16());
                    debug!(parent: &self.0, status = status.as_u16(), again, "answered");
                }
                None => debug!(parent: &self.0, again, "no response"),
            }
        }
    }

    /// Measures how long a call waits for its turn.
    pub(crate) struct Stopwatch<'a> {
        timer: &'a dyn Timer,
        start: Instant,
    }

    impl<'a> Stopwatch<'a> {
        pub(crate) fn start(timer: &'a dyn Timer) -> Self {
            Self { timer, start: timer.now() }
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
        pub(crate) fn new(_: &'static OperationInfo) -> Self {
            Self
        }

        pub(crate) fn instrument<F: Future>(self, future: F) -> F {
            future
        }

        pub(crate) fn has_turn(&self, _: u32, _: &Stopwatch) {}

        pub(crate) fn has_ended(&self, _: Option<StatusCode>, _: bool) {}
    }

    /// Asks no clock, since nobody wants to know.
    pub(crate) struct Stopwatch;

    impl Stopwatch {
        pub(crate) fn start(_: &dyn Timer) -> Self {
            Self
        }
    }
}
