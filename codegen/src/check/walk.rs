//! A walk over the objects of a raw document.

use serde_json::{Map, Value};

use crate::position::Pointer;

/// The kind of an object of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    /// A parameter or a header, which is one without a name.
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Schema,
}

/// What stands under a key.
#[derive(Clone, Copy)]
enum Member {
    One(Kind),
    List(Kind),
    Map(Kind),
}

/// Calls `found` for every object, a parent before its members. What is only referred to is not entered: it is
/// met once, at its definition.
pub(super) fn walk<'a>(root: &'a Value, found: &mut impl FnMut(Kind, &'a Value, &Pointer)) {
    enter(Kind::Document, root, &Pointer::root(), found);
}

fn enter<'a>(
    kind: Kind,
    node: &'a Value,
    at: &Pointer,
    found: &mut impl FnMut(Kind, &'a Value, &Pointer),
) {
    let Value::Object(object) = node else { return };
    if object.contains_key("$ref") {
        return;
    }
    found(kind, node, at);
    for (key, member) in members(kind) {
        let Some(value) = object.get(*key) else { continue };
        let at = at.child(key);
        match (member, value) {
            (Member::One(kind), value) => enter(*kind, value, &at, found),
            (Member::List(kind), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    enter(*kind, item, &at.child(index), found);
                }
            }
            (Member::Map(kind), Value::Object(members)) => {
                for (name, member) in members {
                    enter(*kind, member, &at.child(name), found);
                }
            }
            _ => {}
        }
    }
}

fn members(kind: Kind) -> &'static [(&'static str, Member)] {
    use Kind::{
        Components, MediaType, Operation, Parameter, PathItem, RequestBody, Response, Schema,
    };
    use Member::{List, Map, One};
    match kind {
        Kind::Document => &[("paths", Map(PathItem)), ("components", One(Components))],
        Components => &[
            ("parameters", Map(Parameter)),
            ("headers", Map(Parameter)),
            ("requestBodies", Map(RequestBody)),
            ("responses", Map(Response)),
            ("schemas", Map(Schema)),
        ],
        PathItem => &[
            ("parameters", List(Parameter)),
            ("get", One(Operation)),
            ("put", One(Operation)),
            ("post", One(Operation)),
            ("delete", One(Operation)),
            ("options", One(Operation)),
            ("head", One(Operation)),
            ("patch", One(Operation)),
            ("trace", One(Operation)),
        ],
        Operation => &[
            ("parameters", List(Parameter)),
            ("requestBody", One(RequestBody)),
            ("responses", Map(Response)),
        ],
        Parameter => &[("schema", One(Schema)), ("content", Map(MediaType))],
        RequestBody => &[("content", Map(MediaType))],
        Response => &[("headers", Map(Parameter)), ("content", Map(MediaType))],
        MediaType => &[("schema", One(Schema))],
        Schema => &[
            ("properties", Map(Schema)),
            ("items", One(Schema)),
            ("additionalProperties", One(Schema)),
            ("allOf", List(Schema)),
            ("oneOf", List(Schema)),
            ("anyOf", List(Schema)),
            ("not", One(Schema)),
        ],
    }
}

/// What a schema, or a chain of references to one, defines, and where.
pub(super) fn definition<'a>(
    root: &'a Value,
    schema: &'a Value,
    at: &Pointer,
) -> Option<(&'a Map<String, Value>, Pointer)> {
    // No chain that leads somewhere is longer than this; a circle is.
    const LONGEST: usize = 32;
    let (mut schema, mut at) = (schema.as_object()?, at.clone());
    for _ in 0..LONGEST {
        let Some(reference) = schema.get("$ref") else { return Some((schema, at)) };
        at = Pointer::from_reference(reference.as_str()?)?;
        schema = crate::source::resolve(root, &at)?.as_object()?;
    }
    None
}
