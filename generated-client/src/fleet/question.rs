//! What a call asks the server for, and what becomes of the response.

use std::time::Duration;

use futures_util::future::try_join;
use redis::Script;

use super::book::{Book, Ended};
use super::pacer::window;
use super::reporter::{Reporter, micros};
use super::{FleetError, RedisServer};
use crate::pacing::{Limit, Patience, WhenLocked};

/// The longest time between two looks at the queue. A place that is given back unused is found after it.
pub(super) const POLL: Duration = Duration::from_secs(1);

/// How long a call has to take what it was given, and to ask again after it should have. After that, others go first.
pub(super) const GRACE: Duration = Duration::from_secs(1);

/// May this call be sent?
pub(super) struct Question {
    pub(super) id: String,
    /// When the call came by the server's clock in microseconds, or 0 if the server has not said it yet.
    pub(super) joined: i64,
    /// How long ago it came, if it has asked for a turn before.
    pub(super) age: Duration,
    pub(super) limit: Option<Limit>,
    pub(super) patience: Patience,
    pub(super) max_call: Duration,
}

/// What the server says to a call.
pub(super) struct Response {
    pub(super) verdict: Verdict,
    /// When the call came, by the server's clock in microseconds.
    pub(super) joined: i64,
}

pub(super) enum Verdict {
    Granted,
    Wait(Duration),
    Busy(Duration),
    Locked(Duration),
}

impl Question {
    pub(super) async fn ask(
        &self,
        script: &Script,
        book: &Book,
        reporter: &Reporter,
    ) -> Result<Response, FleetError> {
        let now = reporter.timer.now();
        let calls = self.limit.map_or(0, |it| it.calls.max(1));
        let window = window(self.limit);
        let patience = self.patience.max_wait.map_or(-1, micros);
        let lock_patience = match self.patience.when_locked {
            WhenLocked::Fail => 0,
            WhenLocked::Wait => patience,
        };
        let mut script = script.prepare_invoke();
        script.key(&book.keys[..]).arg(&self.id).arg(book.epoch(now));
        script.arg(self.joined).arg(micros(self.age));
        script.arg(calls).arg(micros(window)).arg(micros(self.max_call));
        script.arg(micros(POLL)).arg(micros(GRACE)).arg(patience).arg(lock_patience);
        script.arg(micros(book.frozen_for(now)));
        // A report goes before the question on its way to the server, and the question does not wait until it has arrived:
        // those of the calls that come later would overtake it.
        let server: &RedisServer = &reporter.server;
        let ((), response) = try_join(reporter.flush(book), server.run(&script)).await?;
        let (status, wait, joined, epoch): (u8, u64, i64, String) = response;
        if !epoch.is_empty() {
            book.has_epoch(epoch, now, window + self.max_call);
        }
        let wait = Duration::from_micros(wait);
        let verdict = match status {
            0 => Verdict::Granted,
            1 => Verdict::Wait(wait),
            2 => Verdict::Busy(wait),
            _ => {
                book.freeze(wait, now, true);
                Verdict::Locked(wait)
            }
        };
        Ok(Response { verdict, joined })
    }

    /// The end of a call that was not sent.
    pub(super) fn ended_unsent(&self, reporter: &Reporter) -> Ended {
        let (id, at) = (self.id.clone(), reporter.timer.now());
        Ended { id, at, was_sent: false, window: window(self.limit) }
    }
}
