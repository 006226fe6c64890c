//! Objects that are one of several, told apart by a tag.

use std::fmt;

use serde_core::Deserializer;
use serde_core::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::schema::constant::Constant;
use crate::schema::object::Reader;
use crate::{UndocumentedMembers, json_path};

/// Lets an enum be read and written by its tag. An object whose tag the documents do not name, or whose members are
/// not what they say, is no mistake: it is kept, and written back unchanged. One odd item makes no list unreadable.
macro_rules! tagged_union {
    ($name:ident by $tag:literal { $($variant:ident = $value:literal),* $(,)? }) => {
        $crate::schema::tagged_union::implement!($name by $tag {
            $($variant = $value),*
        } {
            Self::Undocumented(members) => members
        } {
            members => Ok(Self::Undocumented(members.into_map()))
        } {
            (members, _) => Ok(Self::Undocumented(members.into_map()))
        });
    };
}
pub(crate) use tagged_union;

/// The same for an enum that only requests hold, where every tag is known.
macro_rules! closed_union {
    ($name:ident by $tag:literal { $($variant:ident = $value:literal),* $(,)? }) => {
        $crate::schema::tagged_union::implement!($name by $tag { $($variant = $value),* } {} {
            members => Err(members.unknown(&[$($crate::schema::constant::Constant::from($value)),*]))
        } {
            (_, reason) => Err(::serde_core::de::Error::custom(reason))
        });
    };
}
pub(crate) use closed_union;

macro_rules! implement {
    (
        $name:ident by $tag:literal { $($variant:ident = $value:literal),* }
        { $($pattern:pat => $other:expr)? }
        { $unknown:pat => $read:expr }
        { $unfit:pat => $instead:expr }
    ) => {
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
                    $( $pattern => ::serde_core::Serialize::serialize($other, serializer), )?
                }
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let members = $crate::schema::tagged_union::Members::read(&[$tag], deserializer)?;
                $(
                    if members.are_of($crate::schema::constant::Constant::from($value)) {
                        return match members.variant() {
                            Ok(value) => Ok(Self::$variant(value)),
                            Err(reason) => match (members, reason) { $unfit => $instead },
                        };
                    }
                )*
                match members { $unknown => $read }
            }
        }
    };
}
pub(crate) use implement;

/// The members of an object of which the tag says what it is.
pub(crate) struct Members {
    name: &'static str,
    tag: Option<Value>,
    others: UndocumentedMembers,
}

impl Members {
    /// Reads an object and finds its tag, of which this is the name.
    pub(crate) fn read<'de, D: Deserializer<'de>>(
        name: &'static [&'static str; 1],
        deserializer: D,
    ) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor(name))
    }

    /// Whether the tag has this value.
    pub(crate) fn are_of(&self, value: Constant) -> bool {
        self.tag.as_ref().is_some_and(|tag| value.is(tag))
    }

    /// Reads all but the tag. If they are not what was expected, says why.
    pub(crate) fn variant<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_slice(self.others.as_json()).map_err(|error| json_path::reason(&error))
    }

    /// All of them.
    pub(crate) fn into_map(self) -> Map<String, Value> {
        let mut members = self.others.to_map();
        members.extend(self.tag.map(|tag| (self.name.to_owned(), tag)));
        members
    }

    /// There is no tag, or none of those that there are.
    pub(crate) fn unknown<E: Error>(&self, known: &[Constant]) -> E {
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
        let (mut tag, mut others) = (None, UndocumentedMembers::default());
        let mut reader = Reader::new(map);
        while reader.next(self.0, &mut others)?.is_some() {
            reader.required(&mut tag)?;
        }
        Ok(Members { name, tag, others })
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

    tagged_union!(Versioned by "v" { Removed = -1, First = 1 });

    #[derive(Debug, PartialEq)]
    enum Choice {
        Yes(Note),
        No(Note),
    }

    closed_union!(Choice by "chosen" { Yes = true, No = false });

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

    closed_union!(Change by "operation" { Rename = "rename" });

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
