//! The client for programs without async, against a real HTTP server on loopback.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use generated_client::blocking::Client;
use generated_client::pacing::{Limit, Pacer, PacerError, Permit, SlidingWindow, Turn};
use generated_client::test_util::{Reply, Script};
use generated_client::threads::requests::List;
use generated_client::{BoxFuture, ClientBuilder, RetryPolicy, Timer, TokioTimer};
use serde_json::json;

/// A service that answers everything alike.
struct Service {
    url: String,
    connections: Arc<AtomicUsize>,
    requests: mpsc::Receiver<(String, Instant)>,
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

fn serve(
    mut stream: &TcpStream,
    response: &str,
    idle: Duration,
    sender: &mpsc::Sender<(String, Instant)>,
) {
    stream.set_read_timeout(Some(idle)).unwrap();
    let mut lines = BufReader::new(stream);
    loop {
        let (mut first, mut length) = (String::new(), 0);
        if !matches!(lines.read_line(&mut first), Ok(1..)) {
            return;
        }
        loop {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        lines.read_exact(&mut vec![0; length]).unwrap();
        let _ = sender.send((first.trim().to_owned(), Instant::now()));
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
    let lines: Vec<_> = service.requests.try_iter().map(|(line, _)| line).collect();
    let close = "PUT /api/v3/chats/CT_1 HTTP/1.1";
    assert_eq!(lines, ["GET /api/v3/chats?limit=5 HTTP/1.1", close, close]);
}

/// A call that comes before the connection of the last one is free again may open another one.
#[test]
fn connections_are_kept() {
    const CALLS: usize = 20;
    let service = Service::start(DONE);
    let client = service.builder().pacer(generated_client::pacing::Off).build_blocking().unwrap();
    for _ in 0..CALLS {
        client.chats().close("CT_1").send().unwrap();
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
    let lines: Vec<_> = service.requests.try_iter().map(|(line, _)| line).collect();
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
    let mut times: Vec<_> = service.requests.try_iter().map(|(_, time)| time).collect();
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
