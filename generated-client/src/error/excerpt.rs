//! Shows as much of a body as a person wants to see.

use std::fmt;

/// The most that `Debug` shows of a body.
const DEBUG_BYTES: usize = 1024;

/// The most characters that `Display` shows of anything the service wrote.
const DISPLAY_CHARS: usize = 200;

/// The beginning of `text` on one line, or `None` if there is nothing to see.
pub(crate) fn excerpt(text: &[u8]) -> Option<String> {
    // No character has more than four bytes, so this is enough, and a large body is not read whole.
    let start = text.trim_ascii_start();
    let start = start.get(..DISPLAY_CHARS * 4 + 4).unwrap_or(start);
    let text = String::from_utf8_lossy(start);
    let mut line = String::new();
    let mut left = DISPLAY_CHARS;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
            left = left.saturating_sub(1);
        }
        let shown: String = word.chars().take(left).collect();
        line.push_str(&shown);
        left = left.saturating_sub(shown.chars().count());
        if shown.len() < word.len() {
            line.push('…');
            break;
        }
    }
    (!line.is_empty()).then_some(line)
}

/// A body whose `Debug` shows at most a kilobyte.
pub(crate) struct BoundedBody<'a>(pub(crate) &'a [u8]);

impl fmt::Debug for BoundedBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.get(..DEBUG_BYTES) {
            Some(start) if start.len() < self.0.len() => {
                let start = String::from_utf8_lossy(start);
                write!(f, "{start:?}… ({} bytes)", self.0.len())
            }
            _ => fmt::Debug::fmt(&String::from_utf8_lossy(self.0), f),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn is_one_line() {
        assert_eq!(excerpt(b"\r\n <html>\n\t<p>Sign  in</p> ").unwrap(), "<html> <p>Sign in</p>");
        assert_eq!(excerpt(b" \n"), None);
    }

    proptest! {
        #[test]
        fn is_short(body in prop::collection::vec(any::<u8>(), 0..5000)) {
            let line = excerpt(&body).unwrap_or_default();
            prop_assert!(line.chars().count() <= DISPLAY_CHARS + 2, "{}", line);
            prop_assert!(!line.chars().any(char::is_control));
        }
    }

    #[test]
    fn debug_is_bounded() {
        let body = "x".repeat(1_000_000);
        let debug = format!("{:?}", BoundedBody(body.as_bytes()));
        assert!(debug.len() < 1100 && debug.ends_with("(1000000 bytes)"));
        assert_eq!(format!("{:?}", BoundedBody(b"x")), r#""x""#);
    }
}
