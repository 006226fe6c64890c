//! The objects of an OpenAPI 3.0 document, but for schemas and security.
//!
//! The tables follow <https://spec.openapis.org/oas/v3.0.3>.

use super::rules::Kind::{self, Any, Boolean, Child, List, MapOf, Object, OrReference, Text, Word};
use super::rules::{Rule, rule};
use super::schema::SCHEMA;
use super::security::SECURITY_SCHEME;

/// The name of an operation, a parameter, a property, a schema or a tag.
pub(crate) const NAME: &str = "x-rust-name";

/// The names of what values stand for: of variants, or of the methods that a tag selects.
pub(crate) const VALUE_NAMES: &str = "x-rust-value-names";

/// That operations stand in groups, and by what.
pub(crate) const GROUPS: &str = "x-rust-groups";

/// The document that this one shares the module of, by its file stem.
pub(crate) const MODULE: &str = "x-rust-module";

/// Whether a key of a path item has an operation.
pub(crate) fn is_method(key: &str) -> bool {
    matches!(PATH_ITEM.member(key).and_then(Kind::rule), Some(it) if std::ptr::eq(it, &OPERATION))
}

pub(super) static OPENAPI: Rule = rule(
    "an OpenAPI document",
    &["openapi", "info", "paths"],
    &[
        ("openapi", Text),
        ("info", Child(&Object(&INFO))),
        ("servers", Child(&List(&Object(&SERVER)))),
        ("paths", Child(&Object(&PATHS))),
        ("components", Child(&Object(&COMPONENTS))),
        ("security", Child(&List(&MapOf(&List(&Text))))),
        ("tags", Child(&List(&Object(&TAG)))),
        ("externalDocs", Child(&Object(&EXTERNAL_DOCS))),
        ("x-format-subtypes", Child(&MapOf(&Text))),
        ("x-format-forms", Child(&MapOf(&Word(&["integer", "epoch-millis"])))),
        (GROUPS, Word(&["tags"])),
        (MODULE, Text),
    ],
);
static INFO: Rule = rule(
    "the info object",
    &["title", "version"],
    &[
        ("title", Text),
        ("description", Text),
        ("termsOfService", Text),
        ("contact", Child(&Object(&CONTACT))),
        ("license", Child(&Object(&LICENSE))),
        ("version", Text),
    ],
);
static CONTACT: Rule = rule("a contact", &[], &[("name", Text), ("url", Text), ("email", Text)]);
static LICENSE: Rule = rule("a license", &["name"], &[("name", Text), ("url", Text)]);
static SERVER: Rule = rule(
    "a server",
    &["url"],
    &[
        ("url", Text),
        ("description", Text),
        ("variables", Child(&MapOf(&Object(&SERVER_VARIABLE)))),
    ],
);
static SERVER_VARIABLE: Rule = rule(
    "a variable of a server",
    &["default"],
    &[("enum", List(&Text)), ("default", Text), ("description", Text)],
);
static TAG: Rule = rule(
    "a tag",
    &["name"],
    &[
        ("name", Text),
        ("description", Text),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        (NAME, Text),
    ],
);
pub(super) static EXTERNAL_DOCS: Rule =
    rule("external documentation", &["url"], &[("url", Text), ("description", Text)]);
