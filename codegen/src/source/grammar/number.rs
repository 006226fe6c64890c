//! Keywords of strings on numbers.
//!
//! A document may give an integer a `maxLength` of 100 and mean that it is at most 100. JSON Schema ignores
//! such a keyword, and the typed model takes it as a sign that the type is none.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};

/// A keyword of strings, and the one of numbers that it stands for.
const KEYWORDS: [(&str, Option<&str>); 3] =
    [("maxLength", Some("maximum")), ("minLength", Some("minimum")), ("pattern", None)];

/// Reports such keywords on a schema of a number, and puts in their place what they mean.
pub(super) fn restate(
    schema: &mut Map<String, Value>,
    source: SourceId,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    let ty = schema.get("type").and_then(Value::as_str);
    let Some(ty) = ty.filter(|ty| ["integer", "number"].contains(ty)).map(str::to_owned) else {
        return;
    };
    for (keyword, bound) in KEYWORDS {
        // A value of the wrong type is reported by the grammar.
        let is_sound = |it: &Value| it.is_u64() || bound.is_none() && it.is_string();
        if !schema.get(keyword).is_some_and(is_sound) {
            continue;
        }
        let Some(value) = schema.shift_remove(keyword) else { continue };
        let meaning = match bound {
            Some(bound) if !schema.contains_key(bound) => {
                let meaning = format!("it is read as `{bound}: {value}`");
                schema.insert(bound.to_owned(), value);
                meaning
            }
            _ => "it is ignored".to_owned(),
        };
        let message = format!("`{keyword}` is for strings, and this is of type `{ty}`");
        let place = Place::key(source, &at.child(keyword));
        diagnostics.push(Diagnostic::new(Code::LengthOfNumber, place, message).label(meaning));
    }
}
