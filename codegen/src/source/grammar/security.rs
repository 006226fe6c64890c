//! Security schemes.

use super::rules::Kind::{Any, MapOf, Object, Text};
use super::rules::{Rule, rule};

/// What each type of scheme requires is left to the typed model.
pub(super) static SECURITY_SCHEME: Rule = rule(
    "a security scheme",
    &[],
    &[
        ("type", Any),
        ("description", Any),
        ("name", Any),
        ("in", Any),
        ("scheme", Any),
        ("bearerFormat", Any),
        ("flows", Object(&OAUTH_FLOWS)),
        ("openIdConnectUrl", Any),
    ],
);
static OAUTH_FLOWS: Rule = rule(
    "the object of OAuth flows",
    &[],
    &[
        ("implicit", Object(&OAUTH_FLOW)),
        ("password", Object(&OAUTH_FLOW)),
        ("clientCredentials", Object(&OAUTH_FLOW)),
        ("authorizationCode", Object(&OAUTH_FLOW)),
    ],
);
static OAUTH_FLOW: Rule = rule(
    "a flow of OAuth",
    &["scopes"],
    &[
        ("authorizationUrl", Text),
        ("tokenUrl", Text),
        ("refreshUrl", Text),
        ("scopes", MapOf(&Text)),
    ],
);
