//! Bodies that are bytes or a stream of them.

use std::fmt;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::StreamExt;

use super::TransportError;

/// The body of a request or a response: bytes, or a stream of them, which is read once.
///
/// It is a [`Stream`] of its chunks in both cases. Transports and downloads have it, with the feature `streaming`.
pub struct Body {
    inner: Inner,
    length: Option<u64>,
}

enum Inner {
    Bytes(Bytes),
    /// HTTP stacks want bodies that may be shared between threads, and nobody ever waits for this lock.
    Stream(Mutex<BoxStream>),
}

type BoxStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

impl Body {
    /// A body that is read from a stream, and its length in bytes, if that is known.
    pub fn from_stream(
        stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self { inner: Inner::Stream(Mutex::new(Box::pin(stream))), length }
    }

    /// How many bytes there are still to come, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next bytes, or `None` at the end.
    ///
    /// # Errors
    ///
    /// That of the stream, which is at its end then.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.next().await.transpose()
    }

    /// Reads all of it into memory.
    ///
    /// # Errors
    ///
    /// That of the stream; [`TransportError::is_too_large`] if it has more than `limit` bytes.
    pub async fn into_bytes(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        if self.length.is_some_and(|length| length > most) {
            return Err(TransportError::too_large(limit));
        }
        if let Inner::Bytes(bytes) = self.inner {
            return Ok(bytes);
        }
        let mut bytes = BytesMut::new();
        while let Some(chunk) = self.try_next().await? {
            if chunk.len() > limit.saturating_sub(bytes.len()) {
                return Err(TransportError::too_large(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(bytes: B) -> Self {
        let bytes = bytes.into();
        let length = u64::try_from(bytes.len()).ok();
        Self { inner: Inner::Bytes(bytes), length }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = match &mut self.inner {
            Inner::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
            Inner::Stream(stream) => {
                // One that panicked is not polled again.
                let Ok(stream) = stream.get_mut() else { return Poll::Ready(None) };
                stream.as_mut().poll_next(context)
            }
        };
        if let (Poll::Ready(Some(Ok(chunk))), Some(length)) = (&chunk, &mut self.length) {
            *length = length.saturating_sub(chunk.len() as u64);
        }
        chunk
    }
}

impl fmt::Debug for Body {
    /// Leaves out what people write.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("length", &self.length).finish_non_exhaustive()
    }
}
