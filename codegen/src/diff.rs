//! What changed between two sets of documents, by what it does to downstream.
//!
//! It compares the [`Api`]s that the documents describe, not their text: what a schema is called, where it
//! stands and whether a body is cut by a tag is no part of the contract.

mod calls;
mod change;
mod declared;
mod described;
mod documents;
mod headers;
mod limits;
mod markdown;
mod matching;
mod members;
mod methods;
mod object;
mod operation;
mod parameters;
mod report;
mod requests;
mod schema;
mod types;
mod view;

use serde::Serialize;

pub(crate) use change::Places;
pub use change::{Bump, Change, Impact};

use crate::annotate::Named;
use crate::ir::Api;
use described::Described;

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

    /// The part of the version that the changes count up; none if there are none.
    pub fn bump(&self) -> Option<Bump> {
        self.changes.iter().map(|it| it.bump).max()
    }

    /// How many changes there are of one impact.
    pub fn count(&self, impact: Impact) -> usize {
        self.changes.iter().filter(|it| it.impact == impact).count()
    }
}

/// Compares two sets of documents: the breaking changes first, each with its places.
pub(crate) fn diff(
    (old, old_named): (&Api, &Named),
    (new, new_named): (&Api, &Named),
) -> Vec<(Change, Places)> {
    let before = Described { api: old, named: old_named };
    let after = Described { api: new, named: new_named };
    // What is in the documents is compared document by document, with what it becomes.
    let Api { documents, shapes: _ } = old;
    let pairs = matching::documents(documents, &new.documents);
    let mut changes = Vec::new();
    for document in pairs.removed {
        changes.push(documents::whole(before, document, Impact::Breaking, "removed"));
    }
    for (one, other) in pairs.both {
        changes.extend(documents::compare((before, one), (after, other)));
    }
    for document in pairs.added {
        changes.push(documents::whole(after, document, Impact::Additive, "added"));
    }
    changes.sort_by_key(|(change, _)| change.impact);
    changes
}
