//! What becomes of the documents as Zoho publishes them, which are not part of this repository.
//!
//! `CLIQ_REFERENCE` names a folder that has them in `upstream`, all of versions 2 and 3 in `upstream-v2` and
//! `upstream-v3`; without it the tests are counted as ignored.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

mod beside;
mod emitted;
mod restated;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use codegen::{Change, Compilation, Impact, Input};
use tests::{conditional, document, specs, workspace};

const TESTS: &[(&str, fn())] = &[
    ("what_is_emitted_for_them_compiles_and_holds_no_html", compiles),
    ("the_others_of_version_3_generate_beside_ours_and_each_fact_is_as_they_state_it", others),
    ("their_known_slips_are_found", slips),
    ("what_changes_with_them_is_told", changes),
    ("their_record_is_kept_beside_the_documents", record),
    ("restated_documents_say_what_their_sources_say", restatements),
];

const REFERENCE: &str = "CLIQ_REFERENCE";

fn main() -> ExitCode {
    let is_missing = env::var_os(REFERENCE).is_none();
    let needed = format!("set {REFERENCE} to a folder with the published documents in `upstream`");
    conditional::run(is_missing.then_some(needed), TESTS)
}

fn reference() -> PathBuf {
    PathBuf::from(env::var_os(REFERENCE).unwrap())
}

fn restatements() {
    restated::agree(&reference());
}

/// The published documents.
fn published() -> Compilation {
    Compilation::of(published_inputs(), Vec::new())
}

fn published_inputs() -> Vec<Input> {
    let folder = reference().join("upstream");
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "yml" || it == "yaml"));
    paths.sort();
    assert!(!paths.is_empty(), "{} holds no document", folder.display());
    paths.iter().map(|path| document(path)).collect()
}

fn compiles() {
    holds_no_html_and_compiles(&published());
}

/// All documents of version 3 but those that are restated, which are in `upstream`, or in the list of the restated ones.
fn others() {
    let documents = published_inputs().into_iter().map(|it| it.stem);
    let restated = documents.chain(restated::of_version_3().map(str::to_owned)).collect();
    let compilation = beside::compile(&reference().join("upstream-v3"), &restated);
    holds_no_html_and_compiles(&compilation);
}

fn holds_no_html_and_compiles(compilation: &Compilation) {
    let files = compilation.files().unwrap().unwrap();
    let remnants = [
        "style=",
        "<p",
        "<br",
        "<td",
        "<table",
        "&nbsp;",
        "_ID1",
        "documentation alias",
        "](/",
        "Error Response Format",
    ];
    let lines = files.iter().flat_map(|it| it.text.lines());
    let docs = lines.filter(|line| line.trim_start().starts_with("//"));
    let found: Vec<_> = docs.filter(|line| remnants.iter().any(|it| line.contains(it))).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    emitted::compile(compilation);
}

fn record() {
    let kept = fs::read_to_string(workspace().join("specs/publication.record")).unwrap();
    let is_current = published().record().unwrap() == kept;
    assert!(is_current, "write it with `cargo xtask record` and the folder of the documents");
}

fn slips() {
    let compilation = published();
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
        ("unused-component: no operation uses", "the schema `get-threads-payload`"),
        ("unused-component: no operation uses", "the schema `v3-close-chat-request`"),
        ("example-mismatch: the example is `bulleted`", "messageformat.yml:1107:30"),
        ("malformed-operation-id: the operation id `Join-follow a thread`", "threads.yml:1425:20"),
    ];
    for (slip, place) in slips {
        let is_found = found.iter().any(|it| it.starts_with(slip) && it.contains(place));
        assert!(is_found, "{slip} at {place} is not among\n{}", found.join("\n"));
    }
}

/// They are newer than those of the project.
fn changes() {
    let new = published();
    assert!(new.unread().is_empty());
    let changes = Compilation::of(specs(), Vec::new()).diff(&new).changes;
    let find = |operation: &str, subject: &str| -> Vec<&Change> {
        let of = changes.iter().filter(|it| it.operation.as_deref() == Some(operation));
        of.filter(|it| it.subject == subject).collect()
    };
    let values = |operation: &str, subject: &str| {
        let found = find(operation, subject);
        assert_eq!(found.len(), 1, "{operation} {subject}: {found:?}");
        (found[0].impact, found[0].old.clone().unwrap(), found[0].new.clone().unwrap())
    };
    let expect = |impact, old: &str, new: &str| (impact, old.to_owned(), new.to_owned());
    assert_eq!(
        values("create_thread_message_by_chat_id", "path"),
        expect(Impact::Breaking, "/chats/{CHAT_ID}/message", "/chats/{CHAT_ID}/messages"),
    );
    assert_eq!(
        values("delete_multiple_messages", "path"),
        expect(Impact::Breaking, "/chats/{CHAT_ID}/messages", "/chats/{CHAT_ID}/messagess"),
    );
    assert_eq!(
        values("delete_multiple_messages", "rate limit"),
        expect(Impact::Additive, "20 a minute", "50 a minute"),
    );
    assert_eq!(
        values("search_messages", "scopes"),
        expect(
            Impact::Additive,
            "ZohoCliq.Chats.READ + ZohoCliq.Messages.READ",
            "ZohoCliq.Chats.READ",
        ),
    );
    assert_eq!(values("table", "base path"), expect(Impact::Breaking, "/api/v2", "/api/v3"));
    let gone = find("list_threads", "operation");
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].route.as_deref(), Some("GET /api/v3/threads"));
    assert!(
        changes.iter().all(|it| !it.change.starts_with("not readable")),
        "limits and error codes in HTML are read"
    );
}
