//! What is wrong with the documents as an API, beyond what a stage trips over.
//!
//! A check of what operations become reads the [`Api`]; one of how a document is written reads its raw value.
//! Whatever they find, a document may accept with a reason: see [`allow`].

mod allow;
mod awkward;
mod components;
mod distinct;
mod enum_types;
mod examples;
mod fit;
mod format;
mod identifier;
mod limits;
mod listed;
mod names;
mod possible;
mod scopes;
mod siblings;
mod stated;
mod untyped;

use rayon::prelude::*;

use crate::annotate::Named;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::source::{Objects, Parsed, each};
pub(crate) use untyped::{Untyped, all as untyped};

/// Whether the names that are made matter: a person chose some, and they are to be nobody else's.
pub(crate) fn needs_names(api: &Api) -> bool {
    names::any(api)
}

/// Adds what is wrong with the API and its names, and what was found in how the documents are written, to `diagnostics`, and
/// takes out what the documents accept. Names are only judged for `lint`: a client can be made whatever they are.
pub(crate) fn check(
    api: &Api,
    named: Option<&Named>,
    lint: bool,
    as_written: AsWritten,
    diagnostics: &mut Diagnostics,
) {
    distinct::module_names(api, diagnostics);
    let budgets = api.budgets();
    for document in &api.documents {
        distinct::check(api, document, diagnostics);
        limits::check(document, &budgets, diagnostics);
    }
    siblings::check(api, diagnostics);
    names::check(api, diagnostics);
    if let Some(named) = named {
        names::check_types(api, named, diagnostics);
    }
    diagnostics.append(as_written.found);
    let mut allowances = as_written.allowances;
    match named {
        Some(named) if lint => awkward::check(api, named, diagnostics),
        _ => allowances.retain(|it| !it.is_of(Code::AwkwardName)),
    }
    allow::apply(allowances, diagnostics);
    components::unite(diagnostics);
}

/// What is seen of how documents are written. It needs no [`Api`], so that it can be looked for while one is made.
pub(crate) struct AsWritten {
    found: Diagnostics,
    allowances: Vec<allow::Allowance>,
}

/// Something that is looked for in how a document is written.
type Check<'c> = &'c (dyn Fn(&Parsed, &Objects<'_>, &mut Diagnostics) + Sync);

/// Looks at how documents are written.
pub(crate) fn as_written(parsed: &[Parsed]) -> AsWritten {
    let mut found = Diagnostics::default();
    let identifiers = format::identifiers(parsed);
    let checks: [Check<'_>; 10] = [
        &|parsed, objects, found| format::check(parsed, objects, &identifiers, found),
        &identifier::check,
        &scopes::check,
        &|parsed, _, found| components::check(parsed, found),
        &listed::check,
        &stated::check,
        &possible::check,
        &enum_types::check,
        &examples::check,
        &untyped::check,
    ];
    let objects: Vec<_> = parsed.par_iter().map(|it| Objects::of(&it.value)).collect();
    let documents = parsed.iter().zip(&objects);
    let all = documents.flat_map(|(parsed, objects)| checks.map(|check| (parsed, objects, check)));
    each(all.collect(), &mut found, |(parsed, objects, check), found| {
        check(parsed, objects, found)
    });
    let allowances = allow::all(parsed, &mut found);
    AsWritten { found, allowances }
}
