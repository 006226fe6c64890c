//! Schemas: which keywords of JSON Schema 2020-12 they have that OpenAPI 3.0 does not.

use serde_json::{Map, Value, json};

use super::{Restating, each};
use crate::diagnostic::{Code, Diagnostic};
use crate::position::{Place, Pointer};
use crate::source::grammar::meant_keyword;
use crate::source::json::describe;

/// What keywords that 3.0 does not have, or has with another meaning, hold.
const KINDS: [(&str, &str); 16] = [
    ("$defs", "a mapping"),
    ("contentEncoding", "a string"),
    ("contentMediaType", "a string"),
    ("dependentRequired", "a mapping"),
    ("dependentSchemas", "a mapping"),
    ("examples", "a list"),
    ("exclusiveMaximum", "a number"),
    ("exclusiveMinimum", "a number"),
    ("maxContains", "a number"),
    ("minContains", "a number"),
    ("patternProperties", "a mapping"),
    ("prefixItems", "a list"),
    ("$id", "a string"),
    ("$anchor", "a string"),
    ("$schema", "a string"),
    ("$comment", "a string"),
];

/// Keywords that say nothing of a value. References to definitions lead to components by now.
const SILENT: [&str; 7] =
    ["$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$schema", "$vocabulary"];

/// Keywords that the client does not keep to, and what is not done.
const UNCHECKED: [(&str, &str); 10] = [
    ("if", "what `then` and `else` say of some values is left out"),
    ("then", ""),
    ("else", ""),
    ("dependentRequired", "which properties go together is not checked"),
    ("dependentSchemas", "what a schema says where a property is there is left out"),
    ("propertyNames", "the names of properties are not checked"),
    ("contains", "whether a list has such an item is not checked"),
    ("minContains", ""),
    ("maxContains", ""),
    ("contentSchema", "what the text holds is not read"),
];

/// The dialects that are read: that of OpenAPI, and what it is made of.
const DIALECTS: [&str; 2] =
    ["https://spec.openapis.org/oas/3.", "https://json-schema.org/draft/2020-12/schema"];

impl Restating<'_> {
    /// A schema, and what is below it.
    pub(super) fn schema(&mut self, node: &mut Value, at: &Pointer) {
        match node {
            Value::Bool(true) => *node = json!({}),
            // Nothing fits it.
            Value::Bool(false) => *node = json!({"not": {}}),
            Value::Object(schema) => {
                self.keywords(schema, at);
                self.below(schema, at);
            }
            _ => {}
        }
    }

    fn keywords(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        if schema.contains_key("nullable") {
            self.nullable(at);
        }
        self.one_or_null(schema, at);
        for (keyword, expected) in KINDS {
            let value = schema.get(keyword).filter(|it| describe(it) != expected);
            if let Some(value) = value {
                self.wrong_type(value, expected, &at.child(keyword));
                schema.shift_remove(keyword);
            }
        }
        if let Some(Value::String(dialect)) = schema.get("$schema") {
            self.dialect(dialect, &at.child("$schema"));
        }
        self.items(schema, at);
        self.members(schema, at);
        self.unchecked(schema, at);
        self.constant(schema, at);
        self.examples(schema, at);
        self.bounds(schema, at);
        self.content(schema, at);
        self.types(schema, at);
        self.beside_reference(schema, at);
        self.unknown(schema, at);
    }

    /// What others were made of by now is restated where it stands.
    fn below(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        for (keyword, value) in schema.iter_mut() {
            let at = at.child(keyword);
            match (keyword.as_str(), value) {
                ("additionalProperties", Value::Bool(_)) => {}
                ("additionalProperties" | "items" | "not", value) => self.schema(value, &at),
                ("allOf" | "anyOf" | "oneOf" | "properties", value) => {
                    each(value, &at, |part, at| self.schema(part, at));
                }
                _ => {}
            }
        }
    }

    fn unchecked(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        for (keyword, message) in UNCHECKED {
            if schema.shift_remove(keyword).is_some() && !message.is_empty() {
                self.tell(Code::IgnoredKeyword, &at.child(keyword), message);
            }
        }
        SILENT.iter().for_each(|keyword| drop(schema.shift_remove(*keyword)));
    }

    pub(super) fn dialect(&mut self, dialect: &str, at: &Pointer) {
        if !DIALECTS.iter().any(|known| dialect.starts_with(known)) {
            let message = format!("`{dialect}` is read as JSON Schema 2020-12");
            self.tell(Code::Ignored, at, message);
        }
    }

    /// JSON Schema allows any keyword, one that looks like a slip too.
    fn unknown(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        let slips = schema.keys().filter_map(|it| Some((it.clone(), meant_keyword(it)?)));
        for (keyword, meant) in slips.collect::<Vec<_>>() {
            let at = at.child(&keyword);
            let place = Place::key(self.source, &at);
            let message = format!("a schema has no key `{keyword}`");
            let diagnostic = Diagnostic::new(Code::UnknownKey, place, message);
            self.diagnostics.push(diagnostic.help(format!("did you mean `{meant}`?")));
            schema.shift_remove(&keyword);
        }
    }

    /// Documents that were 3.0 before have it still.
    fn nullable(&mut self, at: &Pointer) {
        let place = Place::key(self.source, &at.child("nullable"));
        let message = "OpenAPI has no `nullable` from version 3.1 on";
        let diagnostic = Diagnostic::new(Code::UnknownKey, place, message);
        let diagnostic = diagnostic.label("it is read as in version 3.0");
        self.diagnostics.push(diagnostic.help("write `type: [string, 'null']`"));
    }
}
