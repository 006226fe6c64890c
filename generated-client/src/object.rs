//! Structs as JSON objects.
//!
//! Derived implementations of serde's traits would do the same. They are most of what emitted code takes to compile,
//! and need a compiler plugin; here the work is done once, and a struct adds a table.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::value::Error as Missing;
use serde_core::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_core::ser::{SerializeMap, Serializer};
use serde_core::{Deserialize, Serialize, forward_to_deserialize_any};

/// Lets a struct be read and written as an object, by a table of its fields: how each is treated, and its name there.
///
/// | | Read | Written |
/// |---|---|---|
/// | `required` | has to be there, unless it is an `Option` | always |
/// | `optional` | absent and null are `None` | unless it is `None` |
/// | `nullable` | absent is `None`, null is `Some(None)` | unless it is `None` |
/// | `read_only` | as `optional` | never |
///
/// Members that have no field are kept in the one after `..`, if there is one.
macro_rules! object {
    ($name:ident { $($field:ident: $rule:ident($member:literal)),* $(,)? $(..$others:ident)? }) => {
        impl $crate::object::Object for $name {
            fn read<'de, A: ::serde_core::de::MapAccess<'de>>(
                reader: &mut $crate::object::Reader<A>,
            ) -> Result<Self, A::Error> {
                const MEMBERS: &[&str] = &[$($member),*];
                $( let mut $field = None; )*
                $( let mut $others = Default::default(); )?
                while let Some(member) = object!(@next reader $($others)?) {
                    match member {
                        $( $member => reader.$rule(&mut $field), )*
                        _ => Ok(()),
                    }?
                }
                Ok(Self {
                    $( $field: object!(@found $rule $field $member), )*
                    $( $others, )?
                })
            }

            #[allow(unused_variables, reason = "there may be no member")]
            fn write<M: ::serde_core::ser::SerializeMap>(
                &self,
                writer: &mut $crate::object::Writer<M>,
            ) {
                $( writer.$rule($member, &self.$field); )*
                $( writer.others(&self.$others); )?
            }
        }

        impl ::serde_core::Serialize for $name {
            fn serialize<S: ::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::object::serialize(self, None, serializer)
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::object::deserialize(deserializer)
            }
        }
    };
    (@next $reader:ident) => {
        $reader.next(MEMBERS)?
    };
    (@next $reader:ident $others:ident) => {
        $reader.next_keeping(MEMBERS, &mut $others)?
    };
    (@found required $field:ident $member:literal) => {
        $crate::object::found($field, $member)?
    };
    (@found $rule:ident $field:ident $member:literal) => {
        $field
    };
}
pub(crate) use object;

/// What [`object`] makes of a struct.
pub(crate) trait Object: Sized {
    fn read<'de, A: MapAccess<'de>>(reader: &mut Reader<A>) -> Result<Self, A::Error>;

    fn write<M: SerializeMap>(&self, writer: &mut Writer<M>);
}

/// Writes an object, with a tag before its members if it has one.
pub(crate) fn serialize<T: Object, S: Serializer>(
    object: &T,
    tag: Option<(&str, &str)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut writer = Writer { map: serializer.serialize_map(None)?, written: Ok(()) };
    if let Some((name, value)) = tag {
        writer.required(name, value);
    }
    object.write(&mut writer);
    writer.written?;
    writer.map.end()
}

/// Reads an object.
pub(crate) fn deserialize<'de, T: Object, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(&mut Reader(map))
    }
}

/// Goes through the members of an object. Of several with one name, the last counts.
pub(crate) struct Reader<A>(A);

impl<'de, A: MapAccess<'de>> Reader<A> {
    /// The next member that is one of these. Others are passed over.
    pub(crate) fn next(
        &mut self,
        members: &'static [&'static str],
    ) -> Result<Option<&'static str>, A::Error> {
        while let Some(key) = self.0.next_key_seed(KeySeed { members, keeps_others: false })? {
            match key {
                Key::Member(name) => return Ok(Some(name)),
                Key::Other(_) => drop(self.0.next_value::<IgnoredAny>()?),
            }
        }
        Ok(None)
    }

    /// The next member that is one of these. Others are kept.
    pub(crate) fn next_keeping<O, T>(
        &mut self,
        members: &'static [&'static str],
        others: &mut O,
    ) -> Result<Option<&'static str>, A::Error>
    where
        O: IntoIterator<Item = (String, T)> + Extend<(String, T)>,
        T: Deserialize<'de>,
    {
        while let Some(key) = self.0.next_key_seed(KeySeed { members, keeps_others: true })? {
            match key {
                Key::Member(name) => return Ok(Some(name)),
                Key::Other(name) => others.extend([(name, self.0.next_value()?)]),
            }
        }
        Ok(None)
    }

    pub(crate) fn required<T: Deserialize<'de>>(
        &mut self,
        field: &mut Option<T>,
    ) -> Result<(), A::Error> {
        *field = Some(self.0.next_value()?);
        Ok(())
    }

    pub(crate) fn optional<T: Deserialize<'de>>(
        &mut self,
        field: &mut Option<T>,
    ) -> Result<(), A::Error> {
        *field = self.0.next_value()?;
        Ok(())
    }

    pub(crate) fn nullable<T: Deserialize<'de>>(
        &mut self,
        field: &mut Option<Option<T>>,
    ) -> Result<(), A::Error> {
        self.required(field)
    }

    pub(crate) fn read_only<T: Deserialize<'de>>(
        &mut self,
        field: &mut Option<T>,
    ) -> Result<(), A::Error> {
        self.optional(field)
    }
}

/// The value of a field, if it was found, or what stands for its absence.
pub(crate) fn found<'de, T: Deserialize<'de>, E: de::Error>(
    field: Option<T>,
    member: &'static str,
) -> Result<T, E> {
    match field {
        Some(value) => Ok(value),
        None => T::deserialize(Absent).map_err(|Missing { .. }| E::missing_field(member)),
    }
}

/// What an absent member is read from: an `Option` is `None`, and nothing else can be absent.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = Missing;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Missing> {
        Err(de::Error::custom("absent"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Missing> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The name of a member.
enum Key {
    Member(&'static str),
    /// One that has no field: its name, if it is kept.
    Other(String),
}

#[derive(Clone, Copy)]
struct KeySeed {
    members: &'static [&'static str],
    keeps_others: bool,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        Ok(match self.members.iter().find(|it| **it == name) {
            Some(member) => Key::Member(member),
            None if self.keeps_others => Key::Other(name.to_owned()),
            None => Key::Other(String::new()),
        })
    }
}

/// Writes the members of an object. After an error it writes nothing more.
pub(crate) struct Writer<M: SerializeMap> {
    map: M,
    written: Result<(), M::Error>,
}

impl<M: SerializeMap> Writer<M> {
    pub(crate) fn required<T: Serialize + ?Sized>(&mut self, member: &str, value: &T) {
        if self.written.is_ok() {
            self.written = self.map.serialize_entry(member, value);
        }
    }

    pub(crate) fn optional<T: Serialize>(&mut self, member: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(member, value);
        }
    }

    pub(crate) fn nullable<T: Serialize>(&mut self, member: &str, value: &Option<Option<T>>) {
        self.optional(member, value);
    }

    pub(crate) fn read_only<T>(&mut self, _: &str, _: &T) {}

    pub(crate) fn others<'o, O, T>(&mut self, others: &'o O)
    where
        &'o O: IntoIterator<Item = (&'o String, &'o T)>,
        T: Serialize + 'o,
    {
        others.into_iter().for_each(|(member, value)| self.required(member, value));
    }
}

#[cfg(test)]
mod tests;
