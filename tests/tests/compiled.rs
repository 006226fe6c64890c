//! What is emitted is Rust that compiles: for small documents, and for documents made by chance. All of one test are
//! one crate.

mod emitted;

use std::ops::Range;
use std::time::{Duration, Instant};

use codegen::{Compilation, Severity};
use rayon::prelude::*;
use tests::{by_chance, compile, compile_all, compile_some, stride, workspace};

#[test]
fn what_is_emitted_for_small_documents_compiles() {
    emitted::compile(&compile_all("documents"));
}

/// The tests say what each status of success and each redirect is read as, what is sent of files and which are refused, and
/// that examples come back as they were with the types that `cargo xtask lint --propose` gives them.
#[test]
fn statuses_files_and_proposed_types_are_as_documented() {
    let documents = ["proposed", "statuses", "uploads"];
    let documents = documents.map(|it| workspace().join(format!("tests/documents/{it}.yaml")));
    emitted::run(&compile_some(&documents), &["proposed.rs", "statuses.rs", "uploads.rs"]);
}

/// Modules share less than with others beside them: there is no type of an identifier, no error code and no example.
#[test]
fn what_is_emitted_for_a_document_alone_compiles() {
    emitted::compile(&compile(&workspace().join("tests/documents/credentials.yaml")));
}

/// How many documents one crate is made of.
const CASES: u64 = 64;

/// The documents from the first seed on. `CHANCE_SEED` is another first seed; with `CHANCE_SECONDS`, further documents
/// are tried until so many seconds are over.
#[test]
fn what_is_emitted_for_documents_made_by_chance_compiles() {
    let number = |name: &str| std::env::var(name).ok().map(|it| it.parse::<u64>().unwrap());
    let mut first = number("CHANCE_SEED").unwrap_or_default();
    let seconds = number("CHANCE_SECONDS");
    let cases = if seconds.is_some() { CASES } else { CASES / u64::try_from(stride()).unwrap() };
    let start = Instant::now();
    loop {
        by_chance(first..first + cases);
        first += cases;
        if start.elapsed() >= Duration::from_secs(seconds.unwrap_or_default()) {
            return;
        }
    }
}

/// Generates documents, leaves out those that are refused, and compiles what is left.
fn by_chance(seeds: Range<u64>) {
    let alone = |seed: u64| {
        let compilation = Compilation::of(vec![by_chance::document(seed)], Vec::new());
        compilation.files().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let errors = compilation.diagnostics().iter().filter(|it| it.severity() == Severity::Error);
        let errors: Vec<_> = errors.map(|it| compilation.render(it, false)).collect();
        (seed, errors)
    };
    let all: Vec<_> = seeds.clone().into_par_iter().map(alone).collect();
    let (taken, refused): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, it)| it.is_empty());
    for (seed, errors) in &refused {
        eprintln!("seed {seed} is refused:\n{}", errors.join("\n"));
    }
    assert!(refused.len() <= taken.len() / 4, "too few of the documents {seeds:?} are understood");
    let documents = taken.iter().map(|(seed, _)| by_chance::document(*seed)).collect();
    eprintln!("seeds {seeds:?}: {} documents compile", taken.len());
    emitted::compile(&Compilation::of(documents, Vec::new()));
}
