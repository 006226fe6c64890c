//! Types that are proposed for responses that have none (`cargo xtask lint --propose`).

use codegen::{Code, Compilation};
use tests::{compile, corrected_specs, document, workspace};

const DOCUMENT: &str = "tests/documents/proposed.yaml";

fn alone() -> Compilation {
    Compilation::of(vec![document(&workspace().join(DOCUMENT))], Vec::new())
}

/// The overlay is what is printed, so that the tests of all small documents are of it: that what it makes is generated,
/// compiles, and (`compiled.rs`) has examples that come back as they were.
#[test]
fn a_proposal_is_an_overlay_with_a_type_for_each_response_without_one() {
    let overlay = document(&workspace().join("tests/documents/overlays/proposed.yaml"));
    assert_eq!(alone().proposal().unwrap(), overlay.text);
}

#[test]
fn a_proposal_takes_its_warnings_away() {
    let untyped = |it: &Compilation| {
        it.diagnostics().iter().filter(|it| it.code() == Code::UntypedResponse).count()
    };
    let applied = compile(&workspace().join(DOCUMENT));
    assert_eq!((untyped(&alone()), untyped(&applied)), (3, 0));
    assert_eq!(applied.diagnostics().iter().count(), 0);
    assert!(applied.proposal().is_none());
}

/// Null is a type there.
#[test]
fn a_proposal_for_openapi_3_1_speaks_its_language() {
    let mut input = document(&workspace().join(DOCUMENT));
    input.text = input.text.replace("openapi: 3.0.3", "openapi: 3.1.0");
    let text = Compilation::of(vec![input.clone()], Vec::new()).proposal().unwrap();
    assert!(!text.contains("nullable") && text.contains("- 'null'"), "{text}");
    let overlay = codegen::Input { name: "types.yaml".into(), stem: "types".into(), text };
    let applied = Compilation::of(vec![input], vec![overlay]);
    assert_eq!(applied.diagnostics().iter().count(), 0);
    assert_eq!(applied.files().unwrap(), compile(&workspace().join(DOCUMENT)).files().unwrap());
}

#[test]
fn nothing_is_proposed_for_the_real_documents() {
    assert!(corrected_specs().proposal().is_none());
}
