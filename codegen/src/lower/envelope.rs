//! Responses that are documented in two forms: a value, or an object that has the same value in its only property.
//!
//! ```yaml
//! schema:
//!   oneOf:
//!     - $ref: '#/components/schemas/message'
//!     - type: object
//!       required: [data]
//!       properties:
//!         data:
//!           $ref: '#/components/schemas/message'
//! ```
//!
//! The object is an envelope: both are that value to a caller.

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as SchemaType};

use super::Lowering;
use crate::diagnostic::Code;
use crate::ir::{Envelope, ShapeId, ShapeKind, Type};
use crate::position::Pointer;

/// The form without an envelope, where it stands, and the properties that hold it in the other ones.
pub(super) type Forms<'s> = (&'s ReferenceOr<Schema>, Pointer, Vec<String>);

impl<'a> Lowering<'a> {
    /// The forms of a response, if all of them hold one value.
    pub(super) fn forms<'s>(
        &self,
        schema: &'s ReferenceOr<Schema>,
        at: &Pointer,
    ) -> Option<Forms<'s>>
    where
        'a: 's,
    {
        let (schema, at) = self.resolved_at(schema, at)?;
        let (keyword, members) = match &schema.schema_kind {
            SchemaKind::OneOf { one_of } => ("oneOf", one_of),
            SchemaKind::AnyOf { any_of } => ("anyOf", any_of),
            _ => return None,
        };
        members.iter().enumerate().find_map(|(index, bare)| {
            let others = members.iter().enumerate().filter(|(other, _)| *other != index);
            let properties: Option<Vec<String>> =
                others.map(|(_, member)| self.holding(member, bare)).collect();
            let properties = properties.filter(|it| !it.is_empty())?;
            Some((bare, at.child(keyword).child(index), properties))
        })
    }

    /// The property in which an object holds `bare` and nothing else.
    fn holding(&self, object: &ReferenceOr<Schema>, bare: &ReferenceOr<Schema>) -> Option<String> {
        let SchemaKind::Type(SchemaType::Object(object)) = &self.resolved(object)?.schema_kind
        else {
            return None;
        };
        let mut properties = object.properties.iter();
        let (Some((name, held)), None) = (properties.next(), properties.next()) else {
            return None;
        };
        let held = held.clone().unbox();
        let is_same = held == *bare || self.resolved(&held)? == self.resolved(bare)?;
        (object.required.contains(name) && is_same).then(|| name.clone())
    }

    /// The envelope of a value of this type.
    pub(super) fn envelope(
        &mut self,
        ty: &Type,
        properties: Vec<String>,
        at: &Pointer,
    ) -> Envelope {
        let mut others = self.property_names(ty);
        let is_known = |name: &String| properties.contains(name);
        if matches!(ty, Type::Map(_) | Type::Any) || others.iter().any(is_known) {
            let message = "nothing tells a value of this member from an envelope, which has a property of the same name";
            self.report(Code::IndistinctMembers, at, message);
        }
        others.retain(|name| !is_known(name));
        Envelope { properties, others }
    }

    /// The properties that an object may have, whichever kind of several it is.
    fn property_names(&self, ty: &Type) -> Vec<String> {
        let Type::Shape(id) = ty else { return Vec::new() };
        let (tag, objects) = match self.kind(*id) {
            Some(ShapeKind::Union { tag, variants }) => {
                (Some(tag.clone()), variants.iter().map(|it| it.shape).collect())
            }
            Some(ShapeKind::Choice(all)) => {
                (None, all.iter().filter_map(|it| it.ty.shape()).collect())
            }
            _ => (None, vec![*id]),
        };
        let fields = |id: &ShapeId| self.fields(*id).unwrap_or_default();
        let names = objects.iter().flat_map(fields).map(|field| field.name.clone());
        let mut names: Vec<String> = names.chain(tag).collect();
        names.sort();
        names.dedup();
        names
    }
}
