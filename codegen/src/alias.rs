//! Which path a request is really sent to.
//!
//! A document may print one endpoint under several path keys, `/chats/{CHAT_ID1}` beside
//! `/chats/{CHAT_ID}`, and name the real path in `x-display-path`. No rule here knows a parameter's name.

mod forgotten;
mod parameters;

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation, PathItem, Server};
use serde_json::Value;

pub(crate) use parameters::Declared;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{EndpointKey, HttpMethod, PathTemplate, Segment};
use crate::position::{Place, Pointer, percent_decoded};
use crate::prose;
use crate::source::{Parsed, host_of, path_of};

/// An operation with its real path.
#[derive(Debug)]
pub(crate) struct Endpoint<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) item: &'a PathItem,
    /// The pointer to the path item.
    pub(crate) item_pointer: Pointer,
    /// The pointer to the operation.
    pub(crate) pointer: Pointer,
    pub(crate) method: HttpMethod,
    pub(crate) path: PathTemplate,
    /// The path key of a virtual endpoint.
    pub(crate) alias_path: Option<String>,
    /// The path key, where the display path corrects it.
    pub(crate) documented_path: Option<String>,
    /// From the parameter names of the path key to those of the real path, where they differ.
    pub(crate) renamed: IndexMap<String, String>,
    /// The parameters that the query in the path key has for its values, `?name={parameter}`, with their names there.
    pub(crate) queried: IndexMap<String, String>,
    /// The parameters that the operation declares itself.
    pub(crate) own: Vec<Declared<'a>>,
    /// Those that its path item declares for all of its operations.
    pub(crate) shared: Vec<Declared<'a>>,
}

impl<'a> Endpoint<'a> {
    /// The parameters of the operation. What it declares replaces what its path item does.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &Declared<'a>> {
        let declared = self.shared.iter().chain(&self.own);
        let by_key: IndexMap<_, _> = declared.map(|it| (it.key(), it)).collect();
        by_key.into_values()
    }

    /// A description without its notes on aliases, and with the names of the real path in the facts that it states.
    pub(crate) fn cleaned(&self, description: &str) -> String {
        prose::without_aliases(description, &self.renamed)
    }

    /// The nearest server, the operation's, its path item's or the document's, and where it stands.
    pub(crate) fn server<'d>(&'d self, document: &'d OpenAPI) -> Option<(&'d Server, Pointer)> {
        let lists: [(&[Server], &Pointer); 3] = [
            (&self.operation.servers, &self.pointer),
            (&self.item.servers, &self.item_pointer),
            (&document.servers, &Pointer::root()),
        ];
        let (servers, owner) = lists.into_iter().find(|(servers, _)| !servers.is_empty())?;
        Some((servers.first()?, owner.child("servers").child(0)))
    }

    /// The path of the server.
    pub(crate) fn base_path<'d>(&'d self, document: &'d OpenAPI) -> &'d str {
        self.server(document).map_or("", |(server, _)| path_of(&server.url))
    }

    /// The host of the server, unless the document leaves it open.
    pub(crate) fn host(&self, document: &OpenAPI) -> Option<String> {
        host_of(&self.server(document)?.0.url)
    }

    /// What operations on one endpoint have in common.
    pub(crate) fn key(&self, document: &OpenAPI) -> EndpointKey {
        EndpointKey::new(self.method, self.base_path(document), &self.path)
    }

    /// The names of the path's parameters as the path key has them, in order.
    pub(crate) fn documented_names(&self) -> impl Iterator<Item = &str> {
        self.path.parameters().map(|real| {
            let alias = self.renamed.iter().find(|(_, to)| to.as_str() == real);
            alias.map_or(real, |(from, _)| from)
        })
    }
}

