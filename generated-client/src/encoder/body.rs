//! Request bodies: JSON, forms, text and bytes.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::hash::{DefaultHasher, Hasher};

use bytes::Bytes;
use http::HeaderValue;
use serde_core::Serialize;
use serde_json::Value;

use super::file::Content;
use super::payload::PayloadWriter;
use super::{Encoder, File, JSON, Payload, Style, escaped};
use crate::schema::finite;
use crate::schema::parameter::scalar_text;
use crate::schema::parameter::sealed::Items;
use crate::{QueryValue, Validate, random};

/// A body that is sent as `multipart/form-data`.
pub trait FormBody {
    /// Adds its parts to `form`.
    fn write_parts(&self, form: &mut Form);
}

/// The parts of a `multipart/form-data` body (RFC 7578).
#[derive(Default)]
pub struct Form {
    parts: Vec<Part>,
    violations: Vec<(&'static str, String)>,
}

struct Part {
    head: String,
    content: Content,
}

impl Form {
    /// Adds a part with one value, or one part for each item of a list.
    pub fn text<V: QueryValue + ?Sized>(&mut self, name: &'static str, value: &V) {
        match value.query_items() {
            Items::Absent => {}
            Items::One(text) => self.part(name, None, None, Content::Bytes(text.into())),
            Items::List { items, .. } => {
                items
                    .into_iter()
                    .for_each(|text| self.part(name, None, None, Content::Bytes(text.into())));
            }
            Items::Object(_) | Items::Nested(_) => {
                self.violations.push((name, "is an object, which a part cannot hold".to_owned()));
            }
            Items::Unwritable(reason) => self.violations.push((name, reason)),
        }
    }

    /// Adds a part that is JSON, unless it is null.
    pub fn json<V: Serialize + ?Sized>(&mut self, name: &'static str, value: &V) {
        self.json_of(name, JSON, value);
    }

    /// The same, for another media type that is JSON: `application/vnd.example+json`.
    pub fn json_of<V: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        media_type: &str,
        value: &V,
    ) {
        if let Err(reason) = finite::check(value) {
            self.violations.push((name, format!("cannot be written as JSON: {reason}")));
            return;
        }
        match serde_json::to_string(value) {
            Ok(json) if json == "null" => {}
            Ok(json) => self.part(name, None, Some(media_type), Content::Bytes(json.into())),
            Err(error) => {
                self.violations.push((name, format!("cannot be written as JSON: {error}")));
            }
        }
    }

    /// Adds a part for each file.
    pub fn files<'a>(&mut self, name: &'static str, files: impl IntoIterator<Item = &'a File>) {
        for file in files {
            if HeaderValue::from_str(&file.content_type).is_err() {
                self.violations.push((name, NO_MEDIA_TYPE.to_owned()));
            }
            let content = file.content().clone();
            self.part(name, Some(&file.name), Some(&file.content_type), content);
        }
    }

    fn part(
        &mut self,
        name: &str,
        file_name: Option<&str>,
        media_type: Option<&str>,
        content: Content,
    ) {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        if let Some(file_name) = file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        if let Some(media_type) = media_type {
            head.push_str(&format!("\r\nContent-Type: {media_type}"));
        }
        self.parts.push(Part { head, content });
    }

    /// A line that stands in no part. It follows from what the parts hold, so the same form is written the same way, unless
    /// there are files that are not read yet: then nobody can foresee it.
    fn boundary(&self) -> String {
        if self.parts.iter().any(|it| it.content.in_memory().is_none()) {
            return format!("form-{}", random::id());
        }
        let mut hasher = DefaultHasher::new();
        for part in &self.parts {
            hasher.write(part.head.as_bytes());
            hasher.write(part.bytes());
        }
        loop {
            let boundary = format!("form-{:016x}", hasher.finish());
            if !self.parts.iter().any(|it| contains(it.bytes(), boundary.as_bytes())) {
                return boundary;
            }
            hasher.write(boundary.as_bytes());
        }
    }

    fn write(self, boundary: &str) -> Payload {
        let mut writer = PayloadWriter::default();
        for part in self.parts {
            writer.text(&format!("--{boundary}\r\n{}\r\n\r\n", part.head));
            writer.content(part.content);
            writer.text("\r\n");
        }
        writer.text(&format!("--{boundary}--\r\n"));
        writer.finish()
    }
}

impl fmt::Debug for Form {
    /// Leaves out what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

impl Part {
    fn bytes(&self) -> &[u8] {
        self.content.in_memory().map_or(&[], |bytes| bytes)
    }
}

const NO_MEDIA_TYPE: &str = "has a media type that a header cannot hold";

/// As browsers write names in forms: <https://html.spec.whatwg.org/#multipart-form-data>.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn contains(content: &[u8], boundary: &[u8]) -> bool {
    content.windows(boundary.len()).any(|window| window == boundary)
}

