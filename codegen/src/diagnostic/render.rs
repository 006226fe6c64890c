//! Diagnostics as text for a person, drawn by annotate-snippets.

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
    let place = sources.origin(&diagnostic.place);
    let primary = mark(AnnotationKind::Primary, sources, &place, &diagnostic.label);
    let mut marked = vec![(place.source, vec![primary])];
    for (place, label) in &diagnostic.related {
        let place = sources.origin(place);
        let annotation = mark(AnnotationKind::Context, sources, &place, label);
        match marked.iter_mut().find(|(source, _)| *source == place.source) {
            Some((_, annotations)) => annotations.push(annotation),
            None => marked.push((place.source, vec![annotation])),
        }
    }
    marked
        .into_iter()
        .map(|(source, annotations)| {
            let source = sources.get(source);
            Snippet::source(source.text.as_str())
                .path(source.name.as_str())
                .annotations(annotations)
        })
        .collect()
}

fn mark<'a>(
    kind: AnnotationKind,
    sources: &Sources,
    place: &Place,
    label: &'a str,
) -> Annotation<'a> {
    let annotation = kind.span(sources.get(place.source).locate(&place.at));
    if label.is_empty() { annotation } else { annotation.label(label) }
}
