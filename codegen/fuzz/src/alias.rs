//! Path items: one endpoint under several paths, as documents print it.

use std::fmt;

use arbitrary::Arbitrary;
use serde_json::{Map, Value, json};

/// The paths of a document, which are shown as the document.
#[derive(Arbitrary)]
pub struct Paths(Vec<Item>);

#[derive(Arbitrary)]
struct Item {
    path: Path,
    aliases: Aliases,
    parameters: Vec<Parameter>,
    operations: Vec<Operation>,
}

#[derive(Arbitrary)]
struct Operation {
    method: Method,
    id: Option<Word>,
    aliases: Aliases,
    parameters: Vec<Parameter>,
    body: Option<Vec<Property>>,
}

/// What says that a path is not the real one.
#[derive(Arbitrary)]
struct Aliases {
    display_path: Option<Path>,
    virtual_endpoint: Option<bool>,
    virtual_operation: Option<bool>,
}

#[derive(Arbitrary)]
struct Path {
    is_relative: bool,
    segments: Vec<Segment>,
    query: Vec<(Word, Option<Word>)>,
}

#[derive(Arbitrary)]
enum Segment {
    Literal(Word),
    Parameter(Word),
    Both(Word, Word),
}

/// Operations are united by their bodies.
#[derive(Arbitrary)]
struct Property {
    name: Word,
    is_required: bool,
    values: Vec<Word>,
    nested: Option<Vec<Property>>,
}

#[derive(Arbitrary)]
struct Parameter {
    name: Word,
    location: Location,
    is_number: bool,
}

#[derive(Arbitrary)]
enum Location {
    Path,
    Query,
    Header,
}

#[derive(Arbitrary)]
enum Method {
    Get,
    Put,
    Post,
    Delete,
}

/// Words meet again, or they are anything.
#[derive(Arbitrary)]
enum Word {
    Known(u8),
    Any(String),
}

const WORDS: &[&str] = &[
    "a", "b", "A", "ID", "ID1", "CHAT_ID", "CHAT_ID1", "CHAT_ID2", "chats", "type", "self", "_",
    "0", "", " ", "%20", "..", "{", "}", "{}", "é", "?", "&", "=", "#", "**", "`", "a/b", "\u{0}",
    "\n", "</",
];

impl Paths {
    /// A small document with these paths.
    pub fn document(&self) -> String {
        let paths: Map<_, _> = self.0.iter().map(|it| (it.path.text(), it.value())).collect();
        let document =
            json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths});
        document.to_string()
    }
}

impl fmt::Debug for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.document())
    }
}

impl Item {
    fn value(&self) -> Value {
        let mut item = self.aliases.members();
        item.insert("parameters".to_owned(), parameters(&self.parameters));
        for operation in &self.operations {
            let method = match operation.method {
                Method::Get => "get",
                Method::Put => "put",
                Method::Post => "post",
                Method::Delete => "delete",
            };
            item.insert(method.to_owned(), operation.value());
        }
        Value::Object(item)
    }
}

impl Operation {
    fn value(&self) -> Value {
        let mut operation = self.aliases.members();
        operation.extend(self.id.iter().map(|it| ("operationId".to_owned(), it.text().into())));
        operation.insert("parameters".to_owned(), parameters(&self.parameters));
        operation.insert("responses".to_owned(), json!({"204": {"description": "Done."}}));
        operation.extend(self.body.iter().map(|it| {
            let body =
                json!({"required": true, "content": {"application/json": {"schema": object(it)}}});
            ("requestBody".to_owned(), body)
        }));
        Value::Object(operation)
    }
}

impl Aliases {
    fn members(&self) -> Map<String, Value> {
        let members = [
            ("x-display-path", self.display_path.as_ref().map(|it| it.text().into())),
            ("x-virtual-endpoint", self.virtual_endpoint.map(Value::Bool)),
            ("x-virtual-operation", self.virtual_operation.map(Value::Bool)),
        ];
        members.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?))).collect()
    }
}

impl Path {
    fn text(&self) -> String {
        let segments: Vec<_> = self.segments.iter().map(Segment::text).collect();
        let query = self.query.iter().map(|(name, value)| match value {
            Some(value) => format!("{}={}", name.text(), value.text()),
            None => name.text().to_owned(),
        });
        let query: Vec<_> = query.collect();
        let slash = if self.is_relative { "" } else { "/" };
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{slash}{}{mark}{}", segments.join("/"), query.join("&"))
    }
}

impl Segment {
    fn text(&self) -> String {
        match self {
            Self::Literal(word) => word.text().to_owned(),
            Self::Parameter(name) => format!("{{{}}}", name.text()),
            Self::Both(word, name) => format!("{}{{{}}}", word.text(), name.text()),
        }
    }
}

impl Word {
    fn text(&self) -> &str {
        match self {
            Self::Known(index) => WORDS[usize::from(*index) % WORDS.len()],
            Self::Any(text) => text,
        }
    }
}

fn parameters(parameters: &[Parameter]) -> Value {
    let parameters = parameters.iter().map(|it| {
        let (location, is_required) = match it.location {
            Location::Path => ("path", true),
            Location::Query => ("query", false),
            Location::Header => ("header", false),
        };
        let schema = json!({"type": if it.is_number { "integer" } else { "string" }});
        json!({"name": it.name.text(), "in": location, "required": is_required, "schema": schema})
    });
    parameters.collect()
}

fn object(properties: &[Property]) -> Value {
    let required: Vec<_> =
        properties.iter().filter(|it| it.is_required).map(|it| it.name.text()).collect();
    let members: Map<_, _> =
        properties.iter().map(|it| (it.name.text().to_owned(), it.schema())).collect();
    json!({"type": "object", "required": required, "properties": members})
}

impl Property {
    fn schema(&self) -> Value {
        if let Some(nested) = &self.nested {
            return object(nested);
        }
        let values: Vec<_> = self.values.iter().map(Word::text).collect();
        match values.as_slice() {
            [] => json!({"type": "string"}),
            values => json!({"type": "string", "enum": values}),
        }
    }
}
