//! What is sent as a body.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, future, stream};

use super::File;
use super::file::{Content, Streamed};
use crate::Body;

/// A body that can be sent as often as what it is read from can be read.
#[derive(Clone)]
pub(crate) enum Payload {
    Bytes(Bytes),
    /// One after the other.
    Pieces(Arc<[Piece]>),
}

#[derive(Clone)]
pub(crate) enum Piece {
    Bytes(Bytes),
    #[cfg_attr(not(feature = "streaming"), allow(dead_code, reason = "nothing is streamed"))]
    File(Streamed),
}

impl Piece {
    pub(super) fn of(file: &File) -> Self {
        match file.content() {
            Content::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Content::Streamed(streamed) => streamed.piece(),
        }
    }

    fn is_unread(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::File(file) => file.is_unread(),
        }
    }

    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Self::File(file) => file.length(),
        }
    }
}

impl Payload {
    /// Whether it is known that there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Bytes(bytes) if bytes.is_empty())
    }

    /// Whether all of it can be sent: for the first time, or again.
    pub(crate) fn is_unread(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::Pieces(pieces) => pieces.iter().all(Piece::is_unread),
        }
    }

    /// How many bytes it has, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Pieces(pieces) => pieces.iter().map(Piece::length).sum(),
        }
    }

    /// The body of one attempt. What it is read from is touched when it is polled.
    pub(crate) fn body(self) -> Body {
        let length = self.length();
        let pieces = match self {
            Self::Bytes(bytes) => return Body::from(bytes),
            Self::Pieces(pieces) => pieces.to_vec(),
        };
        let chunks = stream::iter(pieces).flat_map(|piece| match piece {
            Piece::Bytes(bytes) => stream::once(future::ready(Ok(bytes))).boxed(),
            Piece::File(file) => file.read().boxed(),
        });
        Body::from_stream(chunks, length)
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
