//! The time by which a service goes.

use std::time::{Duration, Instant};

/// Tokio's clock, which a test may pause, and how far it was put forward.
#[derive(Debug, Default)]
pub(super) struct Clock {
    ahead: Duration,
}

impl Clock {
    pub(super) fn now(&self) -> Instant {
        let now = tokio::time::Instant::now().into_std();
        now.checked_add(self.ahead).unwrap_or(now)
    }

    pub(super) fn advance(&mut self, duration: Duration) {
        self.ahead = self.ahead.saturating_add(duration);
    }
}
