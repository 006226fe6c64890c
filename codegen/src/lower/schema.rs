//! Schemas become types and shapes.

use std::borrow::Borrow;

use openapiv3::{ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::referenced::Key;
use super::whole::{Subschema, Whole};
use super::{Lowering, keywords};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Access, Field, Limits, NameHint, Shape, ShapeId, ShapeKind, Type};
use crate::position::Pointer;
use crate::prose;

impl Context {
    pub(super) fn of(hint: NameHint, name: &str) -> Self {
        Self { hint, name: name.to_owned(), described: None, is_item: false }
    }

    /// That of an item of a list, or of a value of a map.
    pub(super) fn item(&self) -> Self {
        Self { is_item: true, ..self.clone() }
    }

    pub(super) fn wire_hints(&self) -> prose::WireHints {
        prose::wire_hints(self.described.as_deref().unwrap_or_default())
    }

    pub(super) fn list_rules(&self) -> prose::ListRules {
        prose::list_rules(self.described.as_deref().unwrap_or_default())
    }
}

/// A schema, lowered.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    pub(super) ty: Type,
    pub(super) docs: String,
    pub(super) limits: Limits,
    pub(super) nullable: bool,
    pub(super) access: Access,
    pub(super) deprecated: bool,
    pub(super) default: Option<Value>,
    pub(super) example: Option<Value>,
    /// The only value of an enumeration of one.
    pub(super) constant: Option<Value>,
    /// It has no type because of a mistake that is reported already.
    pub(super) failed: bool,
}

/// A mistake that is reported already.
struct Reported;

/// Where a schema stands, for names and for identifiers.
#[derive(Clone, Debug)]
pub(super) struct Context {
    /// How to name the shape if it becomes one.
    pub(super) hint: NameHint,
    /// The name of the property or parameter that has it.
    pub(super) name: String,
    /// What a parameter says of itself, beside its schema.
    pub(super) described: Option<String>,
    /// It is an item of a list, or a value of a map: what is said of those is not said of it.
    pub(super) is_item: bool,
}

