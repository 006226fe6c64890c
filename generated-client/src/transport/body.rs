//! The body of a request, which knows whether it was sent.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::send_state::SendState;

/// Hyper asks a body for its end or its first frame when it takes up the request to write it, which it does only after
/// the connection is made, TLS included. A body that is dropped before that was never sent.
pub(super) struct Body {
    bytes: Bytes,
    is_begun: AtomicBool,
    state: SendState,
}

impl Body {
    pub(super) fn new(bytes: Bytes, state: SendState) -> Self {
        Self { bytes, is_begun: AtomicBool::new(false), state }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        *self.is_begun.get_mut() = true;
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.is_begun.store(true, Ordering::Relaxed);
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if !*self.is_begun.get_mut() {
            self.state.dropped_unsent();
        }
    }
}
