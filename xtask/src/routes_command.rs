//! `cargo xtask routes`.

use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use codegen::{Route, Severity};

use crate::console::Console;
use crate::documents::{self, Documents, NOT_OF_CLIENT};

/// List every documented operation with its real path, limits and scopes.
///
/// Exit status: 0 if the documents are understood, 1 if one has an error, 2 if the command line is wrong.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask routes
  cargo xtask routes --format json | jq '.[] | select(.requests_per_minute < 30) | .name'")]
pub(crate) struct Routes {
    #[command(flatten)]
    documents: Documents,

    /// A table for people or JSON for programs.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

impl Routes {
    pub(crate) fn run(self, console: Console) -> Result<ExitCode> {
        let compilation = documents::compile_for(&self.documents, NOT_OF_CLIENT, console)?;
        let mut found = compilation.diagnostics().iter().filter(|it| NOT_OF_CLIENT(it));
        if found.any(|it| it.severity() == Severity::Error) {
            console.line(&documents::failure_for(&compilation, NOT_OF_CLIENT));
            return Ok(ExitCode::FAILURE);
        }
        let routes = compilation.routes();
        match self.format {
            Format::Table => console.result(&table(&routes))?,
            Format::Json => {
                console.result(&format!("{}\n", serde_json::to_string_pretty(&routes)?))?
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn table(routes: &[Route]) -> String {
    let header = ["MODULE", "METHOD", "HTTP", "PATH", "ALIAS", "LIMIT", "LOCK", "SCOPES"];
    let mut rows = vec![header.map(str::to_owned)];
    rows.extend(routes.iter().map(row));
    let widths: [usize; 8] = std::array::from_fn(|column| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    });
    let line = |row: &[String; 8]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

fn row(route: &Route) -> [String; 8] {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let scopes: Vec<String> = route.scopes.iter().map(|all_of| all_of.join(" + ")).collect();
    let methods =
        if route.methods.is_empty() { route.name.clone() } else { route.methods.join(", ") };
    [
        route.module.clone(),
        methods,
        route.http_method.clone(),
        format!("{}{}", route.base_path, route.path),
        or_dash(route.alias_path.clone()),
        or_dash(route.requests_per_minute.map(|it| format!("{it}/min"))),
        or_dash(route.lock_period_seconds.map(|it| format!("{it} s"))),
        scopes.join(" or "),
    ]
}
