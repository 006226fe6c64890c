//! Limits that only the description of a value states become keywords of its schema.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};
use crate::prose::{self, Bound, Measure};

/// The keywords that limit a value.
pub(crate) const KEYWORDS: [&str; 4] = ["maxLength", "maxItems", "maxProperties", "maximum"];

/// Gives a schema the limits that its own description states and it does not, and reports those that cannot be read.
pub(super) fn of_schema(
    schema: &mut Map<String, Value>,
    source: SourceId,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    if let Some(description) = text(schema, "description") {
        Reader { source, at: at.child("description"), diagnostics }.read(&description, schema);
    }
}

/// The same with what a parameter says of itself, where its schema says nothing and is no other parameter's too.
pub(super) fn of_parameter(
    parameter: &mut Map<String, Value>,
    source: SourceId,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let Some(description) = text(parameter, "description") else { return };
    let schema = parameter.get_mut("schema").and_then(Value::as_object_mut);
    let is_own = |schema: &&mut Map<String, Value>| {
        !schema.contains_key("$ref") && text(schema, "description").is_none()
    };
    if let Some(schema) = schema.filter(is_own) {
        Reader { source, at: at.child("description"), diagnostics }.read(&description, schema);
    }
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = object.get(key).and_then(Value::as_str);
    text.filter(|it| !it.trim().is_empty()).map(str::to_owned)
}

struct Reader<'a> {
    source: SourceId,
    /// The description.
    at: Pointer,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn read(&mut self, description: &str, schema: &mut Map<String, Value>) {
        let bounds = prose::bounds(description);
        if bounds.is_empty() {
            return;
        }
        let ty = text(schema, "type").unwrap_or_default();
        let ty = if is_binary(schema) { prose::FILE.to_owned() } else { ty };
        let is_text_list = ty == "string" && prose::wire_hints(description).comma_separated;
        let is_list = is_text_list || ty == "array" && items_are_texts(schema);
        let told = numbers(schema);
        let mut read: Vec<(&'static str, &Bound)> = Vec::new();
        for bound in bounds.iter().filter(|it| !told.contains(&it.most)) {
            match bound.keyword(&ty).filter(|it| !schema.contains_key(*it)) {
                // What an enumeration says of its values is not about the text that one is.
                _ if schema.contains_key("enum") => self.unread(bound),
                _ if is_text_list && bound.counts_items() => read.push(("maxItems", bound)),
                // `prose::list_rules` reads it.
                _ if is_list && bound.measure == Measure::Together => {}
                Some(keyword) => read.push((keyword, bound)),
                None if of_items(bound, schema) => {}
                // Where the schema states a limit, the description tells of those that others state.
                None if bound.keyword(&ty).is_some() => {}
                None => self.unread(bound),
            }
        }
        for (keyword, bound) in &read {
            // What any of them allows is not refused.
            let of_keyword = read.iter().filter(|(it, _)| it == keyword).map(|(_, it)| it.most);
            let most = of_keyword.max().unwrap_or(bound.most);
            if most != bound.most {
                self.contradictory(bound, most);
            } else if !is_text_list || *keyword != "maxItems" {
                schema.insert((*keyword).to_owned(), most.into());
            }
        }
    }

    fn unread(&mut self, bound: &Bound) {
        let message = format!("`{}` states a limit that is not read", bound.words);
        let place = Place::words(self.source, &self.at, bound.words.clone());
        self.diagnostics.push(Diagnostic::new(Code::UnreadLimit, place, message));
    }

    fn contradictory(&mut self, bound: &Bound, most: u64) {
        let (less, words) = (bound.most, &bound.words);
        let message = format!("the description states two limits, {less} and {most}");
        let place = Place::words(self.source, &self.at, words.clone());
        let diagnostic = Diagnostic::new(Code::ContradictoryLimit, place, message);
        self.diagnostics.push(diagnostic.label(format!("the client takes {most}")));
    }
}

/// The limits of a schema and of what stands below it.
fn numbers(schema: &Map<String, Value>) -> Vec<u64> {
    let mut found = Vec::new();
    for (key, value) in schema {
        match value {
            Value::Number(number) if KEYWORDS.contains(&key.as_str()) => {
                found.extend(number.as_u64());
            }
            Value::Object(members) => found.extend(numbers(members)),
            Value::Array(items) => {
                found.extend(items.iter().filter_map(Value::as_object).flat_map(numbers));
            }
            _ => {}
        }
    }
    found
}

fn items_are_texts(schema: &Map<String, Value>) -> bool {
    schema.get("items").and_then(|it| it.get("type")?.as_str()) == Some("string")
}

fn is_binary(schema: &Map<String, Value>) -> bool {
    schema.get("format").and_then(Value::as_str) == Some("binary")
}

/// Gives the items of a list the length that its description states of each. No file is larger than several may be.
fn of_items(bound: &Bound, schema: &mut Map<String, Value>) -> bool {
    let files = schema.get("items").and_then(Value::as_object).is_some_and(is_binary);
    let is_read = match bound.measure {
        Measure::Bytes => files,
        _ => bound.is_length_of_each() && items_are_texts(schema) && !files,
    };
    let items = schema.get_mut("items").and_then(Value::as_object_mut).filter(|_| is_read);
    items.is_some_and(|items| {
        items.entry("maxLength").or_insert_with(|| bound.most.into());
        true
    })
}
