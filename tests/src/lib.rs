//! Helpers of the workspace tests.

/// The Rust blocks of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The Rust blocks of the client's own README compile.
#[cfg(doctest)]
#[doc = include_str!("../../generated-client/README.md")]
pub struct ClientReadme;

pub mod built;
pub mod by_chance;
pub mod conditional;

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Compilation, Input, Inputs};

/// Of how many cases of the slow tests one is tried: all of them if `EVERY_CASE` is set, as in `.ci/run`.
pub fn stride() -> usize {
    if std::env::var_os("EVERY_CASE").is_some() { 1 } else { 8 }
}

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

/// Compiles a document with the overlay of its name in the folder `overlays` beside it, if there is one, and with that of
/// names in the folder `names`.
///
/// # Panics
///
/// If there is no such document.
pub fn compile(path: &Path) -> Compilation {
    compile_with(&[path.to_owned()], false)
}

/// The same as [`compile`], with names that read like a generator's.
///
/// # Panics
///
/// If there is no such document.
pub fn lint(path: &Path) -> Compilation {
    compile_with(&[path.to_owned()], true)
}

/// Several documents of one folder in one run, each as by [`compile`].
///
/// # Panics
///
/// If one of them is not there.
pub fn compile_some(paths: &[PathBuf]) -> Compilation {
    compile_with(paths, false)
}

fn compile_with(paths: &[PathBuf], lint: bool) -> Compilation {
    let beside = |folder: &str| {
        let overlay = |path: &PathBuf| Some(path.with_file_name(folder).join(path.file_name()?));
        paths.iter().filter_map(overlay).filter(|it| it.exists()).map(|it| document(&it)).collect()
    };
    let inputs = Inputs {
        documents: paths.iter().map(|it| document(it)).collect(),
        overlays: beside("overlays"),
        names: beside("names"),
        is_whole: true,
        lint,
    };
    let folder = paths.first().and_then(|it| it.parent()).unwrap_or(Path::new(""));
    Compilation::watched(inputs, &|name| read_file(folder, name), &mut |_| {})
}

/// All documents of a folder of this package with their overlays, in one run that looks at names too.
///
/// # Panics
///
/// If there is no such folder.
pub fn compile_all(folder: &str) -> Compilation {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let inputs = Inputs {
        documents: read_folder(&folder),
        overlays: read_folder(&folder.join("overlays")),
        names: read_folder(&folder.join("names")),
        is_whole: true,
        lint: true,
    };
    Compilation::watched(inputs, &|name| read_file(&folder, name), &mut |_| {})
}

/// A file that a document refers to, by its name below the folder of the documents.
fn read_file(folder: &Path, name: &str) -> Result<String, Vec<String>> {
    fs::read_to_string(folder.join(name)).map_err(|_| {
        let others = folder.join("files");
        let others = if others.exists() { paths(&others) } else { Vec::new() };
        others
            .iter()
            .filter_map(|it| Some(format!("files/{}", it.file_name()?.to_str()?)))
            .collect()
    })
}

/// The paths of the documents of a folder of this package, in alphabetical order.
///
/// # Panics
///
/// If there is no such folder.
pub fn documents(folder: &str) -> Vec<PathBuf> {
    paths(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
}

/// The documents that the client is generated from, as they are published.
///
/// # Panics
///
/// If they are not there.
pub fn specs() -> Vec<Input> {
    let mut specs = read_folder(&workspace().join("specs"));
    specs.retain(|input| input.stem != ERRATA && input.stem != NAMES);
    specs
}

/// What the client is generated from: the documents with their corrections and names.
///
/// # Panics
///
/// If they are not there.
pub fn corrected_specs() -> Compilation {
    beside_the_specs(Vec::new(), Vec::new(), true)
}

/// The same with other documents beside them, further overlays, and with the corrections or without.
///
/// # Panics
///
/// If the documents of the client are not there.
pub fn beside_the_specs(
    documents: Vec<Input>,
    overlays: Vec<Input>,
    has_errata: bool,
) -> Compilation {
    let beside = |stem: &str| {
        let mut all = read_folder(&workspace().join("specs"));
        all.retain(|input| input.stem == stem);
        all
    };
    let errata = if has_errata { beside(ERRATA) } else { Vec::new() };
    let inputs = Inputs {
        documents: specs().into_iter().chain(documents).collect(),
        overlays: errata.into_iter().chain(overlays).collect(),
        names: beside(NAMES),
        is_whole: true,
        lint: false,
    };
    Compilation::watched(inputs, &|_| Err(Vec::new()), &mut |_| {})
}

const ERRATA: &str = "errata";
const NAMES: &str = "names";

fn read_folder(folder: &Path) -> Vec<Input> {
    paths(folder).iter().map(|path| document(path)).collect()
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths
}
