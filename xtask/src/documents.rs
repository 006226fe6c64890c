//! Reads the documents of a folder, and shows what is wrong with them.

use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use codegen::{Compilation, Input, Severity};

use crate::shown;

/// Compiles every document of a folder and prints the diagnostics on standard error.
///
/// # Errors
///
/// A folder or a file that cannot be read, or that holds no document.
pub(crate) fn compile(folder: &Path) -> Result<Compilation> {
    let inputs = paths(folder)?.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
    let compilation = Compilation::of(inputs);
    let color = stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for diagnostic in compilation.diagnostics().iter() {
        eprintln!("{}\n", compilation.render(diagnostic, color));
    }
    Ok(compilation)
}

/// The last line of a run that found errors.
pub(crate) fn failure(compilation: &Compilation) -> String {
    let count = |severity, name| {
        let count = compilation.diagnostics().count(severity);
        format!("{count} {name}{}", if count == 1 { "" } else { "s" })
    };
    let (errors, warnings) = (count(Severity::Error, "error"), count(Severity::Warning, "warning"));
    format!("{errors}, {warnings}; no file was changed")
}

/// The documents of a folder, in alphabetical order.
fn paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder {}", shown(folder)))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", shown(folder)))?.path();
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        if ["yaml", "yml", "json"].contains(&extension) {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        bail!("{} holds no document (*.yaml, *.yml or *.json)", shown(folder));
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Input> {
    let name = shown(path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    Ok(Input { name, stem, text })
}
