//! Diagnostics as text for a person, drawn by annotate-snippets.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::position::{Place, Sources};

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
    let primary = mark(AnnotationKind::Primary, sources, &diagnostic.place, &diagnostic.label);
    let mut marked = vec![(diagnostic.place.source, vec![primary])];
    for (place, label) in &diagnostic.related {
        let annotation = mark(AnnotationKind::Context, sources, place, label);
        match marked.iter_mut().find(|(source, _)| *source == place.source) {
            Some((_, annotations)) => annotations.push(annotation),
            None => marked.push((place.source, vec![annotation])),
        }
    }
    marked
        .into_iter()
        .map(|(source, annotations)| {
            let source = sources.get(source);
            let lines = lines(&source.text, annotations.iter().map(|(_, span, _)| span));
            let first = source.text[..lines.start].matches('\n').count() + 1;
            let annotations = annotations.into_iter().map(|(kind, span, label)| {
                let annotation = kind.span(span.start - lines.start..span.end - lines.start);
                if label.is_empty() { annotation } else { annotation.label(label) }
            });
            Snippet::source(&source.text[lines.clone()])
                .line_start(first)
                .path(source.name.as_str())
                .annotations(annotations)
        })
        .collect()
}

/// What is underlined, how, and what is said of it.
type Mark<'a> = (AnnotationKind, Range<usize>, &'a str);

fn mark<'a>(kind: AnnotationKind, sources: &Sources, place: &Place, label: &'a str) -> Mark<'a> {
    (kind, sources.get(place.source).locate(&place.at), label)
}

/// The lines that spans are on, with one line on either side. The renderer reads all that it is given, and a
/// document with many mistakes is long.
fn lines<'a>(text: &str, spans: impl Iterator<Item = &'a Range<usize>> + Clone) -> Range<usize> {
    let first = spans.clone().map(|span| span.start).min().unwrap_or_default();
    let last = spans.map(|span| span.end).max().unwrap_or_default();
    let line_start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let start = text[..line_start.saturating_sub(1)].rfind('\n').map_or(0, |at| at + 1);
    let mut breaks = text[last..].match_indices('\n').map(|(at, _)| last + at + 1);
    let end = breaks.nth(1).unwrap_or(text.len());
    start..end
}
