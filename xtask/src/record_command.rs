//! `cargo xtask record`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::console::Console;
use crate::documents::{self, Documents};
use crate::summary::summary;
use crate::workspace::{path_or, shown};
use crate::writing;

/// Where the record of the last publication is kept, beside the documents.
const RECORD: &str = "specs/publication.record";

/// Write the facts of a publication down, to compare the next one with: routes, types, limits and codes, and no prose.
///
/// The documents are taken as they are published, without `errata.yaml`, but with the names of a `names.yaml` beside them.
/// Mistakes in them are counted, not shown; what is not understood is not in the record.
///
/// Exit status: 0 if the record is written, 1 if a document cannot be read or the record cannot be written, 2 if the
/// command line is wrong.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask record ../published
  cargo xtask diff specs/publication.record ../published-since")]
pub(crate) struct Record {
    /// The folder with the published documents, or one document of it.
    published: PathBuf,

    /// The file [default: specs/publication.record].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Record {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        let documents = Documents {
            specs: Some(self.published.clone()),
            no_errata: true,
            overlays: Vec::new(),
        };
        let compilation = documents::read_whole(&documents, console)?;
        let out = path_or(self.out.as_ref(), RECORD)?;
        if out.is_dir() {
            bail!("{} is a folder; --out names the file of the record", shown(&out));
        }
        writing::write(&[(out.clone(), &compilation.record()?)])?;
        console.result(&summary(&compilation, &format!("written to {}", shown(&out))))?;
        Ok(ExitCode::SUCCESS)
    }
}
