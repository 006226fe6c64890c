//! Times of [`chrono`].

use chrono::{Offset, SecondsFormat, TimeZone, Utc};

use super::{DateTime, EpochMillis, Timestamp};

impl DateTime {
    /// The point in time, for computing with it. One after the year 262142, which can only come as milliseconds, is the last
    /// that [`chrono`] holds.
    ///
    /// Needs the feature `chrono`.
    pub fn to_utc(&self) -> chrono::DateTime<Utc> {
        let Timestamp { seconds, nanoseconds } = self.time;
        let time = chrono::DateTime::from_timestamp(seconds, nanoseconds);
        time.unwrap_or(chrono::DateTime::<Utc>::MAX_UTC)
    }
}

impl EpochMillis {
    /// The point in time, unless it is more than 260,000 years from now.
    ///
    /// Needs the feature `chrono`.
    pub fn to_utc(self) -> Option<chrono::DateTime<Utc>> {
        chrono::DateTime::from_timestamp_millis(self.as_millis())
    }
}

/// Keeps the offset. What RFC 3339 cannot write with it is written in UTC: an offset with seconds, a year before 0 or after
/// 9999. In UTC, what is before 0 or after 9999 becomes the first or last time that is not.
///
/// Needs the feature `chrono`.
impl<Z: TimeZone> From<chrono::DateTime<Z>> for DateTime {
    fn from(time: chrono::DateTime<Z>) -> Self {
        // Near the ends of `chrono` there is no local time, and writing it would panic.
        let local = time.naive_utc().checked_add_offset(time.offset().fix());
        let text = local.map(|_| time.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        // Nanoseconds beyond a second are those of a leap second.
        let (second, nanoseconds) = (time.timestamp(), time.timestamp_subsec_nanos());
        let seconds = second + i64::from(nanoseconds / 1_000_000_000);
        let time = Timestamp { seconds, nanoseconds: nanoseconds % 1_000_000_000 };
        let with_offset = text.and_then(|text| Self::read(&text)).filter(|it| it.time == time);
        with_offset.unwrap_or_else(|| Self::in_utc(time))
    }
}

/// Rounds down to a millisecond.
///
/// Needs the feature `chrono`.
impl<Z: TimeZone> From<chrono::DateTime<Z>> for EpochMillis {
    fn from(time: chrono::DateTime<Z>) -> Self {
        Self::new(time.timestamp_millis())
    }
}

/// As [`DateTime::to_utc`].
///
/// Needs the feature `chrono`.
impl From<DateTime> for chrono::DateTime<Utc> {
    fn from(time: DateTime) -> Self {
        time.to_utc()
    }
}

#[cfg(test)]
mod tests;
