//! Schedules a message, and lists what waits in the chat.
//!
//! Version 2 of the API alone can schedule one, by an operation that this crate lacks: it shows how one is written by
//! hand, so that its limits are kept to as those of all others are. Its scopes are `ZohoCliq.Messages.CREATE` and
//! `ZohoCliq.Messages.READ`.
//!
//! ```sh
//! cargo run --example schedule_message -- --dry-run      # nothing is sent
//! cargo run --example schedule_message -- \
//!     CT_1234_5678 'Numbers are due.' --at 2099-05-31T09:00:00+02:00
//! ```
//!
//! The second asks the service, by CLIQ_… in the environment: see `--help`.

mod common;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Parser;
use generated_client::chrono::{DateTime, Utc};
use generated_client::http::Method;
use generated_client::scheduled_messages::requests::ListInChat;
use generated_client::scheduled_messages::{PendingMessage, ScheduleStatus, ScheduledMessage};
use generated_client::test_util::{Reply, Script};
use generated_client::{
    ChatId, Checker, Client, Encoder, Error, Operation, OperationInfo, RateLimit, Response,
    ScheduledMessageId, Validate,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

const EXAMPLES: &str = "  \
  schedule_message --dry-run
  schedule_message CT_1234_5678 'Numbers are due.' \\
      --at 2099-05-31T09:00:00+02:00
  schedule_message CT_1234_5678 'Good morning!' --until check_in";

/// Schedule a message, and list what waits in the chat
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// Chat to post to; `--dry-run` needs none
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "CT_1234_5678"))]
    chat_id: ChatId,
    /// What the message says
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "Numbers are due."))]
    text: String,
    /// When to send it
    #[arg(long, value_name = "TIME", required_unless_present_any = ["until", "dry_run"])]
    at: Option<DateTime<Utc>>,
    /// What to wait for instead: check_in, check_out, user_available or call_end
    #[arg(long, value_name = "STATUS", conflicts_with = "at")]
    until: Option<ScheduleStatus>,
    #[command(flatten)]
    service: common::Service,
}

/// `POST /api/v2/chats/{CHAT_ID}/scheduledmessages`, as the published document of version 2 has it. That writes the scope
/// with a small letter, `ZohoCliq.messages.CREATE`, unlike all others.
struct Schedule<'a> {
    chat_id: &'a ChatId,
    body: NewScheduledMessage<'a>,
}

/// What is `None` has to be left out: the service refuses keys that it does not expect.
#[derive(Serialize)]
struct NewScheduledMessage<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_timezone: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_status: Option<&'a ScheduleStatus>,
}

impl Validate for NewScheduledMessage<'_> {
    fn validate(&self, check: &mut Checker) {
        check.length("text", self.text, 1..=4096);
    }
}

/// What the service answers, as far as it is of use here. The document promises none of it.
#[derive(Deserialize)]
struct Scheduled {
    id: Option<ScheduledMessageId>,
}

impl Operation for Schedule<'_> {
    type Output = Scheduled;
    const INFO: &'static OperationInfo = &OperationInfo::new(
        "scheduled_messages",
        "schedule",
        Method::POST,
        "/api/v2",
        "/chats/{CHAT_ID}/scheduledmessages",
    )
    .with_scopes(&[&["ZohoCliq.Messages.CREATE"]])
    .with_rate_limit(RateLimit::per_minute(50).with_lock_period(Duration::from_secs(600)));

    fn encode(&self, request: &mut Encoder) {
        request.path("CHAT_ID", self.chat_id);
        request.json(&self.body);
    }

    fn decode(response: &Response) -> Result<Scheduled, Error> {
        response.json()
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let scheduled =
        json!({"id": "55741379-fddf-476c-8093-c3e05bdf9006", "time": 1_739_254_500_000_i64});
    let script =
        Script::new().on::<Schedule<'_>>(Reply::json(scheduled)).on::<ListInChat>(Reply::example());
    let program = async |client| schedule_message(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn schedule_message(client: &Client, options: &Options) -> anyhow::Result<()> {
    let (chat_id, at) = (&options.chat_id, options.at);
    ensure!(at.is_none_or(|it| it > Utc::now()), "the time is past");
    // The time has no offset; the time zone goes beside it.
    let body = NewScheduledMessage {
        text: &options.text,
        schedule_time: at.map(|it| it.format("%Y%m%dT%H%M%S").to_string()),
        schedule_timezone: at.map(|_| "Etc/UTC"),
        schedule_status: options.until.as_ref(),
    };
    let scheduled = client.send(Schedule { chat_id, body }).await?;
    let mut out = io::stdout();
    writeln!(out, "scheduled  {}", id(scheduled.id.as_ref()))?;
    let mut messages = client.scheduled_messages().list_in_chat(chat_id).stream();
    while let Some(message) = messages.try_next().await.context("the list is not complete")? {
        print(&mut out, &message)?;
    }
    Ok(())
}

fn print(out: &mut impl Write, message: &ScheduledMessage) -> io::Result<()> {
    let id = id(message.id.as_ref());
    let time = message.time.as_ref().map(|it| it.to_utc().format("%F %R").to_string());
    let status = message.schedule_status.as_ref().map(|it| it.as_str().to_owned());
    let text = message.message.as_ref().and_then(text).unwrap_or("(no text)");
    writeln!(out, "waits      {id}  {}  {text}", time.or(status).as_deref().unwrap_or("?"))
}

fn id(id: Option<&ScheduledMessageId>) -> &str {
    id.map_or("(no id)", ScheduledMessageId::as_str)
}

/// What a message says, or the name of its file.
fn text(message: &PendingMessage) -> Option<&str> {
    let content = message.content.as_ref()?;
    content.text.as_deref().or(content.file_name.as_deref())
}
