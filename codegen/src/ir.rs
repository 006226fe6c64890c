//! The project's own picture of an API: what the documents say, with their tricks undone.
//!
//! It knows nothing of OpenAPI, of Rust or of an HTTP library. The stages before it read documents; the
//! stages after it name and print. Written as JSON, without prose and places, it is the record of a publication.

mod chosen_name;
mod dump;
mod endpoint;
mod envelope;
mod error_code;
mod form;
mod group;
mod id_form;
mod limits;
mod paging;
mod rate_limit;
mod shape;
mod success;

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::position::Place;

pub(crate) use chosen_name::ChosenName;
pub(crate) use dump::dump;
pub(crate) use endpoint::{EndpointKey, HttpMethod, PathTemplate, Segment};
pub(crate) use envelope::Envelope;
pub(crate) use error_code::ErrorCode;
pub(crate) use form::ValueForm;
pub(crate) use group::Group;
pub(crate) use id_form::IdForm;
pub(crate) use limits::{Bound, Limits, Number, Relation, Rule};
pub(crate) use paging::{PageCursor, Paging, TimeCursor};
pub use rate_limit::{Budget, Rate, RateLimit};
pub(crate) use shape::{
    Access, Alternative, EnumValue, Field, NameHint, NumberValue, REACTION, Shape, ShapeId,
    ShapeKind, TagType, Type, Variant,
};
pub(crate) use success::{Output, Success};

/// Whether a fact is the usual one, which a record leaves out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Everything the documents describe.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Api {
    pub(crate) documents: Vec<Document>,
    /// The types that have fields, values or variants. [`Type::Shape`] is an index into it.
    pub(crate) shapes: Vec<Shape>,
}

impl Api {
    pub(crate) fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }

    /// What a response may be, where its status tells.
    pub(crate) fn by_status(&self, output: &Output) -> &[Success] {
        let shape = match output {
            Output::ByStatus(Type::Shape(id)) => self.shapes.get(id.0),
            _ => None,
        };
        match shape.map(|it| &it.kind) {
            Some(ShapeKind::ByStatus(successes)) => successes,
            _ => &[],
        }
    }

    /// Every operation with its document.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (&Document, &Operation)> {
        let documents = self.documents.iter();
        documents.flat_map(|document| document.operations.iter().map(move |it| (document, it)))
    }
}

/// One document, with those that belong to it: a module of the client.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Document {
    #[serde(skip)]
    pub(crate) place: Place,
    pub(crate) stem: String,
    pub(crate) title: String,
    #[serde(skip)]
    pub(crate) docs: String,
    /// Pairs of kinds of identifiers: each of the first is one of the second too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) id_subtypes: Vec<(String, String)>,
    /// What the identifiers of a kind are made of, where that is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) id_forms: Vec<(String, IdForm)>,
    /// What operations stand in, where names ask for it. Their operations say which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<Group>,
    pub(crate) operations: Vec<Operation>,
    /// How many calls come to each short name, behind that of its group. To compare each call with all others takes minutes where there are thousands.
    #[serde(skip)]
    pub(crate) short_names: OnceLock<HashMap<String, usize>>,
}

/// A documented operation.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Operation {
    /// Its id, or where the document gives none, its method and path key.
    pub(crate) id: String,
    #[serde(skip)]
    pub(crate) has_id: bool,
    /// What it is called, where its id makes no name that is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The group that it stands in, by its position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<usize>,
    #[serde(skip)]
    pub(crate) place: Place,
    /// The file stem of the document that it stands in, if that is not the one that its module is named after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) document: Option<String>,
    #[serde(skip)]
    pub(crate) summary: String,
    #[serde(skip)]
    pub(crate) docs: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) deprecated: bool,
    pub(crate) method: HttpMethod,
    /// Where the document says that it is served, such as `cliq.zoho.com`. The client has hosts of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) host: String,
    /// The path of the server, such as `/api/v3`.
    pub(crate) base_path: String,
    /// The real path.
    pub(crate) path: PathTemplate,
    /// The path key, where the endpoint is virtual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) alias_path: Option<String>,
    /// The path key, where a correction moved the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) documented_path: Option<String>,
    /// Why the document was corrected here.
    #[serde(skip)]
    pub(crate) corrections: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parameters: Vec<Parameter>,
    /// Any of these lists of scopes, and all scopes in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) scopes: Vec<Vec<String>>,
    /// Any of these lists of credentials, and all in it.
    #[serde(skip)]
    pub(crate) credentials: Vec<Vec<Credential>>,
    /// The responses in the order of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) statuses: Vec<Status>,
    /// The headers of the responses, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) headers: Vec<ResponseHeader>,
    /// The media types that successes are read in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) accept: Vec<String>,
    /// What may be around the body of a success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) envelope: Option<Envelope>,
    /// The operation whose call takes what this one does, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) part_of: Option<String>,
    /// How its responses follow each other, if they are the pages of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) paging: Option<Paging>,
    /// The methods it becomes: one, or one for each value of the tag that its endpoint is told apart by.
    pub(crate) calls: Vec<Call>,
    #[serde(skip)]
    pub(crate) examples: Vec<Example>,
}

