//! The client for programs without async, against a real HTTP server on loopback.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

mod file_operations;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use generated_client::auth::AccessToken;
use generated_client::blocking::Client;
use generated_client::observer::{Attempt, AttemptOutcome, Observer};
use generated_client::pacing::{Limit, Pacer, PacerError, Permit, SlidingWindow, Turn};
use generated_client::test_util::{Reply, Script};
use generated_client::threads::requests::List;
use generated_client::{BoxFuture, ClientBuilder, File, RetryPolicy, Timer, TokioTimer};
use serde_json::json;

use file_operations::{Load, Upload};

/// A service that answers everything alike.
struct Service {
    url: String,
    connections: Arc<AtomicUsize>,
    requests: mpsc::Receiver<Sent>,
}

/// A request, and when it came.
struct Sent {
    line: String,
    authorization: String,
    body: String,
    at: Instant,
}

/// Longer than any test, on any machine.
const KEPT: Duration = Duration::from_secs(60);
const CLOSED_SOON: Duration = Duration::from_millis(100);

impl Service {
    fn start(response: &'static str) -> Self {
        Self::keeping_connections(response, KEPT)
    }

    /// It closes a connection after `idle` without a request.
    fn keeping_connections(response: &'static str, idle: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let (sender, requests) = mpsc::channel();
        let count = connections.clone();
        thread::spawn(move || {
            for connection in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                let sender = sender.clone();
                thread::spawn(move || serve(&connection.unwrap(), response, idle, &sender));
            }
        });
        Self { url, connections, requests }
    }

    fn builder(&self) -> ClientBuilder {
        let builder = Client::builder().base_url(&self.url).access_token("1000.s3cret");
        builder.retry(RetryPolicy::off())
    }

    fn client(&self) -> Client {
        self.builder().build_blocking().unwrap()
    }
}

