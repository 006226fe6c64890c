//! From OpenAPI to the project's own [`Api`].

mod authorization;
mod body;
mod boxes;
mod call;
mod choice;
mod encoding;
mod enums;
mod envelope;
mod groups;
mod headers;
mod identifier;
mod joined;
mod keywords;
mod lowered;
mod names;
mod object;
mod operation;
mod paging;
mod parameter;
mod referenced;
mod relations;
mod response;
mod scalar;
mod schema;
mod shared;
mod style;
mod success;
mod union;
mod unite;
mod variants;
mod whole;

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use openapiv3::OpenAPI;
use rayon::prelude::*;

use crate::alias::{self, Endpoint};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Document, EndpointKey, Field, Shape, ShapeId, ShapeKind, Type};
use crate::position::{Place, Pointer, SourceId, Sources};
use crate::prose;
use crate::source::{Correction, Parsed};
pub(crate) use authorization::{scheme, scheme_at, unsent};
pub(crate) use identifier::{id_kind, id_kinds};
use variants::Merging;

/// Lowers all documents.
pub(crate) fn lower(parsed: &[Parsed], sources: &Sources, diagnostics: &mut Diagnostics) -> Api {
    let mut api = Api::default();
    for parsed in parsed {
        let endpoints = alias::resolve(parsed, diagnostics);
        let described = parsed.document.info.description.as_deref().unwrap_or_default();
        let prose = prose::read(described);
        let id_kinds = identifier::id_kinds(&parsed.formats, &endpoints);
        let id_subtypes = identifier::subtypes(parsed, &id_kinds, diagnostics);
        let id_forms = identifier::forms(parsed, &id_kinds, diagnostics);
        let mut names = names::ChosenNames::of(parsed, diagnostics);
        let groups = groups::Groups::of(parsed, &mut names);
        let mut lowering = Lowering {
            document: &parsed.document,
            value: &parsed.value,
            source: parsed.source,
            shapes: &mut api.shapes,
            diagnostics,
            known: HashMap::new(),
            id_kinds,
            variants: variants(&parsed.document, &endpoints),
            hosts: alias::hosts(&parsed.document, &endpoints),
            corrections: &parsed.corrections,
            names,
            groups,
            common: &prose,
        };
        lowering.report_unreadable(&prose, &Pointer::root().child("info"));
        // What descriptions say depends on nothing else, and takes long to read.
        let described: Vec<_> = endpoints.par_iter().map(operation::described).collect();
        let operations = endpoints.iter().zip(described);
        let operations = operations.filter_map(|(it, prose)| lowering.operation(it, prose));
        let operations = operations.collect();
        lowering.names.report_unused(lowering.diagnostics);
        let groups = lowering.groups.into_groups();
        api.documents.push(Document {
            place: Place::node(parsed.source, &Pointer::root().child("openapi")),
            stem: sources.get(parsed.source).stem.clone(),
            title: parsed.document.info.title.clone(),
            docs: prose.text,
            id_subtypes,
            id_forms,
            groups,
            operations,
            short_names: OnceLock::new(),
        });
    }
    joined::join(&mut api, parsed);
    for document in &mut api.documents {
        let mut merging = Merging { shapes: &mut api.shapes, diagnostics };
        merging.merge(&mut document.operations);
    }
    enums::share_equal(&mut api);
    shared::share_equal(&mut api);
    boxes::box_cycles(&mut api);
    api
}

/// What lowering one document knows.
struct Lowering<'a> {
    document: &'a OpenAPI,
    /// The document as it was written.
    value: &'a serde_json::Value,
    source: SourceId,
    shapes: &'a mut Vec<Shape>,
    diagnostics: &'a mut Diagnostics,
    /// The schemas that are lowered already or are being lowered, of those that references lead to.
    known: HashMap<referenced::Key, referenced::Known>,
    /// The kinds of identifiers that the document has.
    id_kinds: HashSet<String>,
    /// How many operations share an endpoint.
    variants: HashMap<EndpointKey, usize>,
    /// The hosts that the document is about.
    hosts: Vec<String>,
    /// What overlays changed in the document.
    corrections: &'a [Correction],
    names: names::ChosenNames,
    groups: groups::Groups,
    /// What the document says of all its operations.
    common: &'a prose::Prose,
}

impl Lowering<'_> {
    fn place(&self, pointer: &Pointer) -> Place {
        Place::node(self.source, pointer)
    }

    fn report(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) {
        let place = self.place(pointer);
        self.diagnostics.push(Diagnostic::new(code, place, message));
    }

    /// The same, at the key of a node.
    fn report_key(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) {
        let place = self.place(pointer).on_key();
        self.diagnostics.push(Diagnostic::new(code, place, message));
    }

    fn unsupported(&mut self, pointer: &Pointer, message: impl Into<String>) {
        self.report(Code::Unsupported, pointer, message);
    }

    fn kind(&self, id: ShapeId) -> Option<&ShapeKind> {
        self.shapes.get(id.0).map(|it| &it.kind)
    }

    fn kind_mut(&mut self, id: ShapeId) -> Option<&mut ShapeKind> {
        self.shapes.get_mut(id.0).map(|it| &mut it.kind)
    }

    /// What a type is made of that is a shape itself.
    fn kind_of(&self, ty: &Type) -> Option<&ShapeKind> {
        self.kind(ty.shape()?)
    }

    /// The fields of an object.
    fn fields(&self, id: ShapeId) -> Option<&[Field]> {
        self.kind(id)?.fields()
    }

    fn fields_mut(&mut self, id: ShapeId) -> Option<&mut Vec<Field>> {
        match self.kind_mut(id)? {
            ShapeKind::Object { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// Why overlays changed what stands at or within a node, each reason once. A corrected example is of no
    /// interest to whoever uses the operation.
    fn corrections(&self, node: &Pointer) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        for correction in self.corrections.iter().filter(|it| node.contains(&it.pointer)) {
            let is_example =
                correction.pointer.tokens().any(|it| it == "example" || it == "examples");
            let is_known = reasons.contains(&correction.reason) || correction.reason.is_empty();
            if !(is_example || is_known) {
                reasons.push(correction.reason.clone());
            }
        }
        reasons
    }

    /// Reports a reference that leads to something else than a component of the kind that belongs there.
    /// One that leads nowhere, or out of the document, was reported when the document was read.
    fn misdirected(&mut self, reference: &str, kind: &str, at: &Pointer) {
        let is_local = reference.starts_with('#');
        if is_local && !reference.starts_with(&format!("#/components/{kind}/")) {
            let message = format!("`{reference}` is not one of `#/components/{kind}`");
            let place = self.place(&at.child("$ref"));
            // The client can do without what it reads, and not without what it sends.
            self.diagnostics.push(match kind {
                "responses" => Diagnostic::new(Code::Ignored, place, message)
                    .label("the client reads no body here"),
                _ => Diagnostic::new(Code::Unsupported, place, message),
            });
        }
    }
}

fn variants(document: &OpenAPI, endpoints: &[Endpoint<'_>]) -> HashMap<EndpointKey, usize> {
    let mut counts = HashMap::new();
    for endpoint in endpoints {
        *counts.entry(endpoint.key(document)).or_default() += 1;
    }
    counts
}
