//! `cargo xtask routes`.

use std::io::stdout;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use codegen::{Route, Severity};
use terminal_size::{Width, terminal_size_of};

use crate::console::Console;
use crate::documents::{self, Documents, NOT_OF_CLIENT};

/// List every documented operation with its real path, limits and scopes.
///
/// Exit status: 0 if the documents are understood, 1 if one has an error, 2 if the command line is wrong.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask routes
  cargo xtask routes --format json | jq '.[] | select(.requests != null and .requests < 30) | .name'")]
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
            Format::Table => {
                let terminal = terminal_size_of(stdout()).map(|(Width(width), _)| width.into());
                console.result(&table(&routes, terminal))?;
            }
            Format::Json => {
                console.result(&format!("{}\n", serde_json::to_string_pretty(&routes)?))?
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

const HEADER: [&str; 8] = ["MODULE", "METHOD", "HTTP", "PATH", "LIMIT", "LOCK", "SCOPES", "ALIAS"];

/// What a cell holds for want of anything else.
const NONE: &str = "-";

/// The cells of a method.
type Row = [String; HEADER.len()];

/// The routes of each method as a line of a table, or as a block of lines where the table is wider than the terminal.
fn table(routes: &[Route], terminal: Option<usize>) -> String {
    let mut rows = vec![HEADER.map(str::to_owned)];
    rows.extend(rows_of_methods(routes));
    let widths: [usize; HEADER.len()] = std::array::from_fn(|column| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    });
    let line = |row: &Row| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    let lines: Vec<String> = rows.iter().map(line).collect();
    match terminal {
        Some(width) if lines.iter().any(|it| it.trim_end().chars().count() > width) => {
            let blocks = rows.iter().skip(1).map(|row| block(row, width));
            blocks.collect::<Vec<_>>().join("\n")
        }
        _ => lines.concat(),
    }
}

/// One row for each method: several documented operations can be one, and one can be several.
fn rows_of_methods(routes: &[Route]) -> Vec<Row> {
    let mut rows: Vec<Vec<Row>> = Vec::new();
    for row in routes.iter().flat_map(rows_of) {
        match rows.iter_mut().find(|known| known[0][..2] == row[..2]) {
            Some(of_method) => of_method.push(row),
            None => rows.push(vec![row]),
        }
    }
    rows.iter().map(|of_method| std::array::from_fn(|column| merged(of_method, column))).collect()
}

/// What the rows of one method have in a column, each value once.
fn merged(rows: &[Row], column: usize) -> String {
    let mut cells: Vec<&str> = Vec::new();
    for cell in rows.iter().map(|it| it[column].as_str()) {
        if cell != NONE && !cells.contains(&cell) {
            cells.push(cell);
        }
    }
    if cells.is_empty() { NONE.to_owned() } else { cells.join(", ") }
}

/// The same as lines of at most this width, as far as a word is not longer.
fn block([module, method, http, path, limit, lock, scopes, alias]: &Row, width: usize) -> String {
    let is_some = |cell: &str| cell != NONE;
    let printed = if is_some(alias) { format!(" (printed as {alias})") } else { String::new() };
    let facts = [("limit", limit), ("lock", lock), ("scopes", scopes)];
    let facts = facts.into_iter().filter(|(_, cell)| is_some(cell));
    let facts: Vec<String> = facts.map(|(name, cell)| format!("{name} {cell}")).collect();
    let lines = [
        format!("{module}: {method}"),
        format!("  {http} {path}{printed}"),
        format!("  {}", facts.join(", ")),
    ];
    lines.iter().filter(|it| !it.trim().is_empty()).map(|it| wrapped(it, width)).collect()
}

/// A text broken at spaces, with what is broken off indented further.
fn wrapped(text: &str, width: usize) -> String {
    let indent = " ".repeat(4 + text.len() - text.trim_start().len());
    let (mut lines, mut line) = (String::new(), text[..indent.len() - 4].to_owned());
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > width {
            lines += &format!("{line}\n");
            (line, is_empty) = (indent.clone(), true);
        }
        line += if is_empty { "" } else { " " };
        line += word;
        is_empty = false;
    }
    lines + &line + "\n"
}

/// A row for each method that a documented operation is, or is a part of.
fn rows_of(route: &Route) -> Vec<Row> {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
    let scopes: Vec<String> = route.scopes.iter().map(|all_of| all_of.join(" + ")).collect();
    let row = |method: &String| {
        [
            route.module.clone(),
            route.group.iter().chain([method]).cloned().collect::<Vec<_>>().join("."),
            route.http_method.clone(),
            format!("{}{}", route.base_path, route.path),
            or_none(route.limit.rate.map(|it| it.to_string())),
            or_none(route.limit.lock_period_seconds.map(|it| format!("{it} s"))),
            or_none((!scopes.is_empty()).then(|| scopes.join(" or "))),
            or_none(route.alias_path.clone()),
        ]
    };
    match route.methods.as_slice() {
        [] => vec![row(&route.name)],
        methods => methods.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use codegen::{Compilation, Input};

    use super::{Route, table};

    const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Pins, version: '1'}
servers: [{url: https://example.com/api/v3}]
paths:
  /chats/{CHAT_ID}/pins: &path
    parameters: [{name: CHAT_ID, in: path, required: true, schema: {type: string}}]
    post:
      operationId: pin
      description: 'Threshold limit: 20 requests per min'
      requestBody: &body
        content: {application/json: {schema: {type: object, properties: {note: {type: string}}}}}
      responses: {'204': {description: Done.}}
  /chats/{CHAT_ID1}/pins:
    parameters: [{name: CHAT_ID1, in: path, required: true, schema: {type: string}}]
    post:
      operationId: pin_with_note
      x-virtual-endpoint: true
      x-display-path: /chats/{CHAT_ID}/pins
      description: 'Threshold limit: 20 requests per min'
      requestBody: *body
      responses: {'204': {description: Done.}}
";

    fn routes() -> Vec<Route> {
        let input = Input { name: "pins.yaml".into(), stem: "pins".into(), text: DOCUMENT.into() };
        Compilation::of(vec![input], Vec::new()).routes()
    }

    #[test]
    fn operations_that_are_one_method_are_one_row() {
        assert_eq!(routes().len(), 2);
        let cells = "pins post_pin POST /api/v3/chats/{CHAT_ID}/pins 20 a minute - - /chats/{CHAT_ID1}/pins";
        let table = table(&routes(), None);
        let rows: Vec<_> = table.lines().skip(1).collect();
        assert_eq!(rows.len(), 1, "{table}");
        assert_eq!(rows[0].split_whitespace().collect::<Vec<_>>().join(" "), cells);
    }

    #[test]
    fn a_table_wider_than_the_terminal_is_blocks() {
        let wide = table(&routes(), Some(200));
        assert_eq!(wide, table(&routes(), None));
        let narrow = table(&routes(), Some(50));
        let expected = "pins: post_pin\n  POST /api/v3/chats/{CHAT_ID}/pins (printed as\n      /chats/{CHAT_ID1}/pins)\n  \
                        limit 20 a minute\n";
        assert_eq!(narrow, expected);
    }
}
