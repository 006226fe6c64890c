//! Documents that are something else than OpenAPI 3.0, by name.

use serde_json::Value;

use crate::source::json::{QUOTES, STRAIGHT, describe};

pub(super) fn is_supported(version: &Value) -> bool {
    version.as_str().is_some_and(|it| it == "3.0" || it.starts_with("3.0."))
}

/// Why a document cannot be read: the key that says what it is, what that is, and what to do.
pub(super) fn refusal(root: &Value) -> Option<(&'static str, String, &'static str)> {
    let Some(version) = root.get("openapi") else { return other(root) };
    if is_supported(version) {
        return None;
    }
    let shown = match version {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => describe(other).to_owned(),
    };
    let help = match version {
        Value::Number(number) if number.as_f64().is_some_and(|it| (3.0..4.0).contains(&it)) => {
            "write `openapi: 3.0.3`: with one point alone, YAML takes it for a number"
        }
        _ if shown.starts_with(QUOTES) => STRAIGHT,
        _ => "OpenAPI 3.0, 3.1 and 3.2 are read",
    };
    Some(("openapi", format!("the document is written in OpenAPI {shown}"), help))
}

/// What a document is that does not say that it is OpenAPI.
fn other(root: &Value) -> Option<(&'static str, String, &'static str)> {
    if let Some(version) = root.get("swagger") {
        let shown = version.as_str().map_or_else(|| version.to_string(), str::to_owned);
        let help = "convert it to OpenAPI 3.0, for example with `swagger2openapi`";
        return Some(("swagger", format!("the document is written in Swagger {shown}"), help));
    }
    root.get("overlay").map(|_| {
        let help =
            "corrections are in `errata.yaml` beside the documents, or given with `--overlay`; names are in `names.yaml`";
        ("overlay", "this is an overlay, not an OpenAPI document".to_owned(), help)
    })
}
