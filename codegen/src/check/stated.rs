//! Limits of values that the description of an operation or of a document states, and no schema of it.

use std::collections::HashSet;

use serde_json::Value;

use super::walk::{Kind, walk};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer};
use crate::prose;
use crate::source::{LIMITS, Parsed, resolve};

pub(super) fn check(parsed: &Parsed, diagnostics: &mut Diagnostics) {
    walk(&parsed.value, &mut |kind, node, at| {
        let (described, at) = match kind {
            Kind::Document => (node.get("info"), at.child("info")),
            Kind::Operation => (Some(node), at.clone()),
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
