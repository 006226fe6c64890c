//! One side of a comparison: what documents describe, and what the client makes of it.

use crate::annotate::Named;
use crate::ir::{Api, Call, Document, Operation, Shape, ShapeId};
use crate::model::{self, Module, TypeDef};
use crate::names;

/// What documents describe, with the names and types that it has in the client.
#[derive(Clone, Copy, Debug)]
pub(super) struct Described<'a> {
    pub(super) api: &'a Api,
    pub(super) named: &'a Named,
}

impl<'a> Described<'a> {
    pub(super) fn shape(&self, id: ShapeId) -> &'a Shape {
        self.api.shape(id)
    }

    pub(super) fn definition(&self, id: ShapeId) -> Option<&'a TypeDef> {
        self.named.definition(id)
    }

    pub(super) fn module(&self, document: &Document) -> Option<&'a Module> {
        let documents = self.api.documents.iter();
        let at = documents.zip(&self.named.model.modules);
        at.into_iter().find(|(it, _)| std::ptr::eq(*it, document)).map(|(_, module)| module)
    }
}

/// An operation and what it stands in.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) described: Described<'a>,
    pub(super) document: &'a Document,
    pub(super) operation: &'a Operation,
}

impl<'a> Side<'a> {
    /// The method behind its group, as the table of `cargo xtask routes` names it.
    pub(super) fn method(&self) -> String {
        let (document, operation) = (self.document, self.operation);
        match operation.calls.as_slice() {
            [call] => names::path(document, operation, call),
            _ => names::operation_path(document, operation),
        }
    }

    /// The methods that do what the operation does, each with the value of its tag.
    pub(super) fn methods(&self) -> Vec<(Option<&'a str>, String)> {
        let carrier = self.operation.part_of.as_ref();
        let carrier =
            carrier.and_then(|id| self.document.operations.iter().find(|it| it.id == *id));
        let carrier = carrier.unwrap_or(self.operation);
        let method =
            |call: &'a Call| (call.tag.as_deref(), names::path(self.document, carrier, call));
        carrier.calls.iter().map(method).collect()
    }

    /// The calls, with what they become; a call whose operation is part of another becomes nothing of its own.
    pub(super) fn calls(&self) -> Vec<(&'a Call, Option<&'a model::Call>)> {
        let module = self.described.module(self.document);
        let named = module.map_or(&[][..], |module| &module.calls);
        let named = self
            .document
            .calls()
            .zip(named)
            .filter(|((operation, _), _)| std::ptr::eq(*operation, self.operation));
        let named: Vec<_> = named.map(|(_, named)| named).collect();
        let calls = self.operation.calls.iter().enumerate();
        calls.map(|(at, call)| (call, named.get(at).copied())).collect()
    }

    pub(super) fn route(&self) -> String {
        let Operation { method, base_path, .. } = self.operation;
        format!("{} {base_path}{}", method.as_str(), self.path())
    }

    /// The path with the query string that its key holds.
    pub(super) fn path(&self) -> String {
        let path = &self.operation.path;
        let pairs = path.fixed_query.iter().enumerate().map(|(index, (name, value))| {
            format!("{}{name}={value}", if index == 0 { '?' } else { '&' })
        });
        format!("{path}{}", pairs.collect::<String>())
    }
}
