//! Points in time as numbers.

use std::fmt;
use std::time::SystemTime;

use chrono::{TimeZone, Utc};
use serde_core::de::{Deserialize, Deserializer};
use serde_core::{Serialize, Serializer};

use super::{DateTime, utc};
use crate::schema::object;

/// A point in time that is written as an integer: the milliseconds since 1970-01-01T00:00:00Z.
///
/// It is read from a string of digits too, which some responses have.
///
/// ```
/// use generated_client::EpochMillis;
/// use generated_client::chrono::{DateTime, Utc};
///
/// let start: DateTime<Utc> = "2024-03-20T11:30:00Z".parse()?;
/// let time = EpochMillis::from(start);
/// assert_eq!(time.as_millis(), 1_710_934_200_000);
/// assert_eq!(time.to_utc(), Some(start));
/// # Ok::<(), generated_client::chrono::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpochMillis(i64);

impl EpochMillis {
    /// Takes milliseconds since 1970-01-01T00:00:00Z, negative before.
    pub const fn new(millis: i64) -> Self {
        Self(millis)
    }

    /// The milliseconds since 1970-01-01T00:00:00Z.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The point in time, unless it is more than 260,000 years from now.
    pub fn to_utc(self) -> Option<chrono::DateTime<Utc>> {
        chrono::DateTime::from_timestamp_millis(self.0)
    }
}

impl From<i64> for EpochMillis {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

/// Cuts off what is finer than a millisecond.
impl<Z: TimeZone> From<chrono::DateTime<Z>> for EpochMillis {
    fn from(time: chrono::DateTime<Z>) -> Self {
        Self(time.timestamp_millis())
    }
}

/// Cuts off what is finer than a millisecond. A time that [`chrono`] cannot hold, more than 260,000 years from now,
/// becomes the first or last that it can.
impl From<SystemTime> for EpochMillis {
    fn from(time: SystemTime) -> Self {
        utc(time).into()
    }
}

/// Cuts off what is finer than a millisecond. So a time of a response can be sent where an endpoint wants
/// milliseconds.
impl From<&DateTime> for EpochMillis {
    fn from(time: &DateTime) -> Self {
        time.to_utc().into()
    }
}

/// Cuts off what is finer than a millisecond.
impl From<DateTime> for EpochMillis {
    fn from(time: DateTime) -> Self {
        Self::from(&time)
    }
}

impl fmt::Display for EpochMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for EpochMillis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for EpochMillis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object::scalar(deserializer)
    }
}
