//! Posts a table to a chat, framed by a card.
//!
//! It shows how a message is put together from text, card and slides. Its scope is `ZohoCliq.Webhooks.CREATE`.
//!
//! ```sh
//! cargo run --example post_table -- --dry-run         # a script answers, nothing is sent
//! cargo run --example post_table -- CT_1234_5678      # the service, by CLIQ_… in the environment: see `--help`
//! ```

mod common;

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Parser;
use generated_client::message_content::requests::Post;
use generated_client::message_content::{Card, CardTheme, Slide, TableData};
use generated_client::test_util::{Reply, Script};
use generated_client::{ChatId, Client};

const EXAMPLES: &str = "  \
  post_table --dry-run
  post_table CT_1234_5678
  post_table CT_1234_5678 may.tsv --text 'Numbers for May' --title Revenue
  printf 'Region\\tRevenue\\nNorth\\t41\\n' | post_table CT_1234_5678 -";

/// Post a table to a chat
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// Chat to post to; `--dry-run` needs none
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "CT_1234_5678"))]
    chat_id: ChatId,
    /// Table with a line for each row and tabs between cells, headings first; `-` for standard input [default: a
    /// sample]
    file: Option<PathBuf>,
    /// What the message says, above the card
    #[arg(long, default_value = "New interns will be joining these teams from July.")]
    text: String,
    /// Heading of the card
    #[arg(long, default_value = "ANNOUNCEMENT")]
    title: String,
    #[command(flatten)]
    service: common::Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new().on::<Post>(Reply::example());
    let program = async |client| post_table(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn post_table(client: &Client, options: &Options) -> anyhow::Result<()> {
    let text = match &options.file {
        Some(file) => read(file).with_context(|| format!("cannot read {}", file.display()))?,
        None => "Name\tTeam\tReporting To\nPaula Rojas\tZylker-Sales\tLi Jung\n".to_owned(),
    };
    // A post is never repeated if the service may have it: there are no two tables in the chat.
    client
        .message_content()
        .post(&options.chat_id, &options.text)
        .card(Card::new().title(&options.title).theme(CardTheme::ModernInline))
        .slide(Slide::table(table(&text)?))
        .await?;
    writeln!(io::stdout(), "posted to {}", options.chat_id)?;
    Ok(())
}

fn read(file: &Path) -> io::Result<String> {
    if file == "-" { io::read_to_string(io::stdin()) } else { fs::read_to_string(file) }
}

/// A row names the heading of each of its cells, so it must have as many cells as there are headings, and no two headings
/// may be the same.
fn table(text: &str) -> anyhow::Result<TableData> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    let (_, headings) = lines.next().context("the table has no line of headings")?;
    let headings: Vec<&str> = headings.split('\t').collect();
    let mut seen = HashSet::new();
    if let Some(twice) = headings.iter().find(|heading| !seen.insert(**heading)) {
        bail!("the heading `{twice}` comes twice, and a row has one cell for each heading");
    }
    let mut rows = Vec::new();
    for (index, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let (count, expected) = (cells.len(), headings.len());
        ensure!(count == expected, "line {} has {count} cells, expected {expected}", index + 1);
        let row = headings.iter().zip(cells);
        rows.push(row.map(|(heading, cell)| (heading.to_string(), cell.to_owned())).collect());
    }
    Ok(TableData::new(headings, rows))
}
