//! Request bodies, by their media types.

use openapiv3::{
    MediaType, ReferenceOr, RequestBody, Schema, SchemaKind, StringFormat, Type as SchemaType,
    VariantOrUnknownOrEmpty,
};

use super::answer::is_json;
use super::schema::{Context, Lowered};
use super::{Lowering, component};
use crate::alias::Endpoint;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Body, BodyForm, NameHint, ShapeKind, Type};
use crate::position::{Place, Pointer};
use crate::text::essence;

/// A request body before it is known whether it makes one call or several.
pub(super) struct Content<'a> {
    pub(super) required: bool,
    pub(super) docs: String,
    pub(super) media_type: &'a MediaType,
    pub(super) form: BodyForm,
    /// The media type that is sent.
    name: String,
    pub(super) at: Pointer,
}

impl Content<'_> {
    pub(super) fn body(&self, schema: Lowered) -> Body {
        let (form, media_type) = (self.form, self.name.clone());
        let Lowered { ty, docs, limits, .. } = schema;
        Body { required: self.required, docs, ty, limits, form, media_type }
    }
}

impl<'a> Lowering<'a> {
    /// The body of an operation, in the media type that the client sends.
    pub(super) fn content(&mut self, endpoint: &Endpoint<'a>) -> Option<Content<'a>> {
        let at = endpoint.pointer.child("requestBody");
        let (body, at): (&RequestBody, _) = match endpoint.operation.request_body.as_ref()? {
            ReferenceOr::Item(body) => (body, at),
            ReferenceOr::Reference { reference } => {
                let components = self.document.components.as_ref().map(|it| &it.request_bodies);
                let Some(found) =
                    components.and_then(|it| component(it, "requestBodies", reference))
                else {
                    self.misdirected(reference, "requestBodies", &at);
                    return None;
                };
                found
            }
        };
        let at = at.child("content");
        let forms = body.content.iter().map(|(name, it)| (self.body_form(name, it), name, it));
        let Some((form, name, media_type)) = forms.min_by_key(|(form, ..)| rank(*form)) else {
            self.unsupported(&at, "the request body has no media type");
            return None;
        };
        self.report_others(&at, body.content.keys(), name);
        Some(Content {
            required: body.required,
            docs: body.description.clone().unwrap_or_default(),
            media_type,
            form,
            name: sent_as(name, form),
            at: at.child(name),
        })
    }

    /// Reports the media types that the client does without.
    pub(super) fn report_others<'n>(
        &mut self,
        content: &Pointer,
        names: impl Iterator<Item = &'n String>,
        chosen: &str,
    ) {
        for name in names.filter(|name| *name != chosen) {
            let message = format!("the client speaks `{chosen}`, and does without `{name}`");
            let place = Place::key(self.source, &content.child(name));
            self.diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
        }
    }

    fn body_form(&self, name: &str, content: &MediaType) -> BodyForm {
        match essence(name).as_str() {
            "multipart/form-data" => BodyForm::Parts,
            "application/x-www-form-urlencoded" => BodyForm::Pairs,
            _ if is_json(name) => BodyForm::Json,
            "*/*" if !self.is_raw(content) => BodyForm::Json,
            _ => BodyForm::Raw,
        }
    }

    /// Whether a media type's schema is that of a text or of bytes.
    pub(super) fn is_raw(&self, content: &MediaType) -> bool {
        let Some(schema) = &content.schema else { return true };
        let kind = self.resolved(schema).map(|schema| &schema.schema_kind);
        matches!(kind, Some(SchemaKind::Type(SchemaType::String(_))))
            || matches!(kind, Some(SchemaKind::Any(any)) if *any == openapiv3::AnySchema::default())
    }

