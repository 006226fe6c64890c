//! The pacer of a fleet.

use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;
use std::time::{Duration, Instant};

use redis::Script;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::book::{Book, Ended};
use super::question::{GRACE, POLL, Question, Response, Verdict};
use super::reporter::{Reporter, micros};
use super::ticket::Ticket;
use super::{FleetError, OnRedisFailure, RedisServer};
use crate::lock::lock;
use crate::pacing::{Limit, MARGIN, Pacer, PacerError, Permit, RouteState, SlidingWindow, Turn};
use crate::timer::{SharedTimer, within};
use crate::{BoxFuture, Timer, TokioTimer, random};

const MAX_CALL: Duration = Duration::from_secs(60);

/// Lets the workers of a user together send at most as many calls as the documents allow, in **any** minute.
///
/// A call takes a place in one atomic step on the server, by the server's clock, and holds it from then until a window
/// after its end, since the service counts it at a moment between. What holds:
///
/// - The budget is kept as the service counts, however many workers there are and whenever one of them dies. A worker
///   that dies leaves its places taken for [`max_call`](Self::max_call) and a window.
/// - First come, first served, over all workers: a waiting call keeps a place in a queue on the server, and asks for its
///   turn once in a second. One that has not asked for a second longer, because its worker died or because nobody polls
///   it, is passed over; when it asks again, it has its old place. So is one whose server takes a second to answer.
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
    unfreeze: Script,
    state: Script,
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
            unfreeze: Script::new(include_str!("unfreeze.lua")),
            state: Script::new(include_str!("state.lua")),
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
        let mut ticket = Ticket::new(self.book(&turn), self.reporter.clone(), window(turn.limit));
        let mut alone: Option<BoxFuture<'_, Result<Permit, PacerError>>> = None;
        loop {
            let mut turn = turn;
            let waited = self.timer.now().saturating_duration_since(start);
            let patience = &mut turn.patience.max_wait;
            *patience = patience.map(|it| it.saturating_sub(waited));
            match self.ask(&turn, &mut ticket).await {
                Ok(Verdict::Granted) => return Ok(ticket.permit(self.note(&turn))),
                Ok(Verdict::Wait(time)) => {
                    alone = None;
                    self.timer.sleep(pause(time)).await;
                }
                Ok(Verdict::Busy(time)) => return Err(PacerError::busy(time)),
                Ok(Verdict::Locked(time)) => return Err(PacerError::locked(time)),
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

    async fn ask(&self, turn: &Turn<'_>, ticket: &mut Ticket) -> Result<Verdict, FleetError> {
        loop {
            let now = self.timer.now();
            let question = Question {
                id: ticket.id.clone(),
                joined: ticket.joined,
                age: turn
                    .waiting_since
                    .map_or(Duration::ZERO, |it| now.saturating_duration_since(it)),
                limit: turn.limit,
                patience: turn.patience,
                max_call: self.max_call,
            };
            ticket.is_known = true;
            let (response, claim) = self.response(question, &ticket.book).await?;
            ticket.joined = response.joined;
            ticket.is_known = matches!(response.verdict, Verdict::Granted | Verdict::Wait(_));
            let is_granted = matches!(response.verdict, Verdict::Granted);
            if !is_granted || claim.is_none_or(|claim| claim.send(()).is_ok()) {
                return Ok(response.verdict);
            }
            // The place went back, which the server may hear only now.
            ticket.renew();
        }
    }

    /// Asks the server, in a task that sees to the response even if nobody polls this future any more.
    async fn response(
        &self,
        question: Question,
        book: &Arc<Book>,
    ) -> Result<(Response, Option<Claim>), FleetError> {
        let ended = question.ended_unsent(&self.reporter);
        let (pacer, its_book) = (self.clone(), book.clone());
        let mut asking: Asking = Box::pin(async move {
            question.ask(&pacer.shared.acquire, &its_book, &pacer.reporter).await
        });
        // It is on its way before those of the calls that come later, as it might not be in a task.
        let polled = poll_fn(|context| Poll::Ready(asking.as_mut().poll(context))).await;
        if let Poll::Ready(response) = polled {
            return Ok((response?, None));
        }
        let (sender, receiver) = oneshot::channel();
        tokio::spawn(self.clone().deliver(asking, sender, book.clone(), ended));
        let Ok((response, claim)) = receiver.await else {
            return Err(self.server.gone("the runtime has ended"));
        };
        Ok((response?, Some(claim)))
    }

    /// Hands a response over to the call. A place that the call does not take, because nobody polls it or because it is
    /// gone, goes back.
    async fn deliver(
        self,
        asking: Asking,
        sender: oneshot::Sender<(Result<Response, FleetError>, Claim)>,
        book: Arc<Book>,
        ended: Ended,
    ) {
        let response = asking.await;
        let is_granted =
            matches!(&response, Ok(response) if matches!(response.verdict, Verdict::Granted));
        let (claim, mut claimed) = oneshot::channel();
        let is_delivered = sender.send((response, claim)).is_ok();
        if is_delivered && !is_granted {
            return;
        }
        let taken = within(&*self.timer, Some(GRACE), &mut claimed).await;
        claimed.close();
        // It may have been taken at the last moment.
        let is_taken = matches!(taken, Ok(Ok(()))) || claimed.try_recv().is_ok();
        if !is_taken {
            let ended = Ended { at: self.timer.now(), ..ended };
            self.reporter.end(&book, ended, Handle::try_current().ok().as_ref());
        }
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

    async fn end_freeze(&self, turn: Turn<'_>) -> Result<(), PacerError> {
        let book = self.book(&turn);
        book.unfreeze();
        self.shared.alone.unfreeze(turn).await?;
        let mut script = self.shared.unfreeze.prepare_invoke();
        script.key(&book.keys[..]);
        self.server.run(&script).await.map_err(PacerError::failed)
    }

    async fn look(&self, turn: Turn<'_>) -> Result<Option<RouteState>, PacerError> {
        let calls = turn.limit.map_or(0, |it| it.calls.max(1));
        let book = self.book(&turn);
        let mut script = self.shared.state.prepare_invoke();
        script.key(&book.keys[..]).arg(calls).arg(micros(window(turn.limit)));
        let (used, waiting, frozen_for): (u32, usize, u64) = match self.server.run(&script).await {
            Ok(state) => state,
            Err(error) => {
                let OnRedisFailure::Fallback { workers } = self.server.failure() else {
                    return Err(PacerError::failed(error));
                };
                return self.shared.alone.state(share(turn, workers)).await;
            }
        };
        let frozen_for = Duration::from_micros(frozen_for).max(book.frozen_for(self.timer.now()));
        Ok(Some(RouteState {
            places_left: turn.limit.map(|_| calls.saturating_sub(used)),
            waiting,
            frozen_for: (!frozen_for.is_zero()).then_some(frozen_for),
        }))
    }
}

type Asking = BoxFuture<'static, Result<Response, FleetError>>;

/// By which a call takes the place that it was given.
type Claim = oneshot::Sender<()>;

/// How long a call matters after its end.
pub(super) fn window(limit: Option<Limit>) -> Duration {
    limit.map_or(Duration::ZERO, |it| it.window.saturating_add(MARGIN))
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
    POLL.mul_f64(0.8 + 0.2 * random::fraction()).min(time)
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

    fn unfreeze<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<(), PacerError>> {
        Box::pin(self.end_freeze(turn))
    }

    fn state<'a>(
        &'a self,
        turn: Turn<'a>,
    ) -> BoxFuture<'a, Result<Option<RouteState>, PacerError>> {
        Box::pin(self.look(turn))
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
