//! What bodies hold, by media type.

use serde_json::{Map, Value, json};

use super::document::{Document, distinct};
use super::union::{self, Candidate};

/// A request body, a response or a media type of one variant.
#[derive(Clone)]
pub(super) struct VariantContent {
    /// What the components of the variant are named after.
    pub(super) name: String,
    pub(super) members: Map<String, Value>,
}

impl VariantContent {
    fn object(&self, key: &str) -> Option<&Map<String, Value>> {
        self.members.get(key)?.as_object()
    }
}

/// The `content` of bodies together. `suffix` says in a component's name what it is for.
pub(super) fn merge(document: &mut Document, bodies: &[VariantContent], suffix: &str) -> Value {
    let types = bodies.iter().filter_map(|it| it.object("content")).flat_map(Map::keys);
    let mut content = Map::new();
    for media_type in distinct(types) {
        let parts = bodies.iter().filter_map(|body| {
            let members = body.object("content")?.get(media_type)?.as_object()?.clone();
            Some(VariantContent { name: body.name.clone(), members })
        });
        let parts: Vec<VariantContent> = parts.collect();
        content.insert(media_type.clone(), media(document, &parts, suffix));
    }
    Value::Object(content)
}

fn media(document: &mut Document, parts: &[VariantContent], suffix: &str) -> Value {
    if let Some((first, others)) = parts.split_first()
        && others.iter().all(|part| part.members == first.members)
    {
        return Value::Object(first.members.clone());
    }
    let mut schema = schema(document, parts, suffix);
    let mut examples = examples(parts);
    let mut merged = Map::new();
    for (key, value) in parts.iter().flat_map(|part| &part.members) {
        let value = match key.as_str() {
            "schema" => schema.take(),
            "example" | "examples" => examples.take(),
            _ => Some(value.clone()).filter(|_| !merged.contains_key(key)),
        };
        let key = if key == "example" { "examples" } else { key };
        if let Some(value) = value {
            merged.insert(key.to_owned(), value);
        }
    }
    Value::Object(merged)
}

/// What any variant takes: anything, if one of them does not say.
fn schema(document: &mut Document, parts: &[VariantContent], suffix: &str) -> Option<Value> {
    let candidates = parts.iter().map(|part| {
        let schema = part.members.get("schema")?.clone();
        Some(Candidate { schema, name: format!("{}-{suffix}", part.name) })
    });
    Some(union::objects(document, candidates.collect::<Option<Vec<_>>>()?))
}

/// The examples of all variants, under names of their own.
fn examples(parts: &[VariantContent]) -> Option<Value> {
    let mut examples: Map<String, Value> = Map::new();
    for part in parts {
        let single = part.members.get("example").map(|value| json!({"value": value}));
        let single = single.map(|example| (part.name.as_str(), example));
        let named = part.object("examples").into_iter().flatten();
        let named = named.map(|(name, example)| (name.as_str(), example.clone()));
        for (name, example) in single.into_iter().chain(named) {
            if examples.get(name) != Some(&example) {
                examples.insert(unused_name(&examples, name), example);
            }
        }
    }
    (!examples.is_empty()).then_some(Value::Object(examples))
}

fn unused_name(examples: &Map<String, Value>, name: &str) -> String {
    let mut unused = name.to_owned();
    for number in 2.. {
        if !examples.contains_key(&unused) {
            break;
        }
        unused = format!("{name}_{number}");
    }
    unused
}
