//! Tells the server what ended.

use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::Script;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::book::{Book, Ended, Unreported};
use super::{FleetError, RedisServer};
use crate::timer::SharedTimer;

/// How often a report is tried, half a second apart. After that it waits for the next call.
const ATTEMPTS: usize = 20;

pub(super) struct Reporter {
    pub(super) server: RedisServer,
    pub(super) timer: SharedTimer,
    report: Script,
    freeze: Script,
    /// How many reports are under way.
    count: watch::Sender<usize>,
}

impl Reporter {
    pub(super) fn new(server: RedisServer, timer: SharedTimer) -> Self {
        let report = Script::new(include_str!("report.lua"));
        let freeze = Script::new(include_str!("freeze.lua"));
        Self { server, timer, report, freeze, count: watch::Sender::new(0) }
    }

    /// Reports in the background, since a permit ends where nothing can wait.
    pub(super) fn end(self: &Arc<Self>, book: &Arc<Book>, ended: Ended, runtime: Option<&Handle>) {
        book.end(ended);
        let Some(runtime) = runtime else {
            return;
        };
        let under_way = UnderWay::new(self.clone());
        let book = book.clone();
        runtime.spawn(async move {
            let reporter = &under_way.0;
            for _ in 0..ATTEMPTS {
                if reporter.flush(&book).await.is_ok() {
                    return;
                }
                reporter.timer.sleep(RedisServer::pause()).await;
            }
        });
    }

    /// Reports what is not reported yet.
    pub(super) async fn flush(&self, book: &Book) -> Result<(), FleetError> {
        if !book.has_unreported() {
            return Ok(());
        }
        // Else each of many reports would take out and put back all that there is to report.
        if let Some(error) = self.server.is_down() {
            return Err(error);
        }
        let now = self.timer.now();
        let Some(unreported) = book.unreported(now) else {
            return Ok(());
        };
        let unsent = Unsent { book, unreported: Some(unreported) };
        if let Some(Unreported { ended, freeze }) = &unsent.unreported {
            if !ended.is_empty() {
                self.report(book, ended, now).await?;
            }
            if let Some(period) = freeze {
                let mut script = self.freeze.prepare_invoke();
                script.key(&book.keys[..]).arg(micros(*period));
                self.server.run::<()>(&script).await?;
            }
        }
        unsent.arrived();
        Ok(())
    }

    async fn report(&self, book: &Book, ended: &[Ended], now: Instant) -> Result<(), FleetError> {
        let window = ended.iter().map(|it| it.window).max().unwrap_or_default();
        let mut script = self.report.prepare_invoke();
        script.key(&book.keys[..]).arg(micros(window));
        for it in ended {
            let age = now.saturating_duration_since(it.at);
            script.arg(&it.id).arg(if it.was_sent { micros(age) } else { -1 });
        }
        self.server.run(&script).await
    }

    /// Waits until no report is under way.
    pub(super) async fn settle(&self) {
        // It fails only without a sender, which is here.
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }
}

/// A report that is put back unless it arrives, even if nobody waits for it any more.
struct Unsent<'a> {
    book: &'a Book,
    unreported: Option<Unreported>,
}

impl Unsent<'_> {
    fn arrived(mut self) {
        self.unreported = None;
    }
}

impl Drop for Unsent<'_> {
    fn drop(&mut self) {
        if let Some(unreported) = self.unreported.take() {
            self.book.put_back(unreported);
        }
    }
}

/// A report under way, also if its task is never run because the runtime ends.
struct UnderWay(Arc<Reporter>);

impl UnderWay {
    fn new(reporter: Arc<Reporter>) -> Self {
        reporter.count.send_modify(|count| *count += 1);
        Self(reporter)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.count.send_modify(|count| *count -= 1);
    }
}

/// As scripts count time: not so far in the future that a sum of a few could not be told exactly.
pub(super) fn micros(duration: Duration) -> i64 {
    const MOST: i64 = 1 << 50;
    i64::try_from(duration.as_micros()).unwrap_or(MOST).min(MOST)
}
