//! Operations, whose requests and responses are of every media type.

use serde_json::{Map, Value, json};

use super::names::{description, name, names};
use super::schemas::{Components, scalar};
use super::{Chance, Members};

const LEVELS: usize = 2;

pub(super) fn paths(chance: &mut Chance, schemas: &Components) -> Value {
    let count = 2 + chance.below(4);
    let mut paths = Map::new();
    for index in 0..count {
        let parameter = names(chance, 1).remove(0).replace(['{', '}'], "");
        let method = *chance.of(&["post", "put", "patch"]);
        let mut item = json!({"get": operation(chance, schemas, index, &parameter)});
        let mut sent = operation(chance, schemas, index + count, &parameter);
        let content = body(chance, schemas);
        sent["requestBody"] = json!({"required": !chance.once_in(3), "content": content});
        item[method] = sent;
        paths.insert(format!("/resource-{index}/{{{parameter}}}"), item);
    }
    Value::Object(paths)
}

fn operation(chance: &mut Chance, schemas: &Components, index: usize, in_path: &str) -> Value {
    let id = format!("{} {index}", name(chance));
    let mut parameters = vec![
        json!({"name": in_path, "in": "path", "required": true, "schema": {"type": "string"}}),
    ];
    let count = chance.below(4);
    for name in names(chance, count) {
        let location = *chance.of(&["query", "query", "header"]);
        let is_header = location == "header";
        let name = if is_header { format!("X-{index}-{}", parameters.len()) } else { name };
        let schema = match chance.below(4) {
            0 => {
                json!({"type": "array", "items": {"type": "string", "maxLength": 9}, "maxItems": 5})
            }
            _ => scalar(chance),
        };
        let parameter = Members::of(json!({"name": name, "in": location, "schema": schema})).maybe(
            chance,
            3,
            "required",
            json!(true),
        );
        parameters.push(parameter.object());
    }
    json!({
        "operationId": id,
        "description": description(chance),
        "parameters": parameters,
        "responses": {"200": response(chance, schemas)},
    })
}

fn response(chance: &mut Chance, schemas: &Components) -> Value {
    let content = match chance.below(8) {
        0 => json!({}),
        1 => json!({"application/json": {}}),
        2 => json!({"text/plain": {"schema": {"type": "string"}}}),
        3 => json!({"application/pdf": {"schema": {"type": "string", "format": "binary"}}}),
        _ => json!({"application/json": {"schema": schemas.schema(chance, LEVELS)}}),
    };
    json!({"description": "It went well.", "content": content})
}

fn body(chance: &mut Chance, schemas: &Components) -> Value {
    match chance.below(8) {
        0 => json!({"application/json": {}}),
        1 => json!({"text/plain": {"schema": {"type": "string", "maxLength": 100}}}),
        2 => json!({"application/x-www-form-urlencoded": {"schema": flat(chance)}}),
        3 | 4 => json!({"multipart/form-data": form(chance, schemas)}),
        _ => json!({"application/json": {"schema": schemas.schema(chance, LEVELS)}}),
    }
}

/// An object of single values and of lists of them.
fn flat(chance: &mut Chance) -> Value {
    let count = 1 + chance.below(5);
    let mut properties = Map::new();
    for name in names(chance, count) {
        let schema = match chance.below(3) {
            0 => {
                let mut items = scalar(chance);
                items.as_object_mut().unwrap().remove("nullable");
                json!({"type": "array", "items": items})
            }
            _ => scalar(chance),
        };
        properties.insert(name, schema);
    }
    let required: Vec<_> = properties.keys().take(1).cloned().collect();
    json!({"type": "object", "required": required, "properties": properties})
}

/// A form of several parts: files, and values in the media type that `encoding` gives them.
fn form(chance: &mut Chance, schemas: &Components) -> Value {
    let mut schema = flat(chance);
    let binary = json!({"type": "string", "format": "binary"});
    schema["properties"]["file"] = binary.clone();
    schema["properties"]["files"] = json!({"type": "array", "items": binary});
    schema["properties"]["object"] = schemas.schema(chance, LEVELS);
    let names: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    let mut encoding = Map::new();
    for name in names {
        if chance.once_in(3) {
            let media_type =
                *chance.of(&["application/json", "application/vnd.x+json", "text/plain"]);
            encoding.insert(name, json!({"contentType": media_type}));
        }
    }
    json!({"schema": schema, "encoding": encoding})
}
