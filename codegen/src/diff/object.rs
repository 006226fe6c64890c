//! The fields that an object may have, over all its descriptions.

use indexmap::IndexMap;
use serde_json::Value;

use super::change::Direction;
use super::types::{Candidate, Context, Types};
use crate::ir::{Access, Field, Limits, ShapeId, ShapeKind, Type, Variant};
use crate::model::{self, TypeDef};
use crate::position::Place;

/// An object, put together from one description or several.
#[derive(Debug, Default)]
pub(super) struct Object<'a> {
    pub(super) fields: IndexMap<&'a str, Member<'a>>,
    /// What members beside the fields are.
    pub(super) additional: Option<Types<'a>>,
    /// How many descriptions there are.
    pub(super) parts: usize,
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct Member<'a> {
    pub(super) types: Types<'a>,
    /// Every description requires it.
    pub(super) required: bool,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    /// Its value tells the descriptions apart.
    pub(super) is_tag: bool,
    /// The values that the descriptions give it; nothing where it may have any.
    pub(super) constants: Vec<&'a Value>,
    pub(super) limits: Limits,
    /// The media type, one of JSON, that a form has it in.
    pub(super) json_part: Option<&'a str>,
    pub(super) default: Option<&'a Value>,
    pub(super) example: Option<&'a Value>,
    pub(super) docs: Vec<&'a str>,
    pub(super) place: Option<Place>,
    /// What the descriptions become, each with the struct that it is in.
    pub(super) declared: Vec<(&'a model::Struct, &'a model::Field)>,
    /// How many descriptions have it.
    parts: usize,
}

impl<'a> Object<'a> {
    pub(super) fn of(types: &Types<'a>) -> Self {
        let mut object = Self::default();
        for candidate in &types.of {
            match candidate {
                Candidate::Shape(id) => object.add(types.context, *id),
                Candidate::Other(Type::Map(of)) => object.add_additional(types.context, of),
                _ => {}
            }
        }
        let parts = object.parts;
        for member in object.fields.values_mut() {
            member.required &= member.parts == parts;
        }
        object
    }

    fn add(&mut self, context: Context<'a>, id: ShapeId) {
        let shape = context.described.shape(id);
        match &shape.kind {
            ShapeKind::Object { fields, additional } => {
                self.parts += 1;
                let is_there = |field: &&Field| match context.direction {
                    Direction::Request => field.access != Access::ReadOnly,
                    Direction::Response => field.access != Access::WriteOnly,
                };
                for field in fields.iter().filter(is_there) {
                    self.add_field(context, id, &shape.place, field);
                }
                if let Some(ty) = additional {
                    self.add_additional(context, ty);
                }
            }
            ShapeKind::Union { tag, variants } => {
                // Of what type the values are is compared where they are named.
                for Variant { value, chosen: _, tag_type: _, shape } in variants {
                    self.add_tag(context, tag, value);
                    // The shape of a variant is an object: lowering sees to it.
                    if let ShapeKind::Object { .. } = &context.described.shape(*shape).kind {
                        self.add(context, *shape);
                    }
                }
            }
            ShapeKind::Enum(_) | ShapeKind::Numbers(_) => {}
            ShapeKind::Choice(_) | ShapeKind::ByStatus(_) => {}
        }
    }

    fn add_field(&mut self, context: Context<'a>, owner: ShapeId, place: &Place, field: &'a Field) {
        // A fact that is new in the representation has to be compared, or it does not compile here.
        let Field {
            name,
            chosen: _,
            docs,
            ty,
            required,
            nullable,
            access: _,
            deprecated,
            limits,
            default,
            example,
            constant,
            json_part,
        } = field;
        let declared = declared(context, owner, name);
        let Some(member) = self.fields.get_mut(name.as_str()) else {
            let member = Member {
                types: Types::new(context, [ty]),
                required: *required,
                nullable: *nullable,
                deprecated: *deprecated,
                is_tag: constant.is_some(),
                constants: constant.iter().collect(),
                limits: limits.clone(),
                json_part: json_part.as_deref(),
                default: default.as_ref(),
                example: example.as_ref(),
                docs: vec![docs],
                place: Some(place.child("properties").child(name)),
                declared: declared.into_iter().collect(),
                parts: 1,
            };
            self.fields.insert(name, member);
            return;
        };
        member.types.add(ty);
        member.required &= required;
        member.nullable |= nullable;
        member.deprecated &= deprecated;
        member.is_tag |= constant.is_some();
        member.constants.extend(constant);
        member.declared.extend(declared);
        member.parts += 1;
        if !member.docs.contains(&docs.as_str()) {
            member.docs.push(docs);
        }
    }

    fn add_tag(&mut self, context: Context<'a>, tag: &'a str, value: &'a str) {
        let member = self.fields.entry(tag).or_insert_with(|| Member {
            types: Types::one(context, Candidate::Value(value)),
            required: true,
            nullable: false,
            deprecated: false,
            is_tag: true,
            constants: Vec::new(),
            limits: Limits::default(),
            json_part: None,
            default: None,
            example: None,
            docs: Vec::new(),
            place: None,
            declared: Vec::new(),
            parts: 0,
        });
        member.types.add_candidate(Candidate::Value(value));
        member.parts += 1;
    }

    fn add_additional(&mut self, context: Context<'a>, ty: &'a Type) {
        self.additional.get_or_insert_with(|| Types::new(context, [])).add(ty);
    }
}

/// What a field of a shape becomes.
fn declared<'a>(
    context: Context<'a>,
    owner: ShapeId,
    name: &str,
) -> Option<(&'a model::Struct, &'a model::Field)> {
    let Some(TypeDef::Struct(owner)) = context.described.definition(owner) else { return None };
    let field = owner.fields.iter().find(|it| it.wire == name && !it.wire.is_empty())?;
    Some((owner, field))
}
