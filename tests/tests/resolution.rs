//! Documents with their tricks undone (`cargo xtask resolve`): small ones, for each feature (`tests/documents`,
//! `tests/resolution`), and the real ones.

use std::collections::BTreeSet;

use codegen::{Compilation, GeneratedFile, Input, RESOLVED_HEADER, Severity};
use rayon::prelude::*;
use serde_json::Value;
use tests::{compile, corrected_specs, documents, specs, stride};

#[test]
fn features_are_resolved() {
    insta::glob!("../", "{documents,resolution}/*.yaml", |path| {
        let files = resolved(&compile(path));
        insta::assert_snapshot!(files.first().map_or("", |file| &file.text));
    });
}

/// What others read is valid for the generator too.
#[test]
fn a_resolved_document_is_resolved_and_has_the_same_routes() {
    for (name, compilation) in all() {
        let files = resolved(&compilation);
        let again = Compilation::of(inputs(&files), Vec::new());
        let errors = again.diagnostics().iter().filter(|it| it.severity() == Severity::Error);
        let errors: Vec<_> = errors.map(|it| it.message().to_owned()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        assert_eq!(resolved(&again), files, "{name}: resolving changes nothing more");
        assert_eq!(routes(&again), routes(&compilation), "{name}");
    }
}

#[test]
fn no_trick_is_left() {
    for (name, compilation) in all() {
        for file in resolved(&compilation) {
            assert!(file.text.starts_with(RESOLVED_HEADER), "{name}");
            let root: Value = serde_yaml::from_str(&file.text).unwrap();
            for (path, item) in root["paths"].as_object().unwrap() {
                assert!(!path.contains('?'), "{name}: {path}");
                let operations = item.as_object().into_iter().flatten();
                for (key, value) in operations.flat_map(|(_, it)| it.as_object()).flatten() {
                    let is_trick = key == "x-display-path" || key.starts_with("x-virtual");
                    assert!(!is_trick && key != "x-note", "{name}: {path} {key} {value}");
                }
            }
        }
    }
}

/// Every pair of a method and a path, with the operations that it stands for.
#[test]
fn the_documents_have_each_route_once() {
    let files = resolved(&corrected_specs());
    let list: Vec<_> = files.iter().map(|file| format!("{}\n{}", file.path, pairs(file))).collect();
    insta::assert_snapshot!(list.join("\n"));
}

#[test]
fn the_change_of_a_chat_is_one_operation() {
    let files = resolved(&corrected_specs());
    let chats = files.iter().find(|file| file.path == "chats.yaml").unwrap();
    let root: Value = serde_yaml::from_str(&chats.text).unwrap();
    let change = &root["paths"]["/chats/{CHAT_ID}"]["put"];
    insta::assert_snapshot!(serde_yaml::to_string(change).unwrap());
}

/// Whatever a document lacks or holds instead, resolving it ends, and what comes out can be read.
#[test]
fn no_document_is_too_broken() {
    let small = documents("documents").into_iter().chain(documents("resolution"));
    let paths: Vec<_> = small.chain(documents("ui")).collect();
    paths.par_iter().for_each(|path| {
        let _ = compile(path).resolved();
        let input = tests::document(path);
        let Ok(root) = serde_yaml::from_str::<Value>(&input.text) else { return };
        let pointers = pointers(&root);
        pointers.par_iter().step_by(stride()).for_each(|pointer| {
            for replacement in [None, Some("#/paths".into())] {
                let mut broken = root.clone();
                replace(&mut broken, pointer, replacement);
                let input = Input { text: broken.to_string(), ..input.clone() };
                for file in
                    Compilation::of(vec![input], Vec::new()).resolved().into_iter().flatten()
                {
                    let read = serde_yaml::from_str::<Value>(&file.text);
                    assert!(read.is_ok(), "{} without {pointer}", path.display());
                }
            }
        });
    });
}

#[test]
fn a_document_with_an_error_is_not_resolved() {
    for name in ["unresolved-reference.yaml", "display-path-shape.yaml", "syntax.yaml"] {
        let path = documents("ui").into_iter().find(|path| path.ends_with(name)).unwrap();
        assert!(compile(&path).resolved().is_none(), "{name}");
    }
}

/// Each small document, the real ones, and those as published.
fn all() -> Vec<(String, Compilation)> {
    let small = documents("documents").into_iter().chain(documents("resolution"));
    let named = small.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, compile(&path))
    });
    let published = Compilation::of(specs(), Vec::new());
    let real = [("specs".to_owned(), corrected_specs()), ("specs".to_owned(), published)];
    named.chain(real).collect()
}

fn resolved(compilation: &Compilation) -> Vec<GeneratedFile> {
    compilation.resolved().unwrap_or_else(|| {
        let all: Vec<_> =
            compilation.diagnostics().iter().map(|it| compilation.render(it, false)).collect();
        panic!("{}", all.join("\n"))
    })
}

fn inputs(files: &[GeneratedFile]) -> Vec<Input> {
    let input = |file: &GeneratedFile| Input {
        name: file.path.clone(),
        stem: file.path.trim_end_matches(".yaml").to_owned(),
        text: file.text.clone(),
    };
    files.iter().map(input).collect()
}

/// Method and whole path, the names of parameters aside.
fn routes(compilation: &Compilation) -> BTreeSet<(String, String, String)> {
    let route = |route: codegen::Route| {
        let path = format!("{}{}", route.base_path, route.path);
        let segment = |it: &str| if it.starts_with('{') { "{}".to_owned() } else { it.to_owned() };
        let path: Vec<_> = path.split('/').map(segment).collect();
        (route.document, route.http_method, path.join("/"))
    };
    compilation.routes().into_iter().map(route).collect()
}

fn pairs(file: &GeneratedFile) -> String {
    let root: Value = serde_yaml::from_str(&file.text).unwrap();
    let mut lines = String::new();
    for (path, item) in root["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let ids = operation.get("x-operations").unwrap_or(&operation["operationId"]);
            lines.push_str(&format!("  {} {path} {ids}\n", method.to_uppercase()));
        }
    }
    lines
}

/// The pointers to every node below the root.
fn pointers(root: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(root, String::new(), &mut found);
    found
}

fn collect(node: &Value, at: String, found: &mut Vec<String>) {
    let members: Vec<(String, &Value)> = match node {
        Value::Object(members) => members.iter().map(|(key, it)| (key.clone(), it)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(i, it)| (i.to_string(), it)).collect()
        }
        _ => Vec::new(),
    };
    for (key, value) in members {
        let child = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        found.push(child.clone());
        collect(value, child, found);
    }
}

fn replace(root: &mut Value, pointer: &str, replacement: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match (root.pointer_mut(parent).unwrap(), replacement) {
        (Value::Object(members), Some(value)) => _ = members.insert(key, value),
        (Value::Object(members), None) => _ = members.remove(&key),
        (Value::Array(items), Some(value)) => items[key.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => _ = items.remove(key.parse().unwrap()),
        _ => {}
    }
}
