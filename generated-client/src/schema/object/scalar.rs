//! Numbers and times, which the service writes in several forms.

use std::fmt;
use std::marker::PhantomData;

use serde_core::Deserialize;
use serde_core::de::value::MapAccessDeserializer;
use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde_json::Number;

use crate::{DateTime, EpochMillis};

/// A value that is read from whatever form the service writes it in: numbers as strings (`"3"`), times as epoch
/// milliseconds or as text, and an empty text where there is none.
pub(crate) trait Scalar: Sized {
    /// What is expected, for errors.
    const EXPECTED: &'static str;

    fn of_text(text: &str) -> Option<Self>;

    fn of_integer(integer: i128) -> Option<Self>;

    fn of_float(number: f64) -> Option<Self> {
        // Beyond this, numbers are no longer exact.
        let is_whole = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
        is_whole.then_some(number as i128).and_then(Self::of_integer)
    }

    /// What stands for null and for an empty text.
    fn absent() -> Option<Self> {
        None
    }
}

macro_rules! integers {
    ($($integer:ty),*) => { $(
        impl Scalar for $integer {
            const EXPECTED: &'static str = stringify!($integer);

            fn of_text(text: &str) -> Option<Self> {
                text.trim().parse().ok()
            }

            fn of_integer(integer: i128) -> Option<Self> {
                integer.try_into().ok()
            }
        }
    )* };
}
integers!(i32, i64, u64);

impl Scalar for f64 {
    const EXPECTED: &'static str = "f64";

    fn of_text(text: &str) -> Option<Self> {
        text.trim().parse().ok().filter(|number: &Self| number.is_finite())
    }

    fn of_integer(integer: i128) -> Option<Self> {
        Some(integer as Self)
    }

    fn of_float(number: f64) -> Option<Self> {
        Some(number)
    }
}

impl Scalar for EpochMillis {
    const EXPECTED: &'static str = "a time in epoch milliseconds";

    fn of_text(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self::new)
    }

    fn of_integer(millis: i128) -> Option<Self> {
        millis.try_into().ok().map(Self::new)
    }
}

impl Scalar for DateTime {
    const EXPECTED: &'static str = "a time as RFC 3339 writes it";

    fn of_text(text: &str) -> Option<Self> {
        Self::read_any(text)
    }

    fn of_integer(millis: i128) -> Option<Self> {
        millis.try_into().ok().and_then(Self::of_millis)
    }
}

impl<T: Scalar> Scalar for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn of_text(text: &str) -> Option<Self> {
        T::of_text(text).map(Some)
    }

    fn of_integer(integer: i128) -> Option<Self> {
        T::of_integer(integer).map(Some)
    }

    fn of_float(number: f64) -> Option<Self> {
        T::of_float(number).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// Reads a scalar.
pub(crate) fn scalar<'de, T: Scalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Seed(PhantomData).deserialize(deserializer)
}

/// Reads a scalar.
pub(super) struct Seed<T>(pub(super) PhantomData<T>);

impl<'de, T: Scalar> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Scalar> Visitor<'de> for Seed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_i64<E: Error>(self, integer: i64) -> Result<T, E> {
        let unexpected = || E::invalid_value(Unexpected::Signed(integer), &self);
        T::of_integer(integer.into()).ok_or_else(unexpected)
    }

    fn visit_u64<E: Error>(self, integer: u64) -> Result<T, E> {
        let unexpected = || E::invalid_value(Unexpected::Unsigned(integer), &self);
        T::of_integer(integer.into()).ok_or_else(unexpected)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        let unexpected = || E::invalid_value(Unexpected::Float(number), &self);
        T::of_float(number).ok_or_else(unexpected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let absent = || T::absent().filter(|_| text.trim().is_empty());
        let unexpected = || E::invalid_value(Unexpected::Str(text), &self);
        T::of_text(text).or_else(absent).ok_or_else(unexpected)
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        T::absent().ok_or_else(|| E::invalid_type(Unexpected::Unit, &self))
    }

    fn visit_none<E: Error>(self) -> Result<T, E> {
        self.visit_unit()
    }

    /// With its feature `arbitrary_precision`, `serde_json` gives numbers as maps.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let number = Number::deserialize(MapAccessDeserializer::new(map));
        let number = number.map_err(|_| A::Error::invalid_type(Unexpected::Map, &self))?;
        match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(integer), ..) => self.visit_i64(integer),
            (_, Some(integer), _) => self.visit_u64(integer),
            (_, _, Some(number)) => self.visit_f64(number),
            _ => Err(A::Error::invalid_type(Unexpected::Other("number"), &self)),
        }
    }

    /// Formats other than JSON mark what is there.
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests;
