//! Structs as JSON objects.
//!
//! Derived implementations of serde's traits would do the same. They are most of what emitted code takes to compile,
//! and need a compiler plugin; here the work is done once, and a struct adds a table.

mod number;
mod others;
mod scalar;

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::value::Error as Missing;
use serde_core::de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_core::ser::{SerializeMap, Serializer};
use serde_core::{Deserialize, Serialize, forward_to_deserialize_any};

use crate::schema::constant::Constant;
use crate::schema::undocumented_members::is_encoding;
pub(crate) use number::Number;
pub(crate) use others::Others;
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
                fn constants() -> ::std::vec::Vec<(&'static str, $crate::schema::constant::Constant)> {
                    ::std::vec![$(($constant, $crate::schema::constant::Constant::from($value))),+]
                }
            )?

            #[allow(unused_mut, unused_assignments, unused_variables, reason = "there may be no member")]
            fn read<'de, A: ::serde_core::de::MapAccess<'de>>(
                reader: &mut $crate::schema::object::Reader<A>,
            ) -> Result<Self, A::Error> {
                const MEMBERS: &[&str] = &[$($member),*];
                $( let mut $field = None; )*
                let mut others = object!(@others $($others)?);
                while let Some(member) = reader.next(MEMBERS, &mut others)? {
                    let mut index = 0;
                    $(
                        if member == index {
                            object!(@read reader $rule $field $($form)?)?;
                            continue;
                        }
                        index += 1;
                    )*
                }
                Ok(Self {
                    $( $field: object!(@found $rule $field $member), )*
                    $( $others: others, $( $malformed: ::std::vec::Vec::new(), )? )?
                })
            }

            #[allow(unused_variables, reason = "there may be no member")]
            fn write<M: ::serde_core::ser::SerializeMap>(
                &self,
                writer: &mut $crate::schema::object::Writer<M>,
            ) {
                $( writer.$rule($member, object!(@write self.$field; $rule $($form)?)); )*
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
    (@write $value:expr; $rule:ident) => { &$value };
    (@write $value:expr; $rule:ident scalar) => { &$value };
    (@write $value:expr; required number) => { &$crate::schema::object::Number(&$value) };
    (@write $value:expr; nullable number) => {
        &$value.as_ref().map(|it| Some($crate::schema::object::Number(it)))
    };
    (@write $value:expr; $rule:ident number) => {
        &$value.as_ref().map($crate::schema::object::Number)
    };
    (@read $reader:ident $rule:ident $field:ident number) => { $reader.$rule(&mut $field) };
    (@read $reader:ident $rule:ident $field:ident) => { $reader.$rule(&mut $field) };
    (@read $reader:ident required $field:ident scalar) => { $reader.required_scalar(&mut $field) };
    (@read $reader:ident nullable $field:ident scalar) => { $reader.required_scalar(&mut $field) };
    (@read $reader:ident $rule:ident $field:ident scalar) => { $reader.optional_scalar(&mut $field) };
    (@found required $field:ident $member:literal) => {
        $crate::schema::object::found($field, $member)?
    };
    (@found $rule:ident $field:ident $member:literal) => {
        $field
    };
}
pub(crate) use object;

/// What [`object`] makes of a struct.
pub(crate) trait Object: Sized {
    /// The members that have one value each, and no field.
    fn constants() -> Vec<(&'static str, Constant)> {
        Vec::new()
    }

    fn read<'de, A: MapAccess<'de>>(reader: &mut Reader<A>) -> Result<Self, A::Error>;

    fn write<M: SerializeMap>(&self, writer: &mut Writer<M>);
}

/// Writes an object, with a tag before its members if it has one.
pub(crate) fn serialize<T: Object, S: Serializer>(
    object: &T,
    tag: Option<(&str, Constant)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut writer = Writer { map: serializer.serialize_map(None)?, written: Ok(()) };
    for (name, value) in tag.into_iter().chain(T::constants()) {
        writer.required(name, &value);
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
        T::read(&mut Reader::new(map, T::constants()))
    }
}

