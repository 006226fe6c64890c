//! No secret and no text of a message is in anything that is printed.

use std::error::Error as StdError;
use std::fmt::{self, Debug, Write};
use std::sync::{Mutex, MutexGuard, Once};
use std::time::Duration;

use futures_util::StreamExt;
use generated_client::{Client, Error};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::file_operations::Load;
use super::files::upload_of;
use super::server::{Act, Server, TOKEN, answer_with, json};
use super::sign_in::WEBHOOK_TOKEN;
use super::tokens::{CLIENT_SECRET, REFRESH_TOKEN};

const MESSAGE: &str = "The merger is on.";

/// A token that the accounts server gives out.
const GIVEN: &str = "1000.g1ven";

fn assert_no_secret(text: &str) {
    for secret in [TOKEN, CLIENT_SECRET, REFRESH_TOKEN, WEBHOOK_TOKEN, GIVEN, "g1v", MESSAGE] {
        assert!(!text.contains(secret), "{secret:?} is in: {text}");
    }
}

fn assert_none_in(value: &impl Debug) {
    assert_no_secret(&format!("{value:?} {value:#?}"));
}

fn assert_none_in_error(error: &Error) {
    assert_no_secret(&format!("{error} {error:#} {error:?} {error:#?}"));
    if let Some(body) = error.body() {
        assert_no_secret(&String::from_utf8_lossy(body));
    }
    let mut source = StdError::source(error);
    while let Some(error) = source {
        assert_no_secret(&format!("{error} {error:#?}"));
        source = error.source();
    }
}

/// Everything that `tracing` and `log` are told.
static LOGGED: Mutex<String> = Mutex::new(String::new());

fn logged() -> MutexGuard<'static, String> {
    LOGGED.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(logged(), "log {} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// Takes every field of every span and event, of this crate and of all others.
struct Everything;

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?} {value:#?}").unwrap();
    }
}

impl Everything {
    fn note(metadata: Option<&Metadata<'_>>, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields(String::new());
        record(&mut fields);
        let (target, name) = metadata.map_or(("", ""), |it| (it.target(), it.name()));
        writeln!(logged(), "tracing {target} {name}{}", fields.0).unwrap();
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Self::note(Some(span.metadata()), |fields| span.record(fields));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        Self::note(None, |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        Self::note(Some(event.metadata()), |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Logger).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        tracing::subscriber::set_global_default(Everything).unwrap();
    });
}