/// The hosts that a document is about: those of its servers, or where it names none, that of its first operation.
pub(crate) fn hosts(document: &OpenAPI, endpoints: &[Endpoint<'_>]) -> Vec<String> {
    match document.servers.as_slice() {
        [] => endpoints.iter().find_map(|it| it.host(document)).into_iter().collect(),
        servers => servers.iter().filter_map(|it| host_of(&it.url)).collect(),
    }
}

/// Finds the real path of every operation of a document.
pub(crate) fn resolve<'a>(parsed: &'a Parsed, diagnostics: &mut Diagnostics) -> Vec<Endpoint<'a>> {
    let paths = Pointer::root().child("paths");
    let mut endpoints = Vec::new();
    for (key, item) in &parsed.document.paths.paths {
        let item_pointer = paths.child(key);
        // A reference that is still there leads nowhere, which was reported when the document was read.
        let Some(item) = item.as_item() else { continue };
        let documented = match parse(key) {
            Ok(documented) => documented,
            Err(problem) => {
                let place = Place::key(parsed.source, &item_pointer);
                diagnostics.push(malformed(key, problem, &place));
                continue;
            }
        };
        if let Some(fragment) = &documented.fragment {
            let message = format!("`#{fragment}` is not sent: a request has no fragment");
            let place = Place::key(parsed.source, &item_pointer);
            diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
        }
        for (method, operation) in methods(item) {
            let pointer = item_pointer.child(method.as_str().to_lowercase());
            let place = Place::key(parsed.source, &pointer);
            match real_path(key, &documented, operation, item, &place) {
                Ok((path, kind, renamed)) => endpoints.push(Endpoint {
                    operation,
                    item,
                    item_pointer: item_pointer.clone(),
                    pointer,
                    method,
                    path,
                    alias_path: (kind == Kind::Alias).then(|| key.clone()),
                    documented_path: (kind == Kind::Corrected).then(|| key.clone()),
                    renamed,
                    queried: queried(key),
                    own: Vec::new(),
                    shared: Vec::new(),
                }),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    parameters::declare(&mut endpoints, &parsed.document);
    forgotten::report(&endpoints, &parsed.document, parsed.source, diagnostics);
    endpoints
}

/// What a path key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The real path.
    Real,
    /// A name that the document gives an endpoint beside its real path.
    Alias,
    /// A path that the display path corrects.
    Corrected,
}

type RealPath = (PathTemplate, Kind, IndexMap<String, String>);

fn real_path(
    key: &str,
    documented: &PathTemplate,
    operation: &Operation,
    item: &PathItem,
    place: &Place,
) -> Result<RealPath, Box<Diagnostic>> {
    let display = extension(operation, item, "x-display-path").and_then(Value::as_str);
    let is_virtual = ["x-virtual-endpoint", "x-virtual-operation"]
        .iter()
        .any(|name| extension(operation, item, name) == Some(&Value::Bool(true)));
    let Some(display) = display else {
        if is_virtual {
            let message = format!("`{key}` is a virtual endpoint, and its real path is not given");
            return Err(Box::new(Diagnostic::new(
                Code::MissingDisplayPath,
                place.clone(),
                message,
            )));
        }
        return Ok((documented.clone(), Kind::Real, IndexMap::new()));
    };
    let place = place.child("x-display-path");
    let mut real =
        parse(display).map_err(|problem| Box::new(malformed(display, problem, &place)))?;
    if !corresponds(documented, &real, is_virtual) {
        let message = format!("`{display}` is not the path `{key}` under other parameter names");
        let diagnostic = Diagnostic::new(Code::DisplayPathShape, place, message)
            .label(format!("the documented path has the shape `{}`", documented.shape()));
        return Err(Box::new(diagnostic));
    }
    let names: HashSet<&str> = documented.parameters().collect();
    // A path that is corrected may have the same parameters in another order.
    let keeps_names = !is_virtual && real.parameters().all(|name| names.contains(name));
    let renamed = documented
        .parameters()
        .zip(real.parameters())
        .filter(|_| !keeps_names)
        .filter(|(from, to)| from != to)
        .map(|(from, to)| (from.to_owned(), to.to_owned()))
        .collect();
    // What the display path fixes itself, it corrects.
    let others = documented.fixed_query.iter().filter(|(name, _)| !real.fixes(name));
    let others: Vec<_> = others.cloned().collect();
    real.fixed_query.extend(others);
    let kind = match is_virtual {
        true => Kind::Alias,
        false if real == *documented => Kind::Real,
        false => Kind::Corrected,
    };
    Ok((real, kind, renamed))
}

/// What an operation says of itself, or its path item of all of its operations.
fn extension<'a>(operation: &'a Operation, item: &'a PathItem, name: &str) -> Option<&'a Value> {
    operation.extensions.get(name).or_else(|| item.extensions.get(name))
}

/// A virtual endpoint differs from its real path in parameter names only. Elsewhere the display path
/// corrects a path, and only has to take the same parameters.
fn corresponds(documented: &PathTemplate, real: &PathTemplate, is_virtual: bool) -> bool {
    if is_virtual {
        documented.shape() == real.shape()
    } else {
        documented.parameters().count() == real.parameters().count()
    }
}

fn malformed(path: &str, problem: &str, place: &Place) -> Diagnostic {
    let message = format!("`{path}` is not a path: {problem}");
    Diagnostic::new(Code::MalformedPath, place.clone(), message)
}

/// Reads `/chats/{CHAT_ID}/pins?primary=true#first`.
fn parse(text: &str) -> Result<PathTemplate, &'static str> {
    let (text, fragment) = split_at(text, '#');
    let (path, query) = split_at(text, '?');
    let path = path.strip_prefix('/').ok_or("it does not begin with `/`")?;
    let segments = path.split('/').map(segment).collect::<Result<Vec<_>, _>>()?;
    let fixed_query = pairs(query).filter(|(_, value)| parameter_of(value).is_none()).collect();
    Ok(PathTemplate { fixed_query, segments, fragment: fragment.map(str::to_owned) })
}

