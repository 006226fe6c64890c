//! The budget of one user on one route.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Limit;

/// Added to the window, so that two calls at its very ends are never in one window however it is counted.
pub(crate) const MARGIN: Duration = Duration::from_millis(10);

/// Calls under way, calls of the last window, and who waits.
///
/// The service counts a call at a moment that only it knows, between sending and answer. A call therefore holds its
/// place from its permit until a window after its end: then no delay on the way can bring too many of them together.
#[derive(Debug, Default)]
pub(super) struct Lane {
    under_way: usize,
    /// When the calls of the last window ended, oldest first.
    pub(super) ended: VecDeque<Instant>,
    frozen_until: Option<Instant>,
    /// Who waits, longest first.
    queue: VecDeque<Arc<Notify>>,
}

/// What a call has to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// The end of a lock-out.
    Lock(Duration),
    /// A place in the budget, which becomes free after this time.
    Place(Duration),
    /// The end of a call under way, or those who came before.
    Others,
}

impl Lane {
    /// Joins the queue.
    pub(super) fn join(&mut self) -> Arc<Notify> {
        let waiter = Arc::new(Notify::new());
        self.queue.push_back(waiter.clone());
        waiter
    }

    /// Leaves the queue, from any place in it.
    pub(super) fn leave(&mut self, waiter: &Arc<Notify>) {
        self.queue.retain(|other| !Arc::ptr_eq(other, waiter));
        self.call_first();
    }

    /// Takes a place, if the lane is not frozen, nobody came before, and there is a place. `waiter` is who asks, if it
    /// is in the queue; it still is afterwards.
    pub(super) fn take(
        &mut self,
        waiter: Option<&Arc<Notify>>,
        limit: Option<Limit>,
        now: Instant,
    ) -> Result<(), Wait> {
        if let Some(remaining) = self.frozen_for(now) {
            return Err(Wait::Lock(remaining));
        }
        let is_first = match (self.queue.front(), waiter) {
            (None, _) => true,
            (Some(first), Some(waiter)) => Arc::ptr_eq(first, waiter),
            (Some(_), None) => false,
        };
        if !is_first {
            return Err(Wait::Others);
        }
        if let Some(limit) = limit {
            self.check(limit, now)?;
        }
        self.enter();
        Ok(())
    }

    /// Takes a place, whether there is one or not.
    pub(super) fn enter(&mut self) {
        self.under_way += 1;
    }

    fn check(&mut self, limit: Limit, now: Instant) -> Result<(), Wait> {
        let window = self.forget(limit, now);
        let calls = limit.calls.max(1) as usize;
        if self.under_way + self.ended.len() < calls {
            return Ok(());
        }
        // With several limits on one route, more places than one may have to become free.
        let excess = self.under_way + self.ended.len() - calls;
        let end = self.ended.get(excess).ok_or(Wait::Others)?;
        Err(Wait::Place(window.saturating_sub(now.saturating_duration_since(*end))))
    }

    /// Forgets the calls that do not count any more, and gives the time after which that is.
    fn forget(&mut self, limit: Limit, now: Instant) -> Duration {
        let window = limit.window + MARGIN;
        let is_over = |end: &Instant| now.saturating_duration_since(*end) >= window;
        while self.ended.front().is_some_and(is_over) {
            self.ended.pop_front();
        }
        window
    }

    /// At least how long a call that asks now has to wait for a place: those before it come first.
    pub(super) fn shortest_wait(&self, limit: Limit, now: Instant) -> Duration {
        let calls = limit.calls.max(1) as usize;
        let before = self.queue.len();
        let taken = self.under_way + self.ended.len();
        if taken + before < calls {
            return Duration::ZERO;
        }
        // Every `calls` before it take one window.
        let position = taken + before - calls;
        let windows = u32::try_from(position / calls).unwrap_or(u32::MAX);
        let remaining = self.ended.get(position % calls).map_or(Duration::ZERO, |end| {
            limit.window.saturating_sub(now.saturating_duration_since(*end))
        });
        limit.window.saturating_mul(windows).saturating_add(remaining)
    }

    /// A call is over, and counts in the window of `limit`, if there is one.
    pub(super) fn end(&mut self, limit: Option<Limit>, now: Instant) {
        self.under_way = self.under_way.saturating_sub(1);
        if let Some(limit) = limit {
            // Nobody may ask for a place for long, as while another pacer gives them out.
            self.forget(limit, now);
            self.ended.push_back(now);
        }
        self.call_first();
    }

    /// Lets nothing through for `period`. An earlier freeze that lasts longer stays.
    pub(super) fn freeze(&mut self, period: Duration, now: Instant) {
        let until = now.checked_add(period).unwrap_or(now);
        self.frozen_until = self.frozen_until.max(Some(until));
        // Who does not want to wait that long leaves.
        self.queue.iter().for_each(|waiter| waiter.notify_one());
    }

    fn frozen_for(&mut self, now: Instant) -> Option<Duration> {
        let remaining = self.frozen_until?.saturating_duration_since(now);
        if remaining.is_zero() {
            self.frozen_until = None;
            return None;
        }
        Some(remaining)
    }

    fn call_first(&self) {
        if let Some(first) = self.queue.front() {
            first.notify_one();
        }
    }

    /// Whether the lane could as well be made anew.
    pub(super) fn is_idle(&mut self, now: Instant) -> bool {
        // The longest window that is known, the token endpoint's, has ten minutes.
        const LONG_AGO: Duration = Duration::from_secs(3600);
        self.under_way == 0
            && self.queue.is_empty()
            && self.frozen_for(now).is_none()
            && self.ended.back().is_none_or(|end| now.saturating_duration_since(*end) > LONG_AGO)
    }
}