/// Every kind of misbehaviour that leads to an error.
fn misbehaviours() -> Vec<Act> {
    vec![
        json(401, r#"{"code": "oauthtoken_invalid"}"#),
        json(403, r#"{"code": "chat_access_denied", "message": "No."}"#),
        // A server that prints the request into its error page.
        Act::Echo(401, "<pre>POST /\n{authorization}\n</pre>"),
        Act::Echo(500, "<pre>POST /\n{authorization}\n</pre>"),
        Act::Echo(200, "<pre>POST /\n{authorization}\n</pre>"),
        Act::Echo(400, r#"{"code": "{authorization}", "message": "{authorization}"}"#),
        Act::Echo(400, r#"{"error": {"code": 7, "{authorization}": "{authorization}"}}"#),
        Act::Echo(200, r#"{"data": "{authorization}"}"#),
        Act::Echo(200, r#"{"data": {"chat_type": [], "{authorization}": 1}}"#),
        answer_with(302, &[("location", "http://127.0.0.1:1/")], ""),
        answer_with(429, &[], ""),
        Act::HangUpUnread,
        Act::HangUpAfter(b"HTTP/1.1 200 OK\r\n"),
        Act::HangUpAfter(b"no HTTP"),
        Act::Hang,
        Act::Endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\n{\r\n"),
    ]
}

async fn fail_everywhere(client: &Client) {
    let post = client.message_content().post("CT_1", MESSAGE);
    assert_none_in(&post.clone().into_future());
    if let Err(error) = post.await {
        assert_none_in_error(&error);
    }
    let read = client.chats().get("CT_1").into_future();
    assert_none_in(&read);
    assert_none_in_error(&read.await.unwrap_err());
    assert_none_in_error(&client.chats().leave("").await.unwrap_err());
    let long = MESSAGE.repeat(1000);
    assert_none_in_error(&client.message_content().post("CT_1", long).await.map(drop).unwrap_err());
    assert_none_in(client);
}

/// The same of what is streamed.
async fn fail_with_files(client: &Client) {
    for file in [upload_of(MESSAGE), upload_of("")] {
        let upload = client.send(file);
        assert_none_in(&upload);
        if let Err(error) = upload.await {
            assert_none_in_error(&error);
        }
    }
    let download = client.download(Load);
    assert_none_in(&download);
    match download.stream().await {
        Ok((response, mut body)) => {
            assert_none_in(&(&response, &body));
            while let Some(chunk) = body.next().await {
                let Err(error) = chunk else { continue };
                assert_no_secret(&format!("{error} {error:?} {error:#?}"));
            }
        }
        Err(error) => assert_none_in_error(&error),
    }
    let folder = tempfile::tempdir().unwrap();
    if let Err(error) = client.download(Load).to_file(folder.path().join("x")).await {
        assert_none_in_error(&error);
    }
}

#[tokio::test]
async fn no_secret_is_printed() {
    listen();
    let time = Duration::from_millis(100);
    for act in misbehaviours() {
        let server = Server::new([act]).await;
        let builder =
            server.builder().timeout(time).total_timeout(5 * time).max_response_size(1000);
        assert_none_in(&builder);
        let client = builder.build().unwrap();
        fail_everywhere(&client).await;
        fail_with_files(&client).await;

        // The same with a token that was given out.
        let given = format!(r#"{{"access_token": "{GIVEN}", "scope": "ZohoCliq.Chats.READ"}}"#);
        let accounts = Server::new([json(200, &given)]).await;
        let builder =
            server.builder().timeout(time).total_timeout(5 * time).max_response_size(1000);
        let builder = builder.refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
        let builder = builder.accounts_url(accounts.url());
        assert_none_in(&builder);
        let client = builder.build().unwrap();
        fail_everywhere(&client).await;
        fail_with_files(&client).await;
    }
    assert_heard();
}

#[tokio::test]
async fn no_secret_of_the_accounts_server_is_printed() {
    listen();
    for act in [
        json(200, r#"{"error": "invalid_code"}"#),
        Act::Echo(200, r#"{"error": "{body}", "error_description": "{body}"}"#),
        Act::Echo(200, "<pre>{body}</pre>"),
        Act::Echo(400, "<pre>{body}</pre>"),
        Act::Echo(500, "<pre>{body}</pre>"),
        json(200, &format!(r#"{{"access_token": "{GIVEN}"#)),
        json(200, &format!(r#"{{"access_token": ["{GIVEN}"]}}"#)),
        // A token comes with a response that says no, or is in a page.
        json(500, &format!(r#"{{"access_token": "{GIVEN}"#)),
        json(400, &format!(r#"{{"access_token": "{GIVEN}", "expires_in": "soon"}}"#)),
        json(400, &format!(r#"{{"error": "late", "error_description": "use {GIVEN}"}}"#)),
        json(400, &format!(r#"{{"error": "{GIVEN}", "access_token": "{GIVEN}"}}"#)),
        json(429, &format!(r#"{{"access_token": "{GIVEN}"}}"#)),
        json(500, &format!(r#"{{"access_token": "{GIVEN}"}}"#)),
        json(302, &format!(r#"["{GIVEN}"]"#)),
        json(502, &format!("<p>{GIVEN}</p>")),
        json(502, "<p>access_token=g1v</p>"),
        Act::HangUpAfter(b"HTTP/1.1 200 OK\r\n"),
        Act::Hang,
    ] {
        let accounts = Server::new([act]).await;
        let service = Server::new([json(200, "{}")]).await;
        let builder = service.builder().timeout(Duration::from_millis(100));
        let builder = builder.refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
        let client = builder.accounts_url(accounts.url()).build().unwrap();
        fail_everywhere(&client).await;
        assert_none_in_error(&client.granted_scopes().await.unwrap_err());
        assert_eq!(service.count(), 0);
    }
    assert_heard();
}

/// It is in the URL, which many like to show.
#[tokio::test]
async fn no_webhook_token_is_printed() {
    listen();
    let echoes = [
        Act::Echo(401, "<pre>{line}</pre>"),
        Act::Echo(200, "<pre>{line}</pre>"),
        Act::Echo(400, r#"{"code": "{line}", "message": "{line}"}"#),
    ];
    for act in misbehaviours().into_iter().chain(echoes) {
        let server = Server::new([act]).await;
        let builder = server.builder().timeout(Duration::from_millis(100)).max_response_size(1000);
        let builder = builder.webhook_token(WEBHOOK_TOKEN);
        assert_none_in(&builder);
        let client = builder.build().unwrap();
        assert_none_in(&client);
        let post = client.messages_v2().post_to_chat("CT_1", MESSAGE);
        assert_none_in(&post.clone().into_future());
        if let Err(error) = post.await {
            assert_none_in_error(&error);
        }
        assert_none_in_error(&client.chats().get("CT_1").await.unwrap_err());
    }
    let nobody = Client::builder().base_url("http://127.0.0.1:1").webhook_token(WEBHOOK_TOKEN);
    let nobody = nobody.build().unwrap();
    let error = nobody.messages_v2().post_to_chat("CT_1", MESSAGE).await.map(drop).unwrap_err();
    assert!(error.is_connect());
    assert_none_in_error(&error);
    assert_no_secret(&logged().clone());
}

/// The client was heard, and said nothing that it should not.
fn assert_heard() {
    let logged = logged().clone();
    assert!(logged.contains("tracing generated_client call"), "{logged}");
    assert!(logged.contains("route=GET /api/v3/chats/{}"), "{logged}");
    assert_no_secret(&logged);
    let own = logged.lines().filter(|line| line.starts_with("tracing generated_client"));
    // Nor whom it was about.
    own.for_each(|line| assert!(!line.contains("CT_1"), "{line}"));
}
