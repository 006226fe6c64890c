//! The first stage: what a file holds, as far as it is OpenAPI 3.0, 3.1 or 3.2.

mod bundle;
mod callbacks;
mod component;
mod effort;
mod files;
mod grammar;
mod json;
mod links;
mod model;
mod modules;
mod omitted;
mod overlay;
mod reference;
mod restate;
mod servers;
mod styles;

use bundle::Asked;
use files::Files;
use openapiv3::{OpenAPI, ReferenceOr, SecurityScheme};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

pub(crate) use component::{component, followed, needed};
pub use files::ReadFile;
pub(crate) use grammar::{
    GROUPS, KEYWORDS as LIMITS, MODULE, NAME, ObjectKind, Objects, VALUE_NAMES, holds_names,
    is_method,
};
pub(crate) use json::describe;
pub use omitted::LeftOut;
pub(crate) use omitted::{Omitted, is_descriptive};
pub(crate) use overlay::Correction;
pub(crate) use reference::{definition, follow, resolve, schema_reference};
pub(crate) use restate::MUTUAL_TLS;
pub(crate) use servers::{has_path, host_of, path_of};

use crate::Inputs;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId, Sources};

/// A document that parsed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) source: SourceId,
    pub(crate) document: OpenAPI,
    /// What the document holds, corrected, in its own order.
    pub(crate) value: Value,
    /// Whether it was restated, as one of OpenAPI 3.1 or 3.2 is.
    pub(crate) is_restated: bool,
    /// Every `format` in it, each once, in its order.
    pub(crate) formats: Vec<String>,
    /// What overlays changed in it.
    pub(crate) corrections: Vec<Correction>,
    /// The parts that were taken out for a mistake in them, which is reported, and where they stood.
    pub(crate) failed: Failed,
}

/// Parts of a document with a mistake in them.
pub(crate) type Failed = Vec<(Pointer, Value)>;

/// What was read.
pub(crate) struct Read {
    pub(crate) sources: Sources,
    pub(crate) parsed: Vec<Parsed>,
    /// The names of the inputs that are no documents, but parts of others.
    pub(crate) parts: Vec<String>,
}

/// Reads every document and corrects it with every overlay. A document that cannot be read is left out, with
/// diagnostics that say why; so is what is `omitted`, which was reported before.
pub(crate) fn read(
    inputs: Inputs,
    omitted: &Omitted,
    read_file: &ReadFile<'_>,
    diagnostics: &mut Diagnostics,
) -> Read {
    let Inputs { documents, overlays, names, is_whole, lint: _ } = inputs;
    let mut sources = Sources::default();
    let documents: Vec<_> = documents.into_iter().map(|input| sources.add(input)).collect();
    let stems: Vec<_> = documents.iter().map(|it| sources.get(*it).stem.clone()).collect();
    let overlays = overlays.into_iter().map(|it| (it, overlay::Purpose::Corrections));
    // Names come last: they are for what the corrections leave.
    let overlays = overlays.chain(names.into_iter().map(|it| (it, overlay::Purpose::Names)));
    let overlays: Vec<_> = overlays.map(|(input, it)| (sources.add(input), it)).collect();
    let mut actions = Vec::new();
    for (overlay, purpose) in overlays {
        actions.extend(overlay::read(overlay, purpose, &sources, diagnostics));
    }
    let mut files = Files::new(read_file);
    let values = each(documents, diagnostics, |source, diagnostics| {
        Some((source, json::parse(source, &sources.get(source).text, diagnostics)?))
    });
    let mut corrected = Vec::new();
    for (source, mut value) in values.into_iter().flatten() {
        let stem = &sources.get(source).stem;
        let (corrections, grafts) =
            overlay::apply(&mut actions, source, stem, &mut value, diagnostics);
        restate::settle(source, &mut value, diagnostics);
        for overlay::Graft { at, source: overlay, from } in grafts {
            sources.graft(source, at, overlay, from);
        }
        corrected.push((source, value, corrections));
    }
    let asked: Vec<_> = corrected.iter().map(|(_, value, _)| Asked::by(value)).collect();
    if asked.contains(&Asked::Files) {
        corrected.iter().for_each(|(source, value, _)| files.add(*source, value.clone()));
    }
    for ((source, value, _), asked) in corrected.iter_mut().zip(asked) {
        if asked != Asked::Nothing {
            bundle::bundle(*source, value, &mut files, &mut sources, diagnostics);
        }
    }
    let (parts, documents): (Vec<_>, Vec<_>) =
        corrected.into_iter().partition(|(source, ..)| files.is_part(*source));
    let read = each(documents, diagnostics, |(source, mut value, corrections), diagnostics| {
        let is_restated = restate::later(&value).is_some();
        let moves = restate::restate(source, &mut value, diagnostics);
        let mut formats = Vec::new();
        omitted.take_out(source, &mut value);
        collect_formats(&value, &mut formats);
        let mut failed = Failed::new();
        let document = typed(source, &mut value, &mut failed, diagnostics);
        let parsed = document.map(|document| Parsed {
            source,
            document,
            value,
            is_restated,
            formats,
            corrections,
            failed,
        });
        (source, moves, parsed)
    });
    let mut parsed = Vec::new();
    for (source, moves, document) in read {
        sources.moved(source, moves);
        parsed.extend(document);
    }
    if is_whole {
        overlay::report_unmatched(&actions, &stems, diagnostics);
        modules::report_unknown(&parsed, &stems, &sources, diagnostics);
    }
    let parts = parts.iter().map(|(source, ..)| sources.get(*source).name.clone()).collect();
    Read { sources, parsed, parts }
}

