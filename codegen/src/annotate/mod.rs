//! Every name and every Rust type, decided once.

mod call;
mod docs;
pub(crate) mod names;
mod reach;
mod types;

use std::collections::{BTreeMap, HashMap};

use crate::ir::{self, Api, Document, ShapeId, Type};
use crate::model::{EnumVariant, IdType, Model, Module};
use names::Scope;
use reach::Reach;

/// What naming one document knows.
struct Naming<'a> {
    api: &'a Api,
    document: &'a Document,
    reach: Reach,
    shapes: BTreeMap<ShapeId, String>,
    /// The unit types of constant fields.
    constants: HashMap<(ShapeId, &'a str), String>,
    /// From the method to the struct of a call.
    calls: HashMap<String, String>,
    /// From the code to its variant of the error-code enum.
    error_codes: &'a HashMap<String, String>,
}

/// Names everything.
pub(crate) fn annotate(api: &Api) -> Model {
    let error_codes = error_codes(api);
    let variants = error_codes.iter().map(|it| (it.value.clone(), it.name.clone())).collect();
    let ids = ids(api);
    let modules = api.documents.iter().map(|document| module(api, document, &ids, &variants));
    Model { modules: modules.collect(), ids, error_codes }
}

fn module(
    api: &Api,
    document: &Document,
    ids: &[IdType],
    error_codes: &HashMap<String, String>,
) -> Module {
    let mut scope = Scope::types();
    for id in ids {
        scope.take(id.name.clone());
    }
    let handle = scope.take(names::pascal(&document.stem));
    let calls = document.calls();
    let methods = calls.map(|(operation, call)| names::method(document, operation, call));
    let calls = methods.map(|name| (name.clone(), scope.take(names::pascal(&name)))).collect();
    let reach = Reach::of(api, document);
    let shapes = types::name_shapes(api, document, &reach, &mut scope);
    let constants = types::name_constants(api, &reach, &shapes, &mut scope);
    let naming = Naming { api, document, reach, shapes, constants, calls, error_codes };
    Module {
        stem: document.stem.clone(),
        name: names::snake(&document.stem),
        title: document.title.clone(),
        docs: docs::clean(&document.docs),
        calls: naming.calls(&handle),
        types: naming.definitions(),
        examples: naming.examples(),
        handle,
    }
}

/// A newtype for each kind of identifier, in alphabetical order.
fn ids(api: &Api) -> Vec<IdType> {
    let mut kinds = BTreeMap::new();
    let mut add = |ty: &Type| {
        if let Some(kind) = id_kind(ty) {
            kinds.entry(names::pascal(kind)).or_insert_with(|| kind.to_owned());
        }
    };
    for operation in api.documents.iter().flat_map(|document| &document.operations) {
        operation.parameters.iter().for_each(|parameter| add(&parameter.ty));
    }
    for shape in &api.shapes {
        if let ir::ShapeKind::Object { fields, .. } = &shape.kind {
            fields.iter().for_each(|field| add(&field.ty));
        }
    }
    kinds
        .into_iter()
        .map(|(name, kind)| {
            let what = kind.trim_end_matches("-id").replace('-', " ");
            let article = if what.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            IdType { name, docs: format!("Identifies {article} {what}.") }
        })
        .collect()
}

fn id_kind(ty: &Type) -> Option<&str> {
    match ty {
        Type::Id(kind) => Some(kind),
        Type::List(inner) | Type::CommaSeparated(inner) | Type::Map(inner) => id_kind(inner),
        _ => None,
    }
}

/// Every error code of every document, in alphabetical order.
fn error_codes(api: &Api) -> Vec<EnumVariant> {
    let mut meanings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let operations = api.documents.iter().flat_map(|document| &document.operations);
    for error in operations.flat_map(|it| &it.calls).flat_map(|call| &call.errors) {
        let known = meanings.entry(error.code.clone()).or_default();
        for meaning in &error.meanings {
            if !known.contains(meaning) {
                known.push(meaning.clone());
            }
        }
    }
    let values = meanings.into_iter().map(|(value, meanings)| {
        let docs = match meanings.as_slice() {
            [meaning] => meaning.clone(),
            meanings => meanings.iter().map(|it| format!("- {it}\n")).collect(),
        };
        ir::EnumValue { value, docs }
    });
    types::enum_variants(&values.collect::<Vec<_>>())
}
