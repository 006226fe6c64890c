//! The request bodies of the variants of an operation.

use serde_json::{Map, Value, json};

use super::content::{self, VariantContent};
use super::document::{Document, distinct};
use super::variant::Variant;

/// One body for all variants. It may be left out if one of them may go without.
pub(super) fn merge(document: &mut Document, variants: &[Variant]) -> Option<Value> {
    let raw: Vec<_> = variants.iter().map(|it| it.operation.get("requestBody")).collect();
    if distinct(raw.iter()).len() == 1 {
        return raw.first().copied().flatten().cloned();
    }
    let mut bodies: Vec<VariantContent> = Vec::new();
    for variant in variants {
        let Some(body) = variant.operation.get("requestBody") else { continue };
        let body = document.resolved(body).as_object().cloned().unwrap_or_default();
        bodies.push(VariantContent { name: variant.name.clone(), members: body });
    }
    let is_required = |body: &VariantContent| body.members.get("required") == Some(&json!(true));
    let required = bodies.len() == variants.len() && bodies.iter().all(is_required);
    let merged = content::merge(document, &bodies, "request");
    let mut body = Map::new();
    for (key, value) in bodies.into_iter().flat_map(|it| it.members) {
        body.entry(key).or_insert(value);
    }
    match required {
        true => body.insert("required".to_owned(), json!(true)),
        false => body.shift_remove("required"),
    };
    body.insert("content".to_owned(), merged);
    Some(Value::Object(body))
}
