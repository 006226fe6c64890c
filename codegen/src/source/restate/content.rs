//! What a text holds: `contentEncoding` and `contentMediaType` are formats in OpenAPI 3.0.

use serde_json::{Map, Value, json};

use super::{Restating, each};
use crate::diagnostic::Code;
use crate::media_type::essence;
use crate::position::Pointer;

const FORM: &str = "application/x-www-form-urlencoded";

impl Restating<'_> {
    pub(super) fn content(&mut self, schema: &mut Map<String, Value>, at: &Pointer) {
        let mut take = |keyword: &str| match schema.shift_remove(keyword) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (encoding, media_type) = (take("contentEncoding"), take("contentMediaType"));
        let is_text = schema.get("type").is_none_or(|it| it == "string" || it.is_array());
        let (format, keyword) = match (encoding.as_deref(), media_type.as_deref()) {
            _ if !is_text => return,
            (Some("base64"), _) => ("byte", "contentEncoding"),
            (Some("base64url"), _) => ("base64url", "contentEncoding"),
            (None | Some("7bit" | "8bit" | "binary"), Some(media_type)) if is_bytes(media_type) => {
                ("binary", "contentMediaType")
            }
            (Some("7bit" | "8bit" | "binary") | None, _) => return,
            (Some(_), _) => {
                let message = "the text is read and sent as it is, and not decoded";
                self.tell(Code::IgnoredKeyword, &at.child("contentEncoding"), message);
                return;
            }
        };
        for (key, value) in [("type", "string"), ("format", format)] {
            if !schema.contains_key(key) {
                schema.insert(key.to_owned(), json!(value));
                self.moves.note(at.child(key), &at.child(keyword));
            }
        }
    }

    /// A query that is one form is an object of which each member is written for itself. What else a whole query may be
    /// has no words in OpenAPI 3.0, and stays a location that it does not know.
    pub(super) fn whole_query(&mut self, parameter: &mut Map<String, Value>, at: &Pointer) {
        if self.minor < 2 || parameter.get("in").is_none_or(|it| it != "querystring") {
            return;
        }
        let content = parameter.get_mut("content");
        let Some(schema) = content.and_then(|it| it.get_mut(FORM)?.get_mut("schema")) else {
            return;
        };
        let schema = schema.take();
        self.moves.note(at.child("schema"), &at.child("content").child(FORM).child("schema"));
        parameter.shift_remove("content");
        let stated = [("in", json!("query")), ("style", json!("form")), ("explode", json!(true))];
        parameter.extend(stated.map(|(key, value)| (key.to_owned(), value)));
        parameter.insert("schema".to_owned(), schema);
    }

    /// A part of a form that has no type is a file.
    pub(super) fn files_of_form(&mut self, media_type: &mut Value, at: &Pointer) {
        let Some(properties) = media_type.pointer_mut("/schema/properties") else { return };
        each(properties, &at.child("properties"), |property, at| {
            let is_file = |part: &Value| {
                *part == Value::Bool(true)
                    || part
                        .as_object()
                        .is_some_and(|it| it.keys().all(|key| SAYS_NO_TYPE.contains(&key.as_str())))
            };
            if is_file(property) {
                let mut file = property.as_object().cloned().unwrap_or_default();
                file.insert("type".to_owned(), json!("string"));
                file.insert("format".to_owned(), json!("binary"));
                *property = Value::Object(file);
                self.moves.note(at.child("type"), at);
            }
        });
    }
}

/// Keywords that leave open what a value is.
const SAYS_NO_TYPE: [&str; 7] =
    ["title", "description", "deprecated", "readOnly", "writeOnly", "contentMediaType", "$comment"];

/// Whether a media type is that of bytes, and not of a text.
fn is_bytes(media_type: &str) -> bool {
    let media_type = essence(media_type);
    let (kind, subtype) = media_type.split_once('/').unwrap_or_default();
    let is_text = ["json", "xml", "yaml", "javascript", "x-www-form-urlencoded"]
        .iter()
        .any(|it| subtype == *it || subtype.ends_with(&format!("+{it}")));
    kind != "text" && !is_text
}
