//! The record of a publication: the facts of its documents, without their prose.
//!
//! A published text belongs to its publisher and cannot be kept in a repository; its facts can. The record is the
//! intermediate representation as JSON, so that it holds all that [`crate::Compilation::diff`] compares and nothing else:
//! no descriptions, summaries, examples or meanings of error codes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ir::{Api, NameHint, Output, Shape, ShapeId, ShapeKind, Type};

/// The form of the records that this version writes and reads.
const FORM: u32 = 1;

#[derive(Serialize)]
struct File<'a> {
    publication_record: u32,
    #[serde(flatten)]
    api: &'a Api,
}

#[derive(Deserialize)]
struct OwnedFile {
    publication_record: u32,
}

/// Whether a text says that it is a record.
pub(crate) fn is_record(text: &str) -> bool {
    serde_json::from_str::<OwnedFile>(text).is_ok()
}

/// The record of what documents describe.
pub(crate) fn write(api: &Api) -> Result<String, RecordError> {
    let written = File { publication_record: FORM, api };
    let text = serde_json::to_string_pretty(&written);
    text.map(|it| it + "\n").map_err(|error| RecordError(error.to_string()))
}

/// What a record holds.
pub(crate) fn read(text: &str) -> Result<Api, RecordError> {
    let unreadable = |error: serde_json::Error| RecordError(error.to_string());
    let OwnedFile { publication_record } = serde_json::from_str(text).map_err(unreadable)?;
    if publication_record != FORM {
        let message = format!(
            "it has the form {publication_record}, and this version reads the form {FORM}; write it again from the \
             published documents"
        );
        return Err(RecordError(message));
    }
    let api: Api = serde_json::from_str(text).map_err(unreadable)?;
    check(&api)?;
    Ok(api)
}

/// A record was edited by hand, or merged, if it speaks of types that it lacks.
fn check(api: &Api) -> Result<(), RecordError> {
    let is_known = |id: &ShapeId| id.0 < api.shapes.len();
    let mut ids = Vec::new();
    for operation in api.documents.iter().flat_map(|it| &it.operations) {
        operation.parameters.iter().for_each(|it| types(&it.ty, &mut ids));
        for call in &operation.calls {
            call.body.iter().for_each(|it| types(&it.ty, &mut ids));
            if let Output::Json(ty) | Output::JsonOrEmpty(ty) = &call.output {
                types(ty, &mut ids);
            }
        }
    }
    api.shapes.iter().for_each(|it| shape(it, &mut ids));
    if let Some(ShapeId(missing)) = ids.iter().find(|it| !is_known(it)) {
        return Err(RecordError(format!("it has no type of the number {missing}")));
    }
    for (at, shape) in api.shapes.iter().enumerate() {
        let mut outer = shape;
        // The way out of all types that it stands in is never longer than there are types.
        let steps = (0..=api.shapes.len()).find(|_| match &outer.name {
            NameHint::Within(id, _) => {
                outer = api.shape(*id);
                false
            }
            _ => true,
        });
        if steps.is_none() {
            return Err(RecordError(format!("the type of the number {at} stands within itself")));
        }
    }
    Ok(())
}

fn shape(shape: &Shape, ids: &mut Vec<ShapeId>) {
    if let NameHint::Within(outer, _) = &shape.name {
        ids.push(*outer);
    }
    match &shape.kind {
        ShapeKind::Object { fields, additional } => {
            fields.iter().for_each(|it| types(&it.ty, ids));
            additional.iter().for_each(|it| types(it, ids));
        }
        ShapeKind::Union { tag: _, variants } => ids.extend(variants.iter().map(|it| it.shape)),
        ShapeKind::Choice(all) => all.iter().for_each(|it| types(&it.ty, ids)),
        ShapeKind::Enum(_) | ShapeKind::Numbers(_) => {}
    }
}

fn types(ty: &Type, ids: &mut Vec<ShapeId>) {
    match ty {
        Type::Shape(id) | Type::Boxed(id) => ids.push(*id),
        Type::List(inner)
        | Type::CommaSeparated(inner)
        | Type::Map(inner)
        | Type::Nullable(inner) => types(inner, ids),
        _ => {}
    }
}

/// A text that is no record of a publication.
#[derive(Debug)]
pub struct RecordError(String);

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no record of a publication: {}", self.0)
    }
}

impl std::error::Error for RecordError {}