    /// The type of a body.
    pub(super) fn body(&mut self, content: &Content<'_>, id: &str) -> Body {
        let hint = NameHint::Request(id.to_owned());
        let context = Context::of(hint, "");
        let schema = content.media_type.schema.as_ref();
        let at = content.at.child("schema");
        let of_type = |ty: Type| Lowered { ty, ..Lowered::any() };
        let lowered = match content.form {
            BodyForm::Json => {
                schema.map_or_else(Lowered::any, |schema| self.schema(schema, &at, &context))
            }
            BodyForm::Pairs => of_type(self.pairs(schema, &at, &context)),
            BodyForm::Parts => {
                let ty = self.parts_of_form(schema, &at, &context);
                self.encode_parts(content, &ty);
                of_type(ty)
            }
            BodyForm::Raw => {
                let limits = schema.map(|schema| self.schema(schema, &at, &context).limits);
                let limits = limits.unwrap_or_default();
                Lowered { limits, ..of_type(self.raw_body(content)) }
            }
        };
        self.report_encodings(content, &lowered.ty);
        if lowered.nullable {
            let message = "the client sends no body that is null";
            self.diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, self.place(&at), message));
        }
        content.body(Lowered { docs: content.docs.clone(), ..lowered })
    }

    fn raw_body(&mut self, content: &Content<'_>) -> Type {
        if !self.is_raw(content.media_type) {
            let message = format!("a body of type `{}` can only be text or bytes", content.name);
            self.unsupported(&content.at.child("schema"), message);
        }
        let is_text =
            essence(&content.name).starts_with("text/") && !self.is_binary(content.media_type);
        match is_text {
            true => Type::String,
            // The caller says which of several types it is.
            false if content.name.ends_with("/*") => Type::File,
            false => Type::Bytes,
        }
    }

    pub(super) fn is_binary(&self, content: &MediaType) -> bool {
        let schema = content.schema.as_ref().and_then(|it| self.resolved(it));
        schema.is_some_and(is_binary)
    }

    fn pairs(
        &mut self,
        schema: Option<&ReferenceOr<Schema>>,
        at: &Pointer,
        context: &Context,
    ) -> Type {
        let ty = schema.map_or(Type::Any, |schema| self.schema(schema, at, context).ty);
        let is_pair = |ty: &Type| match ty {
            Type::List(item) => self.is_scalar(item),
            ty => self.is_scalar(ty),
        };
        let is_flat = match &ty {
            Type::Map(item) => is_pair(item),
            Type::Shape(id) => match self.shapes.get(id.0).map(|it| &it.kind) {
                Some(ShapeKind::Object { fields, additional }) => {
                    fields.iter().map(|it| &it.ty).chain(additional).all(is_pair)
                }
                _ => false,
            },
            _ => false,
        };
        if !is_flat {
            let message = "a URL-encoded form is an object of single values and of lists of them";
            self.unsupported(at, message);
        }
        ty
    }

    /// An object whose binary properties are files. A component is lowered anew: as JSON, it is another type.
    fn parts_of_form(
        &mut self,
        schema: Option<&ReferenceOr<Schema>>,
        at: &Pointer,
        context: &Context,
    ) -> Type {
        const MESSAGE: &str = "the body of a form with several parts is an object";
        let Some((schema, own_at)) = schema.and_then(|it| self.resolved_at(it, at)) else {
            self.unsupported(at, MESSAGE);
            return Type::Any;
        };
        let mut context = context.clone();
        if own_at != *at {
            context.hint = NameHint::Named(own_at.last().unwrap_or_default());
        }
        let ty = self.schema(&ReferenceOr::Item(schema), &own_at, &context).ty;
        let SchemaKind::Type(SchemaType::Object(object)) = &schema.schema_kind else {
            self.unsupported(at, MESSAGE);
            return ty;
        };
        let mut files = Vec::new();
        for (name, property) in &object.properties {
            let Some(property) = self.schema_of(property) else { continue };
            if is_binary(property) {
                files.push((name, Type::File));
            } else if let SchemaKind::Type(SchemaType::Array(array)) = &property.schema_kind
                && let Some(items) = &array.items
                && self.schema_of(items).is_some_and(is_binary)
            {
                files.push((name, Type::List(Box::new(Type::File))));
            }
        }
        let Type::Shape(id) = ty else {
            self.unsupported(at, MESSAGE);
            return ty;
        };
        let Some(ShapeKind::Object { fields, additional }) =
            self.shapes.get_mut(id.0).map(|it| &mut it.kind)
        else {
            return ty;
        };
        for (name, file) in files {
            if let Some(field) = fields.iter_mut().find(|field| field.name == *name) {
                field.ty = file;
            }
        }
        if additional.take().is_some() {
            let message = "the client sends no other parts than those that have a name";
            self.report(Code::Ignored, &own_at.child("additionalProperties"), message);
        }
        ty
    }

    /// Notes which parts `encoding` has in JSON. A file says itself which type it has.
    fn encode_parts(&mut self, content: &Content<'_>, ty: &Type) {
        let Type::Shape(id) = ty else { return };
        let Some(ShapeKind::Object { fields, .. }) =
            self.shapes.get_mut(id.0).map(|it| &mut it.kind)
        else {
            return;
        };
        for field in fields.iter_mut().filter(|it| !is_file(&it.ty)) {
            let encoding = content.media_type.encoding.get(&field.name);
            let media_type = encoding.and_then(|it| it.content_type.clone());
            field.json_part = media_type.filter(|it| is_json(it));
        }
    }

    fn schema_of<'s>(&self, property: &'s ReferenceOr<Box<Schema>>) -> Option<&'s Schema>
    where
        'a: 's,
    {
        match property {
            ReferenceOr::Item(schema) => Some(schema),
            ReferenceOr::Reference { reference } => {
                let schemas = &self.document.components.as_ref()?.schemas;
                component(schemas, "schemas", reference).map(|(schema, _)| schema)
            }
        }
    }

    /// Reports what `encoding` says of parts and the client does not do.
    fn report_encodings(&mut self, content: &Content<'_>, ty: &Type) {
        let at = content.at.child("encoding");
        for (name, encoding) in &content.media_type.encoding {
            let at = at.child(name);
            let fields = match ty {
                Type::Shape(id) => match self.shapes.get(id.0).map(|it| &it.kind) {
                    Some(ShapeKind::Object { fields, .. }) => fields.as_slice(),
                    _ => &[],
                },
                _ => &[],
            };
            let field = fields.iter().find(|field| field.name == *name).map(|field| &field.ty);
            let is_done = |media_type: &String| {
                content.form == BodyForm::Parts
                    && (field.is_some_and(is_file) || is_json(media_type))
            };
            if encoding.content_type.as_ref().is_some_and(|it| !is_done(it)) {
                let message = format!("the client writes `{name}` in the usual media type");
                self.report(Code::Ignored, &at.child("contentType"), message);
            }
            if !encoding.headers.is_empty() {
                let message = format!("the client writes no headers beside `{name}`");
                let place = self.place(&at.child("headers")).on_key();
                self.diagnostics.push(Diagnostic::new(Code::Ignored, place, message));
            }
            if encoding.style.is_some() {
                let message = format!("the client writes `{name}` in the usual style");
                self.report(Code::Ignored, &at.child("style"), message);
            }
        }
    }
}

