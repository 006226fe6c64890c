//! Components that nothing needs any more.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::position::Pointer;
use crate::source;

/// Drops the components that the source needed and the resolved document does not. A component that the
/// source itself never needed stays.
pub(super) fn drop_unused(root: &mut Value, source: &Value) {
    let needed_before = needed(source, &BTreeSet::new());
    let idle = all(source).into_iter().filter(|it| !needed_before.contains(it)).collect();
    let needed_now = needed(root, &idle);
    let at = Pointer::root().child("components");
    let Some(Value::Object(components)) = root.get_mut("components") else { return };
    for (kind, named) in components.iter_mut() {
        let (Value::Object(named), at) = (named, at.child(kind)) else { continue };
        named.retain(|name, _| {
            let component = at.child(name);
            !needed_before.contains(&component) || needed_now.contains(&component)
        });
    }
    components.retain(|kind, named| {
        let is_empty = named.as_object().is_some_and(Map::is_empty);
        let at = at.child(kind);
        !(is_empty && needed_before.iter().any(|it| at.contains(it)))
    });
}

fn all(root: &Value) -> Vec<Pointer> {
    let at = Pointer::root().child("components");
    let kinds = root.get("components").and_then(Value::as_object).into_iter().flatten();
    let named = kinds.filter_map(|(kind, named)| Some((at.child(kind), named.as_object()?)));
    named.flat_map(|(at, named)| named.keys().map(move |name| at.child(name))).collect()
}

/// What the document needs outside of its components, and what that needs, and so do `others`.
pub(super) fn needed(root: &Value, others: &BTreeSet<Pointer>) -> BTreeSet<Pointer> {
    let members = root.as_object().into_iter().flatten();
    let outside = members.filter(|(key, _)| *key != "components").map(|(_, it)| it);
    let others = others.iter().filter_map(|it| source::resolve(root, it));
    source::needed(root, outside.chain(others))
}
