//! Responses of which the schema tells nothing, and the examples much.
//!
//! The client gives such a part as any JSON value, which is what nobody would write by hand. One that says with
//! `additionalProperties` that its members are free is left alone, and so is what is only sent.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::examples;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::media_type::is_json;
use crate::no_content;
use crate::position::{Place, Pointer};
use crate::source::{ObjectKind, Objects, Parsed, definition, follow};

/// What any of says something of a value.
const TELLING: [&str; 7] =
    ["properties", "additionalProperties", "items", "allOf", "oneOf", "anyOf", "enum"];

/// How deep examples and their schemas are followed.
const DEPTH: u32 = 64;

/// How many members a message names.
const NAMED: usize = 3;

/// A part of responses that has no type.
pub(crate) struct Untyped<'a> {
    /// The schema that says nothing, or the media type that has none.
    pub(crate) at: Pointer,
    pub(crate) has_schema: bool,
    /// What the examples have there.
    pub(crate) values: Vec<&'a Value>,
}

pub(super) fn check(parsed: &Parsed, objects: &Objects<'_>, diagnostics: &mut Diagnostics) {
    for untyped in all(parsed, objects) {
        let shown = shown(&untyped.values);
        let message = format!("{} has no type, and the examples have {shown}", what(&untyped.at));
        let place = Place::key(parsed.source, &untyped.at);
        let label = if untyped.has_schema { "any value fits this" } else { "there is no schema" };
        diagnostics.push(Diagnostic::new(Code::UntypedResponse, place, message).label(label));
    }
}

/// All such parts of the successes of a document, each once, in the order in which operations reach them.
pub(crate) fn all<'a>(parsed: &'a Parsed, objects: &Objects<'a>) -> Vec<Untyped<'a>> {
    let mut search = Search { root: &parsed.value, found: Vec::new(), known: BTreeMap::new() };
    let mut seen = Vec::new();
    objects.each(|kind, node, at| {
        let responses = node.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            let is_success = status.starts_with('2') && !no_content::is_status(status);
            if kind != ObjectKind::Operation || !is_success {
                continue;
            }
            let at = at.child("responses").child(status);
            let (response, at) = follow(&parsed.value, response, &at);
            if !seen.contains(&at) {
                search.response(response, &at);
                seen.push(at);
            }
        }
    });
    search.found
}

struct Search<'a> {
    root: &'a Value,
    found: Vec<Untyped<'a>>,
    /// Which of them stands where.
    known: BTreeMap<String, usize>,
}

impl<'a> Search<'a> {
    fn response(&mut self, response: &'a Value, at: &Pointer) {
        let content = response.get("content").and_then(Value::as_object);
        let content = content.and_then(|it| it.iter().find(|(name, _)| is_json(name)));
        let Some((name, media_type)) = content else { return };
        let at = at.child("content").child(name);
        let values = examples::examples(self.root, media_type, &at);
        let values = values.into_iter().map(|(value, _)| value);
        let values: Vec<_> = values.filter(|it| !no_content::is_shown_by(it)).collect();
        match media_type.get("schema") {
            Some(schema) => self.schema(schema, &at.child("schema"), values, true, DEPTH),
            None => self.add(at, false, values),
        }
    }

    /// Looks for what says nothing in a schema of these values. A member of an `allOf` is no `whole`: the others may say
    /// enough.
    fn schema(
        &mut self,
        schema: &'a Value,
        at: &Pointer,
        values: Vec<&'a Value>,
        whole: bool,
        depth: u32,
    ) {
        let Some((schema, at)) = definition(self.root, schema, at) else { return };
        if values.is_empty() || depth == 0 {
            return;
        }
        if is_untyped(schema) {
            if whole {
                self.add(at, true, values);
            }
            return;
        }
        let listed = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for (index, part) in listed.enumerate() {
            self.schema(part, &at.child("allOf").child(index), values.clone(), false, depth - 1);
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let values = values.iter().filter_map(|it| it.get(name)).collect();
            self.schema(property, &at.child("properties").child(name), values, true, depth - 1);
        }
        if let Some(items) = schema.get("items") {
            let values = values.iter().filter_map(|it| it.as_array()).flatten().collect();
            self.schema(items, &at.child("items"), values, true, depth - 1);
        }
        if let Some(others) = schema.get("additionalProperties").filter(|it| it.is_object()) {
            let is_other = |name: &str| properties.is_none_or(|it| !it.contains_key(name));
            let members = values.iter().filter_map(|it| it.as_object()).flatten();
            let values = members.filter(|(name, _)| is_other(name)).map(|(_, it)| it).collect();
            self.schema(others, &at.child("additionalProperties"), values, true, depth - 1);
        }
    }

    /// Remembers a part, if the examples tell more of it than its schema.
    fn add(&mut self, at: Pointer, has_schema: bool, values: Vec<&'a Value>) {
        if !values.iter().any(|it| tells(it)) {
            return;
        }
        let known = self.known.entry(at.to_string()).or_insert(self.found.len());
        match self.found.get_mut(*known) {
            Some(untyped) => untyped.values.extend(values),
            None => self.found.push(Untyped { at, has_schema, values }),
        }
    }
}

fn is_untyped(schema: &Map<String, Value>) -> bool {
    let is_empty = |it: &Value| it.as_object().is_some_and(Map::is_empty);
    // A schema without properties, or with an empty list of them, is one of any object.
    let tells = |key: &&str| match schema.get(*key) {
        Some(it) if *key != "additionalProperties" && *key != "items" => !is_empty(it),
        it => it.is_some(),
    };
    let ty = schema.get("type").and_then(Value::as_str);
    matches!(ty, None | Some("object" | "array")) && !TELLING.iter().any(tells)
}

fn tells(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// What the values have, for people.
fn shown(values: &[&Value]) -> String {
    let mut names: Vec<&String> = Vec::new();
    for name in values.iter().filter_map(|it| it.as_object()).flat_map(Map::keys) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut first: Vec<_> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match names.len() - first.len() {
        _ if names.is_empty() => "a list".to_owned(),
        0 => match first.pop() {
            Some(last) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            last => last.unwrap_or_default(),
        },
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// What stands at a schema, for people.
fn what(at: &Pointer) -> String {
    let tokens: Vec<_> = at.tokens().collect();
    match tokens.iter().map(AsRef::as_ref).collect::<Vec<_>>().as_slice() {
        [.., "properties", name] | ["components", "schemas", name] => format!("`{name}`"),
        [.., "properties" | "schemas", name, "items"] => format!("an item of `{name}`"),
        [.., "items"] => "an item of a list".to_owned(),
        [.., "additionalProperties"] => "a member of any name".to_owned(),
        _ => "the response".to_owned(),
    }
}
