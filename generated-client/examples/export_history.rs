//! Writes the messages of a chat or channel as JSON lines, newest first, with a progress bar.
//!
//! It shows a long list page by page, and how to go on where an earlier run stopped. Its scope is
//! `ZohoCliq.Messages.READ`; a channel needs `ZohoCliq.Channels.READ` too.
//!
//! ```sh
//! cargo run --example export_history -- --dry-run   # a script answers, nothing is sent
//! cargo run --example export_history -- --channel announcements
//! ```
//!
//! The second asks the service, by CLIQ_… in the environment: see `--help`.

mod common;

use std::cmp::Reverse;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use clap::Parser;
use generated_client::channels_v2::requests::List as ListChannels;
use generated_client::examples;
use generated_client::messages_v2::requests::List;
use generated_client::test_util::{Reply, Script, SentRequest};
use generated_client::{ChatId, Client, DateTime, EpochMillis};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use serde_json::{Value, json};

const EXAMPLES: &str = "  \
  export_history --dry-run
  export_history --channel announcements --output announcements.jsonl
  export_history CT_1234_5678 | jq -r .content.text
  export_history CT_1234_5678 --since 2026-01-01T00:00:00Z --output chat.jsonl
  export_history CT_1234_5678 --output chat.jsonl --resume";

