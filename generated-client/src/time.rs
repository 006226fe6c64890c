//! Points in time, each as its endpoints write it.

#[cfg(feature = "chrono")]
mod chrono;
mod epoch_millis;
mod rfc3339;
mod short_text;
mod timestamp;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::SystemTime;

use serde_core::de::{Deserialize, Deserializer};
use serde_core::ser::{Serialize, Serializer};

use crate::Error;
use crate::schema::object;
pub use epoch_millis::EpochMillis;
use short_text::ShortText;
pub(crate) use timestamp::Timestamp;

/// What is before it can be no time of the service: it is 0, negative, or a count of seconds. In milliseconds this is in
/// March 1973; in seconds it is more than 3,000 years ahead.
pub(crate) const EARLIEST_MILLIS: i64 = 100_000_000_000;

/// A point in time that is written as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) text with
/// an offset: `2024-11-06T22:39:30-08:00`. The offset may also be written without a colon, as ISO
/// 8601 allows. Where the service writes epoch milliseconds instead, as a number or as digits, they are read too.
///
/// The text is kept, so that what was read is written back unchanged. Two values are equal, and
/// ordered, by the point in time that they name, whatever their offsets. A leap second is the second that follows it.
///
/// It is made of a [`SystemTime`] and becomes one again, which `jiff` and `time` convert too. With the feature `chrono` it is
/// made of a time of `chrono`, and `to_utc` gives one.
///
/// ```
/// use generated_client::DateTime;
///
/// let created: DateTime = "2024-11-06T22:39:30-08:00".parse()?;
/// assert_eq!(created, "2024-11-07T06:39:30Z".parse()?);
/// assert_eq!(created.as_str(), "2024-11-06T22:39:30-08:00");
/// # Ok::<(), generated_client::Error>(())
/// ```
#[derive(Clone)]
pub struct DateTime {
    time: Timestamp,
    text: ShortText,
    /// It is written as a number, because it came as one.
    is_number: bool,
}

impl DateTime {
    /// The time by the system's clock, in UTC.
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// The text, as the service wrote it.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The milliseconds since 1970-01-01T00:00:00Z, rounded down; negative before.
    pub fn as_millis(&self) -> i64 {
        self.time.as_millis()
    }

    /// The point in time, unless the system's clock cannot hold it.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        self.time.to_system_time()
    }

    /// The point in time, for comparing it.
    pub(crate) fn timestamp(&self) -> Timestamp {
        self.time
    }

    fn read(text: &str) -> Option<Self> {
        Some(Self { time: rfc3339::read(text)?, text: text.into(), is_number: false })
    }

    /// The text is in UTC. What RFC 3339 cannot write becomes the nearest time that it can.
    fn in_utc(time: Timestamp) -> Self {
        let time = rfc3339::nearest(time);
        Self { time, text: time.to_string().as_str().into(), is_number: false }
    }

    /// Reads a time as the service may write it, which is not always as its documents say.
    pub(crate) fn read_any(text: &str) -> Option<Self> {
        Self::read(text).or_else(|| {
            let time = Self::of_millis(text.parse().ok()?)?;
            Some(Self { text: text.into(), is_number: false, ..time })
        })
    }

    /// Reads epoch milliseconds, unless they are too few.
    pub(crate) fn of_millis(millis: i64) -> Option<Self> {
        (millis >= EARLIEST_MILLIS).then(|| Self {
            time: Timestamp::of_millis(millis),
            text: millis.to_string().as_str().into(),
            is_number: true,
        })
    }
}

/// # Errors
///
/// [`Error::is_invalid_request`] if the text is no date, time and offset.
impl FromStr for DateTime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(text).ok_or_else(|| {
            let text = text.escape_debug();
            Error::invalid_value(format!("`{text}` is no time as RFC 3339 writes it"))
        })
    }
}

/// In UTC. A time before the year 0 or after 9999, which RFC 3339 cannot write, becomes the first or last that it can.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        Self::in_utc(time.into())
    }
}

/// A time of a response that is a number can be sent where an endpoint wants text, in UTC. One before the year 0 or after
/// 9999, which RFC 3339 cannot write, becomes the first or last that it can.
impl From<EpochMillis> for DateTime {
    fn from(time: EpochMillis) -> Self {
        Self::in_utc(time.timestamp())
    }
}

/// So a time of a response can be sent without a copy of one's own.
impl From<&Self> for DateTime {
    fn from(time: &Self) -> Self {
        time.clone()
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DateTime({self})")
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.time == other.time
    }
}

impl Eq for DateTime {}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.time.cmp(&other.time)
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.time.hash(state);
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_number {
            serializer.serialize_i64(self.as_millis())
        } else {
            serializer.serialize_str(self.as_str())
        }
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object::scalar(deserializer)
    }
}

#[cfg(test)]
mod tests;
