//! The pacer of a fleet.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use redis::Script;

use super::book::Book;
use super::reporter::{Reporter, micros};
use super::ticket::Ticket;
use super::{FleetError, OnRedisFailure, RedisServer};
use crate::lock::lock;
use crate::pacing::{Limit, MARGIN, Pacer, PacerError, Permit, SlidingWindow, Turn, WhenLocked};
use crate::timer::{SharedTimer, within};
use crate::{BoxFuture, Timer, TokioTimer};

/// The longest time between two looks at the queue. A place that is given back unused is found after it.
const POLL: Duration = Duration::from_secs(1);

const MAX_CALL: Duration = Duration::from_secs(60);

/// Lets the workers of a user together send at most as many calls as the documents allow, in **any** minute.
///
/// A call takes a place in one atomic step on the server, by the server's clock, and holds it from then until a window
/// after its end, since the service counts it at a moment between. What holds:
///
/// - The budget is kept as the service counts, however many workers there are and whenever one of them dies. A worker
///   that dies leaves its places taken for [`max_call`](Self::max_call) and a window.
/// - First come, first served, over all workers: a waiting call keeps a place in a queue on the server. A waiter that
///   shows no sign of life for some seconds loses it, and holds up nobody after that.
/// - A call that was not sent gives its place back, which the next in the queue finds within a second.
/// - A freeze in one worker holds all of them, within a second.
/// - A worker sends a command or two for each call, and one in a second for each call that waits.
/// - A server that has lost its memory, as one without persistence has after a restart, lets nothing through for a
///   window (or [`max_call`](Self::max_call), if that is longer) from when the first worker that knew it comes back.
///   A worker that did not know it may have called before that.
/// - While the server cannot be used, calls do what [`OnRedisFailure`] says. Workers that go on alone count the calls that
///   they sent in the last window, and tell the server of them when it is back, but do not know those of the others:
///   the first window after a failure may see more calls than the budget.
///
/// Clones are one pacer.
#[derive(Clone)]
pub struct RedisPacer {
    server: RedisServer,
    timer: SharedTimer,
    max_call: Duration,
    reporter: Arc<Reporter>,
    shared: Arc<Shared>,
}

struct Shared {
    acquire: Script,
    books: Mutex<Books>,
    /// For when the server cannot be used.
    alone: SlidingWindow,
}

#[derive(Default)]
struct Books {
    by_lane: HashMap<String, Arc<Book>>,
    /// Idle books are looked for when there are as many as this.
    sweep_at: usize,
}

/// What the server says to a call.
enum Answer {
    Granted,
    Wait(Duration),
    Busy(Duration),
    Locked(Duration),
}

impl RedisPacer {
    /// A pacer on `server`, which may be shared with a [`RedisTokenCache`](super::RedisTokenCache).
    pub fn new(server: RedisServer) -> Self {
        Self::with_timer(server, TokioTimer)
    }

    /// The same with a clock other than Tokio's, for the waits.
    pub fn with_timer(server: RedisServer, timer: impl Timer + 'static) -> Self {
        let timer: SharedTimer = Arc::new(timer);
        let shared = Shared {
            acquire: Script::new(include_str!("acquire.lua")),
            books: Mutex::default(),
            alone: SlidingWindow::shared(timer.clone()),
        };
        Self {
            reporter: Arc::new(Reporter::new(server.clone(), timer.clone())),
            server,
            timer,
            max_call: MAX_CALL,
            shared: Arc::new(shared),
        }
    }

    /// A pacer on the server at `url`, which has to be there.
    ///
    /// # Errors
    ///
    /// [`FleetError`] if the URL is invalid, or if the server cannot be used.
    pub async fn connect(url: &str) -> Result<Self, FleetError> {
        RedisServer::connect(url).await.map(Self::new)
    }

    /// How long a call may take at most, from its turn to its end, getting a token included. The default is 60 seconds.
    ///
    /// It matters for calls whose end the server never hears of, because their worker died: their places are free a
    /// window after this time. Choose it no shorter than the [`timeout`](crate::ClientBuilder::timeout) of the client.
    pub fn max_call(mut self, max_call: Duration) -> Self {
        self.max_call = max_call;
        self
    }

    /// Waits until the server knows of all calls that ended, or ten seconds if it cannot be reached. A worker that
    /// ends without it may leave places taken for longer than necessary.
    pub async fn settle(&self) {
        self.reporter.settle().await;
    }

    fn book(&self, turn: &Turn<'_>) -> Arc<Book> {
        let lane = Book::lane(turn);
        let mut books = self.books();
        if let Some(book) = books.by_lane.get(&lane) {
            return book.clone();
        }
        books.sweep(self.timer.now());
        let book = Arc::new(Book::new(&self.server, &lane));
        books.by_lane.insert(lane, book.clone());
        book
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        lock(&self.shared.books)
    }

