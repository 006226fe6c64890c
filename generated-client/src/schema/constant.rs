//! Properties that have one possible value.

use std::fmt;

use serde_core::de::{Deserializer, Error, Unexpected, Visitor};
use serde_core::{Serialize, Serializer};
use serde_json::Value;

/// Defines a unit type that is written as one value and read from nothing else.
macro_rules! constant {
    ($name:ident = $value:expr) => {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct $name;

        impl ::serde_core::Serialize for $name {
            fn serialize<S: ::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                ::serde_core::Serialize::serialize(
                    &$crate::schema::constant::Constant::from($value),
                    serializer,
                )
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::schema::constant::deserialize(deserializer, $value.into()).map(|()| Self)
            }
        }
    };
}
pub(crate) use constant;

/// A value that is the only one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Constant {
    Text(&'static str),
    Whole(i64),
    Flag(bool),
}

impl Constant {
    /// Whether a value is this one.
    pub(crate) fn is(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Whole(number) => value.as_i64() == Some(*number),
            Self::Flag(flag) => value.as_bool() == Some(*flag),
        }
    }
}

impl From<&'static str> for Constant {
    fn from(text: &'static str) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Constant {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<bool> for Constant {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Whole(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
        }
    }
}

impl Serialize for Constant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}

/// Reads a value and refuses all but `constant`.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
    constant: Constant,
) -> Result<(), D::Error> {
    match constant {
        Constant::Text(_) => deserializer.deserialize_str(ConstantVisitor(constant)),
        Constant::Whole(_) => deserializer.deserialize_i64(ConstantVisitor(constant)),
        Constant::Flag(_) => deserializer.deserialize_bool(ConstantVisitor(constant)),
    }
}

/// Refuses from within, so that `serde_json` adds the position.
struct ConstantVisitor(Constant);

impl Visitor<'_> for ConstantVisitor {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self.0 {
            Constant::Text(constant) if text == constant => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        match self.0 {
            Constant::Whole(constant) if number == constant => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        match self.0 {
            Constant::Whole(constant) if i64::try_from(number) == Ok(constant) => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        match self.0 {
            Constant::Flag(constant) if flag == constant => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Bool(flag), &self)),
        }
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

    constant!(Version = 2);
    constant!(Agreed = true);

    #[test]
    fn numbers_and_flags_are_constants_too() {
        assert_eq!(serde_json::to_string(&(Version, Agreed)).unwrap(), "[2,true]");
        assert_eq!(serde_json::from_str::<Version>("2").unwrap(), Version);
        assert!(serde_json::from_str::<Version>("3").is_err());
        assert!(serde_json::from_str::<Agreed>("false").is_err());
    }
}
