//! The checks on the documents as Zoho publishes them, which are not part of this repository.
//!
//! `CLIQ_REFERENCE` names a folder that has them in `upstream`; without it there is nothing to test.

mod emitted;

use std::io::Write;
use std::path::PathBuf;
use std::{env, fs, io};

use codegen::Compilation;
use tests::document;

/// The published documents.
fn published() -> Option<Compilation> {
    let folder = PathBuf::from(env::var_os("CLIQ_REFERENCE")?).join("upstream");
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "yml" || it == "yaml"));
    paths.sort();
    assert!(!paths.is_empty(), "{} holds no document", folder.display());
    Some(Compilation::of(paths.iter().map(|path| document(path)).collect(), Vec::new()))
}

fn skipped() {
    // Past the capture of test output, which would hide it.
    let told: &[u8] =
        b"SKIPPED: set CLIQ_REFERENCE to a folder with the published documents in `upstream`\n";
    io::stderr().write_all(told).unwrap();
}

#[test]
fn what_is_emitted_for_them_compiles_and_holds_no_html() {
    let Some(compilation) = published() else { return skipped() };
    let files = compilation.files().unwrap().unwrap();
    let remnants =
        ["style=", "<p", "<br", "<td", "<table", "&nbsp;", "CHAT_ID1", "documentation alias"];
    let lines = files.iter().flat_map(|it| it.text.lines());
    let docs = lines.filter(|line| line.trim_start().starts_with("//"));
    let found: Vec<_> = docs.filter(|line| remnants.iter().any(|it| line.contains(it))).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    emitted::compile(&compilation);
}

#[test]
fn the_known_slips_of_the_published_documents_are_found() {
    let Some(compilation) = published() else { return skipped() };
    let found: Vec<_> = compilation
        .diagnostics()
        .iter()
        .map(|it| {
            format!("{}: {}\n{}", it.code().name(), it.message(), compilation.render(it, false))
        })
        .collect();
    let slips = [
        ("length-of-number: `maxLength`", "chats.yml:71:13"),
        ("repeated-letter: `/chats/{CHAT_ID}/messagess` has `messagess`", "messages.yml:25:3"),
        ("unused-component: no operation uses the schema `get-threads-payload`", "threads.yml"),
        ("unused-component: no operation uses the schema `v3-close-chat-request`", "chats.yml"),
        ("example-mismatch: the example is `bulleted`", "messageformat.yml:1107:30"),
        ("malformed-operation-id: the operation id `Join-follow a thread`", "threads.yml:1425:20"),
    ];
    for (slip, place) in slips {
        let is_found = found.iter().any(|it| it.starts_with(slip) && it.contains(place));
        assert!(is_found, "{slip} at {place} is not among\n{}", found.join("\n"));
    }
}
