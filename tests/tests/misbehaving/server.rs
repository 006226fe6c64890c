//! An HTTP server on loopback that follows a script, and remembers what it was sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::{Client, ClientBuilder, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub(crate) const TOKEN: &str = "1000.s3cret";

/// What the server does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Responses, and keeps the connection.
    Response(String),
    /// Answers with a status and a page, in which `{line}`, `{authorization}` and `{body}` are those of the request.
    Echo(u16, &'static str),
    /// Hangs up before it has read anything.
    HangUpUnread,
    /// Responds to the head of a request, and reads no more.
    RespondUnread(String),
    /// Reads the request, sends these bytes, and hangs up.
    HangUpAfter(&'static [u8]),
    /// Sends the first, and then the second for ever.
    Endless(&'static str, &'static str),
    /// Sends a byte now and then, and never all.
    Drip(&'static str),
    /// Never answers.
    Hang,
    /// Responses, and hangs up shortly after without having said so.
    RespondThenHangUp(String),
}

/// A response with a status, a content type and a body.
pub(crate) fn response(status: u16, content_type: &str, body: &str) -> Act {
    answer_with(status, &[("content-type", content_type)], body)
}

pub(crate) fn json(status: u16, body: &str) -> Act {
    response(status, "application/json", body)
}

pub(crate) fn answer_with(status: u16, headers: &[(&str, &str)], body: &str) -> Act {
    Act::Response(raw(status, headers, body))
}

pub(crate) fn raw(status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

/// What the server was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Method and path.
    pub(crate) line: String,
    pub(crate) authorization: String,
    pub(crate) body: String,
}

pub(crate) struct Server {
    url: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

struct State {
    /// What is still to be done; the last act is done for all further requests.
    script: Mutex<Vec<Act>>,
    seen: Mutex<Vec<Seen>>,
    connections: Mutex<usize>,
}

impl Server {
    pub(crate) async fn new(script: impl Into<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut script = script.into();
        script.reverse();
        let state = Arc::new(State {
            script: Mutex::new(script),
            seen: Mutex::default(),
            connections: Mutex::default(),
        });
        let task = tokio::spawn(accept(listener, state.clone()));
        Self { url, state, task }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Waits between attempts are short.
    pub(crate) fn builder(&self) -> ClientBuilder {
        let retry = RetryPolicy::new().base_delay(Duration::from_millis(1));
        Client::builder().base_url(&self.url).access_token(TOKEN).retry(retry)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().unwrap().clone()
    }

    /// How many requests came.
    pub(crate) fn count(&self) -> usize {
        self.state.seen.lock().unwrap().len()
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        *self.state.connections.lock().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    fn next(&self) -> Act {
        let mut script = self.script.lock().unwrap();
        if script.len() > 1 { script.pop().unwrap() } else { script[0].clone() }
    }

    fn hangs_up_unread(&self) -> bool {
        matches!(self.script.lock().unwrap().last(), Some(Act::HangUpUnread))
    }

    fn reads_bodies(&self) -> bool {
        !matches!(self.script.lock().unwrap().last(), Some(Act::RespondUnread(_)))
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        *state.connections.lock().unwrap() += 1;
        if state.hangs_up_unread() {
            state.next();
            continue;
        }
        let state = state.clone();
        tokio::spawn(async move { serve(stream, &state).await });
    }
}

/// Until either side hangs up.
async fn serve(mut stream: TcpStream, state: &State) -> Option<()> {
    let mut unread = Vec::new();
    loop {
        let seen = read_request(&mut stream, &mut unread, state.reads_bodies()).await?;
        let act = match state.next() {
            Act::Echo(status, page) => {
                let page = page.replace("{authorization}", &seen.authorization);
                let page = page.replace("{line}", &seen.line);
                response(status, "text/html", &page.replace("{body}", &seen.body))
            }
            act => act,
        };
        state.seen.lock().unwrap().push(seen);
        act_on(act, &mut stream).await?;
    }
}

/// `None` when the connection is over.
async fn act_on(act: Act, stream: &mut TcpStream) -> Option<()> {
    match act {
        Act::Response(response) => return stream.write_all(response.as_bytes()).await.ok(),
        Act::HangUpUnread | Act::Echo(..) => {}
        Act::HangUpAfter(bytes) => stream.write_all(bytes).await.ok()?,
        Act::Endless(head, chunk) => {
            stream.write_all(head.as_bytes()).await.ok()?;
            loop {
                stream.write_all(chunk.as_bytes()).await.ok()?;
            }
        }
        Act::Drip(response) => {
            for byte in response.bytes() {
                stream.write_all(&[byte]).await.ok()?;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            std::future::pending().await
        }
        Act::Hang => std::future::pending().await,
        Act::RespondUnread(response) => {
            stream.write_all(response.as_bytes()).await.ok()?;
            std::future::pending().await
        }
        Act::RespondThenHangUp(response) => {
            stream.write_all(response.as_bytes()).await.ok()?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    None
}

/// Reads a request with as many bytes of body as it says, if it is to read any, or `None` at the end of the connection.
async fn read_request(
    stream: &mut TcpStream,
    unread: &mut Vec<u8>,
    reads_body: bool,
) -> Option<Seen> {
    loop {
        if let Some((seen, length)) = parse(unread, reads_body) {
            unread.drain(..length);
            return Some(seen);
        }
        if stream.read_buf(unread).await.ok()? == 0 {
            return None;
        }
    }
}

fn parse(bytes: &[u8], reads_body: bool) -> Option<(Seen, usize)> {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let header = |name: &str| {
        let value = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        value.unwrap_or_default().to_owned()
    };
    let length = header("content-length").parse().unwrap_or(0);
    let length = if reads_body { length } else { 0 };
    let body = bytes.get(end..end + length)?;
    let line = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let body = String::from_utf8(body.to_vec()).unwrap();
    Some((Seen { line, authorization: header("authorization"), body }, end + length))
}
