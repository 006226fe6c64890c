//! Bodies that stand for no body.
//!
//! The documents give responses without a body an object that holds a response code, and put examples that say
//! `204 No response` under other statuses. A mock server would send them.

use serde_json::{Map, Value};

use super::document::Document;
use crate::alias::Endpoint;
use crate::no_content;

/// Takes them out of the responses of all operations.
pub(super) fn drop(document: &mut Document, endpoints: &[Endpoint<'_>]) {
    for endpoint in endpoints {
        let responses = endpoint.pointer.child("responses");
        let statuses: Vec<String> = document.members(&responses).keys().cloned().collect();
        let any_empty = statuses.iter().any(|it| no_content::is_status(it));
        for status in &statuses {
            let response = responses.child(status);
            if no_content::is_status(status) {
                drop_content(document, response);
            } else if any_empty && status.starts_with('2') {
                drop_examples(document.get_mut(&response));
            }
        }
    }
}

fn drop_content(document: &mut Document, response: crate::position::Pointer) {
    let response = document.place(response);
    let content = document.members(&response.child("content"));
    let says_nothing = |media: &Value| {
        let schema = media.get("schema").map(|schema| document.resolved(schema));
        schema.is_none_or(|it| {
            let properties = it.get("properties").and_then(Value::as_object);
            properties.is_some_and(|it| no_content::is_only_member(it.keys()))
        })
    };
    if content.values().all(says_nothing)
        && let Some(Value::Object(response)) = document.get_mut(&response)
    {
        response.shift_remove("content");
    }
}

fn drop_examples(response: Option<&mut Value>) {
    let content = response.and_then(|it| it.get_mut("content")).and_then(Value::as_object_mut);
    for media in content.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        if media.get("example").is_some_and(no_content::is_shown_by) {
            media.shift_remove("example");
        }
        let Some(Value::Object(examples)) = media.get_mut("examples") else { continue };
        examples.retain(|_, example| !example.get("value").is_some_and(no_content::is_shown_by));
        if examples.is_empty() {
            media.shift_remove("examples");
        }
    }
}
