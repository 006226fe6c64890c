//! Structs as JSON objects.
//!
//! Derived implementations of serde's traits would do the same. They are most of what emitted code takes to compile,
//! and need a compiler plugin; here the work is done once, and a struct adds a table.

mod number;
mod others;
mod reader;
mod scalar;
pub(crate) mod slot;

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::value::Error as Missing;
use serde_core::de::{self, Deserializer, MapAccess, Visitor};
use serde_core::ser::{SerializeMap, Serializer};
use serde_core::{Deserialize, Serialize, forward_to_deserialize_any};

use crate::schema::constant::Constant;
use crate::schema::undocumented_members::is_encoding;
use number::Numbers;
pub(crate) use others::Others;
pub(crate) use reader::Reader;
pub(crate) use scalar::{Scalar, scalar};

/// Lets a struct be read, written and checked, by a table of its fields: how each is treated, its name in JSON, and
/// its limits.
///
/// | | Read | Written |
/// |---|---|---|
/// | `required` | has to be there, unless it is an `Option` | always |
/// | `optional` | absent and null are `None` | unless it is `None` |
/// | `nullable` | absent is `None`, null is `Some(None)` | unless it is `None` |
/// | `read_only` | as `optional` | as `optional`, but never in a request |
///
/// A number or a time is marked as `scalar`, since the service writes the same one in several forms, and an identifier that
/// is a number in JSON, or a list of such, as `number`. Members that have
/// no field are kept in the one after `..`, if there is one ([`Others`]). The field within `and` is for malformed items
/// of lists ([`Malformed`](crate::schema::malformed::Malformed)), and is no member. Members after `with` have one value
/// each and no field: they are always written, and nothing else is read.
macro_rules! object {
    ($name:ident {
        $($field:ident: $rule:ident($member:literal $(, $form:ident)? $(,)?)
            $(.$check:ident($($limit:tt)*))*),* $(,)?
        $(..$others:ident $(.and($malformed:ident $(,)?))?)?
    } $(with $($constant:literal = $value:literal),+)?) => {
        impl $crate::schema::object::Object for $name {
            $(
                fn constants(mut each: impl FnMut(&'static str, $crate::schema::constant::Constant)) {
                    $( each($constant, $value.into()); )+
                }
            )?

            #[allow(unused_mut, unused_assignments, unused_variables, reason = "there may be no member")]
            fn read<'de, A: ::serde_core::de::MapAccess<'de>>(
                reader: &mut $crate::schema::object::Reader<'de, A>,
            ) -> Option<Self> {
                $( let mut $field = $crate::schema::object::slot$(::$form)?::$rule(); )*
                let mut others = object!(@others $($others)?);
                if !reader.read(&[$($member),*], &mut [$(&mut $field),*], &mut others) {
                    return None;
                }
                Some(Self {
                    $( $field: object!(@found reader $rule $field $member), )*
                    $( $others: others, $( $malformed: ::std::vec::Vec::new(), )? )?
                })
            }

            #[allow(unused_variables, reason = "there may be no member")]
            fn write<M: ::serde_core::ser::SerializeMap>(
                &self,
                writer: &mut $crate::schema::object::Writer<M>,
            ) {
                $( writer$(.$form())?.$rule($member, &self.$field); )*
                $( $crate::schema::object::Others::write(&self.$others, writer); )?
            }
        }

        $crate::schema::limits::limits!($name {
            $($field: $rule($member) $(.$check($($limit)*))*),*
        });

        $($(
            impl $crate::schema::malformed::Malformed for $name {
                fn malformed(&mut self) -> &mut ::std::vec::Vec<$crate::MalformedItem> {
                    &mut self.$malformed
                }
            }
        )?)?

        impl ::serde_core::Serialize for $name {
            fn serialize<S: ::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::schema::object::serialize(self, None, serializer)
            }
        }

        impl<'de> ::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: ::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::schema::object::deserialize(deserializer)
            }
        }
    };
    (@others) => { () };
    (@others $others:ident) => { ::std::default::Default::default() };
    // Not by `?`, which takes rustc long to check: codegen/BENCHMARKS.md.
    (@found $reader:ident required $field:ident $member:literal) => {
        match $reader.found($field.0, $member) {
            Some(value) => value,
            None => return None,
        }
    };
    (@found $reader:ident $rule:ident $field:ident $member:literal) => {
        $field.0
    };
}
pub(crate) use object;

/// What [`object`] makes of a struct.
pub(crate) trait Object: Sized {
    /// Gives the members that have one value each, and no field.
    fn constants(each: impl FnMut(&'static str, Constant)) {
        let _ = each;
    }

    fn read<'de, A: MapAccess<'de>>(reader: &mut Reader<'de, A>) -> Option<Self>;

    fn write<M: SerializeMap>(&self, writer: &mut Writer<M>);
}

/// Writes an object, with a tag before its members if it has one.
pub(crate) fn serialize<T: Object, S: Serializer>(
    object: &T,
    tag: Option<(&str, Constant)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut writer = Writer { map: serializer.serialize_map(None)?, written: Ok(()) };
    if let Some((name, value)) = tag {
        writer.required(name, &value);
    }
    T::constants(|name, value| writer.required(name, &value));
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
        let mut constants = Vec::new();
        T::constants(|name, value| constants.push((name, value)));
        let mut reader = Reader::new(map, constants);
        let object = T::read(&mut reader);
        reader.end(object)
    }
}

/// The value of a field that is not there, if it can be absent.
fn absent<'de, T: Deserialize<'de>>() -> Option<T> {
    T::deserialize(Absent).ok()
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

/// Writes the members of an object. After an error it writes nothing more.
pub(crate) struct Writer<M: SerializeMap> {
    map: M,
    written: Result<(), M::Error>,
}

impl<M: SerializeMap> Writer<M> {
    /// For what is written in one form alone.
    pub(crate) fn scalar(&mut self) -> &mut Self {
        self
    }

    /// For identifiers that are numbers in JSON.
    pub(crate) fn number(&mut self) -> Numbers<'_, M> {
        Numbers(self)
    }

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

    pub(crate) fn read_only<T: Serialize>(&mut self, member: &str, value: &Option<T>) {
        if !is_encoding() {
            self.optional(member, value);
        }
    }
}

#[cfg(test)]
mod tests;
