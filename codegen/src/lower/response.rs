//! What an operation answers.

use openapiv3::{
    MediaType, ReferenceOr, Response, Schema, SchemaKind, StatusCode, Type as SchemaType,
};
use serde_json::Value;

use super::Lowering;
use super::lowered::{Context, Lowered, Site};
use super::success::{self, Success};
use crate::diagnostic::Code;
use crate::ir::{
    self, Envelope, Example, ExampleOf, NameHint, Output, ResponseHeader, ShapeId, ShapeKind,
    Status, Type,
};
use crate::media_type::{JSON, essence, is_json, is_text};
use crate::no_content;
use crate::position::Pointer;
use crate::prose;
use crate::source::followed;

/// The responses of an operation.
#[derive(Debug, Default)]
pub(super) struct Responses<'a> {
    pub(super) statuses: Vec<Status>,
    pub(super) examples: Vec<Example>,
    /// The headers of all of them, each once.
    pub(super) headers: Vec<ResponseHeader>,
    /// The media types that successes are read in.
    pub(super) accept: Vec<String>,
    /// What may be around their bodies.
    pub(super) envelope: Option<Envelope>,
    successes: Vec<Success<'a>>,
    /// The type for all successes, where they have bodies of different types.
    by_status: Option<Type>,
}

impl Responses<'_> {
    /// What a call decodes to. Examples are named after the tag that they answer, so they tell which of
    /// several calls on one endpoint gets a body.
    pub(super) fn output(&self, tag: Option<&str>) -> Output {
        match &self.by_status {
            Some(ty) => Output::ByStatus(ty.clone()),
            None => success::output(&self.successes, tag),
        }
    }

    /// Whether some successes have a body and some have none, and no example is named after the tag.
    pub(super) fn is_unclear(&self, tag: &str) -> bool {
        let has_body = self.by_status.is_none() && self.successes.iter().any(|it| it.ty.is_some());
        let shown = || self.successes.iter().flat_map(|success| &success.examples);
        let has_none = self.successes.iter().any(|success| success.ty.is_none())
            || shown().any(|(_, shows_body)| !shows_body);
        has_body && has_none && !shown().any(|(name, _)| name == tag)
    }

    /// The error codes that the examples of failures hold, with the messages beside them.
    pub(super) fn error_codes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.examples.iter().filter_map(|example| match &example.of {
            ExampleOf::Response(status) if !status.starts_with('2') => {
                let error = example.value.get("error").unwrap_or(&example.value);
                let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
                Some((error.get("code")?.as_str()?, message))
            }
            _ => None,
        })
    }
}

