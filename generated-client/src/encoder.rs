//! Writes an operation as an HTTP request.

mod prepared;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::base_url::BaseUrl;
use crate::parameter::sealed::Items;
use crate::{Checker, Error, OperationInfo, ParameterValue, QueryValue, Validate};
pub(crate) use prepared::Prepared;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
pub(crate) const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Takes the arguments of an operation and makes an HTTP request of them.
///
/// Nothing fails on the way: what is wrong with the arguments is collected, and the request as a
/// whole is refused with [`Error::is_invalid_request`].
pub struct Encoder {
    operation: &'static OperationInfo,
    arguments: Vec<(&'static str, String)>,
    query: String,
    body: Option<Vec<u8>>,
    checker: Checker,
}

impl Encoder {
    pub(crate) fn new(operation: &'static OperationInfo) -> Self {
        Self {
            operation,
            arguments: Vec::new(),
            query: String::new(),
            body: None,
            checker: Checker::default(),
        }
    }

    /// Fills the placeholder `{placeholder}` of the operation's path.
    ///
    /// A value that is empty, `.` or `..` is refused: the path would be that of another resource.
    pub fn path<V: ParameterValue + ?Sized>(&mut self, placeholder: &'static str, value: &V) {
        self.argument(placeholder, &value.parameter_text());
    }

    /// Adds a query parameter. A list is written as one value, its items joined by commas
    /// (OpenAPI's `style: form, explode: false`); a comma within an item is percent-encoded.
    pub fn query<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        self.parameter(name, value.query_items(), false);
    }

    /// Adds a query parameter. A list is written as one `name=item` for each item (OpenAPI's
    /// `style: form, explode: true`).
    pub fn query_exploded<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        self.parameter(name, value.query_items(), true);
    }

    /// Sets the body, which is checked and written as JSON.
    pub fn json<B: Serialize + Validate + ?Sized>(&mut self, body: &B) {
        body.validate(&mut self.checker);
        self.json_body(serde_json::to_vec(body));
    }

    /// Checks arguments against the documented limits.
    pub fn check(&mut self, check: impl FnOnce(&mut Checker)) {
        check(&mut self.checker);
    }

    fn argument(&mut self, placeholder: &'static str, text: &str) {
        if text.is_empty() {
            self.checker.refuse(placeholder, "is empty, which would address another resource");
        } else if matches!(text, "." | "..") {
            let reason = format!("is `{text}`, which would address another resource");
            self.checker.refuse(placeholder, &reason);
        }
        self.arguments.push((placeholder, escaped(text)));
    }

    fn parameter(&mut self, name: &'static str, items: Items, explode: bool) {
        match items {
            Items::Absent => {}
            Items::One(value) => self.pair(name, &escaped(&value)),
            Items::List { items, optional } if items.is_empty() => {
                if !optional {
                    self.checker.refuse(name, "is empty; at least 1 item is required");
                }
            }
            Items::List { items, .. } if explode => {
                for item in items {
                    self.pair(name, &escaped(&item));
                }
            }
            Items::List { items, .. } => self.joined(name, &items),
        }
    }

    fn joined(&mut self, name: &'static str, items: &[String]) {
        // `a,,b` and a lone empty item cannot be told from a shorter list.
        if items.iter().any(String::is_empty) {
            self.checker
                .refuse(name, "has an empty item, which a comma-separated list cannot hold");
        }
        let items: Vec<_> = items.iter().map(|item| escaped(item)).collect();
        self.pair(name, &items.join(","));
    }

    fn pair(&mut self, name: &str, escaped_value: &str) {
        let separator = if self.query.is_empty() { '?' } else { '&' };
        self.query.push(separator);
        self.query.push_str(&escaped(name));
        self.query.push('=');
        self.query.push_str(escaped_value);
    }

    fn json_body(&mut self, body: serde_json::Result<Vec<u8>>) {
        match body {
            Ok(body) => self.body = Some(body),
            Err(error) => {
                self.checker.refuse_all(format!("the body cannot be written as JSON: {error}"))
            }
        }
    }

    pub(crate) fn finish(mut self, base_url: &BaseUrl) -> Result<Prepared, Error> {
        let violations = std::mem::take(&mut self.checker).into_violations();
        if !violations.is_empty() {
            return Err(Error::invalid_request(self.operation, &violations));
        }
        // All characters are URL characters by now, so what is left is the length.
        let uri = Uri::try_from(self.url(base_url.as_str())?).map_err(|error| {
            let reason = format!("its URL cannot be written: {error}");
            Error::invalid_request(self.operation, &[reason])
        })?;
        Ok(Prepared { operation: self.operation, uri, body: self.body.map(Bytes::from) })
    }

    fn url(&self, base_url: &str) -> Result<String, Error> {
        let internal = |reason: String| Error::internal(self.operation, reason);
        let OperationInfo { base_path, path, .. } = self.operation;
        // A path that does not begin with a slash would become a part of the host.
        if !path.starts_with('/') || !(base_path.is_empty() || base_path.starts_with('/')) {
            return Err(internal(format!("the path `{base_path}{path}` does not begin with `/`")));
        }
        let arguments: usize = self.arguments.iter().map(|(_, value)| value.len()).sum();
        let length = base_url.len() + base_path.len() + path.len() + arguments + self.query.len();
        let mut url = String::with_capacity(length);
        url.push_str(base_url);
        url.push_str(base_path);
        let mut rest = *path;
        while let Some((literal, tail)) = rest.split_once('{') {
            let (placeholder, after) = tail
                .split_once('}')
                .ok_or_else(|| internal(format!("the path `{path}` has no `}}`")))?;
            let (_, value) =
                self.arguments.iter().find(|(name, _)| *name == placeholder).ok_or_else(|| {
                    internal(format!("`{placeholder}` is not filled in the path"))
                })?;
            url.push_str(literal);
            url.push_str(value);
            rest = after;
        }
        url.push_str(rest);
        url.push_str(&self.query);
        match self.arguments.iter().find(|(name, _)| !self.has_place(name)) {
            Some((name, _)) => Err(internal(format!("`{name}` has no place in the path"))),
            None => Ok(url),
        }
    }

    fn has_place(&self, argument: &str) -> bool {
        let mut tails = self.operation.path.split('{').skip(1);
        tails.any(|tail| tail.split_once('}').is_some_and(|(name, _)| name == argument))
    }
}

impl fmt::Debug for Encoder {
    /// Leaves out the arguments and the body, which hold what people write.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

fn escaped(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, ESCAPED)).into_owned()
}

#[cfg(test)]
mod tests;
