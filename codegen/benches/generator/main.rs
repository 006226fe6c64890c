//! How fast the generator is, and what its output costs downstream: `cargo bench -p codegen`.
//!
//! Prints tables of whole runs of the release binary and of the stages of a run. With `-- --documents FOLDER` the
//! documents of a folder stand in them too, beside the time that `ploidy` takes where that is installed. With
//! `-- --downstream` it builds what depends on the client, too, which takes minutes.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a benchmark stops where something fails"
)]

mod case;
mod downstream;
mod process;
mod stages;
mod synthetic;

use std::fs;
use std::path::{Path, PathBuf};

use case::Case;

/// The sizes of the synthetic documents.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` and `cargo bench --no-run` are not to take minutes.
    if !arguments.iter().any(|it| it == "--bench") {
        return;
    }
    let folder = workspace().join("target").join("generator-bench");
    let documents = arguments.iter().skip_while(|it| *it != "--documents").nth(1);
    let documents = documents.map_or(Vec::new(), |it| documents_of(Path::new(it)));
    let binary = process::build("release");
    let cases: Vec<Case> = [("the project's documents".to_owned(), workspace().join("specs"))]
        .into_iter()
        .chain(synthetic_documents(&folder))
        .chain(documents)
        .filter_map(|(name, specs)| Case::of(name, specs, &binary, &folder))
        .collect();
    process::table(&cases, &binary, &folder);
    stages::table(&cases);
    downstream::sizes();
    if arguments.iter().any(|it| it == "--downstream") {
        downstream::builds(&folder);
    }
}

fn synthetic_documents(folder: &Path) -> Vec<(String, PathBuf)> {
    let document = |operations| {
        let folder = folder.join(format!("specs-{operations}"));
        fs::create_dir_all(&folder).expect("a folder for documents");
        let path = folder.join("synthetic.yaml");
        fs::write(&path, synthetic::document(operations)).expect("a document");
        (format!("{operations} operations"), path)
    };
    SIZES.map(document).into()
}

/// The documents of a folder, by their names.
fn documents_of(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).expect("a folder of documents");
    let paths = entries.map(|it| it.expect("a file").path());
    let is_document = |path: &PathBuf| {
        path.extension().is_some_and(|it| ["json", "yaml", "yml"].iter().any(|known| it == *known))
    };
    let mut documents: Vec<_> = paths
        .filter(is_document)
        .map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path))
        .collect();
    documents.sort();
    documents
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the workspace")
}
