use ::chrono::{DateTime, FixedOffset, SecondsFormat};
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// A leap second is nanoseconds beyond those of a second in `chrono`, and the second that follows it here.
fn of_chrono(text: &str) -> Option<Timestamp> {
    let time = DateTime::<FixedOffset>::parse_from_rfc3339(text).ok()?;
    let (second, nanoseconds) = (time.timestamp(), time.timestamp_subsec_nanos());
    let seconds = second + i64::from(nanoseconds / 1_000_000_000);
    Some(Timestamp { seconds, nanoseconds: nanoseconds % 1_000_000_000 })
}

/// `chrono` insists on the colon of an offset.
fn with_colon(text: &str) -> String {
    match text.rsplit_once(['+', '-']) {
        Some((_, digits)) if digits.len() == 4 => {
            format!("{}:{}", &text[..text.len() - 2], &text[text.len() - 2..])
        }
        _ => text.to_owned(),
    }
}

proptest! {
    #[test]
    fn all_of_this_form_is_read_or_refused_as_chrono_does(
        time in "[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,12})?",
        offset in "[Zz]|[+-][0-2][0-9]:[0-6][0-9]",
    ) {
        let text = format!("{time}{offset}");
        prop_assert_eq!(read(&text), of_chrono(&text));
    }

    #[test]
    fn every_date_is_read_as_chrono_reads_it(
        year in 0..=9999,
        month in 0..=13,
        day in 0..=32,
        (hour, minute, second) in (0..=23, 0..=59, 0..=60),
        (sign, hours, minutes) in ("[+-]", 0..=23, 0..=59),
    ) {
        let text = format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{minutes:02}"
        );
        prop_assert_eq!(read(&text), of_chrono(&text));
    }

    /// `chrono` reads some texts more: offsets without minutes, and with a minus that is no hyphen.
    #[test]
    fn what_is_almost_of_this_form_is_read_or_refused_as_chrono_does(
        mut text in "20[0-9]{2}-0[1-9]-[12][0-9][Tt ]1[0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,10})?(Z|[+-]0[0-9]:?[0-5][0-9])",
        place: Index,
        without in 0..=1_usize,
        other in "[0-9TtZz:. +-]?",
    ) {
        let place = place.index(text.len());
        text.replace_range(place..place + without, &other);
        prop_assume!(!text.ends_with(':'));
        prop_assert_eq!(read(&text), of_chrono(&with_colon(&text)));
    }

    #[test]
    fn every_time_is_written_as_chrono_writes_it(
        seconds in FIRST.seconds..=LAST.seconds,
        nanoseconds in prop_oneof![
            Just(0),
            (0..1000_u32).prop_map(|it| it * 1_000_000),
            (0..1_000_000_u32).prop_map(|it| it * 1000),
            0..1_000_000_000_u32,
        ],
    ) {
        let time = Timestamp { seconds, nanoseconds };
        let expected = DateTime::from_timestamp(seconds, nanoseconds).unwrap();
        let expected = expected.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        prop_assert_eq!(read(&expected), Some(time));
        prop_assert_eq!(time.to_string(), expected);
    }

    #[test]
    fn whatever_cannot_be_written_is_the_nearest_that_can(seconds: i64, nanoseconds in 0..1_000_000_000_u32) {
        let time = Timestamp { seconds, nanoseconds };
        prop_assert_eq!(read(&time.to_string()), Some(time.clamp(FIRST, LAST)));
    }
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "",
        "2024-11-06",
        "2024-11-06T22:39:30",
        "2024-11-06T22:39Z",
        "2024-11-06T22:39:30.Z",
        "2024-11-06T22:39:30,5Z",
        "2024-11-06T22:39:61Z",
        "2024-11-06T24:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-00T00:00:00Z",
        "2024-11-06T22:39:30+24:00",
        "2024-11-06T22:39:30+05",
        "2024-11-06T22:39:30+05:",
        "2024-11-06T22:39:30−08:00",
        "2024-11-06T22:39:30 +01:00",
        "2024-11-06T22:39:30Z ",
        "+12024-11-06T22:39:30Z",
        "２024-11-06T22:39:30Z",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_leap_second_is_the_second_that_follows_it() {
    for (leap, next) in [
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2016-12-31T15:59:60.5-0800", "2017-01-01T00:00:00.5Z"),
    ] {
        assert_eq!(read(leap), read(next));
        assert!(read(leap).is_some());
    }
}
