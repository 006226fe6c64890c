//! What an action does to a node of a document.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};
use crate::source::json;

/// A node of a document that an overlay put there, and where it stands in the files.
pub(in crate::source) struct Graft {
    pub(in crate::source) at: Pointer,
    pub(in crate::source) source: SourceId,
    pub(in crate::source) from: Pointer,
}

/// An update on its way into a document.
pub(super) struct Merging<'a> {
    /// Where it stands.
    pub(super) place: &'a Place,
    pub(super) grafts: &'a mut Vec<Graft>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Merging<'_> {
    /// Members of objects are merged, a list grows by an entry or by those of another one, and a scalar is replaced.
    /// `below` is where in the update this part of it is.
    pub(super) fn merge(
        &mut self,
        node: &mut Value,
        update: &Value,
        at: &Pointer,
        below: Option<&Pointer>,
    ) {
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
            (node, update)
                if !node.is_null()
                    && (node.is_object() || update.is_object() || update.is_array()) =>
            {
                self.mismatch(node, update, at, below);
            }
            (node, update) => {
                *node = update.clone();
                self.graft(at.clone(), below);
            }
        }
    }

    fn mismatch(&mut self, node: &Value, update: &Value, at: &Pointer, below: &Pointer) {
        let name = at.last().unwrap_or_else(|| "the document".to_owned());
        let (old, new) = (json::describe(node), json::describe(update));
        let message = format!("`{name}` is {old}, with which {new} cannot be merged");
        let place = below.tokens().fold(self.place.clone(), |place, token| place.child(token));
        let diagnostic = Diagnostic::new(Code::WrongType, place, message);
        self.diagnostics.push(diagnostic.help("remove it first, by an action of its own"));
    }

    fn graft(&mut self, at: Pointer, below: &Pointer) {
        let Some(update) = self.place.pointer() else { return };
        let from = below.tokens().fold(update.clone(), |from, token| from.child(token));
        self.grafts.push(Graft { at, source: self.place.source, from });
    }
}

pub(super) fn remove(root: &mut Value, pointer: &str) {
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
    use crate::diagnostic::Diagnostics;
    use crate::position::{Input, Place, Pointer, Sources};

    /// Merges an update, and tells where the grafts are and come from.
    fn merge(node: &mut Value, update: &Value) -> Vec<(String, String)> {
        let mut sources = Sources::default();
        let (name, stem, text) = (String::new(), String::new(), String::new());
        let source = sources.add(Input { name, stem, text });
        let place = Place::node(source, &Pointer::root().child("update"));
        let mut grafts = Vec::new();
        let diagnostics = &mut Diagnostics::default();
        Merging { place: &place, grafts: &mut grafts, diagnostics }.merge(
            node,
            update,
            &Pointer::root(),
            None,
        );
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
