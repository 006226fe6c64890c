//! What a schema comes to, and where it stands.

use serde_json::Value;

use super::whole::Whole;
use crate::ir::{Access, Field, Limits, NameHint, Type};
use crate::position::Pointer;
use crate::prose;

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

/// A schema that is being lowered: where it stands, whose it is, and the tag that is left out of it because a union
/// writes it.
#[derive(Clone, Copy)]
pub(super) struct Site<'s> {
    pub(super) at: &'s Pointer,
    pub(super) context: &'s Context,
    pub(super) without: Option<&'s str>,
}

impl<'s> Site<'s> {
    pub(super) fn new(at: &'s Pointer, context: &'s Context) -> Self {
        Self { at, context, without: None }
    }
}

/// A schema, lowered.
#[derive(Clone, Debug, Default)]
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
    /// The kind of identifier that an integer is, or each of a list. A property can be one.
    pub(super) number_id: Option<String>,
    /// It has no type because of a mistake that is reported already.
    pub(super) failed: bool,
}

impl Lowered {
    pub(super) fn any() -> Self {
        Self::default()
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
