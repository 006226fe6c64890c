//! Whether anything was sent of a request that the client gave up on.

use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt;
use http::{Request, Response};
use tokio::runtime::Handle;

use super::{Transport, TransportError};
use crate::pacing::Permit;
use crate::timer::{Timer, within};
use crate::{BoxFuture, OperationInfo};

/// How far a transport has come with a request, and how much of a response it may read. It says nothing unless the transport
/// keeps it up to date.
#[derive(Clone, Debug)]
pub(crate) struct SendState {
    progress: Arc<Progress>,
    #[allow(dead_code, reason = "only the built-in transport reads it")]
    max_response_size: usize,
}

/// What is known of all that is sent for a request: layers and transports around this one may send it again, or elsewhere.
#[derive(Debug, Default)]
struct Progress {
    is_begun: AtomicBool,
    is_given_up: AtomicBool,
    /// When the client gave up, a request was dropped that had not begun.
    is_unsent: AtomicBool,
}

impl SendState {
    pub(super) fn new(max_response_size: usize) -> Self {
        Self { progress: Arc::default(), max_response_size }
    }

    /// That of a request. Where something on the way has lost it, the client still looks at the size of the response.
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        request.extensions().get().cloned().unwrap_or_else(|| Self::new(usize::MAX))
    }

    /// The most bytes that a response may have.
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
    pub(super) fn max_response_size(&self) -> usize {
        self.max_response_size
    }

    /// The transport begins to send the request.
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
    pub(super) fn begins(&self) {
        self.progress.is_begun.store(true, Ordering::Release);
    }

    /// The request is gone, and the transport had not begun to send it. That says something only of the one that the client
    /// itself gave up: after another one, such as one that found no connection, somebody on the way may have sent one more.
    #[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
    pub(super) fn dropped_unsent(&self) {
        if self.progress.is_given_up.load(Ordering::Acquire) {
            self.progress.is_unsent.store(true, Ordering::Release);
        }
    }
}

/// What the extensions of a request hold.
pub struct RequestExtensions {
    pub(super) operation: &'static OperationInfo,
    pub(super) state: SendState,
}

impl RequestExtensions {
    pub(super) fn add_to<B>(self, request: &mut Request<B>) {
        let extensions = request.extensions_mut();
        extensions.insert(self.operation);
        extensions.insert(self.state);
    }
}

/// Why there is no response, where the client did not wait for it any longer.
pub(crate) fn gave_up_after(limit: Duration) -> String {
    format!("gave up after {limit:?}")
}

/// A request that is being sent. If it is dropped before anything was, the place that it takes in a budget is given back.
pub(super) struct Sending<'a, B: 'a> {
    response: BoxFuture<'a, Result<Response<B>, TransportError>>,
    state: SendState,
    /// Unless the request is over: then its response or its error tells.
    place: Option<&'a mut Permit>,
}

impl<'a, B: 'a> Sending<'a, B> {
    pub(super) fn new(
        response: BoxFuture<'a, Result<Response<B>, TransportError>>,
        state: SendState,
        place: Option<&'a mut Permit>,
    ) -> Self {
        Self { response, state, place }
    }

    /// Drops what sends the request, and tells whether it is certain that nothing was sent.
    fn drop_unsent(&mut self) -> bool {
        self.state.progress.is_given_up.store(true, Ordering::Release);
        self.response = Box::pin(pending());
        // What somebody still holds may still be sent.
        let progress = Arc::get_mut(&mut self.state.progress);
        progress.is_some_and(|it| *it.is_unsent.get_mut() && !*it.is_begun.get_mut())
    }

    /// Does not wait any longer, and tells what is known of the request then.
    pub(super) fn give_up(mut self, limit: Limit) -> TransportError {
        match self.drop_unsent() {
            true => TransportError::connect_timeout(limit.gave_up()),
            false => TransportError::timeout(limit.gave_up()),
        }
    }
}

impl<'a, B: 'a> Future for Sending<'a, B> {
    type Output = Result<Response<B>, TransportError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = self.response.as_mut().poll(context);
        if response.is_ready() {
            self.place = None;
        }
        response
    }
}

impl<'a, B: 'a> Drop for Sending<'a, B> {
    fn drop(&mut self) {
        if let Some(place) = self.place.take()
            && self.drop_unsent()
        {
            place.refund();
        }
    }
}

/// How long may be waited for anything to come, and until when in all.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) time: Duration,
    pub(crate) deadline: Option<Instant>,
}

impl Limits {
    /// That of a wait from `start` on. Where there is no deadline, no clock is asked.
    pub(super) fn of_wait(self, start: impl FnOnce() -> Instant) -> Limit {
        let left = self.deadline.map(|it| it.saturating_duration_since(start()));
        match left.filter(|it| *it < self.time) {
            Some(time) => Limit { time, is_total: true },
            None => Limit { time: self.time, is_total: false },
        }
    }
}