/// The parameters that are values of a path key's query, and the names that they have there.
fn queried(key: &str) -> IndexMap<String, String> {
    let query = split_at(split_at(key, '#').0, '?').1;
    let given = pairs(query).filter_map(|(name, value)| Some((parameter_of(&value)?, name)));
    given.collect()
}

/// The parameter that stands for a value: `{city}`.
fn parameter_of(value: &str) -> Option<String> {
    let name = value.strip_prefix('{')?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then(|| name.to_owned())
}

/// The pairs of a query. Whoever sends them encodes them.
fn pairs(query: Option<&str>) -> impl Iterator<Item = (String, String)> {
    query.into_iter().flat_map(|query| query.split('&')).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent_decoded(name), percent_decoded(value))
    })
}

/// What is before a sign, and what is behind it if it is there.
fn split_at(text: &str, sign: char) -> (&str, Option<&str>) {
    text.split_once(sign).map_or((text, None), |(before, behind)| (before, Some(behind)))
}

fn segment(text: &str) -> Result<Segment, &'static str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((literal, parameter)) = rest.split_once('{') {
        let (name, behind) = parameter.split_once('}').ok_or("a `{` is not closed")?;
        if name.is_empty() || name.contains('{') || literal.contains('}') {
            return Err("a parameter has no proper name");
        }
        parts.extend((!literal.is_empty()).then(|| Segment::Literal(literal.to_owned())));
        parts.push(Segment::Parameter(name.to_owned()));
        rest = behind;
    }
    if rest.contains('}') {
        return Err("a `}` closes nothing");
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Segment::Literal(rest.to_owned()));
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Segment::Mixed(parts) })
}

fn methods(item: &PathItem) -> impl Iterator<Item = (HttpMethod, &Operation)> {
    let all = [
        (HttpMethod::Get, &item.get),
        (HttpMethod::Post, &item.post),
        (HttpMethod::Put, &item.put),
        (HttpMethod::Delete, &item.delete),
        (HttpMethod::Options, &item.options),
        (HttpMethod::Head, &item.head),
        (HttpMethod::Patch, &item.patch),
        (HttpMethod::Trace, &item.trace),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

#[cfg(test)]
mod tests {
    use super::{parse, queried};

    #[test]
    fn text_may_stand_around_the_parameters_of_a_path() {
        for path in ["/x/{id}.json", "/{base}...{head}", "/@{user}/{a}{b}", "/"] {
            assert_eq!(parse(path).map(|it| it.to_string()).as_deref(), Ok(path));
        }
        let path = parse("/{base}...{head}").unwrap();
        assert_eq!(path.parameters().collect::<Vec<_>>(), ["base", "head"]);
        assert_eq!(path.shape(), "/{}...{}");
        for path in ["/{a", "/a}", "/{}.json", "/{a{b}", "/}{a}"] {
            assert!(parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_query_in_a_path_key_may_have_parameters_for_values() {
        let key = "/weather?city={name}&units=metric&x={a}{b}#now";
        let expected = [("units", "metric"), ("x", "{a}{b}")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(parse(key).unwrap().fixed_query, expected);
        let queried: Vec<_> = queried(key).into_iter().collect();
        assert_eq!(queried, [("name".to_owned(), "city".to_owned())]);
    }

    #[test]
    fn a_fragment_is_no_part_of_a_path() {
        let path = parse("/files/{id}?all=true#link?").unwrap();
        assert_eq!(path.to_string(), "/files/{id}");
        assert_eq!(path.fixed_query, [("all".to_owned(), "true".to_owned())]);
        assert_eq!(path.fragment.as_deref(), Some("link?"));
    }
}
