//! What becomes of documents that nobody wrote for this project.
//!
//! `CLIQ_CORPUS` names folders of them, as `PATH` names folders of programs, and `CLIQ_VALIDATOR` the program
//! openapi-spec-validator; without the two the tests are counted as ignored.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

mod emitted;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use codegen::{Code, Compilation, Diagnostic, Input, Inputs, Severity};
use rayon::prelude::*;
use tests::{conditional, document};

const TESTS: &[(&str, fn())] = &[
    ("what_the_validator_accepts_generates_and_the_rest_generates_in_part", generates),
    ("what_is_emitted_for_all_of_them_compiles", compiles),
];

const CORPUS: &str = "CLIQ_CORPUS";
const VALIDATOR: &str = "CLIQ_VALIDATOR";
/// Set to have documents of every size compiled.
const EVERY_SIZE: &str = "EVERY_SIZE";

/// The operations of a document that are too many for the compiler to look at in each run.
const MANY: usize = 100;

fn main() -> ExitCode {
    let is_missing = [CORPUS, VALIDATOR].iter().any(|it| env::var_os(it).is_none());
    let needed = format!(
        "set {CORPUS} to folders of documents, and {VALIDATOR} to the program openapi-spec-validator"
    );
    conditional::run(is_missing.then_some(needed), TESTS)
}

fn generates() {
    let failures: Vec<String> = paths().par_iter().filter_map(|path| failure(path)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is not as it should be with a document alone.
fn failure(path: &Path) -> Option<String> {
    let name = path.display();
    let compilation = Compilation::with_files(vec![input(path)], Vec::new(), &read_file);
    let errors: Vec<_> = errors(&compilation).collect();
    if errors.is_empty() {
        let files = compilation.files();
        return (!matches!(files, Ok(Some(_)))).then(|| format!("{name}: nothing is written"));
    }
    let is_other_version = errors.iter().any(|it| it.code() == Code::Version);
    if is_other_version {
        return (errors.len() > 1).then(|| format!("{name}: its version is not all that is told"));
    }
    let shown = || errors.iter().map(|it| compilation.render(it, false)).collect::<String>();
    if is_legal(path) {
        return Some(format!("{name} is legal, and refused:\n{}", shown()));
    }
    let rest = keep_going(vec![input(path)]);
    let is_written = matches!(rest.files(), Ok(Some(_)));
    (!is_written).then(|| format!("{name}: nothing is left to write of it:\n{}", shown()))
}

/// All documents with what can be made of each, in one crate.
fn compiles() {
    let every_size = env::var_os(EVERY_SIZE).is_some();
    let is_taken = |path: &&PathBuf| {
        let alone = keep_going(vec![input(path)]);
        alone.unread().is_empty() && (every_size || alone.operation_count() < MANY)
    };
    let paths: Vec<PathBuf> = paths().par_iter().filter(is_taken).cloned().collect();
    let compilation = keep_going(paths.iter().map(|path| input(path)).collect());
    eprintln!("{} documents, {} operations", paths.len(), compilation.operation_count());
    emitted::compile(&compilation);
}

fn keep_going(documents: Vec<Input>) -> Compilation {
    let inputs =
        Inputs { documents, overlays: Vec::new(), names: Vec::new(), is_whole: true, lint: false };
    Compilation::keep_going(inputs, &read_file, &mut |_| {})
}

fn errors(compilation: &Compilation) -> impl Iterator<Item = &Diagnostic> {
    compilation.diagnostics().iter().filter(|it| it.severity() == Severity::Error)
}

/// Whether the validator accepts a document.
fn is_legal(path: &Path) -> bool {
    let output = Command::new(env::var_os(VALIDATOR).unwrap()).arg(path).output().unwrap();
    output.status.success()
}

fn folders() -> Vec<PathBuf> {
    env::split_paths(&env::var_os(CORPUS).unwrap()).collect()
}

/// The documents of all folders, in alphabetical order.
fn paths() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for folder in folders() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        paths.extend(entries.map(|entry| entry.unwrap().path()));
    }
    paths.retain(|it| it.extension().is_some_and(|it| it == "json" || it == "yml" || it == "yaml"));
    paths.sort();
    assert!(!paths.is_empty(), "{CORPUS} names no document");
    paths
}

/// A document, called after its folder too: two folders may have the same file.
fn input(path: &Path) -> Input {
    let Input { name, stem, text } = document(path);
    let folder = path.parent().and_then(Path::file_name).unwrap().to_str().unwrap();
    Input { name: format!("{folder}/{name}"), stem: format!("{folder}-{stem}"), text }
}

/// A file that a document refers to.
fn read_file(name: &str) -> Result<String, Vec<String>> {
    let read = |folder: &PathBuf| fs::read_to_string(folder.parent()?.join(name)).ok();
    folders().iter().find_map(read).ok_or_else(Vec::new)
}
