//! Schemas become types and shapes.

use std::borrow::Borrow;
use std::collections::HashSet;

use openapiv3::{
    AdditionalProperties, IntegerFormat, ObjectType, ReferenceOr, Schema, SchemaKind, StringFormat,
    StringType, Type as SchemaType, VariantOrUnknownOrEmpty,
};

use super::identifier::id_kind;
use super::{Lowering, component};
use crate::diagnostic::Code;
use crate::ir::{Bound, EnumValue, Field, Limits, NameHint, Shape, ShapeId, ShapeKind, Type};
use crate::position::Pointer;
use crate::prose;

impl Context {
    fn wire_hints(&self) -> prose::WireHints {
        prose::wire_hints(self.described.as_deref().unwrap_or_default())
    }
}

/// A component, and the tag that is left out of it because a union writes it.
pub(super) type ComponentKey = (String, Option<String>);

/// A schema, lowered.
#[derive(Debug)]
pub(super) struct Lowered {
    pub(super) ty: Type,
    pub(super) docs: String,
    pub(super) limits: Limits,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    pub(super) default: Option<serde_json::Value>,
    /// The only value of an enumeration of one.
    pub(super) constant: Option<String>,
}

/// Where a schema stands, for names and for identifiers.
#[derive(Clone, Debug)]
pub(super) struct Context {
    /// How to name the shape if it becomes one.
    pub(super) hint: NameHint,
    /// The name of the property or parameter that has it.
    pub(super) name: String,
    /// What a parameter says of itself, beside its schema.
    pub(super) described: Option<String>,
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

    /// Lowers a component once, and remembers it: two references to it are one type.
    fn referenced(
        &mut self,
        reference: &str,
        at: &Pointer,
        context: &Context,
        without: Option<&str>,
    ) -> Lowered {
        let document = self.document;
        let schemas = document.components.as_ref().map(|it| &it.schemas);
        let Some((schema, target)) =
            schemas.and_then(|schemas| component(schemas, "schemas", reference))
        else {
            self.misdirected(reference, "schemas", at);
            return Lowered::any();
        };
        let name = target.tokens().last().unwrap_or_default();
        let key = (name.clone(), without.map(str::to_owned));
        let hint = NameHint::Named(name);
        match self.components.get(&key) {
            Some(Some(ty)) => return Lowered { ty: ty.clone(), ..described(schema) },
            Some(None) => {}
            None => {
                self.components.insert(key.clone(), None);
                let context = Context { hint, ..context.clone() };
                let lowered = self.inline(schema, &target, &context, without);
                self.components.insert(key, Some(lowered.ty.clone()));
                return lowered;
            }
        }
        // It is being lowered further up: it contains itself.
        let place = self.place(&target);
        match self.shapes.iter().position(|shape| shape.place == place) {
            Some(index) => Lowered { ty: Type::Boxed(ShapeId(index)), ..described(schema) },
            None => {
                self.unsupported(at, format!("`{reference}` contains nothing but itself"));
                Lowered::any()
            }
        }
    }

