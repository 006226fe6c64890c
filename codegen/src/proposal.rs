//! Types for responses that have none, proposed after their examples as an OpenAPI Overlay.

mod infer;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::alias;
use crate::check::{self, Untyped};
use crate::diagnostic::Diagnostics;
use crate::lower;
use crate::position::{Place, Pointer, Sources};
use crate::resolve::yaml;
use crate::source::{Objects, Parsed};
use infer::Inference;

/// An action for each part of responses that has no type, in an overlay. Nothing where there is none.
pub(crate) fn overlay(parsed: &[Parsed], sources: &Sources) -> Option<String> {
    let kinds = parsed.iter().flat_map(id_kinds).collect();
    let actions = parsed.iter().flat_map(|it| actions(it, &kinds, sources));
    let actions: Vec<Value> = actions.collect();
    let overlay = json!({
        "overlay": "1.0.0",
        "info": {"title": "Types of responses after their examples", "version": "1"},
        "actions": actions,
    });
    (!actions.is_empty()).then(|| yaml::print(&overlay))
}

fn actions(parsed: &Parsed, kinds: &HashSet<String>, sources: &Sources) -> Vec<Value> {
    let objects = Objects::of(&parsed.value);
    let inference = Inference { kinds, has_null: parsed.is_restated };
    let found = check::untyped(parsed, &objects);
    found.iter().filter_map(|it| action(parsed, it, &inference, sources)).collect()
}

/// The kinds of identifiers of a document. What is wrong with its paths was reported when it was lowered.
fn id_kinds(parsed: &Parsed) -> HashSet<String> {
    lower::id_kinds(&parsed.formats, &alias::resolve(parsed, &mut Diagnostics::default()))
}

/// What stands in another file is no overlay's to change.
fn action(
    parsed: &Parsed,
    untyped: &Untyped<'_>,
    inference: &Inference<'_>,
    sources: &Sources,
) -> Option<Value> {
    let place = sources.origin(&Place::node(parsed.source, &untyped.at));
    let at = place.pointer().filter(|_| place.source == parsed.source)?;
    let name = untyped.at.last().filter(|_| is_property(&untyped.at));
    let schema = inference.schema(name.as_deref(), &untyped.values);
    let update = if untyped.has_schema { schema } else { json!({"schema": schema}) };
    let stem = &sources.get(parsed.source).stem;
    let reason = "Its schema says nothing, and its examples have this. Confidence: low, since only examples say it.";
    let mut action = Map::new();
    action.insert("target".to_owned(), json_path(&parsed.value, at).into());
    action.insert("x-documents".to_owned(), json!([stem]));
    action.insert("description".to_owned(), reason.into());
    action.insert("update".to_owned(), update);
    Some(Value::Object(action))
}

fn is_property(at: &Pointer) -> bool {
    at.parent().and_then(|it| it.last()).is_some_and(|it| it == "properties")
}

/// The path to a node by RFC 9535.
fn json_path(root: &Value, at: &Pointer) -> String {
    let mut path = "$".to_owned();
    let mut node = Some(root);
    for token in at.tokens() {
        let is_name = token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        path += &match node {
            Some(Value::Array(_)) => format!("[{token}]"),
            _ if is_name => format!(".{token}"),
            _ => format!("['{}']", escaped(&token)),
        };
        node = match node {
            Some(Value::Array(items)) => token.parse().ok().and_then(|at: usize| items.get(at)),
            node => node.and_then(|it| it.get(token.as_ref())),
        };
    }
    path
}

/// A name between single quotes.
fn escaped(name: &str) -> String {
    let escape = |c: char| match c {
        '\'' | '\\' => format!("\\{c}"),
        c if c.is_ascii_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    name.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serde_json_path::JsonPath;

    use super::json_path;
    use crate::position::Pointer;

    #[test]
    fn a_path_finds_the_node_that_it_was_made_of() {
        let root = json!({"paths": {"/a/{B}": {"it's \\ \n": [{"200": 1}, {"x-y": {"z": 2}}]}}});
        let key = Pointer::root().child("paths").child("/a/{B}").child("it's \\ \n");
        for at in [key.child(0).child("200"), key.child(1).child("x-y").child("z"), key] {
            let path = json_path(&root, &at);
            let found = JsonPath::parse(&path).unwrap().query(&root);
            assert_eq!(
                found.exactly_one().unwrap(),
                root.pointer(&at.to_string()).unwrap(),
                "{path}"
            );
        }
        assert_eq!(json_path(&json!({}), &Pointer::root().child("a").child("b")), "$.a.b");
    }
}
