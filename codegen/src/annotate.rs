//! Every name and every Rust type, decided once.

mod apart;
mod authorization;
mod call;
mod docs;
mod encoding;
mod examples;
mod groups;
mod limits;
mod paging;
mod reach;
mod setters;
mod shapes;
mod types;
mod variants;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::ir::{self, Api, Budget, Document, EndpointKey, ShapeId};
use crate::model::{CallBody, ErrorCode, IdType, Model, Module, TypeDef};
use crate::names::{self, Scope};
pub(crate) use apart::tell_apart;
pub(crate) use call::TAKEN as TAKEN_ARGUMENTS;
use reach::Reach;

/// What naming one module knows.
struct Naming<'a> {
    api: &'a Api,
    /// The document, where the module is that of one.
    document: Option<&'a Document>,
    /// What requests and responses of all documents hold.
    reach: &'a Reach,
    /// The names of all shapes that the module speaks of.
    shapes: BTreeMap<ShapeId, String>,
    /// The shapes that the module defines.
    own: BTreeSet<ShapeId>,
    /// Those that only stand for the body of requests, whose arguments and setters say the same: programs have no need to
    /// know of them.
    bodies: BTreeSet<ShapeId>,
    /// From the method, behind its group, to the struct of a call.
    calls: HashMap<String, String>,
    /// From the code to its variant of the error-code enum.
    error_codes: &'a HashMap<String, String>,
    budgets: &'a HashMap<EndpointKey, Budget>,
}

/// The model, and which of its definitions is which of the shapes.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) model: Model,
    /// The module, or none where several have the shape, and the position among its types.
    shapes: HashMap<ShapeId, (Option<usize>, usize)>,
}

impl Named {
    /// The shapes that become types of a module, and with no module those of all, with their definitions.
    pub(crate) fn types(&self, module: Option<usize>) -> impl Iterator<Item = (ShapeId, &TypeDef)> {
        let ids = self.shapes.iter().filter(move |(_, it)| it.0 == module).map(|(id, _)| *id);
        ids.collect::<BTreeSet<_>>().into_iter().filter_map(|id| Some((id, self.definition(id)?)))
    }

    /// What a shape becomes, if an operation reaches it.
    pub(crate) fn definition(&self, id: ShapeId) -> Option<&TypeDef> {
        let (module, at) = *self.shapes.get(&id)?;
        let types = match module {
            Some(module) => &self.model.modules.get(module)?.types,
            None => &self.model.shared,
        };
        types.get(at)
    }
}

/// Names everything, and tells which definition is of which shape.
pub(crate) fn named(api: &Api) -> Named {
    let error_codes = error_codes(api);
    let by_code = error_codes.iter().map(|it| &it.variant);
    let by_code = by_code.map(|it| (it.value.clone(), it.name.clone())).collect();
    let reaches: Vec<Reach> = api.documents.iter().map(|it| Reach::of(api, it)).collect();
    let reach = Reach::union(&reaches);
    let ids = ids(api, &reach);
    let budgets = api.budgets();
    let annotation =
        Annotation { api, ids: &ids, reach: &reach, error_codes: &by_code, budgets: &budgets };
    let shared = annotation.shared(&reaches);
    let documents = api.documents.par_iter().zip(&reaches);
    let modules = documents.map(|(document, own)| annotation.module(document, own, &shared.shapes));
    let (modules, owned): (Vec<_>, Vec<_>) = modules.collect::<Vec<_>>().into_iter().unzip();
    let all = owned.iter().enumerate().map(|(module, own)| (Some(module), own));
    let shapes = all
        .chain([(None, &shared.own)])
        .flat_map(|(module, own)| own.iter().enumerate().map(move |(at, id)| (*id, (module, at))));
    let shapes = shapes.collect();
    let error_bodies = examples::error_bodies(&modules);
    let shared = shared.definitions();
    Named { model: Model { modules, shared, ids, error_codes, error_bodies }, shapes }
}

/// What naming all modules knows.
struct Annotation<'a> {
    api: &'a Api,
    ids: &'a [IdType],
    reach: &'a Reach,
    error_codes: &'a HashMap<String, String>,
    budgets: &'a HashMap<EndpointKey, Budget>,
}

