//! The names of shapes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ir::{Api, Document, NameHint, ShapeId, ShapeKind, Type};
use crate::names::{self, Scope};

/// Names shapes that a document reaches, beside those that have a name.
pub(super) fn name(
    api: &Api,
    document: &Document,
    shapes: &BTreeSet<ShapeId>,
    names: &mut BTreeMap<ShapeId, String>,
    scope: &mut Scope,
) {
    let mut wanted = HashMap::new();
    name_after_calls(api, document, &mut wanted);
    // What a person chose comes first, then components: what is called after where it stands gives way to them.
    let is_component = |id: &&ShapeId| matches!(api.shape(**id).name, NameHint::Named(_));
    let is_chosen = |id: &&ShapeId| api.shape(**id).chosen.is_some();
    let (chosen, others): (Vec<&ShapeId>, Vec<_>) = shapes.iter().partition(is_chosen);
    let (components, others): (Vec<&ShapeId>, Vec<_>) = others.into_iter().partition(is_component);
    for &id in chosen.into_iter().chain(components).chain(others) {
        if !names.contains_key(&id) {
            let name = wanted_name(api, document, &wanted, names, id);
            let longer: Vec<_> = longer_names(api, names, id, &name).collect();
            names.insert(id, scope.take_first(name, longer));
        }
    }
}

/// What a shape is called where another one has its name: all words of where it stands, or what it is.
fn longer_names(
    api: &Api,
    taken: &BTreeMap<ShapeId, String>,
    id: ShapeId,
    name: &str,
) -> impl Iterator<Item = String> {
    let shape = api.shape(id);
    let kind = match shape.kind {
        ShapeKind::Object { .. } => "Object",
        ShapeKind::Enum(_) | ShapeKind::Numbers(_) => "Value",
        ShapeKind::Union { .. } | ShapeKind::Choice(_) | ShapeKind::ByStatus(_) => "Choice",
    };
    let whole = match &shape.name {
        NameHint::Within(outer, inner) => taken
            .get(outer)
            .map(|outer| format!("{outer}{}", names::pascal(names::singular(inner)))),
        _ => None,
    };
    whole.into_iter().chain([format!("{name}{kind}")])
}

/// What a shape would be called if no other had the name.
fn wanted_name(
    api: &Api,
    document: &Document,
    after_calls: &HashMap<ShapeId, String>,
    taken: &BTreeMap<ShapeId, String>,
    id: ShapeId,
) -> String {
    let shape = api.shape(id);
    if let Some(chosen) = &shape.chosen {
        return chosen.text.clone();
    }
    if let Some(name) = after_calls.get(&id) {
        return name.clone();
    }
    match &shape.name {
        NameHint::Named(name) => names::component(document, name),
        // A shape stands before the shapes within it, so this ends.
        NameHint::Within(outer, inner) => {
            let outer = taken
                .get(outer)
                .cloned()
                .unwrap_or_else(|| wanted_name(api, document, after_calls, taken, *outer));
            names::within(&outer, names::singular(inner))
        }
        NameHint::Request(id) => names::within(&called(document, id), "request"),
        NameHint::Response(id) => names::within(&called(document, id), "response"),
        NameHint::Parameter(id, name) => {
            names::within(&called(document, id), names::singular(name))
        }
    }
}

/// What an operation is called where its types are named: by its id, unless that makes no name of its own.
fn called(document: &Document, id: &str) -> String {
    let operation = document.operations.iter().find(|it| it.id == id);
    names::pascal(operation.and_then(|it| it.name.as_deref()).unwrap_or(id))
}

/// Bodies and parameters that have no name of their own are named after the call that holds them.
fn name_after_calls(api: &Api, document: &Document, wanted: &mut HashMap<ShapeId, String>) {
    for (operation, call) in document.calls() {
        let name = names::pascal(&names::path(document, operation, call));
        let mut want = |ty: &Type, suffix: &str| {
            let has_no_name = |id: &ShapeId| {
                !matches!(api.shape(*id).name, NameHint::Named(_) | NameHint::Within(..))
            };
            if let Some(id) = ty.innermost_shape().filter(has_no_name) {
                wanted.entry(id).or_insert_with(|| names::within(&name, suffix));
            }
        };
        if let Some(body) = &call.body {
            want(&body.ty, "request");
        }
        if let Some(ty) = call.output.ty() {
            want(ty, "response");
        }
        for parameter in &operation.parameters {
            want(&parameter.ty, names::singular(&parameter.name));
        }
    }
}
