//! What the client reads the time from, and waits with.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::BoxFuture;

/// The clock of a client: it paces, backs off and gives up by it.
///
/// Implement it to run the client on another runtime than Tokio, together with a
/// [`Transport`](crate::Transport) for that runtime.
pub trait Timer: Send + Sync {
    /// The time on a clock that never goes back.
    fn now(&self) -> Instant;

    /// Resolves when `duration` has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The timer of the Tokio runtime, which a client has unless it is given another.
///
/// It goes by Tokio's clock, so a test that pauses that clock waits for nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioTimer;

impl Timer for TokioTimer {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The timer of a client, as its parts share it.
pub(crate) type SharedTimer = std::sync::Arc<dyn Timer>;

/// What comes first, `future` or the end of `limit`, if there is one.
///
/// # Errors
///
/// [`Elapsed`] if the time was up.
pub(crate) fn within<T>(
    timer: &dyn Timer,
    limit: Option<Duration>,
    mut future: impl Future<Output = T> + Unpin,
) -> impl Future<Output = Result<T, Elapsed>> {
    // Begun only if the first poll does not suffice.
    let mut sleep: Option<BoxFuture<'static, ()>> = None;
    poll_fn(move |context| {
        if let Poll::Ready(output) = Pin::new(&mut future).poll(context) {
            return Poll::Ready(Ok(output));
        }
        let Some(limit) = limit else { return Poll::Pending };
        let sleep = sleep.get_or_insert_with(|| timer.sleep(limit));
        sleep.as_mut().poll(context).map(|()| Err(Elapsed))
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Elapsed;

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time was up")
    }
}

impl std::error::Error for Elapsed {}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn what_comes_first() {
        let timer = TokioTimer;
        let start = timer.now();
        let quick = timer.sleep(SECOND);
        assert_eq!(within(&timer, Some(2 * SECOND), quick).await, Ok(()));
        let slow = timer.sleep(9 * SECOND);
        assert_eq!(within(&timer, Some(2 * SECOND), slow).await, Err(Elapsed));
        assert_eq!(timer.now() - start, 3 * SECOND);
        assert_eq!(within(&timer, None, std::future::ready(7)).await, Ok(7));
    }
}
