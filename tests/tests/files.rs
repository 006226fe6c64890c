//! Files that are sent while they are read, and written while they come.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of tests fail as tests do"
)]

#[path = "files/downloads.rs"]
mod downloads;
mod file_operations;

use std::io::{self, Cursor, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use generated_client::bytes::Bytes;
use generated_client::http::Method;
use generated_client::pacing::Off;
use generated_client::{
    Checker, Client, ClientBuilder, Encoder, Error, File, Form, FormBody, Operation, OperationInfo,
    Response, RetryPolicy, Validate,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use file_operations::{Load, Upload};

/// It is repeated also where it is unknown whether it was carried out.
fn upload(file: File) -> Upload {
    Upload { file, repeats_if_unknown: true }
}

/// A file in a form.
struct Share(Parts);

struct Parts(File);

impl FormBody for Parts {
    fn write_parts(&self, form: &mut Form) {
        form.text("comment", "A film");
        form.files("file", [&self.0]);
    }
}

impl Validate for Parts {
    fn validate(&self, _: &mut Checker) {}
}

impl Operation for Share {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("files", "share", Method::POST, "", "/files");

    fn encode(&self, request: &mut Encoder) {
        request.multipart(&self.0);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}

/// What a request was: its head, how long its body was, and how that began.
#[derive(Clone, Debug)]
struct Seen {
    head: String,
    length: usize,
    start: String,
}

/// A server that answers each request with the next of these, then hangs up; the last one is for all further requests.
struct Server {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    async fn new(responses: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let responses: Vec<String> = responses.iter().map(|&it| it.replace('\n', "\r\n")).collect();
        let all = seen.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let Some(request) = read_request(&mut stream).await else { continue };
                let number = {
                    let mut all = all.lock().unwrap();
                    all.push(request);
                    all.len()
                };
                let response = &responses[(number - 1).min(responses.len() - 1)];
                let head = response.trim_end_matches(ZEROS);
                let _ = stream.write_all(head.as_bytes()).await;
                if head.len() < response.len() {
                    send_zeros(&mut stream).await;
                }
                let _ = stream.shutdown().await;
            }
        });
        Self { url, seen }
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn builder(&self) -> ClientBuilder {
        let retry = RetryPolicy::new().base_delay(Duration::from_millis(1));
        let client = Client::builder().base_url(&self.url).access_token("1000.s3cret");
        client.retry(retry).pacer(Off)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

const GIGABYTE: usize = 1 << 30;

/// Stands for so many.
const ZEROS: &str = "ZEROS";

async fn send_zeros(stream: &mut TcpStream) {
    let chunk = [0; 1 << 16];
    for _ in 0..GIGABYTE / chunk.len() {
        if stream.write_all(&chunk).await.is_err() {
            return;
        }
    }
}

/// Keeps the first kilobyte of a body.
async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let declared = length.map_or(0, |it| it.parse().unwrap());
    let (mut length, mut start, mut chunk) = (0, Vec::new(), vec![0; 1 << 16]);
    while length < declared {
        let read = stream.read(&mut chunk).await.ok()?;
        if read == 0 {
            break;
        }
        if start.len() < 1024 {
            start.extend_from_slice(&chunk[..read]);
        }
        length += read;
    }
    Some(Seen { head, length, start: String::from_utf8_lossy(&start).into_owned() })
}

const DONE: &str = "HTTP/1.1 204 X\n\n";
const BUSY: &str = "HTTP/1.1 503 X\ncontent-length: 0\n\n";

/// The most memory that this process has had, in megabytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() / 1024
}

#[tokio::test]
async fn a_gigabyte_goes_up_and_comes_down_in_flat_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    std::fs::File::create(&path).unwrap().set_len(GIGABYTE as u64).unwrap();
    let zeros = format!("HTTP/1.1 200 X\ncontent-length: {GIGABYTE}\n\n{ZEROS}");
    let server = Server::new(&[DONE, DONE, &zeros]).await;
    let client = server.client();
    let before = peak();

    let sent = Arc::new(Mutex::new(0));
    let progress = sent.clone();
    let file = File::open(&path).unwrap().on_progress(move |it| *progress.lock().unwrap() = it);
    client.send(upload(file)).await.unwrap();
    client.send(Share(Parts(File::open(&path).unwrap()))).await.unwrap();
    let seen = server.seen();
    assert_eq!((seen[0].length, *sent.lock().unwrap()), (GIGABYTE, GIGABYTE as u64));
    assert!(seen[1].length > GIGABYTE && seen[1].start.contains("filename=\"film.mp4\""));

    let (_, mut body) = client.download(Load).stream().await.unwrap();
    let mut length = 0;
    while let Some(chunk) = body.next().await {
        length += chunk.unwrap().len();
    }
    assert_eq!(length, GIGABYTE);
    let grown = peak() - before;
    assert!(grown < 64, "{grown} MB");
}

