//! Counts the recent chats of many users, from one process.
//!
//! It shows how clients of many users share connections, pacer and settings, and have budgets and tokens of their own.
//! The scope of each user's token is `ZohoCliq.Chats.READ`.
//!
//! ```sh
//! cargo run --example many_tenants -- --dry-run       # a script answers, nothing is sent
//! cargo run --example many_tenants -- tenants.tsv     # the service, by the app in the environment: see `--help`
//! ```

mod common;

use std::env::{self, VarError};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail, ensure};
use clap::Parser;
use generated_client::auth::SecretFile;
use generated_client::chats::requests::List;
use generated_client::secrecy::{ExposeSecret, SecretString};
use generated_client::test_util::{Reply, Script};
use generated_client::{Client, ClientBuilder, Error};
use tokio::task::JoinSet;

const AFTER_HELP: &str = "\
Examples:
  many_tenants --dry-run
  many_tenants tenants.tsv
  many_tenants tenants.tsv --access-tokens

Environment:
  CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET
                     the app that the users have signed in to, unless there are
                     access tokens
  CLIQ_DATA_CENTER   that of all users: US (unless set), EU, IN, AU, JP, CA, CN,
                     SA or UK
  CLIQ_BASE_URL, CLIQ_ACCOUNTS_URL
                     other servers than the data centre's";

/// Count the recent chats of many users
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Options {
    /// File with a line for each user, name and refresh token with a tab between them; a token that is replaced is
    /// written there [default: a sample, for `--dry-run`]
    #[arg(required_unless_present = "dry_run")]
    tenants: Option<PathBuf>,
    /// The file has access tokens instead, which expire after an hour
    #[arg(long)]
    access_tokens: bool,
    #[command(flatten)]
    service: common::Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new().always::<List>(Reply::example());
    let program = async |client| many_tenants(&client, &options).await;
    let client = || without_user(options.tenants.clone().unwrap_or_default());
    common::run(&options.service, script, client, program).await
}

/// What the clients of all users are made of. Those of another data centre have another one.
fn without_user(tenants: PathBuf) -> Result<Client, Error> {
    let builder = ClientBuilder::from_env_without_credentials()?;
    // One at a time, as all of them are in one file.
    let tenants = Mutex::new(tenants);
    let replace = move |user: &str, token: &SecretString| {
        let tenants = tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = store(&tenants, user, token) {
            eprintln!("note: the new refresh token of {user} is not stored: {error}");
        }
    };
    // A call over its user's budget waits for its turn, up to a minute. A server that rather answers 429 at once sets
    // `max_wait(Duration::ZERO)` here, and a `total_timeout`.
    builder.on_new_refresh_token(replace).build()
}

/// Writes a refresh token in the place of the one before, which may be good for nothing now. The accounts server has never
/// replaced one, as far as anybody knows.
fn store(tenants: &Path, user: &str, token: &SecretString) -> io::Result<()> {
    let text = fs::read_to_string(tenants)?;
    let lines = text.lines().map(|line| match line.split_once('\t') {
        Some((name, _)) if name == user => format!("{name}\t{}", token.expose_secret()),
        _ => line.to_owned(),
    });
    SecretFile::new(tenants).write(&lines.collect::<Vec<_>>().join("\n").into())
}

async fn many_tenants(client: &Client, options: &Options) -> anyhow::Result<()> {
    let (text, are_access_tokens) = match &options.tenants {
        Some(file) => {
            let text = fs::read_to_string(file);
            let text = text.with_context(|| format!("cannot read {}", file.display()))?;
            // A script gives out no access tokens.
            (text, options.access_tokens || options.service.dry_run)
        }
        None => ("ada\t1000.a\nbob\t1000.b\n".to_owned(), true),
    };
    let app = if are_access_tokens { None } else { Some(App::from_env()?) };
    // All of them before the first call: a mistake in the file stops none in the middle.
    let mut tenants = Vec::new();
    for (index, line) in text.lines().enumerate() {
        // The line itself has a secret, and is not shown.
        let (name, token) = line
            .split_once('\t')
            .with_context(|| format!("line {} has no tab between name and token", index + 1))?;
        let tenant = tenant(client, app.as_ref(), name, token)
            .with_context(|| format!("line {}: the client of {name}", index + 1))?;
        tenants.push((index, name.to_owned(), tenant));
    }
    let mut calls = JoinSet::new();
    for (index, name, tenant) in tenants {
        // However many they are, the connections stay few: the transport is that of all.
        calls.spawn(async move { (index, name, tenant.chats().list().await) });
    }
    let mut answers = calls.join_all().await;
    answers.sort_by_key(|(index, ..)| *index);
    let failed = answers.iter().filter(|(.., answer)| answer.is_err()).count();
    let mut out = io::stdout();
    for (_, name, answer) in &answers {
        match answer {
            Ok(list) => writeln!(out, "{name}: {} chats", list.chats.len())?,
            // One user's token says nothing of another's.
            Err(error) => writeln!(out, "{name}: {error}")?,
        }
    }
    ensure!(failed == 0, "{failed} of {} users have no answer", answers.len());
    Ok(())
}

/// The app that the users have allowed to act for them.
struct App {
    client_id: String,
    client_secret: String,
}

impl App {
    fn from_env() -> anyhow::Result<Self> {
        // The error of a value that is not UTF-8 shows the value, which may be a secret.
        let variable = |name| match env::var(name) {
            Err(VarError::NotUnicode(_)) => bail!("the variable {name} is not UTF-8"),
            value => value.with_context(|| format!("{name} is not set")),
        };
        Ok(Self {
            client_id: variable("CLIQ_CLIENT_ID")?,
            client_secret: variable("CLIQ_CLIENT_SECRET")?,
        })
    }
}

/// A client takes some hundred bytes, and a few kilobytes when it has made calls: its token and its budgets. A server keeps
/// it as long as its user is served.
fn tenant(client: &Client, app: Option<&App>, name: &str, token: &str) -> Result<Client, Error> {
    // The name comes first: by it, the pacer tells the budgets of users apart.
    let client = client.with_user(name);
    match app {
        Some(App { client_id, client_secret }) => {
            client.with_refresh_token(client_id, client_secret, token)
        }
        None => client.with_token(token),
    }
}