/// Which of several media types a client speaks best.
fn rank(form: BodyForm) -> usize {
    match form {
        BodyForm::Json => 0,
        BodyForm::Parts => 1,
        BodyForm::Pairs => 2,
        BodyForm::Raw => 3,
    }
}

/// The media type of a body whose document leaves it open.
fn sent_as(name: &str, form: BodyForm) -> String {
    match (essence(name).as_str(), form) {
        ("*/*", BodyForm::Json) => "application/json".to_owned(),
        // A type with parameters says no more of JSON than without.
        ("application/json", BodyForm::Json) => "application/json".to_owned(),
        ("application/*+json", BodyForm::Json) => "application/json".to_owned(),
        ("*/*", BodyForm::Raw) => "application/octet-stream".to_owned(),
        // Parameters behind a comma are those of no header.
        _ if name.contains(',') => essence(name),
        _ => name.to_owned(),
    }
}

/// Whether a part is a file, or several.
fn is_file(ty: &Type) -> bool {
    match ty {
        Type::List(item) => **item == Type::File,
        ty => *ty == Type::File,
    }
}

fn is_binary(schema: &Schema) -> bool {
    let SchemaKind::Type(SchemaType::String(string)) = &schema.schema_kind else { return false };
    string.format == VariantOrUnknownOrEmpty::Item(StringFormat::Binary)
}
