//! What an operation answers.

use openapiv3::{
    MediaType, ReferenceOr, Response, Schema, SchemaKind, StatusCode, Type as SchemaType,
};
use serde_json::Value;

use super::schema::{Context, Lowered};
use super::{Lowering, component};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Envelope, Example, ExampleOf, NameHint, Output, Status, Type};
use crate::media_type::{JSON, essence, is_json, is_text};
use crate::no_content;
use crate::position::Pointer;

/// The responses of an operation.
#[derive(Debug, Default)]
pub(super) struct Responses {
    pub(super) statuses: Vec<Status>,
    pub(super) examples: Vec<Example>,
    /// The media types that successes are read in.
    pub(super) accept: Vec<String>,
    /// What may be around their bodies.
    pub(super) envelope: Option<Envelope>,
    successes: Vec<Success>,
    /// Whether successes have bodies of different types.
    differ: bool,
}

/// A success and the names of its examples, by whether they show a body.
#[derive(Debug)]
struct Success {
    ty: Option<Type>,
    /// Its media type is no JSON: it is text, or bytes.
    is_raw: bool,
    examples: Vec<(String, bool)>,
}

impl Responses {
    /// What a call decodes to. Examples are named after the tag that they answer, so they tell which of
    /// several calls on one endpoint gets a body.
    pub(super) fn output(&self, tag: Option<&str>) -> Output {
        let mut bodies = self.successes.iter().filter_map(|it| Some((it.ty.clone()?, it.is_raw)));
        let ty = match bodies.next() {
            None => return Output::Empty,
            Some(_) if self.differ && self.successes.iter().any(|it| it.is_raw) => {
                return Output::Bytes;
            }
            Some(_) if self.differ => Type::Any,
            // A body that is not there is an empty text.
            Some((Type::String, true)) => return Output::Text,
            Some((_, true)) => return Output::Bytes,
            Some((ty, false)) => ty,
        };
        let shown = || {
            let responses = self.successes.iter().flat_map(|success| &success.examples);
            responses
                .filter(|(name, _)| tag.is_none_or(|tag| tag == name))
                .map(|(_, has_body)| *has_body)
        };
        let any_empty = self.successes.iter().any(|success| success.ty.is_none());
        match (tag.is_some(), shown().any(|it| it), shown().any(|it| !it)) {
            (true, true, false) => Output::Json(ty),
            (true, false, true) => Output::Empty,
            (_, _, shown_empty) if shown_empty || any_empty => Output::JsonOrEmpty(ty),
            _ => Output::Json(ty),
        }
    }

    /// Whether some successes have a body and some have none, and no example is named after the tag.
    pub(super) fn is_unclear(&self, tag: &str) -> bool {
        let has_body = self.successes.iter().any(|success| success.ty.is_some());
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
    ) -> Responses {
        let mut responses = Responses::default();
        let documented = &operation.responses;
        let by_status = documented.responses.iter().map(|(status, it)| (status_text(status), it));
        let default = documented.default.iter().map(|it| ("default".to_owned(), it));
        // Where no success is documented, the default stands for it.
        let mut codes = documented.responses.keys().map(status_text);
        let default_succeeds = !codes.any(|status| status.starts_with('2'));
        for (status, response) in by_status.chain(default) {
            let pointer = at.child("responses").child(&status);
            let Some((response, pointer)) = self.followed_response(response, &pointer) else {
                continue;
            };
            let succeeds = status.starts_with('2') || (status == "default" && default_succeeds);
            self.response(&status, succeeds, response, &pointer, id, &mut responses);
            responses.statuses.push(Status { code: status });
        }
        responses
    }

    fn followed_response(
        &mut self,
        response: &'a ReferenceOr<Response>,
        at: &Pointer,
    ) -> Option<(&'a Response, Pointer)> {
        match response {
            ReferenceOr::Item(response) => Some((response, at.clone())),
            ReferenceOr::Reference { reference } => {
                let components = self.document.components.as_ref().map(|it| &it.responses);
                let found = components.and_then(|it| component(it, "responses", reference));
                if found.is_none() {
                    self.misdirected(reference, "responses", at);
                }
                found
            }
        }
    }

