//! Schemas of every kind, which lead to each other and to themselves.

use serde_json::{Map, Value, json};

use super::names::{component, description, name, names, text};
use super::{Chance, Members};

/// The schemas that a document has names for.
pub(super) struct Components {
    pub(super) definitions: Map<String, Value>,
    all: Vec<String>,
    objects: Vec<String>,
    /// Properties that tell objects apart, each with the objects that have a value of their own in it.
    tagged: Vec<(String, Vec<(Value, String)>)>,
}

const LEVELS: usize = 3;

pub(super) fn components(chance: &mut Chance) -> Components {
    let mut all: Vec<String> = Vec::new();
    let count = 5 + chance.below(6);
    while all.len() < count {
        let name = component(chance);
        // Two that differ in their signs alone are one name of a type, with a number.
        if !all.contains(&name) {
            all.push(name);
        }
    }
    let tagged_count = 2 + chance.below(2);
    let objects = all[..count - 2].to_vec();
    let tagged = vec![tags(chance, &objects[..tagged_count])];
    let mut components = Components { definitions: Map::new(), all, objects, tagged };
    for name in components.all.clone() {
        let schema = match components.objects.contains(&name) {
            true => components.tagged_object(chance, &name),
            false => components.combined(chance, LEVELS),
        };
        components.definitions.insert(name, schema);
    }
    components
}

/// A property with another value for each object: texts, numbers, or true and false.
fn tags(chance: &mut Chance, objects: &[String]) -> (String, Vec<(Value, String)>) {
    let texts = names(chance, objects.len());
    let kind = chance.below(3);
    let value = |index: usize| match kind {
        0 if objects.len() == 2 => json!(index == 0),
        1 => json!(i64::try_from(index).unwrap() - 1),
        _ => json!(texts[index]),
    };
    let values = objects.iter().enumerate().map(|(index, it)| (value(index), it.clone()));
    (name(chance), values.collect())
}

impl Components {
    /// A reference to any of them.
    fn reference(&self, chance: &mut Chance) -> Value {
        let name = chance.of(&self.all);
        reference(name)
    }

    fn object_reference(&self, chance: &mut Chance) -> Value {
        let name = chance.of(&self.objects);
        reference(name)
    }

    /// Any schema.
    pub(super) fn schema(&self, chance: &mut Chance, levels: usize) -> Value {
        match chance.below(10) {
            0..4 => scalar(chance),
            4..6 => self.reference(chance),
            _ if levels == 0 => scalar(chance),
            6 => self.list(chance, levels - 1),
            7 => self.map(chance, levels - 1),
            8 => self.object(chance, levels - 1),
            _ => self.combined(chance, levels - 1),
        }
    }

    fn list(&self, chance: &mut Chance, levels: usize) -> Value {
        let items = self.schema(chance, levels);
        let schema = Members::of(json!({"type": "array", "items": items}))
            .maybe(chance, 3, "minItems", json!(1))
            .maybe(chance, 3, "maxItems", json!(7))
            .maybe(chance, 4, "uniqueItems", json!(true));
        described(chance, schema)
    }

    fn map(&self, chance: &mut Chance, levels: usize) -> Value {
        let values = if chance.once_in(4) { json!(true) } else { self.schema(chance, levels) };
        let schema = Members::of(json!({"type": "object", "additionalProperties": values}))
            .maybe(chance, 4, "minProperties", json!(1))
            .maybe(chance, 4, "maxProperties", json!(9));
        described(chance, schema)
    }

    /// An object with properties of its own.
    pub(super) fn object(&self, chance: &mut Chance, levels: usize) -> Value {
        let count = 1 + chance.below(6);
        let mut properties = Map::new();
        for name in names(chance, count) {
            let schema = self.schema(chance, levels);
            let schema = match schema.get("$ref") {
                Some(_) => schema,
                None => accessed(chance, schema),
            };
            properties.insert(name, schema);
        }
        let required: Vec<_> = properties.keys().filter(|_| chance.once_in(2)).cloned().collect();
        let mut schema = Members::of(json!({"type": "object", "properties": properties}));
        if !required.is_empty() {
            schema.0.insert("required".to_owned(), json!(required));
        }
        if chance.once_in(5) {
            let additional = self.schema(chance, 0);
            schema.0.insert("additionalProperties".to_owned(), additional);
        }
        let schema = schema.maybe(chance, 8, "additionalProperties", json!(false));
        described(chance, schema)
    }

    /// The same with the property that tells it from other objects.
    fn tagged_object(&self, chance: &mut Chance, name: &str) -> Value {
        let mut object = self.object(chance, LEVELS - 1);
        object.as_object_mut().unwrap().remove("nullable");
        for (tag, values) in &self.tagged {
            let Some((value, _)) = values.iter().find(|(_, it)| it == name) else { continue };
            let ty = match value {
                Value::Bool(_) => "boolean",
                Value::Number(_) => "integer",
                _ => "string",
            };
            object["properties"][tag] = json!({"type": ty, "enum": [value]});
            let mut required =
                object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            required.retain(|it| it != tag);
            required.push(json!(tag));
            object["required"] = json!(required);
        }
        object
    }

