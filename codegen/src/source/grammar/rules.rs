//! Which keys the objects of OpenAPI 3.0 have, and what may stand under each.
//!
//! The tables follow <https://spec.openapis.org/oas/v3.0.3>.

use Kind::{Any, Boolean, List, MapOf, Number, Object, OrReference, Part, Text, Whole, Word};

/// What may stand at a place.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Any,
    Boolean,
    Number,
    /// A whole number that is not negative.
    Whole,
    Text,
    /// One of these strings.
    Word(&'static [&'static str]),
    List(&'static Kind),
    MapOf(&'static Kind),
    Object(&'static Rule),
    OrReference(&'static Rule),
    /// `additionalProperties`: a boolean or a schema.
    BooleanOrSchema,
    /// A member that the rest of the document can be read without.
    Part(&'static Kind),
}

/// The keys of one kind of object.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) required: &'static [&'static str],
    pub(super) keys: &'static [(&'static str, Kind)],
    /// What stands under keys that are not listed, and which those may be.
    pub(super) others: Option<(KeyCheck, Kind)>,
}

/// Why a key cannot stand where it does.
pub(super) type KeyCheck = fn(&str) -> Result<(), &'static str>;

const fn rule(
    name: &'static str,
    required: &'static [&'static str],
    keys: &'static [(&'static str, Kind)],
) -> Rule {
    let others = None;
    Rule { name, required, keys, others }
}

pub(super) static OPENAPI: Rule = rule(
    "an OpenAPI document",
    &["openapi", "info", "paths"],
    &[
        ("openapi", Text),
        ("info", Part(&Object(&INFO))),
        ("servers", Part(&List(&Object(&SERVER)))),
        ("paths", Part(&Object(&PATHS))),
        ("components", Part(&Object(&COMPONENTS))),
        ("security", Part(&List(&MapOf(&List(&Text))))),
        ("tags", Part(&List(&Object(&TAG)))),
        ("externalDocs", Part(&Object(&EXTERNAL_DOCS))),
        ("x-format-subtypes", Part(&MapOf(&Text))),
    ],
);
static INFO: Rule = rule(
    "the info object",
    &["title", "version"],
    &[
        ("title", Text),
        ("description", Text),
        ("termsOfService", Text),
        ("contact", Any),
        ("license", Any),
        ("version", Text),
    ],
);
static SERVER: Rule =
    rule("a server", &["url"], &[("url", Text), ("description", Text), ("variables", Any)]);
static TAG: Rule = rule(
    "a tag",
    &["name"],
    &[("name", Text), ("description", Text), ("externalDocs", Object(&EXTERNAL_DOCS))],
);
static EXTERNAL_DOCS: Rule =
    rule("external documentation", &["url"], &[("url", Text), ("description", Text)]);
