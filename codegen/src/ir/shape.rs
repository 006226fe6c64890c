//! Types, and the shapes of what has a structure.

use std::iter;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ChosenName, Limits, Success, is_default};
use crate::position::Place;
use crate::text::plain;

/// Index of a [`Shape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ShapeId(pub(crate) usize);

/// The type of a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Type {
    String,
    Boolean,
    Int32,
    Int64,
    /// An integer that is never negative and may be larger than an `Int64`.
    UInt64,
    Double,
    /// An ISO 8601 instant.
    DateTime,
    /// An integer that counts milliseconds since 1970.
    EpochMillis,
    /// A token for the next page of a list.
    PageToken,
    /// An identifier of the kind that is named, such as `chat-id`.
    Id(String),
    /// The same, which is a number in JSON.
    NumberId(String),
    List(Box<Type>),
    /// A list that is one string of comma-separated items.
    CommaSeparated(Box<Type>),
    Map(Box<Type>),
    /// An item of a list or a map that may be null.
    Nullable(Box<Type>),
    /// Any JSON value.
    #[default]
    Any,
    /// Bytes that are a body.
    Bytes,
    /// Bytes with a name, in a form.
    File,
    Shape(ShapeId),
    /// A shape that contains itself through this field.
    Boxed(ShapeId),
}

/// The format of a text that the client has a type for, written by hand: who reacted to a message, and when.
pub(crate) const REACTION: &str = "reaction";

impl Type {
    /// The type of what is in a list or a map or may be null, or itself: at the bottom of all of them.
    pub(crate) fn innermost(&self) -> &Self {
        match self {
            Self::List(inner)
            | Self::CommaSeparated(inner)
            | Self::Map(inner)
            | Self::Nullable(inner) => inner.innermost(),
            ty => ty,
        }
    }

    pub(crate) fn innermost_mut(&mut self) -> &mut Self {
        match self {
            Self::List(inner)
            | Self::CommaSeparated(inner)
            | Self::Map(inner)
            | Self::Nullable(inner) => inner.innermost_mut(),
            ty => ty,
        }
    }

    /// The shape that a value or what is in it has.
    pub(crate) fn innermost_shape(&self) -> Option<ShapeId> {
        match self.innermost() {
            Self::Shape(id) | Self::Boxed(id) => Some(*id),
            _ => None,
        }
    }

    /// The shape that a value has itself.
    pub(crate) fn shape(&self) -> Option<ShapeId> {
        match self {
            Self::Shape(id) => Some(*id),
            _ => None,
        }
    }
}

/// A type of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Shape {
    #[serde(skip)]
    pub(crate) place: Place,
    pub(crate) name: NameHint,
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    #[serde(skip)]
    pub(crate) docs: String,
    /// Why the document was corrected here.
    #[serde(skip)]
    pub(crate) corrections: Vec<String>,
    pub(crate) kind: ShapeKind,
}

/// What the document offers for naming a shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NameHint {
    /// A `title`, or the name of a component.
    Named(String),
    /// A field or a list item of another shape.
    Within(ShapeId, String),
    /// The request body of an operation, by its id.
    Request(String),
    /// The response of an operation, by its id.
    Response(String),
    /// A parameter of an operation.
    Parameter(String, String),
    /// Fields or parameters of this name, which all are the same: where each of them stands.
    Each(String, Vec<NameHint>),
    /// What fields and parameters of several names are, and which only its values can tell.
    Values,
}

impl NameHint {
    /// The shapes that it speaks of.
    pub(crate) fn outer(&self) -> impl Iterator<Item = ShapeId> {
        self.places().iter().filter_map(|it| match it {
            Self::Within(outer, _) => Some(*outer),
            _ => None,
        })
    }

    /// The same, to speak of others.
    pub(crate) fn outer_mut(&mut self) -> impl Iterator<Item = &mut ShapeId> {
        let places = match self {
            Self::Each(_, places) => places.as_mut_slice(),
            own => std::slice::from_mut(own),
        };
        places.iter_mut().filter_map(|it| match it {
            Self::Within(outer, _) => Some(outer),
            _ => None,
        })
    }

    fn places(&self) -> &[Self] {
        match self {
            Self::Each(_, places) => places,
            own => std::slice::from_ref(own),
        }
    }
}

