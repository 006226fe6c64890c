//! YAML as JSON, which is all that OpenAPI allows of it.

mod plain;
mod sections;

use plain::Plain;
use saphyr::{LoadableYamlNode, MarkedYamlOwned};
use serde_json::{Map, Number, Value};
use serde_yaml::Value as Yaml;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{At, Place, Pointer, SourceId, byte_at};

/// Parses a text and reports what is no YAML, or no JSON.
pub(super) fn parse(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> Option<Value> {
    // JSON is YAML as well, and is read much faster by a parser that knows nothing else.
    if let Ok(Plain(value)) = serde_json::from_str(text) {
        return Some(value);
    }
    if let Some(byte) = too_deep(text, ["[{", "]}"], DEEPEST) {
        let place = Place { source, at: At::Byte(byte) };
        let message = format!("more than {DEEPEST} brackets are open here");
        diagnostics.push(Diagnostic::new(Code::Syntax, place, message));
        return None;
    }
    if let Some(value) = sections::parse(text) {
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

/// Where more than so many of these brackets are open. Those in texts count too, which does no harm: they are few, or
/// closed again.
pub(super) fn too_deep(text: &str, [opening, closing]: [&str; 2], deepest: usize) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| {
        if opening.as_bytes().contains(&byte) {
            open += 1;
        } else if closing.as_bytes().contains(&byte) {
            open = open.saturating_sub(1);
        }
        open > deepest
    })
}

fn syntax(source: SourceId, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let told = error
        .location()
        .map_or(text.len(), |location| byte_at(text, location.line(), location.column()));
    let message = error.to_string();
    let diagnostic = |code, byte, message: &str| {
        Diagnostic::new(code, Place { source, at: At::Byte(byte) }, message)
    };
    if let Some(byte) = text.char_indices().find(|(_, it)| is_forbidden(*it)).map(|(at, _)| at) {
        let message = "found a control character, which no YAML may hold";
        return diagnostic(Code::Syntax, byte, message)
            .help("remove it, or save the file as UTF-8");
    }
    if let Some(byte) = conflict(text) {
        let message = "found the mark of a conflict between two versions of the file";
        return diagnostic(Code::Syntax, byte, message).help(
            "decide what the lines between `<<<<<<<` and `>>>>>>>` are to be, and remove the marks",
        );
    }
    if message.contains("more than one document") {
        let message = "the file holds more than one document";
        return diagnostic(Code::Syntax, second_document(text).unwrap_or(told), message)
            .label("the second one begins here")
            .help("write each document into a file of its own");
    }
    if message.contains("duplicate entry") {
        let (key, byte) = duplicate(text, &message).unzip();
        let message = key.map_or(message.clone(), |key| format!("the key `{key}` is there twice"));
        return diagnostic(Code::DuplicateKey, byte.unwrap_or(told), &message);
    }
    if text.as_bytes().get(told) == Some(&b'\t') {
        let message = "found a tab, where YAML is indented by spaces alone";
        return diagnostic(Code::Syntax, told, message)
            .label("this is a tab")
            .help("write spaces for the tabs that indent the document");
    }
    let diagnostic = diagnostic(Code::Syntax, told, &message);
    match line_of(text, told).contains(QUOTES) {
        true => diagnostic.help(STRAIGHT),
        false => diagnostic,
    }
}

/// Quotes of printed text, which mean nothing in YAML.
pub(super) const QUOTES: [char; 6] =
    ['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{201a}'];

/// What to do about such quotes.
pub(super) const STRAIGHT: &str =
    "quotes are straight in YAML and JSON: write `\"` or `'`, or none";

/// <https://yaml.org/spec/1.2.2/#51-character-set>
fn is_forbidden(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}')
}

/// The lines of a text, and where each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line.trim_end()))
    })
}

fn line_of(text: &str, byte: usize) -> &str {
    lines(text).take_while(|(start, _)| *start <= byte).last().map_or("", |(_, line)| line)
}

fn conflict(text: &str) -> Option<usize> {
    let mut marks = lines(text).filter(|(_, line)| {
        line.starts_with("<<<<<<< ") || *line == "=======" || line.starts_with(">>>>>>> ")
    });
    let (first, _) = marks.next()?;
    marks.next().map(|_| first)
}

/// The line that ends a document which holds something already.
fn second_document(text: &str) -> Option<usize> {
    let mut holds_something = false;
    lines(text).find_map(|(start, line)| {
        let is_mark = line == "---" || line.starts_with("--- ");
        let is_found = is_mark && holds_something;
        holds_something |= !line.is_empty() && !line.starts_with(['#', '%']);
        is_found.then_some(start)
    })
}

/// The key that a mapping has twice, and where it is the second time: the parser of the documents tells of the mapping
/// alone.
fn duplicate(text: &str, message: &str) -> Option<(String, usize)> {
    let (_, rest) = message.split_once("duplicate entry with key ")?;
    let key = rest.split(" at line ").next()?.trim_matches('"');
    let error = MarkedYamlOwned::load_from_str(text).err()?;
    let (byte, _) = text.char_indices().nth(error.marker().index())?;
    let found = text[byte..].trim_start_matches(['"', '\'']);
    found.starts_with(key).then(|| (key.to_owned(), byte))
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
            let mut merged = Vec::new();
            for (key, value) in mapping {
                if matches!(key, Yaml::Bool(_) | Yaml::Null) {
                    let shown = json_key(&key).unwrap_or_default();
                    let place = Place::key(source, &at.child(&shown));
                    let message = format!("the key `{shown}` is read as a text");
                    diagnostics.push(Diagnostic::new(Code::KeyAsText, place, message));
                }
                let Some(key) = json_key(&key) else {
                    let message = "a key must be a string".to_owned();
                    let place = Place::node(source, at);
                    diagnostics.push(Diagnostic::new(Code::WrongType, place, message));
                    continue;
                };
                let value = convert(source, value, &at.child(&key), diagnostics);
                match key == MERGE {
                    true => merged.push(value),
                    false => drop(object.insert(key, value)),
                }
            }
            for value in merged {
                merge(&mut object, value, source, at, diagnostics);
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

/// The key of YAML 1.1 whose mapping, or each of whose mappings, is merged into the one that has it.
///
/// <https://yaml.org/type/merge.html>
const MERGE: &str = "<<";

/// The mapping's own keys go before those that are merged into it, and earlier mappings before later ones.
fn merge(
    object: &mut Map<String, Value>,
    value: Value,
    source: SourceId,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                object.entry(name).or_insert(member);
            }
        }
        Value::Array(mappings) if mappings.iter().all(Value::is_object) => {
            for members in mappings {
                merge(object, members, source, at, diagnostics);
            }
        }
        _ => {
            let place = Place::node(source, &at.child(MERGE));
            let message = format!("`{MERGE}` must be a mapping, or a list of mappings");
            let diagnostic = Diagnostic::new(Code::WrongType, place, message);
            diagnostics
                .push(diagnostic.help("it merges mappings that have an anchor: `<<: *name`"));
        }
    }
}

/// YAML reads an unquoted status code as a number, and some words as something else than a text.
fn json_key(key: &Yaml) -> Option<String> {
    match key {
        Yaml::String(text) => Some(text.clone()),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Bool(value) => Some(value.to_string()),
        Yaml::Null => Some("null".to_owned()),
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
