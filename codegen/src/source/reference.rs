//! Every `$ref` of a document leads somewhere.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::grammar;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};

/// Reports each `$ref` whose target is missing, elsewhere, or part of a circle.
pub(super) fn check(source: SourceId, root: &Value, diagnostics: &mut Diagnostics) {
    let mut sound = HashSet::new();
    walk(root, &Pointer::root(), &mut |pointer, reference| {
        if let Some(diagnostic) = examine(source, root, pointer, reference, &mut sound) {
            diagnostics.push(diagnostic);
        }
    });
}

/// Calls `found` with the pointer and text of every `$ref`, and of every value of a discriminator's mapping as the
/// reference that it stands for, in document order. What stands under an example is data, not a reference.
pub(crate) fn walk(node: &Value, at: &Pointer, found: &mut impl FnMut(&Pointer, &str)) {
    members(node, at, false, found);
}

fn members(node: &Value, at: &Pointer, own_names: bool, found: &mut impl FnMut(&Pointer, &str)) {
    match node {
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("$ref", Value::String(text)) if !own_names => found(&at.child(key), text),
                    ("const" | "example" | "value" | "default" | "enum", _)
                    | ("examples", Value::Array(_))
                        if !own_names => {}
                    ("discriminator", Value::Object(discriminator)) if !own_names => {
                        mapped(
                            discriminator.get("mapping"),
                            &at.child(key).child("mapping"),
                            found,
                        );
                    }
                    (key, Value::Object(_) | Value::Array(_)) => {
                        let own_names = !own_names && grammar::holds_names(key);
                        members(value, &at.child(key), own_names, found);
                    }
                    _ => {}
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                members(item, &at.child(index), false, found);
            }
        }
        _ => {}
    }
}

fn mapped(mapping: Option<&Value>, at: &Pointer, found: &mut impl FnMut(&Pointer, &str)) {
    let targets = mapping.and_then(Value::as_object).into_iter().flatten();
    for (value, target) in targets {
        let Value::String(target) = target else { continue };
        match is_schema_name(target) {
            true => found(&at.child(value), &schema_reference(target)),
            false => found(&at.child(value), target),
        }
    }
}

/// Whether a reference is a value of a discriminator's mapping.
pub(super) fn is_mapped(at: &Pointer) -> bool {
    let mapping = at.parent();
    let discriminator = mapping.as_ref().and_then(Pointer::parent);
    let is_last = |it: Option<&Pointer>, name: &str| {
        it.and_then(|it| it.tokens().last()).is_some_and(|it| it == name)
    };
    is_last(mapping.as_ref(), "mapping") && is_last(discriminator.as_ref(), "discriminator")
}

/// Whether a mapping names a schema of the document, and not a file or a place in one.
pub(super) fn is_schema_name(target: &str) -> bool {
    let is_file = [".yaml", ".yml", ".json"].iter().any(|end| target.ends_with(end));
    !is_file && !target.contains(['#', '/'])
}

/// The reference to a schema of the document.
pub(crate) fn schema_reference(name: &str) -> String {
    format!("#{}", Pointer::root().child("components").child("schemas").child(name))
}

/// `sound` are the targets that are known to lead to a definition, so that a long chain is followed once.
fn examine(
    source: SourceId,
    root: &Value,
    at: &Pointer,
    text: &str,
    sound: &mut HashSet<Pointer>,
) -> Option<Diagnostic> {
    let place = Place::node(source, at);
    // What leads to another file was examined when it was looked for there.
    let mut target = Pointer::from_reference(text)?;
    let mut seen = HashSet::new();
    while !sound.contains(&target) {
        let Some(node) = resolve(root, &target) else {
            let message = format!("`{text}` leads to nothing");
            let diagnostic = Diagnostic::new(Code::UnresolvedReference, place, message)
                .label("there is no such definition");
            return Some(match near(root, &target) {
                Some(other) => diagnostic.help(format!("did you mean `#{other}`?")),
                None => diagnostic,
            });
        };
        if !seen.insert(target.clone()) {
            let message = format!("`{text}` is part of a circle of references");
            return Some(Diagnostic::new(Code::ReferenceCycle, place, message));
        }
        let next = node.get("$ref").and_then(Value::as_str);
        match next.and_then(Pointer::from_reference) {
            Some(next) => target = next,
            None => break,
        }
    }
    sound.extend(seen);
    None
}

/// The node at a pointer.
pub(crate) fn resolve<'a>(root: &'a Value, pointer: &Pointer) -> Option<&'a Value> {
    pointer.tokens().try_fold(root, |node, token| match node {
        Value::Object(mapping) => mapping.get(token.as_ref()),
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}

/// More references than a chain has in any document. Circles are reported when it is read; this is a second net.
const LONGEST_CHAIN: usize = 100;

/// A node, or what its `$ref` leads to through further ones, and where that stands. A reference that leads to nothing is
/// given itself.
pub(crate) fn follow<'a>(root: &'a Value, node: &'a Value, at: &Pointer) -> (&'a Value, Pointer) {
    let (mut node, mut at) = (node, at.clone());
    for _ in 0..LONGEST_CHAIN {
        let reference = node.get("$ref").and_then(Value::as_str);
        let Some(target) = reference.and_then(Pointer::from_reference) else { break };
        let Some(found) = resolve(root, &target) else { break };
        (node, at) = (found, target);
    }
    (node, at)
}

/// What an object, or a chain of references to one, defines, and where.
pub(crate) fn definition<'a>(
    root: &'a Value,
    node: &'a Value,
    at: &Pointer,
) -> Option<(&'a Map<String, Value>, Pointer)> {
    let (node, at) = follow(root, node, at);
    Some((node.as_object().filter(|it| !it.contains_key("$ref"))?, at))
}

/// The sibling of the missing target with the nearest name, which may be meant.
pub(crate) fn near(root: &Value, target: &Pointer) -> Option<Pointer> {
    let tokens: Vec<_> = target.tokens().collect();
    let (wanted, parents) = tokens.split_last()?;
    let parent = parents.iter().fold(Pointer::root(), |at, token| at.child(token));
    let names = resolve(root, &parent)?.as_object()?.keys().map(String::as_str);
    let best = crate::text::nearest(wanted, names)?;
    Some(parent.child(best))
}
