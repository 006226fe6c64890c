//! Times as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) writes them.

use std::ops::RangeInclusive;
use std::{fmt, iter};

use super::Timestamp;

/// The first and the last time in UTC whose year has four digits.
const FIRST: Timestamp =
    Timestamp { seconds: datealgo::datetime_to_secs((0, 1, 1, 0, 0, 0)), nanoseconds: 0 };
const LAST: Timestamp = Timestamp {
    seconds: datealgo::datetime_to_secs((9999, 12, 31, 23, 59, 59)),
    nanoseconds: 999_999_999,
};

/// Reads a time. The offset may be without its colon, as ISO 8601 allows. What is finer than a nanosecond is cut off, and a
/// leap second is the second that follows it.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.as_bytes().split_first_chunk()?;
    let (time, rest) = rest.split_first_chunk()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *date else { return None };
    let [b'T' | b't' | b' ', h1, h2, b':', min1, min2, b':', s1, s2] = *time else { return None };
    let (nanoseconds, rest) = fraction(rest)?;
    let century = i32::from(number([y1, y2], 0..=99)?);
    let year = century * 100 + i32::from(number([y3, y4], 0..=99)?);
    let month = number([m1, m2], 1..=12)?;
    let day = number([d1, d2], 1..=datealgo::days_in_month(year, month))?;
    let (hour, minute) = (number([h1, h2], 0..=23)?, number([min1, min2], 0..=59)?);
    let second = i64::from(number([s1, s2], 0..=60)?);
    let minutes = datealgo::datetime_to_secs((year, month, day, hour, minute, 0));
    Some(Timestamp { seconds: minutes + second - offset(rest)?, nanoseconds })
}

/// The nanoseconds of a fraction, if there is one, and what follows it.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some((b'.', text)) = text.split_first() else { return Some((0, text)) };
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(length).filter(|_| length > 0)?;
    let nine = digits.iter().chain(iter::repeat(&b'0')).take(9);
    Some((nine.fold(0, |number, digit| number * 10 + u32::from(digit - b'0')), rest))
}

/// By how many seconds the time is ahead of UTC.
fn offset(text: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match *text {
        [b'Z' | b'z'] => return Some(0),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => (sign, [h1, h2], [m1, m2]),
        _ => return None,
    };
    let minutes = i64::from(number(hours, 0..=23)?) * 60 + i64::from(number(minutes, 0..=59)?);
    match sign {
        b'+' => Some(minutes * 60),
        b'-' => Some(minutes * -60),
        _ => None,
    }
}

fn number([tens, ones]: [u8; 2], range: RangeInclusive<u8>) -> Option<u8> {
    let are_digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    are_digits.then(|| (tens - b'0') * 10 + (ones - b'0')).filter(|number| range.contains(number))
}

/// The nearest time that can be written.
pub(super) fn nearest(time: Timestamp) -> Timestamp {
    time.clamp(FIRST, LAST)
}

/// In UTC, with a fraction of three, six or nine digits if there is one. What cannot be written is the nearest that can.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, nanoseconds } = nearest(*self);
        let (year, month, day, hour, minute, second) = datealgo::secs_to_datetime(seconds);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match nanoseconds {
            0 => {}
            it if it % 1_000_000 == 0 => write!(f, ".{:03}", it / 1_000_000)?,
            it if it % 1_000 == 0 => write!(f, ".{:06}", it / 1_000)?,
            it => write!(f, ".{it:09}")?,
        }
        f.write_str("Z")
    }
}

#[cfg(test)]
mod tests;
