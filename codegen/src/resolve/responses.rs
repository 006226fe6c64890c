//! The responses of the variants of an operation, by status.

use serde_json::{Map, Value};

use super::content::{self, VariantContent};
use super::document::{Document, distinct};
use super::variant::Variant;

/// What any variant answers.
pub(super) fn merge(document: &mut Document, variants: &[Variant]) -> Value {
    let of = |variant: &'_ Variant| {
        let responses = variant.operation.get("responses").and_then(Value::as_object);
        (variant.name.clone(), responses.cloned().unwrap_or_default())
    };
    let by_variant: Vec<(String, Map<String, Value>)> = variants.iter().map(of).collect();
    let first = by_variant.first().map(|(_, it)| it.len()).unwrap_or_default();
    let mut statuses = distinct(by_variant.iter().flat_map(|(_, it)| it.keys()));
    if statuses.len() > first {
        statuses.sort_by_key(|status| (rank(status), *status));
    }
    let mut merged = Map::new();
    for status in statuses {
        let of_status = |(name, responses): &(String, Map<String, Value>)| {
            Some((name.clone(), responses.get(status)?.clone()))
        };
        let responses = by_variant.iter().filter_map(of_status).collect();
        if let Some(response) = merge_one(document, status, responses) {
            merged.insert(status.clone(), response);
        }
    }
    Value::Object(merged)
}

/// Codes come before ranges of them, and `default` after both.
fn rank(status: &str) -> u8 {
    match status {
        "default" => 2,
        _ if status.starts_with("x-") => 3,
        _ if status.ends_with("XX") => 1,
        _ => 0,
    }
}

fn merge_one(
    document: &mut Document,
    status: &str,
    responses: Vec<(String, Value)>,
) -> Option<Value> {
    let first = responses.first()?.1.clone();
    if responses.iter().all(|(_, response)| *response == first) || status.starts_with("x-") {
        return Some(first);
    }
    let mut parts = Vec::new();
    for (name, response) in &responses {
        let members = document.resolved(response).as_object()?.clone();
        parts.push(VariantContent { name: name.clone(), members });
    }
    let content = content::merge(document, &parts, &format!("{status}-response"));
    let mut merged = Map::new();
    for (key, value) in parts.iter().flat_map(|part| &part.members) {
        match (merged.get_mut(key), value) {
            (None, _) => _ = merged.insert(key.clone(), value.clone()),
            // Headers and links of several variants.
            (Some(Value::Object(known)), Value::Object(members)) => {
                for (name, value) in members {
                    known.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            _ => {}
        }
    }
    if merged.contains_key("content") {
        merged.insert("content".to_owned(), content);
    }
    merged.insert("description".to_owned(), Value::from(description(&parts)));
    Some(Value::Object(merged))
}

/// What each variant says of the response.
fn description(parts: &[VariantContent]) -> String {
    let texts = parts.iter().filter_map(|it| it.members.get("description")?.as_str());
    distinct(texts.map(str::trim_end).filter(|it| !it.is_empty())).join("\n\n")
}
