//! What is sent as a body.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, future, stream};

use super::File;
use crate::Body;

/// A body that can be sent as often as what it is read from can be read.
#[derive(Clone)]
pub(crate) enum Payload {
    Bytes(Bytes),
    /// One after the other.
    Pieces(Arc<[Piece]>),
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Bytes(Bytes),
    File(File),
}

impl Piece {
    /// A file that needs not be read is its bytes.
    pub(super) fn of(file: &File) -> Self {
        match file.bytes() {
            Some(bytes) => Self::Bytes(bytes.clone()),
            None => Self::File(file.clone()),
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
    /// Whether all of it can be sent: for the first time, or again.
    pub(crate) fn is_unread(&self) -> bool {
        let Self::Pieces(pieces) = self else { return true };
        pieces.iter().all(|it| {
            matches!(it, Piece::Bytes(_)) || matches!(it, Piece::File(file) if file.is_unread())
        })
    }

    /// The body of one attempt. What it is read from is touched when it is polled.
    pub(crate) fn body(self) -> Body {
        let pieces = match self {
            Self::Bytes(bytes) => return Body::from(bytes),
            Self::Pieces(pieces) => pieces.to_vec(),
        };
        let length = pieces.iter().map(Piece::length).sum();
        let chunks = stream::iter(pieces).flat_map(|piece| match piece {
            Piece::Bytes(bytes) => stream::once(future::ready(Ok(bytes))).boxed(),
            Piece::File(file) => file.read().boxed(),
        });
        Body::from_stream(chunks, length)
    }
}

impl<B: Into<Bytes>> From<B> for Payload {
    fn from(bytes: B) -> Self {
        Self::Bytes(bytes.into())
    }
}
