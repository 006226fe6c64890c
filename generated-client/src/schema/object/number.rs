//! Identifiers that are numbers in JSON.

use serde_core::Serialize;
use serde_core::ser::{Error, Serializer};
use serde_json::Value;

/// An identifier, or a list of such, that is written as a number. One that is none is written as the text that it is.
pub(crate) struct Number<'a, T>(pub(crate) &'a T);

impl<T: Serialize> Serialize for Number<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        numeric(serde_json::to_value(self.0).map_err(S::Error::custom)?).serialize(serializer)
    }
}

fn numeric(value: Value) -> Value {
    match value {
        Value::String(text) => match text.parse::<u64>() {
            // `007` is none: the number would be another identifier.
            Ok(number) if number.to_string() == text => number.into(),
            _ => text.into(),
        },
        Value::Array(items) => items.into_iter().map(numeric).collect(),
        other => other,
    }
}
