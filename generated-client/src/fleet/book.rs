//! What a worker remembers of one user on one route.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::RedisServer;
use crate::encoder::ESCAPED;
use crate::lock::lock;
use crate::pacing::Turn;

/// What the server does not know yet, and what it might forget.
pub(super) struct Book {
    /// Of the calls, the queue, its beats, and the state, as the scripts want them.
    pub(super) keys: [String; 4],
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    /// By which the server shows that it has its memory, and until when it keeps it without another call.
    epoch: Option<(String, Instant)>,
    frozen_until: Option<Instant>,
    is_freeze_reported: bool,
    /// What ended and is not on the server yet.
    ended: Vec<Ended>,
}

/// A call that is over, or one that does not take place.
#[derive(Clone)]
pub(super) struct Ended {
    pub(super) id: String,
    pub(super) at: Instant,
    pub(super) was_sent: bool,
    /// How long it matters.
    pub(super) window: Duration,
}

/// What has to be told to the server.
pub(super) struct Unreported {
    pub(super) ended: Vec<Ended>,
    pub(super) freeze: Option<Duration>,
}

impl Book {
    /// The name that sets a user and a route apart from all others.
    pub(super) fn lane(turn: &Turn<'_>) -> String {
        let user = percent_encoding::utf8_percent_encode(turn.user, ESCAPED);
        // Redis takes the first part in braces for the slot.
        format!("{user} {}", turn.route).replace("{}", "*")
    }

    pub(super) fn new(server: &RedisServer, lane: &str) -> Self {
        let keys = ["calls", "queue", "beats", "state"].map(|kind| server.key(lane, kind));
        Self { keys, pages: Mutex::default() }
    }

    pub(super) fn epoch(&self, now: Instant) -> String {
        let pages = self.pages();
        let known = pages.epoch.as_ref().filter(|(_, until)| now < *until);
        known.map(|(epoch, _)| epoch.clone()).unwrap_or_default()
    }

    /// The server, asked at `now`, keeps its epoch for `time`, and longer.
    pub(super) fn has_epoch(&self, epoch: String, now: Instant, time: Duration) {
        self.pages().epoch = now.checked_add(time).map(|until| (epoch, until));
    }

    /// Whoever said it knows it already, or is told with the next [`Unreported`].
    pub(super) fn freeze(&self, period: Duration, now: Instant, is_reported: bool) {
        let mut pages = self.pages();
        let until = now.checked_add(period);
        if until > pages.frozen_until {
            pages.frozen_until = until;
            pages.is_freeze_reported = is_reported;
        }
    }

    pub(super) fn unfreeze(&self) {
        self.pages().frozen_until = None;
    }

    pub(super) fn frozen_for(&self, now: Instant) -> Duration {
        self.pages().frozen_until.map_or(Duration::ZERO, |it| it.saturating_duration_since(now))
    }

    pub(super) fn end(&self, ended: Ended) {
        self.pages().ended.push(ended);
    }

    /// Whether there may be something to report.
    pub(super) fn has_unreported(&self) -> bool {
        let pages = self.pages();
        !pages.ended.is_empty() || (pages.frozen_until.is_some() && !pages.is_freeze_reported)
    }

    /// What to report, if there is anything. If that fails, it has to be [put back](Self::put_back).
    pub(super) fn unreported(&self, now: Instant) -> Option<Unreported> {
        let mut pages = self.pages();
        let mut ended = std::mem::take(&mut pages.ended);
        ended.retain(|it| now.saturating_duration_since(it.at) < it.window);
        let rest = pages.frozen_until.map(|it| it.saturating_duration_since(now));
        let freeze = rest.filter(|rest| !pages.is_freeze_reported && !rest.is_zero());
        pages.is_freeze_reported = true;
        (!ended.is_empty() || freeze.is_some()).then_some(Unreported { ended, freeze })
    }

    pub(super) fn put_back(&self, unreported: Unreported) {
        let mut pages = self.pages();
        pages.ended.extend(unreported.ended);
        pages.is_freeze_reported &= unreported.freeze.is_none();
    }

    /// Whether it could as well be made anew.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        let pages = self.pages();
        pages.ended.is_empty()
            && pages.epoch.as_ref().is_none_or(|(_, until)| *until <= now)
            && pages.frozen_until.is_none_or(|until| until <= now)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        lock(&self.pages)
    }
}
