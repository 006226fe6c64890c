//! Documents by chance: small, with every kind of schema, parameter, body and response.

use serde_json::{Map, Value, json};

/// Numbers by chance that are the same for the same seed (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_F491_4F6C_DD1D))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % u64::try_from(end.max(1)).unwrap()) as usize
    }

    /// One time out of so many.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Names that become different names in Rust, and some that become the same.
pub(crate) const NAMES: &[&str] =
    &["title", "note", "userId", "user-ids", "slides", "kind", "type", "size", "item"];
pub(crate) const TEXTS: &[&str] = &["asc", "-asc", "desc", "+1", "-1", "a b", "none", "Self"];
const SCHEMAS: &[&str] = &["Card", "Slide", "Chat", "Owner", "Owners"];
const SCOPES: &[&str] = &["Chats.READ", "Chats.ALL", "Users.READ"];

/// A document.
pub(crate) fn document(chance: &mut Chance) -> Value {
    let mut paths = Map::new();
    for at in 0..=chance.below(3) {
        let mut path = format!("/{}", ["chats", "users", "teams"][at]);
        let has_id = chance.one_in(2);
        if has_id {
            path.push_str("/{ID}");
        }
        let mut item = Map::new();
        for _ in 0..=chance.below(2) {
            let method = *chance.of(&["get", "put", "post", "delete"]);
            let id =
                format!("{method} {}", path.trim_start_matches('/').replace(['/', '{', '}'], " "));
            let id = id.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
            item.insert(method.to_owned(), operation(chance, &id, method != "get", has_id));
        }
        paths.insert(path, Value::Object(item));
    }
    let schemas = SCHEMAS.iter().map(|name| ((*name).to_owned(), component(chance, name)));
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://cliq.zoho.com/api/v3"}],
        "paths": paths,
        "components": {
            "schemas": schemas.collect::<Map<_, _>>(),
            "securitySchemes": {"Auth": {"type": "oauth2", "flows": {"authorizationCode": {
                "authorizationUrl": "https://a.example/auth",
                "tokenUrl": "https://a.example/token",
                "scopes": SCOPES.iter().map(|it| ((*it).to_owned(), json!("x"))).collect::<Map<_, _>>(),
            }}}},
        },
    })
}

pub(crate) fn operation(chance: &mut Chance, id: &str, has_body: bool, has_id: bool) -> Value {
    let mut operation = json!({
        "operationId": id,
        "summary": "Does something",
        "description": description(chance),
        "security": [{"Auth": [chance.of(SCOPES)]}],
        "responses": responses(chance),
    });
    let mut parameters = Vec::new();
    if has_id {
        let ids = [json!({"type": "string", "format": "chat-id"}), json!({"type": "string"})];
        parameters.push(json!({
            "name": "ID", "in": "path", "required": true, "schema": chance.of(&ids),
        }));
    }
    let mut names: Vec<&str> = NAMES.to_vec();
    for _ in 0..chance.below(4) {
        let name = names.remove(chance.below(names.len()));
        parameters.push(parameter(chance, name));
    }
    operation["parameters"] = Value::Array(parameters);
    if has_body && !chance.one_in(4) {
        operation["requestBody"] = body(chance);
    }
    operation
}

pub(crate) fn description(chance: &mut Chance) -> String {
    let mut text = "Words about it.".to_owned();
    if chance.one_in(2) {
        let limit = [10, 20, 30][chance.below(3)];
        text += &format!("\n\nThreshold limit: {limit} requests per min");
        text += &format!("\n\nLock period: {} minutes", [5, 10][chance.below(2)]);
    }
    if chance.one_in(3) {
        text += "\n\n| Error Code | Description |\n|---|---|\n";
        for code in ["not_found", "no_access", "no-access"] {
            if chance.one_in(2) {
                text += &format!("| {code} | It is so. |\n");
            }
        }
    }
    text
}

pub(crate) fn parameter(chance: &mut Chance, name: &str) -> Value {
    let schema = match chance.below(3) {
        0 => json!({"type": "array", "items": scalar(chance)}),
        _ => scalar(chance),
    };
    let location = if chance.one_in(5) { "header" } else { "query" };
    json!({
        "name": name, "in": location, "required": chance.one_in(3), "description": "A value.",
        "explode": chance.one_in(2), "schema": schema,
    })
}

fn body(chance: &mut Chance) -> Value {
    let schema = match chance.below(4) {
        0 => json!({"$ref": format!("#/components/schemas/{}", chance.of(SCHEMAS))}),
        1 => schema(chance, 2),
        _ => object(chance, 2),
    };
    json!({"required": chance.one_in(2), "content": {"application/json": {"schema": schema}}})
}

fn responses(chance: &mut Chance) -> Value {
    let schema = match chance.below(4) {
        0 => return json!({"204": {"description": "Done."}}),
        1 => json!({"$ref": format!("#/components/schemas/{}", chance.of(SCHEMAS))}),
        2 => schema(chance, 2),
        _ => object(chance, 2),
    };
    json!({"200": {"description": "It.", "content": {"application/json": {"schema": schema}}}})
}

/// A component. Of the last ones only objects are made, so that there is always one to refer to.
fn component(chance: &mut Chance, name: &str) -> Value {
    match name {
        "Card" => union(chance),
        "Slide" => schema(chance, 2),
        _ => object(chance, 2),
    }
}

/// Objects that are told apart by a tag, or by what they are made of.
fn union(chance: &mut Chance) -> Value {
    match chance.below(3) {
        0 => {
            let variant = |chance: &mut Chance, value: &str| {
                let mut object = object(chance, 1);
                object["properties"]["kind"] = json!({"type": "string", "enum": [value]});
                object["required"] = json!(["kind"]);
                object
            };
            let variants = ["text", "image"].map(|value| variant(chance, value));
            json!({"oneOf": variants, "discriminator": {"propertyName": "kind"}})
        }
        1 => json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        _ => object(chance, 2),
    }
}

pub(crate) fn schema(chance: &mut Chance, depth: usize) -> Value {
    if depth == 0 {
        return scalar(chance);
    }
    match chance.below(6) {
        0 => json!({"type": "array", "items": schema(chance, depth - 1)}),
        1 => json!({"type": "object", "additionalProperties": schema(chance, depth - 1)}),
        2 => object(chance, depth - 1),
        3 => json!({"$ref": format!("#/components/schemas/{}", chance.of(SCHEMAS))}),
        _ => scalar(chance),
    }
}

fn object(chance: &mut Chance, depth: usize) -> Value {
    let mut properties = Map::new();
    for _ in 0..=chance.below(4) {
        properties.insert((*chance.of(NAMES)).to_owned(), schema(chance, depth));
    }
    let required = properties.keys().filter(|_| chance.one_in(2)).collect::<Vec<_>>();
    let mut object = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

pub(crate) fn scalar(chance: &mut Chance) -> Value {
    let mut schema = match chance.below(8) {
        0 => json!({"type": "boolean"}),
        1 => json!({"type": "integer", "minimum": 1, "maximum": 100}),
        2 => json!({"type": "number"}),
        3 => json!({"type": "integer", "enum": [1, 2, 3]}),
        4 => {
            let at = chance.below(TEXTS.len() - 2);
            json!({"type": "string", "enum": &TEXTS[at..=at + chance.below(3)]})
        }
        5 => json!({"type": "string", "format": chance.of(&["chat-id", "user-id", "date-time"])}),
        6 => json!({"type": "string", "maxLength": 50}),
        _ => json!({"type": "string"}),
    };
    if chance.one_in(6) {
        schema["nullable"] = json!(true);
    }
    schema
}
