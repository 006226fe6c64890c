//! Documents and overlays through every stage.

use std::sync::LazyLock;

use codegen::{Compilation, Input};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The stack that `cargo xtask` gives its threads.
const STACK: usize = 1 << 30;

static THREADS: LazyLock<ThreadPool> =
    LazyLock::new(|| ThreadPoolBuilder::new().stack_size(STACK).build().unwrap());

/// Runs something as `cargo xtask` runs everything: where deep documents have the stack that they need.
pub fn with_stack(run: impl FnOnce() + Send) {
    THREADS.install(run);
}

/// A document or an overlay of this name.
pub fn input(stem: &str, text: &str) -> Input {
    Input { name: format!("{stem}.yaml"), stem: stem.to_owned(), text: text.to_owned() }
}

/// Asks everything that can be asked of documents. The files that they refer to are the first of them again; there
/// are none in folders.
///
/// # Panics
///
/// If a response contradicts another, or the generator makes something that is no Rust.
pub fn exercise(documents: Vec<Input>, overlays: Vec<Input>) -> Compilation {
    let first = documents.first().map(|it| it.text.clone()).unwrap_or_default();
    let compilation = Compilation::with_files(documents, overlays, &|name| {
        let is_there = !name.contains('/');
        is_there.then(|| first.clone()).ok_or_else(|| vec!["other.yaml".to_owned()])
    });
    for diagnostic in compilation.diagnostics().iter() {
        let report = compilation.report(diagnostic);
        assert!(report.span.line > 0 && report.span.byte_start <= report.span.byte_end);
        assert!(report.rendered.contains(&format!(":{}:", report.span.line)), "{report:?}");
        compilation.render(diagnostic, true);
    }
    let files = compilation.files().unwrap();
    assert_eq!(files.is_none(), compilation.diagnostics().has_errors());
    compilation.routes();
    compilation.resolved();
    let same = compilation.diff(&compilation);
    assert!(same.changes.is_empty(), "{}", same.text(false));
    compilation
}

/// A text as a document.
pub fn document(text: &str) {
    exercise(vec![input("document", text)], Vec::new());
}

const CORRECTED: &str = include_str!("../../../tests/documents/corrections.yaml");
const CORRECTIONS: &str = include_str!("../../../tests/documents/overlays/corrections.yaml");

/// A text as the overlay of a small document, and as a document with a small overlay.
pub fn overlay(text: &str) {
    exercise(vec![input("corrections", CORRECTED)], vec![input("overlay", text)]);
    exercise(vec![input("corrections", text)], vec![input("overlay", CORRECTIONS)]);
}