    fn response(
        &mut self,
        status: &str,
        succeeds: bool,
        response: &'a Response,
        at: &Pointer,
        id: &str,
        responses: &mut Responses,
    ) {
        if succeeds {
            self.report_unread(response, at);
        }
        let is_read_as_json = |(name, content): &(&String, &MediaType)| {
            is_json(name) || essence(name) == "*/*" && !self.is_raw(content)
        };
        let Some((media_type, content)) = response.content.iter().find(is_read_as_json) else {
            if succeeds {
                let success = self.raw_success(response, at, responses);
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
            let (success, envelope) = self.success(status, content, &at, id, &examples);
            self.check_one_type(&success, responses, &at);
            responses.successes.push(success);
            responses.envelope = responses.envelope.take().or(envelope);
        }
        responses.examples.extend(examples);
    }

    /// A success that is no JSON.
    fn raw_success(
        &mut self,
        response: &Response,
        at: &Pointer,
        responses: &mut Responses,
    ) -> Success {
        let mut success = Success { ty: None, is_raw: true, examples: Vec::new() };
        let Some((media_type, content)) = response.content.first() else { return success };
        let at = at.child("content");
        self.report_others(&at, response.content.keys(), media_type);
        let at = at.child(media_type);
        let is_text = is_text(media_type) && !self.is_binary(content);
        if !self.is_raw(content) {
            let what = if is_text { "text" } else { "bytes" };
            let message = format!("the client gives a response of type `{media_type}` as {what}");
            let place = self.place(&at).on_key();
            self.diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
        }
        success.ty = Some(if is_text { Type::String } else { Type::Bytes });
        responses.accept.push(media_type.clone());
        self.check_one_type(&success, responses, &at);
        success
    }

    /// Reports what of a success is not read.
    fn report_unread(&mut self, response: &Response, at: &Pointer) {
        for (key, is_there) in
            [("headers", !response.headers.is_empty()), ("links", !response.links.is_empty())]
        {
            if is_there {
                let message = format!("the client does not read the {key} of this response");
                let place = self.place(&at.child(key)).on_key();
                self.diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
            }
        }
    }

    fn success(
        &mut self,
        status: &str,
        content: &MediaType,
        at: &Pointer,
        id: &str,
        examples: &[Example],
    ) -> (Success, Option<Envelope>) {
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
        let examples = examples.iter().map(|it| (it.name.clone(), !it.shows_nothing)).collect();
        (Success { ty, is_raw: false, examples }, envelope)
    }

    /// The client reads a success without a look at its status.
    fn check_one_type(&mut self, success: &Success, responses: &mut Responses, at: &Pointer) {
        let Some(ty) = &success.ty else { return };
        let mut others =
            responses.successes.iter().filter_map(|it| Some((it.ty.as_ref()?, it.is_raw)));
        if others.any(|other| other != (ty, success.is_raw)) {
            responses.differ = true;
            let message = "the body is of another type than that of another success, so the client gives both as \
                           they come";
            let place = self.place(at).on_key();
            self.diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
        }
    }

    /// The examples of a media type.
    pub(super) fn examples(&self, content: &MediaType, of: &ExampleOf) -> Vec<Example> {
        let components = self.document.components.as_ref().map(|it| &it.examples);
        let single = content.example.iter().map(|value| (String::new(), value));
        let named = content.examples.iter().filter_map(|(name, example)| {
            let example = match example {
                ReferenceOr::Item(example) => example,
                ReferenceOr::Reference { reference } => {
                    component(components?, "examples", reference)?.0
                }
            };
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

fn status_text(status: &StatusCode) -> String {
    match status {
        StatusCode::Code(code) => code.to_string(),
        StatusCode::Range(first) => format!("{first}XX"),
    }
}
