//! Closes chats in which nothing has happened for a while: it takes them off the list of recent chats.
//!
//! It shows a list that comes in pages as a stream, and what to do about a call that fails among many. Its scopes are
//! `ZohoCliq.Chats.READ` and, with `--yes`, `ZohoCliq.Chats.UPDATE`.
//!
//! ```sh
//! cargo run --example close_stale_chats -- --dry-run --yes  # a script answers, and refuses one; nothing is sent
//! cargo run --example close_stale_chats                     # the service, by CLIQ_… in the environment: see `--help`
//! ```

mod common;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Context, ensure};
use clap::Parser;
use generated_client::chats::requests::{Close, List};
use generated_client::test_util::{Reply, Script};
use generated_client::{ChatId, Client, DateTime, Error};
use serde_json::json;

const EXAMPLES: &str = "  \
  close_stale_chats --dry-run --yes
  close_stale_chats
  close_stale_chats --days 90 --yes";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Close chats in which nothing has happened for a while; without `--yes`, list them
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// For how long nothing has happened in them
    #[arg(long, default_value_t = 30)]
    days: u16,
    /// Close them
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    service: common::Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let program = async |client| close_stale_chats(&client, &options).await;
    common::run(&options.service, script(), Client::from_env, program).await
}

async fn close_stale_chats(client: &Client, options: &Options) -> anyhow::Result<()> {
    let cutoff = DateTime::from(SystemTime::now() - DAY * options.days.into());
    // All are listed before the first is closed: what changes while it is read may skip some.
    let chats = stale_chats(client, &cutoff).await?;
    let mut out = io::stdout();
    let mut failed = 0;
    for (id, chat) in &chats {
        if !options.yes {
            writeln!(out, "stale   {chat}")?;
            continue;
        }
        match client.chats().close(id).await {
            Ok(()) => writeln!(out, "closed  {chat}")?,
            Err(error) if common::concerns_one_call(&error) => {
                failed += 1;
                writeln!(out, "failed  {chat}: {error}")?;
            }
            Err(error) => return Err(error).context(format!("stopped at {chat}")),
        }
    }
    if !options.yes {
        writeln!(out, "{} chats are stale; `--yes` closes them", chats.len())?;
    }
    ensure!(failed == 0, "{failed} of {} chats are not closed", chats.len());
    Ok(())
}

/// The chats that were last active before `cutoff`, each with what a person knows it by.
async fn stale_chats(client: &Client, cutoff: &DateTime) -> Result<Vec<(ChatId, String)>, Error> {
    let mut chats = client.chats().list().modified_before(cutoff).stream();
    let mut stale = Vec::new();
    while let Some(chat) = chats.try_next().await? {
        // The document promises no field. Without these two, nobody knows whether the chat is stale.
        let (Some(id), Some(active)) = (chat.chat_id, chat.last_modified_time) else { continue };
        // The filter goes by the last message; the chat itself may have changed since. Who pins a chat wants to see it.
        if active < *cutoff && chat.pinned != Some(true) {
            let name = chat.name.unwrap_or_else(|| id.to_string());
            // Its day: `2025-01-17`.
            stale.push((id, format!("{active:.10}  {name}")));
        }
    }
    Ok(stale)
}

/// Two chats on a page of their own each, of which the second cannot be closed.
fn script() -> Script {
    let older = json!({"chats": [{
        "chat_id": "1424358626334691820",
        "name": "Quarterly Rewards",
        "chat_type": "group_chat",
        "last_modified_time": "2025-01-17T08:05:00.000Z",
        "pinned": false,
    }]});
    Script::new()
        .on::<List>(Reply::example())
        .on::<List>(Reply::json(older))
        .on::<List>(Reply::json(json!({"chats": []})))
        .on::<Close>(Reply::example())
        .on::<Close>(Reply::error_code("chat_access_denied").status(403))
}
