//! Tells which threads of a channel are new or have changed since it was run before.
//!
//! It shows a list that is followed by its sync token, which is kept in a file between runs. Its scope is
//! `ZohoCliq.Chats.READ`.
//!
//! ```sh
//! cargo run --example follow_threads -- --dry-run     # a script answers, nothing is sent
//! cargo run --example follow_threads -- CT_1234_5678  # the service, by CLIQ_… in the environment: see `--help`
//! ```

mod common;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use generated_client::test_util::{Reply, Script, SentRequest};
use generated_client::threads::requests::List;
use generated_client::threads::{Thread, ThreadState};
use generated_client::{ChatId, Client, PageToken};
use serde_json::json;

const EXAMPLES: &str = "  \
  follow_threads --dry-run
  follow_threads CT_1234_5678
  follow_threads CT_1234_5678 --state /var/lib/threads.json";

/// List the threads of a channel that are new or have changed since the last run
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// Chat id of the channel, which is not its channel id; `--dry-run` needs none
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "CT_1234_5678"))]
    chat_id: ChatId,
    /// Where sync tokens are kept between runs; with `--dry-run`, follow_threads.dry-run.json
    #[arg(long, value_name = "FILE", default_value = "follow_threads.json")]
    // What a script makes up must not get between what the service says.
    #[arg(default_value_if("dry_run", "true", "follow_threads.dry-run.json"))]
    state: PathBuf,
    #[command(flatten)]
    service: common::Service,
}

/// Sync tokens by the chat ids of channels.
type State = BTreeMap<String, PageToken>;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new().always::<List>(Reply::with(threads_of_the_script));
    let program = async |client| follow_threads(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn follow_threads(client: &Client, options: &Options) -> anyhow::Result<()> {
    let (id, file) = (&options.chat_id, &options.state);
    let mut state = read(file).with_context(|| {
        format!("cannot read {}, without which all threads are listed again", file.display())
    })?;
    let mut request = client.threads().list(id);
    request.sync_token = state.get(id.as_str()).cloned();
    let mut threads = request.stream();
    let mut out = io::stdout();
    while let Some(thread) = threads.try_next().await? {
        print(&mut out, &thread)?;
    }
    // Only now: had something failed before, the next run would be told of these threads again.
    if let Some(token) = threads.sync_token() {
        state.insert(id.to_string(), token.clone());
        write(file, &state).with_context(|| format!("cannot write {}", file.display()))?;
    } else {
        eprintln!(
            "note: the service gave no sync token, so the next run starts where this one did"
        );
    }
    Ok(())
}

fn print(out: &mut impl Write, thread: &Thread) -> io::Result<()> {
    let state = thread.thread_state.as_ref().map_or("?", ThreadState::as_str);
    writeln!(out, "{state:6}  {}", thread.title.as_deref().unwrap_or("(no title)"))?;
    if let Some(last) = &thread.last_message_information {
        let sender = last.sender_name.as_deref().unwrap_or("(unknown)");
        writeln!(out, "        {sender}: {}", last.text.as_deref().unwrap_or_default())?;
    }
    Ok(())
}

/// What earlier runs left; nothing before the first.
fn read(file: &Path) -> io::Result<State> {
    match File::open(file) {
        Ok(file) => Ok(serde_json::from_reader(io::BufReader::new(file))?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::new()),
        Err(error) => Err(error),
    }
}

/// Writes another file and gives it the name, so that there is a whole state whenever the program stops.
fn write(file: &Path, state: &State) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    let mut new = File::create(&name)?;
    serde_json::to_writer_pretty(&mut new, state)?;
    new.write_all(b"\n")?;
    new.sync_all()?;
    fs::rename(name, file)
}

/// All threads on two pages, or what has changed since.
fn threads_of_the_script(request: &SentRequest) -> Reply {
    let thread = |title: &str, state: &str, text: &str| {
        let last = json!({"sender_name": "Ryan West", "text": text});
        json!({"title": title, "thread_state": state, "last_message_information": last})
    };
    match (request.query("sync_token"), request.query("next_token")) {
        (None, None) => Reply::example(),
        (None, Some(_)) => Reply::json(json!({
            "sync_token": "NTB8MTc3MzExNTk3MzQxM3wxMjczNzAwMDEyMDM3NTg0MQ==",
            "data": [thread("Final Report Submission", "open", "It has been uploaded to the portal.")],
        })),
        (Some(_), _) => Reply::json(json!({
            "sync_token": "NTB8MTc3MzI5NDg2NjExMnwxMjczNzAwMDEyMDM3NTg0MQ==",
            "data": [thread("Customer feedback on new UI", "closed", "All of it is done, thank you.")],
        })),
    }
}
