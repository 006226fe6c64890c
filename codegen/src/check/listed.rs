//! Values that a description lists and the enum beside it lacks.

use serde_json::Value;

use super::fit::plain;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer};
use crate::prose;
use crate::source::{ObjectKind, Objects, Parsed, definition};

pub(super) fn check(parsed: &Parsed, objects: &Objects<'_>, diagnostics: &mut Diagnostics) {
    objects.each(|kind, node, at| {
        let (schema, schema_at) = match (kind, node.get("schema")) {
            (ObjectKind::Schema, _) => (node, at.clone()),
            (ObjectKind::Parameter, Some(schema)) => (schema, at.child("schema")),
            _ => return,
        };
        let Some(description) = node.get("description").and_then(Value::as_str) else { return };
        let Some((values, enum_at)) = enumeration(&parsed.value, schema, &schema_at) else {
            return;
        };
        let at = at.child("description");
        let listed = prose::listed_values(description).into_iter();
        let listed = listed.map(|value| (format!("`{value}`"), value));
        let allowed = prose::allowed_values(description).into_iter();
        for (words, listed) in listed.chain(allowed.map(|value| (value.clone(), value))) {
            if values.iter().any(|value| plain(value) == listed) {
                continue;
            }
            let message = format!("the description lists `{listed}`, which the enum lacks");
            let place = Place::words(parsed.source, &at, words);
            let diagnostic = Diagnostic::new(Code::UnlistedValue, place, message)
                .related(Place::key(parsed.source, &enum_at), "the enum");
            diagnostics.push(diagnostic);
        }
    });
}

/// The values that a schema allows, or that it allows the items of its list.
fn enumeration<'a>(
    root: &'a Value,
    schema: &'a Value,
    at: &Pointer,
) -> Option<(&'a Vec<Value>, Pointer)> {
    let (schema, at) = definition(root, schema, at)?;
    let (schema, at) = match schema.get("items") {
        Some(items) => definition(root, items, &at.child("items"))?,
        None => (schema, at),
    };
    Some((schema.get("enum")?.as_array()?, at.child("enum")))
}
