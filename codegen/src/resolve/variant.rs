//! Documented operations that become one.

use serde_json::{Map, Value};

/// One documented operation, made to stand by itself.
pub(super) struct Variant {
    pub(super) operation: Map<String, Value>,
    /// What its components are named after.
    pub(super) name: String,
}

impl Variant {
    pub(super) fn new(operation: Map<String, Value>) -> Self {
        let id = operation.get("operationId").and_then(Value::as_str);
        Self { name: component_name(id.unwrap_or_default()), operation }
    }

    pub(super) fn text(&self, key: &str) -> &str {
        self.operation.get(key).and_then(Value::as_str).unwrap_or_default().trim_end()
    }

    pub(super) fn list(&self, key: &str) -> Option<&Vec<Value>> {
        self.operation.get(key)?.as_array()
    }
}

/// A text as a part of a component's name, which is ASCII.
pub(super) fn component_name(text: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() { c } else { ' ' };
    heck::ToKebabCase::to_kebab_case(text.chars().map(kept).collect::<String>().as_str())
}
