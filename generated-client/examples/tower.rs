//! Lists chats through layers of `tower`, and shows each request.
//!
//! It shows how layers are put around the built-in transport, or around an HTTP client of your own. Its scope is
//! `ZohoCliq.Chats.READ`.
//!
//! ```sh
//! cargo run --example tower --features tower -- --dry-run   # a function answers, nothing is sent
//! cargo run --example tower --features tower                # the service, by CLIQ_… in the environment
//! ```

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response};
use generated_client::{Client, ClientBuilder, HttpTransport, TowerTransport, TransportError};
use tower::ServiceBuilder;

/// List chats through layers of `tower`, and show each request
#[derive(Parser)]
#[command(after_help = "\
Examples:
  tower --dry-run
  tower

Environment: that of the other examples, such as CLIQ_ACCESS_TOKEN")]
struct Options {
    /// Send nothing: a function answers in the place of the service
    #[arg(long)]
    dry_run: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let Err(error) = list(&options).await else { return ExitCode::SUCCESS };
    let io_error = error.downcast_ref::<io::Error>();
    if io_error.is_some_and(|it| it.kind() == ErrorKind::BrokenPipe) {
        // Whoever reads the output, such as `head`, has enough.
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

async fn list(options: &Options) -> anyhow::Result<()> {
    let layers = ServiceBuilder::new()
        .concurrency_limit(8)
        .timeout(Duration::from_secs(10))
        .map_request(|request: Request<Bytes>| {
            // If it cannot be written, neither can the answer, which is an error then.
            let _ = writeln!(io::stdout(), "{} {}", request.method(), request.uri());
            request
        });
    let builder = if options.dry_run {
        let transport = TowerTransport::new(layers.service_fn(response));
        Client::builder().access_token("1000.any").transport(transport)
    } else {
        let transport = TowerTransport::new(layers.service(HttpTransport::builder().build()?));
        ClientBuilder::from_env()?.transport(transport)
    };
    let list = builder.build()?.chats().list().await?;
    writeln!(io::stdout(), "{} chats", list.chats.len())?;
    Ok(())
}

/// Stands for an HTTP client of your own, which says [`TransportError::connect`] where no connection came about, so that
/// the call is repeated.
async fn response(_: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
    Ok(Response::new(Bytes::from_static(br#"{"chats": []}"#)))
}
