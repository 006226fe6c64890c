//! Stands for [`Streamed`] where nothing is: the compiler knows that there is none.

use bytes::Bytes;
use futures_util::stream::Empty;

use crate::TransportError;
use crate::encoder::payload::Piece;

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Streamed {}

impl Streamed {
    pub(crate) fn piece(&self) -> Piece {
        match *self {}
    }

    pub(crate) fn length(&self) -> Option<u64> {
        match *self {}
    }

    pub(crate) fn is_unread(&self) -> bool {
        match *self {}
    }

    pub(crate) fn read(&self) -> Empty<Result<Bytes, TransportError>> {
        match *self {}
    }
}