impl Lowering<'_> {
    /// Lowers a schema or what a `$ref` leads to.
    pub(super) fn schema<S: Borrow<Schema>>(
        &mut self,
        schema: &ReferenceOr<S>,
        at: &Pointer,
        context: &Context,
    ) -> Lowered {
        self.schema_without(schema, None, at, context)
    }

    /// The same, leaving out the property that is the tag of a union.
    pub(super) fn schema_without<S: Borrow<Schema>>(
        &mut self,
        schema: &ReferenceOr<S>,
        tag: Option<&str>,
        at: &Pointer,
        context: &Context,
    ) -> Lowered {
        match schema {
            ReferenceOr::Item(schema) => self.inline(schema.borrow(), at, context, tag),
            ReferenceOr::Reference { reference } => self.referenced(reference, at, context, tag),
        }
    }

    /// Lowers schemas that all hold for one value.
    pub(super) fn parts_of_one(&mut self, parts: &[Subschema], context: &Context) -> Lowered {
        match parts {
            [] => Lowered::any(),
            [part] => self.schema(&part.schema, &part.at, context),
            [first, ..] => {
                let whole = self.whole_of(parts);
                self.put_together(whole, &first.at, context, None)
            }
        }
    }

    pub(super) fn inline(
        &mut self,
        schema: &Schema,
        at: &Pointer,
        context: &Context,
        without: Option<&str>,
    ) -> Lowered {
        if let Some(lowered) = self.wrapped(schema, at, context, without) {
            return lowered;
        }
        let whole = self.whole(schema, at);
        self.put_together(whole, at, context, without)
    }

    /// An `allOf` that holds one reference, and beside it nothing but what is said of the value, is what it
    /// refers to: OpenAPI 3.0 has no other way to say something beside a `$ref`.
    fn wrapped(
        &mut self,
        schema: &Schema,
        at: &Pointer,
        context: &Context,
        without: Option<&str>,
    ) -> Option<Lowered> {
        if !matches!(schema.schema_kind, SchemaKind::AllOf { .. } | SchemaKind::Any(_)) {
            return None;
        }
        let own = keywords::of(&schema.schema_kind);
        let is_plain =
            |schema: &Schema| keywords::of(&schema.schema_kind) == openapiv3::AnySchema::default();
        let references = own.all_of.iter().enumerate().filter_map(|(index, it)| match it {
            ReferenceOr::Reference { reference } => Some((index, reference)),
            ReferenceOr::Item(_) => None,
        });
        let references: Vec<_> = references.collect();
        let others_are_plain = own.all_of.iter().filter_map(ReferenceOr::as_item).all(is_plain);
        let is_alone = openapiv3::AnySchema { all_of: Vec::new(), ..own.clone() }
            == openapiv3::AnySchema::default();
        let ([(index, reference)], true, true) =
            (references.as_slice(), others_are_plain, is_alone)
        else {
            return None;
        };
        let place = at.child("allOf").child(index);
        let inner = self.referenced(reference, &place, context, without);
        let outer = described(&self.whole(schema, at));
        let Lowered { ty, limits, constant, failed, .. } = inner;
        Some(Lowered { ty, limits, constant, failed, ..outer })
    }

    /// Lowers what a schema and its `allOf` say together.
    pub(super) fn put_together(
        &mut self,
        mut whole: Whole,
        at: &Pointer,
        context: &Context,
        without: Option<&str>,
    ) -> Lowered {
        let mut lowered = described(&whole);
        let has_errors = whole.has_errors();
        for problem in std::mem::take(&mut whole.problems) {
            self.diagnostics.push(problem);
        }
        if has_errors {
            return Lowered { failed: true, ..lowered };
        }
        let titled = whole.data.title.as_deref().filter(|title| is_name(title));
        let hint = titled.map_or(context.hint.clone(), |it| NameHint::Named(it.to_owned()));
        // What a parameter says of itself describes its schema too, if that says nothing.
        let described = match lowered.docs.as_str() {
            "" => context.described.clone(),
            docs => Some(docs.to_owned()),
        };
        let context = Context { hint, described, ..context.clone() };
        if whole.sources.len() < 2 {
            self.typed(&whole, at, &context, &mut lowered, without);
            return lowered;
        }
        // The schemas that are put together may lead back here, and do not do so as a component.
        let (at, sources) = (at.clone(), whole.sources.clone());
        let key = Key::new(at.clone(), sources, without);
        let mut own = lowered.clone();
        let found = self.once(key, |lowering| {
            lowering.typed(&whole, &at, &context, &mut own, without);
            own
        });
        match found {
            Ok(lowered) => lowered,
            Err(Some(shape)) => Lowered { ty: Type::Boxed(shape), ..lowered },
            Err(None) => self.endless(&at, &context.name),
        }
    }

    fn typed(
        &mut self,
        whole: &Whole,
        at: &Pointer,
        context: &Context,
        lowered: &mut Lowered,
        without: Option<&str>,
    ) {
        match self.type_of(whole) {
            Ok(None) => {}
            Ok(Some(ty)) => match ty.as_str() {
                "string" => self.string(whole, at, context, lowered),
                "integer" => self.integer(whole, at, context, lowered),
                "number" => self.number(whole, lowered),
                "boolean" => self.boolean(whole, lowered),
                "array" => self.list(whole, context, lowered),
                "object" => lowered.ty = self.object(whole, at, context, lowered, without),
                _ => self.group(whole, at, context, lowered),
            },
            Err(Reported) => lowered.failed = true,
        }
    }

    /// The type of the values; `group` where it is one of several, and nothing where everything fits. What a schema says
    /// of other types is left out, and told.
    fn type_of(&mut self, whole: &Whole) -> Result<Option<String>, Reported> {
        let ty = self.stated_type(whole)?;
        for keyword in ty.iter().flat_map(|ty| of_other_types(whole, ty)) {
            let ty = ty.as_deref().unwrap_or_default();
            if let Some(at) = whole.places.get(keyword) {
                let place = self.place(at).on_key();
                let message = format!("`{keyword}` says nothing of a value of type `{ty}`");
                let diagnostic = Diagnostic::new(Code::IgnoredKeyword, place, message);
                self.diagnostics.push(diagnostic.help("remove it, or correct the `type`"));
            }
        }
        Ok(ty)
    }

    /// The same, whether or not all keywords are for it.
    fn stated_type(&mut self, whole: &Whole) -> Result<Option<String>, Reported> {
        let (requiring, groups): (Vec<_>, Vec<_>) =
            whole.groups.iter().partition(|it| super::choice::only_requires(it));
        for group in requiring {
            let place = self.place(&group.at).on_key();
            let message = "which properties go together is not checked";
            self.diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, place, message));
        }
        match groups.as_slice() {
            [] => {}
            [_] => return Ok(Some("group".to_owned())),
            [first, second, ..] => {
                let message =
                    "a value that is one of several twice over is any value to the client";
                let place = self.place(&second.at).on_key();
                let diagnostic = Diagnostic::new(Code::IgnoredKeyword, place, message)
                    .related(self.place(&first.at).on_key(), "the other choice");
                self.diagnostics.push(diagnostic);
                return Ok(None);
            }
        }
        if whole.ty.is_some() {
            return Ok(whole.ty.clone());
        }
        let of_values = whole.enumeration.as_deref().and_then(common_type);
        let mut of_keywords: Vec<_> =
            whole.places.keys().filter_map(|it| keywords::type_of_keyword(it)).collect();
        of_keywords.sort_unstable();
        of_keywords.dedup();
        match (of_values, of_keywords.as_slice()) {
            (Some(ty), _) => Ok(Some(ty.to_owned())),
            (None, [ty]) => Ok(Some((*ty).to_owned())),
            (None, []) => {
                if let Some(place) = whole.places.get("enum") {
                    let place = self.place(place).on_key();
                    let is_null = whole.enumeration.iter().flatten().all(Value::is_null);
                    let message = match is_null {
                        true => "a value that is always null is any value to the client",
                        false => "values of several types are not told from others",
                    };
                    self.diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, place, message));
                }
                Ok(None)
            }
            (None, _) => {
                let message = "a schema of several types without a `type` is not kept to";
                of_other_types(whole, "").for_each(|it| self.ignored(whole, it, message));
                Ok(None)
            }
        }
    }

    pub(super) fn shape(
        &mut self,
        at: &Pointer,
        context: &Context,
        docs: &str,
        kind: ShapeKind,
    ) -> ShapeId {
        let place = self.place(at);
        let (name, docs) = (context.hint.clone(), docs.trim().to_owned());
        let corrections = match at.tokens().next().as_deref() {
            Some("components") => self.corrections(at),
            // The operation that holds the schema tells of it.
            _ => Vec::new(),
        };
        let chosen = self.names.ty(at);
        self.shapes.push(Shape { place, name, chosen, docs, corrections, kind });
        ShapeId(self.shapes.len() - 1)
    }
}

