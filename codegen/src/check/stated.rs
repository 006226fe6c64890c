//! Limits of values that a description states which is no value's own, as that of an operation, a body or a document,
//! and that no schema below it has.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer};
use crate::prose;
use crate::source::{LIMITS, ObjectKind, Objects, Parsed, resolve};

pub(super) fn check(parsed: &Parsed, objects: &Objects<'_>, diagnostics: &mut Diagnostics) {
    objects.each(|kind, node, at| {
        let (described, at) = match kind {
            ObjectKind::Document => (node.get("info"), at.child("info")),
            ObjectKind::Operation | ObjectKind::RequestBody => (Some(node), at.clone()),
            ObjectKind::Parameter if !is_read(node) && !is_list(&parsed.value, node) => {
                (Some(node), at.clone())
            }
            _ => return,
        };
        let description = described.and_then(|it| it.get("description")?.as_str());
        let bounds = description.map(prose::bounds).unwrap_or_default();
        if bounds.is_empty() {
            return;
        }
        let mut limits = HashSet::new();
        collect(&parsed.value, node, &mut limits, &mut HashSet::new());
        for bound in bounds.iter().filter(|it| !limits.contains(&it.most)) {
            let message = format!("`{}` states a limit that is not read", bound.words);
            let at = at.child("description");
            let place = Place::words(parsed.source, &at, bound.words.clone());
            let diagnostic = Diagnostic::new(Code::UnreadLimit, place, message);
            diagnostics
                .push(diagnostic.help("state it in the schema of the value that it is about"));
        }
    });
}

/// Whether the limits that a parameter states of itself became keywords of its schema: not of one that it shares, or
/// that says something itself.
fn is_read(parameter: &Value) -> bool {
    let schema = parameter.get("schema").and_then(Value::as_object);
    let is_described = |schema: &Map<String, Value>| {
        let text = schema.get("description").and_then(Value::as_str);
        text.is_some_and(|it| !it.trim().is_empty())
    };
    schema.is_some_and(|it| !it.contains_key("$ref") && !is_described(it))
}

/// Whether a parameter says of a text that it shares that it is a list, and of how many: that is read for each parameter.
fn is_list(root: &Value, parameter: &Value) -> bool {
    let description = parameter.get("description").and_then(Value::as_str).unwrap_or_default();
    let hints = prose::wire_hints(description);
    let reference = parameter.get("schema").and_then(|it| it.get("$ref")?.as_str());
    let target = reference.and_then(Pointer::from_reference);
    let shared = target.and_then(|it| resolve(root, &it));
    let is_text = shared.is_some_and(|it| it.get("type") == Some(&Value::from("string")));
    hints.comma_separated && hints.max_items.is_some() && is_text
}

/// The limits of every schema in a node, and in what it refers to.
fn collect<'a>(
    root: &'a Value,
    node: &'a Value,
    limits: &mut HashSet<u64>,
    seen: &mut HashSet<&'a str>,
) {
    match node {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::Number(number) if LIMITS.contains(&key.as_str()) => {
                        limits.extend(number.as_u64());
                    }
                    Value::String(reference) if key == "$ref" && seen.insert(reference) => {
                        let target = Pointer::from_reference(reference);
                        if let Some(node) = target.and_then(|it| resolve(root, &it)) {
                            collect(root, node, limits, seen);
                        }
                    }
                    _ => collect(root, member, limits, seen),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| collect(root, it, limits, seen)),
        _ => {}
    }
}