/// What a security scheme demands of a caller.
#[derive(Debug)]
pub(crate) struct Credential {
    /// What the document calls the scheme.
    pub(crate) scheme: String,
    /// What is to be sent, as Markdown, if it is not the client's access token.
    pub(crate) unsent: Option<String>,
}

impl Document {
    /// The operations that have calls of their own, each with them.
    pub(crate) fn calls(&self) -> impl Iterator<Item = (&Operation, &Call)> {
        let operations = self.operations.iter();
        operations
            .flat_map(|operation| operation.own_calls().iter().map(move |call| (operation, call)))
    }

    /// The scopes of an operation, and of all whose calls its own takes the place of.
    pub(crate) fn scopes(&self, carrier: &Operation) -> Vec<Vec<String>> {
        let is_part = |it: &&Operation| it.part_of.as_ref() == Some(&carrier.id);
        let mut scopes = carrier.scopes.clone();
        for other in self.operations.iter().filter(is_part).flat_map(|it| &it.scopes) {
            if !scopes.contains(other) {
                scopes.push(other.clone());
            }
        }
        scopes
    }

    /// Gives an operation another name.
    pub(crate) fn rename(&mut self, index: usize, name: String) {
        self.operations[index].name = Some(name);
        self.short_names.take();
    }
}

impl Operation {
    /// The endpoint that it is sent to.
    pub(crate) fn endpoint(&self) -> EndpointKey {
        EndpointKey::new(self.method, &self.base_path, &self.path)
    }

    /// Its calls, unless another operation's call takes what it does.
    pub(crate) fn own_calls(&self) -> &[Call] {
        if self.part_of.is_none() { &self.calls } else { &[] }
    }

    /// The strictest limit of the calls it becomes.
    pub(crate) fn limit(&self) -> RateLimit {
        RateLimit::strictest(self.calls.iter().map(|call| call.limit))
    }

    /// The codes of all calls, each once.
    pub(crate) fn error_codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = Vec::new();
        for error in self.calls.iter().flat_map(|call| &call.errors) {
            if !codes.contains(&error.code.as_str()) {
                codes.push(&error.code);
            }
        }
        codes
    }
}

/// What a person calls: an operation, or the part of it that one value of its tag selects.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Call {
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    /// The value of the tag that selects this call on its endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tag: Option<String>,
    /// The documented operations that it takes the place of, where it does so for several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) merged: Vec<Merged>,
    /// What the document says of this call alone.
    #[serde(skip)]
    pub(crate) docs: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<Body>,
    pub(crate) output: Output,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) limit: RateLimit,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<ErrorCode>,
}

/// A documented operation that a call takes the place of, with others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Merged {
    pub(crate) id: String,
    /// The file stem of its document, if that is not the one that its module is named after.
    #[serde(skip)]
    pub(crate) document: Option<String>,
    #[serde(skip)]
    pub(crate) summary: String,
    #[serde(skip)]
    pub(crate) docs: String,
}

/// A request body.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Body {
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) required: bool,
    #[serde(skip)]
    pub(crate) docs: String,
    pub(crate) ty: Type,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) limits: Limits,
    pub(crate) form: BodyForm,
    pub(crate) media_type: String,
    /// How members of a URL-encoded form are written, where the document says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) styles: Vec<MemberStyle>,
}

/// How a member of a URL-encoded form is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MemberStyle {
    pub(crate) name: String,
    pub(crate) style: Style,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) exploded: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) allows_reserved: bool,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BodyForm {
    Json,
    /// The pairs of a form, URL-encoded.
    Pairs,
    /// The parts of a form.
    Multipart,
    /// The text or the bytes as they are.
    Raw,
}

/// A parameter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// What a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<ChosenName>,
    pub(crate) location: Location,
    #[serde(skip)]
    pub(crate) place: Place,
    #[serde(skip)]
    pub(crate) docs: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) required: bool,
    pub(crate) ty: Type,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) limits: Limits,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<serde_json::Value>,
    #[serde(skip)]
    pub(crate) example: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) deprecated: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) style: Style,
    /// Each item of a list and each member of an object is written for itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) exploded: bool,
    /// Reserved characters stay as they are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) allows_reserved: bool,
}

impl Parameter {
    /// How many items a page has unless a request says it with this parameter.
    pub(crate) fn default_size(&self) -> Option<i64> {
        self.default.as_ref()?.as_i64()
    }
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// The word that documents have for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a parameter is written, in OpenAPI's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Style {
    /// `simple` in paths and headers, `form` in queries and cookies.
    #[default]
    Usual,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// One JSON text.
    Json,
}

/// A documented response.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Status {
    /// `200`, `4XX` or `default`.
    pub(crate) code: String,
}

/// A header that responses are documented to have.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ResponseHeader {
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) docs: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) deprecated: bool,
}

impl ResponseHeader {
    /// Whether it has this name, of which the case does not matter.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// An example that a document gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Example {
    pub(crate) name: String,
    pub(crate) of: ExampleOf,
    /// It says that there is no body.
    pub(crate) shows_nothing: bool,
    pub(crate) value: serde_json::Value,
}

/// What an example shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ExampleOf {
    Request,
    Response(String),
}
