//! Names that read like a generator's. `names.yaml` can give better ones.

use heck::ToSnakeCase;

use crate::annotate::Named;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Call, ChosenName, Document, Operation, ShapeKind};
use crate::names;
use crate::position::Place;

/// A name that is longer is not read any more.
const LONGEST: usize = 40;

/// Some publishers cut their operation ids at this length.
const CUT_AT: usize = 30;

/// Words for one thing, of which a module has one.
const VERBS: [&str; 3] = ["get", "retrieve", "fetch"];

pub(super) fn check(api: &Api, named: &Named, diagnostics: &mut Diagnostics) {
    for document in &api.documents {
        let verb = verb(document);
        for (operation, call) in document.calls() {
            let name = names::method(document, operation, call);
            let at = place(call.chosen.as_ref(), operation.place.child("operationId"));
            let what = format!("the method `{name}`");
            let reason = wording(&name)
                .or_else(|| cut(operation, call))
                .or_else(|| repeats(document, &name))
                .or_else(|| other_verb(&name, verb));
            report(&what, reason, at, diagnostics);
            for parameter in &operation.parameters {
                let chosen = parameter.chosen.as_ref();
                let name = names::snake(ChosenName::or(chosen, &parameter.name));
                let what = format!("the argument `{name}`");
                report(&what, wording(&name), place(chosen, parameter.place.clone()), diagnostics);
            }
        }
    }
    let modules = (0..api.documents.len()).map(Some).chain([None]);
    for (id, made) in modules.flat_map(|module| named.types(module)) {
        let shape = api.shape(id);
        let reason = wording(&made.name().to_snake_case());
        let at = place(shape.chosen.as_ref(), shape.place.clone());
        report(&format!("the type `{}`", made.name()), reason, at, diagnostics);
        let ShapeKind::Object { fields, .. } = &shape.kind else { continue };
        for field in fields {
            let chosen = field.chosen.as_ref();
            let name = names::snake(ChosenName::or(chosen, &field.name));
            let at = shape.place.child("properties").child(&field.name);
            report(&format!("the field `{name}`"), wording(&name), place(chosen, at), diagnostics);
        }
    }
}

fn place(chosen: Option<&ChosenName>, otherwise: Place) -> Place {
    chosen.map_or(otherwise, |it| it.place.clone())
}

fn report(what: &str, reason: Option<String>, place: Place, diagnostics: &mut Diagnostics) {
    if let Some(reason) = reason {
        let message = format!("{what} {reason}");
        diagnostics.push(Diagnostic::new(Code::AwkwardName, place, message));
    }
}

/// What is awkward about the words of any name, which is in `snake_case`.
fn wording(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split('_').collect();
    let (last, others) = words.split_last()?;
    if name.len() > LONGEST {
        return Some(format!("has more than {LONGEST} characters"));
    }
    if others.is_empty() {
        return None;
    }
    if let Some(article) = words.iter().find(|it| names::ARTICLES.contains(it)) {
        return Some(format!("has the article `{article}`"));
    }
    (*last == "regex" || is_version(last)).then(|| format!("ends in `{last}`"))
}

fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}

/// An id is cut where it is as long as ids may be and ends before its summary does.
fn cut(operation: &Operation, call: &Call) -> Option<String> {
    if call.chosen.is_some() || call.tag.is_some() || operation.id.chars().count() != CUT_AT {
        return None;
    }
    let id = operation.id.to_snake_case();
    let summary = operation.summary.to_snake_case();
    let is_whole = id.rsplit('_').next() == summary.rsplit('_').next();
    (!is_whole).then(|| format!("is from an id that was cut at {CUT_AT} characters"))
}

/// `chats().get_chat()` says twice what it is about.
fn repeats(document: &Document, name: &str) -> Option<String> {
    let module = names::snake(&document.stem);
    let mut of_module: Vec<&str> = module.split('_').map(names::singular).collect();
    of_module.retain(|it| !is_version(it));
    let words: Vec<&str> = name.split('_').map(names::singular).collect();
    let is_repeated = words.len() > of_module.len()
        && !of_module.is_empty()
        && words.windows(of_module.len()).any(|it| it == of_module);
    is_repeated.then(|| format!("repeats its module `{module}`"))
}

/// The word for reading that most methods of a module begin with.
fn verb(document: &Document) -> Option<&'static str> {
    let methods =
        document.calls().map(|(operation, call)| names::method(document, operation, call));
    let methods: Vec<String> = methods.collect();
    let uses = |verb: &str| methods.iter().filter(|it| first(it) == verb).count();
    // Of words that are used alike, the first stays.
    VERBS.into_iter().rev().max_by_key(|it| uses(it)).filter(|it| uses(it) > 0)
}

fn other_verb(name: &str, verb: Option<&str>) -> Option<String> {
    let own = first(name);
    let verb = verb.filter(|it| *it != own && VERBS.contains(&own))?;
    Some(format!("begins with `{own}` where others of its module begin with `{verb}`"))
}

fn first(name: &str) -> &str {
    name.split('_').next().unwrap_or_default()
}