impl<'a> Lowering<'a> {
    /// Lowers the responses of the operation `id`.
    pub(super) fn responses(
        &mut self,
        operation: &'a openapiv3::Operation,
        at: &Pointer,
        id: &str,
    ) -> Responses<'a> {
        let mut responses = Responses::default();
        let documented = &operation.responses;
        let by_status = documented.responses.iter().map(|(status, it)| (status_text(status), it));
        let default = documented.default.iter().map(|it| ("default".to_owned(), it));
        let all: Vec<_> = by_status.chain(default).collect();
        let has = |is: fn(&str) -> bool| all.iter().any(|(status, _)| is(status));
        let (has_success, has_default) = (has(is_success), has(|it| it == "default"));
        // A redirect is what was asked for if it says that it has a location, or if nothing else can be.
        let redirects: Vec<_> = all
            .iter()
            .map(|(status, response)| {
                let is_alone = !has_success && !has_default;
                is_redirect(status) && (is_alone || self.has_location(response))
            })
            .collect();
        // Where no success is documented, the default stands for it.
        let default_succeeds = !has_success && !redirects.contains(&true);
        for ((status, response), leads_elsewhere) in all.into_iter().zip(redirects) {
            let pointer = at.child("responses").child(&status);
            let succeeds = is_success(&status) || (status == "default" && default_succeeds);
            let found = self.followed_response(response, &pointer);
            if let Some((response, at)) = &found {
                self.response_headers(response, at, &mut responses.headers);
            }
            match found {
                Some((response, at)) if leads_elsewhere => {
                    let success = self.redirect(&status, response, &at);
                    responses.successes.push(success);
                }
                Some((response, at)) => {
                    self.response(&status, succeeds, response, &at, id, &mut responses);
                }
                None => {}
            }
            responses.statuses.push(Status { code: status });
        }
        if success::differ(&responses.successes) {
            responses.by_status = Some(self.by_status(&responses, &at.child("responses"), id));
            responses.envelope = None;
        }
        responses
    }

    fn has_location(&self, response: &'a ReferenceOr<Response>) -> bool {
        let components = self.document.components.as_ref().map(|it| &it.responses);
        let found = followed(response, components, "responses", &Pointer::root());
        found.is_some_and(|(it, _)| it.headers.keys().any(|name| is_location(name)))
    }

    /// A success that leads elsewhere. The client follows no redirect, since its token would go along.
    fn redirect(&mut self, status: &str, response: &'a Response, at: &Pointer) -> Success<'a> {
        self.report_links(response, at);
        if !response.content.is_empty() {
            let message = "the client gives the `Location` of this response, and not its body";
            self.report_key(Code::Ignored, &at.child("content"), message);
        }
        Success { is_redirect: true, ..Success::of(status, response) }
    }

    /// The type of a response of which the status tells what it is. What has no name of its own is named within it.
    fn by_status(&mut self, responses: &Responses<'_>, at: &Pointer, id: &str) -> Type {
        let successes = responses.successes.iter().map(|it| ir::Success {
            status: it.status.clone(),
            chosen: self.names.variant(at, &it.status),
            docs: prose::markdown(it.description.trim()),
            output: success::output(std::slice::from_ref(it), None),
            envelope: it.envelope.clone(),
        });
        let mut successes: Vec<_> = successes.collect();
        successes.sort_by(|one, other| one.status.cmp(&other.status));
        let inner: Vec<_> = successes
            .iter()
            .filter_map(|it| Some((it.output.ty()?.innermost_shape()?, it.text())))
            .collect();
        let hint = NameHint::Response(id.to_owned());
        let context = Context::of(hint.clone(), "");
        let whole = self.shape(Site::new(at, &context), "", ShapeKind::ByStatus(successes));
        for (ShapeId(index), name) in inner {
            if let Some(shape) = self.shapes.get_mut(index).filter(|it| it.name == hint) {
                shape.name = NameHint::Within(whole, name);
            }
        }
        Type::Shape(whole)
    }

    fn followed_response(
        &mut self,
        response: &'a ReferenceOr<Response>,
        at: &Pointer,
    ) -> Option<(&'a Response, Pointer)> {
        let components = self.document.components.as_ref().map(|it| &it.responses);
        let found = followed(response, components, "responses", at);
        if let (None, ReferenceOr::Reference { reference }) = (&found, response) {
            self.misdirected(reference, "responses", at);
        }
        found
    }

    fn response(
        &mut self,
        status: &str,
        succeeds: bool,
        response: &'a Response,
        at: &Pointer,
        id: &str,
        responses: &mut Responses<'a>,
    ) {
        if succeeds {
            self.report_links(response, at);
        }
        let is_read_as_json = |(name, content): &(&String, &MediaType)| {
            is_json(name) || essence(name) == "*/*" && !self.is_raw(content)
        };
        let Some((media_type, content)) = response.content.iter().find(is_read_as_json) else {
            if succeeds {
                let success = self.raw_success(status, response, at, &mut responses.accept);
                responses.successes.push(success);
            }
            return;
        };
        let at = at.child("content");
        if succeeds {
            self.report_others(&at, response.content.keys(), media_type);
            let asked = if is_json(media_type) { media_type } else { JSON };
            responses.accept.push(asked.to_owned());
        }
        let at = at.child(media_type);
        let of = ExampleOf::Response(status.to_owned());
        let examples = self.examples(content, &of);
        if succeeds {
            let same = responses.successes.iter().find(|it| it.schema == content.schema.as_ref());
            let (ty, envelope) = match same.filter(|it| it.ty.is_some() && it.schema.is_some()) {
                Some(same) if !no_content::is_status(status) => {
                    (same.ty.clone(), same.envelope.clone())
                }
                _ => self.success(status, content, &at, id, &examples),
            };
            self.describe_success(ty.as_ref(), content, &response.description);
            responses.envelope = responses.envelope.take().or(envelope.clone());
            responses.successes.push(Success {
                schema: content.schema.as_ref(),
                ty,
                envelope,
                examples: examples.iter().map(|it| (it.name.clone(), !it.shows_nothing)).collect(),
                ..Success::of(status, response)
            });
        }
        responses.examples.extend(examples);
    }

    /// A success that is no JSON.
    fn raw_success(
        &mut self,
        status: &str,
        response: &'a Response,
        at: &Pointer,
        accept: &mut Vec<String>,
    ) -> Success<'a> {
        let mut success = Success { is_raw: true, ..Success::of(status, response) };
        let Some((media_type, content)) = response.content.first() else { return success };
        let at = at.child("content");
        self.report_others(&at, response.content.keys(), media_type);
        let at = at.child(media_type);
        let is_text = is_text(media_type) && !self.is_binary(content);
        if !self.is_raw(content) {
            let what = if is_text { "text" } else { "bytes" };
            let message = format!("the client gives a response of type `{media_type}` as {what}");
            self.report_key(Code::Ignored, &at, message);
        }
        success.ty = Some(if is_text { Type::String } else { Type::Bytes });
        accept.push(media_type.clone());
        success
    }

    /// Reports what of a success is not read.
    fn report_links(&mut self, response: &Response, at: &Pointer) {
        if !response.links.is_empty() {
            let message = "the client does not read the links of this response";
            self.report_key(Code::Ignored, &at.child("links"), message);
        }
    }

    fn success(
        &mut self,
        status: &str,
        content: &MediaType,
        at: &Pointer,
        id: &str,
        examples: &[Example],
    ) -> (Option<Type>, Option<Envelope>) {
        let without_body = no_content::is_status(status);
        let schema = content.schema.as_ref().filter(|_| !without_body);
        let schema = schema.filter(|schema| !self.means_no_content(schema));
        let hint = NameHint::Response(id.to_owned());
        let context = Context::of(hint, "");
        let at = at.child("schema");
        let forms = schema.and_then(|schema| self.forms(schema, &at));
        let (schema, at, properties) = match forms {
            Some((bare, at, properties)) => (Some(bare), at, properties),
            None => (schema, at, Vec::new()),
        };
        let ty = schema.map(|schema| self.schema(schema, &at, &context)).map(Lowered::item_type);
        // Without a schema, the body is any value, unless all that is shown of it is that there is none.
        let shows_a_body = examples.is_empty() || examples.iter().any(|it| !it.shows_nothing);
        let ty = match content.schema {
            None if !without_body && shows_a_body => Some(Type::Any),
            _ => ty,
        };
        let wrapped = ty.as_ref().filter(|_| !properties.is_empty());
        let envelope = wrapped.map(|ty| self.envelope(ty, properties, &at));
        (ty, envelope)
    }

    /// A schema that stands in a response and says nothing of itself is what the response says.
    fn describe_success(&mut self, ty: Option<&Type>, content: &MediaType, description: &str) {
        let Some(Type::Shape(ShapeId(index))) = ty else { return };
        let Some(ReferenceOr::Item(schema)) = &content.schema else { return };
        if let Some(shape) = self.shapes.get_mut(*index)
            && shape.docs.is_empty()
            && (schema.schema_data.title.is_some() || matches!(shape.name, NameHint::Response(_)))
        {
            shape.docs = description.to_owned();
        }
    }

    /// The examples of a media type.
    pub(super) fn examples(&self, content: &MediaType, of: &ExampleOf) -> Vec<Example> {
        let components = self.document.components.as_ref().map(|it| &it.examples);
        let single = content.example.iter().map(|value| (String::new(), value));
        let named = content.examples.iter().filter_map(|(name, example)| {
            let (example, _) = followed(example, components, "examples", &Pointer::root())?;
            Some((name.clone(), example.value.as_ref()?))
        });
        let is_response_without_body =
            matches!(of, ExampleOf::Response(status) if no_content::is_status(status));
        let example = |(name, value): (String, &Value)| Example {
            name,
            of: of.clone(),
            shows_nothing: is_response_without_body || no_content::is_shown_by(value),
            value: value.clone(),
        };
        single.chain(named).map(example).collect()
    }

    /// Whether a schema is an object that says no more than that there is no body.
    fn means_no_content(&self, schema: &ReferenceOr<Schema>) -> bool {
        let kind = self.resolved(schema).map(|it| &it.schema_kind);
        let Some(SchemaKind::Type(SchemaType::Object(object))) = kind else { return false };
        no_content::is_only_member(object.properties.keys())
    }
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// Whether a status leads elsewhere, by RFC 9110, section 15.4.
fn is_redirect(status: &str) -> bool {
    matches!(status, "301" | "302" | "303" | "307" | "308" | "3XX")
}

fn is_location(header: &str) -> bool {
    header.eq_ignore_ascii_case("location")
}

fn status_text(status: &StatusCode) -> String {
    match status {
        StatusCode::Code(code) => code.to_string(),
        StatusCode::Range(first) => format!("{first}XX"),
    }
}
