//! Components that nothing needs any more.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::schema_reference;
use crate::position::Pointer;

/// The kind and the name of a component.
pub(super) type Component = (String, String);

/// Drops the components that the source needed and the resolved document does not. A component that the
/// source itself never needed stays.
pub(super) fn drop_unused(root: &mut Value, source: &Value) {
    let needed_before = needed(source, &BTreeSet::new());
    let idle: BTreeSet<_> =
        all(source).into_iter().filter(|it| !needed_before.contains(it)).collect();
    let needed_now = needed(root, &idle);
    let Some(Value::Object(components)) = root.get_mut("components") else { return };
    for (kind, named) in components.iter_mut() {
        let Value::Object(named) = named else { continue };
        named.retain(|name, _| {
            let component = (kind.clone(), name.clone());
            !needed_before.contains(&component) || needed_now.contains(&component)
        });
    }
    components.retain(|kind, named| {
        let is_empty = named.as_object().is_some_and(Map::is_empty);
        let held_some = needed_before.iter().any(|(of_kind, _)| of_kind == kind);
        !(is_empty && held_some)
    });
}

fn all(root: &Value) -> Vec<Component> {
    let components = root.get("components").and_then(Value::as_object);
    let of_kind = |(kind, named): (&String, &Value)| {
        let names = named.as_object().into_iter().flat_map(Map::keys);
        names.map(|name| (kind.clone(), name.clone())).collect::<Vec<_>>()
    };
    components.into_iter().flatten().flat_map(of_kind).collect()
}

/// What the document needs outside of its components, and what that needs, and so do `others`.
pub(super) fn needed(root: &Value, others: &BTreeSet<Component>) -> BTreeSet<Component> {
    let mut open: Vec<Component> = others.iter().cloned().collect();
    let members = root.as_object().into_iter().flatten();
    mentioned_in(members.filter(|(key, _)| *key != "components"), &mut open);
    let mut needed = BTreeSet::new();
    while let Some(component) = open.pop() {
        let (kind, name) = &component;
        let Some(value) = root.get("components").and_then(|it| it.get(kind)?.get(name)) else {
            continue;
        };
        if needed.insert(component.clone()) {
            mentioned(value, &mut open);
        }
    }
    needed
}

/// Whatever reads like a reference counts as one: an example may keep a component alive, which does no harm.
fn mentioned(value: &Value, found: &mut Vec<Component>) {
    match value {
        Value::String(text) => found.extend(component(text)),
        Value::Array(items) => items.iter().for_each(|item| mentioned(item, found)),
        Value::Object(members) => mentioned_in(members.iter(), found),
        _ => {}
    }
}

fn mentioned_in<'v>(
    members: impl Iterator<Item = (&'v String, &'v Value)>,
    found: &mut Vec<Component>,
) {
    for (key, value) in members {
        mentioned(value, found);
        match (key.as_str(), value) {
            // A requirement names a security scheme.
            ("security", Value::Array(requirements)) => {
                let names = requirements.iter().filter_map(Value::as_object).flat_map(Map::keys);
                found.extend(names.map(|it| ("securitySchemes".to_owned(), it.clone())));
            }
            // A mapping may hold the bare name of a schema.
            ("mapping", Value::Object(mapping)) => {
                let names = mapping.values().filter_map(Value::as_str);
                found.extend(names.filter_map(|name| component(&schema_reference(name))));
            }
            _ => {}
        }
    }
}

fn component(reference: &str) -> Option<Component> {
    let pointer = Pointer::from_reference(reference)?;
    let mut tokens = pointer.tokens();
    let components = tokens.next()?;
    let (kind, name) = (tokens.next()?, tokens.next()?);
    (components == "components").then(|| (kind.into_owned(), name.into_owned()))
}
