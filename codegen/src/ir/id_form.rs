//! What the identifiers of a kind are made of.

use serde::{Deserialize, Serialize};

/// What an identifier is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum IdForm {
    /// The digits of a number.
    Integer,
    /// A time in epoch milliseconds, and a counter behind it.
    EpochMillis,
}

impl IdForm {
    pub(crate) fn read(word: &str) -> Option<Self> {
        [Self::Integer, Self::EpochMillis].into_iter().find(|it| it.as_str() == word)
    }

    /// What a document calls it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::EpochMillis => "epoch-millis",
        }
    }
}
