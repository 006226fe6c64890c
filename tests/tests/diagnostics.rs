//! One document for each mistake, and what a maintainer is told about it (`tests/ui`).

use std::collections::BTreeSet;

use codegen::{Code, Compilation};
use tests::{document, documents};

#[test]
fn every_mistake_is_told_with_its_place() {
    insta::glob!("../ui", "*.yaml", |path| {
        let compilation = Compilation::of(vec![document(path)]);
        insta::assert_snapshot!(rendered(&compilation));
    });
}

#[test]
fn every_kind_of_diagnostic_has_a_document() {
    let mut shown = BTreeSet::new();
    for input in documents("ui") {
        shown.extend(Compilation::of(vec![input]).diagnostics().iter().map(|it| it.code()));
    }
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "no document in tests/ui shows {missing:?}");
}

#[test]
fn the_mistakes_of_all_documents_are_told_in_one_run() {
    let inputs = documents("ui");
    let alone: usize = inputs
        .iter()
        .map(|input| Compilation::of(vec![input.clone()]).diagnostics().iter().count())
        .sum();
    let together = Compilation::of(inputs);
    assert_eq!(together.diagnostics().iter().count(), alone);
    assert!(together.files().unwrap().is_none(), "a document with an error makes no file");
}

/// All diagnostics as a terminal without colours shows them.
fn rendered(compilation: &Compilation) -> String {
    let rendered: Vec<_> =
        compilation.diagnostics().iter().map(|it| compilation.render(it, false)).collect();
    rendered.join("\n\n")
}
