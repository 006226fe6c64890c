//! Identifiers that are numbers in JSON.

use serde_core::Serialize;
use serde_core::ser::{Error, SerializeMap, Serializer};
use serde_json::Value;

use super::Writer;

/// Writes members that are identifiers, or lists of such, as [`Writer`] does, but as numbers.
pub(crate) struct Numbers<'w, M: SerializeMap>(pub(super) &'w mut Writer<M>);

impl<M: SerializeMap> Numbers<'_, M> {
    pub(crate) fn required<T: Serialize>(&mut self, member: &str, value: &T) {
        self.0.required(member, &Number(value));
    }

    pub(crate) fn optional<T: Serialize>(&mut self, member: &str, value: &Option<T>) {
        self.0.optional(member, &value.as_ref().map(Number));
    }

    pub(crate) fn nullable<T: Serialize>(&mut self, member: &str, value: &Option<Option<T>>) {
        self.0.nullable(member, &value.as_ref().map(|it| Some(Number(it))));
    }

    pub(crate) fn read_only<T: Serialize>(&mut self, member: &str, value: &Option<T>) {
        self.0.read_only(member, &value.as_ref().map(Number));
    }
}

/// One that is no number is written as the text that it is.
struct Number<'a, T>(&'a T);

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