/// What a shape is made of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum ShapeKind {
    Object {
        fields: Vec<Field>,
        /// The type of members beside the fields, where the document speaks of them.
        additional: Option<Type>,
    },
    Enum(Vec<EnumValue>),
    /// An enumeration of integers.
    Numbers(Vec<NumberValue>),
    /// An object that is one of several, told apart by the value of `tag`.
    Union {
        tag: String,
        variants: Vec<Variant>,
    },
    /// A value that is one of several, told apart by what it is made of.
    Choice(Vec<Alternative>),
    /// A response that is one of several, told apart by its status.
    ByStatus(Vec<Success>),
}

impl ShapeKind {
    /// The fields, if it is an object.
    pub(crate) fn fields(&self) -> Option<&[Field]> {
        match self {
            Self::Object { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// The types of what it holds. The variants of a union are shapes.
    pub(crate) fn types(&self) -> Box<dyn Iterator<Item = &Type> + '_> {
        match self {
            Self::Object { fields, additional } => {
                Box::new(fields.iter().map(|it| &it.ty).chain(additional))
            }
            Self::Choice(all) => Box::new(all.iter().map(|it| &it.ty)),
            Self::ByStatus(all) => Box::new(all.iter().filter_map(|it| it.output.ty())),
            Self::Union { .. } | Self::Enum(_) | Self::Numbers(_) => Box::new(iter::empty()),
        }
    }

    pub(crate) fn types_mut(&mut self) -> Box<dyn Iterator<Item = &mut Type> + '_> {
        match self {
            Self::Object { fields, additional } => {
                Box::new(fields.iter_mut().map(|it| &mut it.ty).chain(additional))
            }
            Self::Choice(all) => Box::new(all.iter_mut().map(|it| &mut it.ty)),
            Self::ByStatus(all) => Box::new(all.iter_mut().filter_map(|it| it.output.ty_mut())),
            Self::Union { .. } | Self::Enum(_) | Self::Numbers(_) => Box::new(iter::empty()),
        }
    }
}

/// A property of an object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    #[serde(skip)]
    pub(crate) docs: String,
    pub(crate) ty: Type,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) required: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) nullable: bool,
    /// Who may write it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) access: Access,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) deprecated: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) limits: Limits,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<serde_json::Value>,
    #[serde(skip)]
    pub(crate) example: Option<serde_json::Value>,
    /// The one value that the property can have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) constant: Option<serde_json::Value>,
    /// The media type, one of JSON, that a form has it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) json_part: Option<String>,
}

/// Who may write a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Access {
    #[default]
    Both,
    /// The service alone: it is in responses.
    ReadOnly,
    /// The caller alone: it is in requests.
    WriteOnly,
}

/// A value of an enumeration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EnumValue {
    pub(crate) value: String,
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    #[serde(skip)]
    pub(crate) docs: String,
}

/// A value of an enumeration of integers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NumberValue {
    pub(crate) value: i64,
    /// What the document calls it, if it does.
    pub(crate) name: Option<String>,
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    #[serde(skip)]
    pub(crate) docs: String,
}

impl NumberValue {
    /// What it is called, which are its digits if nobody has said more.
    pub(crate) fn text(&self) -> String {
        let named = self.chosen.as_ref().map(|it| it.text.clone()).or_else(|| self.name.clone());
        named.unwrap_or_else(|| self.value.to_string())
    }
}

/// A member of a choice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Alternative {
    /// What it is called.
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) docs: String,
    pub(crate) ty: Type,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) limits: Limits,
    /// An object that has no members but those that it names.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) closed: bool,
}

/// A member of a union.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Variant {
    /// The value of the tag, as text.
    pub(crate) value: String,
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) tag_type: TagType,
    pub(crate) shape: ShapeId,
}

/// What the values of a tag are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TagType {
    #[default]
    String,
    Boolean,
    Integer,
}

impl Variant {
    /// A variant for a value of the tag. Nothing where its type is none that tags have.
    pub(crate) fn new(value: &Value, shape: ShapeId) -> Option<Self> {
        let tag_type = match value {
            Value::String(_) => TagType::String,
            Value::Bool(_) => TagType::Boolean,
            Value::Number(number) if number.is_i64() => TagType::Integer,
            _ => return None,
        };
        Some(Self { value: plain(value), chosen: None, tag_type, shape })
    }

    /// The value of the tag as it is in JSON.
    pub(crate) fn tag_value(&self) -> Value {
        match self.tag_type {
            TagType::String => Value::from(self.value.as_str()),
            // Both were made from a value of their type.
            TagType::Boolean | TagType::Integer => self.value.parse().unwrap_or_default(),
        }
    }
}
