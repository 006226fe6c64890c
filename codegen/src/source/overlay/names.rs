//! Overlays of names: what a person calls the operations, types, values and arguments of documents.
//!
//! Such an overlay holds nothing but names, below mappings that lead to where they belong, and the documents have those
//! mappings.

use serde_json::{Map, Value};

use super::Change;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::Place;
use crate::source::grammar::{GROUPS, MODULE, NAME, VALUE_NAMES};
use crate::text::nearest;

/// Whether an action does nothing but give names. Anything else is reported.
pub(super) fn is_all_of(change: &Change, action: &Place, diagnostics: &mut Diagnostics) -> bool {
    match change {
        Change::Update(update) => are_all(update, &action.child("update"), diagnostics),
        Change::Remove => {
            report(action.child("remove"), "an overlay of names removes nothing", diagnostics)
        }
        Change::Copy(_) => {
            report(action.child("copy"), "an overlay of names copies nothing", diagnostics)
        }
    }
}

fn are_all(update: &Value, place: &Place, diagnostics: &mut Diagnostics) -> bool {
    let Value::Object(members) = update else {
        let key = place.pointer().and_then(|it| it.last()).unwrap_or_default();
        return report(place.clone(), format!("`{key}` is no name"), diagnostics);
    };
    let others = members.iter().filter(|(key, _)| !is_name(key));
    // All of them are reported.
    others
        .fold(true, |sound, (key, member)| are_all(member, &place.child(key), diagnostics) && sound)
}

fn report(place: Place, message: impl Into<String>, diagnostics: &mut Diagnostics) -> bool {
    diagnostics.push(Diagnostic::new(Code::NotAName, place.on_key(), message));
    false
}

/// The part of an update whose mappings are in a node of a document too. The others are reported.
pub(super) fn fitting(
    update: &Value,
    node: &Value,
    place: &Place,
    document: &str,
    diagnostics: &mut Diagnostics,
) -> Value {
    let mut fitting = Map::new();
    for (key, member) in update.as_object().into_iter().flatten() {
        let place = place.child(key);
        let member = match node.get(key) {
            _ if is_name(key) => member.clone(),
            Some(node @ Value::Object(_)) => {
                self::fitting(member, node, &place, document, diagnostics)
            }
            _ => {
                let message = format!("`{document}` has no `{key}` here that holds anything");
                let diagnostic = Diagnostic::new(Code::UnmatchedTarget, place.on_key(), message);
                let known = node.as_object().into_iter().flat_map(Map::keys);
                diagnostics.push(match nearest(key, known.map(String::as_str)) {
                    Some(known) if known != key => {
                        diagnostic.help(format!("did you mean `{known}`?"))
                    }
                    _ => diagnostic,
                });
                continue;
            }
        };
        fitting.insert(key.clone(), member);
    }
    Value::Object(fitting)
}

fn is_name(key: &str) -> bool {
    [NAME, VALUE_NAMES, GROUPS, MODULE].contains(&key)
}
