//! Objects: `patternProperties`, `unevaluatedProperties`, and properties that are true or false.

use serde_json::{Map, Value, json};

use super::Restating;
use crate::diagnostic::Code;
use crate::position::Pointer;

/// What else says which properties a value has.
const COMBINES: [&str; 7] =
    ["$ref", "allOf", "anyOf", "dependentSchemas", "if", "oneOf", "patternProperties"];

impl Restating<'_> {
    pub(super) fn members(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        self.unevaluated(schema, at);
        self.patterns(schema, at);
        // A property that nothing fits is none.
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.retain(|_, property| *property != Value::Bool(false));
        }
    }

    /// What `additionalProperties` says as well where nothing else speaks of properties.
    fn unevaluated(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        let keyword = "unevaluatedItems";
        if schema.shift_remove(keyword).is_some() {
            let message = "the items that other keywords say nothing of are not checked";
            self.tell(Code::IgnoredKeyword, &at.child(keyword), message);
        }
        let keyword = "unevaluatedProperties";
        match schema.get(keyword) {
            Some(Value::Bool(true)) => drop(schema.shift_remove(keyword)),
            Some(_) if schema.contains_key("additionalProperties") => {
                schema.shift_remove(keyword);
            }
            Some(_) if COMBINES.iter().any(|it| schema.contains_key(*it)) => {
                schema.shift_remove(keyword);
                let message = "the properties that no part of the schema names are not checked";
                self.tell(Code::IgnoredKeyword, &at.child(keyword), message);
            }
            _ => self.rename(schema, at, keyword, "additionalProperties"),
        }
    }

    /// OpenAPI 3.0 has one schema for all properties without a name.
    fn patterns(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else {
            return;
        };
        let at_patterns = at.child("patternProperties");
        self.tell(
            Code::IgnoredKeyword,
            &at_patterns,
            "the names of these properties are not checked",
        );
        let others = schema.shift_remove("additionalProperties");
        let mut schemas: Vec<_> =
            patterns.into_iter().map(|(name, it)| (it, at_patterns.child(name))).collect();
        match others {
            Some(Value::Bool(false)) => {}
            Some(others @ Value::Object(_)) => {
                schemas.push((others, at.child("additionalProperties")))
            }
            // All others can be anything.
            _ => {
                schema.insert("additionalProperties".to_owned(), json!(true));
                self.moves.note(at.child("additionalProperties"), &at_patterns);
                return;
            }
        }
        self.any_of(schema, at, "additionalProperties", schemas);
    }
}
