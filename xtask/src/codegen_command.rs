//! `cargo xtask codegen`.

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use codegen::{Compilation, GeneratedFile, HEADER, LeftOut};

use crate::console::Console;
use crate::documents::{self, Documents};
use crate::file_set::{FileSet, Kind, Stale, current};
use crate::summary::{counted, summary};
use crate::workspace::{path_or, shown};

/// The package that is generated into, and its folder for generated modules.
const PACKAGE: &str = "generated-client";
const MODULES: &str = "src/generated";
/// Its features are kept in step with the modules. The rest of it is written by hand.
const MANIFEST: &str = "Cargo.toml";
const KIND: Kind = Kind { header: HEADER, extension: "rs" };

/// Write the client out of the documents.
///
/// On an error no file is written; a file that would not change is left alone.
///
/// Exit status: 0 if every file is as the documents say, 1 if a document has an error, a file is stale (with `--check`)
/// or cannot be written, 2 if the command line is wrong.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask codegen --specs ../published --out /tmp/client
  cargo xtask codegen --specs ../published --out /tmp/client --keep-going
  cargo xtask codegen --overlay trial.yaml --message-format json")]
pub(crate) struct Codegen {
    /// Write nothing; list the files that are out of date and fail if there is one.
    #[arg(long)]
    check: bool,

    /// Leave out the operations that a mistake in a document stands in the way of, tell which, and write the rest.
    #[arg(long)]
    keep_going: bool,

    #[command(flatten)]
    documents: Documents,

    /// The folder for the generated modules and OPERATIONS.md [default: generated-client/src/generated and
    /// generated-client]. A Cargo.toml in it gets a feature for each module.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Codegen {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        // The process ends with the command. To give back millions of small pieces of memory before would only take time.
        let compilation = documents::compile(&self.documents, self.keep_going, console)?;
        let compilation = ManuallyDrop::new(compilation);
        // To find the places of what is wrong takes another parse of the documents, which leaves a thread for the files.
        let (files, findings) = rayon::join(
            || files(&compilation, console),
            || documents::drawn(&compilation, documents::ALL, console),
        );
        documents::show(&findings);
        let Some(mut files) = files? else {
            console.line(&documents::failure(&compilation));
            return Ok(ExitCode::FAILURE);
        };
        let out = path_or(self.out.as_ref(), PACKAGE)?;
        if self.out.is_none() {
            // In the package, modules have a folder of their own.
            for file in files.iter_mut().filter(|file| file.path.ends_with(".rs")) {
                file.path = format!("{MODULES}/{}", file.path);
            }
        }
        let mut files = FileSet::new(out.clone(), KIND, files)?;
        let manifest = out.join(MANIFEST);
        if let Some(text) = current(&manifest)? {
            let kept = compilation.manifest(&text);
            files.edit(MANIFEST, kept.with_context(|| shown(&manifest))?);
        }
        let stale = files.stale()?;
        if self.check && !stale.is_empty() {
            self.report(&stale, console);
            return Ok(ExitCode::FAILURE);
        }
        if self.check {
            let done = format!("{} up to date", counted(files.len(), "file"));
            console.result(&summary(&compilation, &done))?;
            return Ok(ExitCode::SUCCESS);
        }
        files.write(&stale)?;
        report_left_out(&compilation, console);
        console.result(&summary(&compilation, &files.written(&stale)))?;
        Ok(ExitCode::SUCCESS)
    }

    fn report(&self, stale: &[Stale], console: Console) {
        for file in stale {
            console.line(&file.to_string());
        }
        console.line(&format!("\nto fix this, run\n\n    {}", self.command()));
    }

    /// The command that brings the files up to date.
    fn command(&self) -> String {
        let out = self.out.as_ref().map(|it| format!(" --out {}", it.display()));
        let keep_going = if self.keep_going { " --keep-going" } else { "" };
        let out = out.unwrap_or_default();
        format!("cargo xtask codegen{keep_going}{}{out}", self.documents.options())
    }
}

/// Tells which operations the client lacks.
fn report_left_out(compilation: &Compilation, console: Console) {
    for LeftOut { document, http_method, path, reason } in compilation.left_out() {
        console.note(&format!("left out `{http_method} {path}` of `{document}`: {reason}"));
    }
}

/// The files that the documents make, with progress on the terminal.
fn files(compilation: &Compilation, console: Console) -> Result<Option<Vec<GeneratedFile>>> {
    let progress = console.progress("deciding names");
    Ok(compilation.files_watched(&mut |stage| progress.over(stage))?)
}
