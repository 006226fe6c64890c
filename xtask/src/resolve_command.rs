//! `cargo xtask resolve`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use codegen::RESOLVED_HEADER;

use crate::console::Console;
use crate::documents::{self, Documents, NOT_OF_CLIENT};
use crate::file_set::{FileSet, Kind};
use crate::summary::summary;
use crate::workspace::path_or;

const RESOLVED: &str = "target/resolved";
const KIND: Kind = Kind { header: RESOLVED_HEADER, extension: "yaml" };

/// Write the documents as OpenAPI that other tools understand.
///
/// Aliases go to their real paths, operations that share one become one, and corrections are made. On an
/// error no file is written.
///
/// Exit status: 0 if the documents are written, 1 if one has an error or cannot be written, 2 if the command line is
/// wrong.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask resolve
  cargo xtask resolve --no-errata --out /tmp/resolved")]
pub(crate) struct Resolve {
    #[command(flatten)]
    documents: Documents,

    /// The folder for the resolved documents [default: target/resolved].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Resolve {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        let compilation = documents::compile_for(&self.documents, NOT_OF_CLIENT, console)?;
        let Some(files) = compilation.resolved() else {
            console.line(&documents::failure_for(&compilation, NOT_OF_CLIENT));
            return Ok(ExitCode::FAILURE);
        };
        let out = path_or(self.out.as_ref(), RESOLVED)?;
        let files = FileSet::new(out, KIND, files)?;
        let stale = files.stale()?;
        files.write(&stale)?;
        console.result(&summary(&compilation, &files.written(&stale)))?;
        Ok(ExitCode::SUCCESS)
    }
}
