//! What is different between a request and the one that was expected.

use std::collections::BTreeSet;

use serde_json::Value;

/// The members in which two values differ, a line each: `body.text: expected "Done", sent "Failed"`.
pub(super) fn differences(expected: &Value, sent: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare("", Some(expected), Some(sent), &mut lines);
    lines
}

fn compare(at: &str, expected: Option<&Value>, sent: Option<&Value>, lines: &mut Vec<String>) {
    match (expected, sent) {
        (Some(Value::Object(expected)), Some(Value::Object(sent))) => {
            for name in expected.keys().chain(sent.keys()).collect::<BTreeSet<_>>() {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                compare(&at, expected.get(name), sent.get(name), lines);
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(sent))) => {
            for index in 0..expected.len().max(sent.len()) {
                let at = format!("{at}[{index}]");
                compare(&at, expected.get(index), sent.get(index), lines);
            }
        }
        (expected, sent) if expected != sent => {
            let shown = |value: Option<&Value>| value.map_or("nothing".into(), Value::to_string);
            lines.push(format!("{at}: expected {}, sent {}", shown(expected), shown(sent)));
        }
        _ => {}
    }
}
