//! The names of shapes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::ir::{Api, ChosenName, Document, NameHint, ShapeId, ShapeKind, Type};
use crate::names::{self, Scope};

/// Words that say nothing of a type alone.
const VAGUE: [&str; 8] = ["code", "data", "item", "kind", "mode", "name", "type", "value"];

/// The shapes that have a name.
type Taken = BTreeMap<ShapeId, String>;

/// Names shapes that a document reaches, beside those that have a name.
pub(super) fn name(
    api: &Api,
    document: &Document,
    shapes: &BTreeSet<ShapeId>,
    names: &mut Taken,
    scope: &mut Scope,
) {
    let hints = Hints::of(api, document, shapes, names);
    // What a person chose comes first, then components: what is called after where it stands gives way to them.
    let is_component = |id: &&ShapeId| matches!(api.shape(**id).name, NameHint::Named(_));
    let is_chosen = |id: &&ShapeId| api.shape(**id).chosen.is_some();
    let (chosen, others): (Vec<&ShapeId>, Vec<_>) = shapes.iter().partition(is_chosen);
    let (components, others): (Vec<&ShapeId>, Vec<_>) = others.into_iter().partition(is_component);
    for &id in chosen.into_iter().chain(components).chain(others) {
        if !names.contains_key(&id) {
            let name = hints.wanted(names, id);
            let longer = hints.longer(names, id, &name);
            names.insert(id, scope.take_first(name, longer));
        }
    }
}

/// What a document offers for naming its shapes.
struct Hints<'a> {
    api: &'a Api,
    document: &'a Document,
    /// The names of bodies and parameters that have none of their own: those of the calls that hold them.
    after_calls: HashMap<ShapeId, String>,
    /// The names of fields and parameters that several shapes would be called after.
    ambiguous: HashSet<&'a str>,
}

impl<'a> Hints<'a> {
    fn of(api: &'a Api, document: &'a Document, shapes: &BTreeSet<ShapeId>, taken: &Taken) -> Self {
        let after_calls = after_calls(api, document);
        let mut hints = Self { api, document, after_calls, ambiguous: HashSet::new() };
        let mut seen = HashSet::new();
        for id in shapes {
            if let NameHint::Each(name, places) = &api.shape(*id).name
                && hints.common(taken, places).is_empty()
                && !seen.insert(name.as_str())
            {
                hints.ambiguous.insert(name);
            }
        }
        hints
    }

    /// What a shape is called where another one has its name: all words of where it stands, or what it is.
    fn longer(&self, taken: &Taken, id: ShapeId, name: &str) -> Vec<String> {
        let shape = self.api.shape(id);
        let kind = match shape.kind {
            ShapeKind::Object { .. } => "Object",
            ShapeKind::Enum(_) | ShapeKind::Numbers(_) => "Value",
            ShapeKind::Union { .. } | ShapeKind::Choice(_) | ShapeKind::ByStatus(_) => "Choice",
        };
        let whole = match &shape.name {
            NameHint::Within(outer, inner) => taken
                .get(outer)
                .map(|outer| format!("{outer}{}", names::pascal(names::singular(inner)))),
            NameHint::Each(_, places) => places.first().map(|it| self.hinted(taken, id, it)),
            _ => None,
        };
        whole.into_iter().chain([format!("{name}{kind}")]).collect()
    }

    /// What a shape would be called if no other had the name.
    fn wanted(&self, taken: &Taken, id: ShapeId) -> String {
        let shape = self.api.shape(id);
        match (&shape.chosen, self.after_calls.get(&id)) {
            (Some(chosen), _) => chosen.text.clone(),
            (None, Some(name)) => name.clone(),
            (None, None) => self.hinted(taken, id, &shape.name),
        }
    }

    /// What a hint makes of the name of a shape.
    fn hinted(&self, taken: &Taken, id: ShapeId, hint: &NameHint) -> String {
        let of_call = |id: &str, what: &str| names::within(&called(self.document, id), what);
        match hint {
            NameHint::Named(name) => names::component(self.document, name),
            NameHint::Within(outer, inner) => {
                names::within(&self.outer(taken, *outer), names::singular(inner))
            }
            NameHint::Request(id) => of_call(id, "request"),
            NameHint::Response(id) => of_call(id, "response"),
            NameHint::Parameter(id, name) => of_call(id, names::singular(name)),
            NameHint::Each(name, places) => {
                let common = self.common(taken, places);
                let is_vague =
                    VAGUE.contains(&name.as_str()) || self.ambiguous.contains(name.as_str());
                match places.first() {
                    _ if !common.is_empty() => names::within(&common, name),
                    Some(first) if is_vague => self.hinted(taken, id, first),
                    _ => names::pascal(name),
                }
            }
            NameHint::Values => {
                let ShapeKind::Enum(values) = &self.api.shape(id).kind else {
                    return names::pascal("value");
                };
                let values = values.iter().map(|it| ChosenName::or(it.chosen.as_ref(), &it.value));
                names::pascal(&names::values(values).join("_or_"))
            }
        }
    }

    /// A shape stands before the shapes within it, so this ends.
    fn outer(&self, taken: &Taken, outer: ShapeId) -> String {
        taken.get(&outer).cloned().unwrap_or_else(|| self.wanted(taken, outer))
    }

    /// The words that the schemas of all these places begin with.
    fn common(&self, taken: &Taken, places: &[NameHint]) -> String {
        let schemas = places.iter().map(|place| match place {
            NameHint::Within(outer, _) if is_of_schema(self.api, *outer) => {
                Some(self.outer(taken, *outer))
            }
            _ => None,
        });
        let schemas: Option<Vec<_>> = schemas.collect();
        schemas.map(|it| names::common(&it)).unwrap_or_default()
    }
}

/// Whether a shape stands within what the document has a name for, and not in the body of an operation alone.
fn is_of_schema(api: &Api, id: ShapeId) -> bool {
    let shape = api.shape(id);
    match &shape.name {
        _ if shape.chosen.is_some() => true,
        NameHint::Named(_) => true,
        NameHint::Within(outer, _) => is_of_schema(api, *outer),
        _ => false,
    }
}

/// What an operation is called where its types are named: by its id, unless that makes no name of its own.
fn called(document: &Document, id: &str) -> String {
    let operation = document.operations.iter().find(|it| it.id == id);
    names::pascal(operation.and_then(|it| it.name.as_deref()).unwrap_or(id))
}

/// Bodies and parameters that have no name of their own are named after the call that holds them.
fn after_calls(api: &Api, document: &Document) -> HashMap<ShapeId, String> {
    let mut wanted = HashMap::new();
    for (operation, call) in document.calls() {
        let name = names::pascal(&names::path(document, operation, call));
        let mut want = |ty: &Type, suffix: &str| {
            use NameHint::{Parameter, Request, Response};
            let has_no_name = |id: &ShapeId| {
                matches!(api.shape(*id).name, Request(_) | Response(_) | Parameter(..))
            };
            if let Some(id) = ty.innermost_shape().filter(has_no_name) {
                wanted.entry(id).or_insert_with(|| names::within(&name, suffix));
            }
        };
        if let Some(body) = &call.body {
            want(&body.ty, "request");
        }
        if let Some(ty) = call.output.ty() {
            want(ty, "response");
        }
        for parameter in &operation.parameters {
            want(&parameter.ty, names::singular(&parameter.name));
        }
    }
    wanted
}
