//! What one schema says of a value itself, whatever its parts.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::prose::allowed_values;
use crate::source::describe;
use crate::text::nearest;
use crate::text::plain;

/// Why the value has not the type of the schema.
pub(super) fn wrong_type(schema: &Map<String, Value>, value: &Value) -> Option<String> {
    let ty = schema.get("type").and_then(Value::as_str)?;
    let fits = match (ty, value) {
        (_, Value::Null) => schema.get("nullable") == Some(&Value::Bool(true)),
        ("integer", Value::Number(number)) => {
            number.is_i64()
                || number.is_u64()
                || number.as_f64().is_some_and(|it| it.fract() == 0.0)
        }
        ("number", Value::Number(_))
        | ("string", Value::String(_))
        | ("boolean", Value::Bool(_))
        | ("array", Value::Array(_))
        | ("object", Value::Object(_)) => true,
        _ => false,
    };
    (!fits).then(|| format!("is {}, and the schema has the type `{ty}`", describe(value)))
}

/// Why the value is none of an enumeration, and which one may be meant.
pub(super) fn not_among(values: &[Value], value: &Value) -> Option<(String, Option<String>)> {
    if values.iter().any(|it| are_equal(it, value)) {
        return None;
    }
    let shown: Vec<_> = values.iter().map(|it| format!("`{}`", plain(it))).collect();
    let problem = format!("is `{}`, which is none of {}", plain(value), shown.join(", "));
    let known = values.iter().filter_map(Value::as_str);
    let near = value.as_str().and_then(|value| nearest(value, known));
    Some((problem, near.map(|it| format!("did you mean `{it}`?"))))
}

/// Why the value is none of those that only the description of a string allows.
pub(super) fn not_allowed(
    schema: &Map<String, Value>,
    value: &Value,
) -> Option<(String, Option<String>)> {
    if schema.contains_key("enum") || !value.is_string() {
        return None;
    }
    let description = schema.get("description").and_then(Value::as_str)?;
    let allowed: Vec<_> = allowed_values(description).into_iter().map(Value::from).collect();
    if allowed.is_empty() { None } else { not_among(&allowed, value) }
}

/// JSON has one kind of number: `40` and `40.0` are equal.
fn are_equal(a: &Value, b: &Value) -> bool {
    a == b || a.is_number() && a.as_f64() == b.as_f64()
}

/// The required properties that an object lacks.
pub(super) fn missing<'a>(
    schema: &'a Map<String, Value>,
    members: &Map<String, Value>,
) -> Vec<&'a str> {
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    required.filter_map(Value::as_str).filter(|name| !members.contains_key(*name)).collect()
}

/// The limits that the value breaks: each keyword with what is wrong.
pub(super) fn broken_limits(
    schema: &Map<String, Value>,
    value: &Value,
) -> Vec<(&'static str, String)> {
    let (sizes, unit, size) = match value {
        Value::Number(number) => {
            return number.as_f64().map_or_else(Vec::new, |it| range(schema, it));
        }
        Value::String(text) => (["minLength", "maxLength"], "characters", text.chars().count()),
        Value::Array(items) => (["minItems", "maxItems"], "items", items.len()),
        Value::Object(members) => (["minProperties", "maxProperties"], "members", members.len()),
        _ => return Vec::new(),
    };
    let [least, most] = sizes;
    let limit = |keyword| schema.get(keyword).and_then(Value::as_u64);
    let size = size as u64;
    let mut broken = Vec::new();
    if let Some(limit) = limit(least).filter(|limit| size < *limit) {
        broken.push((least, format!("has {size} {unit}, fewer than {limit}")));
    }
    if let Some(limit) = limit(most).filter(|limit| size > *limit) {
        broken.push((most, format!("has {size} {unit}, more than {limit}")));
    }
    if let Value::Array(items) = value
        && schema.get("uniqueItems") == Some(&Value::Bool(true))
        && items.iter().enumerate().any(|(index, it)| items.iter().take(index).any(|o| o == it))
    {
        broken.push(("uniqueItems", "holds an item twice".to_owned()));
    }
    broken
}

fn range(schema: &Map<String, Value>, value: f64) -> Vec<(&'static str, String)> {
    let ends = [
        ("minimum", "exclusiveMinimum", Ordering::Less, "less than"),
        ("maximum", "exclusiveMaximum", Ordering::Greater, "more than"),
    ];
    let broken = ends.into_iter().filter_map(|(keyword, exclusive, outside, than)| {
        let limit = schema.get(keyword)?.as_f64()?;
        let is_exclusive = schema.get(exclusive) == Some(&Value::Bool(true));
        match value.partial_cmp(&limit)? {
            order if order == outside => Some((keyword, format!("is {value}, {than} {limit}"))),
            Ordering::Equal if is_exclusive => {
                Some((keyword, format!("is {value}, which is itself excluded")))
            }
            _ => None,
        }
    });
    broken.collect()
}
