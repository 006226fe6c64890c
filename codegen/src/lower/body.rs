//! Request bodies, by their media types.

use openapiv3::{
    AdditionalProperties, MediaType, ReferenceOr, Schema, SchemaKind, StringFormat,
    Type as SchemaType, VariantOrUnknownOrEmpty,
};

use super::Lowering;
use super::lowered::{Context, Lowered, Site};
use super::whole::Whole;
use crate::alias::Endpoint;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Body, BodyForm, NameHint, ShapeKind, Type};
use crate::media_type::{JSON, essence, is_json, is_text};
use crate::position::{Place, Pointer};
use crate::source::followed;

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
        let styles = Vec::new();
        Body { required: self.required, docs, ty, limits, form, media_type, styles }
    }
}

impl<'a> Lowering<'a> {
    /// The body of an operation, in the media type that the client sends.
    pub(super) fn content(&mut self, endpoint: &Endpoint<'a>) -> Option<Content<'a>> {
        let at = endpoint.pointer.child("requestBody");
        let body = endpoint.operation.request_body.as_ref()?;
        let components = self.document.components.as_ref().map(|it| &it.request_bodies);
        let found = followed(body, components, "requestBodies", &at);
        if let (None, ReferenceOr::Reference { reference }) = (&found, body) {
            self.misdirected(reference, "requestBodies", &at);
        }
        let (body, at) = found?;
        let at = at.child("content");
        let forms = body.content.iter().map(|(name, it)| (self.body_form(name, it), name, it));
        let Some((form, name, media_type)) = forms.min_by_key(|(form, ..)| rank(*form)) else {
            self.report(Code::Ignored, &at, "no body is sent: it has no media type");
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
            "multipart/form-data" => BodyForm::Multipart,
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
            BodyForm::Pairs => self.pairs(schema, &at, &context),
            BodyForm::Multipart => match self.parts_of_form(schema, &at, &context) {
                Some(ty) => {
                    self.encode_parts(content, &ty);
                    of_type(ty)
                }
                None => of_type(self.raw_body(content)),
            },
            BodyForm::Raw => {
                let schema = schema.filter(|_| self.is_raw(content.media_type));
                let limits = schema.map(|schema| self.schema(schema, &at, &context).limits);
                let limits = limits.unwrap_or_default();
                match self.raw_body(content) {
                    Type::String => Lowered { limits, ..of_type(Type::String) },
                    ty => Lowered { limits: limits.of_file(), ..of_type(ty) },
                }
            }
        };
        let styles = match content.form {
            BodyForm::Pairs => self.member_styles(content, &lowered.ty),
            _ => Vec::new(),
        };
        self.report_encodings(content, &lowered.ty);
        if lowered.nullable {
            let message = "the client sends no body that is null";
            self.diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, self.place(&at), message));
        }
        let mut docs = content.docs.clone();
        if lowered.ty == Type::File && has_parts(&content.name) {
            docs = format!("{docs}\n\n{WRITTEN_PARTS}").trim().to_owned();
        }
        let body = content.body(Lowered { docs, ..lowered });
        match (body.form, &body.ty) {
            // The text of a form that is no object, which its writer has put together.
            (BodyForm::Pairs, Type::String) | (BodyForm::Multipart, Type::File) => {
                Body { form: BodyForm::Raw, ..body }
            }
            _ => Body { styles, ..body },
        }
    }

    fn raw_body(&mut self, content: &Content<'_>) -> Type {
        let has_parts = has_parts(&content.name);
        let ty = match is_text(&content.name) && !self.is_binary(content.media_type) {
            true => Type::String,
            // The caller says which of several types it is.
            false if has_parts || content.name.ends_with("/*") => Type::File,
            false => Type::Bytes,
        };
        if has_parts || !self.is_raw(content.media_type) {
            let what = match ty {
                Type::String => "text",
                _ if has_parts => "bytes, and its type with the boundary",
                _ => "bytes",
            };
            let message = format!("the caller gives a body of type `{}` as {what}", content.name);
            self.report(Code::Ignored, &content.at.child("schema"), message);
        }
        ty
    }

    pub(super) fn is_binary(&self, content: &MediaType) -> bool {
        let schema = content.schema.as_ref().and_then(|it| self.resolved(it));
        schema.is_some_and(is_binary)
    }

    /// The type of a URL-encoded form. What it is beside an object is the caller's to write.
    fn pairs(
        &mut self,
        schema: Option<&ReferenceOr<Schema>>,
        at: &Pointer,
        context: &Context,
    ) -> Lowered {
        let lowered = schema.map_or_else(Lowered::any, |schema| self.schema(schema, at, context));
        let is_object = match &lowered.ty {
            Type::Map(_) | Type::Any => true,
            ty => matches!(
                self.kind_of(ty),
                Some(ShapeKind::Object { .. } | ShapeKind::Union { .. } | ShapeKind::Choice(_))
            ),
        };
        if let Some(schema) = schema.and_then(|it| self.resolved(it))
            && let Type::Map(_) = lowered.ty
            && is_empty(schema)
        {
            let kind = ShapeKind::Object { fields: Vec::new(), additional: None };
            return Lowered {
                ty: Type::Shape(self.shape(Site::new(at, context), "", kind)),
                ..Lowered::any()
            };
        }
        if is_object || lowered.failed {
            return Lowered { ty: lowered.ty, ..Lowered::any() };
        }
        let message =
            "a URL-encoded form is an object, and this is none: the caller gives the text";
        self.report(Code::Ignored, at, message);
        Lowered { ty: Type::String, ..Lowered::any() }
    }

    /// An object whose binary properties are files, if the form is one. A component is lowered anew: as JSON, it is another
    /// type.
    fn parts_of_form(
        &mut self,
        schema: Option<&ReferenceOr<Schema>>,
        at: &Pointer,
        context: &Context,
    ) -> Option<Type> {
        let (schema, own_at) = self.resolved_at(schema?, at)?;
        let mut context = context.clone();
        if own_at != *at {
            context.hint = NameHint::Named(own_at.last().unwrap_or_default());
        }
        let ty = self.schema(&ReferenceOr::Item(schema), &own_at, &context).ty;
        let mut files = Vec::new();
        for (name, parts) in &self.whole(schema, &own_at).properties {
            let whole = self.whole_of(parts);
            if is_file_schema(&whole) {
                files.push((name.clone(), Type::File));
            } else if is_file_schema(&self.whole_of(&whole.items)) {
                files.push((name.clone(), Type::List(Box::new(Type::File))));
            }
        }
        let id = ty.shape()?;
        let Some(ShapeKind::Object { fields, additional }) = self.kind_mut(id) else {
            return None;
        };
        for (name, file) in files {
            if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
                let is_list = matches!(file, Type::List(_));
                field.ty = file;
                field.limits = std::mem::take(&mut field.limits).of_file();
                // A form without any part of the name lacks it.
                if is_list && field.required {
                    field.limits.min_items = field.limits.min_items.max(Some(1));
                }
            }
        }
        if additional.take().is_some() {
            let message = "the client sends no other parts than those that have a name";
            self.report(Code::Ignored, &own_at.child("additionalProperties"), message);
        }
        Some(ty)
    }

    /// Notes which parts `encoding` has in JSON. A file says itself which type it has.
    fn encode_parts(&mut self, content: &Content<'_>, ty: &Type) {
        let fields = ty.shape().and_then(|id| self.fields_mut(id)).into_iter().flatten();
        for field in fields.filter(|it| !is_file(&it.ty)) {
            let encoding = content.media_type.encoding.get(&field.name);
            let media_type = encoding.and_then(|it| it.content_type.clone());
            field.json_part = media_type.filter(|it| is_json(it));
        }
    }
}

