//! The documentation that the emitted code carries: Markdown for rustdoc.

use crate::ir::{Call, Limits, Operation, Parameter};

/// Prose as it is, without space around it.
pub(super) fn clean(text: &str) -> String {
    text.trim().to_owned()
}

/// A value: what the document says, and what it must keep to.
pub(super) fn value(text: &str, limits: &Limits, default: Option<&serde_json::Value>) -> String {
    let mut parts = vec![clean(text)];
    parts.extend(limits_sentence(limits));
    parts.extend(default.map(|value| format!("Default: `{}`.", plain(value))));
    join(parts, "\n\n")
}

fn limits_sentence(limits: &Limits) -> Option<String> {
    let size = |min: Option<usize>, max: Option<usize>, unit: &str| match (min, max) {
        (None | Some(0), None) => None,
        (Some(min), None) => Some(format!("At least {min} {unit}.")),
        (None | Some(0), Some(max)) => Some(format!("At most {max} {unit}.")),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {unit}.")),
    };
    let mut parts = Vec::new();
    parts.extend(size(limits.min_length, limits.max_length, "characters"));
    parts.extend(size(limits.min_items, limits.max_items, "items"));
    let bound = |bound: crate::ir::Bound, included: &str, excluded: &str| {
        format!("{} {}.", if bound.exclusive { excluded } else { included }, bound.value)
    };
    parts.extend(limits.minimum.map(|it| bound(it, "At least", "More than")));
    parts.extend(limits.maximum.map(|it| bound(it, "At most", "Less than")));
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The documentation of a method.
pub(super) fn call(
    operation: &Operation,
    call: &Call,
    type_name: &str,
    has_setters: bool,
) -> String {
    let mut parts = Vec::new();
    match &call.docs {
        // What the document says of this call alone; the rest would speak of its siblings too.
        Some(docs) => parts.push(clean(docs)),
        None => {
            parts.push(headline(&operation.summary));
            parts.push(clean(&operation.docs));
        }
    }
    if has_setters {
        parts.push(format!("Optional parameters are setters of [`{type_name}`]."));
    }
    parts.push(route(operation));
    parts.extend(limits(call));
    parts.extend(scopes(operation));
    parts.extend(path_parameters(&operation.parameters));
    parts.extend(errors(call));
    join(parts, "\n\n")
}

/// The documentation of the struct that is a request.
pub(super) fn request(operation: &Operation, call: &Call, handle: &str, method: &str) -> String {
    let first = call.docs.as_deref().and_then(|docs| docs.split("\n\n").next());
    let summary = first.map_or_else(|| headline(&operation.summary), clean);
    let reference = format!("The request of [`{handle}::{method}`].");
    join(vec![summary, reference], "\n\n")
}

fn headline(summary: &str) -> String {
    let summary = summary.trim();
    if summary.is_empty() || summary.ends_with(['.', '!', '?']) {
        summary.to_owned()
    } else {
        format!("{summary}.")
    }
}

fn route(operation: &Operation) -> String {
    let (method, base, path) = (operation.method.as_str(), &operation.base_path, &operation.path);
    format!("`{method} {base}{path}`, operation `{}`", operation.id)
}

fn limits(call: &Call) -> Option<String> {
    let limit = format!("At most {} requests a minute.", call.requests_per_minute?);
    let lock = call.lock_period_seconds.map(|seconds| {
        format!(" Whoever exceeds that is locked out for {}.", period(seconds))
    });
    Some(format!("**Limit:** {limit}{}", lock.unwrap_or_default()))
}

/// Seconds in the unit that a person would use.
fn period(seconds: u32) -> String {
    match seconds {
        60 => "a minute".to_owned(),
        seconds if seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

fn scopes(operation: &Operation) -> Option<String> {
    let any_of = operation.scopes.iter().map(|all_of| {
        let all: Vec<_> = all_of.iter().map(|scope| format!("`{scope}`")).collect();
        all.join(" and ")
    });
    let any_of: Vec<_> = any_of.collect();
    (!any_of.is_empty()).then(|| format!("**Scope:** {}", any_of.join(" or ")))
}

fn path_parameters(parameters: &[Parameter]) -> Option<String> {
    let required = parameters.iter().filter(|it| it.required && !it.docs.is_empty());
    let lines: Vec<_> = required
        .map(|it| {
            let docs = it.docs.replace('\n', "\n  ");
            format!("- `{}`: {docs}", super::names::snake(&it.name))
        })
        .collect();
    (!lines.is_empty()).then(|| format!("# Arguments\n\n{}", lines.join("\n")))
}

fn errors(call: &Call) -> Option<String> {
    if call.errors.is_empty() {
        return None;
    }
    let rows = call.errors.iter().map(|error| {
        let meaning = error.meanings.join(" ").replace('|', "\\|");
        format!("| `{}` | {meaning} |\n", error.code)
    });
    let rows: String = rows.collect();
    Some(format!("# Errors\n\n| Code | Meaning |\n|---|---|\n{}", rows.trim_end()))
}

fn join(parts: Vec<String>, separator: &str) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}
