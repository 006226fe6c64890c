//! Names that a person chose, and that something else has in the scope where they stand.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::annotate::{Named, TAKEN_ARGUMENTS};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::ir::{Api, Call, ChosenName, Document, Field, NameHint, Operation, ShapeKind, Type};
use crate::names;

/// A name in a scope, and the choice that it is. Most scopes have no choice, and need no names.
type Entry<'a> = (Option<&'a ChosenName>, Box<dyn Fn() -> String + 'a>);

/// Whether a person chose the name of a method or a type.
pub(super) fn any(api: &Api) -> bool {
    let mut calls = api.documents.iter().flat_map(Document::calls);
    api.shapes.iter().any(|it| it.chosen.is_some()) || calls.any(|(_, it)| it.chosen.is_some())
}

pub(super) fn check(api: &Api, diagnostics: &mut Diagnostics) {
    for document in &api.documents {
        let methods = document.calls().map(|(operation, call)| -> Entry<'_> {
            (call.chosen.as_ref(), Box::new(move || names::path(document, operation, call)))
        });
        let groups: Vec<_> = document.used_groups().map(|(_, it)| it.name()).collect();
        let groups: Vec<_> = groups.iter().map(String::as_str).collect();
        unique(methods.collect(), &groups, "method of the module", diagnostics);
        for (operation, call) in document.calls() {
            let arguments = arguments(api, operation, call);
            unique(arguments, TAKEN_ARGUMENTS, "argument of the method", diagnostics);
        }
    }
    for shape in &api.shapes {
        let variants = match &shape.kind {
            ShapeKind::Object { fields, .. } => {
                let fields = fields.iter().map(field).collect();
                unique(fields, &["new"], "field of the type", diagnostics);
                continue;
            }
            ShapeKind::Enum(values) => {
                values.iter().map(|it| variant(it.chosen.as_ref(), &*it.value)).collect()
            }
            ShapeKind::Numbers(values) => {
                values.iter().map(|it| variant(it.chosen.as_ref(), it.text())).collect()
            }
            ShapeKind::Union { variants, .. } => {
                variants.iter().map(|it| variant(it.chosen.as_ref(), &*it.value)).collect()
            }
            ShapeKind::ByStatus(all) => {
                all.iter().map(|it| variant(it.chosen.as_ref(), it.text())).collect()
            }
            ShapeKind::Choice(_) => continue,
        };
        unique(variants, &["Undocumented"], "variant of the type", diagnostics);
    }
}

/// The arguments and setters of a method. The fields of a body that is an object are among them.
fn arguments<'a>(api: &'a Api, operation: &'a Operation, call: &'a Call) -> Vec<Entry<'a>> {
    let parameters = operation.parameters.iter();
    let parameters = parameters.map(|it| argument(it.chosen.as_ref(), &it.name));
    let fields = match call.body.as_ref().filter(|it| it.required).map(|it| &it.ty) {
        Some(Type::Shape(id)) => match &api.shape(*id).kind {
            ShapeKind::Object { fields, .. } => fields.as_slice(),
            _ => &[],
        },
        _ => &[],
    };
    let fields = fields.iter().filter(|it| it.constant.is_none());
    parameters.chain(fields.map(field)).collect()
}

fn field(field: &Field) -> Entry<'_> {
    argument(field.chosen.as_ref(), &field.name)
}

fn argument<'a>(chosen: Option<&'a ChosenName>, documented: &'a str) -> Entry<'a> {
    (chosen, Box::new(move || names::snake(ChosenName::or(chosen, documented))))
}

fn variant<'a>(chosen: Option<&'a ChosenName>, documented: impl Into<Cow<'a, str>>) -> Entry<'a> {
    let documented = documented.into();
    (chosen, Box::new(move || names::pascal(ChosenName::or(chosen, &documented))))
}

/// Reports the chosen names that are taken in a scope.
fn unique(entries: Vec<Entry<'_>>, taken: &[&str], what: &str, diagnostics: &mut Diagnostics) {
    if entries.iter().all(|(chosen, _)| chosen.is_none()) {
        return;
    }
    let entries: Vec<_> = entries.into_iter().map(|(chosen, name)| (chosen, name())).collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    entries.iter().for_each(|(_, name)| *uses.entry(name).or_default() += 1);
    for (chosen, name) in entries.iter().filter_map(|(chosen, name)| Some(((*chosen)?, name))) {
        if taken.contains(&name.as_str()) {
            diagnostics.push(collision(chosen, None));
        } else if uses.get(name.as_str()) > Some(&1) {
            diagnostics.push(collision(chosen, Some(what)));
        }
    }
}

/// Reports the chosen names of types that something else in a module has, or that its requests cannot have. What an error
/// left out of a document may be what makes two of its types one, so such a document is left alone.
pub(super) fn check_types(api: &Api, named: &Named, diagnostics: &mut Diagnostics) {
    let spoils =
        |it: &&Diagnostic| it.severity() == Severity::Error && it.code() != Code::NameCollision;
    let failed = diagnostics.iter().filter(spoils);
    let failed: HashSet<_> = failed.map(|it| it.place.source).collect();
    let mut found = Diagnostics::default();
    find_collisions(api, named, &mut found);
    found.retain(|it| !failed.contains(&it.place.source));
    diagnostics.append(found);
}

fn find_collisions(api: &Api, named: &Named, diagnostics: &mut Diagnostics) {
    for (document, module) in api.documents.iter().zip(&named.model.modules) {
        for ((_, call), made) in document.calls().zip(&module.calls) {
            let is_own = module.calls.iter().filter(|it| it.path == made.path).count() == 1;
            // Beside a type of that name the request is one by its name.
            let own = made.type_name.strip_suffix("Request").unwrap_or(&made.type_name);
            let wanted = names::pascal(&made.path);
            let has_other = wanted != made.type_name && wanted != own;
            if let Some(chosen) = call.chosen.as_ref().filter(|_| is_own && has_other) {
                diagnostics.push(collision(chosen, None));
            }
        }
    }
    let modules = (0..named.model.modules.len()).map(Some).chain([None]);
    for module in modules {
        let types: Vec<_> = named.types(module).collect();
        let document = module.or(Some(0)).and_then(|it| api.documents.get(it));
        // What a component would be called, had nobody chosen its name for something else.
        let others = types.iter().filter_map(|(id, made)| match &api.shape(*id) {
            shape if shape.chosen.is_some() => None,
            shape => match &shape.name {
                NameHint::Named(name) => Some(names::component(document?, name)),
                _ => Some(made.name().to_owned()),
            },
        });
        let others: HashSet<String> = others.collect();
        let chosen =
            || types.iter().filter_map(|(id, made)| Some((api.shape(*id).chosen.as_ref()?, made)));
        for (it, made) in chosen() {
            let twins = chosen().filter(|(other, _)| other.text == it.text).count();
            if twins > 1 || others.contains(&it.text) {
                diagnostics.push(collision(it, Some("type of the module")));
            } else if made.name() != it.text {
                diagnostics.push(collision(it, None));
            }
        }
    }
}

/// That something else has a name: another one of what it names, or else a part of the client.
fn collision(chosen: &ChosenName, what: Option<&str>) -> Diagnostic {
    let message = match what {
        Some(what) => format!("another {what} is called `{}`", chosen.text),
        None => format!("`{}` is something else in the client", chosen.text),
    };
    Diagnostic::new(Code::NameCollision, chosen.place.clone(), message).help("choose another name")
}
