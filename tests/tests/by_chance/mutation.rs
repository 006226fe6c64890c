//! One change of a document, by chance.

use serde_json::{Map, Value, json};

use super::document::{Chance, NAMES, TEXTS, description, operation, parameter, scalar, schema};

/// Something that a document can be changed in: its JSON pointer, and what it is.
#[derive(Clone, Debug)]
struct Place {
    pointer: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Document,
    PathItem,
    Operation,
    Parameter,
    Body,
    Response,
    Schema,
}

/// Schemas have most of what can be changed.
const KINDS: &[Kind] = &[
    Kind::Document,
    Kind::PathItem,
    Kind::Operation,
    Kind::Operation,
    Kind::Parameter,
    Kind::Body,
    Kind::Response,
    Kind::Schema,
    Kind::Schema,
    Kind::Schema,
];

/// Changes one thing, and says what.
pub(crate) fn mutate(document: &mut Value, chance: &mut Chance) -> String {
    let mut places = vec![Place { pointer: String::new(), kind: Kind::Document }];
    find(document, String::new(), None, &mut places);
    // There are far more schemas than anything else.
    let kind = *chance.of(KINDS);
    let of_kind: Vec<_> = places.iter().filter(|it| it.kind == kind).collect();
    let place = if of_kind.is_empty() { &places[0] } else { *chance.of(&of_kind) }.clone();
    let node = document.pointer_mut(&place.pointer).unwrap();
    let what = match place.kind {
        Kind::Document => of_document(node, chance),
        Kind::PathItem => of_path_item(node, chance, place.pointer.contains("ID")),
        Kind::Operation => of_operation(node, chance),
        Kind::Parameter => of_parameter(node, chance),
        Kind::Body | Kind::Response => of_content(node, chance),
        Kind::Schema => of_schema(node, chance),
    };
    format!("{what} at {}", place.pointer)
}

fn find(node: &Value, pointer: String, kind: Option<Kind>, places: &mut Vec<Place>) {
    places.extend(kind.map(|kind| Place { pointer: pointer.clone(), kind }));
    let children: Vec<(String, &Value)> = match node {
        Value::Object(all) => all.iter().map(|(key, it)| (key.clone(), it)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(at, it)| (at.to_string(), it)).collect(),
        _ => return,
    };
    let tokens: Vec<&str> = pointer.split('/').collect();
    let parent = tokens.last().copied().unwrap_or_default();
    for (key, child) in children {
        let is_schema = child.is_object()
            && (["schema", "items"].contains(&key.as_str())
                || key == "additionalProperties"
                || ["properties", "schemas", "oneOf"].contains(&parent));
        let kind = match (tokens.len(), parent) {
            (2, "paths") => Some(Kind::PathItem),
            (3, _) if tokens[1] == "paths" => Some(Kind::Operation),
            _ if parent == "parameters" => Some(Kind::Parameter),
            _ if key == "requestBody" => Some(Kind::Body),
            _ if parent == "responses" => Some(Kind::Response),
            _ => is_schema.then_some(Kind::Schema),
        };
        let token = key.replace('~', "~0").replace('/', "~1");
        find(child, format!("{pointer}/{token}"), kind, places);
    }
}

fn of_document(node: &mut Value, chance: &mut Chance) -> &'static str {
    match chance.below(4) {
        0 => {
            node["servers"][0]["url"] = json!("https://cliq.zoho.com/api/v2");
            "base path"
        }
        1 => {
            let paths = node["paths"].as_object_mut().unwrap();
            let (path, item) = paths.clone().into_iter().next().unwrap();
            paths.remove(&path);
            paths.insert(format!("{path}/more"), item);
            "path"
        }
        2 => {
            let text = node.to_string().replace("schemas/Chat", "schemas/Talk");
            *node = serde_json::from_str(&text.replace("\"Chat\":", "\"Talk\":")).unwrap();
            "name of a component"
        }
        _ => {
            node["info"]["title"] = json!("Other things");
            "title"
        }
    }
}

fn of_path_item(node: &mut Value, chance: &mut Chance, has_id: bool) -> &'static str {
    let item = node.as_object_mut().unwrap();
    let (method, first) = item.clone().into_iter().next().unwrap();
    match chance.below(3) {
        0 if item.len() > 1 => {
            item.remove(&method);
            "operation removed"
        }
        1 if !item.contains_key("patch") => {
            item.remove(&method);
            item.insert("patch".to_owned(), first);
            "HTTP method"
        }
        _ => {
            item.insert("patch".to_owned(), operation(chance, "change_it", true, has_id));
            "operation added"
        }
    }
}

fn of_operation(node: &mut Value, chance: &mut Chance) -> &'static str {
    let other =
        |chance: &mut Chance| chance.of(&["Chats.READ", "Chats.ALL", "Users.READ"]).to_owned();
    match chance.below(9) {
        0 => {
            let id = node["operationId"].as_str().unwrap().to_owned();
            node["operationId"] = json!(format!("{id}_now"));
            "operation id"
        }
        1 => {
            node["security"] = json!([{"Auth": [other(chance), other(chance)]}]);
            "scopes"
        }
        2 | 3 => {
            node["description"] = json!(description(chance));
            "description"
        }
        4 => {
            node["summary"] = json!("Does something else");
            "summary"
        }
        5 => {
            toggle(node, "deprecated");
            "deprecated"
        }
        6 => {
            node["parameters"].as_array_mut().unwrap().reverse();
            "order of parameters"
        }
        7 => {
            let name = *chance.of(NAMES);
            let all = node["parameters"].as_array_mut().unwrap();
            all.retain(|it| it["name"] != name);
            all.push(parameter(chance, name));
            "parameter added"
        }
        _ => {
            node.as_object_mut().unwrap().remove("requestBody");
            "body removed"
        }
    }
}

