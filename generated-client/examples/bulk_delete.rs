//! Deletes messages of a chat, and tells for each what came of it.
//!
//! It shows a call that deals with many things and may fail for some of them. Its scope is `ZohoCliq.Messages.DELETE`.
//!
//! ```sh
//! cargo run --example bulk_delete -- --dry-run        # a script answers, and refuses one; nothing is sent
//! cargo run --example bulk_delete -- CT_1234_5678 1773813859592_51531973059
//! ```
//!
//! The second asks the service, by CLIQ_… in the environment: see `--help`.

mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Parser;
use generated_client::messages::requests::BulkDelete;
use generated_client::messages::{DeleteReason, DeletionOutcome, ItemStatus};
use generated_client::test_util::{Reply, Script, SentRequest};
use generated_client::{ChatId, Client, MessageId};
use serde_json::json;

const EXAMPLES: &str = "  \
  bulk_delete --dry-run
  bulk_delete CT_1234_5678 1773813859592_51531973059 1773813860210_51531973060
  bulk_delete CT_1234_5678 - --reason obscene_content < ids.txt";

/// The most messages of one call, as the document says.
const AT_ONCE: usize = 25;

/// Delete messages of a chat
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// Chat that the messages are in; `--dry-run` needs none
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "CT_1234_5678"))]
    chat_id: ChatId,
    /// Messages to delete; `-` for standard input, an id on each line
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_values_if("dry_run", "true", ["1773813859592_51531973059", "1773813860210_51531973060"]))]
    message_ids: Vec<MessageId>,
    /// Why an admin deletes what others wrote: irrelevant_information, obscene_content or others
    #[arg(long)]
    reason: Option<DeleteReason>,
    #[command(flatten)]
    service: common::Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new().always::<BulkDelete>(Reply::with(all_but_the_last));
    let program = async |client| bulk_delete(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn bulk_delete(client: &Client, options: &Options) -> anyhow::Result<()> {
    let ids = match &options.message_ids[..] {
        [id] if id.as_str() == "-" => read_ids().context("cannot read standard input")?,
        ids => ids.to_vec(),
    };
    let mut out = io::stdout();
    let (mut deleted, mut unknown) = (0, 0);
    for ids in ids.chunks(AT_ONCE) {
        let mut request = client.messages().bulk_delete(&options.chat_id, ids);
        request.reason = options.reason.clone();
        let outcomes = match request.await {
            Ok(response) => response.data,
            // One id that is wrong may refuse the call for all of them.
            Err(error) if common::concerns_one_call(&error) => {
                for id in ids {
                    writeln!(out, "failed   {id}: {error}")?;
                }
                continue;
            }
            Err(error) => return Err(error).context(format!("{deleted} messages are deleted")),
        };
        for id in ids {
            // An id has several spellings.
            let is_its = |it: &&DeletionOutcome| {
                it.id.as_ref().map(MessageId::canonical) == Some(id.canonical())
            };
            match outcomes.iter().find(is_its) {
                Some(outcome) if outcome.status == Some(ItemStatus::Success) => {
                    deleted += 1;
                    writeln!(out, "deleted  {id}")?;
                }
                Some(outcome) => writeln!(out, "failed   {id}: {}", reason(outcome))?,
                None => {
                    unknown += 1;
                    writeln!(out, "unknown  {id}: the response does not mention it")?;
                }
            }
        }
    }
    let (left, all) = (ids.len().saturating_sub(deleted), ids.len());
    ensure!(unknown == 0, "{left} of {all} messages are not deleted, or not known to be");
    ensure!(left == 0, "{left} of {all} messages are not deleted");
    Ok(())
}

fn reason(outcome: &DeletionOutcome) -> &str {
    let error = outcome.error.as_ref();
    let reason = error.and_then(|it| it.message.as_deref().or(it.code.as_deref()));
    reason.unwrap_or("no reason given")
}

fn read_ids() -> io::Result<Vec<MessageId>> {
    let lines = io::read_to_string(io::stdin())?;
    Ok(lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(MessageId::from).collect())
}

/// Refuses the last of the messages, as the document's example `partial_failure` does.
fn all_but_the_last(request: &SentRequest) -> Reply {
    let ids = request.query("message_ids").unwrap_or_default();
    let mut outcomes: Vec<_> =
        ids.split(',').map(|id| json!({"id": id, "status": "success"})).collect();
    if let Some(last) = outcomes.last_mut() {
        last["status"] = json!("failed");
        last["error"] = json!({
            "code": "access_denied",
            "message": "You do not have permission to delete this message.",
        });
    }
    Reply::json(json!({"type": "message.delete_result", "data": outcomes}))
}
