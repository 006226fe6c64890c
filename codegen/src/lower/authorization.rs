//! What an operation demands of its caller, beside the access token that the client sends.

use serde_json::{Map, Value};

use super::Lowering;
use crate::alias::Endpoint;
use crate::ir::Credential;
use crate::position::Pointer;
use crate::source::{MUTUAL_TLS, definition};

impl Lowering<'_> {
    /// Any of these lists of credentials, and all in it.
    pub(super) fn credentials(&self, endpoint: &Endpoint<'_>) -> Vec<Vec<Credential>> {
        let required = endpoint.operation.security.as_ref().or(self.document.security.as_ref());
        let credential = |name: &String| {
            let scheme = scheme(self.value, name).map(|(scheme, _)| scheme);
            Credential { scheme: name.clone(), unsent: scheme.and_then(unsent) }
        };
        let all_of = |requirement: &openapiv3::SecurityRequirement| {
            requirement.keys().map(credential).collect()
        };
        required.into_iter().flatten().map(all_of).collect()
    }
}

/// What a security scheme demands, as Markdown, where it is not an access token such as the client refreshes.
pub(crate) fn unsent(scheme: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    let name = text("name");
    match (text("type"), text("in"), text("scheme")) {
        ("apiKey", "query", _) => Some(format!("the key `{name}` in the query")),
        ("apiKey", "cookie", _) => Some(format!("the key `{name}` in a cookie")),
        ("apiKey", ..) => Some(format!("the key `{name}` in a header")),
        ("http", _, MUTUAL_TLS) => Some("a certificate of the client (mutual TLS)".to_owned()),
        ("http", _, scheme) if !scheme.eq_ignore_ascii_case("bearer") => {
            Some(format!("the HTTP scheme `{scheme}`"))
        }
        ("openIdConnect", ..) => Some("a token of OpenID Connect".to_owned()),
        _ => None,
    }
}

/// Where a document defines a security scheme.
pub(crate) fn scheme_at(name: &str) -> Pointer {
    Pointer::root().child("components").child("securitySchemes").child(name)
}

/// A security scheme, and where it stands.
pub(crate) fn scheme<'a>(root: &'a Value, name: &str) -> Option<(&'a Map<String, Value>, Pointer)> {
    let schemes = root.get("components")?.get("securitySchemes")?;
    definition(root, schemes.get(name)?, &scheme_at(name))
}
