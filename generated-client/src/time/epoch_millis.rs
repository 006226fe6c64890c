//! Points in time as numbers.

use std::fmt;
use std::time::SystemTime;

use serde_core::de::{Deserialize, Deserializer};
use serde_core::{Serialize, Serializer};

use super::{DateTime, Timestamp};
use crate::schema::object;

/// A point in time that is written as an integer: the milliseconds since 1970-01-01T00:00:00Z.
///
/// It is read from a string of digits too, which some responses have.
///
/// ```
/// use generated_client::{DateTime, EpochMillis};
///
/// let start: DateTime = "2024-03-20T11:30:00Z".parse()?;
/// let time = EpochMillis::from(&start);
/// assert_eq!(time.as_millis(), 1_710_934_200_000);
/// assert_eq!(time.to_system_time(), start.to_system_time());
/// # Ok::<(), generated_client::Error>(())
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

    /// The point in time, unless the system's clock cannot hold it.
    pub fn to_system_time(self) -> Option<SystemTime> {
        self.timestamp().to_system_time()
    }

    /// The point in time, for comparing it.
    pub(crate) fn timestamp(self) -> Timestamp {
        Timestamp::of_millis(self.0)
    }
}

impl From<i64> for EpochMillis {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

/// Rounds down to a millisecond. A time that is more than 1,400,000 years from now becomes the first or last that is not.
impl From<SystemTime> for EpochMillis {
    fn from(time: SystemTime) -> Self {
        Self(Timestamp::from(time).as_millis())
    }
}

/// Rounds down to a millisecond. So a time of a response can be sent where an endpoint wants milliseconds.
impl From<&DateTime> for EpochMillis {
    fn from(time: &DateTime) -> Self {
        Self(time.as_millis())
    }
}

/// Rounds down to a millisecond.
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
