//! References to callbacks, which the typed model has no place for in an operation.

use serde_json::Value;

use super::is_method;
use super::reference::follow;
use crate::position::Pointer;

/// Puts the callbacks that references of operations lead to in their place.
pub(super) fn settle(root: &mut Value) {
    let Some(components) = root.pointer("/components/callbacks").cloned() else { return };
    let definitions = serde_json::json!({"components": {"callbacks": components}});
    let items = root.get_mut("paths").and_then(Value::as_object_mut);
    let items = items.into_iter().flatten().filter_map(|(_, item)| item.as_object_mut());
    let operations = items.flatten().filter(|(method, _)| is_method(method));
    for (_, operation) in operations {
        let callbacks = operation.get_mut("callbacks").and_then(Value::as_object_mut);
        for (_, callback) in callbacks.into_iter().flatten() {
            *callback = follow(&definitions, callback, &Pointer::root()).0.clone();
        }
    }
}
