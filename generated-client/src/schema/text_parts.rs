//! Texts of several values with a separator between them, such as `1700000000000:1:Ada`.

use std::fmt;

use serde_core::de::{Deserializer, Error, Visitor};

use crate::{DateTime, EpochMillis};

/// Lets a struct be read from a text of its fields and written as one. The last field may hold the
/// separator.
macro_rules! text_parts {
    ($name:ident by $separator:literal { $($part:ident),* $(,)? }) => {
        impl $crate::Validate for $name {}

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::schema::text_parts::join(f, $separator, &[$(&self.$part),*])
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let names: &[&str] = &[$(stringify!($part)),*];
                let mut parts = text.splitn(names.len(), $separator);
                Ok(Self {
                    $($part: $crate::schema::text_parts::next(&mut parts, stringify!($part))?),*
                })
            }
        }

        impl ::serde_core::Serialize for $name {
            fn serialize<S: ::serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::schema::text_parts::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use text_parts;

/// A value that can be a part of a text.
pub(crate) trait Part: Sized {
    fn read(text: &str) -> Option<Self>;
}

impl Part for String {
    fn read(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Part for EpochMillis {
    fn read(text: &str) -> Option<Self> {
        text.parse::<i64>().ok().map(Self::from)
    }
}

impl Part for DateTime {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Reads the next part.
pub(crate) fn next<'t, P: Part>(
    parts: &mut impl Iterator<Item = &'t str>,
    name: &str,
) -> Result<P, String> {
    let part = parts.next().ok_or_else(|| format!("there is no `{name}`"))?;
    P::read(part).ok_or_else(|| format!("`{part}` is no `{name}`"))
}

/// Writes the parts.
pub(crate) fn join(
    f: &mut fmt::Formatter<'_>,
    separator: &str,
    parts: &[&dyn fmt::Display],
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        part.fmt(f)?;
    }
    Ok(())
}

/// Reads a string and takes it apart.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: std::str::FromStr<Err = String>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(PartsVisitor(std::marker::PhantomData))
}

struct PartsVisitor<T>(std::marker::PhantomData<T>);

impl<T: std::str::FromStr<Err = String>> Visitor<'_> for PartsVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text of several parts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use crate::EpochMillis;

    #[derive(Clone, Debug, PartialEq)]
    struct Entry {
        time: EpochMillis,
        name: String,
    }

    text_parts!(Entry by ":" { time, name });

    #[test]
    fn the_last_part_may_hold_the_separator() {
        let json = r#""1700000000000:Ada: the first""#;
        let entry: Entry = serde_json::from_str(json).unwrap();
        let expected = Entry { time: 1_700_000_000_000.into(), name: "Ada: the first".to_owned() };
        assert_eq!(entry, expected);
        assert_eq!(serde_json::to_string(&entry).unwrap(), json);
    }

    #[test]
    fn a_text_of_other_parts_is_a_mistake() {
        for (text, told) in
            [("1700000000000", "there is no `name`"), ("soon:Ada", "`soon` is no `time`")]
        {
            assert_eq!(text.parse::<Entry>().unwrap_err(), told);
        }
        assert!(serde_json::from_str::<Entry>("7").is_err());
    }
}
