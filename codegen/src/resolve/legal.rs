//! Names that other tools take: those that a person chose for operations and components, and those that are legal.
//!
//! The keys of components match `[a-zA-Z0-9._-]+` (OpenAPI 3.0.3, "Components Object"), which many tools demand of path
//! parameters too. An operation's id is a part of addresses there, so it holds what the fragment of a URL does
//! (RFC 3986, section 3.5).

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::document::{leads_to, operations_mut, reference};
use super::pointers::{self, Moves};
use crate::position::Pointer;
use crate::source::{GROUPS, MODULE, NAME, VALUE_NAMES, schema_reference};

/// From the kind and the name of a component to its new name.
type Renamed = IndexMap<(String, String), String>;

/// A text as a name. Whatever may not stand in one is `_`.
fn name(text: &str) -> String {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let words: Vec<_> = text.split(|c| !is_allowed(c)).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "unnamed".to_owned() } else { words.join("_") }
}

/// The same, with a number if it is taken.
pub(super) fn unused(text: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let name = name(text);
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut all = std::iter::once(name.clone()).chain(numbered);
    all.find(|it| !is_taken(it)).unwrap_or(name)
}

/// Gives operations and components their names, and has everything that leads to them follow.
pub(super) fn rename(root: &mut Value) {
    root.as_object_mut().and_then(|it| it.shift_remove(MODULE));
    let is_grouped = root.as_object_mut().and_then(|it| it.shift_remove(GROUPS)).is_some();
    tags(root);
    let ids = operation_ids(root, is_grouped);
    let components = components(root);
    name_tags(root, &components);
    let at = |(kind, name): &(String, String)| {
        Pointer::root().child("components").child(kind).child(name)
    };
    let to = |((kind, from), to): (&(String, String), &String)| {
        (at(&(kind.clone(), from.clone())), at(&(kind.clone(), to.clone())))
    };
    let moves = Moves { pointers: components.iter().map(to).collect(), ids };
    pointers::redirect(root, &moves);
    rename_schemes(root, &components);
}

/// Renames the tags that have a chosen name, where they are declared and at operations.
fn tags(root: &mut Value) {
    let mut chosen: HashMap<String, Value> = HashMap::new();
    if let Some(Value::Array(tags)) = root.get_mut("tags") {
        for tag in tags.iter_mut().filter_map(Value::as_object_mut) {
            let Some(new) = tag.shift_remove(NAME) else { continue };
            if let Some(Value::String(old)) = tag.insert("name".to_owned(), new.clone()) {
                chosen.insert(old, new);
            }
        }
        let mut names = HashSet::new();
        tags.retain(|tag| tag.get("name").is_none_or(|it| names.insert(it.clone())));
    }
    each_operation(root, &mut |operation| {
        let tags = operation.get_mut("tags").and_then(Value::as_array_mut);
        for tag in tags.into_iter().flatten() {
            if let Some(new) = tag.as_str().and_then(|it| chosen.get(it)) {
                *tag = new.clone();
            }
        }
    });
}

/// Renames the operations that have a chosen name, or an id that cannot stand in a URL; `x-operations` keeps what the
/// document calls them. A name that is one of a group stands behind the tag.
fn operation_ids(root: &mut Value, is_grouped: bool) -> HashMap<String, String> {
    let mut taken: Vec<String> = Vec::new();
    each_operation(root, &mut |operation| {
        taken.extend(operation.get("operationId").and_then(Value::as_str).map(str::to_owned));
    });
    let mut renamed = HashMap::new();
    each_operation(root, &mut |operation| {
        let tag = operation.get("tags").and_then(|it| it.get(0)?.as_str()).filter(|_| is_grouped);
        let start = tag.map(|it| format!("{it}_")).unwrap_or_default();
        let chosen = operation.shift_remove(NAME);
        operation.shift_remove(VALUE_NAMES);
        let Some(Value::String(id)) = operation.get_mut("operationId") else { return };
        let wanted = match &chosen {
            Some(Value::String(chosen)) => &format!("{start}{chosen}"),
            _ => id,
        };
        if wanted == id && is_url_safe(id) {
            return;
        }
        let new = unused(wanted, |name| taken.iter().any(|it| it == name));
        taken.push(new.clone());
        let old = std::mem::replace(id, new.clone());
        renamed.insert(old.clone(), new);
        if !operation.contains_key("x-operations") {
            let at = operation.keys().position(|key| key == "operationId").unwrap_or_default();
            operation.shift_insert(at + 1, "x-operations".to_owned(), json!([old]));
        }
    });
    renamed
}

