//! One schema for several.
//!
//! A `oneOf` with a discriminator, where a tag tells its members apart: a property of which each has a value of
//! its own. Elsewhere an `anyOf`.

use serde_json::{Map, Value, json};

use super::document::{Document, distinct, reference};
use super::variant::component_name;
use crate::source::schema_reference;
use crate::text::plain;

/// How deep a `oneOf` is looked for in another. A schema that contains itself has no end.
const DEEPEST: usize = 8;

/// A schema of one variant.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) schema: Value,
    /// The name it gets if it has to become a component.
    pub(super) name: String,
}

/// A member of the union, and the tags that the document gives it.
struct Member {
    candidate: Candidate,
    tags: Vec<(String, String)>,
}

/// What matches any of the candidates, which are objects for the most part.
pub(super) fn objects(document: &mut Document, candidates: Vec<Candidate>) -> Value {
    let mut different: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let schema = document.resolved(&candidate.schema);
        if !different.iter().any(|it| document.resolved(&it.schema) == schema) {
            different.push(candidate);
        }
    }
    if different.len() < 2 {
        return different.pop().map_or_else(|| json!({}), |it| it.schema);
    }
    let mut members: Vec<Member> = Vec::new();
    for candidate in &different {
        for member in flatten(document, candidate, Vec::new(), 0) {
            if !members.iter().any(|it| it.candidate.schema == member.candidate.schema) {
                members.push(member);
            }
        }
    }
    match tag(document, &members) {
        Some(tag) => tagged(document, members, &tag),
        None => json!({"anyOf": different.into_iter().map(|it| it.schema).collect::<Vec<_>>()}),
    }
}

/// What matches any of the candidates, which are strings or numbers for the most part: one enumeration, if
/// each is one.
pub(super) fn values(document: &mut Document, candidates: Vec<Candidate>) -> Value {
    let resolved: Vec<Value> =
        candidates.iter().map(|it| document.resolved(&it.schema).clone()).collect();
    let rest = |schema: &Value| {
        let mut members = schema.as_object().cloned().unwrap_or_default();
        members
            .retain(|key, _| !matches!(key.as_str(), "enum" | "description" | "title" | "example"));
        members
    };
    let all_alike = distinct(resolved.iter().map(rest)).len() == 1;
    if !all_alike {
        return objects(document, candidates);
    }
    let lists: Option<Vec<_>> =
        resolved.iter().map(|schema| schema.get("enum")?.as_array()).collect();
    let mut members = resolved.first().and_then(Value::as_object).cloned().unwrap_or_default();
    match lists {
        Some(lists) => {
            let values = distinct(lists.into_iter().flatten().cloned());
            members.insert("enum".to_owned(), Value::Array(values));
        }
        // One of them allows every value.
        None => _ = members.shift_remove("enum"),
    }
    Value::Object(members)
}

/// The members of a candidate that is a `oneOf` and nothing else, or itself.
fn flatten(
    document: &Document,
    candidate: &Candidate,
    tags: Vec<(String, String)>,
    depth: usize,
) -> Vec<Member> {
    let schema = document.resolved(&candidate.schema);
    let Some(one_of) = pure_one_of(schema).filter(|_| depth < DEEPEST) else {
        return vec![Member { candidate: candidate.clone(), tags }];
    };
    let discriminator = schema.get("discriminator");
    let members = one_of.iter().flat_map(|member| {
        let inner = Candidate { schema: member.clone(), name: candidate.name.clone() };
        let own = discriminator.map(|it| declared(it, member)).unwrap_or_default();
        let tags = tags.iter().cloned().chain(own).collect();
        flatten(document, &inner, tags, depth + 1)
    });
    members.collect()
}

fn pure_one_of(schema: &Value) -> Option<&Vec<Value>> {
    let members = schema.as_object()?;
    let says_more = |key: &str| {
        let is_told = matches!(key, "title" | "description" | "oneOf" | "discriminator");
        !(is_told || key == "type" || key == "example" || key.starts_with("x-"))
    };
    if members.keys().any(|key| says_more(key)) {
        return None;
    }
    members.get("oneOf")?.as_array().filter(|it| !it.is_empty())
}

