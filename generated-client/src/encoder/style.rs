//! How a parameter is written: OpenAPI's `style`, `explode` and `allowReserved`.

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::Value;

use super::ESCAPED;
use crate::schema::parameter::sealed::Items;
use crate::schema::parameter::{is_nested, scalar_text};

/// What separates values and members, and whether names are written before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// How a parameter is written: OpenAPI's `style` with `explode` and `allowReserved`.
///
/// ```
/// use generated_client::Style;
///
/// const TAGS: Style = Style::PIPE_DELIMITED;
/// const ID: Style = Style::MATRIX.exploded();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    kind: Kind,
    explode: bool,
    reserved: bool,
}

impl Style {
    /// `a,b`, in paths and headers.
    pub const SIMPLE: Self = Self::of(Kind::Simple);
    /// `.a,b`, in paths.
    pub const LABEL: Self = Self::of(Kind::Label);
    /// `;name=a,b`, in paths.
    pub const MATRIX: Self = Self::of(Kind::Matrix);
    /// `name=a,b`, in queries and cookies.
    pub const FORM: Self = Self::of(Kind::Form);
    /// `name=a%20b`, in queries.
    pub const SPACE_DELIMITED: Self = Self::of(Kind::SpaceDelimited);
    /// `name=a%7Cb`, in queries.
    pub const PIPE_DELIMITED: Self = Self::of(Kind::PipeDelimited);
    /// `name[member]=a`, for objects in queries. OpenAPI does not say how a list is written: it is `name[]=a`, and
    /// `name[0][member]=a` where its items are lists or objects.
    pub const DEEP_OBJECT: Self = Self::of(Kind::DeepObject);

    const fn of(kind: Kind) -> Self {
        Self { kind, explode: false, reserved: false }
    }

    /// OpenAPI's `explode: true`: each item or member is written separately.
    #[must_use]
    pub const fn exploded(self) -> Self {
        Self { explode: true, ..self }
    }

    /// OpenAPI's `allowReserved: true`: reserved characters of URLs stay as they are, but for those
    /// that a query itself is made of (`#`, `&`, `+`, `=` and brackets), which would change its
    /// meaning.
    #[must_use]
    pub const fn allowing_reserved(self) -> Self {
        Self { reserved: true, ..self }
    }

    /// The part of a path that stands for a parameter.
    pub(super) fn segment(self, name: &str, items: Items) -> Result<String, String> {
        let (before, between) = match (self.kind, self.explode) {
            (Kind::Label, true) => (".", "."),
            (Kind::Label, false) => (".", ","),
            (Kind::Matrix, true) => (";", ";"),
            (Kind::Matrix, false) => (";", ","),
            _ => ("", ","),
        };
        let named = |value: &str| match value {
            "" => escaped(name),
            value => format!("{}={value}", escaped(name)),
        };
        let is_matrix = self.kind == Kind::Matrix;
        // A dot is never escaped.
        if between == "." && items.texts().any(|text| text.contains('.')) {
            return Err("has an item with a dot, which separates the items of the path".to_owned());
        }
        let text = match items {
            Items::Absent => return Err(EMPTY.to_owned()),
            Items::Unwritable(reason) => return Err(reason),
            Items::Nested(_) => return Err(NESTED.to_owned()),
            Items::List { items, .. } if items.is_empty() => return Err(EMPTY.to_owned()),
            Items::One(value) if value.is_empty() => return Err(EMPTY.to_owned()),
            Items::One(value) if is_matrix => named(&escaped(&value)),
            Items::One(value) => escaped(&value),
            Items::List { items, .. } => {
                let items = distinct(&items)?;
                match (is_matrix, self.explode) {
                    (true, true) => {
                        items.iter().map(|it| named(it)).collect::<Vec<_>>().join(between)
                    }
                    (true, false) => named(&items.join(between)),
                    (false, _) => items.join(between),
                }
            }
            Items::Object(members) if self.explode => pairs(&members, "=").join(between),
            Items::Object(members) if is_matrix => named(&flat(&members)?.join(",")),
            Items::Object(members) => flat(&members)?.join(","),
        };
        Ok(format!("{before}{text}"))
    }

    /// The pairs of a query, both sides escaped.
    pub(super) fn pairs(self, name: &str, items: Items) -> Result<Vec<(String, String)>, String> {
        let one = |value: String| Ok(vec![(escaped(name), value)]);
        match items {
            Items::Absent => Ok(Vec::new()),
            Items::Unwritable(reason) => Err(reason),
            Items::One(value) => one(self.value(&value)),
            Items::List { items, optional: true } if items.is_empty() => Ok(Vec::new()),
            Items::List { items, .. } if items.is_empty() => Err(NO_ITEM.to_owned()),
            Items::List { items, .. } if self.kind == Kind::DeepObject => {
                let key = format!("{}%5B%5D", escaped(name));
                Ok(items.iter().map(|it| (key.clone(), self.value(it))).collect())
            }
            Items::Nested(value) if self.kind == Kind::DeepObject => {
                let mut pairs = Vec::new();
                self.bracketed(&escaped(name), &value, &mut pairs);
                Ok(pairs)
            }
            Items::Nested(_) => Err(NESTED.to_owned()),
            Items::List { items, .. } if self.explode => {
                Ok(items.iter().map(|it| (escaped(name), self.value(it))).collect())
            }
            Items::List { items, .. } => one(self.joined(&items)?),
            Items::Object(members) if self.kind == Kind::DeepObject => {
                let key = |member: &str| format!("{}%5B{}%5D", escaped(name), escaped(member));
                Ok(members.iter().map(|(member, it)| (key(member), self.value(it))).collect())
            }
            Items::Object(members) if self.explode => {
                Ok(members.iter().map(|(member, it)| (escaped(member), self.value(it))).collect())
            }
            Items::Object(members) => {
                let flat: Vec<String> = members.into_iter().flat_map(|(k, v)| [k, v]).collect();
                one(self.joined(&flat)?)
            }
        }
    }

