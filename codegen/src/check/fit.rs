//! Whether a value fits a schema of OpenAPI 3.0.
//!
//! Beyond what JSON Schema asks, an object must not hold a member that its schema does not describe, unless
//! `additionalProperties` lets it: what an example shows should be documented.

mod facets;
mod keywords;
mod path;

use serde_json::{Map, Value};

pub(super) use path::Path;

pub(super) use crate::text::plain;

use crate::position::Pointer;
use crate::text::nearest;
use facets::Facet;

/// One thing in a value that its schema does not allow.
#[derive(Clone, Debug)]
pub(super) struct Misfit {
    /// The node within the value.
    pub(super) path: Path,
    /// What is wrong, as the end of a sentence that begins with the node.
    pub(super) problem: String,
    /// It is a member that should not be there, not its value.
    pub(super) on_key: bool,
    /// The keyword of the schema that it breaks.
    pub(super) rule: Pointer,
    pub(super) help: Option<String>,
}

/// Everything in `value` that the schema at `at` does not allow.
pub(super) fn misfits<'a>(
    root: &'a Value,
    schema: &'a Value,
    at: &Pointer,
    value: &Value,
) -> Vec<Misfit> {
    let mut fit = Fit { root, steps: STEPS, depth: 0, path: Path::default(), misfits: Vec::new() };
    fit.value(schema, at, value);
    fit.misfits
}

/// How many schemas are tried on one example. Schemas that refer to each other can be tried for ever.
const STEPS: u32 = 20_000;
/// How deep a value and its schemas are followed.
const DEPTH: u32 = 64;

struct Fit<'a> {
    root: &'a Value,
    steps: u32,
    depth: u32,
    path: Path,
    misfits: Vec<Misfit>,
}

impl<'a> Fit<'a> {
    fn value(&mut self, schema: &'a Value, at: &Pointer, value: &Value) {
        if self.steps == 0 || self.depth == DEPTH {
            return;
        }
        self.steps -= 1;
        self.depth += 1;
        let facets = self.facets(schema, at, value);
        let mut sound = true;
        for facet in &facets.all {
            sound &= self.keywords(facet, value);
        }
        match value {
            Value::Object(members) if sound => self.members(&facets, members),
            Value::Array(items) if sound => self.items(&facets.all, items),
            _ => {}
        }
        self.depth -= 1;
    }

    /// Checks a value by what one schema says of it alone. Tells whether its parts are worth a look.
    fn keywords(&mut self, facet: &Facet<'a>, value: &Value) -> bool {
        if let Some(problem) = keywords::wrong_type(facet.schema, value) {
            self.misfit(facet.at.child("type"), problem, None);
            return false;
        }
        if value.is_null() {
            return true;
        }
        if let Some(values) = facet.schema.get("enum").and_then(Value::as_array)
            && let Some((problem, help)) = keywords::not_among(values, value)
        {
            self.misfit(facet.at.child("enum"), problem, help);
        }
        if let Some((problem, help)) = keywords::not_allowed(facet.schema, value) {
            self.misfit(facet.at.child("description"), problem, help);
        }
        for (keyword, problem) in keywords::broken_limits(facet.schema, value) {
            self.misfit(facet.at.child(keyword), problem, None);
        }
        if let Value::Object(members) = value {
            for name in keywords::missing(facet.schema, members) {
                let problem = format!("lacks `{name}`, which is required");
                self.misfit(facet.at.child("required"), problem, None);
            }
        }
        true
    }

    fn members(&mut self, facets: &facets::Facets<'a>, members: &Map<String, Value>) {
        for (name, value) in members {
            self.path.push_name(name);
            let mut is_known = facets.incomplete;
            for facet in &facets.all {
                if let Some((schema, at)) = facet.member(name) {
                    is_known = true;
                    self.value(schema, &at, value);
                } else if facet.is_open() {
                    is_known = true;
                }
            }
            if !is_known && let Some(facet) = facets.all.iter().find(|it| it.is_object()) {
                let known = facets.all.iter().flat_map(Facet::names);
                let help = nearest(name, known).map(|known| format!("did you mean `{known}`?"));
                let rule = facet.at.child("properties");
                self.misfit(rule, "is not in the schema".to_owned(), help);
                if let Some(misfit) = self.misfits.last_mut() {
                    misfit.on_key = true;
                }
            }
            self.path.pop();
        }
    }

    fn items(&mut self, facets: &[Facet<'a>], items: &[Value]) {
        for facet in facets {
            let Some(schema) = facet.schema.get("items") else { continue };
            let at = facet.at.child("items");
            for (index, item) in items.iter().enumerate() {
                self.path.push_index(index);
                self.value(schema, &at, item);
                self.path.pop();
            }
        }
    }

    fn misfit(&mut self, rule: Pointer, problem: String, help: Option<String>) {
        let path = self.path.clone();
        self.misfits.push(Misfit { path, problem, on_key: false, rule, help });
    }
}

#[cfg(test)]
mod tests;
