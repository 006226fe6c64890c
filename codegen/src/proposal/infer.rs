//! A schema that values keep to.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::lower::id_kind;

/// What is known of the values' project.
pub(super) struct Inference<'a> {
    /// The kinds of identifiers that there are.
    pub(super) kinds: &'a HashSet<String>,
    /// Null is a type, as in OpenAPI 3.1, and not a keyword beside the type.
    pub(super) has_null: bool,
}

/// The types of JSON that are told apart, in the order in which alternatives stand.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Object,
    Array,
    Text,
    Number,
    Boolean,
}

const KINDS: [Kind; 5] = [Kind::Object, Kind::Array, Kind::Text, Kind::Number, Kind::Boolean];

/// The types of any value.
const ANY: [&str; 6] = ["string", "number", "boolean", "array", "object", "null"];

impl Inference<'_> {
    /// The schema of all these values, which a property of this name has, if any has them.
    pub(super) fn schema(&self, name: Option<&str>, values: &[&Value]) -> Value {
        let of_kind = |kind: Kind| -> Vec<&Value> {
            values.iter().copied().filter(|it| kind_of(it) == Some(kind)).collect()
        };
        let kinds = KINDS.into_iter().map(|kind| (kind, of_kind(kind)));
        let kinds = kinds.filter(|(_, values)| !values.is_empty());
        let mut schemas: Vec<_> = kinds.map(|(kind, it)| self.of_kind(kind, name, &it)).collect();
        let is_nullable = values.iter().any(|it| it.is_null());
        match schemas.pop() {
            // No value says what there is beside null.
            None if is_nullable && self.has_null => json!({"type": ANY}),
            None if is_nullable => json!({"nullable": true}),
            None => Value::Object(Map::new()),
            Some(only) if schemas.is_empty() => Value::Object(self.or_null(only, is_nullable)),
            Some(last) => {
                schemas.push(last);
                // A member that may be null says so for all of them.
                let members = schemas.into_iter().enumerate();
                let members =
                    members.map(|(index, it)| self.or_null(it, is_nullable && index == 0));
                json!({"oneOf": members.collect::<Vec<_>>()})
            }
        }
    }

    fn or_null(&self, mut schema: Map<String, Value>, is_nullable: bool) -> Map<String, Value> {
        match schema.get_mut("type") {
            Some(ty) if is_nullable && self.has_null => *ty = json!([ty.take(), "null"]),
            _ if is_nullable => drop(schema.insert("nullable".to_owned(), Value::Bool(true))),
            _ => {}
        }
        schema
    }

    fn of_kind(&self, kind: Kind, name: Option<&str>, values: &[&Value]) -> Map<String, Value> {
        let schema = match kind {
            Kind::Object => self.object(values),
            Kind::Array => {
                let items: Vec<_> =
                    values.iter().filter_map(|it| it.as_array()).flatten().collect();
                json!({"type": "array", "items": self.schema(name, &items)})
            }
            Kind::Text => self.text(name, values),
            Kind::Number => number(name, values),
            Kind::Boolean => json!({"type": "boolean"}),
        };
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }

    /// A property that none of several objects lacks is required.
    fn object(&self, values: &[&Value]) -> Value {
        let objects: Vec<_> = values.iter().filter_map(|it| it.as_object()).collect();
        let mut names: Vec<&String> = Vec::new();
        for name in objects.iter().flat_map(|it| it.keys()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        // A key that begins with a digit is no name, but data, such as an identifier.
        if !names.is_empty() && names.iter().all(|it| it.starts_with(|c: char| c.is_ascii_digit()))
        {
            let members: Vec<_> = objects.iter().flat_map(|it| it.values()).collect();
            return json!({"type": "object", "additionalProperties": self.schema(None, &members)});
        }
        let is_required = |name: &&&String| {
            objects.len() > 1 && objects.iter().all(|it| it.contains_key(name.as_str()))
        };
        let required: Vec<_> = names.iter().filter(is_required).collect();
        let property = |name: &&String| {
            let values: Vec<_> = objects.iter().filter_map(|it| it.get(name.as_str())).collect();
            ((*name).clone(), self.schema(Some(name), &values))
        };
        let properties: Map<String, Value> = names.iter().map(property).collect();
        let mut schema = Map::from_iter([("type".to_owned(), json!("object"))]);
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        schema.insert("properties".to_owned(), Value::Object(properties));
        Value::Object(schema)
    }

    fn text(&self, name: Option<&str>, values: &[&Value]) -> Value {
        let mut texts = values.iter().filter_map(|it| it.as_str());
        if texts.all(is_date_time) {
            return json!({"type": "string", "format": "date-time"});
        }
        match name.and_then(|name| id_kind(self.kinds, name)) {
            Some(kind) => json!({"type": "string", "format": kind}),
            None => json!({"type": "string"}),
        }
    }
}

