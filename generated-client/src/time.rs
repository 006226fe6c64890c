//! Points in time, each as its endpoints write it.

mod epoch_millis;
mod rfc3339;
mod short_text;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::SystemTime;

use chrono::{SecondsFormat, TimeDelta, TimeZone, Utc};
use serde_core::de::{Deserialize, Deserializer};
use serde_core::ser::{Serialize, Serializer};

use crate::Error;
use crate::schema::object;
pub use epoch_millis::EpochMillis;
use short_text::ShortText;

/// What is before it can be no time of the service: it is 0, negative, or a count of seconds. In milliseconds this is in
/// March 1973; in seconds it is more than 3,000 years ahead.
pub(crate) const EARLIEST_MILLIS: i64 = 100_000_000_000;

/// A point in time that is written as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) text with
/// an offset: `2024-11-06T22:39:30-08:00`. The offset may also be written without a colon, as ISO
/// 8601 allows. Where the service writes epoch milliseconds instead, as a number or as digits, they are read too.
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
    utc: chrono::DateTime<Utc>,
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

    /// The point in time, for computing with it.
    pub fn to_utc(&self) -> chrono::DateTime<Utc> {
        self.utc
    }

    fn read(text: &str) -> Option<Self> {
        Some(Self { utc: rfc3339::read(text)?, text: text.into(), is_number: false })
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
        let utc = EpochMillis::new(millis).to_utc().filter(|_| millis >= EARLIEST_MILLIS)?;
        Some(Self { utc, text: millis.to_string().as_str().into(), is_number: true })
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

/// Keeps the offset.
impl<Z: TimeZone> From<chrono::DateTime<Z>> for DateTime {
    fn from(time: chrono::DateTime<Z>) -> Self {
        let text = time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        Self { utc: time.to_utc(), text: text.as_str().into(), is_number: false }
    }
}

/// A time that [`chrono`] cannot hold, more than 260,000 years from now, becomes the first or last that it can.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        utc(time).into()
    }
}

/// A time of a response that is a number can be sent where an endpoint wants text, in UTC. One that [`chrono`] cannot
/// hold, more than 260,000 years from now, becomes the first or last that it can.
impl From<EpochMillis> for DateTime {
    fn from(time: EpochMillis) -> Self {
        let limit = if time.as_millis() < 0 {
            chrono::DateTime::<Utc>::MIN_UTC
        } else {
            chrono::DateTime::<Utc>::MAX_UTC
        };
        time.to_utc().unwrap_or(limit).into()
    }
}

/// So a time of a response can be sent without a copy of one's own.
impl From<&Self> for DateTime {
    fn from(time: &Self) -> Self {
        time.clone()
    }
}

impl From<DateTime> for chrono::DateTime<Utc> {
    fn from(time: DateTime) -> Self {
        time.utc
    }
}

/// As chrono's own conversion, which panics on what it cannot hold.
pub(crate) fn utc(time: SystemTime) -> chrono::DateTime<Utc> {
    let epoch = chrono::DateTime::UNIX_EPOCH;
    let delta = |duration| TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => {
            epoch.checked_add_signed(delta(after)).unwrap_or(chrono::DateTime::<Utc>::MAX_UTC)
        }
        Err(before) => epoch
            .checked_sub_signed(delta(before.duration()))
            .unwrap_or(chrono::DateTime::<Utc>::MIN_UTC),
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
        self.utc == other.utc
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
        self.utc.cmp(&other.utc)
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.utc.hash(state);
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_number {
            serializer.serialize_i64(self.utc.timestamp_millis())
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
