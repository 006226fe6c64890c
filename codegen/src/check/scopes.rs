//! Security: that every operation states it, and that what it names is defined.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::{scheme, scheme_at, unsent};
use crate::position::{Place, Pointer};
use crate::source::{ObjectKind, Objects, Parsed};
use crate::text::nearest;

pub(super) fn check(parsed: &Parsed, objects: &Objects<'_>, diagnostics: &mut Diagnostics) {
    check_schemes(parsed, diagnostics);
    let has_default = parsed.value.get("security").is_some();
    objects.each(|kind, node, at| {
        if !matches!(kind, ObjectKind::Document | ObjectKind::Operation) {
            return;
        }
        match node.get("security").and_then(Value::as_array) {
            Some(requirements) => {
                let at = at.child("security");
                for (index, requirement) in requirements.iter().enumerate() {
                    check_requirement(parsed, requirement, &at.child(index), diagnostics);
                }
            }
            None if kind == ObjectKind::Operation && !has_default => {
                let message = "neither the operation nor its document states any `security`";
                let place = Place::key(parsed.source, at);
                diagnostics.push(Diagnostic::new(Code::MissingSecurity, place, message));
            }
            None => {}
        }
    });
}

/// Reports the schemes that are something else than a token in the header `Authorization`.
fn check_schemes(parsed: &Parsed, diagnostics: &mut Diagnostics) {
    for name in schemes(&parsed.value).into_iter().flat_map(Map::keys) {
        let Some((scheme, at)) = scheme(&parsed.value, name) else { continue };
        let Some(what) = unsent(scheme) else { continue };
        let message = format!("the client authorizes with an access token, and not with {what}");
        let place = Place::key(parsed.source, &at);
        diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
    }
}

fn check_requirement(
    parsed: &Parsed,
    requirement: &Value,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) {
    for (name, scopes) in requirement.as_object().into_iter().flatten() {
        let at = at.child(name);
        let Some((scheme, scheme_at)) = scheme(&parsed.value, name) else {
            if parsed.failed.iter().any(|(failed, _)| failed.contains(&scheme_at(name))) {
                continue;
            }
            let known = schemes(&parsed.value).map(|it| it.keys().map(String::as_str));
            let near = known.and_then(|known| nearest(name, known));
            let message = format!("`{name}` is none of the security schemes");
            report(Place::key(parsed.source, &at), message, near, None, diagnostics);
            continue;
        };
        // Only OAuth lists its scopes; those of OpenID Connect are found elsewhere.
        let Some(flows) = scheme.get("flows").and_then(Value::as_object) else { continue };
        let known = known_scopes(flows);
        for (index, scope) in scopes.as_array().into_iter().flatten().enumerate() {
            let Some(scope) = scope.as_str().filter(|it| !known.contains(it)) else { continue };
            let near = nearest(scope, known.iter().copied());
            let message = format!("`{scope}` is none of the scopes of `{name}`");
            let place = Place::node(parsed.source, &at.child(index));
            let flows = Place::key(parsed.source, &scheme_at.child("flows"));
            report(place, message, near, Some(flows), diagnostics);
        }
    }
}

fn report(
    place: Place,
    message: String,
    near: Option<&str>,
    defined: Option<Place>,
    diagnostics: &mut Diagnostics,
) {
    let mut diagnostic = Diagnostic::new(Code::UnknownScope, place, message);
    if let Some(near) = near {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
    }
    if let Some(defined) = defined {
        diagnostic = diagnostic.related(defined, "the scopes are defined here");
    }
    diagnostics.push(diagnostic);
}

fn schemes(root: &Value) -> Option<&Map<String, Value>> {
    root.get("components")?.get("securitySchemes")?.as_object()
}

fn known_scopes(flows: &Map<String, Value>) -> Vec<&str> {
    let scopes = flows.values().filter_map(|flow| flow.get("scopes")?.as_object());
    scopes.flat_map(|scopes| scopes.keys().map(String::as_str)).collect()
}
