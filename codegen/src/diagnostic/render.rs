//! Diagnostics as text for a person, drawn by annotate-snippets.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::position::{Source, Sources};

/// Draws one diagnostic: code, file:line:column, the source line with a caret, and a hint.
pub(crate) fn render(diagnostic: &Diagnostic, sources: &Sources, color: bool) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let report = [
        level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code.name())
            .elements(snippets(diagnostic, sources)),
        Group::with_title(Level::HELP.secondary_title(diagnostic.help.as_str())),
    ];
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report)
}

/// One snippet for each file that the diagnostic touches, the primary one first.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
) -> Vec<Snippet<'a, Annotation<'a>>> {
    let primary = (AnnotationKind::Primary, &diagnostic.place, diagnostic.label.as_str());
    let related = diagnostic.related.iter();
    let related = related.map(|(place, label)| (AnnotationKind::Context, place, label.as_str()));
    let mut marked: Vec<(&Source, Vec<Mark<'a>>)> = Vec::new();
    for (kind, place, label) in std::iter::once(primary).chain(related) {
        let (source, bytes) = sources.locate(place);
        let mark = Mark { kind, bytes, label };
        match marked.iter_mut().find(|(other, _)| std::ptr::eq(*other, source)) {
            Some((_, marks)) => marks.push(mark),
            None => marked.push((source, vec![mark])),
        }
    }
    marked.into_iter().map(|(source, marks)| snippet(source, marks)).collect()
}

/// What is underlined in a file.
struct Mark<'a> {
    kind: AnnotationKind,
    bytes: Range<usize>,
    label: &'a str,
}

/// The lines that are shown. The renderer reads all that it is given, so it is not given the whole file.
fn snippet<'a>(source: &'a Source, marks: Vec<Mark<'a>>) -> Snippet<'a, Annotation<'a>> {
    let text = source.text.as_str();
    let first = marks.iter().map(|mark| mark.bytes.start).min().unwrap_or_default();
    let last = marks.iter().map(|mark| mark.bytes.end).max().unwrap_or_default();
    let (line, start) = source.lines().at(first);
    let end = text.get(last..).and_then(|it| it.find('\n')).map_or(text.len(), |at| last + at);
    let annotations = marks.into_iter().map(|Mark { kind, bytes, label }| {
        let annotation = kind.span(bytes.start - start..bytes.end - start);
        if label.is_empty() { annotation } else { annotation.label(label) }
    });
    Snippet::source(text.get(start..end).unwrap_or_default())
        .line_start(line)
        .path(source.name.as_str())
        .annotations(annotations)
}
