//! Helpers of the workspace tests.

#![allow(clippy::panic, reason = "a test that lacks its files must fail")]

/// The Rust blocks of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

use std::fs;
use std::path::{Path, PathBuf};

use codegen::Input;

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Reads a document. Diagnostics show its file name alone.
///
/// # Panics
///
/// If there is no such file.
pub fn document(path: &Path) -> Input {
    let part =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Input { name: part(path.file_name()), stem: part(path.file_stem()), text }
}

/// The documents of a folder of this package, in alphabetical order.
///
/// # Panics
///
/// If there is no such folder.
pub fn documents(folder: &str) -> Vec<Input> {
    read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
}

/// The documents that the client is generated from.
///
/// # Panics
///
/// If they are not there.
pub fn specs() -> Vec<Input> {
    read_folder(&workspace().join("specs"))
}

fn read_folder(folder: &Path) -> Vec<Input> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths.iter().map(|path| document(path)).collect()
}
