//! The first stage: what a file holds, as far as it is OpenAPI 3.0.

mod grammar;
mod json;
mod reference;

use openapiv3::OpenAPI;
use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Input, Place, Pointer, SourceId, Sources};

/// A document that parsed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) source: SourceId,
    pub(crate) document: OpenAPI,
}

/// Reads every input. A document that cannot be read is left out, with diagnostics that say why.
pub(crate) fn read(inputs: Vec<Input>, diagnostics: &mut Diagnostics) -> (Sources, Vec<Parsed>) {
    let mut sources = Sources::default();
    let mut parsed = Vec::new();
    for input in inputs {
        let source = sources.add(input);
        if let Some(document) = parse(source, &sources.get(source).text, diagnostics) {
            parsed.push(Parsed { source, document });
        }
    }
    (sources, parsed)
}

fn parse(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> Option<OpenAPI> {
    let mut value = json::parse(source, text, diagnostics)?;
    reference::check(source, &value, diagnostics);
    if !grammar::check(source, &mut value, diagnostics) {
        return None;
    }
    OpenAPI::deserialize(value)
        .map_err(|error| {
            let place = Place::node(source, &Pointer::root());
            let message = format!("the document is not OpenAPI 3.0: {error}");
            diagnostics.push(Diagnostic::new(Code::Model, place, message));
        })
        .ok()
}
