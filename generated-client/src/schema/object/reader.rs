//! The members of an object, one after the other.

use std::fmt;

use serde_core::Deserialize;
use serde_core::de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::Others;
use crate::schema::constant::Constant;

/// What a member is read into.
pub(crate) trait Slot<'de, A: MapAccess<'de>> {
    fn read(&mut self, map: &mut A) -> Result<(), A::Error>;
}

/// Goes through the members of an object. Of several with one name, the last counts.
///
/// A struct adds a slot for each field. It names no type of errors and has no `?`, since both take long to check.
pub(crate) struct Reader<'de, A: MapAccess<'de>> {
    map: A,
    /// Why it reads no further.
    error: Option<A::Error>,
    /// The place of the member that comes next, if they come in the order of the table.
    expected: usize,
    /// Members that have to be there, with these values.
    constants: Vec<(&'static str, Constant)>,
    /// Those that came.
    seen: Vec<&'static str>,
}

impl<'de, A: MapAccess<'de>> Reader<'de, A> {
    pub(crate) fn new(map: A, constants: Vec<(&'static str, Constant)>) -> Self {
        Self { map, error: None, expected: 0, constants, seen: Vec::new() }
    }

    /// Reads each of these members into the slot at its place. Others are left to `others`. Says whether that worked.
    #[must_use]
    pub(crate) fn read<O: Others>(
        &mut self,
        members: &'static [&'static str],
        slots: &mut [&mut dyn Slot<'de, A>],
        others: &mut O,
    ) -> bool {
        let read = self.read_all(members, slots, others);
        read.map_err(|error| self.error = Some(error)).is_ok()
    }

    /// The value of a field, if it was found, or what stands for its absence. `None` if it has to be there.
    pub(crate) fn found<T: Deserialize<'de>>(
        &mut self,
        field: Option<T>,
        member: &'static str,
    ) -> Option<T> {
        let value = field.or_else(super::absent);
        if value.is_none() {
            self.error = Some(A::Error::missing_field(member));
        }
        value
    }

    /// What was read, or why there is none: `None` comes with an error.
    pub(crate) fn end<T>(self, object: Option<T>) -> Result<T, A::Error> {
        match self.error {
            Some(error) => Err(error),
            None => object.ok_or_else(|| A::Error::custom("not read")),
        }
    }

    fn read_all<O: Others>(
        &mut self,
        members: &'static [&'static str],
        slots: &mut [&mut dyn Slot<'de, A>],
        others: &mut O,
    ) -> Result<(), A::Error> {
        while let Some(index) = self.next(members, others)? {
            if let Some(slot) = slots.get_mut(index) {
                slot.read(&mut self.map)?;
            }
        }
        Ok(())
    }

    /// The place of the next member that is one of these.
    fn next<O: Others>(
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
