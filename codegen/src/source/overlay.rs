//! Corrections of documents: [OpenAPI Overlay 1.0.0].
//!
//! An action may name the documents that it is for in `x-documents`; without it, it is for all of them.
//!
//! [OpenAPI Overlay 1.0.0]: https://spec.openapis.org/overlay/v1.0.0.html

use serde_json::Value;
use serde_json_path::JsonPath;

use super::effort::{Effort, is_too_deep};
use super::{grammar, json};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId, Sources};

/// What an overlay changed in a document.
#[derive(Clone, Debug)]
pub(crate) struct Correction {
    /// The node that was changed.
    pub(crate) pointer: Pointer,
    /// Why: the description of the action.
    pub(crate) reason: String,
}

/// An action of an overlay.
#[derive(Debug)]
pub(super) struct Action {
    target: JsonPath,
    /// The target as it is written: the library prints `$..a` as `$...a`.
    written: String,
    place: Place,
    documents: Option<Vec<String>>,
    change: Change,
    reason: String,
    /// Whether it found something in any document.
    matched: bool,
}

#[derive(Debug)]
enum Change {
    Update(Value),
    Remove,
}

/// Reads the actions of an overlay, in their order.
pub(super) fn read(
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Action> {
    let Some(mut root) = json::parse(source, &sources.get(source).text, diagnostics) else {
        return Vec::new();
    };
    if !grammar::check_overlay(source, &mut root, diagnostics) {
        return Vec::new();
    }
    let at = Pointer::root().child("actions");
    let actions = root.get("actions").and_then(Value::as_array).into_iter().flatten().enumerate();
    actions
        .filter_map(|(index, it)| action(it, &Place::node(source, &at.child(index)), diagnostics))
        .collect()
}

fn action(action: &Value, place: &Place, diagnostics: &mut Diagnostics) -> Option<Action> {
    let text = action.get("target")?.as_str()?;
    let place = place.child("target");
    if is_too_deep(text) {
        let message = "more than ten brackets are open at once";
        let diagnostic = Diagnostic::new(Code::MalformedTarget, place, message);
        diagnostics.push(diagnostic.help("write fewer filters within filters"));
        return None;
    }
    let target = JsonPath::parse(text)
        .map_err(|error| {
            let message = format!("`{text}` is no JSONPath: {error}");
            diagnostics.push(Diagnostic::new(Code::MalformedTarget, place.clone(), message));
        })
        .ok()?;
    let is_removal = action.get("remove") == Some(&Value::Bool(true));
    let change = match action.get("update") {
        _ if is_removal => Change::Remove,
        Some(update) => Change::Update(update.clone()),
        None => {
            let message = "the action neither updates nor removes anything";
            diagnostics.push(Diagnostic::new(Code::MissingKey, place, message));
            return None;
        }
    };
    let documents = action.get("x-documents").and_then(Value::as_array);
    let documents =
        documents.map(|it| it.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    let reason = action.get("description").and_then(Value::as_str).unwrap_or_default();
    let reason = reason.trim().to_owned();
    let written = text.to_owned();
    Some(Action { target, written, place, documents, change, reason, matched: false })
}

/// Carries out the actions that are for the document with this stem.
pub(super) fn apply(
    actions: &mut [Action],
    stem: &str,
    root: &mut Value,
    diagnostics: &mut Diagnostics,
) -> Vec<Correction> {
    let mut corrections = Vec::new();
    let mut effort = Effort::of(root);
    for action in actions.iter_mut() {
        if action.documents.as_ref().is_some_and(|it| !it.iter().any(|name| name == stem)) {
            continue;
        }
        let Some(pointers) = find(action, root, &mut effort) else {
            action.matched = true;
            diagnostics.push(too_much(action));
            continue;
        };
        for pointer in pointers {
            action.matched = true;
            match &action.change {
                Change::Update(update) => {
                    if let Some(node) = root.pointer_mut(&pointer) {
                        merge(node, update);
                    }
                }
                Change::Remove => remove(root, &pointer),
            }
            let pointer = Pointer::from_json_pointer(pointer);
            corrections.push(Correction { pointer, reason: action.reason.clone() });
        }
    }
    corrections
}

/// Where an action changes something, or nothing if that takes too long or makes the document too large.
fn find(action: &Action, root: &Value, effort: &mut Effort) -> Option<Vec<String>> {
    if !effort.find(&action.written, root) {
        return None;
    }
    let nodes = action.target.query_located(root);
    let mut pointers: Vec<String> =
        nodes.locations().map(|location| location.to_json_pointer()).collect();
    // What comes later in a list goes first, so that a removal moves nothing that is still to go.
    pointers.reverse();
    let is_small = match &action.change {
        Change::Update(update) => effort.add(update, pointers.len()),
        Change::Remove => true,
    };
    is_small.then_some(pointers)
}

fn too_much(action: &Action) -> Diagnostic {
    let message = format!("`{}` finds too much, or looks too often for it", action.written);
    Diagnostic::new(Code::MalformedTarget, action.place.clone(), message)
        .help("name what is to change more closely, without `..` and lists of selectors")
}

/// Reports the actions that found nothing in any document.
pub(super) fn report_unmatched(actions: &[Action], diagnostics: &mut Diagnostics) {
    for action in actions.iter().filter(|action| !action.matched) {
        let message = match &action.documents {
            Some(documents) => {
                format!("`{}` matches nothing in {}", action.written, documents.join(", "))
            }
            None => format!("`{}` matches nothing in any document", action.written),
        };
        let place = action.place.clone();
        diagnostics.push(Diagnostic::new(Code::UnmatchedTarget, place, message));
    }
}

/// Members of objects are merged, an entry is appended to a list, and anything else is replaced.
fn merge(node: &mut Value, update: &Value) {
    match (node, update) {
        (Value::Object(members), Value::Object(updates)) => {
            for (name, update) in updates {
                match members.get_mut(name) {
                    Some(member) => merge(member, update),
                    None => {
                        members.insert(name.clone(), update.clone());
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(updates)) => items.extend(updates.iter().cloned()),
        (Value::Array(items), update) => items.push(update.clone()),
        (node, update) => *node = update.clone(),
    }
}

fn remove(root: &mut Value, pointer: &str) {
    let Some((parent, token)) = pointer.rsplit_once('/') else { return };
    match root.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.shift_remove(&token.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            if let Some(index) = token.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{merge, remove};

    #[test]
    fn objects_merge_and_lists_grow() {
        let mut node = json!({"a": {"b": 1, "c": [1]}, "d": 2});
        merge(&mut node, &json!({"a": {"b": 3, "c": [2], "e": 4}}));
        assert_eq!(node, json!({"a": {"b": 3, "c": [1, 2], "e": 4}, "d": 2}));
        merge(&mut node["a"]["c"], &json!({"f": 5}));
        assert_eq!(node["a"]["c"], json!([1, 2, {"f": 5}]));
    }

    #[test]
    fn members_and_items_are_removed() {
        let mut node = json!({"/a": {"b": 1}, "c": [1, 2]});
        remove(&mut node, "/~1a/b");
        remove(&mut node, "/c/0");
        remove(&mut node, "/c/7");
        assert_eq!(node, json!({"/a": {}, "c": [2]}));
    }
}