/// Goes through the members of an object. Of several with one name, the last counts.
pub(crate) struct Reader<A> {
    map: A,
    /// The place of the member that comes next, if they come in the order of the table.
    expected: usize,
    /// Members that have to be there, with these values.
    constants: Vec<(&'static str, Constant)>,
    /// Those that came.
    seen: Vec<&'static str>,
}

impl<'de, A: MapAccess<'de>> Reader<A> {
    pub(crate) fn new(map: A, constants: Vec<(&'static str, Constant)>) -> Self {
        Self { map, expected: 0, constants, seen: Vec::new() }
    }

    /// The place of the next member that is one of these. Others are left to `others`.
    pub(crate) fn next<O: Others>(
        &mut self,
        members: &'static [&'static str],
        others: &mut O,
    ) -> Result<Option<usize>, A::Error> {
        loop {
            let (expected, constants) = (self.expected, &self.constants[..]);
            let seed = KeySeed { members, expected, constants, others: &mut *others };
            match self.map.next_key_seed(seed)? {
                Some(Key::Member(index)) => {
                    self.expected = index + 1;
                    return Ok(Some(index));
                }
                Some(Key::Constant(name, value)) => {
                    self.map.next_value_seed(value)?;
                    self.seen.push(name);
                }
                Some(Key::Other(name)) => others.read(name, &mut self.map)?,
                None => break,
            }
        }
        let missing = self.constants.iter().find(|(name, _)| !self.seen.contains(name));
        missing.map_or(Ok(None), |(name, _)| Err(A::Error::missing_field(name)))
    }

    pub(crate) fn required<T: Deserialize<'de>>(
        &mut self,
        field: &mut Option<T>,
    ) -> Result<(), A::Error> {
        *field = Some(self.map.next_value()?);
        Ok(())
    }

    pub(crate) fn optional<T: Deserialize<'de>>(
        &mut self,
        field: &mut Option<T>,
    ) -> Result<(), A::Error> {
        *field = self.map.next_value()?;
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

    pub(crate) fn required_scalar<T: Scalar>(
        &mut self,
        field: &mut Option<T>,
    ) -> Result<(), A::Error> {
        *field = Some(self.map.next_value_seed(scalar::Seed(PhantomData))?);
        Ok(())
    }

    pub(crate) fn optional_scalar<T: Scalar>(
        &mut self,
        field: &mut Option<T>,
    ) -> Result<(), A::Error> {
        *field = self.map.next_value_seed(scalar::Seed(PhantomData))?;
        Ok(())
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
enum Key<N> {
    /// The place of one that has a field.
    Member(usize),
    /// One that has no field, and its value.
    Constant(&'static str, Constant),
    Other(N),
}

struct KeySeed<'o, O> {
    members: &'static [&'static str],
    expected: usize,
    constants: &'o [(&'static str, Constant)],
    others: &'o mut O,
}

impl<'de, O: Others> DeserializeSeed<'de> for KeySeed<'_, O> {
    type Value = Key<O::Name>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<O: Others> Visitor<'_> for KeySeed<'_, O> {
    type Value = Key<O::Name>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        if let Some(index) = place(self.members, self.expected, name) {
            return Ok(Key::Member(index));
        }
        match self.constants.iter().find(|(constant, _)| *constant == name) {
            Some((name, value)) => Ok(Key::Constant(name, *value)),
            None => self.others.name(name).map(Key::Other),
        }
    }
}

/// Where a member is in the table. Servers write members in one order, mostly that of their documents, and leave some
/// out, so it is looked for from the expected place onwards first.
fn place(members: &[&str], expected: usize, name: &str) -> Option<usize> {
    let (before, from) = members.split_at_checked(expected)?;
    let found = from.iter().position(|it| *it == name).map(|index| expected + index);
    found.or_else(|| before.iter().position(|it| *it == name))
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

    pub(crate) fn read_only<T: Serialize>(&mut self, member: &str, value: &Option<T>) {
        if !is_encoding() {
            self.optional(member, value);
        }
    }
}

#[cfg(test)]
mod tests;
