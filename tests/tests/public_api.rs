//! What a downstream crate can name of the client, item by item: a change of it is a change of these snapshots, which
//! are reviewed together with the report of `cargo xtask diff` and the changelog.
//!
//! The list is made from the JSON of rustdoc, which is not stable: where the toolchain writes another form than
//! `public-api` reads, the tests are reported as ignored, or fail if `PUBLIC_API=required` is set, as `.ci/run` does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of tests fail as tests do"
)]

mod public_api {
    pub(crate) mod listing;
    pub(crate) mod paths;
    pub(crate) mod rustdoc;
}

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;
use std::sync::LazyLock;
use std::{env, fs};

use public_api::{listing, rustdoc};
use tests::{conditional, workspace};

const TESTS: &[(&str, fn())] = &[
    ("the_public_api_is_as_reviewed", as_reviewed),
    ("every_operation_is_a_method_and_every_method_an_operation", operations),
];

/// The lines of each module.
static MODULES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    listing::by_module(&rustdoc::json_of_the_client(folder.path()))
});

fn main() -> ExitCode {
    let mismatch = rustdoc::mismatch();
    let is_required = env::var_os("PUBLIC_API").is_some_and(|value| value == "required");
    if let (Some(mismatch), true) = (&mismatch, is_required) {
        eprintln!("error: the public API cannot be checked: {mismatch}");
        return ExitCode::FAILURE;
    }
    conditional::run(mismatch.map(|it| format!("the public API is not checked: {it}")), TESTS)
}

fn as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (module, lines) in &*MODULES {
            insta::assert_snapshot!(module.as_str(), lines.join("\n"));
        }
    });
    assert_eq!(snapshots(), MODULES.keys().cloned().collect(), "a snapshot is of no module");
}

/// The modules that have a snapshot.
fn snapshots() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
    let module = |name: std::ffi::OsString| {
        let name = name.into_string().ok()?;
        Some(name.strip_prefix("public_api__")?.strip_suffix(".snap")?.to_owned())
    };
    names.filter_map(module).collect()
}

/// `OPERATIONS.md` is emitted from what the report compares, the public API from what rustc makes of it.
fn operations() {
    let text = fs::read_to_string(workspace().join("generated-client/OPERATIONS.md")).unwrap();
    let mut listed = Vec::new();
    for section in text.split("\n## ").skip(1) {
        // `client.chats()`, a `chats::Chats`
        let handle = section.split('`').nth(3).unwrap();
        let (module, _) = handle.split_once("::").unwrap();
        let call = format!("`client.{module}().");
        let methods = section.split(&call).skip(1).map(|it| it.split('(').next().unwrap());
        listed.extend(methods.map(|it| (format!("pub fn {handle}<C>::"), it.to_owned())));
    }
    assert!(!listed.is_empty());
    let handles: BTreeSet<&str> = listed.iter().map(|(handle, _)| handle.as_str()).collect();
    let public = MODULES.values().flatten().filter_map(|line| {
        let handle = handles.iter().find(|handle| line.starts_with(**handle))?;
        let (method, _) = line.strip_prefix(handle)?.split_once('(')?;
        Some(((*handle).to_owned(), method.to_owned()))
    });
    let public: BTreeSet<_> = public.collect();
    assert_eq!(public, listed.into_iter().collect());
}
