//! The fields that an object may have, over all its descriptions.

use indexmap::IndexMap;
use serde_json::Value;

use super::types::{Candidate, Types, candidate};
use crate::ir::{Api, Field, Limits, ShapeId, ShapeKind, Type};

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
    pub(super) limits: Limits,
    pub(super) default: Option<&'a Value>,
    pub(super) docs: Vec<&'a str>,
    /// How many descriptions have it.
    parts: usize,
}

impl<'a> Object<'a> {
    pub(super) fn of(types: &Types<'a>) -> Self {
        let mut object = Self::default();
        for candidate in &types.of {
            match candidate {
                Candidate::Shape(id) => object.add(types.api, *id),
                Candidate::Other(Type::Map(of)) => object.add_additional(types.api, of),
                _ => {}
            }
        }
        let parts = object.parts;
        for member in object.fields.values_mut() {
            member.required &= member.parts == parts;
        }
        object
    }

    fn add(&mut self, api: &'a Api, id: ShapeId) {
        match &api.shape(id).kind {
            ShapeKind::Object { fields, additional } => {
                self.parts += 1;
                fields.iter().for_each(|field| self.add_field(api, field));
                if let Some(ty) = additional {
                    self.add_additional(api, ty);
                }
            }
            ShapeKind::Union { tag, variants } => {
                for variant in variants {
                    self.add_tag(api, tag, &variant.value);
                    // The shape of a variant is an object: lowering sees to it.
                    if let ShapeKind::Object { .. } = &api.shape(variant.shape).kind {
                        self.add(api, variant.shape);
                    }
                }
            }
            ShapeKind::Enum(_)
            | ShapeKind::Numbers(_)
            | ShapeKind::Parts { .. }
            | ShapeKind::Choice(_) => {}
        }
    }

    fn add_field(&mut self, api: &'a Api, field: &'a Field) {
        let types = candidate(&field.ty);
        let Some(member) = self.fields.get_mut(field.name.as_str()) else {
            let member = Member {
                types: Types::one(api, types),
                required: field.required,
                nullable: field.nullable,
                deprecated: field.deprecated,
                is_tag: field.constant.is_some(),
                limits: field.limits.clone(),
                default: field.default.as_ref(),
                docs: vec![&field.docs],
                parts: 1,
            };
            self.fields.insert(&field.name, member);
            return;
        };
        member.types.add(types);
        member.required &= field.required;
        member.nullable |= field.nullable;
        member.deprecated &= field.deprecated;
        member.is_tag |= field.constant.is_some();
        member.parts += 1;
        if !member.docs.contains(&field.docs.as_str()) {
            member.docs.push(&field.docs);
        }
    }

    fn add_tag(&mut self, api: &'a Api, tag: &'a str, value: &'a str) {
        let member = self.fields.entry(tag).or_insert_with(|| Member {
            types: Types::one(api, Candidate::Value(value)),
            required: true,
            nullable: false,
            deprecated: false,
            is_tag: true,
            limits: Limits::default(),
            default: None,
            docs: Vec::new(),
            parts: 0,
        });
        member.types.add(Candidate::Value(value));
        member.parts += 1;
    }

    fn add_additional(&mut self, api: &'a Api, ty: &'a Type) {
        match &mut self.additional {
            Some(types) => types.add(candidate(ty)),
            None => self.additional = Some(Types::new(api, [ty])),
        }
    }
}
