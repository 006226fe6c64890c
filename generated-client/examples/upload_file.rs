//! Posts a file to a chat, with a progress bar.
//!
//! It shows how a file of any size is sent while it is read, and how an operation is written by hand that the documents
//! lack. Its scope is `ZohoCliq.Webhooks.CREATE`.
//!
//! ```sh
//! cargo run --example upload_file -- --dry-run                 # a script answers, nothing is sent
//! cargo run --example upload_file -- CT_1234_5678 report.pdf   # the service, by CLIQ_… in the environment: see `--help`
//! ```

mod common;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use generated_client::http::Method;
use generated_client::test_util::{Reply, Script};
use generated_client::{
    ChatId, Checker, Client, Encoder, Error, File, Form, FormBody, Operation, OperationInfo,
    RateLimit, Response, Validate,
};
use indicatif::ProgressBar;

const EXAMPLES: &str = "  \
  upload_file --dry-run
  upload_file CT_1234_5678 report.pdf
  upload_file CT_1234_5678 report.pdf --comment 'Numbers for May'";

/// Post a file to a chat
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES))]
struct Options {
    /// Chat to post to; `--dry-run` needs none
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "CT_1234_5678"))]
    chat_id: ChatId,
    /// File to post, of at most 50 MB [default: a sample, for `--dry-run`]
    #[arg(required_unless_present = "dry_run")]
    file: Option<PathBuf>,
    /// What is said of it
    #[arg(long)]
    comment: Option<String>,
    #[command(flatten)]
    service: common::Service,
}

/// `POST /api/v2/chats/{CHAT_ID}/files`.
struct Share<'a> {
    chat_id: &'a ChatId,
    body: ShareBody,
}

struct ShareBody {
    files: Vec<File>,
    comment: Option<String>,
}

impl FormBody for ShareBody {
    fn write_parts(&self, form: &mut Form) {
        form.files("files", &self.files);
        form.json("comments", &self.comment.as_ref().map(|it| [it]));
    }
}

impl Validate for ShareBody {
    /// The limits of the service, which are kept to before anything is sent.
    fn validate(&self, check: &mut Checker) {
        check.items("files", &self.files, 1..=10);
        check.bytes("files", &self.files, ..=50 << 20);
    }
}

impl Operation for Share<'_> {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("files", "share", Method::POST, "/api/v2", "/chats/{CHAT_ID}/files")
            .with_scopes(&[&["ZohoCliq.Webhooks.CREATE"]])
            .with_rate_limit(RateLimit::per_minute(20).with_lock_period(Duration::from_secs(600)));

    fn encode(&self, request: &mut Encoder) {
        request.path("CHAT_ID", self.chat_id);
        request.multipart(&self.body);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new().on::<Share<'_>>(Reply::no_content());
    let program = async |client| upload_file(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn upload_file(client: &Client, options: &Options) -> anyhow::Result<()> {
    let file = match &options.file {
        Some(path) => {
            File::open(path).with_context(|| format!("cannot read {}", path.display()))?
        }
        None => File::new("sample.txt", "Numbers for May\n"),
    };
    // It is drawn on a terminal alone.
    let bar = ProgressBar::new(file.length().unwrap_or_default());
    let progress = bar.clone();
    let file = file.on_progress(move |sent| progress.set_position(sent));
    let body = ShareBody { files: vec![file], comment: options.comment.clone() };
    let shared = client.send(Share { chat_id: &options.chat_id, body }).await;
    bar.finish_and_clear();
    shared?;
    println!("posted to {}", options.chat_id);
    Ok(())
}
