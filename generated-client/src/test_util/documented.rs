//! Finds the examples that the documents give of an operation's responses.

use http::StatusCode;
use serde_json::{Value, json};

use super::paging::Paging;
use crate::example::reads;
use crate::examples::EXAMPLES;
use crate::redact::Secrets;
use crate::{Error, ErrorCode, Example, Operation, OperationInfo};

/// An operation without its type.
#[derive(Clone, Copy)]
pub(crate) struct Documented {
    pub(super) info: &'static OperationInfo,
    /// The names of its query parameters.
    pub(super) required: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
    /// Whether it must have a body, and what decodes one from JSON and encodes it again; none if it takes no JSON.
    pub(super) body: Option<(bool, RoundTrip)>,
    /// How its pages follow each other, if it answers with pages.
    pub(super) paging: Option<Paging>,
    /// Reads a response as the operation does.
    reads: fn(u16, &str) -> Result<(), Error>,
    /// Where to look.
    examples: &'static [Example],
}

/// Decodes JSON as a type and encodes it again.
type RoundTrip = fn(&str) -> serde_json::Result<Value>;

/// Status and body of a response.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) status: u16,
    pub(super) body: String,
}

impl Documented {
    pub(crate) const fn new<O: Operation>() -> Self {
        Self { reads: reads::<O>, examples: EXAMPLES, ..Self::undocumented(O::INFO) }
    }

    /// What [`Client::request`](crate::Client::request) makes.
    pub(super) const fn undocumented(info: &'static OperationInfo) -> Self {
        let (required, optional, examples) = (&[], &[], &[]);
        let reads: fn(u16, &str) -> _ = |_, _| Ok(());
        Self { info, required, optional, body: None, paging: None, reads, examples }
    }

    /// The same with query parameters.
    #[allow(dead_code, reason = "the documents decide whether it is needed")]
    pub(crate) const fn with_query(
        mut self,
        required: &'static [&'static str],
        optional: &'static [&'static str],
    ) -> Self {
        self.required = required;
        self.optional = optional;
        self
    }

    /// The same with a body that is JSON.
    #[allow(dead_code, reason = "the documents decide whether it is needed")]
    pub(crate) const fn with_body(mut self, is_required: bool, round_trip: RoundTrip) -> Self {
        self.body = Some((is_required, round_trip));
        self
    }

    /// The same with pages.
    #[allow(dead_code, reason = "the documents decide whether it is needed")]
    pub(crate) const fn with_paging(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }

    /// The first example of success, or some bytes where the operation takes any, or an empty response where it expects nothing
    /// else.
    ///
    /// A document may describe several methods as one operation. Its examples are then named after
    /// them.
    pub(super) fn success(self) -> Result<Content, String> {
        let readable = || self.responses().filter(|(_, content)| self.can_read(content));
        let of_the_method = readable().find(|(example, _)| example.name == self.info.name);
        if let Some((_, content)) = of_the_method.or_else(|| readable().next()) {
            return Ok(content);
        }
        let content = |status: StatusCode, body: &str| Content {
            status: status.as_u16(),
            body: body.to_owned(),
        };
        // No JSON, which other operations refuse.
        let file = content(StatusCode::OK, "The bytes of a file.");
        let nothing = content(StatusCode::NO_CONTENT, "");
        if let Some(content) = [file, nothing].into_iter().find(|it| self.can_read(it)) {
            return Ok(content);
        }
        Err(format!(
            "the documents give no example of a response to {self}: make one with `Reply::json`"
        ))
    }

    /// The example of a response that has this name.
    pub(super) fn named(self, name: &str) -> Result<Content, String> {
        let named = || self.responses().filter(|(example, _)| example.name == name);
        // One name may stand for the responses of several methods.
        let readable = named().find(|(_, content)| self.can_read(content));
        if let Some((_, content)) = readable.or_else(|| named().next()) {
            return Ok(content);
        }
        let names = self.responses().filter(|(example, _)| !example.name.is_empty());
        let names: Vec<_> = names.map(|(example, _)| format!("`{}`", example.name)).collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Err(format!(
            "the documents name no example of a response to {self} `{name}`; named are: {names}"
        ))
    }

    /// The first example of an error with this status, otherwise a body that says what the status is.
    pub(super) fn error(self, status: u16) -> Content {
        let documented = self.errors().find(|content| content.status == status);
        documented.unwrap_or_else(|| {
            let reason = StatusCode::from_u16(status).ok().and_then(|it| it.canonical_reason());
            let body = json!({"message": reason.unwrap_or("The documents have no such status.")});
            Content { status, body: body.to_string() }
        })
    }

    /// The first example of an error with this code, otherwise a 400 with the code and its meaning.
    pub(super) fn error_code(self, code: &ErrorCode) -> Content {
        let documented = self.errors().find(|content| {
            let status = StatusCode::from_u16(content.status).unwrap_or(StatusCode::BAD_REQUEST);
            let body = content.body.clone().into();
            Error::api(self.info, status, &body, &Secrets::default()).code() == Some(code)
        });
        documented.unwrap_or_else(|| {
            let message = code.meaning().unwrap_or("The documents give no example of this error.");
            let body = json!({"code": code, "message": message});
            Content { status: StatusCode::BAD_REQUEST.as_u16(), body: body.to_string() }
        })
    }

    /// The examples of responses, success first.
    fn responses(self) -> impl Iterator<Item = (&'static Example, Content)> {
        let all = move || self.examples.iter().filter(move |it| self.has(it)).filter_map(content);
        let is_success = |(_, content): &(_, Content)| (200..300).contains(&content.status);
        all().filter(is_success).chain(all().filter(move |it| !is_success(it)))
    }

    fn errors(self) -> impl Iterator<Item = Content> {
        self.responses().map(|(_, content)| content).filter(|content| content.status >= 300)
    }

    fn has(self, example: &Example) -> bool {
        (example.module, example.operation_id) == (self.info.module, self.info.operation_id)
    }

    fn can_read(self, content: &Content) -> bool {
        (self.reads)(content.status, &content.body).is_ok()
    }
}

impl std::fmt::Display for Documented {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.info.module, self.info.name)
    }
}

/// The response that an example shows; none if it shows a request.
fn content(example: &'static Example) -> Option<(&'static Example, Content)> {
    // A document may say `4XX`.
    let status = example.of.to_ascii_uppercase().replace('X', "0").parse().ok()?;
    // Documents write what a 204 does not have: a body that stands for no body.
    let body = if status == StatusCode::NO_CONTENT.as_u16() { "" } else { example.json };
    Some((example, Content { status, body: body.to_owned() }))
}

#[cfg(test)]
mod tests;
