//! Amounts as the documents write them.

use crate::ir::Rate;

/// Words for what a limit counts.
const REQUESTS: &[&str] = &["api", "http", "request", "requests", "req", "reqs", "call", "calls"];

/// Words before an amount that make it a bound, which is what it is without them.
const BOUNDS: &[&str] =
    &["a", "max", "max.", "maximum", "of", "up", "to", "at", "most", "for", "is"];

/// Words between what a limit counts and its time.
const MADE: &[&str] = &["can", "may", "be", "are", "made", "sent", "allowed", "permitted"];

/// Reads `30 requests per min per user`, `60 req/min`, `20 API calls a minute`, `10 requests can be made per minute`,
/// `10 calls for five minutes` and the like.
pub(super) fn rate(text: &str) -> Option<Rate> {
    let text = plain(text);
    let (requests, rest) = number(without_bound(&text))?;
    let mut words = words(rest).skip_while(|it| REQUESTS.contains(it) || MADE.contains(it));
    let window_seconds = period(&mut words).filter(|seconds| *seconds > 0)?;
    // `30 per minute and 500 per hour`: more than one limit is none that can be trusted.
    let is_one = !words.any(|it| count(it).is_some());
    is_one.then_some(Rate { requests, window_seconds })
}

/// Reads `10 minutes`, `10 min`, `10 seconds` and `1 hour`, in seconds.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let text = plain(text);
    let (count, rest) = number(without_bound(&text))?;
    let (unit, rest) = leading_word(rest);
    // `5 minutes and 30 seconds`, `10 minutes or 2 hours`: more than one amount is none that can be trusted.
    let is_one = !rest.contains(|c: char| c.is_ascii_digit());
    count.checked_mul(unit_seconds(unit)?).filter(|_| is_one)
}

/// Whether a sentence speaks of so many requests in so much time.
pub(super) fn states_rate(sentence: &str) -> bool {
    let text = plain(sentence);
    amounts(&text).any(|rest| {
        let mut words = words(rest).peekable();
        let counts_requests = words.peek().is_some_and(|it| REQUESTS.contains(it));
        let mut time = words.skip_while(|it| REQUESTS.contains(it) || MADE.contains(it));
        counts_requests && period(&mut time).is_some()
    })
}

/// Whether a sentence speaks of so much time.
pub(super) fn states_duration(sentence: &str) -> bool {
    let text = plain(sentence);
    amounts(&text).any(|rest| unit_seconds(leading_word(rest).0).is_some())
}

/// The seconds of `per min per user`, `a minute`, `per user per minute` or `in 60 seconds`.
fn period<'t>(words: &mut impl Iterator<Item = &'t str>) -> Option<u32> {
    let mut first = words.next()?;
    if first == "rpm" {
        return Some(60);
    }
    loop {
        if !["per", "a", "an", "in", "for", "every", "each", "within", "any"].contains(&first) {
            return None;
        }
        let word = words.find(|it| !["a", "an", "any", "each", "every", "one"].contains(it))?;
        if let Some(count) = count(word) {
            return count.checked_mul(unit_seconds(words.next()?)?);
        }
        if let Some(seconds) = unit_seconds(word) {
            return Some(seconds);
        }
        if !["user", "users"].contains(&word) {
            return None;
        }
        first = words.next()?;
    }
}

/// A number in digits, or a small one in words.
fn count(word: &str) -> Option<u32> {
    const WORDS: &[(&str, u32)] = &[
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("ten", 10),
        ("fifteen", 15),
        ("thirty", 30),
        ("sixty", 60),
    ];
    let named = || WORDS.iter().find(|(name, _)| *name == word).map(|(_, count)| *count);
    word.parse().ok().or_else(named)
}

fn unit_seconds(unit: &str) -> Option<u32> {
    Some(match unit {
        "second" | "seconds" | "sec" | "secs" | "s" => 1,
        "minute" | "minutes" | "min" | "mins" => 60,
        "hour" | "hours" | "hr" | "hrs" => 3600,
        "day" | "days" => 86_400,
        _ => return None,
    })
}

/// In lower case, without the marks of Markdown, and with a word for the slash.
fn plain(text: &str) -> String {
    text.to_lowercase().replace(['*', '`'], "").replace('/', " per ")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || "(),;-".contains(c));
    words.map(|it| it.trim_end_matches('.')).filter(|it| !it.is_empty())
}

fn without_bound(text: &str) -> &str {
    let text = text.trim_start();
    match text.split_once(char::is_whitespace) {
        Some((word, rest)) if BOUNDS.contains(&word) => without_bound(rest),
        _ => text,
    }
}

fn leading_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()))
}

/// What follows each number of a text.
fn amounts(text: &str) -> impl Iterator<Item = &str> {
    let is_start = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    let starts = text.match_indices(|c: char| c.is_ascii_digit());
    starts
        .filter(move |(at, _)| is_start(*at))
        .filter_map(|(at, _)| number(&text[at..]).map(|(_, rest)| rest))
}

/// The number at the start of a text, with or without commas between thousands, and the rest.
fn number(text: &str) -> Option<(u32, &str)> {
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b',';
    // One more than the longest number has, so that a longer one is none.
    let length = text.bytes().take("4,294,967,295".len() + 1).take_while(is_part).count();
    let (number, rest) = text.split_at(length);
    let is_grouped = number.split(',').skip(1).all(|group| group.len() == 3);
    let count = number.replace(',', "").parse().ok().filter(|_| is_grouped)?;
    Some((count, rest.trim_start()))
}
