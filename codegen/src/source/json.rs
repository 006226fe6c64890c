//! YAML as JSON, which is all that OpenAPI allows of it.

mod plain;

use plain::Plain;
use serde_json::{Map, Number, Value};
use serde_yaml::Value as Yaml;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{At, Place, Pointer, SourceId, byte_at};

/// Parses a text and reports what is no YAML, or no JSON.
pub(super) fn parse(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> Option<Value> {
    if let Some(byte) = too_deep(text) {
        let place = Place { source, at: At::Byte(byte) };
        let message = format!("more than {DEEPEST} brackets are open here");
        diagnostics.push(Diagnostic::new(Code::Syntax, place, message));
        return None;
    }
    if let Ok(Plain(value)) = serde_yaml::from_str(text) {
        return Some(value);
    }
    match serde_yaml::from_str::<Yaml>(text) {
        Ok(yaml) => Some(convert(source, yaml, &Pointer::root(), diagnostics)),
        Err(error) => {
            diagnostics.push(syntax(source, text, &error));
            None
        }
    }
}

/// How many brackets may be open. The parser allows far fewer, but takes time with the square of them to say so.
const DEEPEST: usize = 1000;

/// Where too many brackets are open. Those in texts count too, which does no harm: they are few, or closed again.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > DEEPEST
    })
}

fn syntax(source: SourceId, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let byte = error
        .location()
        .map_or(text.len(), |location| byte_at(text, location.line(), location.column()));
    let place = Place { source, at: At::Byte(byte) };
    if text.as_bytes().get(byte) == Some(&b'\t') {
        let message = "found a tab, where YAML is indented by spaces alone";
        return Diagnostic::new(Code::Syntax, place, message)
            .label("this is a tab")
            .help("write spaces for the tabs that indent the document");
    }
    let message = error.to_string();
    let code = if message.contains("duplicate entry") { Code::DuplicateKey } else { Code::Syntax };
    Diagnostic::new(code, place, message)
}

/// What JSON cannot say becomes null, with a diagnostic.
fn convert(source: SourceId, yaml: Yaml, at: &Pointer, diagnostics: &mut Diagnostics) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::String(text) => Value::String(text),
        Yaml::Number(number) => match json_number(&number) {
            Some(number) => Value::Number(number),
            None => {
                let message = format!("`{number}` is no number of JSON");
                diagnostics.push(Diagnostic::new(
                    Code::WrongType,
                    Place::node(source, at),
                    message,
                ));
                Value::Null
            }
        },
        Yaml::Sequence(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(index, it)| convert(source, it, &at.child(index), diagnostics)).collect()
        }
        Yaml::Mapping(mapping) => {
            let mut object = Map::new();
            for (key, value) in mapping {
                let Some(key) = json_key(&key) else {
                    let message = "a key must be a string".to_owned();
                    let place = Place::node(source, at);
                    diagnostics.push(Diagnostic::new(Code::WrongType, place, message));
                    continue;
                };
                let value = convert(source, value, &at.child(&key), diagnostics);
                object.insert(key, value);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => {
            let message = format!("the YAML tag `{}` means nothing in JSON", tagged.tag);
            diagnostics.push(Diagnostic::new(Code::WrongType, Place::node(source, at), message));
            convert(source, tagged.value, at, diagnostics)
        }
    }
}

/// YAML reads an unquoted status code as a number.
fn json_key(key: &Yaml) -> Option<String> {
    match key {
        Yaml::String(text) => Some(text.clone()),
        Yaml::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn json_number(number: &serde_yaml::Number) -> Option<Number> {
    let whole = number.as_u64().map(Number::from).or_else(|| number.as_i64().map(Number::from));
    whole.or_else(|| Number::from_f64(number.as_f64()?))
}

/// The kind of a value, for people.
pub(crate) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
