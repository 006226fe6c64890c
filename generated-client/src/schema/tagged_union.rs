//! Objects that are one of several, told apart by a tag.

use std::fmt;

use serde_core::Deserializer;
use serde_core::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::schema::constant::Constant;
use crate::schema::object::{Reader, slot};
use crate::{UndocumentedMembers, json_path};

/// Lets an enum be read and written by its tag, and made of each of its types. A type in parentheses is that of an
/// earlier variant too, which it converts into.
///
/// With a variant after `..`, an object whose tag the documents do not name, or whose members are not what they say, is
/// no mistake: it is kept there, and written back unchanged. One odd item makes no list unreadable. Without, the enum is
/// one that only requests hold, where every tag is known.
macro_rules! tagged_union {
    ($name:ident {
        $($variant:ident: $type:tt = $value:literal),* $(,)?
        $(..$undocumented:ident)?
    } by $tag:literal) => {
        impl ::serde_core::Serialize for $name {
            fn serialize<S: ::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                match self {
                    $( Self::$variant(value) => {
                        let tag = $crate::schema::constant::Constant::from($value);
                        $crate::schema::object::serialize(value, Some(($tag, tag)), serializer)
                    } )*
                    $( Self::$undocumented(members) => ::serde_core::Serialize::serialize(members, serializer), )?
                }
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let mut members = $crate::schema::tagged_union::Members::read(&[$tag], deserializer)?;
                $(
                    if let Some(value) = members.variant($crate::schema::constant::Constant::from($value)) {
                        return Ok(Self::$variant(value));
                    }
                )*
                tagged_union!(@other members [$($value)*] $($undocumented)?)
            }
        }

        impl $crate::Validate for $name {
            fn validate(&self, check: &mut $crate::Checker) {
                match self {
                    $( Self::$variant(value) => $crate::Validate::validate(value, check), )*
                    $( Self::$undocumented(_) => {} )?
                }
            }
        }

        $( tagged_union!(@from $type $name $variant); )*
    };
    (@other $members:ident [$($value:literal)*]) => {
        Err($members.refused(&[$($crate::schema::constant::Constant::from($value)),*]))
    };
    (@other $members:ident $known:tt $undocumented:ident) => {
        Ok(Self::$undocumented($members.into_map()))
    };
    (@from ($type:ident) $name:ident $variant:ident) => {};
    (@from $type:ident $name:ident $variant:ident) => {
        impl From<$type> for $name {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    };
}
pub(crate) use tagged_union;

/// The members of an object of which the tag says what it is.
pub(crate) struct Members {
    name: &'static str,
    tag: Option<Value>,
    others: UndocumentedMembers,
    /// Why the members are not what the tag says.
    reason: Option<String>,
}

impl Members {
    /// Reads an object and finds its tag, of which this is the name.
    pub(crate) fn read<'de, D: Deserializer<'de>>(
        name: &'static [&'static str; 1],
        deserializer: D,
    ) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor(name))
    }

    /// Reads all but the tag, if the tag has this value.
    pub(crate) fn variant<T: DeserializeOwned>(&mut self, value: Constant) -> Option<T> {
        if !self.tag.as_ref().is_some_and(|tag| value.is(tag)) {
            return None;
        }
        let read = serde_json::from_slice(self.others.as_json());
        read.map_err(|error| self.reason = Some(json_path::reason(&error))).ok()
    }

    /// All of them.
    pub(crate) fn into_map(self) -> Map<String, Value> {
        let mut members = self.others.to_map();
        members.extend(self.tag.map(|tag| (self.name.to_owned(), tag)));
        members
    }

    /// They are no variant: there is no tag, or an unknown one, or the other members are not what it says.
    pub(crate) fn refused<E: Error>(&self, known: &[Constant]) -> E {
        if let Some(reason) = &self.reason {
            return E::custom(reason);
        }
        let Some(found) = &self.tag else { return E::missing_field(self.name) };
        let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
        let known: Vec<_> = known.iter().map(|it| format!("`{it}`")).collect();
        E::custom(format_args!("unknown variant `{found}`, expected {}", known.join(" or ")))
    }
}

