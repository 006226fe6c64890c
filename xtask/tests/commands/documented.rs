//! What README and CONTRIBUTING tell people to type, and what they say of the client.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::workplace::{Workplace, run, stderr};

/// A correction to try.
const TRIAL: &str = "\
overlay: 1.0.0
info: {title: Trial, version: '1'}
actions:
  - target: $.info
    description: To see whether it works.
    update: {description: Tried.}
";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(name: &str) -> String {
    fs::read_to_string(workspace().join(name)).unwrap()
}

/// Every `cargo xtask` command of a text, in code spans and in blocks.
fn commands(text: &str) -> BTreeSet<String> {
    let spans = text.split('`').filter(|it| it.starts_with("cargo xtask "));
    let lines = text.lines().map(str::trim_start).filter(|it| it.starts_with("cargo xtask "));
    let commands = spans.chain(lines).map(|it| it.lines().next().unwrap_or_default());
    commands.map(|it| it.split(" #").next().unwrap().trim().to_owned()).collect()
}

/// Runs a command as it is printed. Folders that it leaves open are those of a workplace.
fn run_printed(command: &str, place: &Workplace) {
    if command.contains('…') || command.contains("COMMAND") {
        return;
    }
    let (specs, out) = (place.specs(), place.out());
    let overlay = specs.with_file_name("trial.yaml");
    fs::write(&overlay, TRIAL).unwrap();
    let record = specs.join("publication.record");
    let is_placeholder = |word: &str| word.chars().all(|it| it.is_ascii_uppercase());
    let mut words: Vec<String> = Vec::new();
    for word in command.split(' ').skip(2) {
        let given = match (word, words.last().map(String::as_str)) {
            ("DIR", Some("--out")) => out.to_str().unwrap(),
            ("FILE", _) => overlay.to_str().unwrap(),
            ("specs/publication.record", _) => record.to_str().unwrap(),
            (word, _) if is_placeholder(word) => specs.to_str().unwrap(),
            ("specs", _) => specs.to_str().unwrap(),
            (word, _) => word,
        };
        words.push(given.to_owned());
    }
    let writes = ["codegen", "resolve"].contains(&words[0].as_str());
    if writes && !words.iter().any(|it| it == "--check" || it == "--out") {
        words.extend(["--out".to_owned(), out.to_str().unwrap().to_owned()]);
    }
    if words[0] == "record" {
        words.extend(["--out".to_owned(), record.to_str().unwrap().to_owned()]);
    }
    let output = run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{command}: {}", stderr(&output));
}

#[test]
fn every_printed_command_runs() {
    let mut found = BTreeSet::new();
    for name in ["README.md", "CONTRIBUTING.md"] {
        found.extend(commands(&text(name)));
    }
    for expected in ["cargo xtask codegen", "cargo xtask diff OLD NEW", "cargo xtask lint"] {
        assert!(found.contains(expected), "{found:?}");
    }
    for command in found {
        run_printed(&command, &Workplace::new());
    }
}

/// The README has a row with each module and its number of methods.
#[test]
fn the_readme_counts_the_methods_of_every_module() {
    let readme = text("README.md");
    let operations = text("generated-client/OPERATIONS.md");
    let mut modules = 0;
    for section in operations.split("\n## ").skip(1) {
        let handle = section.split('`').nth(1).unwrap();
        let module = handle.strip_prefix("client.").and_then(|it| it.strip_suffix("()")).unwrap();
        let methods = section.lines().filter(|it| it.starts_with("| [`")).count();
        let has_row = readme.lines().any(|row| {
            row.contains(&format!("| `{module}` |")) && row.contains(&format!("| {methods} |"))
        });
        assert!(has_row, "README.md has no row for `{module}` with {methods} methods");
        modules += 1;
    }
    assert!(modules > 0, "{operations}");
}

/// The document that CONTRIBUTING prints is free of mistakes, and has the methods that it calls.
#[test]
fn the_printed_document_makes_the_printed_methods() {
    let contributing = text("CONTRIBUTING.md");
    let block = contributing.split("```yaml\n").nth(1).and_then(|it| it.split("```").next());
    let lines =
        block.unwrap().lines().map(|it| format!("{}\n", it.strip_prefix("   ").unwrap_or(it)));
    let folder = tempfile::tempdir().unwrap();
    let (specs, out) = (folder.path().join("specs"), folder.path().join("out"));
    fs::create_dir(&specs).unwrap();
    fs::write(specs.join("reminders.yaml"), lines.collect::<String>()).unwrap();
    let (specs, out) = (specs.to_str().unwrap(), out.to_str().unwrap());
    let linted = run(&["lint", "--specs", specs]);
    assert!(linted.status.success(), "{}", stderr(&linted));
    assert!(run(&["codegen", "--specs", specs, "--out", out]).status.success());
    let module = fs::read_to_string(Path::new(out).join("reminders.rs")).unwrap();
    let calls: Vec<_> = contributing.split("client.reminders().").skip(1).collect();
    assert_eq!(calls.len(), 2);
    for call in calls {
        let method = call.split('(').next().unwrap();
        assert!(module.contains(&format!("    pub fn {method}(")), "{method}");
    }
}