impl Lowered {
    pub(super) fn any() -> Self {
        Self {
            ty: Type::Any,
            docs: String::new(),
            limits: Limits::default(),
            nullable: false,
            access: Access::Both,
            deprecated: false,
            default: None,
            example: None,
            constant: None,
            failed: false,
        }
    }

    pub(super) fn failed() -> Self {
        Self { failed: true, ..Self::any() }
    }

    /// The type of an item, which may be null.
    pub(super) fn item_type(self) -> Type {
        match self.ty {
            Type::Any => Type::Any,
            ty if self.nullable => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }
}

/// The keywords that are for another type, in alphabetical order. JSON Schema has them mean nothing there.
fn of_other_types(whole: &Whole, ty: &str) -> impl Iterator<Item = &'static str> {
    let ty = if ty == "integer" { "number" } else { ty };
    let is_other = |it: &&str| keywords::type_of_keyword(it).is_some_and(|of| of != ty);
    let all = whole.places.keys().copied();
    let mut others: Vec<_> = all.filter(|it| ty != "group" && is_other(it)).collect();
    others.sort_unstable();
    others.into_iter()
}

/// What a schema says beside its type.
pub(super) fn described(whole: &Whole) -> Lowered {
    let data = &whole.data;
    let access = match (data.read_only, data.write_only) {
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        _ => Access::Both,
    };
    let lists_null = whole.enumeration.iter().flatten().any(Value::is_null);
    Lowered {
        docs: prose::markdown(data.description.as_deref().unwrap_or_default().trim()),
        nullable: data.nullable || lists_null,
        access,
        deprecated: data.deprecated,
        default: data.default.clone(),
        example: data.example.clone(),
        ..Lowered::any()
    }
}

pub(super) fn field(name: &str, lowered: Lowered, required: bool) -> Field {
    Field {
        name: name.to_owned(),
        chosen: None,
        docs: lowered.docs,
        ty: lowered.ty,
        required,
        nullable: lowered.nullable,
        access: lowered.access,
        deprecated: lowered.deprecated,
        limits: lowered.limits,
        default: lowered.default,
        example: lowered.example,
        constant: lowered.constant.filter(|_| required && !lowered.nullable),
        json_part: None,
    }
}

/// The type that all values of an enumeration have.
fn common_type(values: &[Value]) -> Option<&'static str> {
    let mut values = values.iter().filter(|it| !it.is_null());
    let type_of = |value: &Value| match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some("integer"),
        _ => None,
    };
    let first = type_of(values.next()?)?;
    values.all(|it| type_of(it) == Some(first)).then_some(first)
}

/// A `title` names a type if it is one word; otherwise it is a heading for people.
pub(super) fn is_name(title: &str) -> bool {
    let mut characters = title.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
