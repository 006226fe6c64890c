//! Points in time, each as its endpoints write it.

mod epoch_millis;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::SystemTime;

use jiff::Timestamp;
use serde_core::de::{Deserialize, Deserializer, Unexpected, Visitor};
use serde_core::ser::{Serialize, Serializer};

use crate::Error;
pub use epoch_millis::EpochMillis;

/// A point in time that is written as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) text with
/// an offset: `2024-11-06T22:39:30-08:00`. The offset may also be written without a colon, as ISO
/// 8601 allows.
///
/// The text is kept, so that what was read is written back unchanged. Two values are equal, and
/// ordered, by the point in time that they name, whatever their offsets.
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
    text: Box<str>,
    timestamp: Timestamp,
}

impl DateTime {
    /// The text, as the service wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The point in time.
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    fn read(text: &str) -> Option<Self> {
        let timestamp = text.parse().ok()?;
        Some(Self { text: text.into(), timestamp })
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

impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        Self { text: timestamp.to_string().into(), timestamp }
    }
}

/// A time beyond the years -9999 to 9999 becomes the first or last of them.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        timestamp_of(time).into()
    }
}

impl From<DateTime> for Timestamp {
    fn from(time: DateTime) -> Self {
        time.timestamp
    }
}

pub(crate) fn timestamp_of(time: SystemTime) -> Timestamp {
    let beyond = if time < SystemTime::UNIX_EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::try_from(time).unwrap_or(beyond)
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DateTime({})", self.text)
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.timestamp == other.timestamp
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
        self.timestamp.cmp(&other.timestamp)
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.timestamp.hash(state);
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DateTimeVisitor)
    }
}

/// Refuses from within, so that `serde_json` adds the position.
struct DateTimeVisitor;

impl Visitor<'_> for DateTimeVisitor {
    type Value = DateTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time as RFC 3339 writes it")
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<DateTime, E> {
        DateTime::read(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests;
