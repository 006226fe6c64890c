//! Bodies that may have an envelope: an object with a property that holds them.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// Whether `body` is an object that has `property`, and none of `others`, which are those of the body itself.
pub(super) fn has_envelope(body: &[u8], property: &str, others: &[&str]) -> bool {
    let mut body = serde_json::Deserializer::from_slice(body);
    let names = body.deserialize_map(Names).unwrap_or_default();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    has(property) && !others.iter().any(|other| has(other))
}

/// The names of an object's properties.
struct Names;

impl<'de> Visitor<'de> for Names {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
        let mut names = Vec::new();
        while let Some((name, IgnoredAny)) = map.next_entry()? {
            names.push(name);
        }
        Ok(names)
    }
}

/// Reads what is in `property` of an envelope. Of several with one name, the last counts.
pub(super) fn read<'de, T: Deserialize<'de>>(
    body: &'de [u8],
    property: &'static str,
) -> serde_json::Result<T> {
    let mut body = serde_json::Deserializer::from_slice(body);
    let value = body.deserialize_map(Property { property, value: PhantomData })?;
    body.end()?;
    Ok(value)
}

struct Property<T> {
    property: &'static str,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Property<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == self.property {
                value = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        value.ok_or_else(|| A::Error::missing_field(self.property))
    }
}
