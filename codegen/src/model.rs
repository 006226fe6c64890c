//! The [`Api`](crate::ir::Api) with every name and every Rust type decided. Emitters print it.

mod encoding;
mod types;

pub(crate) use crate::ir::{Envelope, RateLimit};
pub(crate) use encoding::{
    BodyForm, FormPart, ParameterEncoding, PartKind, Style, Target, Wrapper,
};
pub(crate) use types::{
    ByStatus, Check, Choice, ChoiceVariant, End, Enum, EnumVariant, Field, FieldKind, JsonType,
    NumberVariant, Numbers, Range, Rule, RustType, SameCount, StatusVariant, Struct, TypeDef,
    Union, UnionVariant,
};

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ir::IdForm;

/// Everything that is emitted.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) modules: Vec<Module>,
    /// The types that several modules have.
    pub(crate) shared: Vec<TypeDef>,
    pub(crate) ids: Vec<IdType>,
    pub(crate) error_codes: Vec<ErrorCode>,
    /// The bodies of errors in all examples, each once.
    pub(crate) error_bodies: Vec<ErrorBody>,
}

/// An error code that the documents name.
#[derive(Debug)]
pub(crate) struct ErrorCode {
    pub(crate) variant: EnumVariant,
    /// What it means, a line for each time that the documents say it otherwise.
    pub(crate) meaning: Option<String>,
}

/// The module of one document.
#[derive(Debug)]
pub(crate) struct Module {
    /// The file stem of the document and, as an identifier, the module.
    pub(crate) stem: String,
    pub(crate) name: String,
    /// The Cargo feature that it needs.
    pub(crate) feature: String,
    /// The type whose methods are the operations without a group, and the groups.
    pub(crate) handle: String,
    /// What operations stand in, where the names of the document ask for it.
    pub(crate) groups: Vec<Group>,
    /// Where the paths of the operations begin, if they have no server of their own.
    pub(crate) base_path: String,
    pub(crate) title: String,
    pub(crate) docs: String,
    /// What operations take beside an access token, and who adds it.
    pub(crate) authorization: Option<String>,
    /// The shared types that it speaks of.
    pub(crate) imports: Vec<String>,
    pub(crate) calls: Vec<Call>,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) examples: Vec<Example>,
}

impl Module {
    /// The calls of a group, or those without one.
    pub(crate) fn calls_of(&self, group: Option<&Group>) -> impl Iterator<Item = &Call> {
        let index = group.map(|it| it.index);
        self.calls.iter().filter(move |it| it.group == index)
    }

    /// The expression that gives the handle of a call: `client.github().repos()`.
    pub(crate) fn accessor(&self, group: Option<&Group>) -> String {
        let group = group.map(|it| format!(".{}()", it.name)).unwrap_or_default();
        format!("client.{}(){group}", self.name)
    }

    /// The group that a call stands in.
    pub(crate) fn group_of(&self, call: &Call) -> Option<&Group> {
        self.groups.iter().find(|it| Some(it.index) == call.group)
    }

    /// No group, which is the module's handle, and the groups, without those that have no calls.
    pub(crate) fn handles(&self) -> impl Iterator<Item = Option<&Group>> {
        let handles = [None].into_iter().chain(self.groups.iter().map(Some));
        handles.filter(|it| self.calls_of(*it).next().is_some())
    }

    pub(crate) fn has_private_types(&self) -> bool {
        self.types.iter().any(TypeDef::is_private)
    }
}

/// Operations with tags that belong together.
#[derive(Debug)]
pub(crate) struct Group {
    /// Its position in the document.
    pub(crate) index: usize,
    /// The method of the module's handle that gives it.
    pub(crate) name: String,
    /// The type whose methods are the operations.
    pub(crate) handle: String,
    /// As Markdown.
    pub(crate) tags: String,
    pub(crate) docs: String,
}

/// A newtype for identifiers.
#[derive(Debug)]
pub(crate) struct IdType {
    pub(crate) name: String,
    pub(crate) docs: String,
    /// The more general identifiers that it is too.
    pub(crate) subtype_of: Vec<String>,
    pub(crate) forms: BTreeSet<IdForm>,
}

/// A call: a struct that is the request, and the method of the handle that makes it.
#[derive(Debug)]
pub(crate) struct Call {
    /// The group that it stands in, by its position in the document.
    pub(crate) group: Option<usize>,
    /// The method.
    pub(crate) name: String,
    /// The method behind its group: `repos.get`.
    pub(crate) path: String,
    /// The struct.
    pub(crate) type_name: String,
    /// The documentation of the method, and of the struct.
    pub(crate) docs: String,
    pub(crate) type_docs: String,
    pub(crate) deprecated: bool,
    pub(crate) info: Info,
    /// The fields that hold parameters.
    pub(crate) fields: Vec<CallField>,
    pub(crate) body: Option<CallBody>,
    /// What its constructor takes: the required parameters, then what the body requires.
    pub(crate) arguments: Vec<Argument>,
    pub(crate) setters: Vec<Argument>,
    pub(crate) body_form: BodyForm,
    /// How the parameters are written, in their order.
    pub(crate) parameters: Vec<ParameterEncoding>,
    /// The media types that the response may have, if it is not JSON alone.
    pub(crate) accept: Option<String>,
    pub(crate) success: Success,
    pub(crate) headers: Vec<HeaderName>,
    pub(crate) paging: Option<Paging>,
    /// Whether it changes something, by its method.
    pub(crate) is_write: bool,
    /// Whether it takes the place of several documented operations.
    pub(crate) is_merged: bool,
}

impl Call {
    /// Whether its struct can be made of nothing.
    pub(crate) fn is_default(&self) -> bool {
        self.arguments.is_empty() && !matches!(self.body, Some(CallBody::Flat { .. }))
    }
}

