//! Values of an enum that are of another type than its schema. Nothing can be both, so the client leaves them out.

use serde_json::Value;

use super::fit::misfits;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::Place;
use crate::source::{ObjectKind, Objects, Parsed};

pub(super) fn check(parsed: &Parsed, objects: &Objects<'_>, diagnostics: &mut Diagnostics) {
    objects.each(|kind, node, at| {
        let values =
            node.get("enum").and_then(Value::as_array).filter(|_| kind == ObjectKind::Schema);
        let values = values.into_iter().flatten().enumerate().filter(|(_, it)| !it.is_null());
        let rule = at.child("type");
        for (index, value) in values {
            let misfits = misfits(&parsed.value, node, at, value);
            let Some(misfit) = misfits.into_iter().find(|it| it.rule == rule) else { continue };
            let place = Place::node(parsed.source, &at.child("enum").child(index));
            let message = format!("the value {}", misfit.problem);
            let diagnostic = Diagnostic::new(Code::EnumMismatch, place, message)
                .related(Place::node(parsed.source, &rule), "the type of the schema");
            diagnostics.push(diagnostic);
        }
    });
}
