//! What types come to, put together.

use super::object::Object;
use super::types::{Candidate, Context, Types};
use crate::ir::{
    Alternative, EnumValue, Envelope, Limits, NumberValue, Output, ShapeId, ShapeKind, Success,
    Type,
};

/// A member of a choice.
#[derive(Debug)]
pub(super) struct Choice<'a> {
    pub(super) name: &'a str,
    pub(super) closed: bool,
    pub(super) limits: &'a Limits,
    pub(super) types: Types<'a>,
}

/// A response, or what it is for one status.
#[derive(Debug)]
pub(super) struct Response<'a> {
    pub(super) types: Types<'a>,
    /// Whether it may have no body.
    pub(super) may_be_empty: bool,
    /// Whether it is where a redirect leads.
    pub(super) is_location: bool,
}

impl<'a> Response<'a> {
    pub(super) fn of(context: Context<'a>, outputs: impl Iterator<Item = &'a Output>) -> Self {
        let types = Types::new(context, []);
        let mut response = Self { types, may_be_empty: false, is_location: false };
        for output in outputs {
            response.may_be_empty |= matches!(output, Output::Empty | Output::JsonOrEmpty(_));
            match output {
                Output::Empty => {}
                Output::Location => response.is_location = true,
                Output::Json(ty) | Output::JsonOrEmpty(ty) | Output::ByStatus(ty) => {
                    response.types.add(ty);
                }
                Output::Text => response.types.add(&Type::String),
                Output::Bytes => response.types.add(&Type::Bytes),
            }
        }
        response
    }

    /// The type in words.
    pub(super) fn describe(&self) -> String {
        match (self.is_location, self.types.is_empty()) {
            (true, _) => "location".to_owned(),
            (false, true) => "nothing".to_owned(),
            (false, false) => self.types.view().describe(),
        }
    }
}

/// One of the statuses that tell what a response is.
#[derive(Debug)]
pub(super) struct Status<'a> {
    pub(super) status: &'a str,
    pub(super) envelope: &'a Option<Envelope>,
    pub(super) response: Response<'a>,
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
    /// A response of which the status tells what it is.
    ByStatus(Vec<Status<'a>>),
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
            ShapeKind::ByStatus(all) => {
                let status = |it: &'a Success| {
                    let Success { status, chosen: _, docs: _, output, envelope } = it;
                    let response = Response::of(self.context, std::iter::once(output));
                    Status { status, envelope, response }
                };
                View::ByStatus(all.iter().map(status).collect())
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
            Type::NumberId(kind) => ("integer", kind.as_str()),
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
            Self::Joined(_) => Some("string"),
            Self::Object(_) | Self::Union { .. } | Self::Map(_) => Some("object"),
            Self::List(_) => Some("list"),
            Self::Plain { json, .. } => Some(json),
            Self::ByStatus(_) => Some("by status"),
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
            Self::ByStatus(all) => {
                let is = |it: &Status<'_>| format!("{}: {}", it.status, it.response.describe());
                all.iter().map(is).collect::<Vec<_>>().join(", ")
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
