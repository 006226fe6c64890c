//! Which documents a command reads, and in which workspace.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::workplace::{Workplace, run, stderr};

/// Runs a command in a folder, as a program that Cargo has not started.
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments).current_dir(folder).env_remove("CARGO_MANIFEST_DIR");
    command.output().unwrap()
}

#[test]
fn a_program_works_on_the_clone_that_it_is_run_in() {
    let place = Workplace::new();
    let clone = place.specs().parent().unwrap().to_owned();
    let package = clone.join("generated-client");
    fs::create_dir(&package).unwrap();
    fs::write(package.join("Cargo.toml"), "[package]\nname = \"generated-client\"\n").unwrap();
    let output = run_in(&place.specs(), &["codegen"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(package.join("src/generated/chats.rs").is_file());
    assert!(package.join("OPERATIONS.md").is_file());
}

#[test]
fn outside_of_a_clone_the_folders_have_to_be_named() {
    let place = Workplace::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let output = run_in(elsewhere.path(), &["codegen"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("with --specs and --out"), "{}", stderr(&output));
    let (specs, out) = (place.specs(), place.out());
    let options = ["codegen", "--specs", specs.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let output = run_in(elsewhere.path(), &options);
    assert!(output.status.success(), "{}", stderr(&output));
}

/// Corrections of other documents, which find nothing in it, are no mistakes.
#[test]
fn one_document_is_read_with_the_corrections_beside_it() {
    let place = Workplace::new();
    let document = place.specs().join("message-content.yaml");
    let lint = |options: &[&str]| {
        let output = run(&[&["lint", "--specs", document.to_str().unwrap()], options].concat());
        let summary = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), summary, stderr(&output))
    };
    let (is_right, summary, told) = lint(&[]);
    assert!(is_right && summary.starts_with("1 document, 7 operations"), "{summary}{told}");
    let (is_right, _, told) = lint(&["--no-errata"]);
    assert!(!is_right, "the corrections do nothing");
    assert!(!told.contains("unmatched-target"), "{told}");

    let name = Path::new(document.file_name().unwrap());
    let output = run_in(&place.specs(), &["routes", "--specs", name.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
}
