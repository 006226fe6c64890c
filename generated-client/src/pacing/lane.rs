//! The budget of one user on one route.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::queue::{GRACE, Queue, Rank};
use super::{Limit, RouteState};

/// Added to the window, so that two calls at its very ends are never in one window however it is counted.
pub(crate) const MARGIN: Duration = Duration::from_millis(10);

/// A clock cannot show every time to come.
const A_CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Calls under way, calls of the last window, and who waits.
///
/// The service counts a call at a moment that only it knows, between sending and response. A call therefore holds its
/// place from its permit until a window after its end: then no delay on the way can bring too many of them together.
#[derive(Debug, Default)]
pub(super) struct Lane {
    under_way: usize,
    /// When the calls of the last window ended, oldest first.
    pub(super) ended: VecDeque<Instant>,
    /// The longest time for which a call of this lane counts.
    longest_window: Duration,
    frozen_until: Option<Instant>,
    pub(super) queue: Queue,
}

/// Why a call does not get a place yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// A lock-out lasts so long.
    Locked(Duration),
    /// The budget is used up for so long.
    UsedUp(Duration),
    /// All of the budget is held by calls under way, whose end is not known.
    UnderWay,
    /// There is a place, which who came before has not taken yet.
    Others,
}

/// What a call has to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    pub(super) reason: Reason,
    /// After which time to ask again, unless called before.
    pub(super) look_after: Duration,
}

impl Lane {
    /// Takes a place, if the lane is not frozen, nobody who reacts came before, and there is a place. The caller may be
    /// in the queue or not; it still is afterwards.
    pub(super) fn take(
        &mut self,
        rank: Rank,
        limit: Option<Limit>,
        now: Instant,
    ) -> Result<(), Wait> {
        self.queue.react(rank);
        let before = self.queue.first(now).filter(|(first, _)| *first < rank);
        // What holds up the first holds up all.
        let limit = before.map_or(limit, |(_, first)| first.limit);
        let is_first = before.is_none();
        let reason = match self.check(limit, now) {
            Ok(()) if is_first => {
                self.enter();
                return Ok(());
            }
            Ok(()) => {
                self.queue.call_the_roll(now);
                // Who called is here.
                self.queue.react(rank);
                Reason::Others
            }
            Err(reason) => reason,
        };
        Err(Wait { reason, look_after: self.look_after(reason, rank, is_first, limit, now) })
    }

    /// The first goes as soon as it can. All others look a little later whether it did.
    fn look_after(
        &self,
        reason: Reason,
        rank: Rank,
        is_first: bool,
        limit: Option<Limit>,
        now: Instant,
    ) -> Duration {
        let rest_of_roll_call = self.queue.until_passed_over(now);
        let soonest = match reason {
            Reason::Locked(rest) | Reason::UsedUp(rest) => rest,
            // Even if one of them ended just now. The first is called when one does.
            Reason::UnderWay => limit.map_or(GRACE, |limit| limit.window),
            Reason::Others => {
                let rest = rest_of_roll_call.unwrap_or(GRACE);
                return if self.queue.is_next(rank) { rest } else { rest + GRACE };
            }
        };
        if is_first {
            return soonest;
        }
        // Places that are given back while a roll call lasts are not announced.
        let later = soonest.saturating_add(GRACE);
        rest_of_roll_call.map_or(later, |rest| rest.min(later))
    }

    /// Takes a place, whether there is one or not.
    pub(super) fn enter(&mut self) {
        self.under_way += 1;
    }

    /// Whether a call could have a place, if it were the first.
    fn check(&mut self, limit: Option<Limit>, now: Instant) -> Result<(), Reason> {
        if let Some(remaining) = self.frozen_for(now) {
            return Err(Reason::Locked(remaining));
        }
        let Some(limit) = limit else {
            return Ok(());
        };
        let window = self.forget(limit, now);
        let (calls, taken) = (places(limit), self.taken());
        if taken < calls {
            return Ok(());
        }
        // With several limits on one route, more places than one may have to become free.
        let end = self.ended.get(taken - calls).ok_or(Reason::UnderWay)?;
        Err(Reason::UsedUp(window.saturating_sub(now.saturating_duration_since(*end))))
    }

    fn taken(&self) -> usize {
        self.under_way + self.ended.len()
    }

    /// Forgets the calls that do not count any more, and gives the time after which that is.
    fn forget(&mut self, limit: Limit, now: Instant) -> Duration {
        let window = limit.window.saturating_add(MARGIN);
        self.longest_window = self.longest_window.max(window);
        let is_over = |end: &Instant| now.saturating_duration_since(*end) >= window;
        while self.ended.front().is_some_and(is_over) {
            self.ended.pop_front();
        }
        window
    }

    /// At least how long a call that asks now has to wait for a place: those before it come first.
    pub(super) fn shortest_wait(&self, rank: Rank, limit: Limit, now: Instant) -> Duration {
        let (calls, taken) = (places(limit), self.taken());
        let before = self.queue.before(rank, now);
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
            self.queue.call_first(now);
        } else {
            // There is a place sooner than anybody could know.
            self.queue.call_the_roll(now);
        }
    }

    /// Lets nothing through for `period`. An earlier freeze that lasts longer stays.
    pub(super) fn freeze(&mut self, period: Duration, now: Instant) {
        let until = now.checked_add(period.min(A_CENTURY));
        self.frozen_until = self.frozen_until.max(until);
        // Who does not want to wait that long leaves.
        self.queue.call_all();
    }

    /// Ends a freeze. What was sent still counts.
    pub(super) fn unfreeze(&mut self) {
        self.frozen_until = None;
        self.queue.call_all();
    }

    pub(super) fn state(&mut self, limit: Option<Limit>, now: Instant) -> RouteState {
        let places_left = limit.map(|limit| {
            self.forget(limit, now);
            u32::try_from(places(limit).saturating_sub(self.taken())).unwrap_or(u32::MAX)
        });
        RouteState { places_left, waiting: self.queue.len(), frozen_for: self.frozen_for(now) }
    }

    fn frozen_for(&mut self, now: Instant) -> Option<Duration> {
        let remaining = self.frozen_until?.saturating_duration_since(now);
        if remaining.is_zero() {
            self.frozen_until = None;
            return None;
        }
        Some(remaining)
    }

    /// Whether the lane could as well be made anew.
    pub(super) fn is_idle(&mut self, now: Instant) -> bool {
        let counts = |end: &Instant| now.saturating_duration_since(*end) < self.longest_window;
        self.under_way == 0
            && self.queue.is_empty()
            && !self.ended.back().is_some_and(counts)
            && self.frozen_for(now).is_none()
    }
}

/// How many calls are let through in a window: one at least.
fn places(limit: Limit) -> usize {
    limit.calls.max(1) as usize
}
