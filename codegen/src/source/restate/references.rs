//! What stands beside a `$ref`, which OpenAPI 3.0 ignores.

use serde_json::{Map, Value, json};

use super::Restating;
use crate::position::Pointer;
use crate::source::bundle::{kind, node_mut};
use crate::source::reference::{resolve, walk};

impl Restating<'_> {
    /// A schema keeps to what it refers to and to what stands beside that: `allOf` says so.
    pub(super) fn beside_reference(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        if !schema.keys().any(|key| key != "$ref" && !key.starts_with("x-")) {
            return;
        }
        let Some(reference) = schema.shift_remove("$ref") else { return };
        let parts = schema.entry("allOf").or_insert_with(|| json!([]));
        if let Value::Array(parts) = parts {
            self.moves.note(at.child("allOf").child(parts.len()), &at.child("$ref"));
            parts.push(json!({"$ref": reference}));
        }
    }

    /// A description beside a reference to anything else takes the place of the description there: it is made a copy that
    /// has it.
    pub(super) fn described_references(&mut self, root: &mut Value) {
        let mut found = Vec::new();
        walk(root, &Pointer::root(), &mut |at, text| {
            let of_schema = kind(at).is_none_or(|it| it == "schemas");
            if let (false, Some(owner)) = (of_schema, at.parent()) {
                found.push((owner, text.to_owned()));
            }
        });
        for (owner, text) in found {
            let Some(description) = resolve(root, &owner.child("description")).cloned() else {
                continue;
            };
            let Some((target, mut copy)) = definition(root, &text) else { continue };
            copy.insert("description".to_owned(), description);
            // The definition is used, although nothing else may refer to it any more.
            copy.insert("x-copy-of".to_owned(), json!({"$ref": text}));
            let own = owner.child("description");
            self.moves.note(own.clone(), &own);
            self.moves.note(owner.clone(), &target);
            if let Some(node) = node_mut(root, &owner) {
                *node = Value::Object(copy);
            }
        }
    }
}

/// What a chain of references leads to, and where it stands. A circle leads nowhere.
fn definition(root: &Value, text: &str) -> Option<(Pointer, Map<String, Value>)> {
    const LONGEST: usize = 100;
    let mut at = Pointer::from_reference(text)?;
    for _ in 0..LONGEST {
        let node = resolve(root, &at)?.as_object()?;
        match node.get("$ref").and_then(Value::as_str) {
            Some(next) => at = Pointer::from_reference(next)?,
            None => return Some((at, node.clone())),
        }
    }
    None
}
