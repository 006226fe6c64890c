//! The pacer of one process.

use std::collections::HashMap;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::lane::{Lane, Reason, Wait};
use super::queue::Rank;
use super::{Limit, Pacer, PacerError, Permit, Route, RouteState, Turn, WhenLocked};
use crate::lock::lock;
use crate::timer::{SharedTimer, within};
use crate::{BoxFuture, Timer, TokioTimer};

/// Lets at most as many calls through as the documents allow, in **any** minute.
///
/// Calls that find the budget used up wait in the order in which they came. A call that is cancelled before anything is
/// sent takes nothing from the others, even while the built-in transport is connecting; one that may have been sent
/// counts, as it does for the service. A waiting call that nobody polls, as after `select!` with
/// `&mut call`, is passed over within a second once there is a place, and has its old place in the queue as soon as it is
/// polled again. One pacer may serve any number of clients and users.
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

/// How a call fares that has just come.
enum FirstTry {
    Taken(Permit),
    /// With what it joins the queue.
    MustWait(Rank),
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

    async fn wait(
        &self,
        turn: Turn<'_>,
        lane: SharedLane,
        rank: Rank,
        start: Instant,
    ) -> Result<Permit, PacerError> {
        let place = Place::join(&lane, rank, &turn, &self.timer);
        loop {
            let now = self.timer.now();
            let taken = lock(&lane).take(rank, turn.limit, now);
            let Err(Wait { reason, look_after }) = taken else {
                return Ok(self.permit(&lane, turn.limit));
            };
            let waited = now.saturating_duration_since(start);
            let patience = turn.patience.max_wait.map(|it| it.saturating_sub(waited));
            match reason {
                Reason::Locked(rest) if turn.patience.when_locked == WhenLocked::Fail => {
                    return Err(PacerError::locked(rest));
                }
                Reason::Locked(rest) if patience.is_some_and(|it| it < rest) => {
                    return Err(PacerError::locked(rest));
                }
                Reason::UsedUp(rest) if patience.is_some_and(|it| it < rest) => {
                    return Err(PacerError::busy(rest));
                }
                Reason::UnderWay | Reason::Others if patience.is_some_and(|it| it.is_zero()) => {
                    let shortest =
                        turn.limit.map(|limit| lock(&lane).shortest_wait(rank, limit, now));
                    return Err(PacerError::busy(shortest.unwrap_or_default()));
                }
                _ => {}
            }
            let limit = patience.map_or(look_after, |it| it.min(look_after));
            // Whichever comes first, the lane is asked again.
            let _ = within(&*self.timer, Some(limit), pin!(place.bell.notified())).await;
        }
    }

    /// The short way: takes a place if there is one, or fails if it is certain that the wait would be too long.
    fn first_try(
        &self,
        lane: &SharedLane,
        turn: &Turn<'_>,
        now: Instant,
    ) -> Result<FirstTry, PacerError> {
        let mut locked = lock(lane);
        let rank = locked.queue.rank(turn.waiting_since.unwrap_or(now));
        let Err(wait) = locked.take(rank, turn.limit, now) else {
            drop(locked);
            return Ok(FirstTry::Taken(self.permit(lane, turn.limit)));
        };
        let (Some(max_wait), Some(limit)) = (turn.patience.max_wait, turn.limit) else {
            return Ok(FirstTry::MustWait(rank));
        };
        let shortest = locked.shortest_wait(rank, limit, now);
        // If there is a place, those who came before may not react.
        let is_certain = matches!(wait.reason, Reason::UsedUp(_) | Reason::UnderWay);
        if is_certain && shortest > max_wait {
            return Err(PacerError::busy(shortest));
        }
        Ok(FirstTry::MustWait(rank))
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
        Box::pin(async move {
            let lane = self.lane(&turn);
            let start = self.timer.now();
            match self.first_try(&lane, &turn, start)? {
                FirstTry::Taken(permit) => Ok(permit),
                // Most need not wait, and so have no room for it.
                FirstTry::MustWait(rank) => Box::pin(self.wait(turn, lane, rank, start)).await,
            }
        })
    }

    fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            lock(&self.lane(&turn)).freeze(period, self.timer.now());
        })
    }

    fn unfreeze<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<(), PacerError>> {
        Box::pin(async move {
            lock(&self.lane(&turn)).unfreeze();
            Ok(())
        })
    }

    fn state<'a>(
        &'a self,
        turn: Turn<'a>,
    ) -> BoxFuture<'a, Result<Option<RouteState>, PacerError>> {
        Box::pin(async move {
            let lane = self.lane(&turn);
            Ok(Some(lock(&lane).state(turn.limit, self.timer.now())))
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
    rank: Rank,
    bell: Arc<Notify>,
    timer: SharedTimer,
}

impl Place {
    fn join(lane: &SharedLane, rank: Rank, turn: &Turn<'_>, timer: &SharedTimer) -> Self {
        let bell = lock(lane).queue.join(rank, turn.limit);
        Self { lane: lane.clone(), rank, bell, timer: timer.clone() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.lane).queue.leave(self.rank, self.timer.now());
    }
}

#[cfg(test)]
mod tests;
