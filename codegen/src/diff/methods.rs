//! Which methods became which: a method can be renamed, split into several, or be merged with others.

use std::collections::BTreeSet;

use super::change::{Finding, Impact};
use super::described::Side;

/// Operations whose methods, old and new, have to do with each other.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The pairs of operations, by their positions.
    pub(super) operations: Vec<usize>,
    old: BTreeSet<String>,
    new: BTreeSet<String>,
}

/// All operations by the methods that do what they do.
pub(super) fn groups(both: &[(Side<'_>, Side<'_>)]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, (before, after)) in both.iter().enumerate() {
        for (old, new) in steps(*before, *after) {
            let group = Group { operations: vec![at], old, new };
            let (same, others): (Vec<_>, Vec<_>) =
                groups.into_iter().partition(|it| group.has_to_do_with(it));
            groups = others;
            groups.push(same.into_iter().fold(group, Group::and));
        }
    }
    groups
}

/// The methods of one operation on both sides: those that one value of a tag selects are one step.
fn steps(old: Side<'_>, new: Side<'_>) -> Vec<(BTreeSet<String>, BTreeSet<String>)> {
    let (before, after) = (old.methods(), new.methods());
    let is_tagged =
        |all: &[(Option<&str>, String)]| all.len() > 1 && all.iter().all(|(tag, _)| tag.is_some());
    if !(is_tagged(&before) && is_tagged(&after)) {
        let names = |all: Vec<(Option<&str>, String)>| all.into_iter().map(|it| it.1).collect();
        return vec![(names(before), names(after))];
    }
    // A value that only one side has is a call that is removed or added.
    let step = |(tag, old): &(Option<&str>, String)| {
        let (_, new) = after.iter().find(|(other, _)| other == tag)?;
        Some((BTreeSet::from([old.clone()]), BTreeSet::from([new.clone()])))
    };
    before.iter().filter_map(step).collect()
}

impl Group {
    fn has_to_do_with(&self, other: &Self) -> bool {
        !self.old.is_disjoint(&other.old) || !self.new.is_disjoint(&other.new)
    }

    fn and(mut self, other: Self) -> Self {
        self.operations.extend(other.operations);
        self.operations.sort_unstable();
        self.operations.dedup();
        self.old.extend(other.old);
        self.new.extend(other.new);
        self
    }

    /// Whether several methods became one, or one became several.
    pub(super) fn is_regrouped(&self) -> bool {
        self.old != self.new && (self.old.len() > 1 || self.new.len() > 1)
    }

    /// What became of the methods, if they are others.
    pub(super) fn finding(&self) -> Option<Finding> {
        if self.old == self.new {
            return None;
        }
        let change = match (self.old.len(), self.new.len()) {
            (1, 1) => "renamed",
            (1, _) => "split",
            (_, 1) => "merged",
            _ => "regrouped",
        };
        let names = |all: &BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>().join(", ");
        let finding = Finding::new(Impact::Breaking, "method", change);
        Some(finding.old(names(&self.old)).new_value(names(&self.new)))
    }
}
