//! Formats that are almost known ones.
//!
//! Formats are open: any text is one. One that is almost a known one is read as none, and the value stays a text.

use std::collections::BTreeSet;

use heck::ToKebabCase;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::position::Place;
use crate::source::{ObjectKind, Objects, Parsed};
use crate::text::letters;

/// The formats of OpenAPI 3.0, of its [registry] and of JSON Schema, and the two that this project adds.
///
/// [registry]: https://spec.openapis.org/registry/format/
const KNOWN: &[&str] = &[
    "base64url",
    "binary",
    "byte",
    "char",
    "commonmark",
    "date",
    "date-time",
    "date-time-local",
    "decimal",
    "decimal128",
    "double",
    "double-int",
    "duration",
    "email",
    "float",
    "hostname",
    "html",
    "http-date",
    "idn-email",
    "idn-hostname",
    "int16",
    "int32",
    "int64",
    "int8",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "page-token",
    "password",
    "reaction",
    "regex",
    "relative-json-pointer",
    "sf-binary",
    "sf-boolean",
    "sf-decimal",
    "sf-integer",
    "sf-string",
    "sf-token",
    "time",
    "time-local",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// How the format of an identifier ends.
const IDENTIFIER: &str = "-id";

/// The kinds of identifiers that the documents have.
pub(super) fn identifiers(parsed: &[Parsed]) -> BTreeSet<&str> {
    let formats = parsed.iter().flat_map(|it| &it.formats).map(String::as_str);
    formats.filter(|it| it.ends_with(IDENTIFIER)).collect()
}

pub(super) fn check(
    parsed: &Parsed,
    objects: &Objects<'_>,
    identifiers: &BTreeSet<&str>,
    diagnostics: &mut Diagnostics,
) {
    objects.each(|kind, node, at| {
        let format =
            node.get("format").and_then(Value::as_str).filter(|_| kind == ObjectKind::Schema);
        let Some((format, near)) = format.and_then(|it| Some((it, meant(it, identifiers)?))) else {
            return;
        };
        let place = Place::node(parsed.source, &at.child("format"));
        let message = format!("the format `{format}` is not known, and is almost `{near}`");
        let diagnostic = Diagnostic::new(Code::MisspeltFormat, place, message);
        diagnostics.push(diagnostic.help(format!("did you mean `{near}`?")));
    });
}

/// The known format that an unknown one must mean: the same words, put together otherwise, or all but one letter the
/// same.
fn meant(format: &str, identifiers: &BTreeSet<&str>) -> Option<String> {
    let known = || KNOWN.iter().chain(identifiers).copied();
    if known().any(|it| it == format) {
        return None;
    }
    let wanted = letters(format);
    if let Some(near) = known().find(|it| letters(it) == wanted) {
        return Some(near.to_owned());
    }
    let kebab = format.to_kebab_case();
    if kebab != format && kebab.ends_with(IDENTIFIER) {
        return Some(kebab);
    }
    // A number in it, or little else than the letter, makes another format of it: `int16`, `int128`, `uri`, `urn`.
    let is_word = wanted.chars().count() > 4 && !wanted.contains(|c: char| c.is_ascii_digit());
    let mut near = known().filter(|it| is_word && strsim::osa_distance(&wanted, &letters(it)) == 1);
    near.next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::meant;

    #[test]
    fn a_format_is_near_only_where_it_must_be_meant() {
        let identifiers = BTreeSet::from(["user-id"]);
        for (format, near) in [
            ("datetime", "date-time"),
            ("date_time", "date-time"),
            ("userid", "user-id"),
            ("chatId", "chat-id"),
            ("pasword", "password"),
            ("pagetoken", "page-token"),
            ("Int64", "int64"),
        ] {
            assert_eq!(meant(format, &identifiers).as_deref(), Some(near), "{format}");
        }
        for format in ["user-id", "chat-id", "uuid", "urn", "int128", "isbn", "phone", "timestamp"]
        {
            assert_eq!(meant(format, &identifiers), None, "{format}");
        }
    }
}
