//! A document as the types of `openapiv3`.

use indexmap::IndexMap;
use openapiv3::OpenAPI;
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

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
