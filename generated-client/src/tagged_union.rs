//! Objects of answers that are one of several, told apart by a tag.

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// Lets an enum be read and written by its tag. A tag that the documents do not name is no mistake: the
/// object is kept, and written back unchanged.
macro_rules! tagged_union {
    ($name:ident by $tag:literal { $($variant:ident = $value:literal),* $(,)? }) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( Self::$variant(value) => {
                        $crate::tagged_union::serialize($tag, $value, value, serializer)
                    } )*
                    Self::Undocumented(members) => ::serde::Serialize::serialize(members, serializer),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let (tag, members) = $crate::tagged_union::members($tag, deserializer)?;
                match tag.as_deref() {
                    $( Some($value) => {
                        $crate::tagged_union::read($tag, members).map(Self::$variant)
                    } )*
                    _ => Ok(Self::Undocumented(members)),
                }
            }
        }
    };
}
pub(crate) use tagged_union;

/// Writes an object and its tag.
pub(crate) fn serialize<T: Serialize, S: Serializer>(
    tag: &'static str,
    value: &'static str,
    object: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match serde_json::to_value(object).map_err(S::Error::custom)? {
        Value::Object(mut members) => {
            members.insert(tag.to_owned(), Value::from(value));
            members.serialize(serializer)
        }
        other => Err(S::Error::custom(format!("expected an object, found {other}"))),
    }
}

type Members = Map<String, Value>;

/// Reads an object and finds its tag.
pub(crate) fn members<'de, D: Deserializer<'de>>(
    tag: &'static str,
    deserializer: D,
) -> Result<(Option<String>, Members), D::Error> {
    let members = Map::deserialize(deserializer)?;
    let tag = members.get(tag).and_then(Value::as_str).map(str::to_owned);
    Ok((tag, members))
}

/// Reads the members of an object but its tag.
pub(crate) fn read<T: DeserializeOwned, E: serde::de::Error>(
    tag: &'static str,
    mut members: Map<String, Value>,
) -> Result<T, E> {
    members.remove(tag);
    serde_json::from_value(Value::Object(members)).map_err(E::custom)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::{Map, Value, json};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Note {
        text: String,
    }

    #[derive(Debug, PartialEq)]
    enum Item {
        Note(Note),
        Undocumented(Map<String, Value>),
    }

    tagged_union!(Item by "type" { Note = "note" });

    #[test]
    fn known_tags_are_their_variants() {
        let json = json!({"type": "note", "text": "hello"});
        let item: Item = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(item, Item::Note(Note { text: "hello".to_owned() }));
        assert_eq!(serde_json::to_value(&item).unwrap(), json);
    }

    #[test]
    fn unknown_and_missing_tags_are_kept() {
        for json in [json!({"type": "poll", "votes": [1]}), json!({"text": 1}), json!({"type": 2})]
        {
            let item: Item = serde_json::from_value(json.clone()).unwrap();
            assert!(matches!(item, Item::Undocumented(_)));
            assert_eq!(serde_json::to_value(&item).unwrap(), json);
        }
    }

    #[test]
    fn a_known_tag_with_other_members_is_a_mistake() {
        let error = serde_json::from_value::<Item>(json!({"type": "note", "text": 1})).unwrap_err();
        assert!(error.to_string().contains("expected a string"), "{error}");
        assert!(serde_json::from_value::<Item>(json!([1])).is_err());
    }
}
