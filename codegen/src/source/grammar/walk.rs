//! The objects of a document, and where its own names stand, as the tables say.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde_json::Value;

use super::openapi::{CALLBACK, HEADER, MEDIA_TYPE, OPENAPI, OPERATION, PARAMETER, REQUEST_BODY};
use super::rules::{Kind, Rule};
use super::schema::SCHEMA;
use crate::position::Pointer;

/// The objects that something is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Document,
    Operation,
    /// A parameter or a header, which is one without a name.
    Parameter,
    RequestBody,
    MediaType,
    Schema,
}

static OBJECTS: [(&Rule, ObjectKind); 7] = [
    (&SCHEMA, ObjectKind::Schema),
    (&MEDIA_TYPE, ObjectKind::MediaType),
    (&PARAMETER, ObjectKind::Parameter),
    (&HEADER, ObjectKind::Parameter),
    (&REQUEST_BODY, ObjectKind::RequestBody),
    (&OPERATION, ObjectKind::Operation),
    (&OPENAPI, ObjectKind::Document),
];

/// Every object of a document, a parent before its members, found once for all that look at them. What is only referred to
/// is not entered: it is met once, at its definition. Nor are callbacks, which the client has nothing to do with.
pub(crate) struct Objects<'a>(Vec<(ObjectKind, &'a Value, Pointer)>);

impl<'a> Objects<'a> {
    pub(crate) fn of(root: &'a Value) -> Self {
        let mut found = Vec::new();
        enter(Kind::Object(&OPENAPI), root, &mut Pointer::root(), &mut found);
        Self(found)
    }

    /// Calls `work` for each of them.
    pub(crate) fn each(&self, mut work: impl FnMut(ObjectKind, &'a Value, &Pointer)) {
        self.0.iter().for_each(|(kind, node, at)| work(*kind, node, at));
    }
}

fn enter<'a>(
    kind: Kind,
    node: &'a Value,
    at: &mut Pointer,
    found: &mut Vec<(ObjectKind, &'a Value, Pointer)>,
) {
    match (kind, node) {
        (Kind::Child(kind), node) => enter(*kind, node, at, found),
        (Kind::List(kind), Value::Array(items)) if kind.rule().is_some() => {
            for (index, item) in items.iter().enumerate() {
                at.within(index, |at| enter(*kind, item, at, found));
            }
        }
        (Kind::MapOf(kind), Value::Object(members)) if kind.rule().is_some() => {
            for (name, member) in members {
                at.within(name, |at| enter(*kind, member, at, found));
            }
        }
        (
            Kind::Object(_) | Kind::OrReference(_) | Kind::BooleanOrSchema,
            Value::Object(members),
        ) if !members.contains_key("$ref") => {
            let Some(rule) = kind.rule().filter(|it| !std::ptr::eq(*it, &CALLBACK)) else { return };
            if let Some((_, object)) = OBJECTS.iter().find(|(it, _)| std::ptr::eq(*it, rule)) {
                found.push((*object, node, at.clone()));
            }
            for (name, member) in members {
                if let Some(kind) = rule.member(name).filter(|it| it.rule().is_some()) {
                    at.within(name, |at| enter(kind, member, at, found));
                }
            }
        }
        _ => {}
    }
}

/// The mappings that later versions of OpenAPI have besides.
const OF_LATER_VERSIONS: [&str; 5] =
    ["$defs", "dependentSchemas", "pathItems", "patternProperties", "webhooks"];

/// Whether the keys of a mapping under this key are names of the document's own, and no keywords.
pub(crate) fn holds_names(key: &str) -> bool {
    static HOLDERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let mut holders = HashSet::from(OF_LATER_VERSIONS);
        let (mut open, mut seen) = (vec![&OPENAPI], HashSet::new());
        while let Some(rule) = open.pop() {
            if !seen.insert(rule.name) {
                continue;
            }
            for (key, kind) in rule.keys.iter().copied() {
                let has_names = kind.rule().is_some_and(|it| it.others.is_some());
                if has_names || matches!(kind.whole(), Kind::MapOf(_)) {
                    holders.insert(key);
                }
                open.extend(kind.rule());
            }
            open.extend(rule.others.and_then(|(_, kind)| kind.rule()));
        }
        holders
    });
    HOLDERS.contains(key)
}

#[cfg(test)]
mod tests {
    use super::holds_names;

    #[test]
    fn names_of_the_document_stand_where_the_tables_have_mappings() {
        for key in ["paths", "responses", "properties", "content", "encoding", "mapping", "schemas"]
        {
            assert!(holds_names(key), "{key}");
        }
        for key in ["schema", "items", "allOf", "requestBody", "discriminator", "info", "example"] {
            assert!(!holds_names(key), "{key}");
        }
    }
}