    /// Items as one value, with the separator of the style between them.
    fn joined(self, items: &[String]) -> Result<String, String> {
        match self.kind {
            Kind::SpaceDelimited => delimited(items, ' ', "%20", "space"),
            Kind::PipeDelimited => delimited(items, '|', "%7C", "bar"),
            _ => Ok(distinct(items)?.join(",")),
        }
    }

    /// The pairs of a value under a name that is escaped already.
    fn bracketed(self, name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    self.bracketed(&format!("{name}%5B{}%5D", escaped(member)), value, pairs);
                }
            }
            Value::Array(items) => {
                let are_numbered = items.iter().any(is_nested);
                for (index, item) in items.iter().enumerate() {
                    let index = if are_numbered { index.to_string() } else { String::new() };
                    self.bracketed(&format!("{name}%5B{index}%5D"), item, pairs);
                }
            }
            value => {
                pairs.extend(scalar_text(value).map(|it| (name.to_owned(), self.value(&it))));
            }
        }
    }

    fn value(self, text: &str) -> String {
        if self.reserved { utf8_percent_encode(text, RESERVED).to_string() } else { escaped(text) }
    }
}

/// The text of a header: items joined by commas, as they are.
pub(super) fn header(items: Items, explode: bool) -> Result<Option<String>, String> {
    let text = match items {
        Items::Absent => return Ok(None),
        Items::Unwritable(reason) => return Err(reason),
        Items::Nested(_) => return Err(NESTED.to_owned()),
        Items::One(value) => value,
        Items::List { items, optional: true } if items.is_empty() => return Ok(None),
        Items::List { items, .. } if items.is_empty() => return Err(NO_ITEM.to_owned()),
        Items::List { items, .. } => plain(items)?.join(","),
        Items::Object(members) if explode => {
            let is_unclear = |text: &String| text.contains(['=', ',']);
            if members.iter().any(|(name, value)| is_unclear(name) || value.contains(',')) {
                return Err("has a member with a comma or `=`, which separate members".to_owned());
            }
            let pairs = members.iter().map(|(name, value)| format!("{name}={value}"));
            pairs.collect::<Vec<_>>().join(",")
        }
        Items::Object(members) => {
            plain(members.into_iter().flat_map(|(k, v)| [k, v]).collect())?.join(",")
        }
    };
    let is_visible = |c: char| matches!(c, ' '..='~' | '\t');
    if !text.chars().all(is_visible) {
        return Err("has a character that a header cannot hold".to_owned());
    }
    if text.trim() != text {
        return Err("begins or ends with white space, which a header loses".to_owned());
    }
    Ok(Some(text))
}

const EMPTY: &str = "is empty, which would address another resource";
const NESTED: &str = "has a list or an object within another, which this style cannot write";
const NO_ITEM: &str = "is empty; at least 1 item is required";

/// As [`ESCAPED`], without the reserved characters that mean nothing in a query.
const RESERVED: &AsciiSet = &ESCAPED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// Escaped items of a list that is joined by commas.
fn distinct(items: &[String]) -> Result<Vec<String>, String> {
    // RFC 6570, section 3.2.1: an empty item is nothing between two commas.
    if items.iter().all(String::is_empty) {
        return Err("has no item that is not empty, which cannot be told from no items".to_owned());
    }
    Ok(items.iter().map(|item| escaped(item)).collect())
}

fn flat(members: &[(String, String)]) -> Result<Vec<String>, String> {
    let flat: Vec<String> = members.iter().flat_map(|(k, v)| [k.clone(), v.clone()]).collect();
    distinct(&flat)
}

fn pairs(members: &[(String, String)], sign: &str) -> Vec<String> {
    members.iter().map(|(k, v)| format!("{}{sign}{}", escaped(k), escaped(v))).collect()
}

/// Items with a separator that is percent-encoded itself, so that no item can hold it.
fn delimited(items: &[String], mark: char, sign: &str, what: &str) -> Result<String, String> {
    match items.iter().find(|item| item.is_empty() || item.contains(mark)) {
        Some(item) if item.is_empty() => {
            Err(format!("has an empty item, which a list with a {what} between items cannot hold"))
        }
        Some(_) => Err(format!("has an item with a {what}, which separates the items of the list")),
        None => Ok(items.iter().map(|item| escaped(item)).collect::<Vec<_>>().join(sign)),
    }
}

/// Items of a list that nothing escapes.
fn plain(items: Vec<String>) -> Result<Vec<String>, String> {
    if items.iter().any(|item| item.is_empty() || item.contains(',') || item.trim() != item) {
        let reason = "has an item that is empty, has a comma or has white space around it, which \
                      a list in a header cannot hold";
        return Err(reason.to_owned());
    }
    Ok(items)
}

#[cfg(test)]
mod tests;
