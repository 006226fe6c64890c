//! The schemas that speak of one value: `$ref`, `allOf` and the member of a `oneOf` that is meant.

use serde_json::{Map, Value};

use super::{Fit, Misfit};
use crate::position::Pointer;
use crate::source::definition;
use crate::text::{nearest, plain};

/// A schema without references, and where it stands.
pub(super) struct Facet<'a> {
    pub(super) schema: &'a Map<String, Value>,
    pub(super) at: Pointer,
}

/// All schemas that a value must keep to.
pub(super) struct Facets<'a> {
    pub(super) all: Vec<Facet<'a>>,
    /// Another belongs here, and nothing says which.
    pub(super) incomplete: bool,
}

impl<'a> Facet<'a> {
    /// The schema of a member.
    pub(super) fn member(&self, name: &str) -> Option<(&'a Value, Pointer)> {
        let properties = self.schema.get("properties").and_then(Value::as_object);
        if let Some(schema) = properties.and_then(|it| it.get(name)) {
            return Some((schema, self.at.child("properties").child(name)));
        }
        let schema = self.schema.get("additionalProperties").filter(|it| it.is_object())?;
        Some((schema, self.at.child("additionalProperties")))
    }

    /// Whether a member that is no property may have any value.
    pub(super) fn is_open(&self) -> bool {
        self.schema.get("additionalProperties") == Some(&Value::Bool(true))
    }

    /// Whether the schema says which members there are. An object of which it says nothing is a map.
    pub(super) fn is_object(&self) -> bool {
        self.names().next().is_some()
            || self.schema.get("additionalProperties") == Some(&Value::Bool(false))
    }

    /// The names of its properties.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let properties = self.schema.get("properties").and_then(Value::as_object);
        properties.into_iter().flat_map(|it| it.keys().map(String::as_str))
    }
}

impl<'a> Fit<'a> {
    /// Collects the schemas that speak of `value`.
    pub(super) fn facets(&mut self, schema: &'a Value, at: &Pointer, value: &Value) -> Facets<'a> {
        let mut facets = Facets { all: Vec::new(), incomplete: false };
        let mut open = vec![(schema, at.clone())];
        while let Some((schema, at)) = open.pop() {
            let Some((schema, at)) = definition(self.root, schema, &at) else {
                facets.incomplete = true;
                continue;
            };
            let is_known = facets.all.iter().any(|it| std::ptr::eq(it.schema, schema));
            if is_known || self.steps == 0 {
                continue;
            }
            self.steps -= 1;
            open.extend(listed(schema, "allOf", &at));
            for keyword in ["oneOf", "anyOf"] {
                let members = listed(schema, keyword, &at);
                if members.is_empty() || value.is_null() {
                    continue;
                }
                match self.select(schema, members, &at, value) {
                    Some(member) => open.push(member),
                    None => facets.incomplete = true,
                }
            }
            facets.all.push(Facet { schema, at });
        }
        facets
    }

    /// The member of a `oneOf` that `value` is meant to be.
    fn select(
        &mut self,
        schema: &'a Map<String, Value>,
        members: Vec<(&'a Value, Pointer)>,
        at: &Pointer,
        value: &Value,
    ) -> Option<(&'a Value, Pointer)> {
        let discriminator = schema.get("discriminator").and_then(Value::as_object);
        let tag = discriminator.and_then(|it| it.get("propertyName")?.as_str());
        match (discriminator, tag, value) {
            (Some(discriminator), Some(tag), Value::Object(object)) => {
                let rule = at.child("discriminator");
                let Some(given) = object.get(tag) else {
                    let problem = format!("lacks `{tag}`, which tells what it is");
                    self.misfit(rule, problem, None);
                    return None;
                };
                let mapping = discriminator.get("mapping").and_then(Value::as_object);
                self.tagged(members, mapping, tag, given, rule)
            }
            _ => self.tried(members, value),
        }
    }

    /// The member that the value of the tag names.
    fn tagged(
        &mut self,
        members: Vec<(&'a Value, Pointer)>,
        mapping: Option<&'a Map<String, Value>>,
        tag: &str,
        given: &Value,
        rule: Pointer,
    ) -> Option<(&'a Value, Pointer)> {
        let mut known = Vec::new();
        for (member, at) in members {
            let values = self.tag_values(member, &at, mapping, tag);
            if values.contains(&plain(given)) {
                return Some((member, at));
            }
            known.extend(values);
        }
        self.path.push_name(tag);
        let shown: Vec<_> = known.iter().map(|value| format!("`{value}`")).collect();
        let problem = format!("is `{}`, which is none of {}", plain(given), shown.join(", "));
        let near = nearest(&plain(given), known.iter().map(String::as_str));
        self.misfit(rule, problem, near.map(|value| format!("did you mean `{value}`?")));
        self.path.pop();
        None
    }

    /// The values of the tag that mean this member: those that are mapped to it, else those that it allows,
    /// else its name.
    fn tag_values(
        &self,
        member: &'a Value,
        at: &Pointer,
        mapping: Option<&'a Map<String, Value>>,
        tag: &str,
    ) -> Vec<String> {
        let reference = member.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|it| it.rsplit('/').next());
        let is_target =
            |it: &Value| it.as_str().is_some_and(|it| [reference, name].contains(&Some(it)));
        let mapped = mapping.into_iter().flatten().filter(|(_, target)| is_target(target));
        let mapped: Vec<_> = mapped.map(|(value, _)| value.clone()).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let allowed = definition(self.root, member, at).and_then(|(schema, at)| {
            let property = schema.get("properties")?.get(tag)?;
            definition(self.root, property, &at)?.0.get("enum")?.as_array()
        });
        match allowed {
            Some(values) => values.iter().map(plain).collect(),
            None => name.map(str::to_owned).into_iter().collect(),
        }
    }

    /// The first member that `value` fits, else the one that it misses least.
    fn tried(
        &mut self,
        members: Vec<(&'a Value, Pointer)>,
        value: &Value,
    ) -> Option<(&'a Value, Pointer)> {
        let mut best: Option<(usize, (&'a Value, Pointer))> = None;
        for (member, at) in members {
            let before: Vec<Misfit> = std::mem::take(&mut self.misfits);
            self.value(member, &at, value);
            let count = std::mem::replace(&mut self.misfits, before).len();
            if best.as_ref().is_none_or(|(least, _)| count < *least) {
                best = Some((count, (member, at)));
            }
            if count == 0 {
                break;
            }
        }
        best.map(|(_, member)| member)
    }
}

fn listed<'a>(
    schema: &'a Map<String, Value>,
    keyword: &str,
    at: &Pointer,
) -> Vec<(&'a Value, Pointer)> {
    let members = schema.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate();
    members.map(|(index, member)| (member, at.child(keyword).child(index))).collect()
}
