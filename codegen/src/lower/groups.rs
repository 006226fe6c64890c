//! Groups, where the names of a document ask for them: an operation stands in that of its first tag.
//!
//! Tags that come to one name are one group. Nothing depends on how many operations a tag has.

use openapiv3::Tag;

use super::names::ChosenNames;
use crate::ir::Group;
use crate::position::{Place, Pointer};
use crate::prose;
use crate::source::{GROUPS, Parsed};

/// The groups of a document, or nothing if it has none.
#[derive(Debug, Default)]
pub(super) struct Groups(Option<Vec<Group>>);

impl Groups {
    /// Those of the tags that the document declares.
    pub(super) fn of(parsed: &Parsed, names: &mut ChosenNames) -> Self {
        if parsed.value.get(GROUPS).is_none() {
            return Self::default();
        }
        let mut groups = Self(Some(Vec::new()));
        for (index, tag) in parsed.document.tags.iter().enumerate() {
            let at = Pointer::root().child("tags").child(index);
            let Tag { name, description, .. } = tag;
            groups.add(Group {
                chosen: names.value(&at),
                tags: vec![name.clone()],
                docs: prose::markdown(description.as_deref().unwrap_or_default().trim()),
                place: Place::node(parsed.source, &at),
            });
        }
        groups
    }

    /// The group of an operation at `place` that has these tags.
    pub(super) fn of_tags(&mut self, tags: &[String], place: &Place) -> Option<usize> {
        let tag = tags.first()?;
        let known = self.0.as_ref()?.iter().position(|it| it.tags.contains(tag));
        known.or_else(|| {
            let (chosen, docs) = Default::default();
            self.add(Group { chosen, tags: vec![tag.clone()], docs, place: place.child("tags") })
        })
    }

    fn add(&mut self, group: Group) -> Option<usize> {
        let groups = self.0.as_mut()?;
        let name = group.name();
        let Some(index) = groups.iter().position(|it| it.name() == name) else {
            groups.push(group);
            return Some(groups.len() - 1);
        };
        let known = groups.get_mut(index)?;
        known.tags.extend(group.tags);
        if known.docs.is_empty() {
            known.docs = group.docs;
        }
        Some(index)
    }

    pub(super) fn into_groups(self) -> Vec<Group> {
        self.0.unwrap_or_default()
    }
}
