//! A call on its way through the queue to its end.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;

use super::book::{Book, Ended};
use super::reporter::Reporter;
use crate::pacing::Permit;
use crate::random;

/// A call that waits. Dropping it leaves the queue, and gives back a place that it may have got meanwhile.
pub(super) struct Ticket {
    pub(super) id: String,
    pub(super) book: Arc<Book>,
    /// When it came, by the server's clock in microseconds, if it has been put into the queue.
    pub(super) joined: i64,
    /// Whether the server may know it.
    pub(super) is_known: bool,
    reporter: Arc<Reporter>,
    runtime: Option<Handle>,
    /// How long a call matters after its end.
    window: Duration,
}

impl Ticket {
    pub(super) fn new(book: Arc<Book>, reporter: Arc<Reporter>, window: Duration) -> Self {
        Self {
            id: random::id(),
            book,
            joined: 0,
            is_known: false,
            reporter,
            // Where the permit ends, there may be none.
            runtime: Handle::try_current().ok(),
            window,
        }
    }

    /// The server may hear of the end of the old one at any time.
    pub(super) fn renew(&mut self) {
        self.id = random::id();
        self.is_known = false;
    }

    /// The call has its turn. `alone` is its place in the budget of this worker.
    pub(super) fn permit(mut self, mut alone: Permit) -> Permit {
        self.is_known = true;
        Permit::new(move |was_sent| {
            if was_sent {
                alone.spend();
            }
            drop(alone);
            self.end(was_sent);
        })
    }

    fn end(&mut self, was_sent: bool) {
        if !std::mem::take(&mut self.is_known) || self.window.is_zero() {
            return;
        }
        let ended = Ended {
            id: std::mem::take(&mut self.id),
            at: self.reporter.timer.now(),
            was_sent,
            window: self.window,
        };
        self.reporter.end(&self.book, ended, self.runtime.as_ref());
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.end(false);
    }
}
