//! Looks at credentials and at the service, and writes a report (Markdown) that can be pasted into an issue.
//!
//! It only reads. The report has no token, no id, no name and no text of anybody: of a response it shows the status, the
//! error code if it is a known one, and the types and the documented words of members that the documents disagree about.
//! What a server writes in its own words goes to standard error, which is for you alone.
//!
//! ```sh
//! cargo run --example doctor -- --dry-run    # tells what it would ask, and sends nothing
//! cargo run --example doctor                 # by CLIQ_… in the environment: see `--help`
//! cargo run --example doctor -- --chat CT_1  # settles more questions
//! ```
//!
//! It looks at every module. Where the workspace does not turn all of them on, as in this folder, add
//! `--features full,sign-in`.

mod access;
mod of_chat;
mod probe;
mod questions;
mod server;
mod tokens;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use generated_client::messages_v2::requests::List;
use generated_client::{ChatId, Operation, OperationInfo, Scopes, operations};
use server::Server;

const AFTER_HELP: &str = "\
The credentials are tried in the data centre of the environment, and then in the
others, which are Zoho's too, until an accounts server issues a token, of which
there are ten in ten minutes. If it replaces the refresh token, the new one is
kept in the file cliq.refresh-token.new.

Environment:
  CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET, CLIQ_REFRESH_TOKEN
                     credentials
  CLIQ_ACCESS_TOKEN  instead of them, a token, which expires after an hour
  CLIQ_DATA_CENTER   US (unless set), EU, IN, AU, JP, CA, CN, SA or UK
  CLIQ_BASE_URL, CLIQ_ACCOUNTS_URL
                     other servers; no data centre is tried then";

/// Report on credentials, scopes, and what the service answers where its documents disagree
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Options {
    /// Chat id of a channel or chat with messages; without it, questions about messages and threads stay open
    #[arg(long, value_name = "CHAT_ID", value_parser = chat_id)]
    chat: Option<ChatId>,
    /// How long to wait for each answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Tell what would be asked, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Instead of the data centres, such as a test has them
    #[arg(long, hide = true)]
    server: Vec<Server>,
}

/// An id that the client makes a path of.
fn chat_id(text: &str) -> Result<ChatId, String> {
    let chat = ChatId::from(text);
    let request = List::new(chat.clone()).http_request("https://cliq.zoho.com");
    request.map(|_| chat).map_err(|_| "no chat has such an id".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let error = match report(&options).await {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => return ExitCode::FAILURE,
        Err(error) => error,
    };
    let io_error = error.downcast_ref::<io::Error>();
    if io_error.is_some_and(|it| it.kind() == ErrorKind::BrokenPipe) {
        // Whoever reads the report, such as `head`, has enough.
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

/// Prints the report, and tells whether the credentials are good for anything.
async fn report(options: &Options) -> anyhow::Result<bool> {
    if options.dry_run {
        questions::print_plan(options.chat.as_ref())?;
        return Ok(true);
    }
    let mut out = io::stdout();
    writeln!(out, "# Report on generated-client {}\n", env!("CARGO_PKG_VERSION"))?;
    let servers = match &options.server[..] {
        [] => server::of_environment()?,
        given => given.to_owned(),
    };
    let timeout = Duration::from_secs(options.timeout);
    let Some(access) = access::find(&servers, timeout).await? else { return Ok(false) };
    print_scopes(access.scopes.as_ref())?;
    match &access.chats {
        Some(chats) => questions::print(&access, chats, options.chat.as_ref()).await?,
        None => writeln!(out, "\n## Open questions\n\nNot asked: the token may not be alive.")?,
    }
    Ok(access.chats.is_some())
}

/// What the scopes of the token are not enough for, by module.
fn print_scopes(granted: Option<&Scopes>) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "\n## Scopes\n")?;
    let Some(granted) = granted else {
        return writeln!(
            out,
            "Not known: the accounts server tells them along with a token that it gives out."
        );
    };
    writeln!(out, "| Module | Methods | Refused | Missing scopes |\n|---|---|---|---|")?;
    let mut modules: Vec<_> = operations().map(|it| it.module).collect();
    modules.dedup();
    for module in modules {
        let of_module = || operations().filter(|it| it.module == module);
        let is_refused = |it: &&OperationInfo| !granted.missing(it).is_empty();
        let (all, refused) = (of_module().count(), of_module().filter(is_refused).count());
        let missing = granted.missing_for(of_module());
        let missing = if missing.is_empty() { "–".to_owned() } else { missing.join(", ") };
        writeln!(out, "| {module} | {all} | {refused} | {missing} |")?;
    }
    Ok(())
}