    /// One of several schemas, or all of several.
    fn combined(&self, chance: &mut Chance, levels: usize) -> Value {
        let keyword = *chance.of(&["oneOf", "anyOf"]);
        match chance.below(5) {
            0 => {
                let union = self.tagged_union(chance, keyword);
                described(chance, union)
            }
            1 => {
                let members = [self.object_reference(chance), json!({"description": "More."})];
                described(chance, Members::of(json!({"allOf": members})))
            }
            2 => {
                let mut own = self.object(chance, 0);
                own["properties"] = json!({"own": scalar(chance)});
                own.as_object_mut().unwrap().remove("required");
                own.as_object_mut().unwrap().remove("additionalProperties");
                json!({"allOf": [self.object_reference(chance), own]})
            }
            _ => {
                let mut members = vec![
                    json!({"type": "boolean"}),
                    integer(chance),
                    string(chance),
                    self.list(chance, levels.min(1)),
                    self.object_reference(chance),
                    self.object(chance, levels.min(1)),
                ];
                for _ in 0..1 + chance.below(4) {
                    members.remove(chance.below(members.len()));
                }
                described(chance, Members::of(json!({keyword: members})))
            }
        }
    }

    fn tagged_union(&self, chance: &mut Chance, keyword: &str) -> Members {
        let (tag, values) = chance.of(&self.tagged);
        let members: Vec<Value> = values.iter().map(|(_, it)| reference(it)).collect();
        let mut union = json!({keyword: members});
        if chance.once_in(2) {
            let plain = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
            let mapping =
                values.iter().map(|(value, name)| (plain(value), reference(name)["$ref"].clone()));
            let mapping: Map<String, Value> = mapping.collect();
            union["discriminator"] = json!({"propertyName": tag});
            if chance.once_in(2) {
                union["discriminator"]["mapping"] = json!(mapping);
            }
        }
        Members::of(union)
    }
}

pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// A schema of single values.
pub(super) fn scalar(chance: &mut Chance) -> Value {
    match chance.below(6) {
        0..3 => string(chance),
        3 => integer(chance),
        4 => {
            let schema = Members::of(json!({"type": "number"}))
                .maybe(chance, 3, "minimum", json!(0.5))
                .maybe(chance, 3, "maximum", json!(100))
                .maybe(chance, 4, "exclusiveMinimum", json!(true))
                .maybe(chance, 5, "multipleOf", json!(0.25));
            described(chance, schema)
        }
        _ => {
            let schema =
                Members::of(json!({"type": "boolean"})).maybe(chance, 4, "enum", json!([true]));
            described(chance, schema)
        }
    }
}

fn string(chance: &mut Chance) -> Value {
    let formats = ["date-time", "date", "uuid", "byte", "book-id", "page-token", "uri"];
    let schema = match chance.below(4) {
        0 => {
            let count = 1 + chance.below(4);
            let values: Vec<String> = (0..count).map(|_| text(chance)).collect();
            Members::of(json!({"type": "string", "enum": values}))
        }
        1 => Members::of(json!({"type": "string", "format": chance.of(&formats)})),
        _ => Members::of(json!({"type": "string"}))
            .maybe(chance, 4, "minLength", json!(2))
            .maybe(chance, 4, "maxLength", json!(200))
            .maybe(chance, 6, "pattern", json!("^[a-z]*$"))
            .maybe(chance, 6, "default", json!("abc")),
    };
    described(chance, schema)
}

fn integer(chance: &mut Chance) -> Value {
    let schema = match chance.below(4) {
        0 => Members::of(json!({"type": "integer", "enum": [chance.below(3), -1, 7]})),
        1 => Members::of(
            json!({"type": "integer", "format": chance.of(&["int32", "int64", "uint64"])}),
        ),
        _ => Members::of(json!({"type": "integer"}))
            .maybe(chance, 3, "minimum", json!(-5))
            .maybe(chance, 3, "maximum", json!(u64::MAX))
            .maybe(chance, 6, "multipleOf", json!(5))
            .maybe(chance, 6, "exclusiveMaximum", json!(true)),
    };
    described(chance, schema)
}

/// What may be said of every value.
fn described(chance: &mut Chance, schema: Members) -> Value {
    let description = description(chance);
    schema
        .maybe(chance, 3, "description", json!(description))
        .maybe(chance, 4, "nullable", json!(true))
        .maybe(chance, 9, "deprecated", json!(true))
        .object()
}

/// What may be said of a property.
fn accessed(chance: &mut Chance, schema: Value) -> Value {
    let key = *chance.of(&["readOnly", "writeOnly"]);
    Members::of(schema).maybe(chance, 8, key, json!(true)).object()
}
