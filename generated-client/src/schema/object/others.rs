//! The members of an object that have no field.

use std::collections::BTreeMap;

use serde_core::Serialize;
use serde_core::de::{DeserializeOwned, Error, IgnoredAny, MapAccess};
use serde_core::ser::SerializeMap;
use serde_json::{Map, Value};

use super::Writer;
use crate::UndocumentedMembers;
use crate::schema::undocumented_members::is_encoding;

/// What becomes of members that have no field.
pub(crate) trait Others {
    /// What is remembered of a name until its value comes.
    type Name;

    /// Takes the name of the next one.
    fn name<E: Error>(&mut self, name: &str) -> Result<Self::Name, E>;

    /// Reads its value.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: Self::Name,
        map: &mut A,
    ) -> Result<(), A::Error>;

    fn write<M: SerializeMap>(&self, writer: &mut Writer<M>);
}

/// They are passed over.
impl Others for () {
    type Name = ();

    fn name<E: Error>(&mut self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, (): (), map: &mut A) -> Result<(), A::Error> {
        map.next_value::<IgnoredAny>().map(drop)
    }

    fn write<M: SerializeMap>(&self, _: &mut Writer<M>) {}
}

/// They are kept, and are in no request.
impl Others for UndocumentedMembers {
    type Name = ();

    fn name<E: Error>(&mut self, name: &str) -> Result<(), E> {
        self.begin(name)
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, (): (), map: &mut A) -> Result<(), A::Error> {
        self.read_value(map)
    }

    fn write<M: SerializeMap>(&self, writer: &mut Writer<M>) {
        if !self.is_empty() && !is_encoding() {
            self.to_map().iter().for_each(|(name, value)| writer.required(name, value));
        }
    }
}

/// The document allows any, or any of one type.
macro_rules! any {
    ($map:ty $(, $value:ident: $bound:ident + $other:ident)?) => {
        impl $(<$value: $bound + $other>)? Others for $map {
            type Name = String;

            fn name<E: Error>(&mut self, name: &str) -> Result<String, E> {
                Ok(name.to_owned())
            }

            fn read<'de, A: MapAccess<'de>>(
                &mut self,
                name: String,
                map: &mut A,
            ) -> Result<(), A::Error> {
                self.insert(name, map.next_value()?);
                Ok(())
            }

            fn write<M: SerializeMap>(&self, writer: &mut Writer<M>) {
                self.iter().for_each(|(name, value)| writer.required(name, value));
            }
        }
    };
}
any!(Map<String, Value>);
any!(BTreeMap<String, T>, T: Serialize + DeserializeOwned);
