//! Names for the operations that have none of their own: without an `operationId`, or with one that makes the name of
//! another operation too.
//!
//! Names are unique within a group of operations, and among the operations without one and the groups.
//! Such an operation is named after its method and path key, which no other operation of the document has both. All that
//! share a name are renamed, wherever they stand: none of them takes over the name that another one had.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Document, Operation};
use crate::names;
use crate::position::Place;

/// Names the operations of a document apart, and tells of each whose id does not make its name.
pub(crate) fn tell_apart(document: &mut Document, diagnostics: &mut Diagnostics) {
    for operation in document.operations.iter_mut().filter(|it| !it.has_id) {
        operation.name = Some(names::by_path(operation.method.as_str(), &path_key(operation)));
    }
    let mut ambiguous: HashMap<usize, Ambiguity> = HashMap::new();
    let by_signs =
        |method: &str, key: &str| names::snake(&format!("{method} {}", names::exact(key)));
    for name in [names::by_path, by_signs] {
        for (shared, indices) in shared_names(document) {
            let places = indices.iter().map(|it| document.operations[*it].place.on_key());
            let group = document.used_groups().find(|(_, it)| it.name() == shared);
            let places: Vec<_> = places.chain(group.map(|(_, it)| it.place.clone())).collect();
            for (position, index) in indices.into_iter().enumerate() {
                let operation = &document.operations[index];
                if operation.name.is_none() {
                    let other = places[usize::from(position == 0)].clone();
                    ambiguous.insert(index, Ambiguity { name: shared.clone(), other });
                }
                let own = name(operation.method.as_str(), &path_key(operation));
                document.rename(index, own);
            }
        }
    }
    // What is left are paths that differ in the case of their letters alone.
    let mut scope = names::Scope::default();
    for (position, (shared, mut indices)) in shared_names(document).into_iter().enumerate() {
        if position == 0 {
            let calls = document.calls();
            let paths: BTreeSet<_> =
                calls.map(|(it, call)| names::path(document, it, call)).collect();
            paths.into_iter().for_each(|path| drop(scope.take(path)));
        }
        indices.sort_by_key(|it| path_key(&document.operations[*it]));
        for index in indices.into_iter().skip(1) {
            let path = scope.take(shared.clone());
            document.rename(index, path.rsplit('.').next().unwrap_or_default().to_owned());
        }
    }
    let named = document.operations.iter().enumerate();
    for (index, operation) in named.filter(|(_, it)| it.name.is_some()) {
        let name = names::operation_name(document, operation);
        diagnostics.push(told(operation, &name, ambiguous.remove(&index)));
    }
}

/// That an id makes a name which another operation has too.
struct Ambiguity {
    name: String,
    other: Place,
}

/// The names that several operations of a group come to, or one and a group, and which those are. One id that several have
/// is another mistake.
fn shared_names(document: &Document) -> BTreeMap<String, Vec<usize>> {
    let mut uses: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, operation) in document.operations.iter().enumerate() {
        // A chosen name is nobody else's: see `check::names`.
        for call in operation.own_calls().iter().filter(|it| it.chosen.is_none()) {
            let indices = uses.entry(names::path(document, operation, call)).or_default();
            if !indices.contains(&index) {
                indices.push(index);
            }
        }
    }
    let id = |index: &usize| document.operations[*index].id.as_str();
    let groups: HashSet<String> = document.used_groups().map(|(_, it)| it.name()).collect();
    uses.retain(|path, indices| {
        groups.contains(path) || indices.iter().any(|it| id(it) != id(&indices[0]))
    });
    uses
}

fn told(operation: &Operation, name: &str, ambiguity: Option<Ambiguity>) -> Diagnostic {
    let id = &operation.id;
    let diagnostic = match ambiguity {
        None => {
            let place = operation.place.on_key();
            Diagnostic::new(Code::MissingOperationId, place, format!("`{id}` has no id"))
        }
        Some(Ambiguity { name, other }) => {
            let place = operation.place.child("operationId");
            let message = format!("the operation id `{id}` makes the name `{name}` of another");
            Diagnostic::new(Code::AmbiguousOperationId, place, message).related(other, "the other")
        }
    };
    diagnostic.label(format!("its method is called `{name}`"))
}

/// The path as the document has it, which is unique there.
fn path_key(operation: &Operation) -> String {
    let item = operation.place.pointer().and_then(|it| it.parent());
    item.and_then(|it| it.last().map(|key| key.to_string())).unwrap_or_default()
}
