//! Operation ids that are sentences.

use heck::ToLowerCamelCase;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::Place;
use crate::source::{ObjectKind, Objects, Parsed};

pub(super) fn check(parsed: &Parsed, objects: &Objects<'_>, diagnostics: &mut Diagnostics) {
    objects.each(|kind, node, at| {
        let id = node.get("operationId").and_then(Value::as_str);
        // An id of nothing but blanks is reported as a missing one.
        let Some(id) = id.filter(|id| kind == ObjectKind::Operation && !id.trim().is_empty())
        else {
            return;
        };
        if is_identifier(id) {
            return;
        }
        let place = Place::node(parsed.source, &at.child("operationId"));
        let message = format!("the operation id `{id}` is no identifier");
        let diagnostic = Diagnostic::new(Code::MalformedOperationId, place, message);
        let suggested = id.to_lower_camel_case();
        diagnostics.push(match is_identifier(&suggested) {
            true => diagnostic.help(format!("write `{suggested}`, as other generators read it")),
            false => diagnostic,
        });
    });
}

fn is_identifier(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
