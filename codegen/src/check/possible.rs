//! Schemas that contradict themselves: bounds that no value is within, values that an enum has twice, defaults that
//! the schema refuses.

use serde_json::{Map, Value};

use super::fit::{misfits, plain};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer};
use crate::source::{ObjectKind, Objects, Parsed};

/// Pairs of keywords, the least and the most.
const PAIRS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

pub(super) fn check(parsed: &Parsed, objects: &Objects<'_>, diagnostics: &mut Diagnostics) {
    objects.each(|kind, node, at| {
        let Some(schema) = node.as_object().filter(|_| kind == ObjectKind::Schema) else { return };
        for (low, high) in PAIRS.iter().filter(|(low, high)| is_empty(schema, low, high)) {
            let message = format!("no value has both this `{low}` and this `{high}`");
            let place = Place::node(parsed.source, &at.child(low));
            let diagnostic = Diagnostic::new(Code::ImpossibleValue, place, message)
                .related(Place::node(parsed.source, &at.child(high)), "and this");
            diagnostics.push(diagnostic);
        }
        duplicates(parsed, schema, at, diagnostics);
        default(parsed, node, at, diagnostics);
    });
}

fn is_empty(schema: &Map<String, Value>, low: &str, high: &str) -> bool {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let (Some(least), Some(most)) = (bound(low), bound(high)) else { return false };
    let excludes = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    let is_open =
        low == "minimum" && (excludes("exclusiveMinimum") || excludes("exclusiveMaximum"));
    least > most || is_open && least == most
}

fn duplicates(
    parsed: &Parsed,
    schema: &Map<String, Value>,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let values = schema.get("enum").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for (index, value) in values.iter().enumerate() {
        let first = values.iter().position(|other| other == value).filter(|first| *first < index);
        let Some(first) = first else { continue };
        let at = at.child("enum");
        let message = format!("the enum has `{}` twice", plain(value));
        let place = Place::node(parsed.source, &at.child(index));
        let diagnostic = Diagnostic::new(Code::DuplicateValue, place, message)
            .related(Place::node(parsed.source, &at.child(first)), "the first time");
        diagnostics.push(diagnostic);
    }
}

fn default(parsed: &Parsed, schema: &Value, at: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(value) = schema.get("default") else { return };
    for misfit in misfits(&parsed.value, schema, at, value) {
        let message = match misfit.path.is_root() {
            true => format!("the default {}", misfit.problem),
            false => format!("`{}` of the default {}", misfit.path, misfit.problem),
        };
        let place = Place::node(parsed.source, &misfit.path.below(&at.child("default")));
        let diagnostic = Diagnostic::new(Code::DefaultMismatch, place, message)
            .related(Place::key(parsed.source, &misfit.rule), "its schema");
        diagnostics.push(match misfit.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }
}
