//! Paths that are another path with a letter doubled: `/messagess` beside `/messages`.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Segment};
use crate::position::Place;

/// The segments that stand under one parent and read alike when no letter is doubled.
type Family<'a> = IndexMap<&'a str, (String, Place)>;

/// All documents are looked at together: a slip may stand in one and the right path in another.
pub(super) fn check(api: &Api, diagnostics: &mut Diagnostics) {
    let mut families: IndexMap<String, Family<'_>> = IndexMap::new();
    for operation in api.documents.iter().flat_map(|document| &document.operations) {
        let Some(item) = operation.place.pointer().and_then(|it| it.parent()) else { continue };
        let place = Place::key(operation.place.source, &item);
        let mut parent = String::new();
        for segment in &operation.path.segments {
            parent.push('/');
            match segment {
                Segment::Parameter(_) | Segment::Mixed(_) => {
                    parent.push_str(&segment.print(&|_| "{}".to_owned()));
                }
                Segment::Literal(text) => {
                    let family =
                        families.entry(format!("{parent}{}", undoubled(text))).or_default();
                    family.entry(text).or_insert((operation.path.to_string(), place.clone()));
                    parent.push_str(text);
                }
            }
        }
    }
    for family in families.values().filter(|family| family.len() > 1) {
        report(family, diagnostics);
    }
}

/// The shortest is taken for the right one.
fn report(family: &Family<'_>, diagnostics: &mut Diagnostics) {
    let Some((right, (_, right_place))) = family.iter().min_by_key(|(text, _)| text.len()) else {
        return;
    };
    for (text, (path, place)) in family.iter().filter(|(text, _)| *text != right) {
        let message = format!("`{path}` has `{text}` where a sibling has `{right}`");
        let diagnostic = Diagnostic::new(Code::RepeatedLetter, place.clone(), message)
            .related(right_place.clone(), "the sibling");
        diagnostics.push(diagnostic);
    }
}

fn undoubled(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    // A number with a digit twice is another number.
    characters.dedup_by(|a, b| a == b && !a.is_numeric());
    characters.into_iter().collect()
}
