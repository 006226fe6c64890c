//! `cargo xtask diff`.

use std::io::stdout;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::ValueEnum;
use codegen::{Compilation, Severity};

use crate::console::Console;
use crate::documents::{self, Documents};
use crate::workspace::shown;

/// Tell what changed between two folders of documents, or two documents, by what it does to downstream.
///
/// Each folder is corrected by its own `errata.yaml`, as `codegen` does. The changes come as breaking,
/// additive and documentation. Mistakes in the documents are counted, not shown; they are compared as far as
/// they are understood.
///
/// Exit status: 0 whether or not something changed, 1 if a document cannot be read, 2 if the command line is
/// wrong.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  git worktree add /tmp/before main && cargo xtask diff /tmp/before/specs specs
  cargo xtask diff specs ../published --no-errata --format json")]
pub(crate) struct Diff {
    /// The folder with the documents as they were, or one document of it.
    old: PathBuf,

    /// The folder with the documents as they are now, or one document of it.
    new: PathBuf,

    /// Compare the documents as they are published, without `errata.yaml`.
    #[arg(long)]
    no_errata: bool,

    /// Correct the documents of both folders with an OpenAPI Overlay 1.0 document too; may be given several
    /// times.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,

    /// Text for people, Markdown for the changelog or JSON for programs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

impl Diff {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        let (old, new) = (self.read(&self.old, console)?, self.read(&self.new, console)?);
        let comparison = old.diff(&new);
        match self.format {
            Format::Text => console.result(&comparison.text(console.has_colors(&stdout())))?,
            Format::Markdown => console.result(&comparison.markdown())?,
            Format::Json => {
                console.result(&format!("{}\n", serde_json::to_string_pretty(&comparison)?))?
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn read(&self, folder: &Path, console: Console) -> Result<Compilation> {
        let documents = Documents {
            specs: Some(folder.to_owned()),
            no_errata: self.no_errata,
            overlays: self.overlays.clone(),
        };
        let compilation = documents::read(&documents, console)?;
        if !compilation.unread().is_empty() {
            documents::show(&compilation, console);
            bail!("cannot read {}", compilation.unread().join(", "));
        }
        let count = |severity| compilation.diagnostics().count(severity);
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if errors + warnings > 0 {
            console.note(&format!(
                "{}: {}; `cargo xtask lint --specs {}` shows them",
                shown(folder),
                documents::findings(&compilation),
                folder.display()
            ));
        }
        Ok(compilation)
    }
}
