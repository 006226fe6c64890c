//! What stands under `components`.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use serde_json::{Map, Value};

use super::reference::{near, resolve, walk};
use crate::position::Pointer;

/// The named things of a kind.
type Components<T> = IndexMap<String, ReferenceOr<T>>;

/// A value or what its reference to a component leads to, and where that stands.
pub(crate) fn followed<'a, T>(
    value: &'a ReferenceOr<T>,
    components: Option<&'a Components<T>>,
    kind: &str,
    at: &Pointer,
) -> Option<(&'a T, Pointer)> {
    match value {
        ReferenceOr::Item(item) => Some((item, at.clone())),
        ReferenceOr::Reference { reference } => component(components?, kind, reference),
    }
}

/// What a reference to `#/components/{kind}/{name}` leads to, through further references.
pub(crate) fn component<'a, T>(
    components: &'a Components<T>,
    kind: &str,
    reference: &str,
) -> Option<(&'a T, Pointer)> {
    let mut name = component_name(reference, kind)?;
    // The references were checked for circles when the document was read; the bound is a second net.
    for _ in 0..=components.len() {
        match components.get(&name)? {
            ReferenceOr::Item(item) => {
                let pointer = Pointer::root().child("components").child(kind).child(&name);
                return Some((item, pointer));
            }
            ReferenceOr::Reference { reference } => name = component_name(reference, kind)?,
        }
    }
    None
}

fn component_name(reference: &str, kind: &str) -> Option<String> {
    let pointer = Pointer::from_reference(reference)?;
    let [components, of_kind, name] = pointer.tokens().collect::<Vec<_>>().try_into().ok()?;
    (components == "components" && of_kind == kind).then(|| name.into_owned())
}

/// The component that a pointer leads to, or into.
fn of_pointer(at: &Pointer) -> Option<Pointer> {
    let tokens: Vec<_> = at.tokens().take(3).collect();
    let is_component = tokens.len() == 3 && tokens.first().is_some_and(|it| it == "components");
    is_component.then(|| tokens.iter().fold(Pointer::root(), |at, token| at.child(token)))
}

/// The components that a node refers to itself: also the security schemes of its operations.
pub(super) fn referred(node: &Value) -> BTreeSet<Pointer> {
    let mut referred = BTreeSet::new();
    walk(node, &Pointer::root(), &mut |_, reference| {
        referred.extend(Pointer::from_reference(reference).and_then(|it| of_pointer(&it)));
    });
    schemes(node, &mut referred);
    referred
}

fn schemes(node: &Value, found: &mut BTreeSet<Pointer>) {
    match node {
        Value::Object(members) => {
            if let Some(Value::Array(requirements)) = members.get("security") {
                let at = Pointer::root().child("components").child("securitySchemes");
                let names = requirements.iter().filter_map(Value::as_object).flat_map(Map::keys);
                found.extend(names.map(|name| at.child(name)));
            }
            members.values().for_each(|it| schemes(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| schemes(it, found)),
        _ => {}
    }
}

/// The components that nodes need, and what those need.
pub(crate) fn needed<'a>(
    root: &'a Value,
    nodes: impl IntoIterator<Item = &'a Value>,
) -> BTreeSet<Pointer> {
    let mut open: Vec<_> = nodes.into_iter().flat_map(referred).collect();
    let mut needed = BTreeSet::new();
    while let Some(component) = open.pop() {
        // One that leads to nothing is reported; the one that it may mean is not to be reported besides.
        let component = match resolve(root, &component) {
            Some(_) => component,
            None => near(root, &component).unwrap_or(component),
        };
        if let Some(node) = resolve(root, &component)
            && needed.insert(component)
        {
            open.extend(referred(node));
        }
    }
    needed
}
