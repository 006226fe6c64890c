//! The errors that a document names.

use serde::{Deserialize, Serialize};

/// An error code and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ErrorCode {
    pub(crate) code: String,
    /// One meaning, or several where the document gives the code more than once.
    #[serde(skip)]
    pub(crate) meanings: Vec<String>,
}
