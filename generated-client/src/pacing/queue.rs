//! Who waits for a place on a route.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::Limit;

/// How long a waiter that was called has time to react before others go first. Noticing takes as long again, so a
/// waiter that does not react is passed over within a second.
pub(super) const GRACE: Duration = Duration::from_millis(450);

/// Where a call stands in the queue: by when it came, then by a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    came: Instant,
    number: u64,
}

#[derive(Debug)]
pub(super) struct Waiter {
    pub(super) limit: Option<Limit>,
    bell: Arc<Notify>,
}

/// Waiters in the order in which they came.
///
/// A future can be left unpolled without being dropped, as by `select!` with `&mut call`. Nothing tells such a waiter
/// from one that is about to be polled, except that it does not react when it is called. So if a place stays free, all
/// are called at once, and who has not reacted after [`GRACE`] stands back until it does. A waiter that reacts has its
/// old place again.
///
/// Nobody is relied on to do this: neither a task, which not every runtime could run, nor the waiter in front. Each
/// waiter looks by a timer of its own, a little after the first one would have gone.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Who has reacted to the last roll call, or came after it.
    present: BTreeMap<Rank, Waiter>,
    /// Who has not reacted to the last roll call yet.
    called: BTreeMap<Rank, Waiter>,
    /// Who did not react to an earlier one.
    absent: BTreeMap<Rank, Waiter>,
    last_roll_call: Option<Instant>,
    count: u64,
}

impl Queue {
    /// A place behind all who came until `came`.
    pub(super) fn rank(&mut self, came: Instant) -> Rank {
        self.count += 1;
        Rank { came, number: self.count }
    }

    /// Joins the queue. The caller is woken by what this gives.
    pub(super) fn join(&mut self, rank: Rank, limit: Option<Limit>) -> Arc<Notify> {
        let bell = Arc::new(Notify::new());
        self.present.insert(rank, Waiter { limit, bell: bell.clone() });
        bell
    }

    /// Leaves the queue, from any place in it.
    pub(super) fn leave(&mut self, rank: Rank, now: Instant) {
        for waiters in [&mut self.present, &mut self.called, &mut self.absent] {
            if waiters.remove(&rank).is_some() {
                break;
            }
        }
        self.call_first(now);
    }

    /// A waiter shows that it is polled.
    pub(super) fn react(&mut self, rank: Rank) {
        // Mostly nobody waits, and a search of empty maps is code of its own. The same below.
        if self.is_empty() {
            return;
        }
        let waiter = self.called.remove(&rank).or_else(|| self.absent.remove(&rank));
        self.present.extend(waiter.map(|waiter| (rank, waiter)));
    }

    /// Whose turn it is.
    pub(super) fn first(&self, now: Instant) -> Option<(Rank, &Waiter)> {
        if self.is_empty() {
            return None;
        }
        let called =
            self.called.first_key_value().filter(|_| self.until_passed_over(now).is_some());
        let candidates = [self.present.first_key_value(), called];
        let first = candidates.into_iter().flatten().min_by_key(|(rank, _)| **rank);
        first.map(|(rank, waiter)| (*rank, waiter))
    }

    /// Whether `rank` comes next, once those who do not react are passed over.
    pub(super) fn is_next(&self, rank: Rank) -> bool {
        self.present.keys().next().is_none_or(|first| rank <= *first)
    }

    /// How long those have still time to react whom the last roll call called.
    pub(super) fn until_passed_over(&self, now: Instant) -> Option<Duration> {
        let rest = GRACE.saturating_sub(now.saturating_duration_since(self.last_roll_call?));
        (!rest.is_zero()).then_some(rest)
    }

    /// Wakes the one whose turn it is.
    pub(super) fn call_first(&self, now: Instant) {
        if let Some((_, first)) = self.first(now) {
            first.bell.notify_one();
        }
    }

    /// Calls all who wait, unless all were called just now: who reacted then looks again when the time is up.
    pub(super) fn call_the_roll(&mut self, now: Instant) {
        if self.until_passed_over(now).is_some() {
            return self.call_first(now);
        }
        self.last_roll_call = Some(now);
        self.absent.append(&mut self.called);
        self.called.append(&mut self.present);
        self.called.values().for_each(|waiter| waiter.bell.notify_one());
    }

    /// Wakes all, since something changed for each of them.
    pub(super) fn call_all(&self) {
        let waiters = [&self.present, &self.called, &self.absent];
        waiters.into_iter().flat_map(BTreeMap::values).for_each(|waiter| waiter.bell.notify_one());
    }

    /// How many are before one that comes at `rank`, and react as far as is known.
    pub(super) fn before(&self, rank: Rank, now: Instant) -> usize {
        match self.first(now) {
            Some((first, _)) if first < rank => self.present.len() + self.called.len(),
            _ => 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn len(&self) -> usize {
        self.present.len() + self.called.len() + self.absent.len()
    }
}