fn is_url_safe(id: &str) -> bool {
    id.chars().all(|c| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(c))
}

fn each_operation(root: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    let paths = root.get_mut("paths").and_then(Value::as_object_mut);
    paths.into_iter().flat_map(operations_mut).for_each(visit);
}

/// Renames components in their place.
fn components(root: &mut Value) -> Renamed {
    let mut renamed = Renamed::new();
    let Some(Value::Object(components)) = root.get_mut("components") else { return renamed };
    for (kind, named) in components.iter_mut().filter(|(kind, _)| !kind.starts_with("x-")) {
        let Value::Object(named) = named else { continue };
        if named.iter().all(|(key, it)| wanted(key, it) == *key) {
            continue;
        }
        let mut taken: HashSet<String> = named.keys().cloned().collect();
        let mut legal = Map::new();
        for (key, mut value) in std::mem::take(named) {
            let wanted = wanted(&key, &value);
            let new = match wanted == key {
                true => key.clone(),
                false => unused(&wanted, |it| taken.contains(it)),
            };
            value.as_object_mut().and_then(|members| members.shift_remove(NAME));
            taken.insert(new.clone());
            if new != key {
                renamed.insert((kind.clone(), key), new.clone());
            }
            legal.insert(new, value);
        }
        *named = legal;
    }
    renamed
}

/// What a component is to be called: what a person calls it, or its own name as far as it is legal.
fn wanted(key: &str, component: &Value) -> String {
    component.get(NAME).and_then(Value::as_str).map_or_else(|| name(key), str::to_owned)
}

/// Without a mapping, the name of a schema is the value of its tag, and stays it under the new name.
fn name_tags(node: &mut Value, renamed: &Renamed) {
    match node {
        Value::Object(members) => {
            members.values_mut().for_each(|value| name_tags(value, renamed));
            let all = ["oneOf", "anyOf"].into_iter().filter_map(|key| members.get(key)?.as_array());
            let all: Vec<String> = all.flatten().filter_map(reference).map(str::to_owned).collect();
            let Some(Value::Object(discriminator)) = members.get_mut("discriminator") else {
                return;
            };
            let named = discriminator.get("mapping").and_then(Value::as_object);
            let named: Vec<String> = named
                .into_iter()
                .flat_map(Map::values)
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            for ((_, name), _) in renamed.iter().filter(|((kind, _), _)| kind == "schemas") {
                let schema = schema_reference(name);
                let is_it = |it: &String| leads_to(it, &schema);
                if all.iter().any(is_it) && !named.iter().any(is_it) {
                    let mapping = discriminator.entry("mapping").or_insert_with(|| json!({}));
                    let Value::Object(mapping) = mapping else { return };
                    mapping.insert(name.clone(), json!(schema));
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| name_tags(item, renamed)),
        _ => {}
    }
}

/// A requirement has the names of security schemes for its keys.
fn rename_schemes(node: &mut Value, renamed: &Renamed) {
    match node {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::Array(requirements) if key == "security" => {
                        for requirement in requirements.iter_mut().filter_map(Value::as_object_mut)
                        {
                            let new =
                                |key| renamed.get(&("securitySchemes".to_owned(), key)).cloned();
                            let old = std::mem::take(requirement).into_iter();
                            requirement
                                .extend(old.map(|(key, it)| (new(key.clone()).unwrap_or(key), it)));
                        }
                    }
                    value => rename_schemes(value, renamed),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_schemes(item, renamed)),
        _ => {}
    }
}
