//! How the values of requests are written.

/// How a body is written.
#[derive(Debug)]
pub(crate) enum BodyForm {
    Json,
    /// JSON of another media type.
    JsonOf(String),
    /// A URL-encoded form, with the styles of its members.
    Pairs(Vec<(String, Style)>),
    Multipart,
    /// Text, with its media type.
    Raw(String),
    /// A file, with the media type that it is sent as.
    FileOf(String),
    /// A file, which says its own media type.
    File,
}

/// A parameter, written into the request.
#[derive(Debug)]
pub(crate) enum ParameterEncoding {
    /// The field of the call with this name.
    Field { name: String, wire: String, wrapper: Option<Wrapper>, target: Target },
    /// A constant of the query that the path key held.
    Fixed { wire: String, value: String },
}

/// What a value is taken as, if not as it is.
#[derive(Debug)]
pub(crate) enum Wrapper {
    Object,
    Value,
    Json,
}

/// Where a parameter is written, and how.
#[derive(Debug)]
pub(crate) enum Target {
    Path,
    PathAs(Style),
    Query,
    QueryExploded,
    QueryAs(Style),
    Header,
    HeaderExploded,
    Cookie,
    CookieExploded,
}

/// A style of the runtime.
#[derive(Debug)]
pub(crate) struct Style {
    /// The constant.
    pub(crate) name: &'static str,
    pub(crate) exploded: bool,
    pub(crate) allows_reserved: bool,
}

/// A part of a form.
#[derive(Debug)]
pub(crate) struct FormPart {
    pub(crate) field: String,
    pub(crate) wire: String,
    /// Its one value, where it has no field.
    pub(crate) constant: Option<serde_json::Value>,
    pub(crate) kind: PartKind,
}

#[derive(Debug)]
pub(crate) enum PartKind {
    /// A value, or a list of them.
    Text,
    /// JSON, of another media type than `application/json` where one is named.
    Json(Option<String>),
    /// A file that is there.
    File,
    /// A file that may be there, or a list of files.
    Files,
    /// A list of files that may be there.
    OptionalFiles,
}
