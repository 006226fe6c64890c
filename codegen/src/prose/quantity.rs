//! Amounts as the documents write them.

/// Reads `30 requests per min per user`, `60 req/min` and the like.
pub(super) fn per_minute(text: &str) -> Option<u32> {
    let (count, rest) = number(text)?;
    let rest = rest.strip_prefix("req").map(|it| it.trim_start_matches(char::is_alphabetic))?;
    let rest = rest.trim_start();
    let unit = rest.strip_prefix("per").or_else(|| rest.strip_prefix('/'))?;
    unit.trim_start().starts_with("min").then_some(count)
}

/// Reads `10 minutes`, `10 min`, `10 seconds` and `1 hour`, in seconds.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let (count, unit) = number(text)?;
    let seconds = match unit.trim_end_matches('.') {
        "second" | "seconds" | "sec" | "secs" | "s" => 1,
        "minute" | "minutes" | "min" | "mins" => 60,
        "hour" | "hours" => 3600,
        _ => return None,
    };
    count.checked_mul(seconds)
}

/// The number at the start of a text, and the rest in lower case.
fn number(text: &str) -> Option<(u32, String)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest.trim().to_lowercase()))
}
