//! The calls that an operation becomes.
//!
//! Operations that share a method and a real path are told apart by a tag in their bodies. There, every value
//! of the tag is a call of its own, with the tag as a constant. Elsewhere an operation is one call, whatever
//! its body.

use indexmap::IndexMap;
use openapiv3::{Schema, SchemaKind};

use super::body::Content;
use super::lowered::Context;
use super::response::Responses;
use super::{Lowering, unite};
use crate::alias::Endpoint;
use crate::ir::{Body, BodyForm, Call, ErrorCode, Example, ExampleOf, NameHint, ShapeId, Type};
use crate::position::Pointer;
use crate::prose::{Prose, Tagged};

impl<'a> Lowering<'a> {
    /// The calls of an operation, and the examples of their bodies.
    pub(super) fn calls(
        &mut self,
        endpoint: &Endpoint<'a>,
        id: &str,
        prose: &Prose,
        responses: &Responses<'_>,
    ) -> (Vec<Call>, Vec<Example>) {
        let Some(content) = self.content(endpoint) else {
            return (vec![call(None, None, None, prose, responses)], Vec::new());
        };
        let is_json = content.form == BodyForm::Json;
        let examples = match is_json {
            true => self.examples(content.media_type, &ExampleOf::Request),
            false => Vec::new(),
        };
        let key = endpoint.key(self.document);
        let shares_endpoint = self.variants.get(&key).is_some_and(|count| *count > 1);
        let calls = if shares_endpoint && is_json {
            self.calls_by_tag(&content, id, prose, responses)
        } else {
            let body = self.body(&content, id);
            vec![call(None, None, Some(body), prose, responses)]
        };
        (calls, examples)
    }

    fn calls_by_tag(
        &mut self,
        content: &Content<'a>,
        id: &str,
        prose: &Prose,
        responses: &Responses<'_>,
    ) -> Vec<Call> {
        let schema = content.media_type.schema.as_ref();
        let resolved = schema.and_then(|it| self.resolved_at(it, &content.at.child("schema")));
        let bodies = match resolved {
            Some((schema, at)) if matches!(schema.schema_kind, SchemaKind::OneOf { .. }) => {
                self.bodies(schema, &at, content, id)
            }
            _ => vec![self.body(content, id)],
        };
        let is_one_of_many = bodies.len() > 1;
        let tags: Vec<Option<String>> = match self.tags(&bodies) {
            Some(tags) => tags,
            // Lowered as one body, it is reported that nothing tells its members apart.
            None => return vec![call(None, None, Some(self.body(content, id)), prose, responses)],
        };
        let calls = bodies.into_iter().zip(tags).map(|(body, tag)| {
            let docs = Some(body.docs.clone()).filter(|it| is_one_of_many && !it.is_empty());
            call(tag, docs, Some(body), prose, responses)
        });
        calls.collect()
    }

    /// The constants that tell bodies apart: one for each of several, perhaps none for a single one.
    fn tags(&self, bodies: &[Body]) -> Option<Vec<Option<String>>> {
        let shape = |body: &Body| match body.ty {
            Type::Shape(id) => Some(id),
            _ => None,
        };
        let shapes: Option<Vec<ShapeId>> = bodies.iter().map(shape).collect();
        let tag = shapes.as_deref().and_then(|shapes| unite::common_tag(self.shapes, shapes));
        match (bodies, tag) {
            (bodies, Some(tag)) => {
                let value = |id: &ShapeId| unite::constant(self.shapes, *id, &tag);
                Some(shapes?.iter().map(value).collect::<Vec<_>>())
                    .filter(|it| it.len() == bodies.len())
            }
            ([_], None) => Some(vec![None]),
            (_, None) => None,
        }
    }

    /// A body for each member of a `oneOf`.
    fn bodies(
        &mut self,
        schema: &Schema,
        at: &Pointer,
        content: &Content<'_>,
        id: &str,
    ) -> Vec<Body> {
        let SchemaKind::OneOf { one_of } = &schema.schema_kind else { return Vec::new() };
        let hint = NameHint::Request(id.to_owned());
        let context = Context::of(hint, "");
        let members = one_of.iter().enumerate().map(|(index, member)| {
            let lowered = self.schema(member, &at.child("oneOf").child(index), &context);
            content.body(lowered)
        });
        members.collect()
    }
}

fn call(
    tag: Option<String>,
    docs: Option<String>,
    body: Option<Body>,
    prose: &Prose,
    responses: &Responses<'_>,
) -> Call {
    Call {
        chosen: None,
        merged: Vec::new(),
        docs,
        body,
        output: responses.output(tag.as_deref()),
        limit: prose.limit(tag.as_deref()),
        errors: error_codes(prose, responses, tag.as_deref()),
        tag,
    }
}

fn error_codes(prose: &Prose, responses: &Responses<'_>, tag: Option<&str>) -> Vec<ErrorCode> {
    let mut codes: IndexMap<&str, Vec<String>> = IndexMap::new();
    let concerns = |it: &&Tagged<_>| tag.is_none() || it.tag.is_none() || it.tag.as_deref() == tag;
    for row in prose.errors.iter().filter(concerns) {
        let meanings = codes.entry(&row.fact.code).or_default();
        if !meanings.contains(&row.fact.meaning) {
            meanings.push(row.fact.meaning.clone());
        }
    }
    for (code, message) in responses.error_codes() {
        codes.entry(code).or_insert_with(|| vec![message.to_owned()]);
    }
    codes
        .into_iter()
        .map(|(code, meanings)| ErrorCode { code: code.to_owned(), meanings })
        .collect()
}
