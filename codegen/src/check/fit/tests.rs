use serde_json::{Value, json};

use super::misfits;
use crate::position::Pointer;

/// The misfits of a value and the schema `Root`, as sentences.
fn told(schemas: Value, value: Value) -> Vec<String> {
    let root = json!({"components": {"schemas": schemas}});
    let schema = json!({"$ref": "#/components/schemas/Root"});
    let found = misfits(&root, &schema, &Pointer::root(), &value);
    found.iter().map(|it| format!("{} {}", it.path, it.problem).trim().to_owned()).collect()
}

#[test]
fn types_enums_and_limits() {
    let schema = json!({"Root": {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string", "maxLength": 3},
            "size": {"type": "integer", "minimum": 1, "maximum": 5, "exclusiveMaximum": true},
            "kind": {"type": "string", "enum": ["disc", "circle"]},
            "tags": {"type": "array", "minItems": 1, "items": {"type": "string", "nullable": true}},
        },
    }});
    let fits = json!({"id": "abc", "size": 4.0, "kind": "disc", "tags": ["a", null]});
    assert_eq!(told(schema.clone(), fits), [""; 0]);
    let broken = json!({"size": 5, "kind": "disk", "tags": [1], "no such": 1});
    assert_eq!(
        told(schema.clone(), broken),
        [
            "lacks `id`, which is required",
            "size is 5, which is itself excluded",
            "kind is `disk`, which is none of `disc`, `circle`",
            "tags[0] is a number, and the schema has the type `string`",
            "[\"no such\"] is not in the schema",
        ]
    );
    assert_eq!(
        told(schema, json!({"id": "abcd", "size": 0, "tags": []})),
        [
            "id has 4 characters, more than 3",
            "size is 0, less than 1",
            "tags has 0 items, fewer than 1"
        ]
    );
}

#[test]
fn all_of_is_one_object() {
    let schema = json!({
        "Root": {"allOf": [{"$ref": "#/components/schemas/Named"}, {"properties": {"b": {}}}]},
        "Named": {"type": "object", "properties": {"a": {"type": "string"}}},
    });
    assert_eq!(told(schema.clone(), json!({"a": "x", "b": 1})), [""; 0]);
    assert_eq!(told(schema, json!({"a": "x", "c": 1})), ["c is not in the schema"]);
}

#[test]
fn a_discriminator_selects() {
    let schema = json!({
        "Root": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
        },
        "Cat": {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
        "Dog": {"type": "object", "properties": {"kind": {"type": "string", "enum": ["dog"]}}},
    });
    assert_eq!(told(schema.clone(), json!({"kind": "cat", "lives": 9})), [""; 0]);
    assert_eq!(
        told(schema.clone(), json!({"kind": "dog", "lives": 9})),
        ["lives is not in the schema"]
    );
    assert_eq!(
        told(schema.clone(), json!({"kind": "cow"})),
        ["kind is `cow`, which is none of `cat`, `dog`"]
    );
    assert_eq!(told(schema, json!({"lives": 9})), ["lacks `kind`, which tells what it is"]);
}

#[test]
fn without_a_discriminator_the_nearest_member_counts() {
    let schema = json!({"Root": {"oneOf": [
        {"type": "string"},
        {"type": "object", "properties": {"a": {"type": "integer"}}},
    ]}});
    assert_eq!(told(schema.clone(), json!("text")), [""; 0]);
    assert_eq!(told(schema.clone(), json!({"a": 1})), [""; 0]);
    let found = told(schema, json!(7));
    assert_eq!(found, ["is a number, and the schema has the type `string`"]);
}

#[test]
fn circles_end() {
    let own = json!({"$ref": "#/components/schemas/Root"});
    let both = json!({"$ref": "#/components/schemas/Other"});
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let schema = json!({
            "Root": {keyword: [own, both, own]},
            "Other": {keyword: [own, both, {"type": "string"}], "properties": {"a": own}},
        });
        told(schema, json!({"a": {"a": {"a": [1]}}}));
    }
    told(json!({"Root": own}), json!(1));
    let list = json!({"Root": {"type": "array", "items": own}});
    assert_eq!(
        told(list, json!([[[1]]])),
        ["[0][0][0] is a number, and the schema has the type `array`"]
    );
}
