//! What is said of documentation aliases, for readers of a page.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::prose;
use crate::source::holds_names;

/// From the names of documentation aliases to the real ones.
type Aliases = IndexMap<String, String>;

/// Whether a key of a path item or an operation is about how the document is shown.
pub(super) fn is_trick(key: &str) -> bool {
    matches!(key, "x-display-path" | "x-note") || key.starts_with("x-virtual-")
}

/// Takes the notes on aliases out of every description.
pub(super) fn strip(members: &mut Map<String, Value>, aliases: &Aliases) {
    for (key, value) in members.iter_mut() {
        match (key.as_str(), &mut *value) {
            ("description", Value::String(text)) => strip_text(text, aliases),
            ("example" | "default" | "enum" | "value", _) => {}
            (key, Value::Object(named)) if holds_names(key) => {
                for value in named.values_mut() {
                    strip_value(value, aliases);
                }
            }
            (_, value) => strip_value(value, aliases),
        }
    }
}

fn strip_value(value: &mut Value, aliases: &Aliases) {
    match value {
        Value::Object(members) => strip(members, aliases),
        Value::Array(items) => items.iter_mut().for_each(|item| strip_value(item, aliases)),
        _ => {}
    }
}

fn strip_text(text: &mut String, aliases: &Aliases) {
    if !aliases.keys().any(|alias| text.contains(alias.as_str())) {
        return;
    }
    let mut kept = prose::without_aliases(text, aliases);
    if text.ends_with('\n') && !kept.is_empty() {
        kept.push('\n');
    }
    *text = kept;
}
