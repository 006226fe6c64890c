//! Escapes of JSON that YAML does not know.

use std::fmt::Write;

/// A text of JSON with each character beyond 16 bits as itself. JSON may write it as two escapes (RFC 8259, section 7),
/// which the parser of YAML refuses. A text that is not JSON stays as it is.
pub(super) fn joined(text: String) -> String {
    let is_json = text.trim_start().starts_with('{');
    if !is_json || !(text.contains("\\ud") || text.contains("\\uD")) {
        return text;
    }
    let mut joined = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, escape)) = rest.split_once('\\') {
        joined.push_str(before);
        let pair = unit(escape).zip(escape.get(5..).and_then(|it| unit(it.strip_prefix('\\')?)));
        let character = pair.and_then(|(high, low)| char::decode_utf16([high, low]).next()?.ok());
        match character.filter(|it| it.len_utf16() == 2) {
            Some(character) => {
                joined.push(character);
                rest = &escape["u0000\\u0000".len()..];
            }
            None => {
                // What is escaped is no beginning of an escape.
                let escaped = escape.chars().next();
                let _ = write!(joined, "\\{}", escaped.map(String::from).unwrap_or_default());
                rest = &escape[escaped.map_or(0, char::len_utf8)..];
            }
        }
    }
    joined + rest
}

/// The number of an escape, after its backslash.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix('u')?.get(..4)?;
    u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn two_escapes_of_json_are_one_character() {
        for (text, expected) in [
            (r#"{"a": "\ud83d\ude0d!"}"#, "{\"a\": \"\u{1f60d}!\"}"),
            (r#"{"a": "\\\uD83D\uDE0D"}"#, "{\"a\": \"\\\\\u{1f60d}\"}"),
            // A backslash that is escaped, half of a pair, and what is short anyhow.
            (r#"{"a": "\\ud83d\\ude0d"}"#, r#"{"a": "\\ud83d\\ude0d"}"#),
            (r#"{"a": "\ud83d", "b": "\ude0d"}"#, r#"{"a": "\ud83d", "b": "\ude0d"}"#),
            (r#"{"a": "\ud83d\u0041"}"#, r#"{"a": "\ud83d\u0041"}"#),
            (r#"{"a": "\ud8"#, r#"{"a": "\ud8"#),
            (r"a: \ud83d\ude0d", r"a: \ud83d\ude0d"),
            ("{\"a\": \"\\ud83d\\", "{\"a\": \"\\ud83d\\"),
        ] {
            assert_eq!(joined(text.to_owned()), expected, "{text}");
        }
    }
}
