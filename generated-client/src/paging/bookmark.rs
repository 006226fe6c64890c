//! Where a list stands between two pages, and how that is stored.

use super::by_time::TimePlace;
use super::tokens::TokenPlace;
use crate::schema::object::object;
use crate::{Error, OperationInfo};

/// Where a list stands, and what is remembered of the pages that came.
///
/// It remembers no more than it needs to go on, so it does not grow with the list.
/// [`Pages::bookmark`](crate::Pages::bookmark) gives it as text.
#[derive(Debug)]
pub struct Bookmark {
    pub(super) operation: &'static OperationInfo,
    pub(super) tokens: TokenPlace,
    pub(super) time: Option<TimePlace>,
}

/// A bookmark as it is stored.
struct Stored {
    operation: String,
    tokens: Option<TokenPlace>,
    time: Option<TimePlace>,
}

object!(Stored {
    operation: required("operation"),
    tokens: optional("tokens"),
    time: optional("time"),
});

impl Bookmark {
    pub(super) fn new(operation: &'static OperationInfo) -> Self {
        Self { operation, tokens: TokenPlace::default(), time: None }
    }

    /// The bookmark as text, once it is known what to ask for next.
    pub(super) fn stored(&self) -> Option<String> {
        let tokens = Some(&self.tokens).filter(|tokens| tokens.next.is_some()).cloned();
        if tokens.is_none() && self.time.is_none() {
            return None;
        }
        let stored =
            Stored { operation: full_name(self.operation), tokens, time: self.time.clone() };
        serde_json::to_string(&stored).ok()
    }

    /// Reads what [`stored`](Self::stored) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::is_invalid_request`] if it is no bookmark of `operation`.
    pub(super) fn read(operation: &'static OperationInfo, text: &str) -> Result<Self, Error> {
        let refused = |reason: String| Error::invalid_request(operation, &[reason]);
        let stored: Stored = serde_json::from_str(text)
            .map_err(|error| refused(format!("this is not a bookmark: {error}")))?;
        if stored.operation != full_name(operation) {
            let of = stored.operation.escape_debug();
            return Err(refused(format!("this is a bookmark of `{of}`")));
        }
        Ok(Self { operation, tokens: stored.tokens.unwrap_or_default(), time: stored.time })
    }
}

fn full_name(operation: &OperationInfo) -> String {
    format!("{}.{}", operation.module, operation.name)
}