/// Does the same with all of them at once. What is found is told in their order.
pub(crate) fn each<T: Send, R: Send>(
    items: Vec<T>,
    diagnostics: &mut Diagnostics,
    work: impl Fn(T, &mut Diagnostics) -> R + Sync,
) -> Vec<R> {
    let done = items.into_par_iter().map(|item| {
        let mut found = Diagnostics::default();
        (work(item, &mut found), found)
    });
    let done: Vec<_> = done.collect();
    done.into_iter()
        .map(|(result, found)| {
            diagnostics.append(found);
            result
        })
        .collect()
}

fn typed(
    source: SourceId,
    value: &mut Value,
    failed: &mut Failed,
    diagnostics: &mut Diagnostics,
) -> Option<OpenAPI> {
    if !grammar::check_version(source, value, diagnostics) {
        return None;
    }
    reference::check(source, value, diagnostics);
    if !grammar::check(source, value, failed, diagnostics) {
        return None;
    }
    servers::settle(source, value, diagnostics);
    styles::settle(source, value, diagnostics);
    callbacks::settle(value);
    links::settle(value);
    drop_unknown_schemes(source, value, failed, diagnostics);
    model::read(value)
        .map_err(|error| {
            let (at, error) = model::culprit(value).unwrap_or((Pointer::root(), error));
            let place = Place::node(source, &at);
            let message = format!("the document is not OpenAPI 3.0: {error}");
            diagnostics.push(Diagnostic::new(Code::Model, place, message));
        })
        .ok()
}

/// The grammar leaves security schemes to the model. Its refusal is to cost no more than the scheme.
fn drop_unknown_schemes(
    source: SourceId,
    root: &mut Value,
    failed: &mut Failed,
    diagnostics: &mut Diagnostics,
) {
    let at = Pointer::root().child("components").child("securitySchemes");
    let schemes = root.pointer_mut("/components/securitySchemes").and_then(Value::as_object_mut);
    if let Some(schemes) = schemes {
        schemes.retain(|name, scheme| {
            let read = ReferenceOr::<SecurityScheme>::deserialize(&*scheme);
            let Err(error) = read.map(drop) else { return true };
            let message = format!("the security scheme `{name}`: {error}");
            let place = Place::node(source, &at.child(name));
            diagnostics.push(Diagnostic::new(Code::Model, place, message));
            failed.push((at.child(name), scheme.take()));
            false
        });
    }
}

fn collect_formats(value: &Value, formats: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(format)) = members.get("format")
                && !formats.contains(format)
            {
                formats.push(format.clone());
            }
            members.values().for_each(|member| collect_formats(member, formats));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_formats(item, formats)),
        _ => {}
    }
}
