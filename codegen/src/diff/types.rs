//! Types as they go over the wire, whatever the shapes of a document are called and how they are cut.
//!
//! One value can be described by several types: a flat body with an enumeration on one side is, on the other,
//! a body for each value of a tag. So what is compared is always a set of types, any of which may describe
//! the value.

use super::change::Direction;
use super::described::Described;
use crate::ir::{ShapeId, Type};

/// What types stand in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub(super) described: Described<'a>,
    pub(super) direction: Direction,
}

/// The types that may describe a value.
#[derive(Clone, Debug)]
pub(super) struct Types<'a> {
    pub(super) context: Context<'a>,
    pub(super) of: Vec<Candidate<'a>>,
    /// Whether one of them may be null, where the type itself says so: an item, the value of a map, a whole response.
    pub(super) nullable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Candidate<'a> {
    Shape(ShapeId),
    /// A list in one string.
    Joined(&'a Type),
    /// The value of a tag.
    Value(&'a str),
    /// Any other type.
    Other(&'a Type),
}

impl<'a> Types<'a> {
    pub(super) fn new(context: Context<'a>, types: impl IntoIterator<Item = &'a Type>) -> Self {
        let mut all = Self { context, of: Vec::new(), nullable: false };
        types.into_iter().for_each(|ty| all.add(ty));
        all
    }

    /// A list whose items are joined with commas.
    pub(super) fn joined(context: Context<'a>, item: &'a Type) -> Self {
        Self::one(context, Candidate::Joined(item))
    }

    pub(super) fn one(context: Context<'a>, candidate: Candidate<'a>) -> Self {
        Self { context, of: vec![candidate], nullable: false }
    }

    pub(super) fn add(&mut self, ty: &'a Type) {
        match ty {
            Type::Nullable(inner) => {
                self.nullable = true;
                self.add(inner);
            }
            Type::Shape(id) | Type::Boxed(id) => self.add_candidate(Candidate::Shape(*id)),
            Type::CommaSeparated(item) => self.add_candidate(Candidate::Joined(item)),
            other => self.add_candidate(Candidate::Other(other)),
        }
    }

    pub(super) fn add_candidate(&mut self, candidate: Candidate<'a>) {
        if !self.of.contains(&candidate) {
            self.of.push(candidate);
        }
    }

    /// The type of the description, if there is one alone and it has a structure.
    pub(super) fn shape(&self) -> Option<ShapeId> {
        match self.of.as_slice() {
            [Candidate::Shape(id)] => Some(*id),
            _ => None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }
}
