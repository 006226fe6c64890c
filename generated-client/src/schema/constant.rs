//! Members that have one possible value.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error, Unexpected, Visitor};
use serde_core::{Serialize, Serializer};
use serde_json::Value;

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

/// Reads a value and refuses all but this one, from within, so that `serde_json` adds the position.
impl<'de> DeserializeSeed<'de> for Constant {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self {
            Self::Text(_) => deserializer.deserialize_str(self),
            Self::Whole(_) => deserializer.deserialize_i64(self),
            Self::Flag(_) => deserializer.deserialize_bool(self),
        }
    }
}

impl Visitor<'_> for Constant {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self {
            Self::Text(constant) if text == constant => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        match self {
            Self::Whole(constant) if number == constant => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        match self {
            Self::Whole(constant) if i64::try_from(number) == Ok(constant) => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        match self {
            Self::Flag(constant) if flag == constant => Ok(()),
            _ => Err(E::invalid_value(Unexpected::Bool(flag), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::object::object;
    use crate::test_fixture::ForkBody;

    #[derive(Debug, PartialEq)]
    struct Consent {
        name: String,
    }

    object!(Consent { name: required("name") } with "agreed" = true, "version" = -2);

    #[test]
    fn they_are_written_and_nothing_else_is_read() {
        let json = r#"{"agreed":true,"version":-2,"name":"Ada"}"#;
        let consent: Consent = serde_json::from_str(json).unwrap();
        assert_eq!(consent, Consent { name: "Ada".to_owned() });
        assert_eq!(serde_json::to_string(&consent).unwrap(), json);
        let error = |json| serde_json::from_str::<Consent>(json).unwrap_err().to_string();
        let other = error(r#"{"agreed":true,"version":3,"name":"Ada"}"#);
        assert_eq!(other, "invalid value: integer `3`, expected `-2` at line 1 column 26");
        assert!(error(r#"{"agreed":"true"}"#).contains("invalid type: string"));
        assert!(error(r#"{"agreed":false}"#).contains("expected `true`"));
    }

    #[test]
    fn none_of_them_can_be_absent() {
        let error = serde_json::from_str::<ForkBody>(r#"{"title":"x"}"#).unwrap_err();
        assert!(error.to_string().starts_with("missing field `operation`"), "{error}");
        let error = serde_json::from_str::<ForkBody>(r#"{"operation":"x"}"#).unwrap_err();
        let told = r#"invalid value: string "x", expected `update_title`"#;
        assert!(error.to_string().starts_with(told), "{error}");
    }
}
