//! Schemas.

use super::openapi::EXTERNAL_DOCS;
use super::rules::Kind::{
    Any, Boolean, BooleanOrSchema, Child, List, MapOf, Number, Object, OrReference, Text, Whole,
    Word,
};
use super::rules::{Rule, rule};
use crate::source::names::{NAME, VALUE_NAMES};

pub(super) static SCHEMA: Rule = Rule {
    name: "a schema",
    required: &[],
    others: None,
    elsewhere: JSON_SCHEMA,
    keys: &[
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
        ("additionalProperties", BooleanOrSchema),
        ("description", Text),
        ("format", Text),
        ("default", Any),
        ("nullable", Boolean),
        ("discriminator", Object(&DISCRIMINATOR)),
        ("readOnly", Boolean),
        ("writeOnly", Boolean),
        ("xml", Child(&Object(&XML))),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("example", Any),
        ("deprecated", Boolean),
        ("x-parts", Object(&PARTS)),
        ("x-enum-varnames", Any),
        (NAME, Text),
        (VALUE_NAMES, MapOf(&Text)),
    ],
};
/// The keywords of JSON Schema that OpenAPI 3.0 has not.
const JSON_SCHEMA: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "examples",
    "id",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
static XML: Rule = rule(
    "the XML of a schema",
    &[],
    &[
        ("name", Text),
        ("namespace", Text),
        ("prefix", Text),
        ("attribute", Boolean),
        ("wrapped", Boolean),
    ],
);
/// The project's own extension; `specs/README.md` describes it. What it requires is reported where it is read.
static PARTS: Rule = rule(
    "the description of a text's parts",
    &[],
    &[("separator", Text), ("parts", List(&Object(&PART)))],
);
static PART: Rule =
    rule("a part of a text", &[], &[("name", Text), ("format", Text), ("description", Text)]);
static DISCRIMINATOR: Rule = rule(
    "a discriminator",
    &["propertyName"],
    &[("propertyName", Text), ("mapping", MapOf(&Text))],
);
