//! `cargo xtask lint`.

use std::process::ExitCode;

use anyhow::Result;
use codegen::{Diagnostic, Severity};

use crate::console::Console;
use crate::documents::{self, Documents};
use crate::summary::summary;

/// Show what is wrong with the documents, and write nothing.
///
/// Names that read like a generator's are told here alone (`awkward-name`): whoever names things looks for them, and a client
/// can be made without.
///
/// Warnings count: the documents are to be free of them, or to say with `x-lint-allow` why one stays.
///
/// Exit status: 0 if nothing is wrong, 1 if there is an error or a warning, 2 if the command line is wrong.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask lint
  cargo xtask lint --specs ../published --no-errata
  cargo xtask lint --propose > types.yaml
  cargo xtask lint --message-format json 2> findings.jsonl")]
pub(crate) struct Lint {
    #[command(flatten)]
    documents: Documents,

    /// Print an OpenAPI Overlay that types the responses without a type after their
    /// examples (`untyped-response`), for `errata.yaml` or `--overlay`.
    #[arg(long)]
    propose: bool,
}

impl Lint {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        let compilation = documents::lint(&self.documents, console)?;
        let findings = documents::findings(&compilation);
        if self.propose {
            compilation.proposal().map_or(Ok(()), |it| console.result(&it))?;
        }
        let mut severities = compilation.diagnostics().iter().map(Diagnostic::severity).peekable();
        if severities.peek().is_some() {
            let has_warning = severities.any(|it| it == Severity::Warning);
            let or =
                if has_warning { ", or say in `x-lint-allow` why a warning stays" } else { "" };
            console.line(&format!("{findings}; fix them{or}"));
            return Ok(ExitCode::FAILURE);
        }
        let summary = summary(&compilation, &findings);
        match self.propose {
            true => console.line(summary.trim_end()),
            false => console.result(&summary)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
