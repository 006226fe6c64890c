//! Examples that their schemas do not describe.

use serde_json::Value;

use super::fit::{Misfit, Path, misfits};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::media_type::is_json;
use crate::no_content;
use crate::position::{Place, Pointer};
use crate::source::{ObjectKind, Objects, Parsed, follow};

pub(super) fn check(parsed: &Parsed, objects: &Objects<'_>, diagnostics: &mut Diagnostics) {
    objects.each(|kind, node, at| match kind {
        ObjectKind::Schema => {
            if let Some(example) = node.get("example") {
                examine(parsed, (node, at), (example, &at.child("example")), diagnostics);
            }
        }
        ObjectKind::Parameter => beside_schema(parsed, node, at, &Status::default(), diagnostics),
        ObjectKind::MediaType if at.last().is_some_and(|it| is_json(&it)) => {
            beside_schema(parsed, node, at, &Status::of(at), diagnostics);
        }
        _ => {}
    });
}

/// Checks the examples of a parameter or of a media type.
fn beside_schema(
    parsed: &Parsed,
    node: &Value,
    at: &Pointer,
    status: &Status,
    diagnostics: &mut Diagnostics,
) {
    let Some(schema) = node.get("schema") else { return };
    let schema_at = at.child("schema");
    for (example, example_at) in examples(&parsed.value, node, at) {
        if !status.may_be_without_body(example) {
            examine(parsed, (schema, &schema_at), (example, &example_at), diagnostics);
        }
    }
}

/// The values of `example` and `examples`, and where they stand.
pub(super) fn examples<'a>(
    root: &'a Value,
    node: &'a Value,
    at: &Pointer,
) -> Vec<(&'a Value, Pointer)> {
    let single = node.get("example").map(|it| (it, at.child("example")));
    let named = node.get("examples").and_then(Value::as_object).into_iter().flatten();
    let named = named.filter_map(|(name, example)| {
        let (example, at) = follow(root, example, &at.child("examples").child(name));
        Some((example.get("value")?, at.child("value")))
    });
    single.into_iter().chain(named).collect()
}

/// The status that a media type is for: none for a request, and any for a response that several share.
#[derive(Debug, Default)]
struct Status {
    of_response: bool,
    code: Option<String>,
}

impl Status {
    fn of(media_type: &Pointer) -> Self {
        let tokens: Vec<_> = media_type.tokens().collect();
        let tokens: Vec<_> = tokens.iter().map(AsRef::as_ref).collect();
        match tokens.as_slice() {
            ["paths", _, _, "responses", code, ..] => {
                Self { of_response: true, code: Some((*code).to_owned()) }
            }
            ["components", "responses", ..] => Self { of_response: true, code: None },
            _ => Self::default(),
        }
    }

    /// Whether the example is how documents say that a success has no body.
    fn may_be_without_body(&self, example: &Value) -> bool {
        let code = self.code.as_deref();
        let is_empty_object = example.as_object().is_some_and(serde_json::Map::is_empty);
        self.of_response
            && code.is_none_or(|code| code.starts_with('2'))
            && (no_content::is_shown_by(example)
                || is_empty_object && matches!(code, Some("204" | "205")))
    }
}

type Located<'a> = (&'a Value, &'a Pointer);

/// Reports what in an example does not fit; what several items of a list have in common, once.
fn examine(
    parsed: &Parsed,
    schema: Located<'_>,
    example: Located<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut told: Vec<(Path, Misfit, usize)> = Vec::new();
    for misfit in misfits(&parsed.value, schema.0, schema.1, example.0) {
        let path = misfit.path.regardless_of_index();
        let alike = told.iter_mut().find(|(other_path, other, _)| {
            *other_path == path && other.problem == misfit.problem && !path.is_root()
        });
        match alike {
            Some((_, _, more)) => *more += 1,
            None => told.push((path, misfit, 0)),
        }
    }
    for (_, misfit, more) in told {
        diagnostics.push(diagnostic(parsed, &misfit, more, example.1));
    }
}

fn diagnostic(parsed: &Parsed, misfit: &Misfit, more: usize, at: &Pointer) -> Diagnostic {
    let node = misfit.path.below(at);
    let place = match misfit.on_key {
        true => Place::key(parsed.source, &node),
        false => Place::node(parsed.source, &node),
    };
    let message = match misfit.path.is_root() {
        true => format!("the example {}", misfit.problem),
        false => format!("`{}` of the example {}", misfit.path, misfit.problem),
    };
    let label = match more {
        0 => String::new(),
        more => format!("and {more} more like it in this example"),
    };
    let diagnostic = Diagnostic::new(Code::ExampleMismatch, place, message)
        .label(label)
        .related(Place::key(parsed.source, &misfit.rule), "its schema");
    match &misfit.help {
        Some(help) => diagnostic.help(help.clone()),
        None => diagnostic,
    }
}
