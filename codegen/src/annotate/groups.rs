//! The groups that the operations of a module stand in.

use super::docs;
use crate::ir::Document;
use crate::model::Group;
use crate::names::{self, Scope};

/// The groups of a document that have operations. What their handles are called depends on their tags alone, and not on the
/// types of the document.
pub(super) fn groups(document: &Document, scope: &mut Scope) -> Vec<Group> {
    let groups = document.used_groups().map(|(index, group)| {
        let name = group.name();
        Group {
            index,
            handle: scope.take(names::pascal(&format!("{name} group"))),
            tags: group.tags.iter().map(|it| docs::code(it)).collect::<Vec<_>>().join(" and "),
            docs: docs::clean(&group.docs),
            name,
        }
    });
    groups.collect()
}