static PATHS: Rule = Rule {
    name: "the paths object",
    required: &[],
    keys: &[],
    others: Some((is_path, Child(&Object(&PATH_ITEM)))),
    elsewhere: &[],
};
pub(super) static PATH_ITEM: Rule = rule(
    "a path item",
    &[],
    &[
        ("$ref", Text),
        ("summary", Text),
        ("description", Text),
        ("get", Child(&Object(&OPERATION))),
        ("put", Child(&Object(&OPERATION))),
        ("post", Child(&Object(&OPERATION))),
        ("delete", Child(&Object(&OPERATION))),
        ("options", Child(&Object(&OPERATION))),
        ("head", Child(&Object(&OPERATION))),
        ("patch", Child(&Object(&OPERATION))),
        ("trace", Child(&Object(&OPERATION))),
        ("servers", List(&Object(&SERVER))),
        ("parameters", List(&OrReference(&PARAMETER))),
        ("x-display-path", Text),
        ("x-virtual-endpoint", Boolean),
        ("x-virtual-operation", Boolean),
    ],
);
pub(super) static OPERATION: Rule = rule(
    "an operation",
    &["responses"],
    &[
        ("tags", Child(&List(&Text))),
        ("summary", Child(&Text)),
        ("description", Text),
        ("externalDocs", Child(&Object(&EXTERNAL_DOCS))),
        ("operationId", Text),
        ("parameters", List(&OrReference(&PARAMETER))),
        ("requestBody", OrReference(&REQUEST_BODY)),
        ("responses", Object(&RESPONSES)),
        ("callbacks", Child(&MapOf(&OrReference(&CALLBACK)))),
        ("deprecated", Child(&Boolean)),
        ("security", List(&MapOf(&List(&Text)))),
        ("servers", List(&Object(&SERVER))),
        ("x-display-path", Text),
        ("x-virtual-endpoint", Boolean),
        ("x-virtual-operation", Boolean),
        ("x-pagination", Child(&Object(&PAGINATION))),
        (NAME, Text),
        (VALUE_NAMES, MapOf(&Text)),
    ],
);
/// The project's own extension; `specs/README.md` describes it.
static PAGINATION: Rule = rule(
    "the description of pages",
    &[],
    &[
        ("items", Text),
        ("cursor", Text),
        ("limit", Text),
        ("time", Text),
        ("id", Text),
        ("order", MapOf(&Text)),
    ],
);
pub(super) static CALLBACK: Rule = Rule {
    name: "a callback",
    required: &[],
    keys: &[],
    others: Some((|_| Ok(()), Object(&PATH_ITEM))),
    elsewhere: &[],
};
pub(super) static PARAMETER: Rule = rule(
    "a parameter",
    &["name", "in"],
    &[
        ("name", Text),
        ("in", Word(&["query", "header", "path", "cookie"])),
        ("description", Text),
        ("required", Boolean),
        ("deprecated", Boolean),
        ("allowEmptyValue", Boolean),
        (
            "style",
            Word(&[
                "matrix",
                "label",
                "form",
                "simple",
                "spaceDelimited",
                "pipeDelimited",
                "deepObject",
            ]),
        ),
        ("explode", Boolean),
        ("allowReserved", Boolean),
        ("schema", OrReference(&SCHEMA)),
        ("content", MapOf(&Object(&MEDIA_TYPE))),
        ("example", Any),
        ("examples", MapOf(&OrReference(&EXAMPLE))),
        (NAME, Text),
    ],
);
pub(super) static REQUEST_BODY: Rule = rule(
    "a request body",
    &["content"],
    &[("description", Text), ("content", MapOf(&Object(&MEDIA_TYPE))), ("required", Boolean)],
);
pub(super) static MEDIA_TYPE: Rule = rule(
    "a media type",
    &[],
    &[
        ("schema", OrReference(&SCHEMA)),
        ("example", Any),
        ("examples", MapOf(&OrReference(&EXAMPLE))),
        ("encoding", Child(&MapOf(&Object(&ENCODING)))),
    ],
);
static ENCODING: Rule = rule(
    "an encoding",
    &[],
    &[
        ("contentType", Text),
        ("headers", Child(&MapOf(&OrReference(&HEADER)))),
        ("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        ("explode", Boolean),
        ("allowReserved", Boolean),
    ],
);
/// A parameter without a name and a place.
pub(super) static HEADER: Rule = rule(
    "a header",
    &[],
    &[
        ("description", Text),
        ("required", Boolean),
        ("deprecated", Boolean),
        ("allowEmptyValue", Boolean),
        ("style", Word(&["simple"])),
        ("explode", Boolean),
        ("allowReserved", Boolean),
        ("schema", OrReference(&SCHEMA)),
        ("content", MapOf(&Object(&MEDIA_TYPE))),
        ("example", Any),
        ("examples", MapOf(&OrReference(&EXAMPLE))),
    ],
);
static LINK: Rule = rule(
    "a link",
    &[],
    &[
        ("operationRef", Text),
        ("operationId", Text),
        ("parameters", MapOf(&Any)),
        ("requestBody", Any),
        ("description", Text),
        ("server", Object(&SERVER)),
    ],
);
static EXAMPLE: Rule = rule(
    "an example",
    &[],
    &[("summary", Text), ("description", Text), ("value", Any), ("externalValue", Text)],
);
static RESPONSES: Rule = Rule {
    name: "the responses of an operation",
    required: &[],
    keys: &[(NAME, Text), (VALUE_NAMES, MapOf(&Text))],
    others: Some((is_status, OrReference(&RESPONSE))),
    elsewhere: &[],
};
static RESPONSE: Rule = rule(
    "a response",
    &["description"],
    &[
        ("description", Text),
        ("headers", Child(&MapOf(&OrReference(&HEADER)))),
        ("content", MapOf(&Object(&MEDIA_TYPE))),
        ("links", Child(&MapOf(&OrReference(&LINK)))),
    ],
);
static COMPONENTS: Rule = rule(
    "the components object",
    &[],
    &[
        ("schemas", MapOf(&Child(&OrReference(&SCHEMA)))),
        ("responses", MapOf(&Child(&OrReference(&RESPONSE)))),
        ("parameters", MapOf(&Child(&OrReference(&PARAMETER)))),
        ("examples", MapOf(&Child(&OrReference(&EXAMPLE)))),
        ("requestBodies", MapOf(&Child(&OrReference(&REQUEST_BODY)))),
        ("headers", MapOf(&Child(&OrReference(&HEADER)))),
        ("securitySchemes", MapOf(&Child(&OrReference(&SECURITY_SCHEME)))),
        ("links", MapOf(&Child(&OrReference(&LINK)))),
        ("callbacks", MapOf(&Child(&OrReference(&CALLBACK)))),
    ],
);
fn is_path(key: &str) -> Result<(), &'static str> {
    if key.starts_with('/') { Ok(()) } else { Err("a path begins with `/`") }
}

fn is_status(key: &str) -> Result<(), &'static str> {
    let is_code = key.len() == 3
        && key.starts_with(|c| ('1'..='5').contains(&c))
        && (key.ends_with("XX") || key.bytes().all(|byte| byte.is_ascii_digit()));
    if is_code || key == "default" {
        Ok(())
    } else {
        Err("a status is a number from 100 to 599, `4XX` and the like, or `default`")
    }
}
