//! A document as the types of `openapiv3`.

use indexmap::IndexMap;
use openapiv3::{
    Callback, Example, Header, Link, OpenAPI, Operation, Parameter, PathItem, ReferenceOr,
    RequestBody, Response, Schema,
};
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Error, Map, Value};

use crate::position::Pointer;

const PATHS: &str = "/paths";
const SCHEMAS: &str = "/components/schemas";

/// Reads a document. Paths and schemas are nearly all of a large one, so that they are read apart from the rest, on all
/// threads.
pub(super) fn read(root: &mut Value) -> serde_json::Result<OpenAPI> {
    let (paths, schemas) = (take(root, PATHS), take(root, SCHEMAS));
    let read = put_together(root, &paths, &schemas);
    put_back(root, PATHS, paths);
    put_back(root, SCHEMAS, schemas);
    // Of several mistakes, the first of the document is told.
    read.or_else(|_| OpenAPI::deserialize(&*root))
}

fn put_together(
    rest: &Value,
    paths: &Map<String, Value>,
    schemas: &Map<String, Value>,
) -> serde_json::Result<OpenAPI> {
    let mut document = OpenAPI::deserialize(rest)?;
    document.paths.paths = each(paths, |name| name.starts_with('/'))?;
    document.paths.extensions = each(paths, |name| name.starts_with("x-"))?;
    if let Some(components) = &mut document.components {
        components.schemas = each(schemas, |_| true)?;
    }
    Ok(document)
}

/// The members with names that count.
fn each<T: DeserializeOwned + Send>(
    members: &Map<String, Value>,
    counts: impl Fn(&str) -> bool,
) -> serde_json::Result<IndexMap<String, T>> {
    let members: Vec<_> = members.iter().filter(|(name, _)| counts(name)).collect();
    let read: Vec<_> = members.par_iter().map(|(_, member)| T::deserialize(*member)).collect();
    members.into_iter().zip(read).map(|((name, _), member)| Ok((name.clone(), member?))).collect()
}

/// Leaves an empty mapping where a mapping stands, and gives its members.
fn take(root: &mut Value, at: &str) -> Map<String, Value> {
    let members = root.pointer_mut(at).and_then(Value::as_object_mut);
    members.map(std::mem::take).unwrap_or_default()
}

fn put_back(root: &mut Value, at: &str, members: Map<String, Value>) {
    if let Some(emptied) = root.pointer_mut(at).and_then(Value::as_object_mut) {
        *emptied = members;
    }
}

/// The smallest part of a document that the types refuse, and why: they tell of no place.
pub(super) fn culprit(root: &Value) -> Option<(Pointer, Error)> {
    let members = |at: &Pointer| -> Vec<(Pointer, &Value)> {
        let node = super::resolve(root, at);
        match node {
            Some(Value::Object(members)) => {
                members.iter().map(|(name, it)| (at.child(name), it)).collect()
            }
            Some(Value::Array(items)) => {
                items.iter().enumerate().map(|(index, it)| (at.child(index), it)).collect()
            }
            _ => Vec::new(),
        }
    };
    let top = Pointer::root();
    for (path, item) in members(&top.child("paths")) {
        for (at, node) in members(&path) {
            let operation = match at.last().as_deref() {
                Some("parameters") => first(members(&at), refused::<ReferenceOr<Parameter>>),
                Some("servers" | "summary" | "description" | "$ref") => None,
                Some(name) if name.starts_with("x-") => None,
                _ => refused::<Operation>(node).map(|error| (at.clone(), error)),
            };
            let Some(operation) = operation else { continue };
            let parts = [
                first(members(&at.child("parameters")), refused::<ReferenceOr<Parameter>>),
                first(members(&at.child("responses")), refused::<ReferenceOr<Response>>),
            ];
            return Some(parts.into_iter().flatten().next().unwrap_or(operation));
        }
        if let Some(error) = refused::<PathItem>(item) {
            return Some((path, error));
        }
    }
    let components = top.child("components");
    let of = |kind: &str, check: fn(&Value) -> Option<Error>| {
        first(members(&components.child(kind)), check)
    };
    of("schemas", refused::<ReferenceOr<Schema>>)
        .or_else(|| of("responses", refused::<ReferenceOr<Response>>))
        .or_else(|| of("parameters", refused::<ReferenceOr<Parameter>>))
        .or_else(|| of("examples", refused::<ReferenceOr<Example>>))
        .or_else(|| of("requestBodies", refused::<ReferenceOr<RequestBody>>))
        .or_else(|| of("headers", refused::<ReferenceOr<Header>>))
        .or_else(|| of("links", refused::<ReferenceOr<Link>>))
        .or_else(|| of("callbacks", refused::<ReferenceOr<Callback>>))
}

fn refused<T: DeserializeOwned>(value: &Value) -> Option<Error> {
    T::deserialize(value).err()
}

fn first(
    members: Vec<(Pointer, &Value)>,
    check: impl Fn(&Value) -> Option<Error>,
) -> Option<(Pointer, Error)> {
    members.into_iter().find_map(|(at, value)| Some((at, check(value)?)))
}
