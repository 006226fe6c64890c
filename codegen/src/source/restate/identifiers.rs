//! References by the identifiers of schemas (`$id`, `$anchor`, and `$self` of a document) become pointers.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::{Place, Pointer, SourceId};
use crate::source::bundle::node_mut;
use crate::source::reference::{NAMED_BY_THE_DOCUMENT, resolve};

/// Rewrites the references of a document of version 3.1 or later, before they are followed.
pub(in crate::source) fn settle(source: SourceId, root: &mut Value, diagnostics: &mut Diagnostics) {
    if super::later(root).is_none() {
        return;
    }
    let document = Resource { uri: text(root, "$self").to_owned(), at: Pointer::root() };
    let mut known = HashMap::from([(document.uri.clone(), document.at.clone())]);
    visit(root, &document.at, &document, false, &mut |node, at, resource| {
        if resource.at == *at {
            known.insert(resource.uri.clone(), at.clone());
        }
        for name in ["$anchor", "$dynamicAnchor"].map(|it| text(node, it)) {
            known.insert(format!("{}#{name}", resource.uri), at.clone());
        }
    });
    let mut rewritten = Vec::new();
    visit(root, &document.at, &document, false, &mut |node, at, resource| {
        for keyword in ["$dynamicRef", "$ref"] {
            if let Some(target) = target(text(node, keyword), root, resource, &known) {
                rewritten.push((at.clone(), keyword, target));
            }
        }
    });
    for (at, keyword, target) in rewritten {
        let Some(Value::Object(schema)) = node_mut(root, &at) else { continue };
        schema.insert("$ref".to_owned(), Value::String(format!("#{target}")));
        if keyword == "$dynamicRef" {
            schema.shift_remove(keyword);
            let message = "it is followed as a `$ref`, whatever refers to this schema";
            let place = Place::key(source, &at.child(keyword));
            diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, place, message));
        }
    }
}

/// A schema with an identifier of its own, or the whole document.
#[derive(Clone)]
struct Resource {
    uri: String,
    at: Pointer,
}

/// Calls `found` with every mapping that is no data, and the resource that it is part of.
fn visit(
    node: &Value,
    at: &Pointer,
    within: &Resource,
    own_names: bool,
    found: &mut impl FnMut(&Value, &Pointer, &Resource),
) {
    match node {
        Value::Object(members) => {
            let resource = match text(node, "$id").trim_end_matches('#') {
                "" => within.clone(),
                id => Resource { uri: joined(&within.uri, id), at: at.clone() },
            };
            if !own_names {
                found(node, at, &resource);
            }
            for (name, member) in members {
                if own_names || !DATA.contains(&name.as_str()) {
                    let own_names = !own_names && NAMED_BY_THE_DOCUMENT.contains(&name.as_str());
                    visit(member, &at.child(name), &resource, own_names, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(item, &at.child(index), within, false, found);
            }
        }
        _ => {}
    }
}

/// Members that hold data, in which nothing refers to anything.
const DATA: [&str; 6] = ["const", "default", "enum", "example", "examples", "value"];

/// Where a reference leads, if an identifier says so.
fn target(
    reference: &str,
    root: &Value,
    within: &Resource,
    known: &HashMap<String, Pointer>,
) -> Option<Pointer> {
    let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if reference.is_empty()
        || uri.is_empty() && within.at == Pointer::root() && fragment.starts_with('/')
    {
        return None;
    }
    let uri = joined(&within.uri, uri);
    if let Some(anchored) = known.get(&format!("{uri}#{fragment}")).filter(|_| !fragment.is_empty())
    {
        return Some(anchored.clone());
    }
    let below = Pointer::from_reference(&format!("#{fragment}"))?;
    let target = below.moved(&Pointer::root(), known.get(&uri)?)?;
    // Many mean the whole document, although the schema has an identifier.
    resolve(root, &target).is_some().then_some(target)
}

fn text<'a>(node: &'a Value, key: &str) -> &'a str {
    node.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A reference to a resource as seen from another one, as far as [RFC 3986] is needed for it.
///
/// [RFC 3986]: https://www.rfc-editor.org/rfc/rfc3986#section-5.2
fn joined(base: &str, reference: &str) -> String {
    let base = base.split('#').next().unwrap_or_default();
    let is_absolute = reference.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'));
    if reference.is_empty() {
        return base.to_owned();
    }
    if is_absolute {
        return reference.to_owned();
    }
    let host = base
        .find("://")
        .map_or(0, |at| base[at + 3..].find('/').map_or(base.len(), |it| at + 3 + it));
    let (host, path) = base.split_at(host);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match reference.strip_prefix('/') {
        Some(absolute) => format!("{host}/{absolute}"),
        None if base.is_empty() => reference.trim_start_matches("./").to_owned(),
        None => format!("{host}{folder}/{}", reference.trim_start_matches("./")),
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_reference_is_relative_to_the_schema_that_has_it() {
        let base = "https://example.com/schemas/tree";
        assert_eq!(joined(base, "node#x"), "https://example.com/schemas/node#x");
        assert_eq!(joined(base, "/node"), "https://example.com/node");
        assert_eq!(joined(base, "urn:example:node"), "urn:example:node");
        assert_eq!(joined(base, ""), base);
        assert_eq!(joined("", "./tree"), "tree");
    }
}
