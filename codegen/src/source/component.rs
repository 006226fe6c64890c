//! What stands under `components`.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;

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
