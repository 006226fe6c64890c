//! The time by which a service goes.

use std::time::{Duration, Instant};

/// Tokio's clock, which a test may pause, and how far it was put forward.
#[derive(Debug, Default)]
pub(super) struct Clock {
    ahead: Duration,
}

impl Clock {
    /// How far ahead it can be, a hundred years: what is a lock period or an hour later is a time still.
    pub(super) const FURTHEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

    pub(super) fn now(&self) -> Instant {
        let now = tokio::time::Instant::now().into_std();
        now.checked_add(self.ahead).unwrap_or(now)
    }

    pub(super) fn advance(&mut self, duration: Duration) {
        self.ahead = self.ahead.saturating_add(duration).min(Self::FURTHEST);
    }
}
