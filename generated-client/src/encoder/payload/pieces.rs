//! Bodies that are not in memory as a whole.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, future, stream};

use crate::Body;
use crate::encoder::file::Streamed;

/// Bytes and files, one after the other.
#[derive(Clone)]
pub(crate) struct Pieces(Arc<[Piece]>);

#[derive(Clone)]
pub(super) enum Piece {
    Bytes(Bytes),
    File(Streamed),
}

impl Pieces {
    pub(super) fn new(pieces: impl Into<Arc<[Piece]>>) -> Self {
        Self(pieces.into())
    }

    pub(super) fn is_unread(&self) -> bool {
        self.0.iter().all(|piece| match piece {
            Piece::Bytes(_) => true,
            Piece::File(file) => file.is_unread(),
        })
    }

    pub(super) fn length(&self) -> Option<u64> {
        let lengths = self.0.iter().map(|piece| match piece {
            Piece::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Piece::File(file) => file.length(),
        });
        lengths.sum()
    }

    pub(super) fn body(&self) -> Body {
        let chunks = stream::iter(self.0.to_vec()).flat_map(|piece| match piece {
            Piece::Bytes(bytes) => stream::once(future::ready(Ok(bytes))).boxed(),
            Piece::File(file) => file.read().boxed(),
        });
        Body::from_stream(chunks, self.length())
    }
}
