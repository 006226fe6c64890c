//! YAML that every tool reads alike.
//!
//! The parsers of other tools follow different versions of YAML: what is a string to one is a date, a boolean
//! or a number of base sixty to another. So every string is quoted that any of them could take for something
//! else, which the serializer of `serde_yaml` does not do.

use std::fmt::Write;

use serde_json::{Map, Number, Value};

/// The document as text, with a line break at its end.
pub(crate) fn print(value: &Value) -> String {
    let mut printer = Printer { text: String::new() };
    match value {
        Value::Object(members) if !members.is_empty() => printer.members(members, 0, false),
        Value::Array(items) if !items.is_empty() => printer.items(items, 0, false),
        scalar => {
            printer.scalar(scalar, 0);
            printer.text.push('\n');
        }
    }
    printer.text
}

struct Printer {
    text: String,
}

impl Printer {
    /// `inline` says that the first line has been begun already.
    fn members(&mut self, members: &Map<String, Value>, indent: usize, inline: bool) {
        for (index, (key, value)) in members.iter().enumerate() {
            if index > 0 || !inline {
                self.indent(indent);
            }
            self.text.push_str(&one_line(key));
            self.text.push(':');
            self.nested(value, indent + 2, '\n');
        }
    }

    fn items(&mut self, items: &[Value], indent: usize, inline: bool) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 || !inline {
                self.indent(indent);
            }
            self.text.push('-');
            self.nested(item, indent + 2, ' ');
        }
    }

    /// What a key or a dash has, on the same line behind a space or on lines of its own.
    fn nested(&mut self, value: &Value, indent: usize, separator: char) {
        let inline = separator == ' ';
        match value {
            Value::Object(members) if !members.is_empty() => {
                self.text.push(separator);
                self.members(members, indent, inline);
            }
            Value::Array(items) if !items.is_empty() => {
                self.text.push(separator);
                self.items(items, indent, inline);
            }
            scalar => self.scalar_line(scalar, indent),
        }
    }

    fn indent(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }

    fn scalar_line(&mut self, scalar: &Value, indent: usize) {
        self.text.push(' ');
        self.scalar(scalar, indent);
        self.text.push('\n');
    }

    /// A value on the rest of the line, or in a block with this indent.
    fn scalar(&mut self, scalar: &Value, indent: usize) {
        match scalar {
            Value::Null => self.text.push_str("null"),
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) => self.text.push_str(&number_text(number)),
            Value::String(text) if is_block(text) => self.block(text, indent),
            Value::String(text) => self.text.push_str(&one_line(text)),
            Value::Array(_) => self.text.push_str("[]"),
            Value::Object(_) => self.text.push_str("{}"),
        }
    }

    fn block(&mut self, text: &str, indent: usize) {
        self.text.push_str(if text.ends_with('\n') { "|" } else { "|-" });
        for line in text.lines() {
            self.text.push('\n');
            if !line.is_empty() {
                self.indent(indent);
                self.text.push_str(line);
            }
        }
    }
}

/// YAML 1.1 has no number with an exponent and without a point or the exponent's sign.
fn number_text(number: &Number) -> String {
    let text = number.to_string();
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return text };
    let mantissa =
        if mantissa.contains('.') { mantissa.to_owned() } else { format!("{mantissa}.0") };
    let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
    format!("{mantissa}e{sign}{exponent}")
}

/// Whether a text of several lines can stand as it is.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let is_plain = |line: &str| line.is_empty() || !line.trim_start().is_empty();
    text.contains('\n')
        && !body.is_empty()
        && !body.ends_with('\n')
        && !body.starts_with(['\n', ' '])
        && body.split('\n').all(is_plain)
        && text.chars().all(|c| c == '\n' || is_printable(c))
}

/// A string on one line.
fn one_line(text: &str) -> String {
    if is_safe(text) {
        text.to_owned()
    } else if text.chars().all(is_printable) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        escaped(text)
    }
}

/// Whether no parser takes the unquoted text for anything but this string.
fn is_safe(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let starts_well =
        text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '_' | '$' | '('));
    starts_well
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text.chars().all(is_printable)
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn is_printable(c: char) -> bool {
    !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
}

fn escaped(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_printable(c) => quoted.push(c),
            // Writing to a string cannot fail.
            c => _ = write!(quoted, "\\U{:08X}", u32::from(c)),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::print;

    fn assert_round_trip(value: &Value) {
        let text = print(value);
        let read: Value = serde_yaml::from_str(&text).unwrap_or_else(|it| panic!("{it}\n{text}"));
        assert_eq!(read, *value, "{text}");
    }

    #[test]
    fn every_text_is_read_back() {
        let texts = [
            "",
            " ",
            "a",
            "yes",
            "Off",
            "NULL",
            "~",
            "12:30",
            "2024-01-01",
            "1_000",
            "0x1f",
            "1e3",
            ".5",
            "- a",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "it's",
            "\"q\"",
            "a\tb",
            "\u{7f}",
            "\u{feff}a",
            "<<",
            "=",
            "@a",
            "`a`",
            "[a]",
            "{a}",
            "a, [b]",
            "*a",
            "&a",
            "!a",
            "%a",
            "|",
            ">",
            "?",
            "a\nb",
            "a\nb\n",
            "a\n\nb\n",
            "a\nb\n\n",
            "\na",
            " a\nb",
            "a\n  b\n",
            "a\n \nb",
            "a \nb",
            "a\n\tb",
            "a\r\nb",
            "\n",
            "é",
            "ünï: x",
            "a\u{2028}b\n",
            "---",
            "...",
            "a\n---\nb",
            "a\n# b",
        ];
        for text in texts {
            assert_round_trip(&json!({"a": {"b": text, "c": [text, [text]]}, text: 1}));
        }
    }

    #[test]
    fn collections_and_numbers_are_read_back() {
        assert_round_trip(&json!({
            "empty": {}, "none": [], "nested": [[1, [2]], [{"a": [{"b": {}}]}], {"a": 1, "b": [[]]}],
            "numbers": [0, -1, 1.5, 1e300, -2.5e-7, u64::MAX, i64::MIN, true, false, null],
        }));
        for scalar in [json!(null), json!("a"), json!([]), json!({})] {
            assert_round_trip(&scalar);
        }
    }
}
