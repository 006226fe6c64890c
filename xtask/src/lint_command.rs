//! `cargo xtask lint`.

use std::process::ExitCode;

use anyhow::Result;

use crate::console::Console;
use crate::documents::{self, Documents};

/// Show what is wrong with the documents, and write nothing.
///
/// Warnings count: the documents are to be free of them, or to say with `x-lint-allow` why one stays.
#[derive(clap::Args)]
pub(crate) struct Lint {
    #[command(flatten)]
    documents: Documents,
}

impl Lint {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        let compilation = documents::compile(&self.documents, console)?;
        let findings = documents::findings(&compilation);
        if compilation.diagnostics().iter().next().is_some() {
            console.line(&format!(
                "{findings}; mend them, or say in `x-lint-allow` why a warning stays"
            ));
            return Ok(ExitCode::FAILURE);
        }
        console.result(&format!("{findings}\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}
