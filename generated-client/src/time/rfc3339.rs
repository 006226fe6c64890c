//! Times as text.

use chrono::{FixedOffset, NaiveDate, Utc};

/// Reads a time as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) writes it. The offset may be without its colon,
/// as ISO 8601 allows.
///
/// [`chrono`] reads many more forms, which takes it most of the time that a list of chats is read in. So it is asked
/// only about what does not look as all times of the service do.
pub(super) fn read(text: &str) -> Option<chrono::DateTime<Utc>> {
    usual(text.as_bytes()).or_else(|| {
        let time: chrono::DateTime<FixedOffset> = text.parse().ok()?;
        Some(time.to_utc())
    })
}

/// Reads `2024-11-06T22:39:30.000-08:00`, with or without a fraction and the last colon, and with `Z` as the offset.
fn usual(text: &[u8]) -> Option<chrono::DateTime<Utc>> {
    let (date, rest) = text.split_first_chunk::<11>()?;
    let (time, mut rest) = rest.split_first_chunk::<8>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T'] = *date else { return None };
    let [h1, h2, b':', min1, min2, b':', s1, s2] = *time else { return None };
    let year = number(&[y1, y2, y3, y4])?;
    let date =
        NaiveDate::from_ymd_opt(year.try_into().ok()?, number(&[m1, m2])?, number(&[d1, d2])?)?;
    let mut nanoseconds = 0;
    if let Some((b'.', after)) = rest.split_first() {
        let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (fraction, after) = after.split_at_checked(digits)?;
        let unit = 10_u32.checked_pow(9_u32.checked_sub(digits.try_into().ok()?)?)?;
        nanoseconds = number(fraction)? * unit;
        rest = after;
    }
    let time = date.and_hms_nano_opt(
        number(&[h1, h2])?,
        number(&[min1, min2])?,
        number(&[s1, s2])?,
        nanoseconds,
    )?;
    time.checked_sub_offset(offset(rest)?).map(|it| it.and_utc())
}

fn offset(text: &[u8]) -> Option<FixedOffset> {
    let (sign, digits) = match *text {
        [b'Z'] => return FixedOffset::east_opt(0),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => (sign, [h1, h2, m1, m2]),
        _ => return None,
    };
    let [h1, h2, m1, m2] = digits;
    let minutes = number(&[m1, m2]).filter(|minutes| *minutes < 60)?;
    let seconds = i32::try_from((number(&[h1, h2])? * 60 + minutes) * 60).ok()?;
    match sign {
        b'+' => FixedOffset::east_opt(seconds),
        b'-' => FixedOffset::west_opt(seconds),
        _ => None,
    }
}

/// Reads at most nine digits, and at least one.
fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_usual_is_read_as_chrono_reads_it(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:?[0-6][0-9])",
        ) {
            let chrono = text.parse::<chrono::DateTime<FixedOffset>>().ok().map(|it| it.to_utc());
            if let Some(time) = usual(text.as_bytes()) {
                prop_assert_eq!(Some(time), chrono);
            }
            prop_assert_eq!(read(&text), chrono);
        }

        #[test]
        fn other_texts_are_read_as_chrono_reads_them(text in "[0-9TZtz:. +-]{0,40}") {
            let chrono = text.parse::<chrono::DateTime<FixedOffset>>().ok().map(|it| it.to_utc());
            prop_assert_eq!(read(&text), chrono);
        }
    }

    #[test]
    fn what_the_service_writes_is_usual() {
        for text in [
            "2024-11-06T22:39:30-08:00",
            "2024-06-01T09:00:00.000Z",
            "2025-06-15T10:30:00+05:30",
            "2024-11-07T12:09:30+0530",
        ] {
            assert!(usual(text.as_bytes()).is_some(), "{text}");
        }
    }
}
