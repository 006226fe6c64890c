//! What becomes of a document: small documents, one for each feature (`tests/documents`), and the whole of
//! the real ones.

use codegen::{Compilation, GeneratedFile};
use tests::{compile, corrected_specs};

#[test]
fn features_are_understood() {
    insta::glob!("../documents", "*.yaml", |path| {
        insta::assert_snapshot!("ir", compile(path).dump());
    });
}

#[test]
fn features_are_emitted() {
    insta::glob!("../documents", "*.yaml", |path| {
        let module = path.with_extension("rs").file_name().unwrap().to_string_lossy().into_owned();
        let files = files(&compile(path));
        let file = files.iter().find(|file| file.path == module);
        insta::assert_snapshot!("rust", file.map_or("", |file| &file.text));
    });
}

#[test]
fn the_documents_are_understood() {
    insta::assert_snapshot!(corrected_specs().dump());
}

#[test]
fn the_documents_are_emitted() {
    for file in files(&corrected_specs()) {
        insta::assert_snapshot!(file.path, file.text);
    }
}

#[test]
fn the_same_documents_make_the_same_bytes() {
    assert_eq!(files(&corrected_specs()), files(&corrected_specs()));
}

fn files(compilation: &Compilation) -> Vec<GeneratedFile> {
    let first = compilation.diagnostics().iter().next();
    assert!(first.is_none(), "{}", compilation.render(first.unwrap(), false));
    compilation.files().unwrap().unwrap()
}
