//! Types: `null` is one, and a value can have one of several.

use serde_json::{Map, Value, json};

use super::Restating;
use crate::diagnostic::Code;
use crate::position::Pointer;

/// The types that OpenAPI 3.0 has too, and the keywords that are for values of each alone.
const TYPES: [(&str, &[&str]); 6] = [
    ("string", &["pattern", "minLength", "maxLength"]),
    ("integer", &NUMERIC),
    ("number", &NUMERIC),
    ("boolean", &[]),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    (
        "object",
        &["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
    ),
];

const NUMERIC: [&str; 5] =
    ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

/// Formats of numbers. All others are those of texts.
const NUMBERS: [&str; 6] = ["int32", "int64", "uint32", "uint64", "float", "double"];

/// What a value is one of that can have one of several types.
const COMBINES: [&str; 4] = ["$ref", "allOf", "anyOf", "oneOf"];

/// A type, and where it is written.
type Stated = (String, Pointer);

impl Restating<'_> {
    pub(super) fn types(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        let Some(stated) = self.stated(schema, &at.child("type")) else { return };
        let (nulls, mut types): (Vec<_>, Vec<_>) =
            stated.into_iter().partition(|(name, _)| name == "null");
        let values = schema.get("enum").and_then(Value::as_array);
        let fits = |(name, _): &Stated| {
            values.is_some_and(|values| values.iter().any(|value| is_of(value, name)))
        };
        if types.iter().any(fits) {
            types.retain(fits);
        }
        let null = nulls.into_iter().next();
        let is_nullable = values.is_none_or(|it| it.contains(&Value::Null));
        if let Some((_, from)) = null.filter(|_| is_nullable) {
            let (keyword, value) = match types.is_empty() {
                true => ("enum", json!([null])),
                false => ("nullable", json!(true)),
            };
            schema.insert(keyword.to_owned(), value);
            self.moves.note(at.child(keyword), &from);
        }
        let combining = COMBINES.iter().find(|it| schema.contains_key(**it));
        match (types.as_slice(), combining) {
            ([], _) => drop(schema.shift_remove("type")),
            ([(name, from)], _) => {
                schema.insert("type".to_owned(), json!(name));
                self.moves.note(at.child("type"), from);
            }
            // Whatever is of one of all types is anything.
            (types, _) if is_any(types) && !has_keywords(schema) => {
                schema.shift_remove("type");
            }
            (_, Some(keyword)) => {
                schema.shift_remove("type");
                let message = format!("several types beside `{keyword}` are not kept to");
                self.tell(Code::IgnoredKeyword, &at.child("type"), message);
            }
            (types, None) => self.one_of_several(schema, types, at),
        }
    }

    /// The types of a schema that 3.0 has no word for, or nothing.
    fn stated(&mut self, schema: &mut Map<String, Value>, at: &Pointer) -> Option<Vec<Stated>> {
        let stated: Vec<(Value, Pointer)> = match schema.get("type")? {
            Value::Array(names) if !names.is_empty() => {
                names.iter().enumerate().map(|(index, it)| (it.clone(), at.child(index))).collect()
            }
            name if name == "null" => vec![(name.clone(), at.clone())],
            _ => return None,
        };
        let mut types: Vec<Stated> = Vec::new();
        for (name, from) in stated {
            let known = name.as_str().filter(|it| *it == "null" || keywords_of(it).is_some());
            let Some(known) = known else {
                // It is no type in any version: the grammar tells of it.
                schema.insert("type".to_owned(), name);
                self.moves.note(at.clone(), &from);
                return None;
            };
            if !types.iter().any(|(it, _)| it == known) {
                types.push((known.to_owned(), from));
            }
        }
        let has_number = types.iter().any(|(name, _)| name == "number");
        types.retain(|(name, _)| !(has_number && name == "integer"));
        Some(types)
    }

    /// Gives every type a schema of its own, with the keywords that are for it.
    fn one_of_several(&mut self, schema: &mut Map<String, Value>, types: &[Stated], at: &Pointer) {
        schema.shift_remove("type");
        let values = schema.shift_remove("enum");
        let format = schema.shift_remove("format");
        let is_number = format.as_ref().is_some_and(|it| NUMBERS.iter().any(|known| it == known));
        let mut members = Vec::new();
        for (name, from) in types {
            let to = at.child("anyOf").child(members.len());
            self.moves.note(to.clone(), from);
            self.moves.note(to.child("type"), from);
            let mut member = Map::from_iter([("type".to_owned(), json!(name))]);
            let mut give = |keyword: &str, value: Value| {
                member.insert(keyword.to_owned(), value);
                self.moves.note(to.child(keyword), &at.child(keyword));
            };
            for keyword in keywords_of(name).unwrap_or_default() {
                if let Some(value) = schema.shift_remove(*keyword) {
                    give(keyword, value);
                }
            }
            let is_for = if is_number { ["integer", "number"] } else { ["string", ""] };
            if let Some(format) = format.clone().filter(|_| is_for.contains(&name.as_str())) {
                give("format", format);
            }
            if let Some(Value::Array(values)) = &values {
                let of_type: Vec<_> = values.iter().filter(|it| is_of(it, name)).collect();
                let is_told = of_type.is_empty();
                give("enum", if is_told { json!(values) } else { json!(of_type) });
            }
            members.push(Value::Object(member));
        }
        schema.insert("anyOf".to_owned(), Value::Array(members));
        self.moves.note(at.child("anyOf"), &at.child("type"));
    }
}

/// Whether every type is among some. An integer is a number.
fn is_any(types: &[Stated]) -> bool {
    let has = |name: &str| types.iter().any(|(it, _)| it == name);
    TYPES.iter().all(|(name, _)| *name == "integer" || has(name))
}

fn has_keywords(schema: &Map<String, Value>) -> bool {
    TYPES.iter().flat_map(|(_, keywords)| *keywords).any(|keyword| schema.contains_key(*keyword))
}

fn keywords_of(name: &str) -> Option<&'static [&'static str]> {
    TYPES.iter().find(|(it, _)| *it == name).map(|(_, keywords)| *keywords)
}

/// Whether a value is of a type.
fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) => name == "boolean",
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
        Value::Number(number) => {
            let is_whole = number.as_f64().is_some_and(|it| it.fract() == 0.0);
            name == "number" || name == "integer" && is_whole
        }
    }
}
