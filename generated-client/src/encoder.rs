//! Writes an operation as an HTTP request.

mod body;
mod style;

use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE};
use http::{HeaderName, HeaderValue, Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::base_url::BaseUrl;
use crate::{Checker, Error, OperationInfo, ParameterValue, QueryValue};
pub use body::{File, Form, FormBody};
pub use style::Style;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
pub(crate) const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const JSON: &str = "application/json";

/// Takes the arguments of an operation and makes an HTTP request of them.
///
/// Nothing fails on the way: what is wrong with the arguments is collected, and the request as a
/// whole is refused with [`Error::is_invalid_request`].
pub struct Encoder {
    operation: &'static OperationInfo,
    arguments: Vec<(&'static str, String)>,
    query: String,
    headers: Vec<(&'static str, String)>,
    cookies: Vec<String>,
    accept: &'static str,
    /// The body and its media type.
    body: Option<(String, Bytes)>,
    checker: Checker,
}

impl Encoder {
    pub(crate) fn new(operation: &'static OperationInfo) -> Self {
        Self {
            operation,
            arguments: Vec::new(),
            query: String::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            accept: JSON,
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

    /// Fills a placeholder with what a style makes of a value.
    ///
    /// A value is refused that would make the path that of another resource.
    pub fn path_as<V: QueryValue + ?Sized>(
        &mut self,
        placeholder: &'static str,
        value: &V,
        style: Style,
    ) {
        match style.segment(placeholder, value.query_items()) {
            Ok(text) => self.segment(placeholder, text),
            Err(reason) => self.checker.refuse(placeholder, &reason),
        }
    }

    /// Adds a query parameter. A list is written as one value, its items joined by commas
    /// (OpenAPI's `style: form, explode: false`); a comma within an item is percent-encoded.
    pub fn query<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        self.query_as(name, value, Style::FORM);
    }

    /// Adds a query parameter. A list is written as one `name=item` for each item (OpenAPI's
    /// `style: form, explode: true`).
    pub fn query_exploded<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        self.query_as(name, value, Style::FORM.exploded());
    }

    /// Adds what a style makes of a query parameter.
    pub fn query_as<V: QueryValue + ?Sized>(
        &mut self,
        name: &'static str,
        value: &V,
        style: Style,
    ) {
        match style.pairs(name, value.query_items()) {
            Ok(pairs) => pairs.iter().for_each(|(name, value)| self.pair(name, value)),
            Err(reason) => self.checker.refuse(name, &reason),
        }
    }

    /// Adds a header (OpenAPI's `style: simple`): a list as one value, its items joined by commas.
    ///
    /// A value that a header cannot hold is refused, and is in no error. Transports and logs see it
    /// marked as sensitive.
    pub fn header<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        self.add_header(name, style::header(value.query_items(), false));
    }

    /// The same, with the members of an object as `name=value` (OpenAPI's `explode: true`).
    pub fn header_exploded<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        self.add_header(name, style::header(value.query_items(), true));
    }

    /// Adds a cookie (OpenAPI's `style: form, explode: false`).
    pub fn cookie<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        match Style::FORM.pairs(name, value.query_items()) {
            Ok(pairs) => {
                self.cookies.extend(pairs.iter().map(|(name, value)| format!("{name}={value}")));
            }
            Err(reason) => self.checker.refuse(name, &reason),
        }
    }

    /// Asks for answers of these media types instead of `application/json`.
    pub fn accept(&mut self, media_types: &'static str) {
        self.accept = media_types;
    }

    /// Checks arguments against the documented limits.
    pub fn check(&mut self, check: impl FnOnce(&mut Checker)) {
        check(&mut self.checker);
    }

    fn argument(&mut self, placeholder: &'static str, text: &str) {
        if text.is_empty() {
            self.checker.refuse(placeholder, "is empty, which would address another resource");
        }
        self.segment(placeholder, escaped(text));
    }

    /// Fills a placeholder with text that is escaped.
    fn segment(&mut self, placeholder: &'static str, text: String) {
        if matches!(text.as_str(), "." | "..") {
            let reason = format!("is `{text}`, which would address another resource");
            self.checker.refuse(placeholder, &reason);
        }
        self.arguments.push((placeholder, text));
    }

    fn pair(&mut self, escaped_name: &str, escaped_value: &str) {
        let separator = if self.query.is_empty() { '?' } else { '&' };
        self.query.push(separator);
        self.query.push_str(escaped_name);
        self.query.push('=');
        self.query.push_str(escaped_value);
    }

    fn add_header(&mut self, name: &'static str, value: Result<Option<String>, String>) {
        match value {
            Ok(Some(value)) => self.headers.push((name, value)),
            Ok(None) => {}
            Err(reason) => self.checker.refuse(name, &reason),
        }
    }

    pub(crate) fn finish(mut self, base_url: &BaseUrl) -> Result<Request<Bytes>, Error> {
        let violations = std::mem::take(&mut self.checker).into_violations();
        if !violations.is_empty() {
            return Err(Error::invalid_request(self.operation, &violations));
        }
        let url = format!("{base_url}{}{}", self.filled_path()?, self.query);
        let (media_type, body) = match self.body.take() {
            Some((media_type, body)) => (Some(media_type), body),
            None => (None, Bytes::new()),
        };
        let method = &self.operation.method;
        let mut request =
            Request::builder().method(method.clone()).uri(url).header(ACCEPT, self.accept);
        if let Some(media_type) = media_type {
            request = request.header(CONTENT_TYPE, media_type);
        } else if [Method::POST, Method::PUT, Method::PATCH].contains(method) {
            // RFC 9110, section 8.6: these methods may have a body, so its absence is said.
            request = request.header(CONTENT_LENGTH, 0);
        }
        for (name, value) in self.headers()? {
            request = request.header(name, value);
        }
        // What is escaped can stand in a URL, and media types were checked, so what is left is the length.
        request.extension(self.operation).body(body).map_err(|error| {
            let reason = format!("it cannot be written: {error}");
            Error::invalid_request(self.operation, &[reason])
        })
    }

    /// The headers that are parameters. Which of them are secrets is not known.
    fn headers(&mut self) -> Result<Vec<(HeaderName, HeaderValue)>, Error> {
        let internal = |name: &str| {
            Error::internal(self.operation, format!("`{name}` cannot be written as a header"))
        };
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| internal(name))?;
            headers.push((header, HeaderValue::from_str(value).map_err(|_| internal(name))?));
        }
        if !self.cookies.is_empty() {
            let cookies = HeaderValue::from_str(&self.cookies.join("; "));
            headers.push((COOKIE, cookies.map_err(|_| internal("Cookie"))?));
        }
        headers.iter_mut().for_each(|(_, value)| value.set_sensitive(true));
        Ok(headers)
    }

    fn filled_path(&self) -> Result<String, Error> {
        let internal = |reason: String| Error::internal(self.operation, reason);
        let mut path = self.operation.base_path.to_owned();
        let mut rest = self.operation.path;
        // A path that does not begin with a slash would become a part of the host.
        if !rest.starts_with('/') || !(path.is_empty() || path.starts_with('/')) {
            return Err(internal(format!("the path `{path}{rest}` does not begin with `/`")));
        }
        while let Some((literal, tail)) = rest.split_once('{') {
            let (placeholder, after) = tail.split_once('}').ok_or_else(|| {
                internal(format!("the path `{}` has no `}}`", self.operation.path))
            })?;
            let (_, value) =
                self.arguments.iter().find(|(name, _)| *name == placeholder).ok_or_else(|| {
                    internal(format!("`{placeholder}` is not filled in the path"))
                })?;
            path.push_str(literal);
            path.push_str(value);
            rest = after;
        }
        path.push_str(rest);
        let placed = |name: &str| self.operation.path.contains(&format!("{{{name}}}"));
        match self.arguments.iter().find(|(name, _)| !placed(name)) {
            Some((name, _)) => Err(internal(format!("`{name}` has no place in the path"))),
            None => Ok(path),
        }
    }
}

impl fmt::Debug for Encoder {
    /// Leaves out the arguments and the body, which hold what people write.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

#[cfg(test)]
mod tests;