static PATHS: Rule = Rule {
    name: "the paths object",
    required: &[],
    keys: &[],
    others: Some((is_path, Part(&Object(&PATH_ITEM)))),
};
static PATH_ITEM: Rule = rule(
    "a path item",
    &[],
    &[
        ("$ref", Text),
        ("summary", Text),
        ("description", Text),
        ("get", Part(&Object(&OPERATION))),
        ("put", Part(&Object(&OPERATION))),
        ("post", Part(&Object(&OPERATION))),
        ("delete", Part(&Object(&OPERATION))),
        ("options", Part(&Object(&OPERATION))),
        ("head", Part(&Object(&OPERATION))),
        ("patch", Part(&Object(&OPERATION))),
        ("trace", Part(&Object(&OPERATION))),
        ("servers", List(&Object(&SERVER))),
        ("parameters", List(&OrReference(&PARAMETER))),
        ("x-display-path", Text),
        ("x-virtual-endpoint", Boolean),
        ("x-virtual-operation", Boolean),
    ],
);
static OPERATION: Rule = rule(
    "an operation",
    &["responses"],
    &[
        ("tags", Part(&List(&Text))),
        ("summary", Part(&Text)),
        ("description", Text),
        ("externalDocs", Part(&Object(&EXTERNAL_DOCS))),
        ("operationId", Text),
        ("parameters", List(&OrReference(&PARAMETER))),
        ("requestBody", OrReference(&REQUEST_BODY)),
        ("responses", Object(&RESPONSES)),
        ("callbacks", Any),
        ("deprecated", Part(&Boolean)),
        ("security", List(&MapOf(&List(&Text)))),
        ("servers", List(&Object(&SERVER))),
        ("x-display-path", Text),
        ("x-virtual-endpoint", Boolean),
        ("x-virtual-operation", Boolean),
        ("x-pagination", Part(&Object(&PAGINATION))),
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
static PARAMETER: Rule = rule(
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
    ],
);
static REQUEST_BODY: Rule = rule(
    "a request body",
    &["content"],
    &[("description", Text), ("content", MapOf(&Object(&MEDIA_TYPE))), ("required", Boolean)],
);
static MEDIA_TYPE: Rule = rule(
    "a media type",
    &[],
    &[
        ("schema", OrReference(&SCHEMA)),
        ("example", Any),
        ("examples", MapOf(&OrReference(&EXAMPLE))),
        ("encoding", Any),
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
    keys: &[],
    others: Some((is_status, OrReference(&RESPONSE))),
};
static RESPONSE: Rule = rule(
    "a response",
    &["description"],
    &[
        ("description", Text),
        ("headers", Any),
        ("content", MapOf(&Object(&MEDIA_TYPE))),
        ("links", Any),
    ],
);
static COMPONENTS: Rule = rule(
    "the components object",
    &[],
    &[
        ("schemas", MapOf(&Part(&OrReference(&SCHEMA)))),
        ("responses", MapOf(&Part(&OrReference(&RESPONSE)))),
        ("parameters", MapOf(&Part(&OrReference(&PARAMETER)))),
        ("examples", MapOf(&Part(&OrReference(&EXAMPLE)))),
        ("requestBodies", MapOf(&Part(&OrReference(&REQUEST_BODY)))),
        ("headers", Any),
        ("securitySchemes", Any),
        ("links", Any),
        ("callbacks", Any),
    ],
);
pub(super) static SCHEMA: Rule = rule(
    "a schema",
    &[],
    &[
        ("title", Text),
        ("multipleOf", Number),
        ("maximum", Number),
        ("exclusiveMaximum", Boolean),
        ("minimum", Number),
        ("exclusiveMinimum", Boolean),
        ("maxLength", Whole),
        ("minLength", Whole),
        ("pattern", Text),
        ("maxItems", Whole),
        ("minItems", Whole),
        ("uniqueItems", Boolean),
        ("maxProperties", Whole),
        ("minProperties", Whole),
        ("required", List(&Text)),
        ("enum", List(&Any)),
        ("type", Word(&["array", "boolean", "integer", "number", "object", "string"])),
        ("allOf", List(&OrReference(&SCHEMA))),
        ("oneOf", List(&OrReference(&SCHEMA))),
        ("anyOf", List(&OrReference(&SCHEMA))),
        ("not", OrReference(&SCHEMA)),
        ("items", OrReference(&SCHEMA)),
        ("properties", MapOf(&OrReference(&SCHEMA))),
        ("additionalProperties", Kind::BooleanOrSchema),
        ("description", Text),
        ("format", Text),
        ("default", Any),
        ("nullable", Boolean),
        ("discriminator", Object(&DISCRIMINATOR)),
        ("readOnly", Boolean),
        ("writeOnly", Boolean),
        ("xml", Any),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("example", Any),
        ("deprecated", Boolean),
    ],
);
static DISCRIMINATOR: Rule = rule(
    "a discriminator",
    &["propertyName"],
    &[("propertyName", Text), ("mapping", MapOf(&Text))],
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

/// <https://spec.openapis.org/overlay/v1.0.0.html>
pub(super) static OVERLAY: Rule = rule(
    "an overlay",
    &["overlay", "info", "actions"],
    &[
        ("overlay", Word(&["1.0.0", "1.0.1"])),
        ("info", Object(&OVERLAY_INFO)),
        ("extends", Text),
        ("actions", List(&Object(&ACTION))),
    ],
);
static OVERLAY_INFO: Rule =
    rule("the info object", &["title", "version"], &[("title", Text), ("version", Text)]);
static ACTION: Rule = rule(
    "an action",
    &["target"],
    &[
        ("target", Text),
        ("description", Text),
        ("update", Any),
        ("remove", Boolean),
        ("x-documents", List(&Text)),
    ],
);
