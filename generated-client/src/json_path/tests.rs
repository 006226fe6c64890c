use std::fmt;

use proptest::prelude::*;
use serde_core::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};

use super::*;

const POISON: &str = "\u{2620}";

/// Any JSON but the string [`POISON`].
struct Unpoisoned;

impl<'de> Deserialize<'de> for Unpoisoned {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unpoisoned {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no poison")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self, E> {
        if text == POISON {
            return Err(E::custom("poison"));
        }
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self, A::Error> {
        while entries.next_entry::<String, Self>()?.is_some() {}
        Ok(self)
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<i64>().prop_map(Value::from),
        "[\"\\\\{}\\[\\],: \n\u{e9}a-z]{0,6}".prop_map(Value::from),
    ];
    let key = "[\"\\\\{}\\[\\],:. \n\u{e9}a-z0-9_]{0,4}";
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Poisons one leaf of `value` that `choices` lead to, and gives its path.
fn poison(value: &mut Value, choices: &mut impl Iterator<Item = usize>, path: &mut String) {
    let choice = choices.next().unwrap_or(0);
    match value {
        Value::Array(items) if !items.is_empty() => {
            let index = choice % items.len();
            path.push_str(&format!("[{index}]"));
            poison(&mut items[index], choices, path);
        }
        Value::Object(entries) if !entries.is_empty() => {
            let key = entries.keys().nth(choice % entries.len()).unwrap().clone();
            push_key(path, &key);
            poison(&mut entries[&key], choices, path);
        }
        leaf => *leaf = Value::from(POISON),
    }
}

proptest! {
    #[test]
    fn finds_the_value_that_was_refused(
        mut value in any_json(),
        choices in prop::collection::vec(0_usize..100, 8),
        pretty: bool,
    ) {
        let mut path = String::from("$");
        poison(&mut value, &mut choices.into_iter(), &mut path);
        let json = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) };
        let json = json.unwrap();
        let error = serde_json::from_slice::<Unpoisoned>(&json).err().unwrap();
        prop_assert_eq!(at(&json, error.line(), error.column()), path);
    }

    #[test]
    fn takes_anything(body in prop::collection::vec(any::<u8>(), 0..200), line in 0_usize..10, column in 0_usize..50) {
        prop_assert!(at(&body, line, column).starts_with('$'));
    }

    #[test]
    fn takes_json_that_is_cut(value in any_json(), end in 0_usize..100) {
        let json = value.to_string();
        let cut = json.as_bytes().get(..end).unwrap_or(json.as_bytes());
        if let Err(error) = serde_json::from_slice::<Unpoisoned>(cut) {
            prop_assert!(at(cut, error.line(), error.column()).starts_with('$'));
        }
    }
}

#[test]
fn is_written_as_rfc_9535_has_it() {
    for (json, path) in [
        (r#"{"a": {"b_1": [0, [1, "#, "$.a.b_1[1][1]"),
        (r#"{"a": {"b": 1}, "c""#, "$.c"),
        (r#"{"a": [{"b": 1}]"#, "$.a"),
        (r#"{"a": 1, "#, "$"),
        (r#"{"": "#, r#"$[""]"#),
        (r#"{"1a": "#, r#"$["1a"]"#),
        (r#"{"a.b\"c\u00e9": "#, r#"$["a.b\"cé"]"#),
        ("{\n  \"a\": [\n    ", "$.a[0]"),
    ] {
        assert_eq!(at(json.as_bytes(), 1, json.len()), path);
    }
}
