//! Styles that a parameter cannot have, and that change nothing of how it is written.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};

/// Takes `style: form` from the parameters that are headers, and tells so: OpenAPI has `simple` alone there, and both
/// write the same text.
pub(super) fn settle(source: SourceId, root: &mut Value, diagnostics: &mut Diagnostics) {
    let top = Pointer::root();
    let mut settle = |parameter: &mut Value, at: &Pointer| {
        if parameter.get("in").is_some_and(|it| it == "header")
            && parameter.get("style").is_some_and(|it| it == "form")
            && let Some(parameter) = parameter.as_object_mut()
        {
            let message = "a header has the style `simple` alone, in which it is written";
            let place = Place::node(source, &at.child("style"));
            diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
            parameter.remove("style");
            // Of `form`, which is exploded unless it is told otherwise.
            parameter.entry("explode").or_insert(Value::Bool(true));
        }
    };
    let components = root.pointer_mut("/components/parameters").and_then(Value::as_object_mut);
    let at = top.child("components").child("parameters");
    for (name, parameter) in components.into_iter().flatten() {
        settle(parameter, &at.child(name));
    }
    let items = root.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in items.into_iter().flatten() {
        let at = top.child("paths").child(path);
        own(item, &at, &mut settle);
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            own(operation, &at.child(method), &mut settle);
        }
    }
}

/// The parameters of a path item or an operation.
fn own(node: &mut Value, at: &Pointer, settle: &mut impl FnMut(&mut Value, &Pointer)) {
    let parameters = node.get_mut("parameters").and_then(Value::as_array_mut);
    for (index, parameter) in parameters.into_iter().flatten().enumerate() {
        settle(parameter, &at.child("parameters").child(index));
    }
}
