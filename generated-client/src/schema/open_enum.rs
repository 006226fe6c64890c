//! Enums that keep values they do not know.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{Deserializer, Visitor};

/// The text of an enum value that the documents do not name.
///
/// It is only made by reading such a value, so it never holds a known one: convert the text into the
/// enum instead (`ChatType::from("channel")`).
#[derive(Clone, PartialEq, Eq)]
pub struct Undocumented(Box<str>);

impl Undocumented {
    pub(crate) fn new(text: String) -> Self {
        Self(text.into_boxed_str())
    }

    /// The value as the service wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Reads a text that becomes an enum, without a copy of it where the enum knows it.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: From<String> + for<'a> From<&'a str>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor(PhantomData))
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: From<String> + for<'a> From<&'a str>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<T, E> {
        Ok(T::from(text))
    }
}

/// Lets an enum stand for texts: each variant for one, and the last, `Undocumented`, for every other.
macro_rules! open_enum {
    ($name:ident { $($variant:ident: $text:literal),* $(,)? }) => {
        impl $name {
            /// The values that the documents name, in their order.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];

            /// The value as it is in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )*
                    Self::Undocumented(value) => value.as_str(),
                }
            }

            fn known(text: &str) -> Option<Self> {
                match text {
                    $( $text => Some(Self::$variant), )*
                    _ => None,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::known(&text)
                    .unwrap_or_else(|| Self::Undocumented($crate::Undocumented::new(text)))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::known(text)
                    .unwrap_or_else(|| Self::Undocumented($crate::Undocumented::new(text.into())))
            }
        }

        $crate::schema::by_value::by_value!($name, as_str);

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::schema::open_enum::deserialize(deserializer)
            }
        }

        impl $crate::ParameterValue for $name {
            fn parameter_text(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        $crate::schema::text::text!($name);
    };
}
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use proptest::prelude::*;

    use crate::test_fixture::ChatType;

    #[test]
    fn known_values_are_their_variants() {
        assert_eq!(ChatType::KNOWN, ["channel", "group_chat", "unknown"]);
        for known in ChatType::KNOWN {
            let value = ChatType::from(*known);
            assert!(!matches!(value, ChatType::Undocumented(_)));
            assert_eq!(value.as_str(), *known);
        }
        assert!(matches!(ChatType::from("channel"), ChatType::Channel));
        // A document may have a value of its own named `unknown`.
        assert!(matches!(ChatType::from("unknown"), ChatType::Unknown));
    }

    #[test]
    fn undocumented_values_are_kept() {
        let value: ChatType = serde_json::from_str(r#""Channel""#).unwrap();
        assert!(matches!(&value, ChatType::Undocumented(text) if text.as_str() == "Channel"));
        assert_eq!(serde_json::to_string(&value).unwrap(), r#""Channel""#);
        assert_eq!(format!("{value} {value:?}"), r#"Channel Undocumented("Channel")"#);
        assert!(serde_json::from_str::<ChatType>("1").is_err());
    }

    #[test]
    fn is_ordered_and_hashed_by_text() {
        let values = ["unknown", "b", "channel", "a"].map(ChatType::from);
        let sorted: Vec<_> = BTreeSet::from(values.clone()).into_iter().collect();
        assert_eq!(sorted, ["a", "b", "channel", "unknown"].map(ChatType::from));
        assert!(HashSet::from(values).contains(&ChatType::from("a")));
    }

    proptest! {
        #[test]
        fn json_gives_back_every_text(text: String) {
            let value = ChatType::from(text.as_str());
            prop_assert_eq!(value.as_str(), &text);
            let json = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
            prop_assert_eq!(serde_json::from_str::<ChatType>(&json).unwrap(), value);
        }
    }
}
