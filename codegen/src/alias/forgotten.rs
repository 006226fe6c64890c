//! Paths that look like aliases and do not say so: `/reminders/{ID1}` beside `/reminders/{ID}`.
//!
//! Nothing fails where an alias is not declared: the client sends the same requests. Its name and what is said of it
//! reach the client, though, and whoever wrote the document should know.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::VariantOrUnknownOrEmpty;
use openapiv3::{OpenAPI, Parameter, ParameterSchemaOrContent, SchemaKind, Type};

use super::{Endpoint, extension};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::PathTemplate;
use crate::position::{Place, SourceId};
use crate::text::letters;

/// The endpoints whose paths are one, but for the names of parameters.
type Group<'e> = Vec<&'e Endpoint<'e>>;

/// By the name of a parameter, the groups that have it.
type Uses<'e> = HashMap<&'e str, HashSet<usize>>;

pub(super) fn report(
    endpoints: &[Endpoint<'_>],
    document: &OpenAPI,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) {
    let mut groups: IndexMap<_, Group<'_>> = IndexMap::new();
    for endpoint in endpoints {
        let key = (endpoint.base_path(document), endpoint.path.shape());
        groups.entry(key).or_default().push(endpoint);
    }
    let uses = uses(groups.values());
    for group in groups.values().filter(|it| has_several_names(it)) {
        let named = named(group);
        let Some(real) = real(group, &named, &uses) else { continue };
        // A path is told of once, whatever methods it has.
        let mut told: HashSet<_> = HashSet::new();
        for endpoint in group.iter().filter(|it| is_forgotten(it, real, &named, &uses)) {
            if told.insert(&endpoint.item_pointer) {
                diagnostics.push(forgotten(endpoint, real, source));
            }
        }
    }
}

fn uses<'e>(groups: impl Iterator<Item = &'e Group<'e>>) -> Uses<'e> {
    let mut uses = Uses::new();
    for (index, group) in groups.enumerate() {
        for name in group.iter().flat_map(|it| it.path.parameters()) {
            uses.entry(name).or_default().insert(index);
        }
    }
    uses
}

fn has_several_names(group: &Group<'_>) -> bool {
    group.windows(2).any(|pair| match pair {
        [one, other] => one.path.segments != other.path.segments,
        _ => false,
    })
}

/// The paths that operations of a group name as theirs.
fn named(group: &Group<'_>) -> HashSet<String> {
    group.iter().filter(|it| is_declared(it)).map(|it| it.path.to_string()).collect()
}

/// The endpoint of a group whose path is the real one: that which others name as theirs, else that whose names have
/// no number after them and are used most in other paths, else the first.
fn real<'e>(
    group: &Group<'e>,
    named: &HashSet<String>,
    uses: &Uses<'_>,
) -> Option<&'e Endpoint<'e>> {
    let rank = |endpoint: &&Endpoint<'_>| {
        let is_named = named.contains(&endpoint.path.to_string());
        let numbered = endpoint.path.parameters().filter(|it| *it != without_number(it)).count();
        let used = endpoint.path.parameters().filter_map(|it| uses.get(it)).map(HashSet::len).sum();
        (!is_named, numbered, Reverse::<usize>(used), is_declared(endpoint))
    };
    group.iter().copied().min_by_key(rank)
}

fn is_forgotten(
    endpoint: &Endpoint<'_>,
    real: &Endpoint<'_>,
    named: &HashSet<String>,
    uses: &Uses<'_>,
) -> bool {
    let is_alias = |(own, real): (&str, &str)| {
        // `THREAD_ID` and `thread_id` are one name to the client.
        letters(own) != letters(real)
            && (without_number(own) == real || !stands_alone(own, real, uses))
    };
    let kinds = |it: &Endpoint<'_>| -> Vec<_> {
        it.path.parameters().map(|name| id_kind(it, name).map(str::to_owned)).collect()
    };
    !is_declared(endpoint)
        && endpoint.path.parameters().zip(real.path.parameters()).any(is_alias)
        && !named.contains(&endpoint.path.to_string())
        // A chat and a thread have one path, and are not one thing.
        && kinds(endpoint) == kinds(real)
}

/// What kind of identifier a parameter of the path is, by its format.
fn id_kind<'e>(endpoint: &Endpoint<'e>, name: &str) -> Option<&'e str> {
    let mut schemas = endpoint.parameters().filter_map(|it| match it.parameter {
        Parameter::Path { parameter_data, .. } if it.name == name => match &parameter_data.format {
            ParameterSchemaOrContent::Schema(schema) => schema.as_item(),
            ParameterSchemaOrContent::Content(_) => None,
        },
        _ => None,
    });
    match &schemas.next()?.schema_kind {
        SchemaKind::Type(Type::String(it)) => match &it.format {
            VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a path without `other` has the parameter `name`: then it is a thing of its own, such as a thread whose
/// messages have the path of a chat's.
fn stands_alone(name: &str, other: &str, uses: &Uses<'_>) -> bool {
    let mut own = uses.get(name).into_iter().flatten();
    let others = uses.get(other);
    own.any(|group| others.is_none_or(|it| !it.contains(group)))
}

fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn is_declared(endpoint: &Endpoint<'_>) -> bool {
    extension(endpoint.operation, endpoint.item, "x-display-path").is_some()
}

fn forgotten(endpoint: &Endpoint<'_>, real: &Endpoint<'_>, source: SourceId) -> Diagnostic {
    let Endpoint { path, item_pointer, .. } = endpoint;
    let real_path: &PathTemplate = &real.path;
    let message = format!("`{path}` is `{real_path}` under another name, and does not say so");
    let related = format!("a request for either is sent to `{}`", real_path.shape());
    let help = format!(
        "if it is an alias, add `x-virtual-endpoint: true` and `x-display-path: {real_path}` to its operations; \
         otherwise give both paths the same names"
    );
    Diagnostic::new(Code::ForgottenAlias, Place::key(source, item_pointer), message)
        .label("this looks like an alias")
        .related(Place::key(source, &real.item_pointer), related)
        .help(help)
}
