//! Finds a user by e-mail address, and sends them a message.
//!
//! It shows a search whose results are looked through before anything is done with them. Its scopes are
//! `ZohoCliq.Users.READ` and `ZohoCliq.Webhooks.CREATE`.
//!
//! ```sh
//! cargo run --example message_user -- --dry-run   # a script answers, nothing is sent
//! cargo run --example message_user -- scott.fisher@zylker.com 'Lunch at noon?'
//! ```
//!
//! The second asks the service, by CLIQ_… in the environment: see `--help`.

mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Parser;
use generated_client::messages_v2::requests::PostToUser;
use generated_client::test_util::{Reply, Script, SentRequest};
use generated_client::users_v2::User;
use generated_client::users_v2::requests::List;
use generated_client::{Client, UserId};
use serde_json::json;

const EXAMPLES: &str = "  \
  message_user --dry-run
  message_user scott.fisher@zylker.com 'Lunch at noon?'";

/// Find a user by e-mail address, and send them a message
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// E-mail address of the user; `--dry-run` needs none
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "yoda@zylker.com"))]
    email: String,
    /// What the message says
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "Lunch at noon?"))]
    text: String,
    #[command(flatten)]
    service: common::Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new()
        .always::<List>(Reply::with(users_of_the_script))
        .on::<PostToUser>(Reply::example());
    let program = async |client| message_user(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn message_user(client: &Client, options: &Options) -> anyhow::Result<()> {
    let email = &options.email;
    let users = users_with(client, email).await?;
    let user = match &users[..] {
        [user] => user,
        [] => bail!("nobody has the e-mail address {email}"),
        users => {
            let id = |user| id(user).map_or("no id", UserId::as_str);
            let users: Vec<_> =
                users.iter().map(|it| format!("{} ({})", name(it), id(it))).collect();
            bail!("{} users have the e-mail address {email}: {}", users.len(), users.join(", "));
        }
    };
    // By the ID, so that nobody else gets it than the one who was found. The ID of the message comes back only when it is
    // asked for.
    let user_id = id(user).context("the service tells no ID of the user")?;
    let request = client.messages_v2().post_to_user(user_id.as_str(), &options.text);
    let posted = request.sync_message(true).await?;
    let message_id = posted.and_then(|it| it.message_id);
    let message_id = message_id.map_or_else(|| "(no id)".to_owned(), |it| it.to_string());
    writeln!(io::stdout(), "sent to {}: {message_id}", name(user))?;
    Ok(())
}

/// The service searches names too, and does not say that it looks for whole words.
async fn users_with(client: &Client, email: &str) -> anyhow::Result<Vec<User>> {
    let mut users = client.users_v2().list().search(email).limit(100).stream();
    let mut found = Vec::new();
    while let Some(user) = users.try_next().await? {
        if user.email_id.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(email)) {
            found.push(user);
        }
    }
    Ok(found)
}

fn name(user: &User) -> &str {
    user.display_name.as_deref().or(user.name.as_deref()).unwrap_or("(no name)")
}

fn id(user: &User) -> Option<&UserId> {
    user.zuid.as_ref().or(user.id.as_ref())
}

/// The users of the document's example, and on a second page another one with the address of the last.
fn users_of_the_script(request: &SentRequest) -> Reply {
    match request.query("next_token") {
        None => Reply::example(),
        Some(_) => Reply::json(json!({"has_more": false, "data": [{
            "email_id": "Noweit@zylker.com",
            "display_name": "Noweit of old",
            "zuid": "163310001",
        }]})),
    }
}
