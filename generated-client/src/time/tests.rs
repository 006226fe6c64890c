use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;

use super::*;

const FIRST: &str = "0000-01-01T00:00:00Z";
const LAST: &str = "9999-12-31T23:59:59.999999999Z";

fn read(text: &str) -> DateTime {
    serde_json::from_value(json!(text)).unwrap()
}

#[test]
fn keeps_the_text() {
    for (text, second) in [
        ("2024-11-06T22:39:30-08:00", 1_730_961_570),
        ("2024-11-07T06:39:30.000Z", 1_730_961_570),
        ("2024-11-07T12:09:30+0530", 1_730_961_570),
        ("2024-11-07T12:09:30.000+05:30", 1_730_961_570),
        ("1970-01-01t00:00:00z", 0),
    ] {
        let time = read(text);
        assert_eq!(time.as_millis(), second * 1000, "{text}");
        assert_eq!(serde_json::to_value(&time).unwrap(), json!(text));
        assert_eq!(time.to_string(), text);
    }
}

#[test]
fn is_equal_by_point_in_time() {
    let (here, there) = (read("2024-11-06T22:39:30-08:00"), read("2024-11-07T06:39:30.000Z"));
    assert_eq!(here, there);
    assert!(HashSet::from([here.clone()]).contains(&there));
    assert!(read("2024-11-06T23:00:00Z") < here);
}

#[test]
fn refuses_what_is_no_point_in_time() {
    for text in
        ["", "today", "2024-11-06", "2024-11-06T22:39:30", "2024-13-01T00:00:00Z", "1730961570"]
    {
        assert!(serde_json::from_value::<DateTime>(json!(text)).is_err(), "{text}");
        let error = text.parse::<DateTime>().unwrap_err();
        assert!(error.is_invalid_request());
    }
    assert!(serde_json::from_value::<DateTime>(json!(1_730_961_570)).is_err());
}

#[test]
fn takes_system_times() {
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1500);
    assert_eq!(DateTime::from(time).as_str(), "1970-01-01T00:00:01.500Z");
    assert_eq!(EpochMillis::from(time).as_millis(), 1500);
    // Far beyond what a calendar holds.
    let far = Duration::from_secs(1 << 60);
    if let Some(time) = SystemTime::UNIX_EPOCH.checked_add(far) {
        assert_eq!(DateTime::from(time).as_str(), LAST);
        assert!(EpochMillis::from(time) > EpochMillis::new(1 << 55));
    }
    if let Some(time) = SystemTime::UNIX_EPOCH.checked_sub(far) {
        assert_eq!(DateTime::from(time).as_str(), FIRST);
        assert!(EpochMillis::from(time) < EpochMillis::new(-(1 << 55)));
    }
}

/// Whatever a response has as a time, an endpoint takes, as a number or as text.
#[test]
fn each_kind_of_time_can_be_sent_as_the_other() {
    fn text(time: impl Into<DateTime>) -> DateTime {
        time.into()
    }
    let millis = EpochMillis::new(1_710_934_200_123);
    assert_eq!(text(millis).as_str(), "2024-03-20T11:30:00.123Z");
    assert_eq!(EpochMillis::from(&text(millis)), millis);
    let time = read("2024-11-06T22:39:30-08:00");
    assert_eq!(text(&time).as_str(), time.as_str());
    for (far, nearest) in [(i64::MIN, FIRST), (i64::MAX, LAST)] {
        assert_eq!(text(EpochMillis::new(far)).as_str(), nearest);
        assert_eq!(text(EpochMillis::new(far)), read(nearest));
    }
}

#[test]
fn millis_are_read_from_numbers_and_digits() {
    for json in [json!(1_710_934_200_000_i64), json!("1710934200000")] {
        let time: EpochMillis = serde_json::from_value(json).unwrap();
        assert_eq!(serde_json::to_value(time).unwrap(), json!(1_710_934_200_000_i64));
    }
    for json in [json!("now"), json!(""), json!(1.5), json!(u64::MAX), json!(null)] {
        let error = serde_json::from_value::<EpochMillis>(json).unwrap_err();
        assert!(error.to_string().contains("a time in epoch milliseconds"), "{error}");
    }
}

proptest! {
    #[test]
    fn every_system_time_comes_back(
        seconds in -62_167_219_200..=253_402_300_799_i64,
        nanoseconds in 0..1_000_000_000_u32,
    ) {
        let timestamp = Timestamp { seconds, nanoseconds };
        let Some(system) = timestamp.to_system_time() else {
            return Err(TestCaseError::reject("this platform has no such time"));
        };
        let time = DateTime::from(system);
        prop_assert_eq!(time.to_system_time(), Some(system));
        prop_assert_eq!(read(time.as_str()).to_system_time(), Some(system));
        let millis = EpochMillis::from(system);
        prop_assert_eq!(millis, EpochMillis::from(&time));
        let rest = system.duration_since(millis.to_system_time().unwrap()).unwrap();
        prop_assert!(rest < Duration::from_millis(1));
    }

    #[test]
    fn all_millis_come_back(millis: i64) {
        let time = EpochMillis::from(millis);
        let json = serde_json::to_string(&time).unwrap();
        prop_assert_eq!(&json, &millis.to_string());
        prop_assert_eq!(serde_json::from_str::<EpochMillis>(&json).unwrap(), time);
        if let Some(system) = time.to_system_time() {
            prop_assert_eq!(system.duration_since(SystemTime::UNIX_EPOCH).is_ok(), millis >= 0);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text: String) {
        if let Ok(time) = text.parse::<DateTime>() {
            prop_assert_eq!(time.as_str(), text);
        }
    }
}
