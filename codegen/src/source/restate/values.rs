//! Values: constants, examples and bounds.

use serde_json::{Map, Value, json};

use super::Restating;
use crate::diagnostic::Code;
use crate::position::Pointer;

/// A bound that values stay off, the one that they may reach, and whether the second of two numbers is the stricter one.
type Exclusive = (&'static str, &'static str, fn(f64, f64) -> bool);

const BOUNDS: [Exclusive; 2] = [
    ("exclusiveMinimum", "minimum", |exclusive, inclusive| inclusive > exclusive),
    ("exclusiveMaximum", "maximum", |exclusive, inclusive| inclusive < exclusive),
];

impl Restating<'_> {
    /// `const` is an enumeration of one value.
    pub(super) fn constant(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        if let Some(value) = schema.shift_remove("const") {
            schema.insert("enum".to_owned(), json!([value]));
            self.moves.note(at.child("enum"), &at.child("const"));
        }
    }

    /// The first of several examples is the one that is shown.
    pub(super) fn examples(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        let Some(Value::Array(mut examples)) = schema.shift_remove("examples") else { return };
        let at_examples = at.child("examples");
        let shown = usize::from(!schema.contains_key("example"));
        if examples.len() > shown {
            let message = "a value is shown with its first example alone";
            self.tell(Code::Ignored, &at_examples.child(shown), message);
        }
        if shown == 1 && !examples.is_empty() {
            schema.insert("example".to_owned(), examples.swap_remove(0));
            self.moves.note(at.child("example"), &at_examples.child(0));
        }
    }

    /// An exclusive bound is a number of its own, and no flag beside one.
    pub(super) fn bounds(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        for (exclusive, inclusive, is_stricter) in BOUNDS {
            let Some(bound) = schema.shift_remove(exclusive) else { continue };
            let number = |it: &Value| it.as_f64().unwrap_or_default();
            let other = schema.get(inclusive).map(number);
            if other.is_some_and(|other| is_stricter(number(&bound), other)) {
                continue;
            }
            schema.insert(inclusive.to_owned(), bound);
            schema.insert(exclusive.to_owned(), json!(true));
            self.moves.note(at.child(inclusive), &at.child(exclusive));
        }
    }
}
