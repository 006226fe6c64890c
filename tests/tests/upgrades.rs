//! What the client promises to those who upgrade (`UPGRADES.md`), and to those with an older Rust.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use codegen::{Change, Compilation, Input};
use serde_json::Value;
use tests::{document, workspace};

/// A row of the policy's table on documents.
struct Row {
    /// `query …: added (optional, …`: what a line of the report looks like, `…` standing for anything.
    pattern: String,
    reported: String,
    bumps: String,
}

#[test]
fn the_policy_and_the_report_agree() {
    let changes = all_changes();
    for row in policy() {
        let alike: Vec<_> = changes.iter().filter(|it| fits(&row.pattern, &line(it))).collect();
        let impacts: BTreeSet<_> = alike.iter().map(|it| it.impact.name()).collect();
        assert_eq!(impacts, BTreeSet::from([row.reported.as_str()]), "{}", row.pattern);
        let bumps: BTreeSet<_> =
            alike.iter().map(|it| format!("{:?}", it.bump).to_lowercase()).collect();
        assert_eq!(bumps, BTreeSet::from([row.bumps.clone()]), "{}", row.pattern);
    }
}

fn policy() -> Vec<Row> {
    let text = fs::read_to_string(workspace().join("generated-client/UPGRADES.md")).unwrap();
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, _, pattern, reported, bumps, _, _] = cells.as_slice() else { return None };
        let pattern = pattern.strip_prefix('`')?.strip_suffix('`')?.to_owned();
        Some(Row { pattern, reported: (*reported).to_owned(), bumps: (*bumps).to_owned() })
    });
    let rows: Vec<_> = rows.collect();
    assert!(rows.len() > 20);
    rows
}

/// The changes of all pairs of documents in `tests/diff`.
fn all_changes() -> Vec<Change> {
    let mut all = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("diff")).unwrap() {
        let folder = entry.unwrap().path();
        let read = |name: &str| {
            let input = Input { stem: "example".to_owned(), ..document(&folder.join(name)) };
            Compilation::of(vec![input], Vec::new())
        };
        all.extend(read("old.yaml").diff(&read("new.yaml")).changes);
    }
    all
}

/// The change as the report tells it.
fn line(change: &Change) -> String {
    let Change { subject, change, old, new, .. } = change;
    match (old, new) {
        (Some(old), Some(new)) => format!("{subject}: {change} {old} → {new}"),
        (Some(value), None) | (None, Some(value)) => format!("{subject}: {change} ({value})"),
        (None, None) => format!("{subject}: {change}"),
    }
}

/// Whether a line begins as the pattern says.
fn fits(pattern: &str, line: &str) -> bool {
    let mut rest = line;
    for (index, part) in pattern.split('…').enumerate() {
        match rest.find(part) {
            Some(0) => rest = &rest[part.len()..],
            Some(found) if index > 0 => rest = &rest[found + part.len()..],
            _ => return false,
        }
    }
    true
}

/// Cargo picks dependencies by their `rust-version`, unless a person updates one by hand.
#[test]
fn no_dependency_needs_a_newer_rust_than_the_client() {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let client = packages.iter().find(|it| it["name"] == "generated-client").unwrap();
    let declared = version(client).unwrap();
    let newer: Vec<_> = packages
        .iter()
        .filter(|it| version(it).is_some_and(|needed| needed > declared))
        .map(|it| format!("{} {} needs Rust {}", it["name"], it["version"], it["rust_version"]))
        .collect();
    assert_eq!(newer, Vec::<String>::new());
}

/// Major and minor version of the Rust that a package needs.
fn version(package: &Value) -> Option<(u32, u32)> {
    let mut parts = package["rust_version"].as_str()?.split('.').map(str::parse);
    Some((parts.next()?.unwrap(), parts.next()?.unwrap()))
}
