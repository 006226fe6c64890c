//! Asks something in a channel with a button, as a bot, and says there who pressed it.
//!
//! It shows how a press comes back to a program without Deluge: the button runs a function of the type *button* that is
//! made in Cliq with the execution type *webhook* and the permission *user*. Cliq sends each press to its address, where
//! something that speaks HTTPS, such as a reverse proxy, passes it on to this program. Its scopes are
//! `ZohoCliq.Webhooks.CREATE` and `ZohoCliq.BotMessages.CREATE`.
//!
//! ```sh
//! cargo run --example answer_button -- --dry-run        # a script answers and presses, nothing is sent
//! cargo run --example answer_button -- buildbot builds --function look_after_build
//! ```
//!
//! The second asks the service, by CLIQ_… in the environment: see `--help`.

mod common;

use std::cell::Cell;
use std::convert::Infallible;
use std::env;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Parser;
use generated_client::Client;
use generated_client::bots::requests::Post;
use generated_client::bots::{Button, ButtonAction, InvokeFunctionData};
use generated_client::http::header::CONTENT_TYPE;
use generated_client::http::{HeaderValue, Method, Request, Response, StatusCode};
use generated_client::test_util::{Reply, Script};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

const EXAMPLES: &str = "  \
  answer_button --dry-run
  answer_button buildbot builds --function look_after_build
  answer_button buildbot builds --function make_coffee \\
      --text 'Coffee?' --label Yes";

const SECRET: &str = "
  CLIQ_PRESS_PATH    path of the function's address, a slash and 16 characters
                     or more: keep it secret, as whoever knows it can press the
                     button";

/// Ask something in a channel with a button, as a bot that is in it, and say there who pressed it
#[derive(Parser)]
#[command(after_help = common::after_help(EXAMPLES) + SECRET)]
struct Options {
    /// Unique name of the bot; `--dry-run` needs none
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "buildbot"))]
    bot: String,
    /// Unique name of the channel
    #[arg(required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "builds"))]
    channel: String,
    /// Function that the button runs, and that sends each press to this program
    #[arg(long, value_name = "NAME", required = false, required_unless_present = "dry_run")]
    #[arg(default_value_if("dry_run", "true", "look_after_build"))]
    function: String,
    /// What the bot asks
    #[arg(long, default_value = "The build is broken. Who looks after it?")]
    text: String,
    /// What the button says, at most 20 characters
    #[arg(long, default_value = "I do")]
    label: String,
    /// Port of this machine that presses come to; with 0, the system chooses one
    #[arg(long, default_value_t = 8911)]
    port: u16,
    #[command(flatten)]
    service: common::Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let script = Script::new().always::<Post>(Reply::no_content());
    let program = async |client| answer_button(&client, &options).await;
    common::run(&options.service, script, Client::from_env, program).await
}

async fn answer_button(client: &Client, options: &Options) -> anyhow::Result<()> {
    let (text, label) = (&options.text, &options.label);
    let post = |text: &str| {
        client.bots().post(&options.bot).channel_unique_name(&options.channel).text(text)
    };
    let action = ButtonAction::invoke_function(InvokeFunctionData::new(&options.function));
    let question = post(text).button(Button::new(label, action));
    let press = if options.service.dry_run {
        question.await?;
        json!({"params": {"user": {"first_name": "Yod"}}})
    } else {
        // Without what `env::var` says, which shows a path that is not UTF-8.
        let path = env::var_os("CLIQ_PRESS_PATH").context("set CLIQ_PRESS_PATH: see `--help`")?;
        let path = path.to_str().context("the variable CLIQ_PRESS_PATH is not UTF-8")?;
        ensure!(path.starts_with('/') && path.len() > 16, "CLIQ_PRESS_PATH can be guessed");
        // Before anybody can press it.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await;
        let listener = listener.with_context(|| format!("cannot use port {}", options.port))?;
        question.await?;
        writeln!(io::stdout(), "asked; presses come to http://{}", listener.local_addr()?)?;
        pressed(&listener, path).await?
    };
    let name = name(&press);
    post(&format!("{name}: {label}")).await.context("the press is not answered")?;
    writeln!(io::stdout(), "answered {name}")?;
    Ok(())
}

/// Waits for the first press. Connections are served one after the other, for ten seconds at most.
async fn pressed(listener: &TcpListener, path: &str) -> io::Result<Value> {
    let press = Cell::new(None);
    loop {
        let (stream, _) = listener.accept().await?;
        let service = service_fn(|request| receive(request, path, &press));
        let connection =
            http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), service);
        // However it ends, the next one may be the press.
        let _ = tokio::time::timeout(Duration::from_secs(10), connection).await;
        if let Some(press) = press.take() {
            return Ok(press);
        }
    }
}

/// Keeps a press, and tells who pressed that it has come.
async fn receive(
    request: Request<Incoming>,
    path: &str,
    press: &Cell<Option<Value>>,
) -> Result<Response<String>, Infallible> {
    const LONGEST: usize = 256 * 1024;
    let (mut status, mut body) = (StatusCode::NOT_FOUND, "{}");
    if request.method() == Method::POST && request.uri().path() == path {
        let content = Limited::new(request.into_body(), LONGEST).collect().await.ok();
        let content = content.and_then(|it| serde_json::from_slice(&it.to_bytes()).ok());
        (status, body) = match content {
            Some(content) => {
                press.set(Some(content));
                (StatusCode::OK, r#"{"text": "Thank you."}"#)
            }
            None => (StatusCode::BAD_REQUEST, "{}"),
        };
    }
    let mut response = Response::new(body.to_owned());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    *response.status_mut() = status;
    Ok(response)
}

/// No document says what a press looks like; webhooks of bots and functions have their values in `params`.
fn name(press: &Value) -> &str {
    let user = press.pointer("/params/user").unwrap_or(&press["user"]);
    let name = user["first_name"].as_str().or(user["name"].as_str());
    name.unwrap_or("Somebody")
}
