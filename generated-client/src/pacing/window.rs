//! The pacer of one process.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::sync::Notify;

use super::lane::{Lane, Wait};
use super::{Limit, Pacer, PacerError, Permit, Route, Turn, WhenLocked};
use crate::lock::lock;
use crate::timer::{SharedTimer, within};
use crate::{BoxFuture, Timer, TokioTimer};

/// Lets at most as many calls through as the documents allow, in **any** minute.
///
/// Calls that find the budget used up wait in the order in which they came. That a call was cancelled, before or
/// after it was sent, takes nothing from the others. One pacer may serve any number of clients and users.
///
/// It knows nothing of the calls that an earlier run of the program made: a run that begins within a minute of the end
/// of another may exceed the limits with it. Pause for a minute before, or use a pacer that outlives the process, such
/// as `RedisPacer` of the feature `redis`.
pub struct SlidingWindow {
    timer: SharedTimer,
    lanes: Mutex<Lanes>,
}

type SharedLane = Arc<Mutex<Lane>>;

#[derive(Default)]
struct Lanes {
    by_user: HashMap<Box<str>, HashMap<Route, SharedLane>>,
    /// Idle lanes are looked for when there are as many lanes as this.
    sweep_at: usize,
}

impl SlidingWindow {
    /// A pacer with all budgets unused.
    pub fn new() -> Self {
        Self::with_timer(TokioTimer)
    }

    /// The same with a clock other than Tokio's.
    pub fn with_timer(timer: impl Timer + 'static) -> Self {
        Self::shared(Arc::new(timer))
    }

    pub(crate) fn shared(timer: SharedTimer) -> Self {
        Self { timer, lanes: Mutex::default() }
    }

    /// Counts a call that is let through elsewhere.
    #[cfg(feature = "redis")]
    pub(crate) fn note(&self, turn: &Turn<'_>) -> Permit {
        let lane = self.lane(turn);
        lock(&lane).enter();
        self.permit(&lane, turn.limit)
    }

    fn lane(&self, turn: &Turn<'_>) -> SharedLane {
        let mut lanes = lock(&self.lanes);
        if let Some(lane) = lanes.by_user.get(turn.user).and_then(|lanes| lanes.get(&turn.route)) {
            return lane.clone();
        }
        lanes.sweep(self.timer.now());
        let lane = SharedLane::default();
        let of_user = lanes.by_user.entry(turn.user.into()).or_default();
        of_user.insert(turn.route, lane.clone());
        lane
    }

    async fn wait(&self, turn: Turn<'_>) -> Result<Permit, PacerError> {
        let lane = self.lane(&turn);
        let start = self.timer.now();
        if let Some(permit) = self.first_try(&lane, &turn, start)? {
            return Ok(permit);
        }
        let place = Place::join(&lane);
        loop {
            let now = self.timer.now();
            let taken = lock(&lane).take(Some(&place.waiter), turn.limit, now);
            let waited = now.saturating_duration_since(start);
            let patience = turn.patience.max_wait.map(|it| it.saturating_sub(waited));
            let limit = match taken {
                Ok(()) => return Ok(self.permit(&lane, turn.limit)),
                Err(Wait::Lock(rest)) if turn.patience.when_locked == WhenLocked::Fail => {
                    return Err(PacerError::locked(rest));
                }
                Err(Wait::Lock(rest)) if patience.is_some_and(|it| it < rest) => {
                    return Err(PacerError::locked(rest));
                }
                Err(Wait::Place(rest)) if patience.is_some_and(|it| it < rest) => {
                    return Err(PacerError::busy(rest));
                }
                Err(Wait::Lock(rest) | Wait::Place(rest)) => Some(rest),
                Err(Wait::Others) if patience.is_some_and(|it| it.is_zero()) => {
                    return Err(PacerError::busy(Self::estimate(&lane, turn.limit, now)));
                }
                Err(Wait::Others) => patience,
            };
            // Whichever comes first, the lane is asked again.
            let _ = within(&*self.timer, limit, place.waiter.notified()).await;
        }
    }

    /// The short way: there is a place, or it is certain that the wait would be too long.
    fn first_try(
        &self,
        lane: &SharedLane,
        turn: &Turn<'_>,
        now: Instant,
    ) -> Result<Option<Permit>, PacerError> {
        let taken = lock(lane).take(None, turn.limit, now);
        if taken.is_ok() {
            return Ok(Some(self.permit(lane, turn.limit)));
        }
        let (Some(max_wait), Some(limit)) = (turn.patience.max_wait, turn.limit) else {
            return Ok(None);
        };
        let shortest = lock(lane).shortest_wait(limit, now);
        if shortest > max_wait && !matches!(taken, Err(Wait::Lock(_))) {
            return Err(PacerError::busy(shortest));
        }
        Ok(None)
    }

    fn estimate(lane: &SharedLane, limit: Option<Limit>, now: Instant) -> std::time::Duration {
        limit.map(|limit| lock(lane).shortest_wait(limit, now)).unwrap_or_default()
    }

    fn permit(&self, lane: &SharedLane, limit: Option<Limit>) -> Permit {
        let (lane, timer) = (lane.clone(), self.timer.clone());
        Permit::new(move |was_sent| lock(&lane).end(limit.filter(|_| was_sent), timer.now()))
    }
}

impl Lanes {
    /// Forgets the lanes of users who have not called for long.
    fn sweep(&mut self, now: Instant) {
        let count = |lanes: &Self| lanes.by_user.values().map(HashMap::len).sum::<usize>();
        if count(self) < self.sweep_at.max(1000) {
            return;
        }
        self.by_user.retain(|_, lanes| {
            // A lane that someone else holds is in use.
            lanes.retain(|_, lane| Arc::strong_count(lane) > 1 || !lock(lane).is_idle(now));
            !lanes.is_empty()
        });
        self.sweep_at = 2 * count(self);
    }
}

impl Pacer for SlidingWindow {
    fn acquire<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
        Box::pin(self.wait(turn))
    }

    fn freeze<'a>(&'a self, turn: Turn<'a>, period: std::time::Duration) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            lock(&self.lane(&turn)).freeze(period, self.timer.now());
        })
    }
}

impl Default for SlidingWindow {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SlidingWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlidingWindow").finish_non_exhaustive()
    }
}

/// A place in the queue, left when it is dropped.
struct Place {
    lane: SharedLane,
    waiter: Arc<Notify>,
}

impl Place {
    fn join(lane: &SharedLane) -> Self {
        let waiter = lock(lane).join();
        Self { lane: lane.clone(), waiter }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.lane).leave(&self.waiter);
    }
}

#[cfg(test)]
mod tests;
