//! Serves the API as documented, with its limits, lock-outs, scopes and tokens, for tests of a program in any language.
//!
//! ```sh
//! cargo run --example service --features test-util,full -- --port 8080
//! ```
//!
//! It has the operations of the modules that are on. All callers with one refresh token are one user: together they have
//! the budget of one, and get ten access tokens in ten minutes. `--user` adds others.

use std::convert::Infallible;
use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use generated_client::Scopes;
use generated_client::test_util::Service;

/// Serve the API of Zoho Cliq on the loopback, as its documents describe it
///
/// Every operation is there under its path, and is answered with the documents' own examples. Who breaks a limit is
/// locked out, a token expires after an hour, and what is not documented is refused.
#[derive(Parser)]
#[command(after_help = "\
Examples:
  service --port 8080 --user ada
  curl http://127.0.0.1:8080/oauth/v2/token -d grant_type=refresh_token \\
      -d client_id=1000.CLIENT -d client_secret=client-secret \\
      -d refresh_token=1000.refresh
  curl http://127.0.0.1:8080/api/v3/chats \\
      -H 'Authorization: Zoho-oauthtoken 1000.access1'
  curl 'http://127.0.0.1:8080/api/v2/chats/CT_1/message?zapikey=1001.webhook1' \\
      -d '{\"text\": \"Done\"}'
  # Ten minutes later:
  curl -X POST 'http://127.0.0.1:8080/-/advance?seconds=600'")]
struct Options {
    /// The port; with 0, the system chooses one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The scopes that users consent to, with commas between them [default: all]
    #[arg(long)]
    scopes: Option<String>,
    /// Another user, once for each, with a refresh token, a webhook token and a grant code
    #[arg(long, value_name = "NAME", value_parser = name)]
    user: Vec<String>,
}

/// A name that can be a part of those of variables.
fn name(text: &str) -> Result<String, String> {
    let is_known = |it: char| it.is_ascii_alphanumeric() || it == '_';
    if text.is_empty() || !text.chars().all(is_known) {
        return Err(
            "expected letters (a-z, A-Z), digits and `_` alone, as a variable has them".to_owned()
        );
    }
    Ok(text.to_owned())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = serve(&Options::parse()).await;
    eprintln!("error: {error:#}");
    let io_error = error.downcast_ref::<io::Error>();
    if io_error.is_some_and(|it| it.kind() == ErrorKind::AddrInUse) {
        eprintln!("help: end the program that has this port, or take another one with `--port`");
    }
    ExitCode::FAILURE
}

/// Serves until the program is ended.
async fn serve(options: &Options) -> anyhow::Result<Infallible> {
    let service = match &options.scopes {
        Some(scopes) => Service::with_scopes(Scopes::from(scopes.as_str())),
        None => Service::new(),
    };
    let address = service.listen(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port))).await;
    let address = address.with_context(|| format!("cannot use port {}", options.port))?;
    // What a program that uses this crate takes from its environment.
    let mut out = io::stdout();
    writeln!(out, "CLIQ_BASE_URL=http://{address}")?;
    writeln!(out, "CLIQ_ACCOUNTS_URL=http://{address}")?;
    writeln!(out, "CLIQ_CLIENT_ID={}", Service::CLIENT_ID)?;
    writeln!(out, "CLIQ_CLIENT_SECRET={}", Service::CLIENT_SECRET)?;
    writeln!(out, "CLIQ_REFRESH_TOKEN={}", Service::REFRESH_TOKEN)?;
    for name in &options.user {
        let user = service.user(name);
        writeln!(out, "CLIQ_REFRESH_TOKEN_{name}={}", user.refresh_token())?;
        writeln!(out, "CLIQ_WEBHOOK_TOKEN_{name}={}", user.webhook_token())?;
        writeln!(out, "CLIQ_GRANT_CODE_{name}={}", user.grant_code())?;
    }
    out.flush()?;
    std::future::pending().await
}
