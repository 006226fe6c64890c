//! How diagnostics are told: to people in colours or plain, to programs as JSON.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::workplace::{Workplace, run, stderr};

/// A folder of documents with one mistake, and where it is.
fn mistaken() -> (Workplace, usize, usize) {
    let place = Workplace::new();
    place.edit(|text| text.replacen("schemas/v3-chat'", "schemas/v3-chatt'", 1));
    let text = fs::read_to_string(place.specs().join("chats.yaml")).unwrap();
    let byte = text.find("'#/components/schemas/v3-chatt'").unwrap();
    let line = 1 + text[..byte].matches('\n').count();
    (place, byte, line)
}

/// Every line of standard error as JSON.
fn objects(output: &Output) -> Vec<Value> {
    let told = stderr(output);
    told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_diagnostic_is_one_object_on_one_line() {
    let (place, byte, line) = mistaken();
    let specs = place.specs();
    for command in ["codegen", "lint", "resolve", "routes"] {
        let options = [command, "--specs", specs.to_str().unwrap(), "--message-format", "json"];
        let output = run(&options);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let objects = objects(&output);
        let [found, end] = &objects[..] else { panic!("{objects:?}") };
        assert_eq!(found["code"], "unresolved-reference");
        assert_eq!(found["severity"], "error");
        assert_eq!(found["help"], "did you mean `#/components/schemas/v3-chat`?");
        assert!(found["message"].as_str().unwrap().contains("leads to nothing"), "{found}");
        let span = &found["span"];
        assert!(span["file"].as_str().unwrap().ends_with("chats.yaml"), "{found}");
        assert_eq!(span["line"], line);
        assert_eq!(span["end_line"], line);
        assert_eq!(span["byte_start"], byte);
        let bytes = span["byte_end"].as_u64().unwrap() - byte as u64;
        let columns = span["end_column"].as_u64().unwrap() - span["column"].as_u64().unwrap();
        assert_eq!((bytes, columns), (31, 31));
        assert_eq!(span["label"], "there is no such definition");
        assert_eq!(found["related"], Value::Array(Vec::new()));
        assert!(found["rendered"].as_str().unwrap().starts_with("error[unresolved-reference]: "));
        assert_eq!(end["severity"], "note");
        assert!(end["message"].as_str().unwrap().starts_with("1 error, 0 warnings"), "{end}");
    }
}

/// A document with so many operations that lack an id.
fn without_ids(count: usize) -> String {
    let path = |number| format!("  /books{number}:\n    get: {{responses: {{}}}}\n");
    let paths: String = (0..count).map(path).collect();
    format!("openapi: 3.0.3\ninfo: {{title: Shelf, version: '1'}}\nsecurity: []\npaths:\n{paths}")
}

#[test]
fn twenty_findings_of_a_kind_are_drawn_and_the_others_counted() {
    let folder = tempfile::tempdir().unwrap();
    let lint = |format: &str| {
        run(&["lint", "--specs", folder.path().to_str().unwrap(), "--message-format", format])
    };
    let drawn = |told: &str| told.matches("warning[missing-operation-id]").count();
    for (count, others) in
        [(20, None), (21, Some("1 more finding")), (1020, Some("1000 more findings"))]
    {
        fs::write(folder.path().join("shelf.yaml"), without_ids(count)).unwrap();
        let told = stderr(&lint("human"));
        assert_eq!(drawn(&told), 20, "{told}");
        assert_eq!(told.contains("of the kind `missing-operation-id`"), others.is_some(), "{told}");
        assert!(others.is_none_or(|others| told.contains(others)), "{told}");
        assert!(told.contains(&format!("0 errors, {count} warnings;")), "{told}");
        let found = objects(&lint("json"));
        assert_eq!(found.iter().filter(|it| it["code"] == "missing-operation-id").count(), count);
    }
}

#[test]
fn a_failure_without_a_place_is_an_object_too() {
    let output = run(&["lint", "--specs", "/no/such/folder", "--message-format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let objects = objects(&output);
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["severity"], "error");
    assert_eq!(objects[0]["span"], Value::Null);
    assert_eq!(run(&["lint", "--message-format", "xml"]).status.code(), Some(2));
}

#[test]
fn colours_are_on_a_terminal_or_where_they_are_asked_for() {
    let (place, ..) = mistaken();
    let specs = place.specs();
    let told = |options: &[&str]| {
        let mut arguments = vec!["lint", "--specs", specs.to_str().unwrap()];
        arguments.extend(options);
        stderr(&run(&arguments))
    };
    assert!(!told(&[]).contains('\u{1b}'), "a pipe is no terminal");
    assert!(!told(&["--color", "never"]).contains('\u{1b}'));
    assert!(told(&["--color", "always"]).contains('\u{1b}'));
    let json = told(&["--color", "always", "--message-format", "json"]);
    assert!(!json.contains("\\u001b"), "{json}");
}

#[test]
fn a_run_ends_with_what_it_did() {
    let place = Workplace::new();
    let told = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let summary = told(&place.codegen(&[]));
    // The errata, the names, the README and the record are no documents.
    let documents = fs::read_dir(place.specs()).unwrap().count() - 4;
    assert!(summary.starts_with(&format!("{documents} documents, ")), "{summary}");
    assert!(
        summary.contains(" files written, 0 unchanged in ") && summary.ends_with(" s)\n"),
        "{summary}"
    );
    fs::write(place.out().join("old.rs"), format!("// {}\n", codegen::HEADER)).unwrap();
    let summary = told(&place.codegen(&[]));
    assert!(
        summary.contains(": 0 files written, ") && summary.contains(", 1 removed in "),
        "{summary}"
    );
}

#[test]
fn every_command_has_examples_and_exit_statuses() {
    for command in ["codegen", "lint", "resolve", "routes", "diff", "record"] {
        let help = String::from_utf8(run(&[command, "--help"]).stdout).unwrap();
        assert!(help.contains("\nExamples:\n  ") && help.contains("Exit status: 0 "), "{help}");
    }
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell]);
        assert!(output.status.success() && stderr(&output).is_empty(), "{}", stderr(&output));
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(script.contains("xtask") && script.contains("codegen"), "{script}");
    }
}

/// What it prints types the responses, given back to it as an overlay.
#[test]
fn lint_proposes_types_that_take_its_warnings_away() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("attic.yaml");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    fs::copy(tests.join("documents/proposed.yaml"), &document).unwrap();
    let document = document.to_str().unwrap();
    let proposed = run(&["lint", "--specs", document, "--propose"]);
    assert_eq!(proposed.status.code(), Some(1));
    assert_eq!(stderr(&proposed).matches("[untyped-response]").count(), 3, "{}", stderr(&proposed));
    let overlay = folder.path().join("types.yaml");
    fs::write(&overlay, &proposed.stdout).unwrap();
    let typed = ["lint", "--specs", document, "--overlay", overlay.to_str().unwrap()];
    let output = run(&[typed.as_slice(), &["--propose"]].concat());
    assert!(output.status.success() && output.stdout.is_empty(), "{}", stderr(&output));
}