/// The tags that a discriminator gives a member: its property, and each value that is mapped to the member.
fn declared(discriminator: &Value, member: &Value) -> Vec<(String, String)> {
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
        return Vec::new();
    };
    let Some(member) = reference(member) else { return Vec::new() };
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = mapping.into_iter().flatten().filter(|(_, target)| {
        let target = target.as_str().unwrap_or_default();
        // A mapping may also hold the bare name of a schema.
        target == member || schema_reference(target) == member
    });
    mapped.map(|(value, _)| (property.to_owned(), value.clone())).collect()
}

/// The property that tells the members apart: one that all of them require, if there is one.
fn tag(document: &Document, members: &[Member]) -> Option<String> {
    let declared =
        members.iter().flat_map(|it| it.tags.iter().map(|(property, _)| property.clone()));
    let first = members.first().map(|it| document.resolved(&it.candidate.schema));
    let properties = first.and_then(|it| it.get("properties")?.as_object());
    let named = properties.into_iter().flat_map(Map::keys).cloned();
    let mut properties = distinct(declared.chain(named));
    properties.retain(|property| {
        let values: Vec<_> = members.iter().map(|it| values_of(document, it, property)).collect();
        let all: Vec<_> = values.iter().flatten().collect();
        values.iter().all(|it| !it.is_empty()) && distinct(all.iter()).len() == all.len()
    });
    let is_required = |property: &&String| {
        members.iter().all(|it| requires(document.resolved(&it.candidate.schema), property))
    };
    properties.iter().find(is_required).or_else(|| properties.first()).cloned()
}

/// The values of the tag that select a member.
fn values_of(document: &Document, member: &Member, property: &str) -> Vec<String> {
    let declared = member.tags.iter().filter(|(name, _)| name == property);
    let declared: Vec<String> = declared.map(|(_, value)| value.clone()).collect();
    if !declared.is_empty() {
        return declared;
    }
    let schema = document.resolved(&member.candidate.schema);
    let schema = schema.get("properties").and_then(|it| it.get(property));
    let values = schema.and_then(|it| document.resolved(it).get("enum")?.as_array());
    match values.map(Vec::as_slice) {
        Some([value]) if !value.is_null() => vec![plain(value)],
        _ => Vec::new(),
    }
}

fn requires(schema: &Value, property: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|it| it.iter().any(|name| name == property))
}

/// The `oneOf`. A mapping leads to references alone, so every member has to be a component.
fn tagged(document: &mut Document, members: Vec<Member>, tag: &str) -> Value {
    let (mut one_of, mut mapping) = (Vec::new(), Map::new());
    let is_inline = |it: &&Member| reference(&it.candidate.schema).is_none();
    let inline: Vec<_> =
        members.iter().filter(is_inline).map(|it| it.candidate.name.clone()).collect();
    for member in members {
        let values = values_of(document, &member, tag);
        let Candidate { schema, name } = member.candidate;
        let reference = match reference(&schema) {
            Some(reference) => reference.to_owned(),
            None => {
                let is_alone = inline.iter().filter(|it| **it == name).count() == 1;
                let value = values.first().filter(|_| !is_alone).map(|it| component_name(it));
                let parts = value.into_iter().chain([name]).filter(|it| !it.is_empty());
                document.add_schema(&parts.collect::<Vec<_>>().join("-"), schema)
            }
        };
        require(document, &reference, tag);
        one_of.push(json!({"$ref": reference}));
        mapping.extend(values.into_iter().map(|value| (value, Value::from(reference.clone()))));
    }
    json!({"oneOf": one_of, "discriminator": {"propertyName": tag, "mapping": mapping}})
}

/// A discriminator has to be required.
fn require(document: &mut Document, reference: &str, tag: &str) {
    let Some(at) = crate::position::Pointer::from_reference(reference) else { return };
    let at = document.place(at);
    let Some(Value::Object(schema)) = document.get_mut(&at) else { return };
    let is_defined = schema.get("properties").is_some_and(|it| it.get(tag).is_some());
    if is_defined && !requires(&Value::Object(schema.clone()), tag) {
        let required = schema.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(required) = required {
            required.push(json!(tag));
        }
    }
}
