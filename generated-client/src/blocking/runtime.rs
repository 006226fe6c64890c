//! Where the futures of a blocking client run.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::coop::poll_proceed;

use crate::Error;

/// A Tokio runtime on a thread of its own, which ends when this is dropped.
///
/// Were it driven by the calling threads, nobody would notice between two calls that the service closed a connection,
/// and the next call would be lost on it. A runtime also must not be dropped within another; here nobody but its own
/// thread does.
pub(super) struct Runtime {
    handle: Handle,
    /// Dropping it ends the thread.
    _running: oneshot::Sender<()>,
}

impl Runtime {
    pub(super) fn start_for_builder() -> Result<Self, Error> {
        Self::start().map_err(|error| Error::builder(format!("no thread can be started: {error}")))
    }

    fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (running, dropped) = oneshot::channel::<()>();
        thread::Builder::new().name("generated-client".to_owned()).spawn(move || {
            // An error is what dropping the sender gives.
            let _ = runtime.block_on(dropped);
        })?;
        Ok(Self { handle, _running: running })
    }

    /// Runs `future` on this thread, with the I/O and the clock of the runtime. `None` within a task of Tokio.
    ///
    /// `Handle::block_on` would do the same, but panics where it must not block.
    pub(super) fn block_on<F: Future>(&self, future: F) -> Option<F::Output> {
        if is_in_task() {
            return None;
        }
        let _entered = self.handle.enter();
        let unpark = Arc::new(Unpark { thread: thread::current(), is_woken: false.into() });
        let waker = Waker::from(unpark.clone());
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut context) {
                Poll::Ready(output) => return Some(output),
                Poll::Pending => unpark.wait(),
            }
        }
    }
}

struct Unpark {
    thread: Thread,
    /// The token of `park` does not tell: whatever parks while the future is polled, such as a channel of an observer, takes
    /// it.
    is_woken: AtomicBool,
}

impl Unpark {
    /// Parks the thread until it is woken, unless it has been since the last time.
    fn wait(&self) {
        while !self.is_woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Whether this thread is just polling a task of Tokio.
///
/// `Handle::try_current` does not tell: it also finds the runtime in `spawn_blocking`, where blocking is right. But
/// only who is polled has a budget of steps, which is less than 256, and comes to its end.
fn is_in_task() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    // Gives the task its steps back when it is dropped.
    let Poll::Ready(_budget) = poll_proceed(&mut context) else { return true };
    (0..=u8::MAX).any(|_| match poll_proceed(&mut context) {
        Poll::Ready(step) => {
            step.made_progress();
            false
        }
        Poll::Pending => true,
    })
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    /// Longer than anything here takes.
    const STUCK: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn a_task_is_told_from_where_blocking_is_right() {
        assert!(is_in_task());
        assert!(is_in_task(), "also when asked again");
        assert!(tokio::task::coop::has_budget_remaining(), "the task can go on");
        assert!(tokio::spawn(async { is_in_task() }).await.unwrap());
        assert!(!tokio::task::spawn_blocking(is_in_task).await.unwrap());
        assert!(!thread::spawn(is_in_task).join().unwrap());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn tasks_of_other_flavors_too() {
        assert!(is_in_task());
        assert!(tokio::spawn(async { is_in_task() }).await.unwrap());
        let local = tokio::task::LocalSet::new();
        assert!(local.run_until(async { is_in_task() }).await);
        assert!(!tokio::task::block_in_place(is_in_task));
    }

    #[test]
    fn a_thread_that_only_entered_a_runtime_may_block() {
        let runtime = Runtime::start().unwrap();
        let _entered = runtime.handle.enter();
        assert_eq!(runtime.block_on(async { 7 }), Some(7));
        let slept = runtime.block_on(async {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        });
        assert_eq!(slept, Some(()));
    }

    /// Whatever parks in a poll, as a channel does that waits, uses up what a wake left for the executor.
    #[test]
    fn a_wake_is_not_lost_if_the_poll_parks_too() {
        let (done, is_done) = mpsc::channel();
        // On a thread of its own, which would never end if the wake were lost.
        thread::spawn(move || {
            let runtime = Runtime::start().unwrap();
            let mut polls = 0;
            let output = runtime.block_on(poll_fn(|context| {
                polls += 1;
                if polls > 1 {
                    return Poll::Ready(polls);
                }
                context.waker().wake_by_ref();
                thread::park();
                Poll::Pending
            }));
            done.send(output).unwrap();
        });
        let output = is_done.recv_timeout(STUCK).expect("the wake is lost");
        assert_eq!(output, Some(2));
    }
}
