//! Methods and paths: where requests go.

use serde::{Deserialize, Serialize};

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum HttpMethod {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl HttpMethod {
    /// The method as it goes on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// Whether a request only reads, which RFC 9110 says in section 9.2.1. Such a request may be repeated.
    pub(crate) fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options | Self::Trace)
    }
}

/// A path with parameters, such as `/chats/{CHAT_ID}/members`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PathTemplate {
    pub(crate) segments: Vec<Segment>,
    /// A query string that the path key held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) fixed_query: Vec<(String, String)>,
    /// A fragment that the path key held. It tells operations of one endpoint apart in the document, and is not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fragment: Option<String>,
}

/// A part of a path between slashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Segment {
    Literal(String),
    Parameter(String),
    /// Literals and parameters behind each other: `{Sid}.json`, `{base}...{head}`.
    Mixed(Vec<Segment>),
}

impl Segment {
    fn parts(&self) -> &[Segment] {
        match self {
            Self::Mixed(parts) => parts,
            one => std::slice::from_ref(one),
        }
    }

    /// The segment with the parameters as `parameter` writes them.
    pub(crate) fn print(&self, parameter: &impl Fn(&str) -> String) -> String {
        match self {
            Self::Literal(text) => text.clone(),
            Self::Parameter(name) => parameter(name),
            Self::Mixed(parts) => parts.iter().map(|it| it.print(parameter)).collect(),
        }
    }
}

impl PathTemplate {
    /// The names of its parameters, in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().flat_map(Segment::parts).filter_map(|part| match part {
            Segment::Parameter(name) => Some(name.as_str()),
            Segment::Literal(_) | Segment::Mixed(_) => None,
        })
    }

    /// Whether the path key gives a query parameter its value.
    pub(crate) fn fixes(&self, name: &str) -> bool {
        self.fixed_query.iter().any(|(fixed, _)| fixed == name)
    }

    /// The path with every parameter's name taken out: what two paths of one endpoint have in common.
    pub(crate) fn shape(&self) -> String {
        self.print(|_| "{}".to_owned())
    }

    /// The path with the parameters as `parameter` writes them.
    pub(crate) fn print(&self, parameter: impl Fn(&str) -> String) -> String {
        self.segments.iter().map(|segment| format!("/{}", segment.print(&parameter))).collect()
    }
}

impl std::fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.print(|name| format!("{{{name}}}")))
    }
}

/// What operations on one endpoint have in common: method, server and real path. The names of path
/// parameters do not matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EndpointKey(HttpMethod, String, Vec<(String, String)>);

impl EndpointKey {
    pub(crate) fn new(method: HttpMethod, base_path: &str, path: &PathTemplate) -> Self {
        Self(method, format!("{base_path}{}", path.shape()), path.fixed_query.clone())
    }
}

impl std::fmt::Display for EndpointKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(method, path, query) = self;
        write!(f, "{} {path}", method.as_str())?;
        let pairs: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { Ok(()) } else { write!(f, "?{}", pairs.join("&")) }
    }
}
