//! The raw document that is being resolved.

use serde_json::{Map, Value, json};

use crate::position::Pointer;
use crate::source::{follow, is_method, schema_reference};

/// A raw document: what references lead to, and components that are added.
pub(super) struct Document {
    root: Value,
}

impl Document {
    pub(super) fn new(root: Value) -> Self {
        Self { root }
    }

    pub(super) fn into_root(self) -> Value {
        self.root
    }

    pub(super) fn get(&self, pointer: &Pointer) -> Option<&Value> {
        self.root.pointer(&pointer.to_string())
    }

    pub(super) fn get_mut(&mut self, pointer: &Pointer) -> Option<&mut Value> {
        self.root.pointer_mut(&pointer.to_string())
    }

    /// The members of an object that is there.
    pub(super) fn members(&self, pointer: &Pointer) -> Map<String, Value> {
        self.get(pointer).and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// A value, or what its `$ref` leads to.
    pub(super) fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        follow(&self.root, value, &Pointer::root()).0
    }

    /// The same by its place, which is `at` if there is no `$ref`.
    pub(super) fn place(&self, at: Pointer) -> Pointer {
        match self.get(&at) {
            Some(node) => follow(&self.root, node, &at).1,
            None => at,
        }
    }

    /// Makes a schema a component, under this name or one like it, and gives the reference to it.
    pub(super) fn add_schema(&mut self, name: &str, schema: Value) -> String {
        let schemas = self.schemas();
        let mut unique = name.to_owned();
        for number in 2.. {
            if !schemas.is_some_and(|it| it.contains_key(&unique)) {
                break;
            }
            unique = format!("{name}-{number}");
        }
        let reference = schema_reference(&unique);
        let Value::Object(root) = &mut self.root else { return reference };
        let components = root.entry("components").or_insert_with(|| json!({}));
        let Value::Object(components) = components else { return reference };
        let schemas = components.entry("schemas").or_insert_with(|| json!({}));
        if let Value::Object(schemas) = schemas {
            schemas.insert(unique, schema);
        }
        reference
    }

    fn schemas(&self) -> Option<&Map<String, Value>> {
        self.root.get("components")?.get("schemas")?.as_object()
    }

    /// A list that the document gives for all operations: `security` or `servers`.
    pub(super) fn list(&self, key: &str) -> Vec<Value> {
        self.root.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
    }
}

/// Whether what a mapping holds, a reference or the bare name of a schema, is the same as a reference.
pub(super) fn leads_to(text: &str, schema: &str) -> bool {
    let at = Pointer::from_reference(schema);
    at.is_some()
        && (Pointer::from_reference(text) == at
            || Pointer::from_reference(&schema_reference(text)) == at)
}

/// The reference that a value is.
pub(super) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The operations of path items.
pub(super) fn operations_mut(
    paths: &mut Map<String, Value>,
) -> impl Iterator<Item = &mut Map<String, Value>> {
    let items = paths.values_mut().filter_map(Value::as_object_mut).flatten();
    items.filter(|(key, _)| is_method(key)).filter_map(|(_, it)| it.as_object_mut())
}

/// The values in their order, each once.
pub(super) fn distinct<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}