fn serve(mut stream: &TcpStream, response: &str, idle: Duration, sender: &mpsc::Sender<Sent>) {
    stream.set_read_timeout(Some(idle)).unwrap();
    let mut lines = BufReader::new(stream);
    loop {
        let (mut first, mut length) = (String::new(), 0);
        let mut authorization = String::new();
        if !matches!(lines.read_line(&mut first), Ok(1..)) {
            return;
        }
        loop {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if let Some(value) = line.strip_prefix("authorization: ") {
                authorization = value.trim().to_owned();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        lines.read_exact(&mut body).unwrap();
        let (line, body) = (first.trim().to_owned(), String::from_utf8(body).unwrap());
        let _ = sender.send(Sent { line, authorization, body, at: Instant::now() });
        stream.write_all(response.as_bytes()).unwrap();
    }
}

const DONE: &str = "HTTP/1.1 204 No Content\r\n\r\n";
const NO_CHATS: &str = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"chats\":[]}";
const LOST: &str = "HTTP/1.1 403 Forbidden\r\ncontent-length: 17\r\n\r\n{\"message\": \"no\"}";

#[test]
fn a_program_without_async_reads_and_writes() {
    let service = Service::start(NO_CHATS);
    let client = service.client();
    assert_eq!(client.base_url(), service.url);
    let list = client.chats().list().limit(5).send().unwrap();
    assert!(list.chats.is_empty());
    client.send(generated_client::chats::requests::Close::new("CT_1")).unwrap();
    client.chats().close("CT_1").send().unwrap();
    assert!(client.granted_scopes().unwrap().is_none());
    let lines: Vec<_> = service.requests.try_iter().map(|it| it.line).collect();
    let close = "PUT /api/v3/chats/CT_1 HTTP/1.1";
    assert_eq!(lines, ["GET /api/v3/chats?limit=5 HTTP/1.1", close, close]);
}

/// Counts what it is told of.
struct Counter(Arc<AtomicUsize>);

impl Observer for Counter {
    fn on_attempt(&self, attempt: &Attempt) {
        assert_eq!(attempt.outcome, AttemptOutcome::Success);
        self.0.fetch_add(attempt.bytes_received.try_into().unwrap(), Ordering::Relaxed);
    }
}

#[test]
fn an_observer_is_told_of_calls_without_async() {
    let service = Service::start(NO_CHATS);
    let bytes = Arc::new(AtomicUsize::new(0));
    let builder = service.builder().observer(Counter(bytes.clone()));
    let client = builder.build_blocking().unwrap();
    let people = ["a", "b"];
    client.chats().list().limit(people.len()).send().unwrap();
    client.chats().list().recipient(70_027_934).send().unwrap();
    assert_eq!(bytes.load(Ordering::Relaxed), 24);
    let lines: Vec<_> = service.requests.try_iter().map(|it| it.line).collect();
    assert!(
        lines[0].contains("?limit=2 ") && lines[1].contains("?recipient=70027934 "),
        "{lines:?}"
    );
}

/// A call that comes before the connection of the last one is free again may open another one, so each gives it some time,
/// which on a busy machine it needs.
#[test]
fn connections_are_kept() {
    const CALLS: usize = 20;
    let service = Service::start(DONE);
    let client = service.builder().pacer(generated_client::pacing::Off).build_blocking().unwrap();
    for _ in 0..CALLS {
        client.chats().close("CT_1").send().unwrap();
        thread::sleep(Duration::from_millis(10));
    }
    let connections = service.connections.load(Ordering::SeqCst);
    assert!(connections < CALLS / 2, "{connections} connections for {CALLS} calls");
}

#[test]
fn errors_are_those_of_the_async_client() {
    let service = Service::start(LOST);
    let error = service.client().chats().close("CT_1").send().unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.message(), Some("no"));
    let error = service.client().chats().close("").send().unwrap_err();
    assert!(error.is_invalid_request());
    let nowhere = Client::builder().base_url("http://127.0.0.1:1").access_token("1000.s3cret");
    let nowhere = nowhere.retry(RetryPolicy::off()).build_blocking().unwrap();
    assert!(nowhere.chats().close("CT_1").send().unwrap_err().is_connect());
    assert!(Client::builder().build_blocking().unwrap_err().is_builder());
}

#[test]
fn a_code_is_exchanged_and_a_token_revoked_without_async() {
    const GIVEN: &str = "HTTP/1.1 200 OK\r\ncontent-length: 54\r\n\r\n\
                         {\"access_token\": \"1000.t\", \"refresh_token\": \"1000.r\"}\n";
    let service = Service::start(GIVEN);
    let accounts = || {
        let builder = Client::builder().accounts_url(&service.url);
        builder.build_blocking_accounts("1000.CLIENT", "cl1ent-secret").unwrap()
    };
    let tokens = accounts().exchange_code("1000.c0de", None).unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "1000.t");
    let error = accounts().revoke("1000.r").unwrap_err();
    assert!(error.to_string().contains("did not say that the token is revoked"), "{error}");
    let lines: Vec<_> = service.requests.try_iter().map(|it| it.line).collect();
    assert_eq!(lines, ["POST /oauth/v2/token HTTP/1.1", "POST /oauth/v2/token/revoke HTTP/1.1"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error = runtime.block_on(async { accounts().revoke("1000.r") }).unwrap_err();
    assert!(error.to_string().contains("a blocking client would stop this async task"), "{error}");
}

#[test]
fn time_limits_end_a_call() {
    // It accepts connections in the kernel, and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::builder()
        .base_url(&format!("http://{}", listener.local_addr().unwrap()))
        .access_token("1000.s3cret")
        .timeout(Duration::from_millis(50))
        .retry(RetryPolicy::off());
    let error = client.build_blocking().unwrap().chats().close("CT_1").send().unwrap_err();
    assert!(error.is_timeout());
}

/// A change is not repeated, so this fails where a call takes a connection that nobody has looked after.
#[test]
fn a_connection_that_was_closed_between_calls_loses_none() {
    let service = Service::keeping_connections(DONE, CLOSED_SOON);
    let client = service.client();
    for _ in 0..3 {
        client.chats().close("CT_1").send().unwrap();
        thread::sleep(10 * CLOSED_SOON);
    }
    assert_eq!(service.connections.load(Ordering::SeqCst), 3);
}

/// Paces as the client does, by a smaller limit.
struct Small(SlidingWindow);

const SMALL: Limit = Limit { calls: 3, window: Duration::from_millis(300) };

impl Pacer for Small {
    fn acquire<'a>(&'a self, mut turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
        turn.limit = Some(SMALL);
        self.0.acquire(turn)
    }

    fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()> {
        self.0.freeze(turn, period)
    }
}

#[test]
fn many_threads_share_one_budget() {
    let service = Service::start(DONE);
    let client = service.builder().pacer(Small(SlidingWindow::new())).build_blocking().unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            let client = client.clone();
            scope.spawn(move || {
                for _ in 0..2 {
                    client.chats().close("CT_1").send().unwrap();
                }
            });
        }
    });
    let mut times: Vec<_> = service.requests.try_iter().map(|it| it.at).collect();
    times.sort();
    assert_eq!(times.len(), 16);
    for several in times.windows(SMALL.calls as usize + 1) {
        let time = several[several.len() - 1] - several[0];
        assert!(time >= SMALL.window, "{} calls in {time:?}", several.len());
    }
}

