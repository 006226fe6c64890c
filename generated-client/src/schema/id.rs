//! Ids: a type of their own for each thing that has one.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;
use serde_core::de::{Deserializer, Visitor};

use crate::EpochMillis;
use crate::time::EARLIEST_MILLIS;

/// Lets a newtype over text be an id.
macro_rules! string_id {
    ($name:ident) => {
        impl $name {
            /// Takes the text as the service wrote it. Nothing is checked. Two are equal if their texts are.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into().into_boxed_str())
            }

            /// The text as the service wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<&String> for $name {
            fn from(id: &String) -> Self {
                Self(id.as_str().into())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into_string()
            }
        }

        impl From<&$name> for String {
            fn from(id: &$name) -> Self {
                id.as_str().to_owned()
            }
        }

        impl ::std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::schema::id::deserialize(deserializer).map(Self)
            }
        }

        impl $crate::ParameterValue for $name {
            #[doc(hidden)]
            const MAY_BE_EMPTY: bool = false;

            fn parameter_text(&self) -> ::std::borrow::Cow<'_, str> {
                $crate::schema::id::decoded(self.as_str())
            }
        }

        $crate::schema::text::text!($name);
    };
}
pub(crate) use string_id;

/// Lets an id be passed where one of a more general kind is asked for.
macro_rules! id_subtype {
    ($name:ident of $general:ident) => {
        impl From<$name> for $general {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }

        impl From<&$name> for $general {
            fn from(id: &$name) -> Self {
                Self(id.0.clone())
            }
        }
    };
}
pub(crate) use id_subtype;

/// Lets a number be an id that consists of digits.
macro_rules! integer_id {
    ($name:ident) => {
        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id.to_string().into_boxed_str())
            }
        }
    };
}
pub(crate) use integer_id;

/// Lets an id tell the time that it begins with.
macro_rules! time_id {
    ($name:ident) => {
        impl $name {
            /// The same id in one spelling, with `_` between its two numbers, for storing and comparing: the service
            /// writes `%20`, a space or `_` there, and takes each. An id of another form stays as it is.
            ///
            /// Two ids are equal if their texts are, so compare canonical ones.
            pub fn canonical(&self) -> Self {
                Self($crate::schema::id::canonical(&self.0))
            }

            /// The time that the id begins with, to the millisecond, or `None` if it has another form.
            pub fn timestamp(&self) -> Option<$crate::EpochMillis> {
                $crate::schema::id::timestamp(&self.0)
            }
        }
    };
}
pub(crate) use time_id;

/// The numbers of `1573641936588%20345281288778`, which may be without the second.
fn numbers(id: &str) -> Option<(&str, Option<&str>)> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let parts = ["%20", " ", "_"].into_iter().find_map(|separator| id.split_once(separator));
    match parts {
        Some((time, counter)) => {
            (is_number(time) && is_number(counter)).then_some((time, Some(counter)))
        }
        None => is_number(id).then_some((id, None)),
    }
}

pub(crate) fn canonical(id: &str) -> Box<str> {
    match numbers(id) {
        Some((time, Some(counter))) => format!("{time}_{counter}").into(),
        _ => id.into(),
    }
}

pub(crate) fn timestamp(id: &str) -> Option<EpochMillis> {
    let (time, _) = numbers(id)?;
    let millis = time.parse().ok().filter(|it| *it >= EARLIEST_MILLIS)?;
    Some(EpochMillis::new(millis))
}

/// The id as it is before percent-encoding.
///
/// The service prints message ids percent-encoded in some responses (`1573641936588%20345281288778`)
/// and plain in others. Decoded once here, and encoded once by the encoder, both forms address the
/// same message; encoded as they stand, `%20` would become `%2520`, which the service does not
/// find.
pub(crate) fn decoded(id: &str) -> Cow<'_, str> {
    percent_decode_str(id).decode_utf8().unwrap_or(Cow::Borrowed(id))
}

