//! Posts files to a channel or a chat, with a progress bar for each.
//!
//! It shows how files of any size are sent while they are read. Its scope is `ZohoCliq.Webhooks.CREATE`.
//!
//! ```sh
//! cargo run --example upload_file -- --dry-run     # a script answers, nothing is sent
//! cargo run --example upload_file -- --channel announcements report.pdf
//! ```
//!
//! The second asks the service, by CLIQ_… in the environment: see `--help`.

mod common;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Parser;
use generated_client::files_v2::requests::{ShareToChannelByName, ShareToChat};
use generated_client::test_util::{Reply, Script};
use generated_client::{ChatId, Client, File};
use indicatif::{MultiProgress, ProgressBar};

const EXAMPLES: &str = "  \
  upload_file --dry-run
  upload_file --channel announcements report.pdf
  upload_file --channel announcements may.pdf june.pdf \\
      --comment May --comment June
  upload_file --chat CT_1234_5678 report.pdf";

/// Post files to a channel or a chat
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// Files to post, at most 10 of 50 MB each [default: a sample, for `--dry-run`]
    #[arg(required_unless_present = "dry_run", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Channel to post to, by its unique name
    #[arg(long, value_name = "NAME", required_unless_present_any = ["chat", "dry_run"])]
    #[arg(default_value_if("dry_run", "true", "announcements"))]
    channel: Option<String>,
    /// Chat to post to, instead of a channel
    #[arg(long, value_name = "CHAT_ID", conflicts_with = "channel")]
    chat: Option<ChatId>,
    /// What is said of a file, once for each, in the order of the files
    #[arg(long)]
    comment: Vec<String>,
    #[command(flatten)]
    service: common::Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new()
        .on::<ShareToChannelByName>(Reply::no_content())
        .on::<ShareToChat>(Reply::no_content());
    let program = async |client| upload_files(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn upload_files(client: &Client, options: &Options) -> anyhow::Result<()> {
    let mut files = match &options.files[..] {
        [] => vec![File::new("sample.txt", "Numbers for May\n")],
        paths => paths.iter().map(|it| open(it)).collect::<anyhow::Result<_>>()?,
    };
    let comments = &options.comment;
    let (said, count) = (comments.len(), files.len());
    ensure!(said == 0 || said == count, "there are {said} comments for {count} files");
    // They are drawn on a terminal alone.
    let bars = MultiProgress::new();
    for file in &mut files {
        let bar = bars.add(ProgressBar::new(file.length().unwrap_or_default()));
        *file = file.clone().on_progress(move |sent| bar.set_position(sent));
    }
    // That they are too many, or one is too large, is found by the client. Nothing is sent then.
    let (shared, destination) = if let Some(chat_id) = &options.chat {
        let mut request = client.files_v2().share_to_chat(chat_id, files);
        if !comments.is_empty() {
            request = request.comments(comments);
        }
        (request.await, chat_id.as_str())
    } else {
        let name = options.channel.as_deref().context("there is no channel")?;
        let mut request = client.files_v2().share_to_channel_by_name(name, files);
        if !comments.is_empty() {
            request = request.comments(comments);
        }
        (request.await, name)
    };
    bars.clear()?;
    shared?;
    writeln!(io::stdout(), "posted to {destination}")?;
    Ok(())
}

fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).with_context(|| format!("cannot read {}", path.display()))
}
