//! What the styles of parameters and of forms tell apart.

use super::{Shape, ShapeKind, Type};

/// What a value is, where it is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueForm {
    One,
    List,
    Object,
    /// One, a list or an object: the value itself shows which.
    Open,
    /// A list or an object with others in it, or perhaps so.
    Nested,
}

impl ValueForm {
    pub(crate) fn of(ty: &Type, shapes: &[Shape]) -> Self {
        let is_one = |ty: &Type| is_one(ty, shapes);
        let of_ones = |are_one: bool, form| if are_one { form } else { Self::Nested };
        match ty {
            ty if is_one(ty) => Self::One,
            Type::List(item) => of_ones(is_one(item), Self::List),
            Type::Map(item) => of_ones(is_one(item), Self::Object),
            Type::Any => Self::Open,
            Type::Shape(id) => match shapes.get(id.0).map(|it| &it.kind) {
                Some(ShapeKind::Object { fields, additional }) => {
                    let mut types = fields.iter().map(|it| &it.ty).chain(additional);
                    of_ones(types.all(is_one), Self::Object)
                }
                Some(ShapeKind::Choice(members)) => {
                    let mut forms = members.iter().map(|it| Self::of(&it.ty, shapes));
                    if forms.any(|form| form == Self::Nested) { Self::Nested } else { Self::Open }
                }
                _ => Self::Nested,
            },
            _ => Self::Nested,
        }
    }
}

/// Whether values are single ones. It looks no deeper, since a type may lead back to itself.
fn is_one(ty: &Type, shapes: &[Shape]) -> bool {
    match ty {
        Type::String | Type::Boolean | Type::Double => true,
        Type::Int32 | Type::Int64 | Type::UInt64 => true,
        Type::DateTime | Type::EpochMillis | Type::PageToken | Type::Id(_) | Type::NumberId(_) => {
            true
        }
        Type::Shape(id) => {
            let kind = shapes.get(id.0).map(|it| &it.kind);
            matches!(kind, Some(ShapeKind::Enum(_) | ShapeKind::Numbers(_)))
        }
        _ => false,
    }
}