/// How the pages of a list follow each other.
#[derive(Debug)]
pub(crate) struct Paging {
    /// The type of the response, and its field that has the items.
    pub(crate) page: RustType,
    pub(crate) items: PageField,
    /// Its field that has those which are not what the document says.
    pub(crate) malformed: String,
    pub(crate) item: RustType,
    pub(crate) cursor: PageCursor,
    pub(crate) sync_token: Option<PageField>,
}

/// A field of a response.
#[derive(Debug)]
pub(crate) struct PageField {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) is_option: bool,
}

/// What leads from a page to the next.
#[derive(Debug)]
pub(crate) enum PageCursor {
    /// Fields of the request, each with the field of the response that it is set to.
    Tokens(Vec<(String, PageField)>),
    Time(TimeCursor),
}

/// Fields of the request, and members of items by their names in JSON.
#[derive(Debug)]
pub(crate) struct TimeCursor {
    pub(crate) until: String,
    pub(crate) until_wire: String,
    pub(crate) limit: String,
    pub(crate) default_limit: Option<i64>,
    pub(crate) max_limit: Option<i64>,
    pub(crate) time: String,
    pub(crate) id: String,
    pub(crate) order: Vec<Order>,
}

/// A field of the request, and the value with which the newest items come first.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) value: String,
}

/// A constant that names a header of responses.
#[derive(Debug)]
pub(crate) struct HeaderName {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) docs: String,
    pub(crate) deprecated: bool,
}

/// The data of an operation that the runtime works with.
#[derive(Debug)]
pub(crate) struct Info {
    pub(crate) operation_id: String,
    pub(crate) http_method: &'static str,
    pub(crate) base_path: String,
    pub(crate) path: String,
    pub(crate) scopes: Vec<Vec<String>>,
    /// What the document says of this operation.
    pub(crate) limit: RateLimit,
    /// What the client keeps to.
    pub(crate) budget: Option<Budget>,
    /// Variants of the error-code enum.
    pub(crate) error_codes: Vec<String>,
    /// The codes as the document has them.
    pub(crate) documented_codes: Vec<String>,
}

/// The strictest limit of all operations on one route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Budget {
    pub(crate) limit: RateLimit,
    /// Whether other methods spend it too.
    pub(crate) is_shared: bool,
    /// Whether that is an assumption: several documents have the route.
    pub(crate) is_assumed: bool,
}

/// A parameter of a call.
#[derive(Debug)]
pub(crate) struct CallField {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) docs: String,
    pub(crate) ty: RustType,
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    pub(crate) checks: Vec<Check>,
    /// What the document gives as an example.
    pub(crate) example: Option<Value>,
}

/// How a call carries its body.
#[derive(Debug)]
pub(crate) enum CallBody {
    /// The fields of this struct are arguments and setters of the call itself.
    Flat { type_name: String },
    /// The body is one argument.
    Whole { ty: RustType, required: bool, checks: Vec<Check> },
}

/// What the key is called under which an argument is added to a map.
pub(crate) const KEY: &str = "key";

/// An argument of a constructor or a setter.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) ty: RustType,
    /// The list or map that it is added to, instead of being set.
    pub(crate) adds_to: Option<String>,
    /// Whether it is added under a key, which is another argument.
    pub(crate) has_key: bool,
    /// The field that is set to null, instead of to an argument.
    pub(crate) clears: Option<String>,
    /// Whether the field that it is for may be null beside being absent.
    pub(crate) is_nullable: bool,
    /// Whether any integer may be given: its checks refuse one that the type does not hold.
    pub(crate) takes_any_integer: bool,
    /// Whether it is for a field of the body of the call that takes it.
    pub(crate) in_body: bool,
    pub(crate) deprecated: bool,
}

impl Argument {
    /// An argument that sets the field of its name.
    pub(crate) fn new(name: String, docs: String, ty: RustType) -> Self {
        Self {
            name,
            docs,
            ty,
            adds_to: None,
            has_key: false,
            clears: None,
            is_nullable: false,
            takes_any_integer: false,
            in_body: false,
            deprecated: false,
        }
    }

    /// The field that it is for.
    pub(crate) fn field(&self) -> &str {
        self.adds_to.as_ref().or(self.clears.as_ref()).unwrap_or(&self.name)
    }
}

/// What a success is, and how it is read.
#[derive(Debug)]
pub(crate) struct Success {
    pub(crate) output: Output,
    /// What may be around its body.
    pub(crate) envelope: Option<Envelope>,
    /// Whether it has a place for items of its lists that are not what the document says.
    pub(crate) has_lists: bool,
}

/// What a success decodes to.
#[derive(Debug)]
pub(crate) enum Output {
    Empty,
    Json(RustType),
    JsonOrEmpty(RustType),
    Text,
    Bytes,
    /// Where a redirect leads.
    Location,
    /// One of several, which the status tells apart.
    ByStatus(RustType),
}

/// The body of errors that examples show.
#[derive(Debug)]
pub(crate) struct ErrorBody {
    /// The constant that holds it.
    pub(crate) name: String,
    pub(crate) json: String,
}

/// An example of the document, and the type that it is one of.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) operation_id: String,
    /// `request`, or the status of the response.
    pub(crate) of: String,
    pub(crate) name: String,
    pub(crate) json: String,
    pub(crate) shows: Shows,
}

/// What an example shows.
#[derive(Debug, PartialEq)]
pub(crate) enum Shows {
    /// A value of this type.
    Type(RustType),
    /// The same in this property of an envelope.
    Enveloped(String, RustType),
    /// That there is no body, as the call of this struct answers.
    Nothing(String),
    /// An error.
    Error,
}
