//! The body of a request, which knows whether it was sent.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};

use super::send_state::SendState;
use super::{Body, TransportError};

/// Hyper asks a body for its end or its first frame when it takes up the request to write it, which it does only after
/// the connection is made, TLS included. A body that is dropped before that was never sent.
pub(super) struct SentBody {
    body: Body,
    is_begun: AtomicBool,
    state: SendState,
}

impl SentBody {
    pub(super) fn new(body: Body, state: SendState) -> Self {
        Self { body, is_begun: AtomicBool::new(false), state }
    }

    fn begins(&self) {
        if !self.is_begun.swap(true, Ordering::Relaxed) {
            self.state.begins();
        }
    }
}

impl http_body::Body for SentBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.begins();
        let chunk = Pin::new(&mut self.body).poll_next(context);
        chunk.map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.begins();
        self.body.length() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl Drop for SentBody {
    fn drop(&mut self) {
        if !*self.is_begun.get_mut() {
            self.state.dropped_unsent();
        }
    }
}
