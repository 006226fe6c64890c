//! Corrections of documents: [OpenAPI Overlay 1.0.0].
//!
//! An action may name the documents that it is for in `x-documents`; without it, it is for all of them. An overlay of names
//! holds nothing else: see [`names`].
//!
//! [OpenAPI Overlay 1.0.0]: https://spec.openapis.org/overlay/v1.0.0.html

use serde_json::Value;
use serde_json_path::JsonPath;

use super::effort::Effort;
use super::{grammar, json, names};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId, Sources};
use crate::text::nearest;

/// How many brackets a target may have open: the parser reads a filter twice, one within it four times, and so on.
const DEEPEST: usize = 10;

/// The documents that an action is for.
const DOCUMENTS: &str = "x-documents";

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
    /// Where the action stands.
    place: Place,
    /// The stems of the documents that it is for, if not for all.
    documents: Option<Vec<String>>,
    change: Change,
    reason: String,
    purpose: Purpose,
    /// Whether it found something in any document.
    matched: bool,
}

#[derive(Debug)]
pub(super) enum Change {
    Update(Value),
    Remove,
}

/// What an overlay is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Corrections,
    Names,
}

/// Reads the actions of an overlay, in their order.
pub(super) fn read(
    source: SourceId,
    purpose: Purpose,
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
        .filter_map(|(index, it)| {
            action(it, purpose, &Place::node(source, &at.child(index)), diagnostics)
        })
        .collect()
}

fn action(
    action: &Value,
    purpose: Purpose,
    place: &Place,
    diagnostics: &mut Diagnostics,
) -> Option<Action> {
    let text = action.get("target")?.as_str()?;
    let target_place = place.child("target");
    if json::too_deep(text, ["[(", "])"], DEEPEST).is_some() {
        let message = "more than ten brackets are open at once";
        let diagnostic = Diagnostic::new(Code::MalformedTarget, target_place, message);
        diagnostics.push(diagnostic.help("write fewer filters within filters"));
        return None;
    }
    let target = JsonPath::parse(text)
        .map_err(|error| {
            let message = format!("`{text}` is no JSONPath: {error}");
            diagnostics.push(Diagnostic::new(Code::MalformedTarget, target_place.clone(), message));
        })
        .ok()?;
    let is_removal = action.get("remove") == Some(&Value::Bool(true));
    let change = match action.get("update") {
        _ if is_removal => Change::Remove,
        Some(update) => Change::Update(update.clone()),
        None => {
            let message = "the action neither updates nor removes anything";
            let diagnostic = Diagnostic::new(Code::MissingKey, target_place, message);
            diagnostics.push(diagnostic.help("add `update` or `remove: true`"));
            return None;
        }
    };
    if purpose == Purpose::Names && !names::is_all_of(&change, place, diagnostics) {
        return None;
    }
    let documents = action.get(DOCUMENTS).and_then(Value::as_array);
    let documents =
        documents.map(|it| it.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    let reason = action.get("description").and_then(Value::as_str).unwrap_or_default();
    let reason = reason.trim().to_owned();
    let (written, place) = (text.to_owned(), place.clone());
    Some(Action { target, written, place, documents, change, reason, purpose, matched: false })
}

/// A node of a document that an overlay put there, and where it stands in the overlay.
pub(super) struct Graft {
    pub(super) at: Pointer,
    pub(super) source: SourceId,
    pub(super) from: Pointer,
}

/// Carries out the actions that are for the document with this stem.
pub(super) fn apply(
    actions: &mut [Action],
    stem: &str,
    root: &mut Value,
    diagnostics: &mut Diagnostics,
) -> (Vec<Correction>, Vec<Graft>) {
    let (mut corrections, mut grafts) = (Vec::new(), Vec::new());
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
                        let at = Pointer::from_json_pointer(pointer.clone());
                        let from = action.place.child("update");
                        let fitting = (action.purpose == Purpose::Names)
                            .then(|| names::fitting(update, node, &from, stem, diagnostics));
                        Merging { place: &from, grafts: &mut grafts }.merge(
                            node,
                            fitting.as_ref().unwrap_or(update),
                            &at,
                            None,
                        );
                    }
                }
                Change::Remove => {
                    remove(root, &pointer);
                    // The items of a list behind it have other places now.
                    let holder = Pointer::from_json_pointer(pointer.clone()).parent();
                    grafts
                        .retain(|it| holder.as_ref().is_none_or(|holder| !holder.contains(&it.at)));
                }
            }
            if action.purpose == Purpose::Corrections {
                let pointer = Pointer::from_json_pointer(pointer);
                corrections.push(Correction { pointer, reason: action.reason.clone() });
            }
        }
    }
    (corrections, grafts)
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
    Diagnostic::new(Code::MalformedTarget, action.place.child("target"), message)
        .help("name what is to change more closely, without `..` and lists of selectors")
}