    fn inline(
        &mut self,
        schema: &Schema,
        at: &Pointer,
        context: &Context,
        without: Option<&str>,
    ) -> Lowered {
        let data = &schema.schema_data;
        let mut lowered = described(schema);
        let titled = data.title.as_deref().filter(|title| is_name(title));
        let hint = titled.map_or(context.hint.clone(), |it| NameHint::Named(it.to_owned()));
        // What a parameter says of itself describes its schema too, if that says nothing.
        let described = match lowered.docs.as_str() {
            "" => context.described.clone(),
            docs => Some(docs.to_owned()),
        };
        let context = Context { hint, name: context.name.clone(), described };
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::String(string)) => match self.parts(data, at, &context) {
                Some(ty) => lowered.ty = ty,
                None => self.string(string, at, &context, &mut lowered),
            },
            SchemaKind::Type(SchemaType::Integer(integer)) => {
                lowered.limits.minimum =
                    integer.minimum.map(|it| bound(it as f64, integer.exclusive_minimum));
                lowered.limits.maximum =
                    integer.maximum.map(|it| bound(it as f64, integer.exclusive_maximum));
                lowered.ty = match integer.format {
                    _ if context.wire_hints().epoch_millis => Type::EpochMillis,
                    VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Type::Int32,
                    VariantOrUnknownOrEmpty::Unknown(ref format) if format == "page-token" => {
                        Type::PageToken
                    }
                    _ => Type::Int64,
                };
            }
            SchemaKind::Type(SchemaType::Number(number)) => {
                lowered.limits.minimum =
                    number.minimum.map(|it| bound(it, number.exclusive_minimum));
                lowered.limits.maximum =
                    number.maximum.map(|it| bound(it, number.exclusive_maximum));
                lowered.ty = Type::Double;
            }
            SchemaKind::Type(SchemaType::Boolean(_)) => lowered.ty = Type::Boolean,
            SchemaKind::Type(SchemaType::Array(array)) => {
                lowered.limits.min_items = array.min_items;
                lowered.limits.max_items = array.max_items;
                let item = match &array.items {
                    Some(items) => self.schema(items, &at.child("items"), &context),
                    None => Lowered::any(),
                };
                let rules = prose::list_rules(context.described.as_deref().unwrap_or_default());
                lowered.limits.sum = rules.sum;
                lowered.limits.one_for_each = rules.one_for_each;
                lowered.limits.each =
                    Some(Box::new(item.limits)).filter(|it| **it != Limits::default());
                lowered.ty = Type::List(Box::new(item.ty));
            }
            SchemaKind::Type(SchemaType::Object(object)) => {
                lowered.ty = self.object(object, at, &context, &lowered.docs, without);
            }
            SchemaKind::OneOf { one_of } => {
                lowered.ty = self.one_of(schema, one_of, at, &context);
            }
            SchemaKind::Any(any) if is_unconstrained(any) => {}
            SchemaKind::AllOf { .. } => {
                self.unsupported(&at.child("allOf"), "`allOf` is not supported")
            }
            SchemaKind::AnyOf { .. } => {
                self.unsupported(&at.child("anyOf"), "`anyOf` is not supported")
            }
            SchemaKind::Not { .. } => self.unsupported(&at.child("not"), "`not` is not supported"),
            SchemaKind::Any(_) => self.unsupported(
                at,
                "the schema mixes keywords of several types, which is not supported",
            ),
        }
        lowered
    }

    fn string(&mut self, string: &StringType, at: &Pointer, context: &Context, to: &mut Lowered) {
        to.limits.min_length = string.min_length;
        to.limits.max_length = string.max_length;
        let values: Vec<String> = string.enumeration.iter().flatten().cloned().collect();
        if !values.is_empty() {
            to.constant = <[String; 1]>::try_from(values.clone()).ok().map(|[value]| value);
            to.ty = self.enumeration(values, at, context);
            return;
        }
        let id = |kinds: &HashSet<String>| id_kind(kinds, &context.name).map(Type::Id);
        to.ty = match &string.format {
            VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => Type::DateTime,
            VariantOrUnknownOrEmpty::Unknown(format) if format == "page-token" => Type::PageToken,
            VariantOrUnknownOrEmpty::Unknown(format) if format.ends_with("-id") => {
                Type::Id(format.clone())
            }
            VariantOrUnknownOrEmpty::Empty if context.wire_hints().comma_separated => {
                to.limits.max_items = context.wire_hints().max_items;
                Type::CommaSeparated(Box::new(id(&self.id_kinds).unwrap_or(Type::String)))
            }
            VariantOrUnknownOrEmpty::Empty => id(&self.id_kinds).unwrap_or(Type::String),
            _ => Type::String,
        };
    }

    fn enumeration(&mut self, values: Vec<String>, at: &Pointer, context: &Context) -> Type {
        let docs = context.described.as_deref().unwrap_or_default();
        let meanings = prose::value_meanings(docs);
        let values = values.into_iter().map(|value| {
            let docs = meanings.get(&value).cloned().unwrap_or_default();
            EnumValue { value, docs }
        });
        let kind = ShapeKind::Enum(values.collect());
        Type::Shape(self.shape(at, context, docs, kind))
    }

    fn object(
        &mut self,
        object: &ObjectType,
        at: &Pointer,
        context: &Context,
        docs: &str,
        without: Option<&str>,
    ) -> Type {
        if object.properties.is_empty() {
            return Type::Map(Box::new(self.additional(object, at, context).unwrap_or(Type::Any)));
        }
        for (index, name) in object.required.iter().enumerate() {
            if !object.properties.contains_key(name) {
                let message = format!("`{name}` is required and is no property");
                self.report(Code::UndefinedRequired, &at.child("required").child(index), message);
            }
        }
        // The shape has its place in the list before its fields are lowered, so that they can refer to it.
        let empty = ShapeKind::Object { fields: Vec::new(), additional: None };
        let id = self.shape(at, context, docs, empty);
        let properties = at.child("properties");
        let fields = object
            .properties
            .iter()
            .filter(|(name, _)| without != Some(name.as_str()))
            .map(|(name, schema)| {
                let context = Context {
                    hint: NameHint::Within(id, name.clone()),
                    name: name.clone(),
                    described: None,
                };
                let lowered = self.schema(schema, &properties.child(name), &context);
                field(name, lowered, object.required.contains(name))
            })
            .collect();
        let additional = self.additional(object, at, context);
        self.shapes[id.0].kind = ShapeKind::Object { fields, additional };
        Type::Shape(id)
    }

    fn additional(&mut self, object: &ObjectType, at: &Pointer, context: &Context) -> Option<Type> {
        match object.additional_properties.as_ref()? {
            AdditionalProperties::Any(allowed) => allowed.then_some(Type::Any),
            AdditionalProperties::Schema(schema) => {
                Some(self.schema(schema, &at.child("additionalProperties"), context).ty)
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
        self.shapes.push(Shape { place, name, docs, corrections, kind });
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
            deprecated: false,
            default: None,
            constant: None,
        }
    }
}

/// What a schema says beside its type.
fn described(schema: &Schema) -> Lowered {
    let data = &schema.schema_data;
    Lowered {
        docs: data.description.as_deref().unwrap_or_default().trim().to_owned(),
        nullable: data.nullable,
        deprecated: data.deprecated,
        default: data.default.clone(),
        ..Lowered::any()
    }
}

pub(super) fn field(name: &str, lowered: Lowered, required: bool) -> Field {
    Field {
        name: name.to_owned(),
        docs: lowered.docs,
        ty: lowered.ty,
        required,
        nullable: lowered.nullable,
        deprecated: lowered.deprecated,
        limits: lowered.limits,
        default: lowered.default,
        constant: lowered.constant.filter(|_| required),
    }
}

fn bound(value: f64, exclusive: bool) -> Bound {
    Bound { value, exclusive }
}

/// A `title` names a type if it is one word; otherwise it is a heading for people.
fn is_name(title: &str) -> bool {
    let mut characters = title.chars();
    characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_unconstrained(any: &openapiv3::AnySchema) -> bool {
    *any == openapiv3::AnySchema::default()
}
