//! The workspace that a command works on, and paths in it.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result};

/// The workspace of the package that Cargo runs, otherwise the one around the current folder: the program may have been
/// built in another clone.
static ROOT: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let folders = package.into_iter().chain(env::current_dir());
    folders
        .flat_map(|it| it.ancestors().map(Path::to_owned).collect::<Vec<_>>())
        .find(|it| is_root(it))
});

fn is_root(folder: &Path) -> bool {
    folder.join("specs").is_dir() && folder.join("generated-client/Cargo.toml").is_file()
}

/// The path that an option names, or one below the root of the workspace.
///
/// # Errors
///
/// Neither an option nor a workspace.
pub(crate) fn path_or(option: Option<&PathBuf>, default: &str) -> Result<PathBuf> {
    let given = option.cloned().or_else(|| ROOT.as_ref().map(|it| it.join(default)));
    given.context(
        "no folder here or above it has `specs` and `generated-client`; run the command in a clone of the \
         repository, or name the folders with --specs and --out",
    )
}

/// A path as a person who works in the workspace would write it.
pub(crate) fn shown(path: &Path) -> String {
    let current = env::current_dir().ok();
    let short = current.iter().chain(ROOT.as_ref()).find_map(|it| path.strip_prefix(it).ok());
    short.unwrap_or(path).display().to_string()
}
