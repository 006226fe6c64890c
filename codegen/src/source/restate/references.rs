//! What stands beside a `$ref`, which OpenAPI 3.0 ignores.

use serde_json::{Map, Value, json};

use super::Restating;
use crate::diagnostic::Code;
use crate::position::Pointer;
use crate::source::bundle::{kind, node_mut};
use crate::source::effort::Effort;
use crate::source::reference::{definition, resolve, walk};

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

    /// A description beside the reference to a parameter or a request body takes the place of the one there: the reference
    /// becomes a copy that has it. The descriptions of everything else are shown nowhere.
    pub(super) fn described_references(&mut self, root: &mut Value) {
        let mut found = Vec::new();
        walk(root, &Pointer::root(), &mut |at, text| {
            let is_shown = matches!(kind(at), Some("parameters" | "requestBodies"));
            if let (true, Some(owner)) = (is_shown, at.parent()) {
                found.push((owner, text.to_owned()));
            }
        });
        let mut effort = Effort::of(root);
        for (owner, text) in found {
            let Some(description) = resolve(root, &owner.child("description")).cloned() else {
                continue;
            };
            let node = resolve(root, &owner);
            let Some((copy, target)) = node.and_then(|it| definition(root, it, &owner)) else {
                continue;
            };
            let mut copy = copy.clone();
            copy.insert("description".to_owned(), description);
            // The definition is used, although nothing else may refer to it any more.
            copy.insert("x-copy-of".to_owned(), json!({"$ref": text}));
            let copy = Value::Object(copy);
            let own = owner.child("description");
            if !effort.add(&copy, 1) {
                self.tell(
                    Code::Ignored,
                    &own,
                    "there are too many such descriptions to show this one",
                );
                continue;
            }
            self.moves.note(own.clone(), &own);
            self.moves.note(owner.clone(), &target);
            if let Some(node) = node_mut(root, &owner) {
                *node = copy;
            }
        }
    }
}
