use ::chrono::FixedOffset;
use proptest::prelude::*;

use super::*;

/// All that RFC 3339 can write with any offset.
const FIRST: i64 = datealgo::datetime_to_secs((0, 1, 2, 0, 0, 0));
const LAST: i64 = datealgo::datetime_to_secs((9999, 12, 30, 23, 59, 59));

proptest! {
    #[test]
    fn every_point_in_time_comes_back(
        second in FIRST..=LAST,
        nanosecond in 0..1_000_000_000_u32,
        offset in -1439..=1439_i32,
    ) {
        let utc = chrono::DateTime::from_timestamp(second, nanosecond).unwrap();
        let local = utc.with_timezone(&FixedOffset::east_opt(offset * 60).unwrap());
        let time = DateTime::from(local);
        prop_assert_eq!(time.to_utc(), utc);
        prop_assert_eq!(time.as_str(), local.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        let json = serde_json::to_string(&time).unwrap();
        let read: DateTime = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(chrono::DateTime::from(read), utc);
        prop_assert_eq!(EpochMillis::from(local), EpochMillis::from(time));
    }

    #[test]
    fn all_millis_come_back(millis: i64) {
        let time = EpochMillis::from(millis);
        if let Some(utc) = time.to_utc() {
            prop_assert_eq!(EpochMillis::from(utc), time);
        }
    }
}

#[test]
fn what_rfc_3339_cannot_write_with_its_offset_is_written_in_utc() {
    let offset = |seconds| FixedOffset::east_opt(seconds).unwrap();
    let noon: chrono::DateTime<Utc> = "1890-01-01T12:00:00Z".parse().unwrap();
    let time = DateTime::from(noon.with_timezone(&offset(1172)));
    assert_eq!((time.as_str(), time.to_utc()), ("1890-01-01T12:00:00Z", noon));
    let last: chrono::DateTime<Utc> = "9999-12-31T23:00:00Z".parse().unwrap();
    let time = DateTime::from(last.with_timezone(&offset(7200)));
    assert_eq!((time.as_str(), time.to_utc()), ("9999-12-31T23:00:00Z", last));
}

#[test]
fn what_rfc_3339_cannot_write_at_all_is_the_first_or_last_that_it_can() {
    let (first, last) = (chrono::DateTime::<Utc>::MIN_UTC, chrono::DateTime::<Utc>::MAX_UTC);
    assert_eq!(DateTime::from(first).as_str(), "0000-01-01T00:00:00Z");
    assert_eq!(DateTime::from(last).as_str(), "9999-12-31T23:59:59.999999999Z");
}

#[test]
fn what_is_beyond_chrono_with_its_offset_is_the_first_or_last_that_rfc_3339_can_write() {
    let (first, last) = (chrono::DateTime::<Utc>::MIN_UTC, chrono::DateTime::<Utc>::MAX_UTC);
    for (time, offset, text) in [
        (first, -1, "0000-01-01T00:00:00Z"),
        (first, -3601, "0000-01-01T00:00:00Z"),
        (first, 86_399, "0000-01-01T00:00:00Z"),
        (last, 1, "9999-12-31T23:59:59.999999999Z"),
        (last, 3600, "9999-12-31T23:59:59.999999999Z"),
        (last, -86_399, "9999-12-31T23:59:59.999999999Z"),
    ] {
        let local = time.with_timezone(&FixedOffset::east_opt(offset).unwrap());
        assert_eq!(DateTime::from(local).as_str(), text);
        assert_eq!(EpochMillis::from(local), EpochMillis::from(time));
    }
}

#[test]
fn a_leap_second_is_kept_in_the_text() {
    let leap: chrono::DateTime<FixedOffset> = "2016-12-31T15:59:60.250-08:00".parse().unwrap();
    let time = DateTime::from(leap);
    assert_eq!(time.as_str(), "2016-12-31T15:59:60.250-08:00");
    assert_eq!(time.to_utc().to_string(), "2017-01-01 00:00:00.250 UTC");
    assert_eq!(EpochMillis::from(leap), EpochMillis::from(time));
}

#[test]
fn what_chrono_cannot_hold_is_the_last_that_it_can_or_nothing() {
    let last: DateTime = serde_json::from_str(&i64::MAX.to_string()).unwrap();
    assert_eq!(last.to_utc(), chrono::DateTime::<Utc>::MAX_UTC);
    assert_eq!(EpochMillis::new(i64::MAX).to_utc(), None);
}