#[test]
fn nothing_is_sent_and_nothing_panics_in_a_task() {
    let service = Service::start(DONE);
    for mut runtime in
        [tokio::runtime::Builder::new_current_thread(), tokio::runtime::Builder::new_multi_thread()]
    {
        let client = service.client();
        runtime.enable_all().build().unwrap().block_on(async {
            let error = client.chats().close("CT_1").send().unwrap_err();
            assert!(error.is_in_async() && error.is_not_sent());
            assert!(error.to_string().contains("spawn_blocking"), "{error}");
            assert!(client.granted_scopes().unwrap_err().is_in_async());
            let other = client.clone();
            let refused = tokio::spawn(async move { other.chats().close("CT_1").send() });
            assert!(refused.await.unwrap().unwrap_err().is_in_async());
        });
        assert_eq!(service.requests.try_iter().count(), 0);
    }
}

#[tokio::test]
async fn a_client_may_be_made_used_and_dropped_around_tasks() {
    let service = Service::start(DONE);
    let client = service.client();
    let blocking = client.clone();
    let send = move || blocking.chats().close("CT_1").send();
    tokio::task::spawn_blocking(send).await.unwrap().unwrap();
    // This was the last clone, and the connection is still open.
    drop(client);
    assert_eq!(service.requests.try_iter().count(), 1);
}

/// A clock that shows whether a client is still there.
struct Watched(#[allow(dead_code, reason = "it is counted")] Arc<()>);

impl Timer for Watched {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        TokioTimer.sleep(duration)
    }
}

#[test]
fn the_last_clone_leaves_nothing_behind() {
    let service = Service::start(DONE);
    let watch = Arc::new(());
    let client = service.builder().timer(Watched(watch.clone())).build_blocking().unwrap();
    let clone = client.clone();
    drop(client);
    clone.chats().close("CT_1").send().unwrap();
    drop(clone);
    assert_eq!(Arc::strong_count(&watch), 1);
}

#[test]
fn clients_can_be_shared() {
    fn shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    shared::<Client>();
}

#[test]
fn siblings_share_the_thread_and_have_tokens_of_their_own() {
    let service = Service::start(NO_CHATS);
    let watch = Arc::new(());
    let client = service.builder().timer(Watched(watch.clone())).build_blocking().unwrap();
    let ada = client.with_user("ada").with_token("1000.ada").unwrap();
    let bob = client.with_user("bob").with_token_provider(AccessToken::new("1000.bob"));
    let nobody = client.with_user("nobody");
    // The first may go before the others.
    drop(client);
    for (tenant, token) in [(&ada, "1000.ada"), (&bob, "1000.bob")] {
        tenant.chats().list().send().unwrap();
        let sent = service.requests.recv().unwrap();
        assert_eq!(sent.authorization, format!("Zoho-oauthtoken {token}"));
    }
    assert!(nobody.chats().list().send().unwrap_err().is_token());
    assert!(ada.with_token("two\nlines").unwrap_err().is_builder());
    assert!(ada.with_refresh_token("", "secret", "1000.r").unwrap_err().is_builder());
    assert_eq!(service.requests.try_iter().count(), 0);
    drop((ada, bob, nobody));
    assert_eq!(Arc::strong_count(&watch), 1);
}