struct MembersVisitor(&'static [&'static str; 1]);

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Members, A::Error> {
        let Self([name]) = self;
        let (mut tag, mut others) = (slot::required(), UndocumentedMembers::default());
        let mut reader = Reader::new(map, Vec::new());
        let read = reader.read(self.0, &mut [&mut tag], &mut others);
        reader.end(read.then_some(Members { name, tag: tag.0, others, reason: None }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use crate::schema::object::object;

    #[derive(Debug, PartialEq)]
    struct Note {
        text: String,
    }

    object!(Note { text: required("text") });

    #[derive(Debug, PartialEq)]
    enum Item {
        Note(Note),
        Undocumented(Map<String, Value>),
    }

    tagged_union!(Item { Note: Note = "note", ..Undocumented } by "type");

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

    /// One odd item must not make a page of a hundred unreadable.
    #[test]
    fn a_known_tag_with_other_members_is_kept() {
        let page = json!([
            {"type": "note", "text": "hello"},
            {"type": "note", "text": 1, "pinned": true},
            {"type": "note"},
        ]);
        let items: Vec<Item> = serde_json::from_value(page.clone()).unwrap();
        assert!(matches!(items[0], Item::Note(_)));
        assert!(items[1..].iter().all(|item| matches!(item, Item::Undocumented(_))));
        assert_eq!(serde_json::to_value(&items).unwrap(), page);
        // What is no object is no item.
        assert!(serde_json::from_value::<Item>(json!([1])).is_err());
    }

    #[derive(Debug, PartialEq)]
    enum Versioned {
        Removed(Note),
        First(Note),
        Undocumented(Map<String, Value>),
    }

    tagged_union!(Versioned { Removed: Note = -1, First: (Note) = 1, ..Undocumented } by "v");

    #[derive(Debug, PartialEq)]
    enum Choice {
        Yes(Note),
        No(Note),
    }

    tagged_union!(Choice { Yes: Note = true, No: (Note) = false } by "chosen");

    #[test]
    fn tags_are_of_the_type_that_they_have() {
        let note = || Note { text: "x".to_owned() };
        for (json, versioned) in [
            (json!({"v": -1, "text": "x"}), Versioned::Removed(note())),
            (json!({"v": 1, "text": "x"}), Versioned::First(note())),
        ] {
            assert_eq!(serde_json::to_value(&versioned).unwrap(), json);
            assert_eq!(serde_json::from_value::<Versioned>(json).unwrap(), versioned);
        }
        // A text is no number.
        let text = serde_json::from_value(json!({"v": "1", "text": "x"})).unwrap();
        assert!(matches!(text, Versioned::Undocumented(_)));
        let json = json!({"chosen": false, "text": "x"});
        assert_eq!(serde_json::to_value(Choice::No(note())).unwrap(), json);
        assert_eq!(serde_json::from_value::<Choice>(json).unwrap(), Choice::No(note()));
        let error = serde_json::from_value::<Choice>(json!({"chosen": "no"})).unwrap_err();
        assert_eq!(error.to_string(), "unknown variant `no`, expected `true` or `false`");
    }

    #[derive(Debug, PartialEq)]
    enum Change {
        Rename(Note),
    }

    tagged_union!(Change { Rename: Note = "rename" } by "operation");

    #[test]
    fn requests_have_tags_that_are_known() {
        let change = Change::Rename(Note { text: "x".to_owned() });
        let json = r#"{"operation":"rename","text":"x"}"#;
        assert_eq!(serde_json::to_string(&change).unwrap(), json);
        assert_eq!(serde_json::from_str::<Change>(json).unwrap(), change);
        let error = |json| serde_json::from_value::<Change>(json).unwrap_err().to_string();
        assert_eq!(error(json!({"operation": "x"})), "unknown variant `x`, expected `rename`");
        assert_eq!(error(json!({"text": "x"})), "missing field `operation`");
        let text = error(json!({"operation": "rename", "text": 1}));
        assert!(text.contains("expected a string"), "{text}");
    }
}
