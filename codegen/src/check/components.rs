//! Components that no operation leads to.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};
use crate::source::{Parsed, needed, resolve};

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

/// What the paths need, or what failed in them. What the service sends has schemas too.
fn used(parsed: &Parsed) -> BTreeSet<Pointer> {
    let root = &parsed.value;
    let failed = parsed.failed.iter().map(|(_, part)| part);
    needed(root, failed.chain(["paths", "x-webhooks"].iter().filter_map(|it| root.get(it))))
}
