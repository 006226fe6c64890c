//! The successes of an operation, and what they decode to together.

use openapiv3::{ReferenceOr, Response, Schema};

use crate::ir::{Envelope, Output, Type};

/// A success and the names of its examples, by whether they show a body.
#[derive(Debug)]
pub(super) struct Success<'a> {
    pub(super) status: String,
    pub(super) description: &'a str,
    pub(super) schema: Option<&'a ReferenceOr<Schema>>,
    pub(super) ty: Option<Type>,
    /// Its media type is no JSON: it is text, or bytes.
    pub(super) is_raw: bool,
    /// It leads elsewhere.
    pub(super) is_redirect: bool,
    pub(super) envelope: Option<Envelope>,
    pub(super) examples: Vec<(String, bool)>,
}

impl<'a> Success<'a> {
    /// One without a body.
    pub(super) fn of(status: &str, response: &'a Response) -> Self {
        Self {
            status: status.to_owned(),
            description: &response.description,
            schema: None,
            ty: None,
            is_raw: false,
            is_redirect: false,
            envelope: None,
            examples: Vec::new(),
        }
    }
}

/// Whether the bodies of successes are of different types.
pub(super) fn differ(successes: &[Success<'_>]) -> bool {
    let redirects = successes.iter().filter(|it| it.is_redirect).count();
    if redirects > 0 {
        return redirects < successes.len();
    }
    let mut bodies = successes.iter().filter_map(|it| Some((it.ty.as_ref()?, it.is_raw)));
    let first = bodies.next();
    bodies.any(|other| Some(other) != first)
}

/// What successes decode to whose bodies have one type.
pub(super) fn output(successes: &[Success<'_>], tag: Option<&str>) -> Output {
    if successes.iter().any(|it| it.is_redirect) {
        return Output::Location;
    }
    let mut bodies = successes.iter().filter_map(|it| Some((it.ty.clone()?, it.is_raw)));
    let ty = match bodies.next() {
        None => return Output::Empty,
        // A body that is not there is an empty text.
        Some((Type::String, true)) => return Output::Text,
        Some((_, true)) => return Output::Bytes,
        Some((ty, false)) => ty,
    };
    let shown = || {
        let responses = successes.iter().flat_map(|success| &success.examples);
        responses
            .filter(|(name, _)| tag.is_none_or(|tag| tag == name))
            .map(|(_, has_body)| *has_body)
    };
    let any_empty = successes.iter().any(|success| success.ty.is_none());
    match (tag.is_some(), shown().any(|it| it), shown().any(|it| !it)) {
        (true, true, false) => Output::Json(ty),
        (true, false, true) => Output::Empty,
        (_, _, shown_empty) if shown_empty || any_empty => Output::JsonOrEmpty(ty),
        _ => Output::Json(ty),
    }
}
