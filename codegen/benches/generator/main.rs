//! How fast the generator is, and what its output costs downstream: `cargo bench -p codegen`.
//!
//! Prints tables of whole runs of the release binary and of the stages of a run. With `-- --downstream` it
//! builds what depends on the client, too, which takes minutes.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a benchmark stops where something fails"
)]

mod downstream;
mod process;
mod stages;
mod synthetic;

use std::fs;
use std::path::{Path, PathBuf};

/// The sizes of the synthetic documents.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// A folder of documents.
struct Case {
    name: String,
    operations: usize,
    specs: PathBuf,
    /// How often it is run. The large ones are long enough to be told from noise.
    runs: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` and `cargo bench --no-run` are not to take minutes.
    if !arguments.iter().any(|it| it == "--bench") {
        return;
    }
    let folder = workspace().join("target").join("generator-bench");
    let cases = cases(&folder);
    process::table(&cases, &folder);
    stages::table(&cases);
    downstream::sizes();
    if arguments.iter().any(|it| it == "--downstream") {
        downstream::builds(&folder);
    }
}

fn cases(folder: &Path) -> Vec<Case> {
    let specs = workspace().join("specs");
    let mut cases =
        vec![Case { name: "the project's documents".to_owned(), operations: 59, specs, runs: 15 }];
    for operations in SIZES {
        let specs = folder.join(format!("specs-{operations}"));
        fs::create_dir_all(&specs).expect("a folder for documents");
        fs::write(specs.join("synthetic.yaml"), synthetic::document(operations))
            .expect("a document");
        let runs = if operations < 10_000 { 7 } else { 3 };
        cases.push(Case { name: format!("{operations} operations"), operations, specs, runs });
    }
    cases
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the workspace")
}
