//! Looks at credentials and at the service, and writes a report (Markdown) that can be pasted into an issue.
//!
//! It only reads. The report has no token, no id, no name and no text of anybody: of a response it shows the status, the
//! documented form of the error code, and the types of members that the documents disagree about.
//!
//! ```sh
//! cargo run --example doctor -- --dry-run    # tells what it would ask, and sends nothing
//! cargo run --example doctor                 # by CLIQ_… in the environment: see `--help`
//! cargo run --example doctor -- --chat CT_1  # settles more questions
//! ```
//!
//! It looks at every module. Where the workspace does not turn all of them on, as in this folder, add `--features full`.

mod probe;
mod questions;

use std::env;
use std::process::ExitCode;
use std::str::FromStr;

use clap::Parser;
use generated_client::chats::requests::List;
use generated_client::{
    ChatId, ClientBuilder, DataCenter, Error, OperationInfo, Scopes, operations,
};
use probe::Probe;

const AFTER_HELP: &str = "\
The credentials are tried in the data centre of the environment, and then in the others, which are Zoho's too. Each costs
one of the ten access tokens that there are in ten minutes, and one more shows whether `Bearer` works.

Environment:
  CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET, CLIQ_REFRESH_TOKEN  credentials
  CLIQ_ACCESS_TOKEN  instead of them, a token, which expires after an hour
  CLIQ_DATA_CENTER   US (unless set), EU, IN, AU, JP, CA, CN, SA or UK
  CLIQ_BASE_URL, CLIQ_ACCOUNTS_URL  other servers; no data centre is tried then";

/// Report on credentials, scopes, and what the service answers where its documents disagree
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Options {
    /// Chat id of a channel or chat with messages; without it, questions about messages and threads stay open
    #[arg(long, value_name = "CHAT_ID")]
    chat: Option<ChatId>,
    /// Tell what would be asked, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Instead of the data centres, such as a test has them
    #[arg(long, hide = true)]
    server: Vec<Server>,
}

/// A data centre, or what stands for one.
#[derive(Clone)]
struct Server {
    name: String,
    base_url: Option<String>,
    accounts_url: Option<String>,
}

impl Server {
    fn of(data_center: DataCenter) -> Self {
        Self {
            name: data_center.to_string(),
            base_url: Some(data_center.api_url().to_owned()),
            accounts_url: Some(data_center.accounts_url().to_owned()),
        }
    }

    fn builder(&self) -> Result<ClientBuilder, Error> {
        let mut builder = ClientBuilder::from_env()?;
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url);
        }
        if let Some(url) = &self.accounts_url {
            builder = builder.accounts_url(url);
        }
        Ok(builder)
    }
}

/// Reads `NAME,BASE_URL,ACCOUNTS_URL`.
impl FromStr for Server {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let [name, base_url, accounts_url] = *text.split(',').collect::<Vec<_>>() else {
            return Err("expected NAME,BASE_URL,ACCOUNTS_URL".to_owned());
        };
        let (base_url, accounts_url) = (Some(base_url.to_owned()), Some(accounts_url.to_owned()));
        Ok(Self { name: name.to_owned(), base_url, accounts_url })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    if options.dry_run {
        questions::print_plan(options.chat.as_ref());
        return ExitCode::SUCCESS;
    }
    match report(&options).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the report, and tells whether the credentials are good for anything.
async fn report(options: &Options) -> Result<bool, Error> {
    println!("# Report on generated-client {}\n", env!("CARGO_PKG_VERSION"));
    println!("## Access\n\n| Data centre | Answer |\n|---|---|");
    let mut found = None;
    for server in servers(options)? {
        let client = server.builder()?.build()?;
        let answer = client.send(Probe(List::new().limit(1))).await;
        let (is_alive, text) = match &answer {
            Ok(answer) => (answer.is_token_alive(), answer.to_string()),
            Err(error) => (false, reason(error).to_owned()),
        };
        println!("| {} | {text} |", server.name);
        if let Err(error) = &answer {
            // What a server writes may be about somebody: it is not in the report.
            eprintln!("note: {}: {error}", server.name);
        }
        if let (true, Ok(answer)) = (is_alive, answer) {
            found = Some((server, client, answer));
            break;
        }
    }
    let Some((server, client, chats)) = found else {
        println!("\nNone of them has taken the token.");
        return Ok(false);
    };
    println!("\nThe token is alive, in {}.", server.name);
    print_scopes(client.granted_scopes().await?.as_ref());
    questions::print(&|| server.builder(), &client, &chats, options.chat.as_ref()).await?;
    Ok(true)
}

/// The one of the environment, then the others.
fn servers(options: &Options) -> Result<Vec<Server>, Error> {
    if !options.server.is_empty() {
        return Ok(options.server.clone());
    }
    let is_set = |name: &str| env::var_os(name).is_some_and(|it| !it.is_empty());
    if is_set("CLIQ_BASE_URL") || is_set("CLIQ_ACCOUNTS_URL") {
        let name = "servers of the environment".to_owned();
        return Ok(vec![Server { name, base_url: None, accounts_url: None }]);
    }
    let first = match env::var("CLIQ_DATA_CENTER") {
        Ok(name) if !name.is_empty() => name.parse()?,
        _ => DataCenter::Us,
    };
    let others = DataCenter::ALL.iter().copied().filter(|it| *it != first);
    Ok([first].into_iter().chain(others).map(Server::of).collect())
}

/// What went wrong, in words of this program.
fn reason(error: &Error) -> &'static str {
    if error.is_rate_limited() {
        "too many requests"
    } else if error.is_token() && error.retry_after().is_none() {
        "the accounts server does not know the credentials"
    } else if error.is_token() {
        "no answer from the accounts server"
    } else if error.is_timeout() {
        "no answer in time"
    } else {
        "no answer"
    }
}

/// What the scopes of the token are not enough for, by module.
fn print_scopes(granted: Option<&Scopes>) {
    println!("\n## Scopes\n");
    let Some(granted) = granted else {
        println!("Not known: the accounts server tells them along with a token that it gives out.");
        return;
    };
    println!("| Module | Methods | Refused | Missing scopes |\n|---|---|---|---|");
    let mut modules: Vec<_> = operations().map(|it| it.module).collect();
    modules.dedup();
    for module in modules {
        let of_module = || operations().filter(|it| it.module == module);
        let is_refused = |it: &&OperationInfo| !granted.missing(it).is_empty();
        let (all, refused) = (of_module().count(), of_module().filter(is_refused).count());
        let missing = granted.missing_for(of_module());
        let missing = if missing.is_empty() { "–".to_owned() } else { missing.join(", ") };
        println!("| {module} | {all} | {refused} | {missing} |");
    }
}
