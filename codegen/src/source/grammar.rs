//! The grammar of OpenAPI 3.0, as data: which keys an object has, and what may stand under each.
//!
//! `openapiv3` stops at its first error and says neither where nor, for most objects, what: its enums are
//! untagged. So the raw value is walked along these tables first; each mismatch is a diagnostic of its own.
//! The tables follow <https://spec.openapis.org/oas/v3.0.3>.

use serde_yaml::{Mapping, Value};

use super::{Pointer, SourceId};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::text::nearest;
use Kind::{Any, Boolean, List, MapOf, Number, Object, OrReference, Text, Whole};

/// What may stand at a place.
#[derive(Clone, Copy)]
enum Kind {
    Any,
    Boolean,
    Number,
    /// A whole number that is not negative.
    Whole,
    Text,
    List(&'static Kind),
    MapOf(&'static Kind),
    Object(&'static Rule),
    OrReference(&'static Rule),
    /// `additionalProperties`: a boolean or a schema.
    BooleanOrSchema,
}

/// The keys of one kind of object.
struct Rule {
    name: &'static str,
    required: &'static [&'static str],
    keys: &'static [(&'static str, Kind)],
    /// What stands under keys that are not listed, where any key is allowed.
    others: Option<Kind>,
}

const fn rule(
    name: &'static str,
    required: &'static [&'static str],
    keys: &'static [(&'static str, Kind)],
) -> Rule {
    let others = None;
    Rule { name, required, keys, others }
}