/// Reports the documents that actions are for and that are none of these, and the actions that found nothing in any.
pub(super) fn report_unmatched(
    actions: &[Action],
    stems: &[String],
    diagnostics: &mut Diagnostics,
) {
    for action in actions {
        let unknown = report_unknown(action, stems, diagnostics);
        if action.matched || unknown > 0 {
            continue;
        }
        let message = match &action.documents {
            Some(documents) => {
                format!("`{}` matches nothing in {}", action.written, documents.join(", "))
            }
            None => format!("`{}` matches nothing in any document", action.written),
        };
        let place = action.place.child("target");
        diagnostics.push(Diagnostic::new(Code::UnmatchedTarget, place, message));
    }
}

/// Tells how many unknown documents the action names.
fn report_unknown(action: &Action, stems: &[String], diagnostics: &mut Diagnostics) -> usize {
    let named = action.documents.iter().flatten().enumerate();
    let unknown: Vec<_> = named.filter(|(_, name)| !stems.contains(name)).collect();
    for (index, name) in &unknown {
        let place = action.place.child(DOCUMENTS).child(index);
        let message = format!("there is no document `{name}`");
        let diagnostic = Diagnostic::new(Code::UnknownDocument, place, message);
        diagnostics.push(match nearest(name, stems.iter().map(String::as_str)) {
            Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
            None => diagnostic,
        });
    }
    unknown.len()
}

/// An update on its way into a document.
struct Merging<'a> {
    /// Where it stands.
    place: &'a Place,
    grafts: &'a mut Vec<Graft>,
}

impl Merging<'_> {
    /// Members of objects are merged, an entry is appended to a list, and anything else is replaced. `below` is where in
    /// the update this part of it is.
    fn merge(&mut self, node: &mut Value, update: &Value, at: &Pointer, below: Option<&Pointer>) {
        let root = Pointer::root();
        let below = below.unwrap_or(&root);
        match (node, update) {
            (Value::Object(members), Value::Object(updates)) => {
                for (name, update) in updates {
                    let (at, below) = (at.child(name), below.child(name));
                    match members.get_mut(name) {
                        Some(member) => self.merge(member, update, &at, Some(&below)),
                        None => {
                            members.insert(name.clone(), update.clone());
                            self.graft(at, &below);
                        }
                    }
                }
            }
            (Value::Array(items), Value::Array(updates)) => {
                for (index, update) in updates.iter().enumerate() {
                    self.graft(at.child(items.len()), &below.child(index));
                    items.push(update.clone());
                }
            }
            (Value::Array(items), update) => {
                self.graft(at.child(items.len()), below);
                items.push(update.clone());
            }
            (node, update) => {
                *node = update.clone();
                self.graft(at.clone(), below);
            }
        }
    }

    fn graft(&mut self, at: Pointer, below: &Pointer) {
        let Some(update) = self.place.pointer() else { return };
        let from = below.tokens().fold(update.clone(), |from, token| from.child(token));
        self.grafts.push(Graft { at, source: self.place.source, from });
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

    use serde_json::Value;

    use super::{Graft, Merging, remove};
    use crate::position::{Input, Place, Pointer, Sources};

    /// Merges an update, and tells where the grafts are and come from.
    fn merge(node: &mut Value, update: &Value) -> Vec<(String, String)> {
        let mut sources = Sources::default();
        let (name, stem, text) = (String::new(), String::new(), String::new());
        let source = sources.add(Input { name, stem, text });
        let place = Place::node(source, &Pointer::root().child("update"));
        let mut grafts = Vec::new();
        Merging { place: &place, grafts: &mut grafts }.merge(node, update, &Pointer::root(), None);
        let shown = |Graft { at, from, .. }: &Graft| (at.to_string(), from.to_string());
        grafts.iter().map(shown).collect()
    }

    #[test]
    fn what_was_put_in_is_known_to_stand_in_the_overlay() {
        let mut node = json!({"a": {"b": 1}, "c": [1]});
        let grafts = merge(&mut node, &json!({"a": {"b": 2, "d": {"e": 3}}, "c": [2]}));
        let expected = [("/a/b", "/update/a/b"), ("/a/d", "/update/a/d"), ("/c/1", "/update/c/0")];
        assert_eq!(grafts, expected.map(|(at, from)| (at.to_owned(), from.to_owned())));
    }

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
