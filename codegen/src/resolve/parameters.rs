//! The parameters of operations, on their real paths.

use serde_json::{Map, Value, json};

use super::document::{Document, distinct};
use super::union::{self, Candidate};

/// What tells parameters apart: the place and the name.
pub(super) type Key = (String, String);

pub(super) fn key(document: &Document, parameter: &Value) -> Key {
    let text = |name| document.resolved(parameter).get(name).and_then(Value::as_str);
    let text = |name| text(name).unwrap_or_default().to_owned();
    (text("in"), text("name"))
}

/// The list of parameters of an operation or a path item.
pub(super) fn list(members: &Map<String, Value>) -> Vec<Value> {
    members.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Adds the query string of a path key, as parameters that have one value.
pub(super) fn fix_query(
    document: &Document,
    parameters: &mut Vec<Value>,
    query: &[(String, String)],
) {
    for (name, value) in query.iter().filter(|(name, _)| !name.is_empty()) {
        let wanted = ("query".to_owned(), name.clone());
        let declared = parameters.iter_mut().find(|it| key(document, it) == wanted);
        match declared {
            Some(parameter) => {
                let mut members =
                    document.resolved(parameter).as_object().cloned().unwrap_or_default();
                let schema = members.get("schema").map(|it| document.resolved(it));
                let kind = schema.and_then(|it| it.get("type")).cloned();
                members.insert("required".to_owned(), json!(true));
                members.insert("schema".to_owned(), one_value(kind, value));
                *parameter = Value::Object(members);
            }
            None => parameters.push(json!({
                "name": name,
                "in": "query",
                "required": true,
                "schema": one_value(None, value),
            })),
        }
    }
}

/// The schema that allows one value, of the declared type if the value is one of it.
fn one_value(kind: Option<Value>, value: &str) -> Value {
    let typed = match kind.as_ref().and_then(Value::as_str) {
        Some("boolean") => value.parse::<bool>().ok().map(Value::from),
        Some("integer") => value.parse::<i64>().ok().map(Value::from),
        _ => None,
    };
    match (typed, kind) {
        (Some(typed), Some(kind)) => json!({"type": kind, "enum": [typed]}),
        _ => json!({"type": "string", "enum": [value]}),
    }
}

/// The parameters of all variants of an operation. Only what all of them require is required.
pub(super) fn merge(document: &mut Document, lists: Vec<Vec<Value>>) -> Vec<Value> {
    let keys = distinct(lists.iter().flatten().map(|it| key(document, it)));
    let count = lists.len();
    let mut merged = Vec::new();
    for wanted in keys {
        let of_key =
            |list: &Vec<Value>| list.iter().find(|it| key(document, it) == wanted).cloned();
        let variants: Vec<Value> = lists.iter().filter_map(of_key).collect();
        let is_in_all = variants.len() == count;
        merged.extend(merge_one(document, variants, is_in_all));
    }
    merged
}

fn merge_one(document: &mut Document, variants: Vec<Value>, is_in_all: bool) -> Option<Value> {
    let first = variants.first()?.clone();
    let resolved: Vec<Value> = variants.iter().map(|it| document.resolved(it).clone()).collect();
    let is_required = |it: &Value| it.get("required") == Some(&json!(true));
    let required = is_in_all && resolved.iter().all(is_required);
    let schemas = distinct(resolved.iter().filter_map(|it| it.get("schema")).map(shape_of));
    if schemas.len() < 2 && required == is_required(resolved.first()?) {
        return Some(first);
    }
    let mut members = resolved.first()?.as_object()?.clone();
    if schemas.len() > 1 {
        let schemas = resolved.iter().filter_map(|it| it.get("schema").cloned());
        let candidates = schemas.map(|schema| Candidate { schema, name: String::new() }).collect();
        members.insert("schema".to_owned(), union::values(document, candidates));
    }
    match required {
        true => members.insert("required".to_owned(), json!(true)),
        false => members.shift_remove("required"),
    };
    Some(Value::Object(members))
}

/// A schema without what says nothing about a value on the wire.
fn shape_of(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let is_string = members.get("type") == Some(&json!("string"));
    let says = |key: &str| match key {
        "title" | "description" | "example" => false,
        "format" => !is_string,
        _ => true,
    };
    members.iter().filter(|(key, _)| says(key)).map(|(k, v)| (k.clone(), v.clone())).collect()
}
