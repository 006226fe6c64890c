//! Types as they go over the wire, whatever the shapes of a document are called and how they are cut.
//!
//! One value can be described by several types: a flat body with an enumeration on one side is, on the other,
//! a body for each value of a tag. So what is compared is always a set of types, any of which may describe
//! the value.

use super::object::Object;
use crate::ir::{Api, ShapeId, ShapeKind, Type};

/// The types that may describe a value.
#[derive(Clone, Debug)]
pub(super) struct Types<'a> {
    pub(super) api: &'a Api,
    pub(super) of: Vec<Candidate<'a>>,
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

/// What the types come to.
#[derive(Debug)]
pub(super) enum View<'a> {
    Enum(Vec<&'a str>),
    Object(Object<'a>),
    Union {
        tag: &'a str,
        variants: Vec<(&'a str, Types<'a>)>,
    },
    /// One of several, told apart by what it is made of.
    Choice(Vec<(&'a str, Types<'a>)>),
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
    pub(super) fn new(api: &'a Api, types: impl IntoIterator<Item = &'a Type>) -> Self {
        let mut all = Self { api, of: Vec::new() };
        types.into_iter().for_each(|ty| all.add(candidate(ty)));
        all
    }

    /// A list whose items are joined with commas.
    pub(super) fn joined(api: &'a Api, item: &'a Type) -> Self {
        Self { api, of: vec![Candidate::Joined(item)] }
    }

    pub(super) fn one(api: &'a Api, candidate: Candidate<'a>) -> Self {
        Self { api, of: vec![candidate] }
    }

    pub(super) fn add(&mut self, candidate: Candidate<'a>) {
        if !self.of.contains(&candidate) {
            self.of.push(candidate);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The shapes among the types.
    pub(super) fn shapes(&self) -> Vec<ShapeId> {
        let shapes = self.of.iter().filter_map(|it| match it {
            Candidate::Shape(id) => Some(*id),
            _ => None,
        });
        shapes.collect()
    }

    pub(super) fn view(&self) -> View<'a> {
        if let Some(values) = self.values() {
            return View::Enum(values);
        }
        if let [Candidate::Shape(id)] = self.of.as_slice()
            && let ShapeKind::Union { tag, variants } = &self.api.shape(*id).kind
        {
            let variants = variants.iter().map(|variant| {
                let types = Self::one(self.api, Candidate::Shape(variant.shape));
                (variant.value.as_str(), types)
            });
            return View::Union { tag, variants: variants.collect() };
        }
        match self.of.first() {
            None => View::Any,
            Some(Candidate::Shape(id)) if self.alternatives(*id).is_some() => {
                View::Choice(self.alternatives(*id).unwrap_or_default())
            }
            Some(Candidate::Shape(id)) if self.is_numbers(*id) => {
                View::Plain { json: "integer", name: "enumeration of integers" }
            }
            Some(Candidate::Shape(id)) if !self.is_enum(*id) => View::Object(self.object()),
            Some(Candidate::Shape(_) | Candidate::Value(_)) => {
                View::Plain { json: "string", name: "string" }
            }
            Some(Candidate::Joined(_)) => View::Joined(self.inner(|it| match it {
                Candidate::Joined(item) => Some(item),
                _ => None,
            })),
            Some(Candidate::Other(ty)) => self.plain(ty),
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
            Type::Nullable(inner) => {
                return Self::new(self.api, [&**inner]).view();
            }
            Type::CommaSeparated(_) | Type::Any | Type::Shape(_) | Type::Boxed(_) => {
                return View::Any;
            }
        };
        View::Plain { json, name }
    }

    fn inner(&self, item: impl Fn(&Candidate<'a>) -> Option<&'a Type>) -> Self {
        Self::new(self.api, self.of.iter().filter_map(item))
    }

    /// The members of a choice, with their names.
    fn alternatives(&self, id: ShapeId) -> Option<Vec<(&'a str, Types<'a>)>> {
        let ShapeKind::Choice(all) = &self.api.shape(id).kind else { return None };
        let named =
            |it: &'a crate::ir::Alternative| (it.name.as_str(), Self::new(self.api, [&it.ty]));
        Some(all.iter().map(named).collect())
    }

    fn is_numbers(&self, id: ShapeId) -> bool {
        matches!(self.api.shape(id).kind, ShapeKind::Numbers(_))
    }

    fn is_enum(&self, id: ShapeId) -> bool {
        matches!(self.api.shape(id).kind, ShapeKind::Enum(_) | ShapeKind::Parts { .. })
    }

    /// The values of the enumerations, if the types are nothing else.
    fn values(&self) -> Option<Vec<&'a str>> {
        let mut values = Vec::new();
        let mut add = |value: &'a str| {
            if !values.contains(&value) {
                values.push(value);
            }
        };
        for candidate in &self.of {
            match candidate {
                Candidate::Value(value) => add(value),
                Candidate::Shape(id) => match &self.api.shape(*id).kind {
                    ShapeKind::Enum(all) => all.iter().for_each(|it| add(&it.value)),
                    _ => return None,
                },
                _ => return None,
            }
        }
        (!values.is_empty()).then_some(values)
    }
}

pub(super) fn candidate(ty: &Type) -> Candidate<'_> {
    match ty {
        Type::Shape(id) | Type::Boxed(id) => Candidate::Shape(*id),
        Type::CommaSeparated(item) => Candidate::Joined(item),
        other => Candidate::Other(other),
    }
}

impl View<'_> {
    /// What stands in JSON, as far as one word says it. `None` fits everything.
    pub(super) fn json(&self) -> Option<&'static str> {
        match self {
            Self::Enum(_) | Self::Joined(_) => Some("string"),
            Self::Object(_) | Self::Union { .. } | Self::Map(_) => Some("object"),
            Self::List(_) => Some("list"),
            Self::Plain { json, .. } => Some(json),
            Self::Choice(_) | Self::Any => None,
        }
    }

    /// The type in words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Enum(values) => values.join(" | "),
            Self::Object(object) => match object.fields.len() {
                1 => "object of 1 field".to_owned(),
                count => format!("object of {count} fields"),
            },
            Self::Union { tag, variants } => format!("{} kinds of object by {tag}", variants.len()),
            Self::Choice(all) => {
                let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
                format!("one of {}", names.join(", "))
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

    /// The type in a word.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Enum(_) => "enumeration",
            Self::Object(_) | Self::Union { .. } => "object",
            Self::Choice(_) => "choice",
            Self::List(_) => "list",
            Self::Joined(_) => "comma-separated list",
            Self::Map(_) => "free-form object",
            Self::Plain { name, .. } if name.ends_with("-id") => "identifier",
            Self::Plain { name: "date-time", .. } => "date-time",
            Self::Plain { name: "int32", .. } => "int32",
            Self::Plain { name: "epoch milliseconds", .. } => "epoch milliseconds",
            Self::Plain { json, .. } => json,
            Self::Any => "any JSON",
        }
    }

    fn describe_inner(&self) -> String {
        match self {
            Self::Enum(values) => format!("({})", values.join(" | ")),
            Self::Object(_) | Self::Union { .. } => "objects".to_owned(),
            // A list of lists may hold itself.
            Self::List(_) | Self::Joined(_) => "lists".to_owned(),
            Self::Map(_) => "maps".to_owned(),
            other => other.describe(),
        }
    }
}
