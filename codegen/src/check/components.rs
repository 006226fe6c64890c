//! Components that no operation leads to.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};
use crate::source::{Parsed, near, resolve};

/// The components that are looked for, and what one of them is called.
const KINDS: [(&str, &str); 5] = [
    ("schemas", "schema"),
    ("responses", "response"),
    ("parameters", "parameter"),
    ("examples", "example"),
    ("requestBodies", "request body"),
];

pub(super) fn check(parsed: &Parsed, diagnostics: &mut Diagnostics) {
    let used = used(parsed);
    let components = Pointer::root().child("components");
    for (kind, called) in KINDS {
        let at = components.child(kind);
        let defined = resolve(&parsed.value, &at).and_then(Value::as_object);
        for name in defined.into_iter().flat_map(|it| it.keys()) {
            let at = at.child(name);
            if !used.contains(&at) {
                let message = format!("{UNUSED}the {called} `{name}`");
                let place = Place::key(parsed.source, &at);
                diagnostics.push(Diagnostic::new(Code::UnusedComponent, place, message));
            }
        }
    }
}

/// How many of the components that nothing uses are drawn.
const DRAWN: usize = 5;

/// Makes one finding of the components of a document that no operation uses.
pub(super) fn unite(diagnostics: &mut Diagnostics) {
    let mut unused: IndexMap<SourceId, Vec<Diagnostic>> = IndexMap::new();
    diagnostics.retain(|it| {
        let is_kept = it.code() != Code::UnusedComponent;
        if !is_kept {
            unused.entry(it.place.source).or_default().push(it.clone());
        }
        is_kept
    });
    for found in unused.into_values() {
        let [first, others @ ..] = found.as_slice() else { continue };
        let mut united = first.clone();
        if !others.is_empty() {
            let named = found.iter().map(|it| it.message.trim_start_matches(UNUSED));
            let named = named.collect::<Vec<_>>().join(", ");
            united.message = format!("{UNUSED}{} components: {named}", found.len());
            for other in others.iter().take(DRAWN - 1) {
                united = united.related(other.place.clone(), "");
            }
        }
        diagnostics.push(united);
    }
}

/// How a finding begins.
const UNUSED: &str = "no operation uses ";

/// What the paths refer to, or what failed in them, and what that refers to, and so on.
fn used(parsed: &Parsed) -> HashSet<Pointer> {
    let root = &parsed.value;
    let mut used = HashSet::new();
    let mut open = Vec::new();
    parsed.failed.iter().for_each(|(_, part)| references(part, &mut open));
    // What the service sends has schemas too.
    ["paths", "x-webhooks"]
        .iter()
        .filter_map(|it| root.get(it))
        .for_each(|it| references(it, &mut open));
    while let Some(target) = open.pop() {
        // A reference to a part of a component uses the component.
        let component = target.tokens().take(3).fold(Pointer::root(), |at, token| at.child(token));
        // One that leads to nothing is reported; the one that it may mean is not to be reported besides.
        let component = match resolve(root, &component) {
            Some(_) => component,
            None => near(root, &component).unwrap_or(component),
        };
        if let Some(node) = resolve(root, &component)
            && used.insert(component)
        {
            references(node, &mut open);
        }
    }
    used
}

/// Every `$ref` in a node, and what its discriminators map to.
fn references(node: &Value, found: &mut Vec<Pointer>) {
    match node {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                found.extend(Pointer::from_reference(reference));
            }
            let mapping =
                members.get("discriminator").and_then(|it| it.get("mapping")?.as_object());
            for target in mapping.into_iter().flatten().filter_map(|(_, it)| it.as_str()) {
                found.push(mapped(target));
            }
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// A discriminator maps to a reference or to the name of a schema.
fn mapped(target: &str) -> Pointer {
    Pointer::from_reference(target)
        .unwrap_or_else(|| Pointer::root().child("components").child("schemas").child(target))
}
