//! What is left out of documents with mistakes, so that a client can be made of the rest.
//!
//! A mistake costs the operation that it stands in, or every operation that reaches the component that it stands in. The
//! documents are compiled again without those, until nothing is wrong with what is left.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::component::referred;
use super::reference::resolve;
use super::{Parsed, is_method};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::position::{Pointer, SourceId};

/// An operation that the client lacks, because of a mistake in its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file stem of its document.
    pub document: String,
    /// `GET`, `PUT` …
    pub http_method: String,
    /// The path key.
    pub path: String,
    /// What is wrong, with the code of the diagnostic: `missing-key: an operation needs …`.
    pub reason: String,
}

/// The nodes that are taken out of each document before it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Omitted {
    nodes: BTreeMap<SourceId, BTreeSet<Pointer>>,
    /// In the order of the documents, each with its reason.
    pub(crate) operations: BTreeMap<(SourceId, Pointer), LeftOut>,
}

impl Omitted {
    /// Whether a finding is of what is taken out, or comes of its being taken out: what only the operations that are
    /// left out use is no component without use, and a name in it is not one of nothing.
    pub(crate) fn explains(&self, finding: &Diagnostic) -> bool {
        let Some(nodes) = self.nodes.get(&finding.place.source) else { return false };
        let at = finding.place.pointer();
        matches!(finding.code, Code::UnusedComponent | Code::UnusedName)
            || at.is_some_and(|at| nodes.iter().any(|it| it.contains(at)))
    }

    /// Takes the nodes out of a document.
    pub(crate) fn take_out(&self, source: SourceId, root: &mut Value) {
        for at in self.nodes.get(&source).into_iter().flatten() {
            let (Some(parent), Some(key)) = (at.parent(), at.last()) else { continue };
            let parent = root.pointer_mut(&parent.to_string());
            if let Some(members) = parent.and_then(Value::as_object_mut) {
                // The order of the others is that of the client.
                members.shift_remove(&key);
            }
        }
    }

    /// Adds what an error spoils. Tells whether that is more than before.
    pub(crate) fn add(&mut self, error: &Diagnostic, parsed: &Parsed, stem: &str) -> bool {
        let Some(at) = error.place.pointer() else { return false };
        let Some(spoilt) = spoilt(at) else { return false };
        let nodes = self.nodes.entry(parsed.source).or_default();
        if !nodes.insert(spoilt.clone()) {
            return false;
        }
        let operations = match spoilt.tokens().next().as_deref() {
            Some("components") => {
                let (components, operations) = Reach::of(parsed).of_component(&spoilt);
                nodes.extend(components);
                operations
            }
            _ => operations_within(parsed, &spoilt),
        };
        let reason = format!("{}: {}", error.code.name(), error.message);
        for at in operations {
            let mut tokens = at.tokens().skip(1).map(std::borrow::Cow::into_owned);
            let (path, method) =
                (tokens.next().unwrap_or_default(), tokens.next().unwrap_or_default());
            nodes.insert(at.clone());
            self.operations.entry((parsed.source, at.clone())).or_insert_with(|| LeftOut {
                document: stem.to_owned(),
                http_method: method.to_uppercase(),
                path,
                reason: reason.clone(),
            });
        }
        true
    }
}

/// Whether an error is of what describes the document, which no call depends on.
pub(crate) fn is_descriptive(error: &Diagnostic) -> bool {
    let first = error.place.pointer().and_then(|at| Some(at.tokens().next()?.into_owned()));
    error.severity() == Severity::Error
        && first.is_some_and(|it| ["info", "tags", "externalDocs"].contains(&it.as_str()))
}

/// The smallest node that can be taken out with a mistake: an operation, a path item or a component.
fn spoilt(at: &Pointer) -> Option<Pointer> {
    let tokens: Vec<_> = at.tokens().collect();
    let count = match tokens.as_slice() {
        [paths, _, method, ..] if paths == "paths" && is_method(method) => 3,
        [paths, _, ..] if paths == "paths" => 2,
        [components, _, _, ..] if components == "components" => 3,
        [components, _] if components == "components" => 2,
        [webhooks, _, ..] if webhooks == "webhooks" => 2,
        _ => return None,
    };
    Some(tokens[..count].iter().fold(Pointer::root(), |at, token| at.child(token)))
}

/// The operations at a pointer or below it, those that could not be read too.
fn operations_within(parsed: &Parsed, at: &Pointer) -> Vec<Pointer> {
    match at.tokens().count() {
        2 => {
            let taken_out = parsed.failed.iter().find(|(place, _)| place == at).map(|(_, it)| it);
            let item = resolve(&parsed.value, at).or(taken_out).and_then(Value::as_object);
            let failed = parsed.failed.iter().map(|(place, _)| place).filter(|it| at.contains(it));
            let failed = failed.filter_map(spoilt);
            let read = item.into_iter().flatten().map(|(key, _)| at.child(key));
            let is_operation = |it: &Pointer| it.last().is_some_and(|key| is_method(&key));
            read.chain(failed).filter(is_operation).collect()
        }
        _ => vec![at.clone()],
    }
}

/// Which operations and components refer to which components.
struct Reach {
    operations: Vec<(Pointer, BTreeSet<Pointer>)>,
    components: HashMap<Pointer, BTreeSet<Pointer>>,
}

impl Reach {
    fn of(parsed: &Parsed) -> Self {
        let mut operations = Vec::new();
        for path in children(&parsed.value, &Pointer::root().child("paths")) {
            let item = resolve(&parsed.value, &path);
            let shared = item.map(|item| {
                Value::from_iter(
                    item.as_object()
                        .into_iter()
                        .flatten()
                        .filter(|(key, _)| !is_method(key))
                        .map(|(key, it)| (key.clone(), it.clone())),
                )
            });
            let shared = shared.as_ref().map(referred).unwrap_or_default();
            for operation in operations_within(parsed, &path) {
                let own = resolve(&parsed.value, &operation).map(referred).unwrap_or_default();
                operations.push((operation, own.union(&shared).cloned().collect()));
            }
        }
        let kinds = children(&parsed.value, &Pointer::root().child("components"));
        let components = kinds.iter().flat_map(|kind| children(&parsed.value, kind));
        let components = components.map(|at| {
            let referred = resolve(&parsed.value, &at).map(referred).unwrap_or_default();
            (at, referred)
        });
        Self { operations, components: components.collect() }
    }

    /// The components and the operations that lead to a component, however indirectly.
    fn of_component(&self, spoilt: &Pointer) -> (BTreeSet<Pointer>, Vec<Pointer>) {
        let mut bad = BTreeSet::from([spoilt.clone()]);
        let is_bad = |referred: &BTreeSet<Pointer>, bad: &BTreeSet<Pointer>| {
            referred.iter().any(|it| bad.iter().any(|bad| bad.contains(it)))
        };
        loop {
            let more = self
                .components
                .iter()
                .filter(|(at, referred)| !bad.contains(*at) && is_bad(referred, &bad));
            let more: Vec<_> = more.map(|(at, _)| at.clone()).collect();
            if more.is_empty() {
                break;
            }
            bad.extend(more);
        }
        let operations = self.operations.iter().filter(|(_, referred)| is_bad(referred, &bad));
        let operations = operations.map(|(at, _)| at.clone()).collect();
        (bad, operations)
    }
}

fn children(root: &Value, at: &Pointer) -> Vec<Pointer> {
    let members = resolve(root, at).and_then(Value::as_object);
    members.into_iter().flatten().map(|(key, _)| at.child(key)).collect()
}