fn kind_of(value: &Value) -> Option<Kind> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(Kind::Boolean),
        Value::Number(_) => Some(Kind::Number),
        Value::String(_) => Some(Kind::Text),
        Value::Array(_) => Some(Kind::Array),
        Value::Object(_) => Some(Kind::Object),
    }
}

/// The words that a property of a time ends in.
const TIMES: [&str; 4] = ["time", "date", "timestamp", "at"];

/// From March 1973 on, milliseconds have so many digits, for three hundred years from now.
const MILLIS: std::ops::Range<i64> = 100_000_000_000..10_000_000_000_000;

fn number(name: Option<&str>, values: &[&Value]) -> Value {
    if !values.iter().all(|it| it.is_i64() || it.is_u64()) {
        return json!({"type": "number"});
    }
    let is_time = name.is_some_and(|name| {
        crate::names::words(name).last().is_some_and(|last| TIMES.contains(&last.as_str()))
    });
    let are_millis = values.iter().all(|it| it.as_i64().is_some_and(|it| MILLIS.contains(&it)));
    match is_time && are_millis {
        // The generator knows a time in milliseconds by these words.
        true => json!({"type": "integer", "description": "A time in epoch milliseconds."}),
        false => json!({"type": "integer"}),
    }
}

/// Whether a text is a time by RFC 3339, or by ISO 8601 with an offset without a colon, which the client reads as well.
fn is_date_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else { return false };
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches('0'),
        None => rest,
    };
    matches!(offset, "Z" | "+00:00" | "-00:00" | "+0000" | "-0000")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Inference;

    fn inferred(values: Value, has_null: bool) -> Value {
        let kinds = ["chat-id".to_owned()].into();
        let values = values.as_array().unwrap();
        Inference { kinds: &kinds, has_null }.schema(None, &values.iter().collect::<Vec<_>>())
    }

    #[test]
    fn what_none_of_several_objects_lacks_is_required() {
        let one = json!({"type": "object", "properties": {"a": {"type": "integer"}}});
        assert_eq!(inferred(json!([{"a": 1}]), false), one);
        let several = json!({
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"type": "number"}, "b": {"type": "boolean"}},
        });
        assert_eq!(inferred(json!([{"a": 1}, {"a": 1.5, "b": true}]), false), several);
    }

    #[test]
    fn texts_are_times_and_identifiers_where_they_look_like_it() {
        let text = |name: &str, value: &str| {
            inferred(json!([{name: value}]), false)["properties"][name]["format"].clone()
        };
        for time in
            ["2025-04-10T14:30:00.000Z", "2025-06-15T10:30:00+05:30", "2025-06-15T10:30:00-0800"]
        {
            assert_eq!(text("sent", time), "date-time", "{time}");
        }
        for other in ["2025-04-10", "soon", "2025-04-10T14:30:00", ""] {
            assert_eq!(text("sent", other), Value::Null, "{other}");
        }
        assert_eq!(text("parent_chat_id", "CT_1"), "chat-id");
        let time = inferred(
            json!([{"sent_time": 1_735_689_599_999_i64, "size": 1_735_689_599_999_i64}]),
            false,
        );
        assert_eq!(time["properties"]["sent_time"]["description"], "A time in epoch milliseconds.");
        assert_eq!(time["properties"]["size"], json!({"type": "integer"}));
    }

    #[test]
    fn null_is_a_keyword_or_a_type() {
        let values = || json!(["a", null]);
        assert_eq!(inferred(values(), false), json!({"type": "string", "nullable": true}));
        assert_eq!(inferred(values(), true), json!({"type": ["string", "null"]}));
        assert_eq!(inferred(json!([null]), false), json!({"nullable": true}));
        assert_eq!(inferred(json!([null]), true)["type"][5], "null");
        assert_eq!(inferred(json!([]), true), json!({}));
    }

    #[test]
    fn values_of_several_types_are_alternatives_and_items_are_one() {
        let alternatives =
            json!({"oneOf": [{"type": "string", "nullable": true}, {"type": "integer"}]});
        assert_eq!(inferred(json!([5, "five", null]), false), alternatives);
        let item =
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}});
        assert_eq!(
            inferred(json!([[{"a": "x"}], [{"a": "y"}], []]), false),
            json!({"type": "array", "items": item})
        );
    }

    #[test]
    fn members_that_are_called_after_data_are_a_map() {
        let map = json!({"type": "object", "additionalProperties": {"type": "string"}});
        assert_eq!(inferred(json!([{"70027934": "Tim"}, {"70027935": "Ann"}]), false), map);
    }
}