/// How long may be waited, and whether that is what is left of the total time.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) time: Duration,
    is_total: bool,
}

impl Limit {
    /// Why there is nothing when it is over.
    pub(super) fn gave_up(self) -> String {
        // What was left of it says nothing to who set it.
        match self.is_total {
            true => "the total time of the call is up".to_owned(),
            false => gave_up_after(self.time),
        }
    }
}

/// Sends a request that takes no place, and waits as long as `limit` for the whole response, of `max_response_size` bytes at
/// most.
pub(crate) fn send_within<'a>(
    transport: &'a dyn Transport,
    timer: &'a dyn Timer,
    limit: Duration,
    max_response_size: usize,
    operation: &'static OperationInfo,
    request: Request<Bytes>,
) -> impl Future<Output = Result<Response<Bytes>, TransportError>> {
    let limits = Limits { time: limit, deadline: None };
    send_paced(transport, timer, limits, max_response_size, operation, request, None)
}

/// The same for one that takes a place, within all `limits`.
pub(crate) fn send_paced<'a>(
    transport: &'a dyn Transport,
    timer: &'a dyn Timer,
    limits: Limits,
    max_response_size: usize,
    operation: &'static OperationInfo,
    request: Request<Bytes>,
    place: Option<&'a mut Permit>,
) -> impl Future<Output = Result<Response<Bytes>, TransportError>> {
    let limit = limits.of_wait(|| timer.now());
    let state = SendState::new(max_response_size);
    // The request is not in the future, which is smaller by its size.
    let response =
        transport.send_bare(request, RequestExtensions { operation, state: state.clone() });
    let mut sending = Sending::new(response, state, place);
    async move {
        let response = match within(timer, Some(limit.time), &mut sending).await {
            Ok(response) => response,
            Err(_) => late(sending, limit).await,
        }?;
        if response.body().len() > max_response_size {
            return Err(TransportError::too_large(max_response_size));
        }
        Ok(response)
    }
}

/// What has come although the time is up. Where the runtime stood still, it lies there, and whoever reads it had no turn yet;
/// a few hand it on. To give that up would lose a change that is known to be made, or a new refresh token.
#[cold]
pub(super) fn late<B>(
    mut sending: Sending<'_, B>,
    limit: Limit,
) -> BoxFuture<'_, Result<Response<B>, TransportError>> {
    Box::pin(async move {
        if let Ok(runtime) = Handle::try_current() {
            // In a task of its own: elsewhere, to yield gives nobody a turn.
            let _ = runtime.spawn(turns()).await;
        }
        let response = (&mut sending).now_or_never();
        response.unwrap_or_else(|| Err(sending.give_up(limit)))
    })
}

/// Lets the other tasks of the runtime have some turns.
pub(super) async fn turns() {
    const TURNS: usize = 4;
    for _ in 0..TURNS {
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;
    use crate::TokioTimer;

    struct Slow;

    impl Transport for Slow {
        /// Its response is read by one task and handed on by another, as those of connections are.
        fn send(
            &self,
            _: Request<Bytes>,
        ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
            let ((read, was_read), (handed_on, response)) =
                (oneshot::channel(), oneshot::channel());
            tokio::spawn(async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                read.send(())
            });
            tokio::spawn(async {
                was_read.await?;
                let _ = handed_on.send(Response::default());
                Ok::<_, oneshot::error::RecvError>(())
            });
            Box::pin(async { response.await.map_err(TransportError::other) })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_come_when_the_time_is_up_is_not_lost() {
        static OPERATION: OperationInfo =
            OperationInfo::new("a", "b", http::Method::POST, "", "/x");
        for (limit, has_come) in [(1000, true), (999, false)] {
            let limit = Duration::from_millis(limit);
            let sent = send_within(&Slow, &TokioTimer, limit, 9, &OPERATION, Request::default());
            assert_eq!(sent.await.is_ok(), has_come);
        }
    }

    /// As a layer may, it is not done with a request when another one was answered.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[tokio::test]
    async fn a_request_that_is_dropped_unsent_gives_its_place_back_unless_there_was_a_response() {
        struct Unsent(SendState);

        impl Future for Unsent {
            type Output = Result<Response<Bytes>, TransportError>;

            fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
                Poll::Ready(Ok(Response::default()))
            }
        }

        impl Drop for Unsent {
            fn drop(&mut self) {
                self.0.dropped_unsent();
            }
        }

        for has_response in [false, true] {
            let (mut permit, state) = (Permit::free(), SendState::new(9));
            permit.spend();
            let unsent = Box::pin(Unsent(state.clone()));
            let sending = Sending::new(unsent, state, Some(&mut permit));
            if has_response {
                sending.await.unwrap();
            } else {
                drop(sending);
            }
            let is_spent = format!("{permit:?}").contains("is_spent: true");
            assert_eq!(is_spent, has_response);
        }
    }
}
