//! What becomes of a document: small documents, one for each feature (`tests/documents`), and the whole of
//! the real ones.

use std::collections::BTreeSet;
use std::fs;

use codegen::{Code, Compilation, GeneratedFile, Input};
use tests::{compile, corrected_specs, workspace};

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
fn every_method_has_a_sample() {
    let mut methods = 0;
    for GeneratedFile { path, text } in files(&corrected_specs()) {
        let own = text.matches(".on(self.client.clone())").count();
        assert_eq!(text.matches("    /// # Example\n").count(), own, "{path}");
        methods += own;
    }
    assert!(methods > 50, "{methods}");
}

#[test]
fn the_same_documents_make_the_same_bytes() {
    assert_eq!(files(&corrected_specs()), files(&corrected_specs()));
}

/// A module beside one of the client, or an accessor beside a method of the client, would not compile.
#[test]
fn no_document_takes_a_name_of_the_client() {
    let source = |name: &str| {
        fs::read_to_string(workspace().join("generated-client/src").join(name)).unwrap()
    };
    let mut names = BTreeSet::new();
    for line in source("lib.rs").lines() {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        names.extend(
            line.strip_prefix("mod ").and_then(|it| it.strip_suffix(';')).map(str::to_owned),
        );
        // The crates that it offers.
        let crates = line.strip_prefix("use {").and_then(|it| it.strip_suffix("};"));
        names.extend(crates.into_iter().flat_map(|it| it.split(", ")).map(str::to_owned));
    }
    assert!(names.remove("generated"));
    for line in ["client.rs", "blocking.rs"].map(source).iter().flat_map(|it| it.lines()) {
        let signature = line.strip_prefix("    pub ").and_then(|it| it.split_once("fn "));
        names.extend(signature.and_then(|(_, it)| it.split(['(', '<']).next()).map(str::to_owned));
    }
    assert!(
        names.contains("pacing") && names.contains("secrecy") && names.contains("from_env"),
        "{names:?}"
    );
    names.remove("build_blocking");
    for name in names {
        let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n".to_owned();
        let document = Input { name: format!("{name}.yaml"), stem: name.clone(), text };
        let compilation = Compilation::of(vec![document], Vec::new());
        let is_told = compilation.diagnostics().iter().any(|it| it.code() == Code::NameCollision);
        assert!(is_told, "{name}");
    }
}

fn files(compilation: &Compilation) -> Vec<GeneratedFile> {
    let first = compilation.diagnostics().iter().next();
    assert!(first.is_none(), "{}", compilation.render(first.unwrap(), false));
    compilation.files().unwrap().unwrap()
}
