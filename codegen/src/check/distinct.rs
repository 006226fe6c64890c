//! Whether everything can be told apart: ids, methods, and operations on one endpoint.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Document, Operation, ShapeKind, Type};
use crate::names;
use crate::position::Place;

pub(super) fn check(api: &Api, document: &Document, diagnostics: &mut Diagnostics) {
    operation_ids(document, diagnostics);
    method_names(document, diagnostics);
    variants(api, document, diagnostics);
}

/// Each document is a module, named after its file.
pub(super) fn module_names(api: &Api, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<String, &Document> = HashMap::new();
    for document in &api.documents {
        let name = names::snake(&document.stem);
        let feature = names::feature(&document.stem);
        let taken = [(names::TAKEN_MODULES, &name), (names::TAKEN_FEATURES, &feature)];
        if let Some((_, name)) = taken.iter().find(|(taken, it)| taken.contains(&it.as_str())) {
            let message = format!("a document's module cannot be called `{name}`");
            let diagnostic = Diagnostic::new(Code::NameCollision, document.place.clone(), message);
            diagnostics.push(diagnostic.help("give the file another name"));
        }
        if let Some(first) = seen.insert(name.clone(), document) {
            let message = format!("two documents make the module `{name}`");
            let diagnostic = Diagnostic::new(Code::NameCollision, document.place.clone(), message)
                .related(first.place.clone(), "the other one");
            diagnostics.push(diagnostic.help("give one of the files another name"));
        }
    }
}

fn operation_ids(document: &Document, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, &Operation> = HashMap::new();
    for operation in &document.operations {
        let Some(first) = seen.insert(&operation.id, operation) else { continue };
        let message = format!("the operation id `{}` is used twice", operation.id);
        let diagnostic = Diagnostic::new(Code::DuplicateOperationId, id_place(operation), message)
            .label("used again here")
            .related(id_place(first), "used here first");
        diagnostics.push(diagnostic);
    }
}

/// The tags of one operation may still make the same method. Operations have names of their own.
fn method_names(document: &Document, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<String, &Operation> = HashMap::new();
    for (operation, call) in document.calls() {
        let name = names::path(document, operation, call);
        let Some(first) = seen.insert(name.clone(), operation) else { continue };
        let Some(tag) = call.tag.as_ref().filter(|_| std::ptr::eq(first, operation)) else {
            continue;
        };
        let message = format!("two bodies make the method `{name}`");
        let diagnostic = Diagnostic::new(Code::NameCollision, id_place(operation), message);
        diagnostics.push(diagnostic.help(format!(
            "their methods are named after the values of the tag, and another value has the letters of \
             `{tag}`: let an overlay remove one of the two bodies"
        )));
    }
}

/// Operations on one method and path must differ in a tag, or in what they require.
fn variants(api: &Api, document: &Document, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<_, &Operation> = HashMap::new();
    for operation in document.operations.iter().filter(|it| it.part_of.is_none()) {
        let key = (operation.endpoint(), marks(api, operation));
        let twin = *seen.entry(key).or_insert(operation);
        if !std::ptr::eq(twin, operation) {
            let message = format!(
                "nothing tells this `{} {}` from another",
                operation.method.as_str(),
                operation.path
            );
            let diagnostic =
                Diagnostic::new(Code::IndistinctVariants, operation.place.on_key(), message)
                    .related(twin.place.on_key(), "the other one");
            diagnostics.push(diagnostic);
        }
    }
}

/// What the service can tell an operation by: the tags of its bodies and the fields they require.
fn marks(api: &Api, operation: &Operation) -> Vec<(Option<String>, Vec<String>)> {
    let bodies = operation.calls.iter().map(|call| {
        let required = match call.body.as_ref().map(|body| &body.ty) {
            Some(Type::Shape(id)) => match &api.shape(*id).kind {
                ShapeKind::Object { fields, .. } => {
                    let required = fields.iter().filter(|field| field.required);
                    required.map(|field| field.name.clone()).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        (call.tag.clone(), required)
    });
    bodies.collect()
}

fn id_place(operation: &Operation) -> Place {
    operation.place.child("operationId")
}
