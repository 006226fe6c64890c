//! Types as they go over the wire, whatever the shapes of a document are called and how they are cut.
//!
//! One value can be described by several types: a flat body with an enumeration on one side is, on the other,
//! a body for each value of a tag. So what is compared is always a set of types, any of which may describe
//! the value.

use super::change::Direction;
use super::described::Described;
use super::object::Object;
use crate::ir::{Alternative, EnumValue, Limits, NumberValue, ShapeId, ShapeKind, Type};

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

/// A member of a choice.
#[derive(Debug)]
pub(super) struct Choice<'a> {
    pub(super) name: &'a str,
    pub(super) closed: bool,
    pub(super) limits: &'a Limits,
    pub(super) types: Types<'a>,
}

/// What the types come to.
#[derive(Debug)]
pub(super) enum View<'a> {
    Enum {
        json: &'static str,
        values: Vec<String>,
    },
    Object(Object<'a>),
    Union {
        tag: &'a str,
        variants: Vec<(&'a str, Types<'a>)>,
    },
    /// One of several, told apart by what it is made of: for each its name, whether it is closed, and its type.
    Choice(Vec<Choice<'a>>),
    /// A text of several values, with their names.
    Parts {
        separator: &'a str,
        parts: Vec<(&'a str, Types<'a>)>,
    },
    List(Types<'a>),
    Joined(Types<'a>),
    Map(Types<'a>),
    Plain {
        json: &'static str,
        name: &'a str,
    },
    Any,
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

    pub(super) fn view(&self) -> View<'a> {
        if let Some((json, values)) = self.values() {
            return View::Enum { json, values };
        }
        match self.of.first() {
            None => View::Any,
            Some(Candidate::Shape(id)) => self.structure(*id),
            Some(Candidate::Value(_)) => STRING,
            Some(Candidate::Joined(_)) => View::Joined(self.inner(|it| match it {
                Candidate::Joined(item) => Some(item),
                _ => None,
            })),
            Some(Candidate::Other(ty)) => self.plain(ty),
        }
    }

    /// What the types come to, the first of which is a shape.
    fn structure(&self, first: ShapeId) -> View<'a> {
        let one = |ty| Self::new(self.context, [ty]);
        match &self.context.described.shape(first).kind {
            ShapeKind::Union { tag, variants } if self.of.len() == 1 => {
                let variants = variants.iter().map(|variant| {
                    let types = Self::one(self.context, Candidate::Shape(variant.shape));
                    (variant.value.as_str(), types)
                });
                View::Union { tag, variants: variants.collect() }
            }
            ShapeKind::Object { .. } | ShapeKind::Union { .. } => View::Object(self.object()),
            ShapeKind::Choice(all) => {
                let named = |Alternative { name, docs: _, ty, limits, closed }: &'a Alternative| {
                    Choice { name, closed: *closed, limits, types: one(ty) }
                };
                View::Choice(all.iter().map(named).collect())
            }
            ShapeKind::Parts { separator, parts } => {
                let parts = parts.iter().map(|it| (it.name.as_str(), one(&it.ty))).collect();
                View::Parts { separator, parts }
            }
            ShapeKind::Numbers(_) => {
                View::Plain { json: "integer", name: "enumeration of integers" }
            }
            ShapeKind::Enum(_) => STRING,
        }
    }

    /// The fields of all objects among the types.
    pub(super) fn object(&self) -> Object<'a> {
        Object::of(self)
    }

    fn plain(&self, ty: &'a Type) -> View<'a> {
        let (json, name) = match ty {
            Type::String => ("string", "string"),
            Type::DateTime => ("string", "date-time"),
            Type::Id(kind) => ("string", kind.as_str()),
            Type::PageToken => ("string", "page token"),
            Type::Boolean => ("boolean", "boolean"),
            Type::Int32 => ("integer", "int32"),
            Type::Int64 => ("integer", "integer"),
            Type::UInt64 => ("integer", "uint64"),
            Type::EpochMillis => ("integer", "epoch milliseconds"),
            Type::Double => ("number", "number"),
            Type::List(_) => {
                return View::List(self.inner(|it| match it {
                    Candidate::Other(Type::List(item)) => Some(item),
                    _ => None,
                }));
            }
            Type::Map(_) => {
                return View::Map(self.inner(|it| match it {
                    Candidate::Other(Type::Map(item)) => Some(item),
                    _ => None,
                }));
            }
            Type::Bytes => ("bytes", "bytes"),
            Type::File => ("bytes", "file"),
            // Those that are no candidates are taken apart when they are added.
            Type::Nullable(_)
            | Type::CommaSeparated(_)
            | Type::Any
            | Type::Shape(_)
            | Type::Boxed(_) => return View::Any,
        };
        View::Plain { json, name }
    }

    fn inner(&self, item: impl Fn(&Candidate<'a>) -> Option<&'a Type>) -> Self {
        Self::new(self.context, self.of.iter().filter_map(item))
    }

    /// The values of the enumerations, if the types are nothing else, and what they are in JSON.
    fn values(&self) -> Option<(&'static str, Vec<String>)> {
        let mut json = None;
        let mut values: Vec<String> = Vec::new();
        let mut add = |kind, value: String| {
            if !values.contains(&value) {
                values.push(value);
            }
            *json.get_or_insert(kind) == kind
        };
        for candidate in &self.of {
            let is_alike = match candidate {
                Candidate::Value(value) => add("string", (*value).to_owned()),
                Candidate::Shape(id) => match &self.context.described.shape(*id).kind {
                    ShapeKind::Enum(all) => {
                        all.iter().all(|EnumValue { value, chosen: _, docs: _ }| {
                            add("string", value.clone())
                        })
                    }
                    ShapeKind::Numbers(all) => {
                        all.iter().all(|NumberValue { value, name: _, chosen: _, docs: _ }| {
                            add("integer", value.to_string())
                        })
                    }
                    _ => return None,
                },
                _ => return None,
            };
            if !is_alike {
                return None;
            }
        }
        Some((json?, values))
    }
}

const STRING: View<'static> = View::Plain { json: "string", name: "string" };

impl View<'_> {
    /// What stands in JSON, as far as one word says it. `None` fits everything.
    pub(super) fn json(&self) -> Option<&'static str> {
        match self {
            Self::Enum { json, .. } => Some(json),
            Self::Joined(_) | Self::Parts { .. } => Some("string"),
            Self::Object(_) | Self::Union { .. } | Self::Map(_) => Some("object"),
            Self::List(_) => Some("list"),
            Self::Plain { json, .. } => Some(json),
            Self::Choice(_) | Self::Any => None,
        }
    }

    /// The type in words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Enum { values, .. } => values.join(" | "),
            Self::Object(object) => match object.fields.len() {
                1 => "object of 1 field".to_owned(),
                count => format!("object of {count} fields"),
            },
            Self::Union { tag, variants } => format!("{} kinds of object by {tag}", variants.len()),
            Self::Choice(all) => {
                let names: Vec<_> = all.iter().map(|it| it.name).collect();
                format!("one of {}", names.join(", "))
            }
            Self::Parts { separator, parts } => {
                let names: Vec<_> = parts.iter().map(|(name, _)| *name).collect();
                format!("text of {}", names.join(separator))
            }
            Self::List(item) => format!("list of {}", item.view().describe_inner()),
            Self::Joined(item) => {
                format!("comma-separated list of {}", item.view().describe_inner())
            }
            Self::Map(item) => match item.view() {
                Self::Any => "free-form object".to_owned(),
                item => format!("map of {}", item.describe_inner()),
            },
            Self::Plain { name, .. } => (*name).to_owned(),
            Self::Any => "any JSON".to_owned(),
        }
    }

    fn describe_inner(&self) -> String {
        match self {
            Self::Enum { values, .. } => format!("({})", values.join(" | ")),
            Self::Object(_) | Self::Union { .. } => "objects".to_owned(),
            // A list of lists may hold itself.
            Self::List(_) | Self::Joined(_) => "lists".to_owned(),
            Self::Map(_) => "maps".to_owned(),
            other => other.describe(),
        }
    }
}
