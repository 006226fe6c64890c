//! What is sent as a body.

#[cfg(feature = "streaming")]
mod pieces;

use bytes::Bytes;

use super::file::Content;
#[cfg(feature = "streaming")]
use crate::Body;
#[cfg(feature = "streaming")]
use pieces::{Piece, Pieces};

/// A body that can be sent as often as what it is read from can be read.
#[derive(Clone)]
pub(crate) enum Payload {
    Bytes(Bytes),
    #[cfg(feature = "streaming")]
    Pieces(Pieces),
}

impl Payload {
    pub(super) fn of(content: Content) -> Self {
        match content {
            Content::Bytes(bytes) => Self::Bytes(bytes),
            #[cfg(feature = "streaming")]
            Content::Streamed(file) => Self::Pieces(Pieces::new([Piece::File(file)])),
        }
    }

    /// Whether it is known that there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Bytes(bytes) if bytes.is_empty())
    }

    /// Whether all of it can be sent: for the first time, or again.
    pub(crate) fn is_unread(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            #[cfg(feature = "streaming")]
            Self::Pieces(pieces) => pieces.is_unread(),
        }
    }

    /// How many bytes it has, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            #[cfg(feature = "streaming")]
            Self::Pieces(pieces) => pieces.length(),
        }
    }

    /// The body of one attempt. What it is read from is touched when it is polled.
    #[cfg(feature = "streaming")]
    pub(crate) fn body(self) -> Body {
        match self {
            Self::Bytes(bytes) => Body::from(bytes),
            Self::Pieces(pieces) => pieces.body(),
        }
    }
}

impl Default for Payload {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl<B: Into<Bytes>> From<B> for Payload {
    fn from(bytes: B) -> Self {
        Self::Bytes(bytes.into())
    }
}

/// Puts a body together.
#[derive(Default)]
pub(super) struct PayloadWriter {
    /// What comes before `bytes`.
    #[cfg(feature = "streaming")]
    pieces: Vec<Piece>,
    bytes: Vec<u8>,
}

impl PayloadWriter {
    pub(super) fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn content(&mut self, content: Content) {
        match content {
            Content::Bytes(bytes) => self.bytes.extend_from_slice(&bytes),
            #[cfg(feature = "streaming")]
            Content::Streamed(file) => {
                self.pieces.push(Piece::Bytes(std::mem::take(&mut self.bytes).into()));
                self.pieces.push(Piece::File(file));
            }
        }
    }

    pub(super) fn finish(self) -> Payload {
        #[cfg(feature = "streaming")]
        if !self.pieces.is_empty() {
            let mut pieces = self.pieces;
            pieces.push(Piece::Bytes(self.bytes.into()));
            return Payload::Pieces(Pieces::new(pieces));
        }
        self.bytes.into()
    }
}
