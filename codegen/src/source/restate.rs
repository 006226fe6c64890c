//! OpenAPI 3.1 and 3.2 in the words of 3.0, before anything else reads the document.
//!
//! The later versions are the same as 3.0 but for their schemas, which are those of JSON Schema 2020-12, and for a few
//! keys. What 3.0 can say as well is said in its words. What it cannot say is told, and left out. Nodes that move remember
//! where they stood, so that diagnostics point at what the author wrote.

mod content;
mod identifiers;
mod lists;
mod objects;
mod references;
mod schema;
mod types;
mod values;

use serde_json::{Map, Value, json};

pub(super) use identifiers::settle;

use super::is_method;
use super::json::describe;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Moves, Place, Pointer, SourceId};

/// The HTTP scheme that stands for the type `mutualTLS`, which 3.0 has no word for.
pub(crate) const MUTUAL_TLS: &str = "mutual TLS";

/// What stands in `openapi` once a document is restated.
const RESTATED: &str = "3.0.3";

/// Keys that say nothing about requests, by the objects that have them. They are kept as extensions.
const KEPT: [(&str, &str); 6] = [
    ("", "$self"),
    ("", "jsonSchemaDialect"),
    ("", "webhooks"),
    ("/info", "summary"),
    ("/info/license", "identifier"),
    ("/components", "pathItems"),
];

/// Members whose own members have names of the document's choice.
const NAMED: [&str; 15] = [
    "callbacks",
    "content",
    "encoding",
    "headers",
    "parameters",
    "pathItems",
    "paths",
    "requestBodies",
    "responses",
    "security",
    "securitySchemes",
    "variables",
    "x-pathItems",
    "x-webhooks",
    "mediaTypes",
];

/// Members that hold data, or nothing that differs between the versions.
const DATA: [&str; 6] = ["default", "enum", "example", "examples", "links", "value"];

/// What a path item of OpenAPI 3.2 has besides.
const OTHER_METHODS: [&str; 2] = ["query", "additionalOperations"];

/// The minor version of a document that has to be restated.
pub(super) fn later(root: &Value) -> Option<u32> {
    let version = root.get("openapi")?.as_str()?;
    let mut numbers = version.split('.');
    match (numbers.next()?, numbers.next()?) {
        ("3", "1") => Some(1),
        ("3", "2") => Some(2),
        _ => None,
    }
}

/// Restates a document of version 3.1 or 3.2, all of whose references lead to components. Gives where the nodes that moved
/// stood.
pub(super) fn restate(source: SourceId, root: &mut Value, diagnostics: &mut Diagnostics) -> Moves {
    let Some(minor) = later(root) else { return Moves::default() };
    let mut restating = Restating { source, minor, moves: Moves::default(), diagnostics };
    restating.described_references(root);
    restating.document(root);
    restating.moves
}

struct Restating<'a> {
    source: SourceId,
    /// The minor version of the document.
    minor: u32,
    moves: Moves,
    diagnostics: &'a mut Diagnostics,
}