impl Encoder {
    /// Sets the body, which is checked and written as JSON.
    pub fn json<B: Serialize + Validate + ?Sized>(&mut self, body: &B) {
        body.validate(&mut self.checker);
        self.json_unchecked(JSON.into(), body);
    }

    /// The same, for another media type that is JSON: `application/merge-patch+json`.
    pub fn json_of<B: Serialize + Validate + ?Sized>(&mut self, media_type: &str, body: &B) {
        body.validate(&mut self.checker);
        self.json_unchecked(media_type.to_owned().into(), body);
    }

    /// The same, for what no document has limits for.
    pub(crate) fn json_unchecked<B: Serialize + ?Sized>(
        &mut self,
        media_type: Cow<'static, str>,
        body: &B,
    ) {
        match serde_json::to_vec(body) {
            // Nothing but null can stand for a number that is none.
            Ok(json) if contains(&json, b"null") => match finite::check(body) {
                Ok(()) => self.body = Some((media_type, json.into())),
                Err(reason) => self.not_json(&reason),
            },
            Ok(json) => self.body = Some((media_type, json.into())),
            Err(error) => self.not_json(&error),
        }
    }

    fn not_json(&mut self, reason: &dyn Display) {
        self.checker.refuse_all(format!("the body cannot be written as JSON: {reason}"));
    }

    /// Sets the body, which is checked and written as `application/x-www-form-urlencoded`: one pair for each
    /// member of what it is in JSON, and for each item of a member that is a list. What is nested deeper is JSON.
    pub fn form<B: Serialize + Validate + ?Sized>(&mut self, body: &B) {
        self.form_as(body, &[]);
    }

    /// The same, with the styles that some members are written in (OpenAPI's `encoding`).
    pub fn form_as<B: Serialize + Validate + ?Sized>(
        &mut self,
        body: &B,
        styles: &[(&'static str, Style)],
    ) {
        body.validate(&mut self.checker);
        let value = finite::check(body)
            .and_then(|()| serde_json::to_value(body).map_err(|error| error.to_string()));
        match value.and_then(|value| form_pairs(value, styles)) {
            Ok(pairs) => {
                self.body = Some(("application/x-www-form-urlencoded".into(), pairs.into()));
            }
            Err(reason) => {
                self.checker.refuse_all(format!("the body cannot be written as a form: {reason}"));
            }
        }
    }

    /// Sets the body, which is checked and written as `multipart/form-data`.
    pub fn multipart<B: FormBody + Validate>(&mut self, body: &B) {
        body.validate(&mut self.checker);
        let mut form = Form::default();
        body.write_parts(&mut form);
        for (name, reason) in std::mem::take(&mut form.violations) {
            self.checker.refuse(name, &reason);
        }
        let boundary = form.boundary();
        let media_type = format!("multipart/form-data; boundary={boundary}");
        self.body = Some((media_type.into(), form.write(&boundary)));
    }

    /// Sets the body, which is a file with the media type that it says.
    pub fn file(&mut self, file: &File) {
        self.file_of(&file.content_type, file);
    }

    /// The same with another media type than the file says: that of the document.
    pub fn file_of(&mut self, media_type: &str, file: &File) {
        self.raw_of(media_type, Payload::of(file.content().clone()));
    }

    /// Sets the body as it is.
    pub fn raw(&mut self, media_type: &str, body: impl Into<Bytes>) {
        self.raw_of(media_type, Payload::Bytes(body.into()));
    }

    fn raw_of(&mut self, media_type: &str, body: Payload) {
        if HeaderValue::from_str(media_type).is_err() {
            self.checker.refuse_all(format!("the body {NO_MEDIA_TYPE}"));
        }
        self.body = Some((media_type.to_owned().into(), body));
    }
}

fn form_pairs(body: Value, styles: &[(&'static str, Style)]) -> Result<String, String> {
    let Value::Object(members) = body else { return Err("it is no object".to_owned()) };
    let mut pairs = Vec::new();
    for (name, value) in members {
        let Some((_, style)) = styles.iter().find(|(of, _)| *of == name) else {
            let items = match value {
                Value::Array(items) => items,
                value => vec![value],
            };
            let items = items.iter().filter(|it| !it.is_null());
            let texts = items.map(|it| scalar_text(it).unwrap_or_else(|| it.to_string()));
            pairs.extend(texts.map(|text| (escaped(&name), escaped(&text))));
            continue;
        };
        let items = match Items::of(value) {
            Items::List { items, .. } => Items::List { items, optional: true },
            items => items,
        };
        let written = style.pairs(&name, items);
        pairs.extend(written.map_err(|reason| format!("`{name}` {reason}"))?);
    }
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    Ok(pairs.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests;
