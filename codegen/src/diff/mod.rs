//! What changed between two sets of documents, by what it does to downstream.
//!
//! It compares the [`Api`]s that the documents describe, not their text: what a schema is called, where it
//! stands and whether a body is cut by a tag is no part of the contract.

mod calls;
mod change;
mod documents;
mod limits;
mod markdown;
mod matching;
mod object;
mod operation;
mod parameters;
mod report;
mod schema;
mod types;

use serde::Serialize;

pub use change::{Change, Impact};

use crate::ir::Api;

/// Everything that differs between two sets of documents: the breaking changes first, then in the order of
/// the old documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Comparison {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// The changes as text for a terminal: in colours, or plain.
    pub fn text(&self, color: bool) -> String {
        report::text(&self.changes, color)
    }

    /// The changes as sections of a changelog, as <https://keepachangelog.com/en/1.1.0/> has them.
    pub fn markdown(&self) -> String {
        markdown::sections(&self.changes)
    }

    /// How many changes there are of one impact.
    pub fn count(&self, impact: Impact) -> usize {
        self.changes.iter().filter(|it| it.impact == impact).count()
    }
}

/// Compares two sets of documents.
pub(crate) fn diff(old: &Api, new: &Api) -> Comparison {
    let pairs = matching::documents(&old.documents, &new.documents);
    let mut changes = Vec::new();
    for document in pairs.removed {
        changes.push(documents::whole(old, document, Impact::Breaking, "removed"));
    }
    for (before, after) in pairs.both {
        changes.extend(documents::compare((old, before), (new, after)));
    }
    for document in pairs.added {
        changes.push(documents::whole(new, document, Impact::Additive, "added"));
    }
    changes.sort_by_key(|it| it.impact);
    Comparison { changes }
}
