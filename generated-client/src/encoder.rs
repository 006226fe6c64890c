//! Writes an operation as an HTTP request.

mod body;
mod file;
mod payload;
mod prepared;
mod style;

use std::borrow::Cow;
use std::fmt;

use http::header::COOKIE;
use http::{HeaderName, HeaderValue, Uri};
#[cfg(any(feature = "sign-in", feature = "test-util"))]
use percent_encoding::percent_decode_str;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::base_url::BaseUrl;
use crate::{Checker, Error, OperationInfo, ParameterValue, QueryValue};
pub use body::{Form, FormBody};
pub use file::File;
pub(crate) use payload::Payload;
pub(crate) use prepared::Prepared;
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
    /// That whose budget it takes from.
    paced_as: &'static OperationInfo,
    /// The path, if it is not that of the operation.
    undocumented_path: Option<String>,
    arguments: Vec<Argument>,
    query: String,
    headers: Vec<(&'static str, String)>,
    cookies: Vec<String>,
    accept: &'static str,
    /// The body and its media type.
    body: Option<(Cow<'static, str>, Payload)>,
    checker: Checker,
}

/// What stands in the path for a placeholder.
struct Argument {
    placeholder: &'static str,
    /// It is escaped.
    text: String,
    has_place: bool,
}

impl Encoder {
    pub(crate) fn new(operation: &'static OperationInfo) -> Self {
        Self {
            operation,
            paced_as: operation,
            undocumented_path: None,
            arguments: Vec::new(),
            query: String::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            accept: JSON,
            body: None,
            checker: Checker::default(),
        }
    }

    /// One for a path that the caller gives, with the query that stands behind it. What is wrong with either is the caller's
    /// mistake. If the path is that of a documented operation, it is paced as that.
    pub(crate) fn undocumented(
        operation: &'static OperationInfo,
        documented: Option<&'static OperationInfo>,
        target: &str,
    ) -> Self {
        let (path, query) = match target.find('?') {
            Some(place) => target.split_at(place),
            None => (target, ""),
        };
        let mut encoder = Self::new(operation);
        if let Some(reason) = mistake(path, query) {
            encoder.checker.refuse("path", reason);
        }
        let (undocumented_path, query) = (Some(path.to_owned()), query.to_owned());
        Self { paced_as: documented.unwrap_or(operation), undocumented_path, query, ..encoder }
    }

    /// What the request is known as in errors.
    #[cfg(feature = "blocking")]
    pub(crate) fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// Fills the placeholder `{placeholder}` of the operation's path.
    ///
    /// A value that is empty, `.` or `..` is refused: it would turn the path into that of another resource.
    pub fn path<V: ParameterValue + ?Sized>(&mut self, placeholder: &'static str, value: &V) {
        self.argument(placeholder, &value.parameter_text());
    }

    /// Fills a placeholder with what a style makes of a value.
    ///
    /// A value that would turn the path into that of another resource is refused.
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
    /// A value that a header cannot hold is refused, and not shown in the error. Transports and logs see it
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

    /// Adds a cookie (OpenAPI's `style: form, explode: true`): `name=a&name=b` for a list, as RFC 6570 expands forms.
    pub fn cookie_exploded<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        match Style::FORM.exploded().pairs(name, value.query_items()) {
            Ok(pairs) if pairs.is_empty() => {}
            Ok(pairs) => {
                let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
                self.cookies.push(pairs.collect::<Vec<_>>().join("&"));
            }
            Err(reason) => self.checker.refuse(name, &reason),
        }
    }

    /// Asks for responses of these media types instead of `application/json`.
    pub fn accept(&mut self, media_types: &'static str) {
        self.accept = media_types;
    }

    /// Checks arguments against the documented limits.
    pub fn checker(&mut self) -> &mut Checker {
        &mut self.checker
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
        self.arguments.push(Argument { placeholder, text, has_place: false });
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

    pub(crate) fn finish(mut self, base_url: &BaseUrl) -> Result<Prepared, Error> {
        let violations = std::mem::take(&mut self.checker).into_violations();
        if !violations.is_empty() {
            return Err(Error::invalid_request(self.operation, &violations));
        }
        // What is escaped can stand in a URL, so what is left is the length.
        let uri = Uri::try_from(self.url(base_url.as_str())?).map_err(|error| {
            let reason = format!("its URL cannot be written: {error}");
            Error::invalid_request(self.operation, &[reason])
        })?;
        let headers = self.headers()?;
        let body = match self.body.take() {
            Some((media_type, body)) => Some((self.media_type(&media_type)?, body)),
            None => None,
        };
        let accept = self.media_type(self.accept)?;
        let Self { operation, paced_as, .. } = self;
        Ok(Prepared { operation, paced_as, uri, accept, headers, body })
    }

    fn media_type(&self, media_type: &str) -> Result<HeaderValue, Error> {
        if media_type == JSON {
            return Ok(HeaderValue::from_static(JSON));
        }
        HeaderValue::from_str(media_type).map_err(|_| {
            let reason = "its media type cannot be written as a header".to_owned();
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

    fn url(&mut self, base_url: &str) -> Result<String, Error> {
        let (operation, is_documented) = (self.operation, self.undocumented_path.is_none());
        let internal = |reason: String| match is_documented {
            true => Error::internal(operation, reason),
            false => Error::invalid_request(operation, &[reason]),
        };
        let path = self.undocumented_path.as_deref().unwrap_or(operation.path);
        let base_path = operation.base_path;
        // A path that does not begin with a slash would become a part of the host.
        if !path.starts_with('/') || !(base_path.is_empty() || base_path.starts_with('/')) {
            return Err(internal(format!("the path `{base_path}{path}` does not begin with `/`")));
        }
        let arguments: usize = self.arguments.iter().map(|it| it.text.len()).sum();
        let length = base_url.len() + base_path.len() + path.len() + arguments + self.query.len();
        let mut url = String::with_capacity(length);
        url.push_str(base_url);
        url.push_str(base_path);
        let mut rest = path;
        while let Some((literal, tail)) = rest.split_once('{') {
            let (placeholder, after) = tail
                .split_once('}')
                .ok_or_else(|| internal(format!("the path `{path}` has no `}}`")))?;
            let argument = self.arguments.iter_mut().find(|it| it.placeholder == placeholder);
            let argument = argument
                .ok_or_else(|| internal(format!("`{placeholder}` is not filled in the path")))?;
            url.push_str(literal);
            url.push_str(&argument.text);
            argument.has_place = true;
            rest = after;
        }
        url.push_str(rest);
        url.push_str(&self.query);
        match self.arguments.iter().find(|it| !it.has_place) {
            Some(it) => Err(internal(format!("`{}` has no place in the path", it.placeholder))),
            None => Ok(url),
        }
    }
}

impl fmt::Debug for Encoder {
    /// Leaves out the arguments and the body, which hold what people write.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

/// What is wrong with a path and its query that no document has, where it is not seen when the URL is written.
fn mistake(path: &str, query: &str) -> Option<&'static str> {
    let is_dots =
        |segment: &str| matches!(&*segment.to_lowercase().replace("%2e", "."), "." | "..");
    let is_text = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\');
    if !path.starts_with('/') || path.starts_with("//") {
        Some(
            "does not begin with one `/`: what stands before the path is the base URL of the client",
        )
    } else if !path.bytes().chain(query.bytes()).all(is_text) {
        Some("has a character that must be percent-encoded")
    } else if path.split('/').any(is_dots) {
        Some("has `.` or `..`, which would address another resource")
    } else {
        None
    }
}

fn escaped(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, ESCAPED)).into_owned()
}

/// A name or a value of a query or a form that browsers and others have written: a plus sign is a space (WHATWG URL,
/// `application/x-www-form-urlencoded`).
#[cfg(any(feature = "sign-in", feature = "test-util"))]
pub(crate) fn form_decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests;
