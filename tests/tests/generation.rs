//! What becomes of a document: small documents, one for each feature (`tests/documents`), and the whole of
//! the real ones.

mod generation {
    mod joined;
    mod meaning;
    mod proposed;
}

use std::collections::BTreeSet;
use std::fs;

use codegen::{Code, Compilation, GeneratedFile, Input};
use tests::{compile, corrected_specs, documents, workspace};

#[test]
fn features_are_understood() {
    insta::glob!("../documents", "*.yaml", |path| {
        insta::assert_snapshot!("ir", compile(path).dump());
    });
}

#[test]
fn features_are_emitted() {
    insta::glob!("../documents", "*.yaml", |path| {
        let module = path.file_stem().unwrap().to_string_lossy().replace('-', "_");
        insta::assert_snapshot!("rust", module_of(&files(&compile(path)), &module));
    });
}

/// A document of version 3.1 (`tests/documents/openapi31`) says the same as the one of version 3.0 with its name.
#[test]
fn a_document_of_version_3_1_is_understood_as_its_counterpart_of_version_3_0() {
    let counterparts = documents("documents/openapi31");
    assert!(!counterparts.is_empty());
    for path in counterparts {
        let original = workspace().join("tests/documents").join(path.file_name().unwrap());
        let (counterpart, original) = (compile(&path), compile(&original));
        assert_eq!(counterpart.dump(), original.dump(), "{}", path.display());
        let texts = |compilation| files(compilation).into_iter().map(|it| it.text);
        assert!(texts(&counterpart).eq(texts(&original)), "{}", path.display());
    }
}

/// What the four paths that one real `PUT /chats/{CHAT_ID}` is printed as become: a method each for what it can do, its
/// request, and the body that it sends.
#[test]
fn the_aliases_of_a_chat_become_six_methods() {
    let compilation = corrected_specs();
    let routes = compilation.routes();
    let of_chat =
        routes.iter().filter(|it| it.http_method == "PUT" && it.path == "/chats/{CHAT_ID}");
    let methods = of_chat.flat_map(|it| match it.methods.as_slice() {
        [] => vec![it.name.as_str()],
        several => several.iter().map(String::as_str).collect(),
    });
    let methods: Vec<&str> = methods.collect();
    assert_eq!(methods.len(), 6, "{methods:?}");
    let files = files(&compilation);
    let text = module_of(&files, "chats");
    let items = parts(&text, "");
    let handle = items.iter().find(|it| it.contains("impl<C: Clone> Chats<C> {")).unwrap();
    let mut shown: Vec<&str> = Vec::new();
    for method in methods {
        let start = format!("    pub fn {method}(");
        shown.extend(parts(handle, "    ").into_iter().filter(|it| it.contains(&start)));
        let link = format!("/// The request of [`Chats::{method}`].");
        let request = items.iter().find(|it| it.contains(&link)).unwrap();
        let body = word_after(request, "    body: ").unwrap();
        let names = [word_after(request, "pub struct ").unwrap(), body];
        let of_these = items.iter().filter(|it| names.iter().any(|name| is_about(it, name)));
        shown.extend(of_these);
    }
    insta::assert_snapshot!(shown.join("\n"));
}

/// What the seven documented formats of a message become.
#[test]
fn the_formats_of_a_message_become_one_method() {
    let files = files(&corrected_specs());
    insta::assert_snapshot!(module_of(&files, "message_content"));
}

#[test]
fn the_documents_have_these_routes() {
    let routes = corrected_specs().routes();
    let lines = routes.iter().map(|it| serde_json::to_string(it).unwrap() + "\n");
    insta::assert_snapshot!(lines.collect::<String>());
}

/// The parts of a text that begin after an empty line, with as much indentation.
fn parts<'a>(text: &'a str, indent: &str) -> Vec<&'a str> {
    let mut starts = vec![0];
    for (at, _) in text.match_indices("\n\n") {
        let next = text[at + 2..].strip_prefix(indent);
        if next.is_some_and(|it| !it.starts_with([' ', '}'])) {
            starts.push(at + 2);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

/// Whether an item defines a type or a trait for it, or tells a macro of it.
fn is_about(item: &str, name: &str) -> bool {
    let is_documentation = |line: &&str| line.starts_with("//") || line.starts_with("#[");
    let head = item.lines().find(|it| !is_documentation(it)).unwrap_or_default();
    head.split(|it: char| !it.is_alphanumeric())
        .any(|it| it.strip_suffix("Operation").unwrap_or(it) == name)
}

fn word_after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split(|it: char| !it.is_alphanumeric()).next()
}

#[test]
fn every_method_has_a_sample() {
    let mut methods = 0;
    for GeneratedFile { path, text } in files(&corrected_specs()) {
        let own = text.matches(".on(self.client.clone())").count();
        assert_eq!(text.matches("    /// # Example\n").count(), own, "{path}");
        methods += own;
    }
    assert!(methods > 50, "{methods}");
}

#[test]
fn the_same_documents_make_the_same_bytes() {
    assert_eq!(files(&corrected_specs()), files(&corrected_specs()));
}

/// A module beside one of the client, or an accessor beside a method of the client, would not compile.
#[test]
fn no_document_takes_a_name_of_the_client() {
    let source = |name: &str| {
        fs::read_to_string(workspace().join("generated-client/src").join(name)).unwrap()
    };
    let mut names = BTreeSet::new();
    for line in source("lib.rs").lines() {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        names.extend(
            line.strip_prefix("mod ").and_then(|it| it.strip_suffix(';')).map(str::to_owned),
        );
        // The crates that it offers.
        let crates = line.strip_prefix("use {").and_then(|it| it.strip_suffix("};"));
        names.extend(crates.into_iter().flat_map(|it| it.split(", ")).map(str::to_owned));
    }
    assert!(names.remove("generated"));
    for line in ["client.rs", "blocking.rs"].map(source).iter().flat_map(|it| it.lines()) {
        let signature = line.strip_prefix("    pub ").and_then(|it| it.split_once("fn "));
        names.extend(signature.and_then(|(_, it)| it.split(['(', '<']).next()).map(str::to_owned));
    }
    assert!(
        names.contains("pacing") && names.contains("secrecy") && names.contains("from_env"),
        "{names:?}"
    );
    names.remove("build_blocking");
    // What is emitted beside the modules.
    names.extend(["exports", "error_code", "examples", "ids", "shared"].map(str::to_owned));
    for name in names {
        let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n".to_owned();
        let document = Input { name: format!("{name}.yaml"), stem: name.clone(), text };
        let compilation = Compilation::of(vec![document], Vec::new());
        let is_told = compilation.diagnostics().iter().any(|it| it.code() == Code::NameCollision);
        assert!(is_told, "{name}");
    }
}

/// The files of a module, one after the other.
fn module_of(files: &[GeneratedFile], module: &str) -> String {
    let own = |it: &&GeneratedFile| {
        it.path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    };
    files.iter().filter(own).map(|it| it.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn files(compilation: &Compilation) -> Vec<GeneratedFile> {
    let first = compilation.diagnostics().iter().next();
    assert!(first.is_none(), "{}", compilation.render(first.unwrap(), false));
    compilation.files().unwrap().unwrap()
}
