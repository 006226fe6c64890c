//! `oneOf` schemas: objects that a tag tells apart.

use openapiv3::{ObjectType, ReferenceOr, Schema, SchemaKind, Type as SchemaType};

use super::schema::{Context, Lowered};
use super::{Lowering, component};
use crate::diagnostic::Code;
use crate::ir::{NameHint, ShapeId, ShapeKind, Type, Variant};
use crate::position::Pointer;

impl<'a> Lowering<'a> {
    /// A `oneOf` becomes a union, told apart by its discriminator, or by a property that has a value of its
    /// own in every member.
    pub(super) fn one_of(
        &mut self,
        schema: &Schema,
        members: &[ReferenceOr<Schema>],
        at: &Pointer,
        context: &Context,
    ) -> Type {
        let discriminator = schema.schema_data.discriminator.as_ref();
        let tag = match discriminator {
            Some(discriminator) => Some(discriminator.property_name.clone()),
            None => self.common_constant(members),
        };
        let Some(tag) = tag else {
            let message = "nothing tells the members of this `oneOf` apart";
            self.report(Code::MissingDiscriminator, &at.child("oneOf"), message);
            return Type::Any;
        };
        let docs = schema.schema_data.description.as_deref().unwrap_or_default();
        let id = self.shape(at, context, docs, ShapeKind::Enum(Vec::new()));
        let mut variants: Vec<Variant> = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let pointer = at.child("oneOf").child(index);
            let mapped = discriminator.and_then(|it| {
                let ReferenceOr::Reference { reference } = member else { return None };
                it.mapping.iter().find(|(_, target)| *target == reference).map(|(value, _)| value)
            });
            let value = mapped.cloned().or_else(|| constant_of(self.resolved(member)?, &tag));
            let Some(value) = value else {
                let message = format!("this member has no value of its own for `{tag}`");
                self.report(Code::MissingDiscriminator, &pointer, message);
                continue;
            };
            let own = self.resolved(member).and_then(|it| constant_of(it, &tag));
            if let Some(own) = own.filter(|own| *own != value) {
                let message =
                    format!("the mapping gives this member `{value}`, and its `{tag}` is `{own}`");
                self.report(Code::MissingDiscriminator, &pointer, message);
                continue;
            }
            if variants.iter().any(|variant| variant.value == value) {
                let message = format!("two members have `{value}` as their `{tag}`");
                self.report(Code::MissingDiscriminator, &pointer, message);
                continue;
            }
            let hint = NameHint::Within(id, value.clone());
            let context = Context { hint, name: context.name.clone(), described: None };
            let lowered = self.schema_without(member, Some(&tag), &pointer, &context);
            match self.variant_shape(lowered, &pointer, &context) {
                Some(shape) => variants.push(Variant { value, shape }),
                None => self.unsupported(&pointer, "a member of a `oneOf` must be an object"),
            }
        }
        self.shapes[id.0].kind = ShapeKind::Union { tag, variants };
        Type::Shape(id)
    }

    fn variant_shape(
        &mut self,
        lowered: Lowered,
        at: &Pointer,
        context: &Context,
    ) -> Option<ShapeId> {
        match lowered.ty {
            // One that is still being lowered is an object: only objects hold themselves.
            Type::Boxed(shape) => Some(shape),
            Type::Shape(shape) => {
                let kind = self.shapes.get(shape.0).map(|it| &it.kind);
                matches!(kind, Some(ShapeKind::Object { .. })).then_some(shape)
            }
            // An object with no property but its tag.
            Type::Map(_) => {
                let kind = ShapeKind::Object { fields: Vec::new(), additional: None };
                Some(self.shape(at, context, &lowered.docs, kind))
            }
            _ => None,
        }
    }

    /// The first property that every member requires and gives one value.
    fn common_constant(&self, members: &[ReferenceOr<Schema>]) -> Option<String> {
        let first = object_of(self.resolved(members.first()?)?)?;
        let mut names = first.required.iter();
        names
            .find(|name| {
                members.iter().all(|member| {
                    self.resolved(member).is_some_and(|it| constant_of(it, name).is_some())
                })
            })
            .cloned()
    }

    /// What a schema or a reference to one defines.
    pub(super) fn resolved<'s>(&self, schema: &'s ReferenceOr<Schema>) -> Option<&'s Schema>
    where
        'a: 's,
    {
        self.resolved_at(schema, &Pointer::root()).map(|(schema, _)| schema)
    }

    /// The same, and where it stands.
    pub(super) fn resolved_at<'s>(
        &self,
        schema: &'s ReferenceOr<Schema>,
        at: &Pointer,
    ) -> Option<(&'s Schema, Pointer)>
    where
        'a: 's,
    {
        match schema {
            ReferenceOr::Item(schema) => Some((schema, at.clone())),
            ReferenceOr::Reference { reference } => {
                component(&self.document.components.as_ref()?.schemas, "schemas", reference)
            }
        }
    }
}

fn object_of(schema: &Schema) -> Option<&ObjectType> {
    match &schema.schema_kind {
        SchemaKind::Type(SchemaType::Object(object)) => Some(object),
        _ => None,
    }
}

/// The one value that a required property has.
fn constant_of(schema: &Schema, name: &str) -> Option<String> {
    let object = object_of(schema)?;
    if !object.required.iter().any(|required| required == name) {
        return None;
    }
    let property = object.properties.get(name)?.as_item()?;
    let SchemaKind::Type(SchemaType::String(string)) = &property.schema_kind else { return None };
    match string.enumeration.as_slice() {
        [Some(value)] => Some(value.clone()),
        _ => None,
    }
}
