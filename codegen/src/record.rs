//! The record of a publication: the facts of its documents, without their prose.
//!
//! A published text belongs to its publisher and cannot be kept in a repository; its facts can. The record is the
//! intermediate representation as JSON, so that it holds all that [`crate::Compilation::diff`] compares and nothing else:
//! no descriptions, summaries, examples or meanings of error codes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ir::{Api, NameHint, ShapeId, ShapeKind, Type};

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
    let mut ids: Vec<ShapeId> = Vec::new();
    for operation in api.documents.iter().flat_map(|it| &it.operations) {
        let bodies = operation.calls.iter().filter_map(|call| Some(&call.body.as_ref()?.ty));
        let outputs = operation.calls.iter().filter_map(|call| call.output.ty());
        let parameters = operation.parameters.iter().map(|it| &it.ty);
        let types = parameters.chain(bodies).chain(outputs);
        ids.extend(types.filter_map(Type::innermost_shape));
    }
    for shape in &api.shapes {
        ids.extend(shape.name.outer());
        ids.extend(shape.kind.types().filter_map(Type::innermost_shape));
        if let ShapeKind::Union { variants, .. } = &shape.kind {
            ids.extend(variants.iter().map(|it| it.shape));
        }
    }
    if let Some(ShapeId(missing)) = ids.iter().find(|it| it.0 >= api.shapes.len()) {
        return Err(RecordError(format!("it has no type of the number {missing}")));
    }
    for (at, shape) in api.shapes.iter().enumerate() {
        // Nothing stands within an enumeration.
        if shape.name.outer().any(|id| matches!(api.shape(id).name, NameHint::Each(..))) {
            return Err(RecordError(format!("the type of the number {at} stands within a value")));
        }
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

/// A text that is no record of a publication.
#[derive(Debug)]
pub struct RecordError(String);

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no record of a publication: {}", self.0)
    }
}

impl std::error::Error for RecordError {}
