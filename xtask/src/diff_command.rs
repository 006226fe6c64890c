//! `cargo xtask diff`.

use std::fs;
use std::io::stdout;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::ValueEnum;
use codegen::{Comparison, Compilation, Impact};

use crate::console::Console;
use crate::documents::{self, Documents};
use crate::workspace::shown;

/// The version of all packages of the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Tell what changed between two folders of documents, or two documents, by what it does to downstream.
///
/// Each folder is corrected by its own `errata.yaml` and has the names of its own `names.yaml`, as for `codegen`. The
/// changes come as breaking, additive and documentation, with the version that follows; as JSON, with the place of each in both documents.
/// Mistakes in the documents are counted, not shown; they are compared as far as they are understood. In the place of
/// documents there may be the record of a publication, which `record` writes; then no words are compared.
///
/// Exit status: 0 whether or not something changed, 1 if a document cannot be read or there is a change that `--fail-on`
/// names, 2 if the command line is wrong.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  git worktree add --detach /tmp/before main && cargo xtask diff /tmp/before/specs specs
  cargo xtask diff specs/publication.record ../published
  cargo xtask diff specs ../published --no-errata --format json --fail-on breaking")]
pub(crate) struct Diff {
    /// The folder with the documents as they were, one document of it, or the record of a publication.
    old: PathBuf,

    /// The folder with the documents as they are now, one document of it, or the record of a publication.
    new: PathBuf,

    /// Compare the documents as they are published, without `errata.yaml`.
    #[arg(long)]
    no_errata: bool,

    /// Correct the documents of both folders with an OpenAPI Overlay document too; may be given several
    /// times.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,

    /// Text for people, Markdown for the changelog or JSON for programs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Fail if there is a breaking change, or one that is breaking or additive.
    #[arg(long, value_enum, value_name = "IMPACT")]
    fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    Breaking,
    Additive,
}

impl FailOn {
    fn applies(self, comparison: &Comparison) -> bool {
        comparison.count(Impact::Breaking) > 0
            || matches!(self, Self::Additive) && comparison.count(Impact::Additive) > 0
    }
}

impl Diff {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        let (old, new) = (self.read(&self.old, console)?, self.read(&self.new, console)?);
        let comparison = old.diff(&new);
        let next = comparison.bump().and_then(|bump| bump.next(VERSION));
        let version = next.map(|next| format!("version: {VERSION} → {next}"));
        match self.format {
            Format::Text => {
                let text = comparison.text(console.has_colors(&stdout()));
                let version = version.map(|it| format!("\n{it}\n")).unwrap_or_default();
                console.result(&format!("{text}{version}"))?;
            }
            // What goes on into a changelog or a program is told beside it.
            Format::Markdown => {
                console.result(&comparison.markdown())?;
                version.iter().for_each(|it| console.note(it));
            }
            Format::Json => {
                console.result(&format!("{}\n", serde_json::to_string_pretty(&comparison)?))?;
                version.iter().for_each(|it| console.note(it));
            }
        }
        let fails = self.fail_on.is_some_and(|it| it.applies(&comparison));
        Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// Documents, or what a record has of them.
    fn read(&self, path: &Path, console: Console) -> Result<Compilation> {
        if path.is_file()
            && let Ok(text) = fs::read_to_string(path)
            && Compilation::is_record_text(&text)
        {
            return Compilation::of_record(&text).with_context(|| shown(path));
        }
        let documents = Documents {
            specs: Some(path.to_owned()),
            no_errata: self.no_errata,
            overlays: self.overlays.clone(),
        };
        documents::read_whole(&documents, console)
    }
}