impl Restating<'_> {
    fn document(&mut self, root: &mut Value) {
        let top = Pointer::root();
        if let Some(Value::String(dialect)) = root.get("jsonSchemaDialect") {
            self.dialect(dialect, &top.child("jsonSchemaDialect"));
        }
        if root.get("webhooks").is_some() {
            let message = "webhooks are left out: they are requests that the service makes";
            self.tell(Code::Ignored, &top.child("webhooks"), message);
        }
        for (owner, key) in KEPT {
            let Some(Value::Object(object)) = root.pointer_mut(owner) else { continue };
            let owner = Pointer::from_json_pointer(owner.to_owned());
            self.rename(object, &owner, key, &format!("x-{}", key.trim_start_matches('$')));
        }
        let Value::Object(members) = root else { return };
        members.insert("openapi".to_owned(), json!(RESTATED));
        if members.contains_key("components") || members.contains_key("x-webhooks") {
            members.entry("paths").or_insert_with(|| json!({}));
        }
        self.object(members, &top);
    }

    /// An object that is no schema.
    fn object(&mut self, object: &mut Map<String, Value>, at: &Pointer) {
        if object.get("type").is_some_and(|it| it == "mutualTLS") {
            object.insert("type".to_owned(), json!("http"));
            object.insert("scheme".to_owned(), json!(MUTUAL_TLS));
        }
        self.whole_query(object, at);
        for (key, value) in object.iter_mut() {
            let at = at.child(key);
            match (key.as_str(), value) {
                ("schema" | "itemSchema", value) => self.schema(value, &at),
                ("schemas", value) => each(value, &at, |schema, at| self.schema(schema, at)),
                (key, _) if DATA.contains(&key) => {}
                (key, value) if NAMED.contains(&key) => each(value, &at, |member, at| {
                    self.named(key, member, at);
                    self.node(member, at);
                }),
                (key, _) if key.starts_with("x-") => {}
                (key, value) => {
                    if let (true, Value::Object(operation)) = (is_method(key), &mut *value) {
                        operation.entry("responses").or_insert_with(|| json!({}));
                    }
                    self.node(value, &at);
                }
            }
        }
    }

    fn node(&mut self, node: &mut Value, at: &Pointer) {
        match node {
            Value::Object(object) => self.object(object, at),
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.node(item, &at.child(index));
                }
            }
            _ => {}
        }
    }

    /// What only some members are told apart by.
    fn named(&mut self, kind: &str, member: &mut Value, at: &Pointer) {
        match (kind, member) {
            ("paths", Value::Object(item)) => {
                for key in OTHER_METHODS {
                    if item.contains_key(key) {
                        let message =
                            "operations of other methods than those of OpenAPI 3.0 are left out";
                        self.tell(Code::Ignored, &at.child(key), message);
                        self.rename(item, at, key, &format!("x-{key}"));
                    }
                }
            }
            // OpenAPI 3.2 does not require it any more.
            ("responses", Value::Object(response))
                if self.minor > 1 && !response.contains_key("$ref") =>
            {
                response.entry("description").or_insert_with(|| json!(""));
            }
            ("content", media_type) if at.last().is_some_and(|it| it.starts_with("multipart/")) => {
                self.files_of_form(media_type, &at.child("schema"));
            }
            _ => {}
        }
    }

    /// Gives a member another name, if it is there.
    fn rename(&mut self, object: &mut Map<String, Value>, at: &Pointer, from: &str, to: &str) {
        if let Some(value) = object.shift_remove(from) {
            object.insert(to.to_owned(), value);
            self.moves.note(at.child(to), &at.child(from));
        }
    }

    /// Reports a key.
    fn tell(&mut self, code: Code, at: &Pointer, message: impl Into<String>) {
        let place = Place::key(self.source, at);
        self.diagnostics.push(Diagnostic::new(code, place, message));
    }

    fn wrong_type(&mut self, value: &Value, expected: &str, at: &Pointer) {
        let name = at.last().unwrap_or_default();
        let message = format!("`{name}` must be {expected}");
        let diagnostic = Diagnostic::new(Code::WrongType, Place::node(self.source, at), message);
        let diagnostic = diagnostic.label(format!("this is {}", describe(value)));
        let help = "see https://spec.openapis.org/oas/v3.1.1 for what may stand here";
        self.diagnostics.push(diagnostic.help(help));
    }
}

/// Does the same with every member of a mapping, or item of a list.
fn each(node: &mut Value, at: &Pointer, mut work: impl FnMut(&mut Value, &Pointer)) {
    match node {
        Value::Object(members) => {
            members.iter_mut().for_each(|(name, member)| work(member, &at.child(name)));
        }
        Value::Array(items) => {
            items.iter_mut().enumerate().for_each(|(index, item)| work(item, &at.child(index)));
        }
        _ => {}
    }
}
