//! The arithmetic of points in time.

use std::fmt;
use std::time::{Duration, SystemTime};

/// A point in time, to the nanosecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Timestamp {
    /// Since 1970-01-01T00:00:00Z, rounded down.
    pub(crate) seconds: i64,
    /// Less than a second.
    pub(crate) nanoseconds: u32,
}

impl Timestamp {
    pub(super) fn of_millis(millis: i64) -> Self {
        let after = Duration::from_millis(millis.rem_euclid(1000).unsigned_abs());
        Self { seconds: millis.div_euclid(1000), nanoseconds: after.subsec_nanos() }
    }

    /// Rounded down.
    pub(super) fn as_millis(self) -> i64 {
        let millis = i64::from(self.nanoseconds / 1_000_000);
        self.seconds.saturating_mul(1000).saturating_add(millis)
    }

    pub(super) fn to_system_time(self) -> Option<SystemTime> {
        let seconds = Duration::from_secs(self.seconds.unsigned_abs());
        let second = if self.seconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(seconds)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(seconds)
        };
        second?.checked_add(Duration::from_nanos(self.nanoseconds.into()))
    }
}

/// More than 1,400,000 years from now it is the first or last time that is not.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let (seconds, nanoseconds) =
            datealgo::systemtime_to_secs(time).unwrap_or(if time < SystemTime::UNIX_EPOCH {
                (datealgo::RD_SECONDS_MIN, 0)
            } else {
                (datealgo::RD_SECONDS_MAX, 999_999_999)
            });
        Self { seconds, nanoseconds }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