#[test]
fn files_go_up_and_come_down() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.txt"), folder.path().join("to.txt"));
    std::fs::write(&from, "Hello").unwrap();
    let service = Service::start(NO_CHATS);
    let client = service.client();
    let progress = || {
        let last = Arc::new(AtomicUsize::new(0));
        let progress = last.clone();
        (last, move |bytes: u64| progress.store(bytes.try_into().unwrap(), Ordering::SeqCst))
    };

    let (sent, on_sent) = progress();
    let file = File::open(&from).unwrap().on_progress(on_sent);
    client.send(Upload { file, repeats_if_unknown: false }).unwrap();
    assert_eq!(sent.load(Ordering::SeqCst), 5);
    assert_eq!(service.requests.recv().unwrap().body, "Hello");

    let (read, on_read) = progress();
    let download = client.download(Load).on_progress(move |read, total| {
        assert_eq!(total, Some(12));
        on_read(read);
    });
    assert_eq!(download.to_file(&to).unwrap(), 12);
    assert_eq!(read.load(Ordering::SeqCst), 12);
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "{\"chats\":[]}");

    let mut text = String::new();
    let (response, mut reader) =
        client.download(Load).timeout(Duration::from_secs(30)).reader().unwrap();
    assert!(response.status().is_success() && reader.read_to_string(&mut text).unwrap() == 12);
    assert_eq!(text, "{\"chats\":[]}");

    // What fails leaves what was there.
    let refused = Service::start(LOST).client().download(Load).to_file(&to);
    assert!(refused.unwrap_err().is_forbidden());
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "{\"chats\":[]}");
    let nowhere = folder.path().join("missing").join("to.txt");
    assert!(client.download(Load).to_file(nowhere).unwrap_err().is_file());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let in_task = runtime.block_on(async { client.download(Load).to_file(&to) });
    assert!(in_task.unwrap_err().is_in_async());
}

#[test]
fn a_list_is_an_iterator_over_all_its_pages() {
    let script = Script::new()
        .on::<List>(Reply::json(
            json!({"data": [{"title": "a"}, {"title": "b"}], "next_token": "2"}),
        ))
        .on::<List>(Reply::json(json!({"data": [{"title": "c"}], "sync_token": "later"})));
    let client = script.builder().build_blocking().unwrap();
    let mut threads = client.threads().list("CT_1").into_iter();
    let titles: Vec<_> = threads.by_ref().map(|thread| thread.unwrap().title.unwrap()).collect();
    assert_eq!(titles, ["a", "b", "c"]);
    assert_eq!(threads.sync_token().unwrap().as_str(), "later");
    let requests = script.requests();
    assert_eq!(requests[1].query("next_token").unwrap(), "2");
    script.assert_done();

    // After an error that may pass it goes on; any other is the last item.
    let script = Script::new()
        .on::<List>(Reply::json(json!({"data": [{"title": "a"}], "next_token": "2"})))
        .on::<List>(Reply::error(500))
        .on::<List>(Reply::json(json!({"data": [{"title": "b"}], "next_token": "3"})))
        .on::<List>(Reply::error(403));
    let client = script.builder().build_blocking().unwrap();
    let mut threads = client.threads().list("CT_1").into_iter();
    assert_eq!(threads.next().unwrap().unwrap().title.as_deref(), Some("a"));
    assert!(threads.next().unwrap().unwrap_err().is_server_error());
    assert_eq!(threads.next().unwrap().unwrap().title.as_deref(), Some("b"));
    assert!(threads.next().unwrap().unwrap_err().is_forbidden());
    assert!(threads.next().is_none());
    let tokens: Vec<_> = script.requests().iter().map(|it| it.query("next_token")).collect();
    assert_eq!(tokens, [None, Some("2".into()), Some("2".into()), Some("3".into())]);
    script.assert_done();

    let script =
        Script::new().on::<List>(Reply::error(500)).on::<List>(Reply::json(json!({"data": []})));
    let client = script.builder().build_blocking().unwrap();
    let mut pages = client.threads().list("CT_1").pages();
    assert!(pages.next().unwrap().unwrap_err().is_server_error());
    assert!(pages.next().unwrap().is_ok());
    assert!(pages.next().is_none());
}
