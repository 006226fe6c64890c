//! How many calls there were, and whether more are let through.

use std::collections::VecDeque;
use std::time::Instant;

use crate::RateLimit;

/// The calls of a user to a route.
#[derive(Debug, Default)]
pub(super) struct Budget {
    calls: VecDeque<Instant>,
    locked_until: Option<Instant>,
}

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is one too many, with which a lock-out begins, if the limit has one.
    TooMany,
    /// The lock-out lasts.
    Locked,
}

impl Budget {
    /// Counts a call, unless it is beyond the limit: then it counts for nothing, and prolongs no lock-out.
    pub(super) fn spend(&mut self, limit: RateLimit, now: Instant) -> Result<(), Refused> {
        if self.locked_until.is_some_and(|until| now < until) {
            return Err(Refused::Locked);
        }
        let Some(rate) = limit.limit else { return Ok(()) };
        self.calls.retain(|call| now.saturating_duration_since(*call) < rate.window);
        if u32::try_from(self.calls.len()).is_ok_and(|calls| calls < rate.calls) {
            self.calls.push_back(now);
            return Ok(());
        }
        self.locked_until = limit.lock_period.and_then(|period| now.checked_add(period));
        Err(Refused::TooMany)
    }
}
