//! What becomes of a document: small documents, one for each feature (`tests/documents`), and the whole of
//! the real ones.

use codegen::{Compilation, GeneratedFile};
use tests::{document, specs};

#[test]
fn features_are_understood() {
    insta::glob!("../documents", "*.yaml", |path| {
        let compilation = Compilation::of(vec![document(path)]);
        insta::assert_snapshot!("ir", compilation.dump());
    });
}

#[test]
fn features_are_emitted() {
    insta::glob!("../documents", "*.yaml", |path| {
        let input = document(path);
        let module = format!("{}.rs", input.stem);
        let files = files(&Compilation::of(vec![input]));
        let file = files.iter().find(|file| file.path == module);
        insta::assert_snapshot!("rust", file.map_or("", |file| &file.text));
    });
}

#[test]
fn the_documents_are_understood() {
    insta::assert_snapshot!(Compilation::of(specs()).dump());
}

#[test]
fn the_documents_are_emitted() {
    for file in files(&Compilation::of(specs())) {
        insta::assert_snapshot!(file.path, file.text);
    }
}

#[test]
fn the_same_documents_make_the_same_bytes() {
    assert_eq!(files(&Compilation::of(specs())), files(&Compilation::of(specs())));
}

fn files(compilation: &Compilation) -> Vec<GeneratedFile> {
    let first = compilation.diagnostics().iter().next();
    assert!(first.is_none(), "{}", compilation.render(first.unwrap(), false));
    compilation.files().unwrap().unwrap()
}
