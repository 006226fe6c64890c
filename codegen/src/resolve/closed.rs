//! Bodies that are told apart by a tag take the keys of their own kind alone.
//!
//! Without `additionalProperties: false` a body with the tag of one member and the keys of another is valid, and other
//! tools let through what the service refuses.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::components;
use super::document::{Document, leads_to, operations_mut, reference};
use crate::position::Pointer;

/// Closes the members of every request body that has a discriminator. One that a response holds too stays open there.
pub(super) fn close(document: &mut Document, paths: &mut Map<String, Value>) {
    let others = needed_elsewhere(document, paths);
    for body in operations_mut(paths).filter_map(|it| it.get_mut("requestBody")) {
        close_body(document, body, &others);
    }
}

/// The components that something needs which is no request body.
fn needed_elsewhere(document: &Document, paths: &Map<String, Value>) -> BTreeSet<Pointer> {
    let mut paths = paths.clone();
    for operation in operations_mut(&mut paths) {
        operation.shift_remove("requestBody");
    }
    let components = document.get(&Pointer::root().child("components"));
    let rest = json!({"paths": paths, "components": components});
    components::needed(&rest, &BTreeSet::new())
}

fn close_body(document: &mut Document, body: &mut Value, others: &BTreeSet<Pointer>) {
    let mut closed = document.resolved(body).clone();
    let content = closed.get_mut("content").and_then(Value::as_object_mut);
    let schemas = content.into_iter().flat_map(Map::values_mut);
    let mut is_changed = false;
    for schema in schemas.filter_map(|media| media.get_mut("schema")) {
        if let Some(new) = closed_union(document, schema, others) {
            is_changed |= new != *schema;
            *schema = new;
        }
    }
    if is_changed {
        *body = closed;
    }
}

/// The union with closed members: what refers to it, if none of them has to become another component.
fn closed_union(
    document: &mut Document,
    schema: &Value,
    others: &BTreeSet<Pointer>,
) -> Option<Value> {
    let mut union = document.resolved(schema).clone();
    union.get("discriminator")?;
    let mut members: Vec<String> = Vec::new();
    for member in union.get("oneOf")?.as_array()? {
        members.push(reference(member)?.to_owned());
    }
    let mut copies: Vec<(String, String)> = Vec::new();
    for member in members {
        let at = document.place(Pointer::from_reference(&member)?);
        let mut open = document.members(&at);
        if !can_be_closed(&open) {
            continue;
        }
        open.insert("additionalProperties".to_owned(), json!(false));
        let name = at.last().unwrap_or_default();
        if others.contains(&at) {
            copies.push((member, document.add_schema(&format!("{name}-request"), open.into())));
        } else if let Some(schema) = document.get_mut(&at) {
            *schema = open.into();
        }
    }
    if copies.is_empty() {
        return Some(schema.clone());
    }
    for (old, new) in &copies {
        replace(&mut union, old, new);
    }
    Some(union)
}

/// Puts a member of a union in the place of another one, under the same tags.
fn replace(union: &mut Value, old: &str, new: &str) {
    for member in union.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
        if reference(member) == Some(old) {
            *member = json!({"$ref": new});
        }
    }
    let Some(Value::Object(discriminator)) = union.get_mut("discriminator") else { return };
    let mapping = discriminator.entry("mapping").or_insert_with(|| json!({}));
    let Value::Object(mapping) = mapping else { return };
    let mut is_mapped = false;
    for target in mapping.values_mut() {
        if target.as_str().is_some_and(|it| leads_to(it, old)) {
            *target = json!(new);
            is_mapped = true;
        }
    }
    // Its name is its tag, where nothing else is said.
    if let (false, Some(at)) = (is_mapped, Pointer::from_reference(old)) {
        mapping.insert(at.last().unwrap_or_default(), json!(new));
    }
}

/// Whether an object says all of its keys itself, and nothing of others.
fn can_be_closed(schema: &Map<String, Value>) -> bool {
    const OTHERS: [&str; 5] = ["additionalProperties", "allOf", "anyOf", "oneOf", "not"];
    schema.get("properties").is_some_and(Value::is_object)
        && !OTHERS.iter().any(|key| schema.contains_key(*key))
}