    async fn wait(&self, turn: Turn<'_>) -> Result<Permit, PacerError> {
        let start = self.timer.now();
        let window = turn.limit.map_or(Duration::ZERO, |it| it.window + MARGIN);
        let mut ticket = Ticket::new(self.book(&turn), self.reporter.clone(), window);
        let mut alone: Option<BoxFuture<'_, Result<Permit, PacerError>>> = None;
        loop {
            let mut turn = turn;
            let waited = self.timer.now().saturating_duration_since(start);
            let patience = &mut turn.patience.max_wait;
            *patience = patience.map(|it| it.saturating_sub(waited));
            match self.ask(&turn, &mut ticket).await {
                Ok(Answer::Granted) => return Ok(ticket.permit(self.note(&turn))),
                Ok(Answer::Wait(time)) => {
                    alone = None;
                    self.timer.sleep(pause(time)).await;
                }
                Ok(Answer::Busy(time)) => return Err(PacerError::busy(time)),
                Ok(Answer::Locked(time)) => return Err(PacerError::locked(time)),
                Err(error) => {
                    let OnRedisFailure::Fallback { workers } = self.server.failure() else {
                        return Err(PacerError::failed(error));
                    };
                    let permit = alone
                        .get_or_insert_with(|| self.shared.alone.acquire(share(turn, workers)));
                    // The server may be back before this worker's own budget has a place.
                    let pause = Some(RedisServer::pause());
                    if let Ok(permit) = within(&*self.timer, pause, permit).await {
                        return permit.map(|permit| ticket.permit(permit));
                    }
                }
            }
        }
    }

    async fn ask(&self, turn: &Turn<'_>, ticket: &mut Ticket) -> Result<Answer, FleetError> {
        let book = ticket.book.clone();
        self.reporter.flush(&book).await?;
        let now = self.timer.now();
        let calls = turn.limit.map_or(0, |it| it.calls.max(1));
        let window = turn.limit.map_or(Duration::ZERO, |it| it.window + MARGIN);
        let patience = turn.patience.max_wait.map_or(-1, micros);
        let lock_patience = match turn.patience.when_locked {
            WhenLocked::Fail => 0,
            WhenLocked::Wait => patience,
        };
        // Two commands may run into the timeout before a waiter is heard of again.
        let beat = POLL + 2 * self.server.longest_answer();
        let mut script = self.shared.acquire.prepare_invoke();
        script.key(&book.keys[..]).arg(&ticket.id).arg(book.epoch(now)).arg(ticket.joined);
        script.arg(calls).arg(micros(window)).arg(micros(self.max_call)).arg(micros(beat));
        script.arg(patience).arg(lock_patience).arg(micros(book.frozen_for(now)));
        ticket.is_known = true;
        let (status, wait, joined, epoch): (u8, u64, i64, String) =
            self.server.run(&script).await?;
        ticket.joined = joined;
        if !epoch.is_empty() {
            book.has_epoch(epoch, now, window + self.max_call);
        }
        let wait = Duration::from_micros(wait);
        ticket.is_known = status < 2;
        Ok(match status {
            0 => Answer::Granted,
            1 => Answer::Wait(wait),
            2 => Answer::Busy(wait),
            _ => {
                book.freeze(wait, now, true);
                Answer::Locked(wait)
            }
        })
    }

    /// Counts a call in the budget that this worker has when it is alone.
    fn note(&self, turn: &Turn<'_>) -> Permit {
        match self.server.failure() {
            OnRedisFailure::Fail => Permit::free(),
            OnRedisFailure::Fallback { .. } => self.shared.alone.note(turn),
        }
    }

    async fn hold(&self, turn: Turn<'_>, period: Duration) {
        let book = self.book(&turn);
        book.freeze(period, self.timer.now(), false);
        self.shared.alone.freeze(turn, period).await;
        // If the server cannot be used, it is told with the next call.
        let _ = self.reporter.flush(&book).await;
    }
}

/// The part of a budget that a worker has when it is alone.
fn share(mut turn: Turn<'_>, workers: u32) -> Turn<'_> {
    turn.limit = turn.limit.map(|limit| {
        let calls = limit.calls / workers.max(1);
        Limit { calls: calls.max(1), ..limit }
    });
    turn
}

/// How long to sleep when it takes `time` to the next place, or longer.
fn pause(time: Duration) -> Duration {
    if time <= POLL {
        return time;
    }
    // Waiters that came together do not ask together forever.
    POLL.mul_f64(0.8 + 0.2 * fastrand::f64()).min(time)
}

impl Books {
    /// Forgets the users who have not called for long.
    fn sweep(&mut self, now: Instant) {
        if self.by_lane.len() < self.sweep_at.max(1000) {
            return;
        }
        // A book that someone else holds is in use.
        self.by_lane.retain(|_, book| Arc::strong_count(book) > 1 || !book.is_idle(now));
        self.sweep_at = 2 * self.by_lane.len();
    }
}

impl Pacer for RedisPacer {
    fn acquire<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
        Box::pin(self.wait(turn))
    }

    fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()> {
        Box::pin(self.hold(turn, period))
    }
}

impl fmt::Debug for RedisPacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisPacer")
            .field("server", &self.server)
            .field("max_call", &self.max_call)
            .finish_non_exhaustive()
    }
}
