//! Operations that are one: the same method and real path, told apart by nothing but nested parts of their
//! bodies. Operations that answer or require different things stay apart, unless that leaves several calls that are each made of
//! several operations, or they stand in several documents that share a module.
//!
//! The bodies are united. The first operation carries the call; the others refer to it.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::names::unused_name;
use super::unite::Uniting;
use crate::diagnostic::Diagnostics;
use crate::ir::{
    Call, EndpointKey, ErrorCode, Location, Merged, NameHint, Operation, Output, Parameter, Shape,
    Type,
};

/// What merges operations: the shapes of their bodies, and where it tells of names that nothing has any more.
pub(super) struct Merging<'a> {
    pub(super) shapes: &'a mut Vec<Shape>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Merging<'_> {
    fn uniting(&mut self) -> Uniting<'_> {
        Uniting(self.shapes)
    }

    /// Merges the operations of a module that are one.
    pub(super) fn merge(&mut self, operations: &mut [Operation]) {
        let mut endpoints: IndexMap<(EndpointKey, Option<String>), Vec<&mut Operation>> =
            IndexMap::new();
        for operation in operations {
            // What a document tells apart by fragments may differ in parameters too, and stays apart.
            let key = (operation.endpoint(), operation.path.fragment.clone());
            endpoints.entry(key).or_default().push(operation);
        }
        for mut operations in endpoints.into_values() {
            self.merge_on_endpoint(&mut operations);
        }
    }

    /// Operations that require the same are one. Where that makes several of them, nothing but what they require tells
    /// those apart, and all of them are one if their bodies can be. So are those of several documents, whatever they require.
    fn merge_on_endpoint(&mut self, operations: &mut [&mut Operation]) {
        let mut groups: IndexMap<Option<Vec<String>>, Vec<usize>> = IndexMap::new();
        for (index, operation) in operations.iter().enumerate().filter(|(_, it)| is_untagged(it)) {
            let required = body(operation).and_then(|it| self.uniting().required(&it));
            groups.entry(required).or_default().push(index);
        }
        let are_joined = operations.windows(2).any(|pair| pair[0].document != pair[1].document);
        let groups: Vec<_> = groups.into_values().filter(|it| are_joined || it.len() > 1).collect();
        if groups.len() > 1 {
            let mut all = groups.concat();
            all.sort_unstable();
            if self.merge_group(operations, &all) {
                return;
            }
        }
        for group in groups {
            let mut rest = group.as_slice();
            // One that fits none of the others stays apart, and they are still one.
            while rest.len() > 1 && !self.merge_group(operations, rest) {
                rest = &rest[1..];
            }
        }
    }

    /// Makes the first operation of a group carry the call of all of it, if their bodies can be one and their successes
    /// are.
    fn merge_group(&mut self, operations: &mut [&mut Operation], group: &[usize]) -> bool {
        let members = operations.iter_mut().enumerate().filter(|(index, _)| group.contains(index));
        let mut members: Vec<&mut &mut Operation> = members.map(|(_, it)| it).collect();
        let Some((carrier, twins)) = members.split_first_mut() else { return false };
        let all = || std::iter::once(&***carrier).chain(twins.iter().map(|it| &***it));
        let Some(output) = common_output(all()) else { return false };
        let hint = NameHint::Request(carrier.id.clone());
        let bodies: Option<Vec<Type>> = all().map(body).collect();
        let mut uniting = self.uniting();
        let bodies = bodies.map(|bodies| uniting.with_common_required(bodies));
        let Some(united) = bodies.and_then(|bodies| uniting.unite(&bodies, &hint)) else {
            return false;
        };
        let merged = all().map(documented).collect();
        for twin in twins {
            twin.part_of = Some(carrier.id.clone());
            let unused = twin.calls.iter().filter_map(|call| call.chosen.as_ref());
            unused.for_each(|name| self.diagnostics.push(unused_name(name)));
            add_new(&mut carrier.corrections, &twin.corrections);
            add_new(&mut carrier.accept, &twin.accept);
            add_parameters(&mut carrier.parameters, &twin.parameters);
            if let (Some(call), Some(twin)) = (carrier.calls.first_mut(), twin.calls.first()) {
                absorb(call, twin.clone());
            }
        }
        if let Some(call) = carrier.calls.first_mut() {
            call.merged = merged;
            call.output = output;
            if let Some(body) = &mut call.body {
                body.ty = united;
            }
        }
        true
    }
}

fn is_untagged(operation: &Operation) -> bool {
    matches!(operation.calls.as_slice(), [call] if call.tag.is_none())
}

fn body(operation: &Operation) -> Option<Type> {
    Some(operation.calls.first()?.body.as_ref()?.ty.clone())
}

fn documented(operation: &Operation) -> Merged {
    let Operation { id, document, summary, docs, .. } = operation;
    let (id, document) = (id.clone(), document.clone());
    Merged { id, document, summary: summary.clone(), docs: docs.clone() }
}

/// What all operations decode to, if it is one: nothing tells which of several one request is answered with.
fn common_output<'a>(operations: impl Iterator<Item = &'a Operation>) -> Option<Output> {
    let mut outputs = operations.filter_map(|it| Some(it.calls.first()?.output.clone()));
    let first = outputs.next()?;
    outputs.try_fold(first, |output, other| match (output, other) {
        (one, other) if one == other => Some(one),
        (Output::Empty, Output::Json(ty) | Output::JsonOrEmpty(ty))
        | (Output::Json(ty) | Output::JsonOrEmpty(ty), Output::Empty) => {
            Some(Output::JsonOrEmpty(ty))
        }
        (Output::Json(one), Output::JsonOrEmpty(other))
        | (Output::JsonOrEmpty(one), Output::Json(other))
            if one == other =>
        {
            Some(Output::JsonOrEmpty(one))
        }
        _ => None,
    })
}

/// Makes a call stand for its twin too: it keeps to the stricter of their limits.
fn absorb(call: &mut Call, twin: Call) {
    call.limit = call.limit.stricter(twin.limit);
    for error in twin.errors {
        absorb_error(&mut call.errors, error);
    }
}

/// Adds what only a twin takes beside its path, which nobody has to give.
fn add_parameters(known: &mut Vec<Parameter>, others: &[Parameter]) {
    let key = |it: &Parameter| (it.location, it.name.clone());
    let known_keys: HashSet<_> = known.iter().map(key).collect();
    let new = others.iter().filter(|it| it.location != Location::Path);
    let new = new.filter(|it| !known_keys.contains(&key(it))).cloned();
    known.extend(new.map(|it| Parameter { required: false, ..it }));
}

fn add_new<T: Clone + PartialEq>(known: &mut Vec<T>, others: &[T]) {
    let new: Vec<T> = others.iter().filter(|it| !known.contains(it)).cloned().collect();
    known.extend(new);
}

fn absorb_error(errors: &mut Vec<ErrorCode>, error: ErrorCode) {
    match errors.iter_mut().find(|it| it.code == error.code) {
        Some(known) => add_new(&mut known.meanings, &error.meanings),
        None => errors.push(error),
    }
}