impl<'a> Annotation<'a> {
    /// The types that several documents have.
    fn shared(&self, reaches: &[Reach]) -> Naming<'a> {
        let mut scope = self.scope();
        let is_shared = |id: &ShapeId| reaches.iter().filter(|it| it.contains(*id)).count() > 1;
        let own: BTreeSet<ShapeId> = self.reach.all().into_iter().filter(is_shared).collect();
        let mut shapes = BTreeMap::new();
        for (document, reach) in self.api.documents.iter().zip(reaches) {
            let here = own.iter().copied().filter(|id| reach.contains(*id)).collect();
            shapes::name(self.api, document, &here, &mut shapes, &mut scope);
        }
        self.naming(self.api.documents.first(), own, shapes, HashMap::new())
    }

    /// The module of a document, and the shapes that it defines.
    fn module(
        &self,
        document: &'a Document,
        reach: &Reach,
        shared: &BTreeMap<ShapeId, String>,
    ) -> (Module, BTreeSet<ShapeId>) {
        let mut shapes = shared.clone();
        shapes.retain(|id, _| reach.contains(*id));
        let imports: BTreeSet<String> = shapes.values().cloned().collect();
        let mut scope = self.scope();
        for name in &imports {
            scope.take(name.clone());
        }
        let handle = scope.take(names::pascal(&document.stem));
        let groups = groups::groups(document, &mut scope);
        let own = reach.all().into_iter().filter(|id| !shared.contains_key(id)).collect();
        shapes::name(self.api, document, &own, &mut shapes, &mut scope);
        let handles: Vec<_> = groups.iter().map(|it| it.handle.clone()).chain([handle]).collect();
        let calls = self.requests(document, &shapes, &handles);
        let mut naming = self.naming(Some(document), own, shapes, calls);
        let calls = naming.calls(&handles);
        let flat = document.calls().zip(&calls).filter_map(|((_, call), made)| match &made.body {
            Some(CallBody::Flat { .. }) => call.body.as_ref()?.ty.innermost_shape(),
            _ => None,
        });
        naming.bodies = flat.filter(|id| !reach.held.contains(id)).collect();
        let base_path = document.operations.first().map(|it| it.base_path.clone());
        let module = Module {
            stem: document.stem.clone(),
            name: names::snake(&document.stem),
            feature: names::feature(&document.stem),
            title: document.title.clone(),
            docs: docs::clean(&document.docs),
            authorization: authorization::document(document),
            imports: imports.into_iter().collect(),
            base_path: base_path.unwrap_or_default(),
            calls,
            types: naming.definitions(),
            examples: naming.examples(),
            handle: handles.into_iter().next_back().unwrap_or_default(),
            groups,
        };
        (module, naming.own)
    }

    /// From each method to the struct that is its request, which begins with the name of the group. Requests have a module
    /// of their own, which sees the types; one that would be called as a type is a `Request`.
    fn requests(
        &self,
        document: &Document,
        shapes: &BTreeMap<ShapeId, String>,
        handles: &[String],
    ) -> HashMap<String, String> {
        let calls = document.calls();
        let methods = calls.map(|(operation, call)| names::path(document, operation, call));
        let methods: Vec<_> = methods.collect();
        let texts = methods.iter().map(|it| (it.as_str(), || names::exact(it)));
        let structs = self.scope().take_all(texts, names::pascal);
        let mut scope = self.scope();
        shapes.values().chain(handles).for_each(|it| drop(scope.take(it.clone())));
        let structs = structs.into_iter().map(|name| {
            let longer = vec![format!("{name}Request")];
            scope.take_first(name, longer)
        });
        methods.iter().cloned().zip(structs).collect()
    }

    fn naming(
        &self,
        document: Option<&'a Document>,
        own: BTreeSet<ShapeId>,
        shapes: BTreeMap<ShapeId, String>,
        calls: HashMap<String, String>,
    ) -> Naming<'a> {
        let Self { api, reach, error_codes, budgets, .. } = *self;
        let bodies = BTreeSet::new();
        Naming { api, document, reach, shapes, own, bodies, calls, error_codes, budgets }
    }

    /// A scope in which every module's imports are taken.
    fn scope(&self) -> Scope {
        let mut scope = Scope::types();
        for id in self.ids {
            scope.take(id.name.clone());
        }
        scope
    }
}

/// A newtype for each kind of identifier, in alphabetical order.
fn ids(api: &Api, reach: &Reach) -> Vec<IdType> {
    let subtypes = api.documents.iter().flat_map(|document| &document.id_subtypes);
    let subtypes = subtypes.map(|(kind, general)| (names::pascal(kind), names::pascal(general)));
    let subtypes: BTreeSet<(String, String)> = subtypes.filter(|(it, of)| it != of).collect();
    let forms = api.documents.iter().flat_map(|document| &document.id_forms);
    let forms: BTreeSet<_> = forms.map(|(kind, form)| (names::pascal(kind), *form)).collect();
    let kinds: BTreeMap<String, &String> = reach
        .ids
        .iter()
        .filter(|kind| *kind != ir::REACTION)
        .map(|kind| (names::pascal(kind), kind))
        .collect();
    let id = |(name, kind): (&String, &&String)| {
        let what = kind.trim_end_matches("-id").replace('-', " ");
        let article = if what.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
        let of = subtypes.iter().filter(|(it, of)| it == name && kinds.contains_key(of));
        let subtype_of: Vec<String> = of.map(|(_, of)| of.clone()).collect();
        let mut docs = format!("Identifies {article} {what}.");
        for general in &subtype_of {
            docs.push_str(&format!(" It is a [`{general}`] too, and converts into one."));
        }
        let forms = forms.iter().filter(|(it, _)| it == name).map(|(_, form)| *form).collect();
        IdType { name: name.clone(), docs, subtype_of, forms }
    };
    kinds.iter().map(id).collect()
}

/// Every error code of every document, in alphabetical order.
fn error_codes(api: &Api) -> Vec<ErrorCode> {
    let mut meanings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let operations = api.documents.iter().flat_map(|document| &document.operations);
    for error in operations.flat_map(|it| &it.calls).flat_map(|call| &call.errors) {
        let known = meanings.entry(error.code.clone()).or_default();
        for meaning in &error.meanings {
            if !known.contains(meaning) {
                known.push(meaning.clone());
            }
        }
    }
    let values = meanings.iter().map(|(value, meanings)| {
        let docs = match meanings.as_slice() {
            [meaning] => meaning.clone(),
            meanings => meanings.iter().map(|it| format!("- {it}\n")).collect(),
        };
        ir::EnumValue { value: value.clone(), chosen: None, docs }
    });
    let variants = variants::enum_variants(&values.collect::<Vec<_>>());
    let texts =
        meanings.values().map(|it| Some(docs::clean(&it.join("\n"))).filter(|it| !it.is_empty()));
    variants
        .into_iter()
        .zip(texts)
        .map(|(variant, meaning)| ErrorCode { variant, meaning })
        .collect()
}
