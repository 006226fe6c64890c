//! Diagnostics as data for programs.

use serde::Serialize;

use super::{Diagnostic, Severity, render};
use crate::position::{Place, Source, Sources};

/// A diagnostic with its places worked out, as `--message-format json` writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The name of the code.
    pub code: &'static str,
    /// Whether it stops generation.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where it is.
    pub span: Span,
    /// Other places that have to do with it.
    pub related: Vec<Span>,
    /// The same for a person, without colours.
    pub rendered: String,
}

/// A piece of a file. Lines and columns count from 1, columns in characters; an end is the place after the last
/// character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The name of the file, as in its [`crate::Input`].
    pub file: String,
    /// The line of the first character.
    pub line: usize,
    /// The column of the first character.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column of the end.
    pub end_column: usize,
    /// The first byte in the text, counted from 0 and without a byte order mark.
    pub byte_start: usize,
    /// The byte after the last one.
    pub byte_end: usize,
    /// What is said of this place, or nothing.
    pub label: String,
}

/// Where in a document something stands. Line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The name of the file, as in its [`crate::Input`].
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Works a diagnostic's places out.
pub(crate) fn report(diagnostic: &Diagnostic, sources: &Sources) -> Report {
    let related = diagnostic.related.iter();
    Report {
        code: diagnostic.code.name(),
        severity: diagnostic.severity(),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        span: span(&diagnostic.place, &diagnostic.label, sources),
        related: related.map(|(place, label)| span(place, label, sources)).collect(),
        rendered: render(diagnostic, sources, false),
    }
}

fn span(place: &Place, label: &str, sources: &Sources) -> Span {
    let (source, bytes) = sources.locate(place);
    let (line, column) = line_and_column(source, bytes.start);
    let (end_line, end_column) = line_and_column(source, bytes.end);
    Span {
        file: source.name.clone(),
        line,
        column,
        end_line,
        end_column,
        byte_start: bytes.start,
        byte_end: bytes.end,
        label: label.to_owned(),
    }
}

fn line_and_column(source: &Source, byte: usize) -> (usize, usize) {
    let byte = byte.min(source.text.len());
    let (line, start) = source.lines().at(byte);
    (line, 1 + source.text.get(start..byte).unwrap_or_default().chars().count())
}

/// Where a place begins.
pub(crate) fn location(place: &Place, sources: &Sources) -> Location {
    let (source, bytes) = sources.locate(place);
    let (line, column) = line_and_column(source, bytes.start);
    Location { file: source.name.clone(), line, column }
}

#[cfg(test)]
mod tests {
    use super::line_and_column;
    use crate::position::{Input, Sources};

    #[test]
    fn lines_and_columns_count_from_one_and_columns_in_characters() {
        let text = "é: 1\nb: 2\n".to_owned();
        let b = text.find('b').unwrap();
        let mut sources = Sources::default();
        let id = sources.add(Input { name: String::new(), stem: String::new(), text });
        let at = |byte| line_and_column(sources.get(id), byte);
        assert_eq!((at(0), at(2), at(b), at(99)), ((1, 1), (1, 2), (2, 1), (3, 1)));
    }
}
