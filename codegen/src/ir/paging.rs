//! Lists that come in pages.

use serde::{Deserialize, Serialize};

/// How the pages of a list follow each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Paging {
    /// The property of the response that has the items.
    pub(crate) items: String,
    pub(crate) cursor: PageCursor,
    /// The property by which a later list begins with what has changed since. It is a parameter too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sync_token: Option<String>,
}

/// What leads from a page to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PageCursor {
    /// Properties of the response that are parameters of the request for the next page. Of several, a page has
    /// one; the first goes before the others.
    Tokens(Vec<String>),
    /// The time of the oldest item.
    Time(TimeCursor),
}

/// Parameters of a request, and properties of the items of its response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TimeCursor {
    /// The parameter that the list ends at.
    pub(crate) until: String,
    /// The parameter that says how many items a page has.
    pub(crate) limit: String,
    /// When an item is from.
    pub(crate) time: String,
    /// What tells an item from others.
    pub(crate) id: String,
    /// Parameters that sort the list, and the value with which it has the newest items first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) order: Vec<(String, String)>,
}