/// Reads an id from a string or from an integer, because the service prints some ids as either.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Box<str>, D::Error> {
    deserializer.deserialize_any(IdVisitor)
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = Box<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id (a string or an integer)")
    }

    fn visit_str<E>(self, id: &str) -> Result<Self::Value, E> {
        Ok(id.into())
    }

    fn visit_string<E>(self, id: String) -> Result<Self::Value, E> {
        Ok(id.into_boxed_str())
    }

    fn visit_u64<E>(self, id: u64) -> Result<Self::Value, E> {
        Ok(id.to_string().into_boxed_str())
    }

    fn visit_i64<E>(self, id: i64) -> Result<Self::Value, E> {
        Ok(id.to_string().into_boxed_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use crate::ParameterValue;
    use crate::test_fixture::{ChatId, MessageId, UserId};

    #[test]
    fn reads_strings_and_integers_and_writes_strings() {
        for (json, id) in [
            (r#""CT_1_2""#, "CT_1_2"),
            ("1710934200000", "1710934200000"),
            ("18446744073709551615", "18446744073709551615"),
            ("-1", "-1"),
        ] {
            let parsed: ChatId = serde_json::from_str(json).unwrap();
            assert_eq!(parsed.as_str(), id);
            assert_eq!(serde_json::to_value(&parsed).unwrap(), id);
        }
        for json in ["null", "1.5", "true", "[]", "{}", "18446744073709551616"] {
            let error = serde_json::from_str::<ChatId>(json).unwrap_err();
            assert!(error.to_string().contains("an id"), "{error}");
        }
    }

    #[test]
    fn is_found_by_its_text() {
        let mut titles = HashMap::new();
        titles.insert(ChatId::new("CT_1"), "one");
        assert_eq!(titles.get("CT_1"), Some(&"one"));
        assert_eq!(format!("{:?}", ChatId::from("CT_1")), r#"ChatId("CT_1")"#);
        assert_eq!(format!("{:>6}", ChatId::from("CT_1")), "  CT_1");
    }

    #[test]
    fn decodes_percent_once() {
        assert_eq!(ChatId::new("1%202").parameter_text(), "1 2");
        assert_eq!(ChatId::new("1 2").parameter_text(), "1 2");
        assert_eq!(ChatId::new("1%252").parameter_text(), "1%2");
        assert_eq!(ChatId::new("1_2").parameter_text(), "1_2");
        // No encoded text: these bytes are no UTF-8.
        assert_eq!(ChatId::new("%ff").parameter_text(), "%ff");
    }

    #[test]
    fn an_id_of_a_message_has_one_canonical_spelling_and_a_time() {
        let one = MessageId::new("1573641936588_345281288778");
        for spelling in ["1573641936588%20345281288778", "1573641936588 345281288778", one.as_str()]
        {
            let id = MessageId::new(spelling);
            assert_eq!(id.canonical(), one);
            assert_eq!(id.timestamp().unwrap().as_millis(), 1_573_641_936_588);
            assert_eq!(id == one, spelling == one.as_str(), "equality is textual");
        }
        let bare = MessageId::new("1710934200000");
        assert_eq!(
            (bare.canonical(), bare.timestamp()),
            (bare.clone(), Some(1_710_934_200_000.into()))
        );
        for other in
            ["", "_", "1573641936588_", "_5", "CT_1_2", "1 2 3", "1573641936588_5-6", "+1_2"]
        {
            let id = MessageId::new(other);
            assert_eq!((id.canonical(), id.timestamp()), (id.clone(), None), "{other}");
        }
        // No time in milliseconds.
        assert_eq!(MessageId::new("1573641936_5").timestamp(), None);
        assert_eq!(MessageId::new("99999999999999999999_5").timestamp(), None);
    }

    #[test]
    fn a_number_is_an_id() {
        fn id(id: impl Into<UserId>) -> UserId {
            id.into()
        }
        assert_eq!(id(855_727_961).as_str(), "855727961");
        assert_eq!(id(u64::MAX).as_str(), "18446744073709551615");
    }

    proptest! {
        #[test]
        fn json_gives_back_every_id(text: String) {
            let id = ChatId::new(text.as_str());
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(&serde_json::from_str::<ChatId>(&json).unwrap(), &id);
            prop_assert_eq!(id.as_str(), text);
        }
    }
}
