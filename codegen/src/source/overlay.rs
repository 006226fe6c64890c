//! Corrections of documents: [OpenAPI Overlay 1.1.0], of which 1.0 is a part.
//!
//! An action may name the documents that it is for in `x-documents`; without it, it is for all of them. An overlay of names
//! holds nothing else: see [`names`].
//!
//! [OpenAPI Overlay 1.1.0]: https://spec.openapis.org/overlay/v1.1.0.html

mod merging;
mod names;

use std::borrow::Cow;

use serde_json::Value;
use serde_json_path::JsonPath;

pub(super) use merging::Graft;
use merging::{Merging, remove};

use super::effort::Effort;
use super::{grammar, json};
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
    target: Query,
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

/// A JSONPath.
#[derive(Debug)]
pub(super) struct Query {
    path: JsonPath,
    /// The path as it is written: the library prints `$..a` as `$...a`.
    written: String,
    place: Place,
}

#[derive(Debug)]
pub(super) enum Change {
    Update(Value),
    /// What the path finds is the update.
    Copy(Query),
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
    let target = query(action, "target", place, diagnostics)?;
    let is_removal = action.get("remove") == Some(&Value::Bool(true));
    let change = match (action.get("update"), action.get("copy")) {
        _ if is_removal => Change::Remove,
        (Some(update), None) => Change::Update(update.clone()),
        (None, Some(_)) => Change::Copy(query(action, "copy", place, diagnostics)?),
        (Some(_), Some(_)) => {
            let message = "an action with both `update` and `copy` does neither";
            let place = place.child("copy").on_key();
            let diagnostic = Diagnostic::new(Code::MalformedKey, place, message);
            diagnostics.push(diagnostic.help("make two actions of it"));
            return None;
        }
        (None, None) => {
            let message = "the action neither updates nor removes anything";
            let diagnostic = Diagnostic::new(Code::MissingKey, target.place, message);
            diagnostics.push(diagnostic.help("add `update`, `copy` or `remove: true`"));
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
    let (reason, place) = (reason.trim().to_owned(), place.clone());
    Some(Action { target, place, documents, change, reason, purpose, matched: false })
}

/// The JSONPath that a member of an action is.
fn query(action: &Value, key: &str, place: &Place, diagnostics: &mut Diagnostics) -> Option<Query> {
    let text = action.get(key)?.as_str()?;
    let place = place.child(key);
    if json::too_deep(text, ["[(", "])"], DEEPEST).is_some() {
        let message = "more than ten brackets are open at once";
        let diagnostic = Diagnostic::new(Code::MalformedTarget, place, message);
        diagnostics.push(diagnostic.help("write fewer filters within filters"));
        return None;
    }
    let path = JsonPath::parse(text)
        .map_err(|error| {
            let message = format!("`{text}` is no JSONPath: {error}");
            diagnostics.push(Diagnostic::new(Code::MalformedTarget, place.clone(), message));
        })
        .ok()?;
    Some(Query { path, written: text.to_owned(), place })
}

/// Carries out the actions that are for a document, which has this stem.
pub(super) fn apply(
    actions: &mut [Action],
    document: SourceId,
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
        let Some(pointers) = action.target.find(root, &mut effort) else {
            action.matched = true;
            diagnostics.push(action.target.too_much());
            continue;
        };
        action.matched |= !pointers.is_empty();
        let update = match &action.change {
            _ if pointers.is_empty() => continue,
            Change::Remove => None,
            Change::Update(update) => Some((Cow::Borrowed(update), action.place.child("update"))),
            Change::Copy(query) => match query.find_one(root, &mut effort) {
                Ok((value, at)) => {
                    let known = grafts.iter().rev().find_map(|it: &Graft| {
                        Some(Place::node(it.source, &at.moved(&it.at, &it.from)?))
                    });
                    let place = known.unwrap_or_else(|| Place::node(document, &at));
                    Some((Cow::Owned(value), place))
                }
                Err(diagnostic) => {
                    diagnostics.push(*diagnostic);
                    continue;
                }
            },
        };
        if update.as_ref().is_some_and(|(value, _)| !effort.add(value, pointers.len())) {
            diagnostics.push(action.target.too_much());
            continue;
        }
        for pointer in pointers {
            match &update {
                Some((update, place)) => {
                    if let Some(node) = root.pointer_mut(&pointer) {
                        let at = Pointer::from_json_pointer(pointer.clone());
                        let fitting = (action.purpose == Purpose::Names)
                            .then(|| names::fitting(update, node, place, stem, diagnostics));
                        Merging { place, grafts: &mut grafts, diagnostics }.merge(
                            node,
                            fitting.as_ref().unwrap_or(update),
                            &at,
                            None,
                        );
                    }
                }
                None => {
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

impl Query {
    /// Where it leads, or nothing if that takes too long.
    fn find(&self, root: &Value, effort: &mut Effort) -> Option<Vec<String>> {
        if !effort.find(&self.written, root) {
            return None;
        }
        let nodes = self.path.query_located(root);
        let mut pointers: Vec<String> =
            nodes.locations().map(|location| location.to_json_pointer()).collect();
        // What comes later in a list goes first, so that a removal moves nothing that is still to go.
        pointers.reverse();
        Some(pointers)
    }

    /// The only node that it leads to.
    fn find_one(
        &self,
        root: &Value,
        effort: &mut Effort,
    ) -> Result<(Value, Pointer), Box<Diagnostic>> {
        let found = self.find(root, effort).ok_or_else(|| self.too_much())?;
        let message = match found.as_slice() {
            [one] => {
                let value = root.pointer(one).cloned().unwrap_or_default();
                return Ok((value, Pointer::from_json_pointer(one.clone())));
            }
            [] => format!("`{}` finds nothing that could be copied", self.written),
            several => format!("`{}` finds {} nodes", self.written, several.len()),
        };
        let diagnostic = Diagnostic::new(Code::UnmatchedTarget, self.place.clone(), message);
        Err(Box::new(diagnostic.help("`copy` leads to one node")))
    }

    fn too_much(&self) -> Diagnostic {
        let message = format!("`{}` finds too much, or looks too often for it", self.written);
        Diagnostic::new(Code::MalformedTarget, self.place.clone(), message)
            .help("name what is to change more closely, without `..` and lists of selectors")
    }
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
                format!("`{}` matches nothing in {}", action.target.written, documents.join(", "))
            }
            None => format!("`{}` matches nothing in any document", action.target.written),
        };
        let place = action.target.place.clone();
        diagnostics.push(Diagnostic::new(Code::UnmatchedTarget, place, message));
    }
}

/// That there is no document of this name.
pub(super) fn unknown_document(name: &str, stems: &[String], place: Place) -> Diagnostic {
    let message = format!("there is no document `{name}`");
    let diagnostic = Diagnostic::new(Code::UnknownDocument, place, message);
    match nearest(name, stems.iter().map(String::as_str)) {
        Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
        None => diagnostic,
    }
}

/// Tells how many unknown documents the action names.
fn report_unknown(action: &Action, stems: &[String], diagnostics: &mut Diagnostics) -> usize {
    let named = action.documents.iter().flatten().enumerate();
    let unknown: Vec<_> = named.filter(|(_, name)| !stems.contains(name)).collect();
    for (index, name) in &unknown {
        let place = action.place.child(DOCUMENTS).child(index);
        diagnostics.push(unknown_document(name, stems, place));
    }
    unknown.len()
}
