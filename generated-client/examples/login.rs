//! Signs a person in, and keeps the refresh token for other programs.
//!
//! It shows both ways to a refresh token: the consent of a person in the browser, and the grant code that Zoho's API console
//! shows for a self client.
//!
//! ```sh
//! cargo run --example login -- --dry-run      # tells what it would do, and sends nothing
//! cargo run --example login                   # opens a port on this machine, and waits for the browser
//! cargo run --example login -- --self-client  # reads the grant code of the console
//! ```

use std::env::{self, VarError};
use std::io::{self, BufRead, Write};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use clap::Parser;
use generated_client::auth::{Accounts, AuthorizeUrl, IssuedTokens, Redirect, SecretFile};
use generated_client::secrecy::{ExposeSecret, SecretString};
use generated_client::{ClientBuilder, Scopes, operations};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const AFTER_HELP: &str = "\
Before: register a client at https://api-console.zoho.com (or that of your data
centre)
  - Server-based Applications, with the redirect URI
    http://localhost:8910/callback; or
  - Self Client, for yourself: enter the scopes there, and use --self-client

Examples:
  login --dry-run
  login --scope ZohoCliq.Chats.READ --scope ZohoCliq.Webhooks.CREATE
  login --self-client --save ~/.config/cliq.refresh-token

Environment:
  CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET
                     what the console shows; the secret is in no argument, where
                     others could see it
  CLIQ_DATA_CENTER   US (unless set), EU, IN, AU, JP, CA, CN, SA or UK
  CLIQ_ACCOUNTS_URL  another accounts server than that of the data centre";

/// Sign in to Zoho Cliq, and keep the refresh token in a file
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Options {
    /// What to ask for, once for each; without it, what the operations of this crate need
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    /// Read the grant code of a self client from the standard input
    #[arg(long)]
    self_client: bool,
    /// Port of this machine that the browser comes back to, as it is registered
    #[arg(long, default_value_t = 8910, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// Where to keep the refresh token; only you can read the file
    #[arg(long, value_name = "FILE", default_value = "cliq.refresh-token")]
    save: PathBuf,
    /// Print the refresh token rather than keep it
    #[arg(long)]
    show: bool,
    /// Tell what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match login(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn login(options: &Options) -> anyhow::Result<()> {
    let builder = ClientBuilder::from_env_without_credentials()?;
    let wanted = |name: &str, example: &str| match variable(name)? {
        None if options.dry_run => Ok(example.to_owned()),
        value => value.with_context(|| format!("set {name}; `--help` tells where it comes from")),
    };
    let client_id = wanted("CLIQ_CLIENT_ID", "1000.CLIENT")?;
    let client_secret = wanted("CLIQ_CLIENT_SECRET", "secret")?;
    let scopes = match &options.scope[..] {
        [] => Scopes::required_by(operations()),
        scopes => scopes.iter().collect(),
    };
    let redirect_uri = format!("http://localhost:{}/callback", options.port);
    let page = builder.authorize_url(&client_id, &redirect_uri, unguessable()?).scopes(scopes);
    if options.dry_run {
        return explain(options, &page);
    }
    // What can fail is tried before anybody is sent anywhere: a code is good once.
    let mut accounts = builder.build_accounts(&client_id, &client_secret)?;
    if !options.show {
        try_to_write(&options.save)?;
    }
    let mut data_center = variable("CLIQ_DATA_CENTER")?;
    let (code, redirect_uri) = if options.self_client {
        explain(options, &page)?;
        (grant_code()?, None)
    } else {
        // Before anybody is sent there: nobody else has the port then.
        let port = Port::open(options.port).await?;
        explain(options, &page)?;
        let redirect = redirected(&port, &page).await?;
        if let Some(told) = redirect.data_center {
            // The code is good only where the person's data live.
            let builder = ClientBuilder::from_env_without_credentials()?.data_center(told);
            accounts = builder.build_accounts(client_id, client_secret)?;
            data_center = Some(told.to_string());
        }
        (redirect.code.expose_secret().to_owned(), Some(redirect_uri.as_str()))
    };
    let tokens = accounts.exchange_code(code, redirect_uri).await?;
    keep(options, &accounts, data_center.as_deref(), &tokens).await?;
    match tokens.access_token.scopes() {
        Some(scopes) => eprintln!("signed in; granted: {scopes}"),
        None => eprintln!("signed in"),
    }
    Ok(())
}

/// The value of a variable; none if it is empty.
fn variable(name: &str) -> anyhow::Result<Option<String>> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        // The error shows the value, which may be a secret.
        Err(VarError::NotUnicode(_)) => bail!("the variable {name} is not UTF-8"),
    }
}

fn explain(options: &Options, page: &AuthorizeUrl) -> anyhow::Result<()> {
    if options.self_client {
        eprintln!("1. Paste the grant code of the self client, and press Enter.");
    } else if options.dry_run {
        let url = page.url()?;
        let (url, _) = url.split_once("&state=").unwrap_or((&url, ""));
        eprintln!("1. Open this page, and agree:\n\n   {url}&…\n");
        eprintln!("   The browser then comes back to port {} of this machine.", options.port);
    } else {
        eprintln!("1. Open this page, and agree:\n");
        writeln!(io::stdout(), "{}\n", page.url()?)?;
        eprintln!("   The browser then comes back to port {} of this machine.", options.port);
    }
    eprintln!("2. The code is exchanged for a refresh token, which is possible once.");
    if options.show {
        eprintln!("3. The refresh token is printed.");
    } else {
        eprintln!("3. The refresh token is written to {}.", options.save.display());
    }
    Ok(())
}

