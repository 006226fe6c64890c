//! Properties that have one possible value.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// Defines a unit type that is written as one text and read from nothing else.
macro_rules! constant {
    ($name:ident = $text:literal) => {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct $name;

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($text)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::constant::deserialize(deserializer, $text).map(|()| Self)
            }
        }
    };
}
pub(crate) use constant;

/// Reads a string and refuses all but `constant`.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
    constant: &'static str,
) -> Result<(), D::Error> {
    deserializer.deserialize_str(ConstantVisitor(constant))
}

/// Refuses from within, so that `serde_json` adds the position.
struct ConstantVisitor(&'static str);

impl Visitor<'_> for ConstantVisitor {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text == self.0 {
            return Ok(());
        }
        Err(E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::UpdateTitleRequestOperation as Constant;

    #[test]
    fn is_its_text_and_nothing_else() {
        assert_eq!(serde_json::to_string(&Constant).unwrap(), r#""update_title""#);
        assert_eq!(serde_json::from_str::<Constant>(r#""update_title""#).unwrap(), Constant);
        let error = serde_json::from_str::<Constant>(r#""close""#).unwrap_err();
        assert_eq!(
            error.to_string(),
            r#"invalid value: string "close", expected `update_title` at line 1 column 7"#
        );
        assert!(serde_json::from_str::<Constant>("1").is_err());
    }
}