static OPENAPI: Rule = rule(
    "an OpenAPI document",
    &["openapi", "info", "paths"],
    &[
        ("openapi", Text),
        ("info", Object(&INFO)),
        ("servers", List(&Object(&SERVER))),
        ("paths", Object(&PATHS)),
        ("components", Object(&COMPONENTS)),
        ("security", List(&MapOf(&List(&Text)))),
        ("tags", List(&Object(&TAG))),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
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
static PATHS: Rule =
    Rule { name: "the paths object", required: &[], keys: &[], others: Some(Object(&PATH_ITEM)) };
static PATH_ITEM: Rule = rule(
    "a path item",
    &[],
    &[
        ("$ref", Text),
        ("summary", Text),
        ("description", Text),
        ("get", Object(&OPERATION)),
        ("put", Object(&OPERATION)),
        ("post", Object(&OPERATION)),
        ("delete", Object(&OPERATION)),
        ("options", Object(&OPERATION)),
        ("head", Object(&OPERATION)),
        ("patch", Object(&OPERATION)),
        ("trace", Object(&OPERATION)),
        ("servers", List(&Object(&SERVER))),
        ("parameters", List(&OrReference(&PARAMETER))),
    ],
);
static OPERATION: Rule = rule(
    "an operation",
    &["responses"],
    &[
        ("tags", List(&Text)),
        ("summary", Text),
        ("description", Text),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("operationId", Text),
        ("parameters", List(&OrReference(&PARAMETER))),
        ("requestBody", OrReference(&REQUEST_BODY)),
        ("responses", Object(&RESPONSES)),
        ("callbacks", Any),
        ("deprecated", Boolean),
        ("security", List(&MapOf(&List(&Text)))),
        ("servers", List(&Object(&SERVER))),
        ("x-display-path", Text),
        ("x-virtual-endpoint", Boolean),
        ("x-virtual-operation", Boolean),
    ],
);
static PARAMETER: Rule = rule(
    "a parameter",
    &["name", "in"],
    &[
        ("name", Text),
        ("in", Text),
        ("description", Text),
        ("required", Boolean),
        ("deprecated", Boolean),
        ("allowEmptyValue", Boolean),
        ("style", Text),
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
    others: Some(OrReference(&RESPONSE)),
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
        ("schemas", MapOf(&OrReference(&SCHEMA))),
        ("responses", MapOf(&OrReference(&RESPONSE))),
        ("parameters", MapOf(&OrReference(&PARAMETER))),
        ("examples", MapOf(&OrReference(&EXAMPLE))),
        ("requestBodies", MapOf(&OrReference(&REQUEST_BODY))),
        ("headers", Any),
        ("securitySchemes", Any),
        ("links", Any),
        ("callbacks", Any),
    ],
);
static SCHEMA: Rule = rule(
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
        ("type", Text),
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

/// Reports every place where the value departs from OpenAPI 3.0.
pub(super) fn check(source: SourceId, root: &Value, diagnostics: &mut Diagnostics) {
    let mut walk = Walk { source, diagnostics };
    if let Some(version) = root.get("openapi").filter(|it| !is_supported(it)) {
        let shown = version.as_str().map_or_else(|| describe(version).to_owned(), str::to_owned);
        walk.report(
            Code::Version,
            &Pointer::root().child("openapi"),
            format!("the document is written in OpenAPI {shown}"),
        );
        return;
    }
    walk.node(root, Object(&OPENAPI), &Pointer::root());
}

fn is_supported(version: &Value) -> bool {
    version.as_str().is_some_and(|it| it == "3.0" || it.starts_with("3.0."))
}

struct Walk<'a> {
    source: SourceId,
    diagnostics: &'a mut Diagnostics,
}

impl Walk<'_> {
    fn node(&mut self, value: &Value, kind: Kind, at: &Pointer) {
        match (kind, value) {
            (Any, _)
            | (Boolean, Value::Bool(_))
            | (Number, Value::Number(_))
            | (Text, Value::String(_))
            | (Kind::BooleanOrSchema, Value::Bool(_)) => {}
            (Whole, Value::Number(number)) if number.is_u64() => {}
            (List(kind), Value::Sequence(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.node(item, *kind, &at.child(index));
                }
            }
            (MapOf(kind), Value::Mapping(mapping)) => {
                for (key, value) in mapping {
                    if let Some(at) = self.key(key, at) {
                        self.node(value, *kind, &at);
                    }
                }
            }
            // Whatever stands beside a `$ref` is ignored, as OpenAPI 3.0 says.
            (OrReference(_), Value::Mapping(mapping)) if mapping.contains_key("$ref") => {
                self.node(&mapping["$ref"], Text, &at.child("$ref"));
            }
            (Object(rule) | OrReference(rule), Value::Mapping(mapping)) => {
                self.object(mapping, rule, at);
            }
            (Kind::BooleanOrSchema, Value::Mapping(_)) => {
                self.node(value, OrReference(&SCHEMA), at);
            }
            _ => self.wrong_type(value, kind, at),
        }
    }

    fn object(&mut self, mapping: &Mapping, rule: &Rule, at: &Pointer) {
        for key in rule.required.iter().filter(|key| !mapping.contains_key(**key)) {
            self.report(Code::MissingKey, at, format!("{} has no `{key}`", rule.name));
        }
        for (key, value) in mapping {
            let Some(child) = self.key(key, at) else { continue };
            let name = key.as_str().unwrap_or_default();
            match rule.keys.iter().find(|(known, _)| *known == name) {
                Some((_, kind)) => self.node(value, *kind, &child),
                None if name.starts_with("x-") => {}
                None => match rule.others {
                    Some(kind) => self.node(value, kind, &child),
                    None => self.unknown_key(name, rule, &child),
                },
            }
        }
    }

    /// The pointer to the member under `key`. YAML reads an unquoted status code as a number.
    fn key(&mut self, key: &Value, at: &Pointer) -> Option<Pointer> {
        match key {
            Value::String(text) => Some(at.child(text)),
            Value::Number(number) if number.is_u64() => Some(at.child(number)),
            _ => {
                let message = format!("a key is {}, not a string", describe(key));
                self.report(Code::WrongType, at, message);
                None
            }
        }
    }

    fn wrong_type(&mut self, value: &Value, kind: Kind, at: &Pointer) {
        let name = at.tokens().last().unwrap_or_default();
        let expected = expected(kind);
        let message = if name.is_empty() {
            format!("the document must be {expected}")
        } else {
            format!("`{name}` must be {expected}")
        };
        let place = Place::node(self.source, at);
        let label = format!("this is {}", describe(value));
        self.diagnostics.push(Diagnostic::new(Code::WrongType, place, message).label(label));
    }

    fn unknown_key(&mut self, name: &str, rule: &Rule, at: &Pointer) {
        let message = format!("{} has no key `{name}`", rule.name);
        let place = Place::key(self.source, at);
        let diagnostic = Diagnostic::new(Code::UnknownKey, place, message);
        let known = rule.keys.iter().map(|(known, _)| *known);
        self.diagnostics.push(match nearest(name, known) {
            Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
            None => diagnostic,
        });
    }

    fn report(&mut self, code: Code, at: &Pointer, message: String) {
        self.diagnostics.push(Diagnostic::new(code, Place::node(self.source, at), message));
    }
}

fn expected(kind: Kind) -> String {
    match kind {
        Any => "anything".to_owned(),
        Boolean => "`true` or `false`".to_owned(),
        Number => "a number".to_owned(),
        Whole => "a whole number that is not negative".to_owned(),
        Text => "a string".to_owned(),
        List(Text) => "a list of strings".to_owned(),
        List(_) => "a list".to_owned(),
        MapOf(_) => "a mapping".to_owned(),
        Object(rule) => format!("a mapping: {}", rule.name),
        OrReference(rule) => format!("a mapping: {} or a `$ref`", rule.name),
        Kind::BooleanOrSchema => "`true`, `false` or a schema".to_owned(),
    }
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
        Value::Tagged(_) => "a tagged value",
    }
}
