//! A service on loopback that answers from memory.

use std::net::TcpListener;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use generated_client::bytes::Bytes;
use generated_client::http::Response;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

/// The document's example `get`.
const CHAT: &str = include_str!("chat.json");
const TITLE: &str =
    r#"{"type": "chat", "data": {"title": "Release room", "chat_id": "2890538000000012345"}}"#;

/// 100 chats, of which every other one shows its last message.
static LIST: LazyLock<Bytes> = LazyLock::new(|| {
    let chats = [include_str!("listed_chat.json"), include_str!("chat_with_message.json")];
    let chats: Vec<_> = chats.into_iter().cycle().take(100).collect();
    format!(r#"{{"chats": [{}]}}"#, chats.join(",")).into()
});

/// The same with members that the document does not name in every chat.
static NEWER_LIST: LazyLock<Bytes> = LazyLock::new(|| {
    let list = String::from_utf8_lossy(&LIST);
    let newer =
        r#""title": "Release room", "permissions": {"reply": true, "edit": false}, "pinned""#;
    list.replace(r#""pinned""#, newer).into()
});

pub(crate) fn list_response() -> Response<Bytes> {
    Response::new(LIST.clone())
}

pub(crate) fn newer_list_response() -> Response<Bytes> {
    Response::new(NEWER_LIST.clone())
}

/// The runtime of both callers: all that they do is on the calling thread, so that all allocations are counted.
pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Where the service is. It is started when it is first asked for, as one thread for all connections: with several, the
/// callers of a pair would meet other conditions, depending on which core each thread is on.
pub(crate) fn url() -> &'static str {
    static URL: LazyLock<String> = LazyLock::new(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || runtime().block_on(listen(listener)));
        url
    });
    &URL
}

/// How many connections were made so far.
pub(crate) fn connections() -> usize {
    CONNECTIONS.load(Ordering::Relaxed)
}

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

async fn listen(listener: TcpListener) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        CONNECTIONS.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(serve(stream));
    }
}

/// Every request is assumed to come in one piece, which those of the benchmark do.
async fn serve(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let json = |body: &str| {
        let length = body.len();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
        format!("{head} {length}\r\n\r\n{body}").into_bytes()
    };
    let chat = json(CHAT);
    let title = json(TITLE);
    let list = json(str::from_utf8(&LIST).unwrap());
    let done = b"HTTP/1.1 204 No Content\r\n\r\n".to_vec();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut buffer).await {
        let request = &buffer[..length];
        let response = if request.starts_with(b"GET /api/v3/chats/") {
            &chat
        } else if request.starts_with(b"GET /api/v3/chats?limit=100 ") {
            &list
        } else if request.ends_with(br#""close_chat"}"#) {
            &done
        } else {
            assert!(request.ends_with(br#""title":"Release room"}"#), "an unknown request");
            &title
        };
        stream.write_all(response).await.unwrap();
    }
}
