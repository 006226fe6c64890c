//! Relative links in descriptions, which lead from a page that `externalDocs` names.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::grammar::holds_names;
use crate::prose::{absolute_links, join};

/// Members that hold data, not OpenAPI.
const DATA: [&str; 5] = ["const", "default", "enum", "example", "value"];

/// Makes them absolute: by the nearest `externalDocs`, that of an operation's tag before that of the document. Where there
/// is none they stay as they are.
pub(super) fn settle(root: &mut Value) {
    let tags = root.get("tags").and_then(Value::as_array).into_iter().flatten();
    let tags =
        tags.filter_map(|it| Some((it.get("name")?.as_str()?.to_owned(), page(it)?.to_owned())));
    let pages: HashMap<String, String> = tags.collect();
    walk(root, None, &pages, false);
}

/// The page that an object names.
fn page(node: &Value) -> Option<&str> {
    node.get("externalDocs")?.get("url")?.as_str()
}

fn walk(node: &mut Value, base: Option<&str>, tags: &HashMap<String, String>, has_names: bool) {
    if node.is_object() {
        let own = if has_names { None } else { page(node).or_else(|| page_of_tag(node, tags)) };
        let own = own.and_then(|own| join(base.unwrap_or_default(), own));
        let base = own.as_deref().or(base);
        members(node.as_object_mut(), base, tags, has_names);
    } else if let Value::Array(items) = node {
        items.iter_mut().for_each(|item| walk(item, base, tags, false));
    }
}

/// The page of the first tag of an operation.
fn page_of_tag<'t>(node: &Value, tags: &'t HashMap<String, String>) -> Option<&'t str> {
    node.get("responses")?;
    tags.get(node.get("tags")?.get(0)?.as_str()?).map(String::as_str)
}

fn members(
    members: Option<&mut Map<String, Value>>,
    base: Option<&str>,
    tags: &HashMap<String, String>,
    has_names: bool,
) {
    for (key, value) in members.into_iter().flatten() {
        match (key.as_str(), value) {
            ("description" | "summary", Value::String(text)) if !has_names => {
                if let Some(base) = base {
                    *text = absolute_links(text, base);
                }
            }
            (key, _) if !has_names && DATA.contains(&key) => {}
            (key, value) => walk(value, base, tags, !has_names && holds_names(key)),
        }
    }
}