/// Which of several media types a client speaks best.
fn rank(form: BodyForm) -> usize {
    match form {
        BodyForm::Json => 0,
        BodyForm::Multipart => 1,
        BodyForm::Pairs => 2,
        BodyForm::Raw => 3,
    }
}

/// The media type of a body whose document leaves it open.
fn sent_as(name: &str, form: BodyForm) -> String {
    match (essence(name).as_str(), form) {
        // A type with parameters says no more of JSON than without.
        ("*/*" | "application/*+json" | JSON, BodyForm::Json) => JSON.to_owned(),
        ("*/*", BodyForm::Raw) => "application/octet-stream".to_owned(),
        // Parameters behind a comma are those of no header.
        _ if name.contains(',') => essence(name),
        _ => name.to_owned(),
    }
}

/// Said of a body whose parts end where nobody but its writer knows.
const WRITTEN_PARTS: &str = "The parts as RFC 2046 writes them. The content type of this file names the media type and the \
                             boundary between the parts: `multipart/related; boundary=x`.";

fn has_parts(media_type: &str) -> bool {
    essence(media_type).starts_with("multipart/")
}

/// Whether an object can have no members.
fn is_empty(schema: &Schema) -> bool {
    let SchemaKind::Type(SchemaType::Object(object)) = &schema.schema_kind else { return false };
    object.properties.is_empty()
        && object.additional_properties == Some(AdditionalProperties::Any(false))
}

/// Whether a part is a file, or several.
pub(super) fn is_file(ty: &Type) -> bool {
    match ty {
        Type::List(item) => **item == Type::File,
        ty => *ty == Type::File,
    }
}

fn is_file_schema(whole: &Whole) -> bool {
    whole.ty.as_deref() == Some("string") && whole.format.as_deref() == Some("binary")
}

fn is_binary(schema: &Schema) -> bool {
    let SchemaKind::Type(SchemaType::String(string)) = &schema.schema_kind else { return false };
    string.format == VariantOrUnknownOrEmpty::Item(StringFormat::Binary)
}
