//! Requests and responses whose bodies are streams.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use futures_util::{StreamExt, stream};
use http::{Request, Response};

use super::send_state::{Limits, RequestExtensions, SendState, Sending, late};
use super::{Body, Transport, TransportError};
use crate::OperationInfo;
use crate::lock::lock;
use crate::pacing::Permit;
use crate::timer::{Elapsed, SharedTimer, within};

/// Sends a request whose body may be a stream, for a response whose body is one. As long as bytes go out, and later as long
/// as they come, neither is given up before the deadline. `max_response_size` is for a transport that has the whole response
/// before it hands any of it out.
pub(crate) async fn stream_within<'a>(
    transport: &'a dyn Transport,
    timer: &SharedTimer,
    limits: Limits,
    max_response_size: usize,
    operation: &'static OperationInfo,
    request: Request<Body>,
    place: Option<&'a mut Permit>,
) -> Result<Response<Body>, TransportError> {
    let deadline = limits.deadline;
    let state = SendState::new(max_response_size);
    let last_sent = Arc::new(Mutex::new(timer.now()));
    let mut request = request.map(|body| noted(body, timer.clone(), last_sent.clone()));
    RequestExtensions { operation, state: state.clone() }.add_to(&mut request);
    let mut sending = Sending::new(transport.send_streamed(request), state, place);
    let response = loop {
        let since = *lock(&last_sent);
        let quiet = limits.of_wait(|| since);
        let rest = quiet.time.saturating_sub(timer.now().saturating_duration_since(since));
        match within(&**timer, Some(rest), &mut sending).await {
            Ok(response) => break response,
            Err(_) if *lock(&last_sent) != since && deadline.is_none_or(|it| timer.now() < it) => {}
            Err(_) => break late(sending, quiet).await,
        }
    };
    Ok(response?.map(|body| timed(body, timer.clone(), limits)))
}

/// The same body, which notes when it last gave something out.
fn noted(body: Body, timer: SharedTimer, last: Arc<Mutex<Instant>>) -> Body {
    let length = body.length();
    let chunks = body.inspect(move |_| *lock(&last) = timer.now());
    Body::from_stream(chunks, length)
}

/// The same body, which fails if nothing comes for too long.
fn timed(body: Body, timer: SharedTimer, limits: Limits) -> Body {
    let length = body.length();
    let chunks = stream::unfold(Some((body, timer)), move |state| async move {
        let (mut body, timer) = state?;
        let limit = limits.of_wait(|| timer.now());
        // What comes at once would never be late.
        let next = match limit.time.is_zero() {
            true => Err(Elapsed),
            false => within(&*timer, Some(limit.time), body.next()).await,
        };
        match next {
            Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some((body, timer)))),
            Ok(Some(Err(error))) => Some((Err(error), None)),
            Ok(None) => None,
            Err(_) => Some((Err(TransportError::timeout(limit.gave_up())), None)),
        }
    });
    Body::from_stream(chunks, length)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;

    use super::*;
    use crate::{BoxFuture, TokioTimer};

    /// Takes one piece of the body, and is silent from then on.
    struct Stalls;

    impl Transport for Stalls {
        fn send(
            &self,
            _: Request<Bytes>,
        ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
            Box::pin(std::future::pending())
        }

        fn send_streamed(
            &self,
            request: Request<Body>,
        ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
            Box::pin(async {
                let mut body = request.into_body();
                body.next().await.unwrap()?;
                std::future::pending().await
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_counts_from_the_last_bytes_that_went_out() {
        const SECOND: Duration = Duration::from_secs(1);
        static OPERATION: OperationInfo =
            OperationInfo::new("a", "b", http::Method::POST, "", "/x");
        let timer: SharedTimer = Arc::new(TokioTimer);
        for (total, gives_up) in [(None, 5 * SECOND / 2), (Some(2 * SECOND), 2 * SECOND)] {
            let start = timer.now();
            let late = stream::once(async {
                tokio::time::sleep(SECOND / 2).await;
                Ok(Bytes::from("x"))
            });
            let request = Request::new(Body::from_stream(late, None));
            let limits = Limits { time: 2 * SECOND, deadline: total.map(|it| start + it) };
            let error = stream_within(&Stalls, &timer, limits, 9, &OPERATION, request, None);
            assert!(error.await.unwrap_err().is_timeout());
            assert_eq!(timer.now() - start, gives_up);
        }
    }
}
