//! What the fields of a struct are read into, by how the table treats them.

use std::marker::PhantomData;

use serde_core::Deserialize;
use serde_core::de::MapAccess;

use super::reader::Slot;

/// Takes what is there, null included.
pub(crate) struct Present<T>(pub(crate) Option<T>);

/// Takes null for nothing.
pub(crate) struct Optional<T>(pub(crate) Option<T>);

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for Present<T> {
    fn read(&mut self, map: &mut A) -> Result<(), A::Error> {
        self.0 = Some(map.next_value()?);
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for Optional<T> {
    fn read(&mut self, map: &mut A) -> Result<(), A::Error> {
        self.0 = map.next_value()?;
        Ok(())
    }
}

pub(crate) fn required<T>() -> Present<T> {
    Present(None)
}

pub(crate) fn optional<T>() -> Optional<T> {
    Optional(None)
}

pub(crate) fn nullable<T>() -> Present<Option<T>> {
    Present(None)
}

pub(crate) fn read_only<T>() -> Optional<T> {
    Optional(None)
}

/// Identifiers that are numbers in JSON, which are read from either form in any case.
pub(crate) mod number {
    pub(crate) use super::{nullable, optional, read_only, required};
}

/// Numbers and times, which come in several forms.
pub(crate) mod scalar {
    use super::*;
    use crate::schema::object::scalar::{Scalar, Seed};

    pub(crate) struct Present<T>(pub(crate) Option<T>);

    pub(crate) struct Optional<T>(pub(crate) Option<T>);

    impl<'de, A: MapAccess<'de>, T: Scalar> Slot<'de, A> for Present<T> {
        fn read(&mut self, map: &mut A) -> Result<(), A::Error> {
            self.0 = Some(map.next_value_seed(Seed(PhantomData))?);
            Ok(())
        }
    }

    impl<'de, A: MapAccess<'de>, T: Scalar> Slot<'de, A> for Optional<T> {
        fn read(&mut self, map: &mut A) -> Result<(), A::Error> {
            self.0 = map.next_value_seed(Seed(PhantomData))?;
            Ok(())
        }
    }

    pub(crate) fn required<T>() -> Present<T> {
        Present(None)
    }

    pub(crate) fn optional<T>() -> Optional<T> {
        Optional(None)
    }

    pub(crate) fn nullable<T>() -> Present<Option<T>> {
        Present(None)
    }

    pub(crate) fn read_only<T>() -> Optional<T> {
        Optional(None)
    }
}