fn of_parameter(node: &mut Value, chance: &mut Chance) -> &'static str {
    if node["in"] == "path" {
        node["schema"] = json!({"type": "string", "format": "user-id"});
        return "type of a path parameter";
    }
    match chance.below(6) {
        0 => {
            toggle(node, "required");
            "required"
        }
        1 => {
            node["name"] = json!(chance.of(NAMES));
            "name"
        }
        2 => {
            toggle(node, "explode");
            "explode"
        }
        3 => {
            toggle(node, "deprecated");
            "deprecated"
        }
        4 => {
            node["description"] = json!("Another value.");
            "description"
        }
        _ => {
            node["in"] = json!(if node["in"] == "query" { "header" } else { "query" });
            "location"
        }
    }
}

/// A body, or a response.
fn of_content(node: &mut Value, chance: &mut Chance) -> &'static str {
    match chance.below(4) {
        0 if node.get("required").is_some() => {
            toggle(node, "required");
            "body required"
        }
        1 => {
            node["description"] = json!("Something else.");
            "description"
        }
        2 => {
            let media_type =
                *chance.of(&["application/json", "text/plain", "application/vnd.a+json"]);
            node["content"] = json!({media_type: {"schema": {"type": "string"}}});
            "media type"
        }
        _ => {
            node["content"] = json!({"application/json": {"schema": schema(chance, 2)}});
            "content"
        }
    }
}

fn of_schema(node: &mut Value, chance: &mut Chance) -> &'static str {
    let has = |node: &Value, key: &str| node.get(key).is_some();
    match chance.below(12) {
        0 if !has(node, "$ref") => {
            toggle(node, "nullable");
            "nullable"
        }
        1 if has(node, "properties") => {
            let name = *chance.of(NAMES);
            node["properties"][name] = schema(chance, 1);
            "property"
        }
        2 if has(node, "properties") => of_required(node, chance),
        3 if has(node, "properties") => {
            let properties = node["properties"].as_object_mut().unwrap();
            let first = properties.keys().next().cloned();
            first.map(|it| properties.remove(&it));
            let left: Vec<_> = properties.keys().cloned().collect();
            if let Some(required) = node.get_mut("required").and_then(Value::as_array_mut) {
                required.retain(|it| left.iter().any(|left| it == left));
            }
            "property removed"
        }
        4 if has(node, "properties") => {
            let properties = node["properties"].as_object_mut().unwrap();
            let reversed = properties.clone().into_iter().rev();
            *properties = reversed.collect::<Map<_, _>>();
            "order of properties"
        }
        5 if has(node, "enum") => {
            node["enum"].as_array_mut().unwrap().reverse();
            "order of values"
        }
        6 if has(node, "enum") => {
            let values = node["enum"].as_array_mut().unwrap();
            let added = if values[0].is_string() { json!(chance.of(TEXTS)) } else { json!(4) };
            values.retain(|it| *it != added);
            values.insert(0, added);
            "value"
        }
        7 if has(node, "enum") && node["enum"].as_array().is_some_and(|it| it.len() > 1) => {
            node["enum"].as_array_mut().unwrap().pop();
            "value removed"
        }
        8 if has(node, "type") => {
            let mark = *chance.of(&["readOnly", "writeOnly", "deprecated"]);
            toggle(node, mark);
            mark
        }
        9 if has(node, "type") => of_limits(node, chance),
        10 if has(node, "type") => {
            node["description"] = json!("Described.");
            "description"
        }
        11 if node.get("type").is_some_and(|it| it == "object") => {
            match node.get("additionalProperties") {
                Some(_) => drop(node.as_object_mut().unwrap().remove("additionalProperties")),
                None => node["additionalProperties"] = scalar(chance),
            }
            "additional properties"
        }
        _ => {
            *node = schema(chance, 1);
            "type"
        }
    }
}

fn of_required(node: &mut Value, chance: &mut Chance) -> &'static str {
    let names: Vec<String> = node["properties"].as_object().unwrap().keys().cloned().collect();
    let name = if names.is_empty() { "title".to_owned() } else { chance.of(&names).clone() };
    let mut required: Vec<Value> =
        node.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let before = required.len();
    required.retain(|it| *it != name);
    if required.len() == before {
        required.push(json!(name));
    }
    node["required"] = json!(required);
    if required.is_empty() {
        node.as_object_mut().unwrap().remove("required");
    }
    "required"
}

fn of_limits(node: &mut Value, chance: &mut Chance) -> &'static str {
    let kind = node["type"].as_str().unwrap().to_owned();
    let (key, value) = match kind.as_str() {
        "string" => chance.of(&[("maxLength", 20), ("minLength", 2), ("maxLength", 70)]).to_owned(),
        "integer" | "number" => {
            chance.of(&[("maximum", 90), ("minimum", 2), ("multipleOf", 2)]).to_owned()
        }
        "array" => chance.of(&[("maxItems", 9), ("minItems", 1), ("maxItems", 12)]).to_owned(),
        "object" => ("minProperties", 1),
        _ => {
            node["default"] = json!(true);
            return "default";
        }
    };
    node[key] = json!(value);
    "limit"
}

fn toggle(node: &mut Value, key: &str) {
    let is_so = node.get(key) == Some(&json!(true));
    node[key] = json!(!is_so);
}
