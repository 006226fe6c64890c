//! Reads the documents of a folder, and shows what is wrong with them.

use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use codegen::{Compilation, Input, Severity};

use crate::shown;

/// The documents' corrections, beside the documents.
const ERRATA: &str = "errata.yaml";

/// Which documents a command reads.
#[derive(clap::Args)]
pub(crate) struct Documents {
    /// The folder with the documents, and with their corrections in `errata.yaml` [default: specs].
    #[arg(long, value_name = "DIR")]
    pub(crate) specs: Option<PathBuf>,

    /// Take the documents as they are published, without `errata.yaml`.
    #[arg(long)]
    pub(crate) no_errata: bool,

    /// Correct the documents with an OpenAPI Overlay 1.0 document too; may be given several times.
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
}

impl Documents {
    /// The options again, for a command that a person may copy.
    pub(crate) fn options(&self) -> String {
        let specs = self.specs.iter().map(|it| format!(" --specs {}", it.display()));
        let errata = self.no_errata.then(|| " --no-errata".to_owned());
        let overlays = self.overlays.iter().map(|it| format!(" --overlay {}", it.display()));
        specs.chain(errata).chain(overlays).collect()
    }
}

/// Compiles the documents and prints the diagnostics on standard error.
///
/// # Errors
///
/// A folder or a file that cannot be read, or that holds no document.
pub(crate) fn compile(documents: &Documents) -> Result<Compilation> {
    let compilation = read(documents)?;
    show(&compilation);
    Ok(compilation)
}

/// Prints the diagnostics on standard error.
pub(crate) fn show(compilation: &Compilation) {
    let color = stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for diagnostic in compilation.diagnostics().iter() {
        eprintln!("{}\n", compilation.render(diagnostic, color));
    }
}

/// Compiles the documents and prints nothing.
///
/// # Errors
///
/// A folder or a file that cannot be read, or that holds no document.
pub(crate) fn read(documents: &Documents) -> Result<Compilation> {
    let folder = crate::folder(documents.specs.as_ref(), "specs");
    let (errata, paths): (Vec<_>, Vec<_>) = paths(&folder)?
        .into_iter()
        .partition(|path| path.file_name().is_some_and(|it| it == ERRATA));
    if paths.is_empty() {
        bail!("{} holds no document (*.yaml, *.yml or *.json)", shown(&folder));
    }
    let errata = errata.iter().filter(|_| !documents.no_errata);
    let read_all =
        |paths: Vec<&PathBuf>| paths.into_iter().map(|it| input(it)).collect::<Result<_>>();
    let overlays = read_all(errata.chain(&documents.overlays).collect())?;
    Ok(Compilation::of(read_all(paths.iter().collect())?, overlays))
}

/// The last line of a run that found errors.
pub(crate) fn failure(compilation: &Compilation) -> String {
    format!("{}; no file was changed", counts(compilation))
}

/// How much is wrong with the documents.
pub(crate) fn counts(compilation: &Compilation) -> String {
    let count = |severity, name| {
        let count = compilation.diagnostics().count(severity);
        format!("{count} {name}{}", if count == 1 { "" } else { "s" })
    };
    let (errors, warnings) = (count(Severity::Error, "error"), count(Severity::Warning, "warning"));
    format!("{errors}, {warnings}")
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
    paths.sort();
    Ok(paths)
}

fn input(path: &Path) -> Result<Input> {
    let name = shown(path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    Ok(Input { name, stem, text })
}
