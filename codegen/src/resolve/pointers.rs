//! References: what leads to an operation follows it to its real path, and nothing stands beside them.

use std::collections::HashMap;

use serde_json::Value;

use crate::position::Pointer;
use crate::source::{holds_names, schema_reference};

/// Where operations and path items went, and which operation took over an id.
#[derive(Default)]
pub(super) struct Moves {
    pub(super) pointers: Vec<(Pointer, Pointer)>,
    pub(super) ids: HashMap<String, String>,
}

/// Redirects references into `paths`, and the operations that links name.
pub(super) fn redirect(value: &mut Value, moves: &Moves) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), &mut *value) {
                    ("$ref" | "operationRef", Value::String(text)) => {
                        if let Some(moved) = moved(text, moves) {
                            *text = moved;
                        }
                    }
                    ("discriminator", Value::Object(discriminator)) => {
                        let mapping =
                            discriminator.get_mut("mapping").and_then(Value::as_object_mut);
                        for target in mapping.into_iter().flat_map(serde_json::Map::values_mut) {
                            remap(target, moves);
                        }
                    }
                    ("links", Value::Object(links)) => {
                        links.values_mut().for_each(|link| rename(link, moves));
                    }
                    _ => {}
                }
                redirect(value, moves);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, moves)),
        _ => {}
    }
}

/// A mapping leads to a schema by a reference, or by its bare name.
fn remap(target: &mut Value, moves: &Moves) {
    let Value::String(text) = target else { return };
    if let Some(moved) = moved(text, moves).or_else(|| moved(&schema_reference(text), moves)) {
        *text = moved;
    }
}

fn rename(link: &mut Value, moves: &Moves) {
    if let Some(Value::String(id)) = link.get_mut("operationId")
        && let Some(merged) = moves.ids.get(id)
    {
        id.clone_from(merged);
    }
}

/// Operations are listed before their path items, so the first hit is the nearest.
fn moved(reference: &str, moves: &Moves) -> Option<String> {
    let pointer = Pointer::from_reference(reference)?;
    let (from, to) = moves.pointers.iter().find(|(from, _)| from.contains(&pointer))?;
    let rest = pointer.to_string();
    let rest = rest.strip_prefix(&from.to_string())?;
    (from != to).then(|| format!("#{to}{rest}"))
}

/// Members that hold data, not OpenAPI.
const DATA: [&str; 4] = ["default", "enum", "example", "value"];

/// Takes out what stands beside a reference, which other tools pass over or refuse (OpenAPI 3.0.3, "Reference Object").
/// The keys of `node` may be names of the document's own.
pub(super) fn alone(node: &mut Value, has_names: bool) {
    match node {
        Value::Object(members)
            if !has_names && members.get("$ref").is_some_and(Value::is_string) =>
        {
            members.retain(|key, _| key == "$ref");
        }
        Value::Object(members) => {
            let is_data = |key: &str| !has_names && (DATA.contains(&key) || key.starts_with("x-"));
            for (key, value) in members.iter_mut().filter(|(key, _)| !is_data(key)) {
                alone(value, !has_names && holds_names(key));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| alone(item, false)),
        _ => {}
    }
}
