//! From OpenAPI to the project's own [`Api`].

mod body;
mod boxes;
mod call;
mod choice;
mod encoding;
mod envelope;
mod identifier;
mod keywords;
mod names;
mod object;
mod operation;
mod paging;
mod parameter;
mod parts;
mod referenced;
mod relations;
mod response;
mod scalar;
mod schema;
mod shared;
mod style;
mod union;
mod variants;
mod whole;

use std::collections::{HashMap, HashSet};

use openapiv3::{OpenAPI, Parameter, ReferenceOr};
use rayon::prelude::*;

use crate::alias::{self, Endpoint};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Document, EndpointKey, Shape};
use crate::position::{Place, Pointer, SourceId, Sources};
use crate::prose;
use crate::source::{Correction, Parsed};

/// Lowers all documents.
pub(crate) fn lower(parsed: &[Parsed], sources: &Sources, diagnostics: &mut Diagnostics) -> Api {
    let mut api = Api::default();
    for parsed in parsed {
        let endpoints = alias::resolve(parsed, diagnostics);
        let described = parsed.document.info.description.as_deref().unwrap_or_default();
        let prose = prose::read(described);
        let id_kinds = identifier::id_kinds(&parsed.formats, &endpoints);
        let id_subtypes = identifier::subtypes(parsed, &id_kinds, diagnostics);
        let names = names::ChosenNames::of(parsed, diagnostics);
        let mut lowering = Lowering {
            document: &parsed.document,
            value: &parsed.value,
            source: parsed.source,
            shapes: &mut api.shapes,
            diagnostics,
            known: HashMap::new(),
            id_kinds,
            real_parameters: real_parameters(&parsed.document, &endpoints),
            variants: variants(&parsed.document, &endpoints),
            hosts: alias::hosts(&parsed.document, &endpoints),
            corrections: &parsed.corrections,
            names,
            common: &prose,
        };
        lowering.report_unreadable(&prose, &Pointer::root().child("info"));
        let described: Vec<_> = endpoints.par_iter().map(operation::described).collect();
        let operations = endpoints.iter().zip(described);
        let mut operations: Vec<_> = operations
            .filter_map(|(endpoint, prose)| lowering.operation(endpoint, prose))
            .collect();
        lowering.merge_variants(&mut operations);
        lowering.names.report_unused(lowering.diagnostics);
        api.documents.push(Document {
            place: Place::node(parsed.source, &Pointer::root().child("openapi")),
            stem: sources.get(parsed.source).stem.clone(),
            title: parsed.document.info.title.clone(),
            docs: prose.text,
            id_subtypes,
            operations,
        });
    }
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
    /// By path shape and name, the parameters as the operations on the real paths declare them.
    real_parameters: HashMap<(String, String), (&'a Parameter, Pointer)>,
    /// How many operations share an endpoint.
    variants: HashMap<EndpointKey, usize>,
    /// The hosts that the document is about.
    hosts: Vec<String>,
    /// What overlays changed in the document.
    corrections: &'a [Correction],
    names: names::ChosenNames,
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

    fn unsupported(&mut self, pointer: &Pointer, message: impl Into<String>) {
        self.report(Code::Unsupported, pointer, message);
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
            self.unsupported(&at.child("$ref"), message);
        }
    }
}

/// What a reference to `#/components/{kind}/{name}` leads to, through further references.
fn component<'a, T>(
    components: &'a indexmap::IndexMap<String, ReferenceOr<T>>,
    kind: &str,
    reference: &str,
) -> Option<(&'a T, Pointer)> {
    let mut name = component_name(reference, kind)?;
    // The references were checked for circles when the document was read; the bound is a second net.
    for _ in 0..=components.len() {
        match components.get(&name)? {
            ReferenceOr::Item(item) => {
                let pointer = Pointer::root().child("components").child(kind).child(&name);
                return Some((item, pointer));
            }
            ReferenceOr::Reference { reference } => name = component_name(reference, kind)?,
        }
    }
    None
}

fn component_name(reference: &str, kind: &str) -> Option<String> {
    let pointer = Pointer::from_reference(reference)?;
    let [components, of_kind, name] = pointer.tokens().collect::<Vec<_>>().try_into().ok()?;
    (components == "components" && of_kind == kind).then(|| name.into_owned())
}

fn real_parameters<'a>(
    document: &'a OpenAPI,
    endpoints: &[Endpoint<'a>],
) -> HashMap<(String, String), (&'a Parameter, Pointer)> {
    let components = document.components.as_ref().map(|it| &it.parameters);
    let mut found = HashMap::new();
    for endpoint in endpoints.iter().filter(|it| it.renamed.is_empty()) {
        let own = endpoint.operation.parameters.iter().enumerate();
        let own = own.map(|(index, it)| (it, endpoint.pointer.child("parameters").child(index)));
        let shared = endpoint.item.parameters.iter().enumerate();
        let shared =
            shared.map(|(index, it)| (it, endpoint.item_pointer.child("parameters").child(index)));
        for (parameter, pointer) in own.chain(shared) {
            let target = match parameter {
                ReferenceOr::Item(parameter) => Some((parameter, pointer)),
                ReferenceOr::Reference { reference } => {
                    components.and_then(|it| component(it, "parameters", reference))
                }
            };
            if let Some((parameter @ Parameter::Path { parameter_data, .. }, pointer)) = target {
                let key = (endpoint.path.shape(), parameter_data.name.clone());
                found.entry(key).or_insert((parameter, pointer));
            }
        }
    }
    found
}

fn variants(document: &OpenAPI, endpoints: &[Endpoint<'_>]) -> HashMap<EndpointKey, usize> {
    let mut counts = HashMap::new();
    for endpoint in endpoints {
        *counts.entry(endpoint.key(document)).or_default() += 1;
    }
    counts
}
