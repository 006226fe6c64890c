//! The future of a response.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::{BoxFuture, Error, Response};

/// Resolves to the output of an operation. Nothing is sent until it is polled.
#[must_use = "a request does nothing until it is awaited"]
pub struct ResponseFuture<T> {
    exchange: BoxFuture<'static, Result<Response, Error>>,
    decode: fn(&Response) -> Result<T, Error>,
}

impl<T> ResponseFuture<T> {
    pub(crate) fn new(
        exchange: BoxFuture<'static, Result<Response, Error>>,
        decode: fn(&Response) -> Result<T, Error>,
    ) -> Self {
        Self { exchange, decode }
    }
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.exchange.as_mut().poll(context));
        Poll::Ready(response.and_then(|response| (self.decode)(&response)))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
