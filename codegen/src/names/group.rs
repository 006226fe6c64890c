//! Names behind those of their groups.

use super::{method, operation_name};
use crate::ir::{Call, Document, Operation};

/// The method behind its group, if it is in one: `repos.get`. It is unique in its document.
pub(crate) fn path(document: &Document, operation: &Operation, call: &Call) -> String {
    in_group(document, operation, method(document, operation, call))
}

/// The name of an operation behind its group, if it is in one.
pub(crate) fn operation_path(document: &Document, operation: &Operation) -> String {
    in_group(document, operation, operation_name(document, operation))
}

/// What is called so where an operation is, behind the name of its group.
pub(super) fn in_group(document: &Document, operation: &Operation, name: String) -> String {
    match document.group(operation) {
        Some(group) => format!("{}.{name}", group.name()),
        None => name,
    }
}
