//! What the examples share: which service answers them, and how they end.

use std::io;
use std::process::ExitCode;

use clap::Args;
use generated_client::http::Method;
use generated_client::test_util::Script;
use generated_client::{Client, Error};

/// Which service answers.
#[derive(Args, Debug)]
pub(crate) struct Service {
    /// Send nothing: a built-in script answers, and what would be sent is shown
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What comes at the end of `--help`.
#[allow(dead_code, reason = "not every example takes the client of the environment")]
pub(crate) fn after_help(examples: &str) -> String {
    format!(
        "Examples:\n{examples}\n\n\
         Environment:\n  \
         CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET, CLIQ_REFRESH_TOKEN\n                     \
         credentials; the example `login` gets them\n  \
         CLIQ_ACCESS_TOKEN  instead of them, a token, which expires after an hour\n  \
         CLIQ_DATA_CENTER   US (unless set), EU, IN, AU, JP, CA, CN, SA or UK"
    )
}

/// Runs a program with a client, such as that of the environment, or with one that the script answers. Tells a person
/// what went wrong, and the shell that something did.
pub(crate) async fn run(
    service: &Service,
    script: Script,
    client: impl FnOnce() -> Result<Client, Error>,
    program: impl AsyncFnOnce(Client) -> anyhow::Result<()>,
) -> ExitCode {
    let result = async {
        let client = if service.dry_run { script.client() } else { client()? };
        program(client).await
    };
    let result = result.await;
    // Without `--dry-run` the script was asked nothing.
    for request in script.requests() {
        eprintln!("dry run, not sent: {request:?}");
    }
    let Err(error) = result else { return ExitCode::SUCCESS };
    let io_error = error.downcast_ref::<io::Error>();
    if io_error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        // Whoever reads the output, such as `head`, has enough.
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {}", text(&error));
    if let Some(advice) = error.downcast_ref().and_then(advice) {
        eprintln!("help: {advice}");
    }
    ExitCode::FAILURE
}

/// Whether other calls may succeed where this one was refused: neither a limit nor the token is to blame, and the
/// service is up.
#[allow(dead_code, reason = "not every example makes many calls")]
pub(crate) fn concerns_one_call(error: &Error) -> bool {
    error.is_api()
        && !error.is_server_error()
        && !error.is_rate_limited()
        && !error.is_unauthorized()
        && !error.is_missing_scope()
}

/// An error with its causes, but for those of the client's own errors, which name them already.
fn text(error: &anyhow::Error) -> String {
    let mut texts = Vec::new();
    for cause in error.chain() {
        texts.push(cause.to_string());
        if cause.is::<Error>() {
            break;
        }
    }
    texts.join(": ")
}

/// What a person can do about an error, beyond what it says itself.
fn advice(error: &Error) -> Option<String> {
    let is_change = error.operation().is_some_and(|operation| operation.method != Method::GET);
    if error.is_builder() {
        Some("the example `login` gets credentials; `--dry-run` needs none".to_owned())
    } else if let Some(wait) = error.retry_after() {
        Some(format!("try again in {} min", wait.as_secs().div_ceil(60)))
    } else if error.is_missing_scope() {
        Some("ask for a refresh token with this scope too".to_owned())
    } else if error.is_token() || error.is_unauthorized() {
        Some("check the credentials, and that CLIQ_DATA_CENTER is theirs".to_owned())
    } else if error.is_not_found() {
        Some("check the ids".to_owned())
    } else if error.is_outcome_unknown() && is_change {
        Some("it may have been done all the same: look before you run this again".to_owned())
    } else {
        None
    }
}