#[tokio::test]
async fn what_was_begun_is_repeated_only_if_it_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("note.txt");
    std::fs::write(&path, "Hello").unwrap();
    let reader = || File::from_reader("note.txt", Cursor::new("Hello"), 5);
    let stream = || {
        let chunks = futures_util::stream::iter([Ok(Bytes::from("Hel")), Ok(Bytes::from("lo"))]);
        File::from_stream("note.txt", chunks, Some(5))
    };
    let seen_progress = || File::new("note.txt", "Hello").on_progress(|_| ());
    for (file, is_repeated) in [
        (File::new("note.txt", "Hello"), true),
        (seen_progress(), true),
        (File::open(&path).unwrap(), true),
        (reader(), false),
        (stream(), false),
    ] {
        let server = Server::new(&[BUSY, DONE]).await;
        let result = server.client().send(upload(file)).await;
        let seen = server.seen();
        assert!(seen.iter().all(|it| it.start == "Hello"), "{seen:?}");
        assert_eq!(seen.len(), if is_repeated { 2 } else { 1 });
        match result {
            Ok(()) => assert!(is_repeated),
            Err(error) => assert!(error.is_server_error() && error.is_outcome_unknown(), "{error}"),
        }
    }
    // What was not begun can still be sent.
    let nobody = Client::builder().base_url("http://127.0.0.1:1").access_token("1000.any");
    let nobody = nobody.retry(RetryPolicy::new().base_delay(Duration::from_millis(1)));
    let file = reader();
    let error = nobody.build().unwrap().send(upload(file.clone())).await.unwrap_err();
    assert!(error.is_connect() && error.is_not_sent(), "{error}");
    let server = Server::new(&[DONE]).await;
    server.client().send(upload(file.clone())).await.unwrap();
    let error = server.client().send(upload(file)).await.unwrap_err();
    assert!(error.to_string().contains("it was read before"), "{error}");
}

/// Breaks in the middle.
struct Broken(bool);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if std::mem::replace(&mut self.0, true) {
            return Err(io::Error::other("the disk is gone"));
        }
        buffer[0] = b'x';
        Ok(1)
    }
}

#[tokio::test]
async fn a_source_that_fails_is_named_and_nothing_is_repeated() {
    for (file, reason) in [
        (File::from_reader("x", Broken(false), 100_000), "the disk is gone"),
        (File::from_reader("x", Cursor::new("short"), 100), "it has 5 bytes in place of 100"),
        (File::from_reader("x", Cursor::new("long"), 3), "it has 4 bytes or more in place of 3"),
    ] {
        let server = Server::new(&[DONE]).await;
        let error = server.client().send(upload(file)).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("the body of the request cannot be read: "), "{text}");
        assert!(text.contains(reason), "{text}");
        // What the service got of it ends too soon.
        assert!(!error.is_outcome_unknown() && !error.is_not_sent(), "{error}");
        assert!(server.seen().len() <= 1);
    }
}

#[test]
fn a_folder_is_no_file_to_open() {
    let folder = tempfile::tempdir().unwrap();
    let error = File::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("no regular file"), "{error}");
}

#[tokio::test]
async fn an_empty_chunk_is_not_the_end_of_a_file() {
    let server = Server::new(&[DONE]).await;
    let chunks = ["ab", "", "cd"].map(|it| Ok(Bytes::from(it)));
    let file = File::from_stream("x", futures_util::stream::iter(chunks), Some(4));
    server.client().send(upload(file)).await.unwrap();
    assert_eq!(server.seen()[0].start, "abcd");
}

/// As long as bytes come, a download goes on; a response to an upload is no download.
#[tokio::test]
async fn a_response_to_an_upload_that_comes_drop_by_drop_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let dripping = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 1000000\r\n\r\n").await.unwrap();
        while stream.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let client = Client::builder().base_url(&url).access_token("1000.s3cret").pacer(Off);
    let client =
        client.timeout(Duration::from_millis(200)).retry(RetryPolicy::off()).build().unwrap();
    let file = File::from_stream("x", futures_util::stream::iter([Ok(Bytes::from("x"))]), Some(1));
    let error = client.send(upload(file)).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error}");
    dripping.abort();
}

/// A server that answers as soon as an upload begins, and reads on.
async fn hasty(response: &'static str) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut chunk = [0; 1024];
        assert!(stream.read(&mut chunk).await.unwrap() > 0);
        stream.write_all(response.as_bytes()).await.unwrap();
        while stream.read(&mut chunk).await.is_ok_and(|read| read > 0) {}
    });
    let client = Client::builder().base_url(&url).access_token("1000.s3cret").pacer(Off);
    client.build().unwrap()
}

#[tokio::test]
async fn no_file_is_sent_on_when_its_call_is_over() {
    let client = hasty("HTTP/1.1 413 X\r\ncontent-length: 0\r\n\r\n").await;
    let (dropped, is_dropped) = oneshot::channel::<()>();
    let endless = futures_util::stream::unfold(dropped, async |dropped| {
        tokio::time::sleep(Duration::from_millis(1)).await;
        Some((Ok(Bytes::from("x")), dropped))
    });
    let file = File::from_stream("x", endless, None);
    assert_eq!(client.send(upload(file)).await.unwrap_err().status().unwrap(), 413);
    // The sender goes with the stream.
    let ended = tokio::time::timeout(Duration::from_secs(20), is_dropped).await;
    assert!(ended.expect("it is read on").is_err());
}

#[tokio::test]
async fn a_file_that_is_accepted_before_its_end_is_sent_to_its_end() {
    const PIECES: usize = 100;
    let client = hasty("HTTP/1.1 204 X\r\n\r\n").await;
    let taken = Arc::new(AtomicUsize::new(0));
    let pieces = futures_util::stream::iter((0..PIECES).map(Ok)).then({
        let taken = taken.clone();
        move |piece: io::Result<usize>| {
            taken.fetch_add(1, Ordering::SeqCst);
            async {
                tokio::time::sleep(Duration::from_millis(1)).await;
                piece.map(|_| Bytes::from("x"))
            }
        }
    });
    client.send(upload(File::from_stream("x", pieces, Some(PIECES as u64)))).await.unwrap();
    assert_eq!(taken.load(Ordering::SeqCst), PIECES);
}
