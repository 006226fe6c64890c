//! Types that are emitted.

use serde_json::Value;

use super::{Argument, FormPart, Success};
pub(crate) use crate::ir::Rule;

/// A type that is emitted.
#[derive(Debug)]
pub(crate) enum TypeDef {
    Struct(Struct),
    Enum(Enum),
    Numbers(Numbers),
    Union(Union),
    Choice(Choice),
    ByStatus(ByStatus),
}

impl TypeDef {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Struct(it) => &it.name,
            Self::Enum(it) => &it.name,
            Self::Numbers(it) => &it.name,
            Self::Union(it) => &it.name,
            Self::Choice(it) => &it.name,
            Self::ByStatus(it) => &it.name,
        }
    }

    pub(crate) fn is_private(&self) -> bool {
        matches!(self, Self::Struct(it) if it.is_private)
    }
}

#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) same_counts: Vec<SameCount>,
    /// What its constructor takes.
    pub(crate) arguments: Vec<Argument>,
    pub(crate) setters: Vec<Argument>,
    /// Whether requests hold it: then it is built by people, and checked before it is sent.
    pub(crate) in_requests: bool,
    /// How it is written as a form of several parts, if it is one.
    pub(crate) parts: Option<Vec<FormPart>>,
    /// Whether it can be JSON: it holds no file.
    pub(crate) is_json: bool,
    /// Whether nothing but requests has it, as their bodies: programs set its fields through those.
    pub(crate) is_private: bool,
}

impl Struct {
    /// Whether people can make one of nothing.
    pub(crate) fn is_default(&self) -> bool {
        self.in_requests && self.arguments.is_empty()
    }
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) docs: String,
    pub(crate) ty: RustType,
    pub(crate) kind: FieldKind,
    pub(crate) deprecated: bool,
    pub(crate) checks: Vec<Check>,
    /// It is an identifier, or a list of such, that is a number in JSON.
    pub(crate) is_number: bool,
    /// What the document gives as an example.
    pub(crate) example: Option<Value>,
}

/// How a field of a struct is declared.
#[derive(Debug, PartialEq)]
pub(crate) enum FieldKind {
    Required,
    /// Always there, and perhaps null.
    Nullable,
    Optional,
    /// Perhaps not there, and perhaps null: requests tell one from the other.
    OptionalNullable,
    /// Requests must have it, and responses do not.
    WriteOnly,
    /// Responses have it, and requests do not.
    ReadOnly,
    /// The members beside the fields, where the document allows any.
    Additional,
    /// Those that it does not name, and that answers may have all the same.
    Undocumented,
    /// The items of the lists of a response that are not what the document says.
    Malformed,
    /// No field: it has one value, which is always written.
    Constant(Value),
}

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) variants: Vec<EnumVariant>,
}

#[derive(Clone, Debug)]
pub(crate) struct EnumVariant {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) docs: String,
}

/// An enumeration of integers.
#[derive(Debug)]
pub(crate) struct Numbers {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) variants: Vec<NumberVariant>,
}

#[derive(Debug)]
pub(crate) struct NumberVariant {
    pub(crate) name: String,
    pub(crate) value: i64,
    pub(crate) docs: String,
}

/// A value that is one of several, told apart by what it is made of.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) variants: Vec<ChoiceVariant>,
    pub(crate) in_requests: bool,
}

#[derive(Debug)]
pub(crate) struct ChoiceVariant {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) ty: RustType,
    /// What its values look like.
    pub(crate) form: JsonType,
    /// No other variant has its type, so a value of it converts into the choice.
    pub(crate) converts: bool,
    pub(crate) checks: Vec<Check>,
}

/// What the values of a type look like in JSON.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JsonType {
    Text,
    Boolean,
    Integer,
    Number,
    List,
    Any,
    Object {
        required: Vec<String>,
        /// All members that it names, or nothing if it may have any.
        known: Option<Vec<String>>,
        constants: Vec<(String, serde_json::Value)>,
        closed: bool,
    },
}

/// A response that its status tells apart.
#[derive(Debug)]
pub(crate) struct ByStatus {
    pub(crate) name: String,
    pub(crate) docs: String,
    /// In the order in which their statuses are looked for.
    pub(crate) variants: Vec<StatusVariant>,
}

#[derive(Debug)]
pub(crate) struct StatusVariant {
    pub(crate) name: String,
    /// `201`, or `2XX`.
    pub(crate) status: String,
    pub(crate) docs: String,
    pub(crate) success: Success,
}

#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) tag: String,
    pub(crate) variants: Vec<UnionVariant>,
    pub(crate) in_requests: bool,
    /// Responses hold it, so it keeps what the documents do not name.
    pub(crate) is_open: bool,
    /// The fields that every variant has, which responses are read by whatever they are.
    pub(crate) common: Vec<Field>,
}

#[derive(Debug)]
pub(crate) struct UnionVariant {
    pub(crate) name: String,
    /// The value of the tag: a text, an integer, or true or false.
    pub(crate) value: serde_json::Value,
    pub(crate) type_name: String,
    pub(crate) docs: String,
    /// A function of the union that makes this variant, and its arguments.
    pub(crate) constructor: String,
    pub(crate) arguments: Vec<Argument>,
    /// A setter of its type, if that has any.
    pub(crate) setter: Option<String>,
}

/// A limit that is checked before anything is sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Check {
    /// Characters of a string.
    Length(Range),
    /// Bytes of a file.
    Bytes(Range),
    /// Items of a list.
    Items(Range),
    /// Members of a map.
    Members(Range),
    /// No item of a list is there twice.
    Unique,
    /// A number is a multiple of this, a Rust literal.
    MultipleOf(String),
    /// The size of a number.
    Integer(Range),
    Float(Range),
    /// The limits of the type itself.
    Nested,
    /// The numbers of a list add up to this.
    Sum(i64),
    /// The items of a list have at most so many characters together.
    Characters(usize),
    /// It fits another field beside it: its name, and its name in the document.
    Related {
        rule: Rule,
        other: String,
        other_wire: String,
    },
}

/// A list that has as many items as another one of the same struct.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SameCount {
    /// From the struct to the list: fields, and whether each is optional.
    pub(crate) path: Vec<(String, bool)>,
    pub(crate) wire: String,
    /// The other list, which is a field of the struct.
    pub(crate) of: String,
    pub(crate) of_wire: String,
}

/// The ends of a range, as Rust literals.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    pub(crate) low: End,
    pub(crate) high: End,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Open,
    Included(String),
    Excluded(String),
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RustType {
    Bool,
    Bytes,
    File,
    I32,
    I64,
    U64,
    F64,
    String,
    DateTime,
    EpochMillis,
    PageToken,
    Value,
    UndocumentedMembers,
    MalformedItem,
    Id(String),
    Enum(String),
    Union(String),
    Struct(String),
    Vec(Box<RustType>),
    CommaSeparated(Box<RustType>),
    Map(Box<RustType>),
    Boxed(Box<RustType>),
    Option(Box<RustType>),
}
