//! Every documented operation has a wire test. Nothing lists them: a test covers the methods that it calls.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use generated_client::{OperationInfo, operations};
use quote::ToTokens;
use serde_yaml::Value;
use tests::workspace;

/// The files of wire tests.
fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(workspace().join("tests/tests/wire")).unwrap();
    entries.map(|it| it.unwrap().path()).collect()
}

/// What the tests do: their bodies without spaces.
fn bodies() -> Vec<String> {
    let mut bodies = Vec::new();
    for path in files() {
        let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
        for item in file.items {
            let syn::Item::Fn(function) = item else { continue };
            let is = |attribute: &syn::Attribute, name: &str| {
                attribute.path().segments.last().is_some_and(|it| it.ident == name)
            };
            let has = |name: &str| function.attrs.iter().any(|it| is(it, name));
            if has("test") && !has("ignore") {
                let body = function.block.to_token_stream().to_string();
                bodies.push(body.split_whitespace().collect());
            }
        }
    }
    bodies
}

fn read(path: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The documents that belong to the module of another one, with the stem of that.
fn guests() -> BTreeMap<String, String> {
    let names = read(&workspace().join("specs/names.yaml"));
    let mut guests = BTreeMap::new();
    for action in names["actions"].as_sequence().unwrap() {
        if let Some(host) = action["update"].get("x-rust-module") {
            let stems = action["x-documents"].as_sequence().unwrap().iter();
            let text = |it: &Value| it.as_str().unwrap().to_owned();
            guests.extend(stems.map(|stem| (text(stem), text(host))));
        }
    }
    guests
}

/// The modules, each from its documents, with the ids of its operations.
fn documented() -> BTreeSet<(String, String)> {
    let guests = guests();
    let mut documented = BTreeSet::new();
    for entry in fs::read_dir(workspace().join("specs")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let module = guests.get(stem).map_or(stem, String::as_str).replace('-', "_");
        let is_overlay = ["errata", "names"].contains(&module.as_str());
        if path.extension().is_none_or(|extension| extension != "yaml") || is_overlay {
            continue;
        }
        let document = read(&path);
        let paths = document["paths"].as_mapping().unwrap();
        let operations = paths.values().flat_map(|item| item.as_mapping().unwrap().values());
        let ids = operations.filter_map(|operation| operation.get("operationId")?.as_str());
        documented.extend(ids.map(|id| (module.clone(), id.to_owned())));
    }
    documented
}

#[test]
fn every_file_of_tests_is_compiled() {
    let root = fs::read_to_string(workspace().join("tests/tests/wire.rs")).unwrap();
    for path in files() {
        let line = format!("    mod {};", path.file_stem().unwrap().to_str().unwrap());
        let is_there = root.lines().any(|it| it == line);
        assert!(is_there, "its tests are not run: add `{}` to tests/tests/wire.rs", line.trim());
    }
}

#[test]
fn every_method_is_called_by_a_test() {
    let bodies = bodies();
    let call = |info: &OperationInfo| format!(".{}().{}(", info.module, info.name);
    let is_called = |call: &String| bodies.iter().any(|body| body.contains(call));
    let missed: Vec<_> = operations().map(call).filter(|call| !is_called(call)).collect();
    assert!(
        missed.is_empty() && operations().count() > 0,
        "no test in tests/tests/wire calls these methods; write one for each, that tells what is sent and what is read \
         (tests/tests/wire/members.rs has such tests): {missed:#?}"
    );
}

/// One that others are merged into is a method. Of the others, a test sends an example.
#[test]
fn every_documented_operation_is_covered() {
    let methods: BTreeSet<_> =
        operations().map(|info| (info.module.to_owned(), info.operation_id.to_owned())).collect();
    let documented = documented();
    assert!(!documented.is_empty(), "no document was read");
    let unknown: Vec<_> = methods.difference(&documented).collect();
    assert!(unknown.is_empty(), "in no document: {unknown:?}");

    let bodies = bodies();
    let is_shown = |id: &str| bodies.iter().any(|body| body.contains(&format!("\"{id}\"")));
    let merged = documented.difference(&methods);
    let missed: Vec<_> = merged.filter(|(_, id)| !is_shown(id)).collect();
    assert!(
        missed.is_empty(),
        "these operations are merged into the method of another one, and no test in tests/tests/wire names them; send \
         an example of each (tests/tests/wire/message_content.rs does so): {missed:#?}"
    );
}
