//! What stands under `components`.

use indexmap::IndexMap;
use openapiv3::ReferenceOr;

use crate::position::Pointer;

/// What a reference to `#/components/{kind}/{name}` leads to, through further references.
pub(crate) fn component<'a, T>(
    components: &'a IndexMap<String, ReferenceOr<T>>,
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
