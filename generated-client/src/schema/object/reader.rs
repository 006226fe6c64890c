//! The members of an object, one after the other.

use std::fmt;
use std::marker::PhantomData;

use serde_core::Deserialize;
use serde_core::de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::Others;
use super::scalar::{self, Scalar};
use crate::schema::constant::Constant;

/// Goes through the members of an object. Of several with one name, the last counts. After an error it reads nothing more.
///
/// For each member, [`next`](Self::next) gives its turn, and then comes a method for each field, in the order of the table.
/// That of the member's own field reads it. So a table is calls one after the other, without a branch for each, which take
/// half of the compiler's time.
pub(crate) struct Reader<'de, A: MapAccess<'de>> {
    map: A,
    /// The place of the member that comes next, if they come in the order of the table.
    expected: usize,
    read: Result<(), A::Error>,
    /// Members that have to be there, with these values.
    constants: Vec<(&'static str, Constant)>,
    /// Those that came.
    seen: Vec<&'static str>,
}

impl<'de, A: MapAccess<'de>> Reader<'de, A> {
    pub(crate) fn new(map: A, constants: Vec<(&'static str, Constant)>) -> Self {
        Self { map, expected: 0, read: Ok(()), constants, seen: Vec::new() }
    }

    /// The turn of the next member that is one of these. Others are left to `others`.
    pub(crate) fn next<O: Others>(
        &mut self,
        members: &'static [&'static str],
        others: &mut O,
    ) -> Option<MemberTurn> {
        if self.read.is_err() {
            return None;
        }
        match self.found(members, others) {
            Ok(found) => {
                let member = found?;
                self.expected = member + 1;
                Some(MemberTurn { member, field: 0 })
            }
            Err(error) => {
                self.read = Err(error);
                None
            }
        }
    }

    fn found<O: Others>(
        &mut self,
        members: &'static [&'static str],
        others: &mut O,
    ) -> Result<Option<usize>, A::Error> {
        loop {
            let (expected, constants) = (self.expected, &self.constants[..]);
            let seed = KeySeed { members, expected, constants, others: &mut *others };
            match self.map.next_key_seed(seed)? {
                Some(Key::Member(index)) => return Ok(Some(index)),
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

    /// The first error, after all members.
    pub(crate) fn end(&mut self) -> Result<(), A::Error> {
        std::mem::replace(&mut self.read, Ok(()))
    }

    #[inline]
    pub(crate) fn required<T: Deserialize<'de>>(
        &mut self,
        turn: &mut MemberTurn,
        field: &mut Option<T>,
    ) {
        if turn.is_next() {
            self.value(PhantomData, |value| *field = Some(value));
        }
    }

    #[inline]
    pub(crate) fn optional<T: Deserialize<'de>>(
        &mut self,
        turn: &mut MemberTurn,
        field: &mut Option<T>,
    ) {
        if turn.is_next() {
            self.value(PhantomData, |value| *field = value);
        }
    }

    #[inline]
    pub(crate) fn nullable<T: Deserialize<'de>>(
        &mut self,
        turn: &mut MemberTurn,
        field: &mut Option<Option<T>>,
    ) {
        self.required(turn, field);
    }

    #[inline]
    pub(crate) fn read_only<T: Deserialize<'de>>(
        &mut self,
        turn: &mut MemberTurn,
        field: &mut Option<T>,
    ) {
        self.optional(turn, field);
    }

    /// For numbers and times, which come in several forms.
    #[inline]
    pub(crate) fn scalar(&mut self) -> Scalars<'_, 'de, A> {
        Scalars(self)
    }

    /// For identifiers that are numbers in JSON, which are read from either form in any case.
    #[inline]
    pub(crate) fn number(&mut self) -> &mut Self {
        self
    }

    fn value<S: DeserializeSeed<'de>>(&mut self, seed: S, keep: impl FnOnce(S::Value)) {
        match self.map.next_value_seed(seed) {
            Ok(value) => keep(value),
            Err(error) => self.read = Err(error),
        }
    }
}

/// Reads members as [`Reader`] does, in whatever form the service writes them.
pub(crate) struct Scalars<'r, 'de, A: MapAccess<'de>>(&'r mut Reader<'de, A>);

impl<'de, A: MapAccess<'de>> Scalars<'_, 'de, A> {
    #[inline]
    pub(crate) fn required<T: Scalar>(self, turn: &mut MemberTurn, field: &mut Option<T>) {
        if turn.is_next() {
            self.0.value(scalar::Seed(PhantomData), |value| *field = Some(value));
        }
    }

    #[inline]
    pub(crate) fn optional<T: Scalar>(self, turn: &mut MemberTurn, field: &mut Option<T>) {
        if turn.is_next() {
            self.0.value(scalar::Seed(PhantomData), |value| *field = value);
        }
    }

    #[inline]
    pub(crate) fn nullable<T: Scalar>(self, turn: &mut MemberTurn, field: &mut Option<T>) {
        self.required(turn, field);
    }

    #[inline]
    pub(crate) fn read_only<T: Scalar>(self, turn: &mut MemberTurn, field: &mut Option<T>) {
        self.optional(turn, field);
    }
}

/// Whose turn it is: counted in a variable of its own, which lets the compiler make one jump of all the questions.
pub(crate) struct MemberTurn {
    member: usize,
    /// The field that is asked next.
    field: usize,
}

impl MemberTurn {
    #[inline]
    fn is_next(&mut self) -> bool {
        let is_next = self.field == self.member;
        self.field = self.field.wrapping_add(1);
        is_next
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