/// Prints the refresh token or keeps it in the file: there too if it cannot be printed, as the code gives no other one.
async fn keep(
    options: &Options,
    accounts: &Accounts,
    data_center: Option<&str>,
    tokens: &IssuedTokens,
) -> anyhow::Result<()> {
    let refresh_token = tokens.refresh_token.as_ref();
    let refresh_token = refresh_token.context("the accounts server gave no refresh token")?;
    let data_center = data_center.map(|it| format!("export CLIQ_DATA_CENTER={it}\n"));
    let data_center = data_center.unwrap_or_default();
    let print =
        |token: &str| writeln!(io::stdout(), "{data_center}export CLIQ_REFRESH_TOKEN={token}");
    let file = &options.save;
    let printed = if options.show {
        let printed = print(refresh_token.expose_secret());
        if printed.is_ok() {
            return Ok(());
        }
        save(file, accounts, refresh_token).await?;
        printed
    } else {
        save(file, accounts, refresh_token).await?;
        print(&format!("\"$(cat '{}')\"", file.display().to_string().replace('\'', r"'\''")))
    };
    printed.with_context(|| format!("the refresh token is in {}, but not printed", file.display()))
}

/// Writes the refresh token, or revokes it: nobody has it then, and it would stay good.
async fn save(
    file: &Path,
    accounts: &Accounts,
    refresh_token: &SecretString,
) -> anyhow::Result<()> {
    let Err(error) = SecretFile::new(file).write(refresh_token) else { return Ok(()) };
    if let Err(why) = accounts.revoke(refresh_token.expose_secret()).await {
        bail!("cannot write {error}; the refresh token stays good, as it is not revoked: {why}");
    }
    bail!("cannot write {error}; the refresh token is revoked: sign in again, elsewhere")
}

/// Whether the file can be written, without touching it.
fn try_to_write(file: &Path) -> anyhow::Result<()> {
    ensure!(!file.is_dir(), "cannot write {}: it is a folder", file.display());
    let mut name = file.as_os_str().to_owned();
    name.push(".try");
    let beside = SecretFile::new(name);
    let tried = beside.write(&SecretString::default()).and_then(|()| beside.remove());
    tried.with_context(|| format!("cannot write {}", file.display()))
}

fn unguessable() -> anyhow::Result<String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).context("the system has no source of randomness")?;
    Ok(format!("{:032x}", u128::from_ne_bytes(random)))
}

fn grant_code() -> anyhow::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let code = line.trim();
    ensure!(!code.is_empty(), "there is no grant code on the standard input");
    Ok(code.to_owned())
}

/// The port that the browser comes back to, at both of the addresses that `localhost` may be.
struct Port {
    v4: TcpListener,
    /// `None` on a machine without version 6 of the protocol.
    v6: Option<TcpListener>,
}

impl Port {
    async fn open(port: u16) -> anyhow::Result<Self> {
        let fails = || format!("cannot open port {port}");
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(fails)?;
        let v6 = match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                Err(error).with_context(fails)?
            }
            v6 => v6.ok(),
        };
        Ok(Self { v4, v6 })
    }

    async fn accept(&self) -> io::Result<TcpStream> {
        let v6 = async {
            match &self.v6 {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        let (stream, _) = tokio::select! { it = self.v4.accept() => it?, it = v6 => it? };
        Ok(stream)
    }
}

/// Waits for the browser. Whatever else comes to the port is sent away, such as what another page makes a browser ask for.
async fn redirected(port: &Port, page: &AuthorizeUrl) -> anyhow::Result<Redirect> {
    // Browsers open connections ahead: one on which nothing comes must not hold up the others.
    let mut visits = JoinSet::new();
    loop {
        tokio::select! {
            stream = port.accept() => {
                visits.spawn(visit(stream?, page.clone()));
            }
            Some(visit) = visits.join_next() => {
                if let Some(redirect) = visit? {
                    return redirect;
                }
            }
        }
    }
}

/// What one connection brings: `None` unless it is what is waited for.
async fn visit(mut stream: TcpStream, page: AuthorizeUrl) -> Option<anyhow::Result<Redirect>> {
    let target =
        tokio::time::timeout(Duration::from_secs(10), target(&mut stream)).await.ok()??;
    if target.split('?').next() != Some("/callback") {
        answer(&mut stream, "404 Not Found", "There is nothing here.").await;
        return None;
    }
    match page.read_redirect(&target) {
        Ok(redirect) => {
            answer(&mut stream, "200 OK", "Done. You can close this page.").await;
            Some(Ok(redirect))
        }
        Err(error) => {
            answer(&mut stream, "400 Bad Request", "Not signed in.").await;
            // Only the accounts server knows the state, and says why there is no code.
            if error.code().is_some() {
                return Some(Err(error.into()));
            }
            eprintln!("note: still waiting, as {error}");
            None
        }
    }
}

/// The target of a request, or `None` if it is no GET request or too long.
async fn target(stream: &mut TcpStream) -> Option<String> {
    const LONGEST: usize = 16 * 1024;
    let mut head = Vec::new();
    while !head.windows(4).any(|it| it == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await.ok()? == 0 || head.len() > LONGEST {
            return None;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let mut line = head.lines().next()?.split(' ');
    (line.next()? == "GET").then(|| line.next().map(str::to_owned))?
}

async fn answer(stream: &mut TcpStream, status: &str, text: &str) {
    let length = text.len();
    let response = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
    );
    // Who does not wait for the page has seen enough.
    let _ = stream.write_all(response.as_bytes()).await;
    let _ = stream.shutdown().await;
}