/// Write the messages of a chat or channel as JSON lines, newest first
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// Chat to export; `--dry-run` needs none
    #[arg(required_unless_present_any = ["channel", "dry_run"])]
    #[arg(default_value_if("dry_run", "true", "CT_1234_5678"))]
    chat_id: Option<ChatId>,
    /// Channel to export instead, by its unique name
    #[arg(long, value_name = "NAME", conflicts_with = "chat_id")]
    channel: Option<String>,
    /// Leave out what is older [default: everything]
    #[arg(long, value_name = "TIME")]
    since: Option<DateTime>,
    /// Write to a new file, not to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Go on with the file of a run that was stopped
    #[arg(long, requires = "output")]
    resume: bool,
    #[command(flatten)]
    service: common::Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new()
        .on::<ListChannels>(Reply::example())
        .on::<ListChannels>(Reply::json(json!({"channels": []})))
        .always::<List>(Reply::with(messages_of_the_script));
    let program = async |client| export_history(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn export_history(client: &Client, options: &Options) -> anyhow::Result<()> {
    let chat_id = match &options.channel {
        Some(name) => chat_of_channel(client, name).await?,
        None => options.chat_id.clone().context("there is no chat")?,
    };
    let (mut output, bookmark) = match &options.output {
        None => (Output::Standard, None),
        Some(path) => Output::open(path, options.resume)
            .with_context(|| format!("cannot use {}", path.display()))?,
    };
    let mut request = client.messages_v2().list(chat_id);
    let since = options.since.as_ref().map(EpochMillis::from);
    request.from_time = since;
    let mut pages = request.pages();
    if let Some(bookmark) = &bookmark {
        pages = pages.resume(bookmark);
    }
    let (bar, mut count) = (progress_bar(since)?, 0);
    let hint = if options.output.is_some() { ", `--resume` goes on from there" } else { "" };
    let stopped = |count: usize| format!("stopped after {count} messages{hint}");
    while let Some(page) = pages.try_next().await.with_context(|| stopped(count))? {
        let messages = page.data.iter().map(serde_json::to_value);
        // What is not as documented is a part of the history too.
        let others = page.malformed.iter().map(|it| serde_json::from_str(it.json()));
        let mut messages = messages.chain(others).collect::<Result<Vec<_>, _>>()?;
        // No order is documented within a page.
        messages.sort_by_key(|message| Reverse(time(message)));
        let lines: String = messages.iter().map(|message| format!("{message}\n")).collect();
        bar.suspend(|| output.write(&lines, pages.bookmark()))?;
        count += messages.len();
        if let Some(oldest) = messages.last().and_then(time) {
            bar.set_position(seconds_since(oldest));
            bar.set_message(format!("{count} messages, back to {:.10}", DateTime::from(oldest)));
        }
    }
    bar.finish_and_clear();
    eprintln!("{count} messages");
    Ok(())
}

/// No operation reads a channel by its unique name, and the filter of the list goes by another one.
async fn chat_of_channel(client: &Client, unique_name: &str) -> anyhow::Result<ChatId> {
    let mut channels = client.channels_v2().list().limit(100).stream();
    while let Some(channel) = channels.try_next().await? {
        if channel.unique_name.as_deref() == Some(unique_name) {
            return channel.chat_id.context("the service tells no chat of this channel");
        }
    }
    bail!("no channel has the unique name {unique_name}");
}

/// A message of a kind that the document does not name may have it as text.
fn time(message: &Value) -> Option<EpochMillis> {
    EpochMillis::deserialize(&message["time"]).ok()
}

/// Where the messages go.
enum Output {
    Standard,
    /// A file, and beside it another one that says where to go on while it is not complete.
    File(File, PathBuf),
}

impl Output {
    /// A new file, or the one of a run that was stopped, with the bookmark of its next page.
    fn open(path: &Path, resume: bool) -> anyhow::Result<(Self, Option<String>)> {
        let place = PathBuf::from(format!("{}.bookmark", path.display()));
        if !resume {
            ensure!(!path.exists(), "it exists already; `--resume` goes on with it");
            let mut output = Self::File(File::create_new(path)?, place);
            output.mark(None)?;
            return Ok((output, None));
        }
        let mut file = File::options().write(true).open(path)?;
        ensure!(place.exists(), "it is complete: there is no {}", place.display());
        let stored: Value = serde_json::from_str(&fs::read_to_string(&place)?)?;
        // What came after the mark comes again.
        file.set_len(stored["length"].as_u64().unwrap_or_default())?;
        file.seek(SeekFrom::End(0))?;
        let bookmark = stored["bookmark"].as_str().map(str::to_owned);
        Ok((Self::File(file, place), bookmark))
    }

    /// Writes the messages of a page, and where the next one is.
    fn write(&mut self, lines: &str, bookmark: Option<String>) -> io::Result<()> {
        match self {
            Self::Standard => {
                io::stdout().write_all(lines.as_bytes()).and_then(|()| io::stdout().flush())
            }
            Self::File(file, place) => {
                file.write_all(lines.as_bytes())?;
                match bookmark {
                    Some(bookmark) => self.mark(Some(&bookmark)),
                    None => fs::remove_file(place),
                }
            }
        }
    }

    /// Says that the file is complete up to here. The mark is replaced as a whole.
    fn mark(&mut self, bookmark: Option<&str>) -> io::Result<()> {
        let Self::File(file, place) = self else { return Ok(()) };
        file.sync_data()?;
        let mark = json!({"length": file.stream_position()?, "bookmark": bookmark});
        let new = place.with_extension("bookmark.new");
        fs::write(&new, mark.to_string())?;
        fs::rename(new, place)
    }
}

/// It is on standard error, and nowhere if that is no terminal. Nobody says how many messages there are, so it goes by
/// their time.
fn progress_bar(since: Option<EpochMillis>) -> anyhow::Result<ProgressBar> {
    let (bar, template) = match since {
        Some(since) => (ProgressBar::new(seconds_since(since)), "{wide_bar} {percent}%  {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
    };
    bar.enable_steady_tick(Duration::from_millis(100));
    Ok(bar.with_style(ProgressStyle::with_template(template)?))
}

fn seconds_since(time: EpochMillis) -> u64 {
    let elapsed = time.to_system_time().and_then(|it| it.elapsed().ok());
    elapsed.unwrap_or_default().as_secs()
}

/// The messages of the document's example from `fromtime` to `totime`, the newest two.
fn messages_of_the_script(request: &SentRequest) -> Reply {
    let mut examples = examples::EXAMPLES.iter();
    let example = examples.find(|it| (it.module, it.name) == ("messages_v2", "messages"));
    let page = example.and_then(|it| serde_json::from_str(it.json).ok());
    let mut page: Value = page.unwrap_or_default();
    let bound = |name| request.query(name).and_then(|time| time.parse().ok().map(EpochMillis::new));
    let (from, to) = (bound("fromtime"), bound("totime"));
    if let Some(messages) = page["data"].as_array_mut() {
        messages.retain(|it| time(it) >= from && to.is_none_or(|to| time(it) <= Some(to)));
        messages.drain(..messages.len().saturating_sub(2));
    }
    Reply::json(page)
}
