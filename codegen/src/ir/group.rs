//! Groups of operations, which go by the tags of their document.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{ChosenName, Document, Operation};
use crate::names;
use crate::position::Place;

/// Operations that stand together: those whose first tag is one of these.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    /// The tags that come to its name: most often one.
    pub(crate) tags: Vec<String>,
    #[serde(skip)]
    pub(crate) docs: String,
    #[serde(skip)]
    pub(crate) place: Place,
}

impl Group {
    /// The method of the document's handle that gives it.
    pub(crate) fn name(&self) -> String {
        let tag = self.tags.first().map_or("", String::as_str);
        names::snake(ChosenName::or(self.chosen.as_ref(), tag))
    }
}

impl Document {
    /// The group that an operation stands in.
    pub(crate) fn group(&self, operation: &Operation) -> Option<&Group> {
        self.groups.get(operation.group?)
    }

    /// The groups with a call of their own, each with its position.
    pub(crate) fn used_groups(&self) -> impl Iterator<Item = (usize, &Group)> {
        let used: HashSet<usize> = self.calls().filter_map(|(it, _)| it.group).collect();
        self.groups.iter().enumerate().filter(move |(index, _)| used.contains(index))
    }
}
