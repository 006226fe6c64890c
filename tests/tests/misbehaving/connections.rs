//! No connection, and connections that break.

use std::time::Duration;

use generated_client::chats::HistoryStatus;
use generated_client::chats::requests::Leave;
use generated_client::threads::ThreadAction;
use generated_client::{BoxFuture, Client, Error, ResponseFuture, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use super::files::upload;
use super::server::{Act, Server, TOKEN, json, raw};

const CHAT: &str = r#"{"data": {"chat_type": "group_chat"}}"#;

/// Ways to break off in the middle.
pub(super) fn breaks() -> Vec<Act> {
    vec![
        Act::HangUpUnread,
        Act::HangUpAfter(b""),
        Act::HangUpAfter(b"HTTP/1.1 200 OK\r\ncontent-ty"),
        Act::HangUpAfter(b"HTTP/1.1 200 OK\r\ncontent-length: 19\r\n\r\n{\"data\": {"),
        Act::HangUpAfter(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"data\": {}}"),
        Act::HangUpAfter(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"dat\r\n"),
        Act::HangUpAfter(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno number\r\n"),
        Act::HangUpAfter(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        Act::HangUpAfter(b"SSH-2.0-OpenSSH_9.6\r\n"),
    ]
}

pub(super) fn assert_broken(error: &Error, act: &Act) {
    assert!(error.is_outcome_unknown() && !error.is_not_sent(), "{act:?}: {error:?}");
    let other = error.is_timeout() || error.is_connect() || error.is_tls() || error.is_too_large();
    assert!(!other && !error.is_api() && !error.is_decode(), "{act:?}: {error:?}");
    let text = error.to_string();
    assert!(text.contains(": the connection failed: "), "{act:?}: {text}");
}

type Write = fn(&Client) -> BoxFuture<'static, Result<(), Error>>;

/// A write of every kind, an upload that is read while it is sent too; among them all that set a state, so that doing them twice looks harmless.
const WRITES: &[Write] = &[
    |it| done(it.chats().leave("CT_1")),
    |it| done(it.chats().clear_local_history("CT_1")),
    |it| done(it.chats().close("CT_1")),
    |it| done(it.chats().update_title("CT_1", "Rewards")),
    |it| done(it.chats().update_history_status("CT_1", HistoryStatus::Enabled)),
    |it| done(it.chats().mark_as_read("CT_1", "1_2")),
    |it| done(it.chats().mark_as_unread("CT_1", "1_2")),
    |it| done(it.chats().remove_members("CT_1", ["7"])),
    |it| done(it.threads().update_state("CT_1", ThreadAction::Close)),
    |it| done(it.threads().remove_followers("CT_1", ["7"])),
    |it| done(it.messages().bulk_delete("CT_1", ["1_2"])),
    |it| done(it.messages_v2().edit("CT_1", "1_2", "Hello").notify_edit(true)),
    |it| done(it.messages_v2().delete("CT_1", "1_2")),
    |it| done(it.messages_v2().remove_reaction("CT_1", "1_2", ":smile:")),
    |it| done(it.message_content().post("CT_1", "Hello")),
    |it| done(it.send(upload())),
];

fn done<T: 'static>(
    call: impl IntoFuture<IntoFuture = ResponseFuture<T>>,
) -> BoxFuture<'static, Result<(), Error>> {
    let call = call.into_future();
    Box::pin(async move { call.await.map(drop) })
}

#[tokio::test]
async fn a_write_is_not_repeated_after_a_broken_connection() {
    for act in breaks() {
        for write in WRITES {
            let server = Server::new([act.clone(), json(200, CHAT)]).await;
            let error = write(&server.client()).await.unwrap_err();
            assert_broken(&error, &act);
            assert_eq!(server.connections(), 1, "{act:?}: {error:?}");
        }
    }
}

/// For one call or for all, of a request that is bound to a client or not.
#[tokio::test]
async fn a_write_is_repeated_after_a_broken_connection_if_the_caller_asks() {
    let retry = RetryPolicy::new().base_delay(Duration::from_millis(1)).repeat_if_unknown();
    for act in breaks() {
        let script = [act.clone(), json(200, "")];
        let server = Server::new(script.clone()).await;
        let edit = server.client().messages_v2().edit("CT_1", "1_2", "Hello");
        edit.repeat_if_unknown().notify_edit(true).await.unwrap();
        let seen = server.seen();
        let unread = usize::from(matches!(act, Act::HangUpUnread));
        assert_eq!(seen.len(), 2 - unread, "{act:?}");
        assert!(seen.iter().all(|it| *it == seen[0]), "{seen:?}");

        let server = Server::new(script.clone()).await;
        let leave = Leave::new("CT_1").repeat_if_unknown();
        server.client().send(&leave).await.unwrap();
        assert_eq!(server.connections(), 2, "{act:?}");

        let server = Server::new(script).await;
        let client = server.builder().retry(retry).build().unwrap();
        client.chats().leave("CT_1").await.unwrap();
        assert_eq!(server.connections(), 2, "{act:?}");
    }
}

#[tokio::test]
async fn a_read_is_repeated_after_a_broken_connection() {
    for act in breaks() {
        let server = Server::new([act.clone(), act.clone(), json(200, CHAT)]).await;
        let chat = server.client().chats().get("CT_1").await;
        assert!(chat.is_ok(), "{act:?}: {chat:?}");
        assert_eq!(server.connections(), 3, "{act:?}");
    }
}

#[tokio::test]
async fn a_connection_that_always_breaks_is_given_up() {
    for act in breaks() {
        let server = Server::new([act.clone()]).await;
        let error = server.client().chats().get("CT_1").await.unwrap_err();
        assert_broken(&error, &act);
        assert_eq!(server.connections(), 4, "{act:?}");
    }
}

/// A port that is taken, so that nobody else gets it, and that nobody listens at.
fn closed_port() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_for_writes_too() {
    let (socket, url) = closed_port();
    let retry = RetryPolicy::new().base_delay(Duration::from_millis(1)).max_attempts(2);
    let client = Client::builder().base_url(&url).access_token(TOKEN).retry(retry);
    let client = client.build().unwrap();
    let error = client.chats().leave("CT_1").await.unwrap_err();
    assert!(error.is_connect() && error.is_not_sent() && !error.is_outcome_unknown());
    assert!(!error.is_timeout() && !error.is_tls(), "{error:?}");
    assert!(error.to_string().starts_with("chats.leave: cannot connect: "), "{error}");

    // The server comes up between two attempts.
    let patient = RetryPolicy::new().base_delay(Duration::from_millis(400)).max_attempts(100);
    let client = Client::builder().base_url(&url).access_token(TOKEN).retry(patient);
    let call = tokio::spawn(client.build().unwrap().chats().leave("CT_1").into_future());
    tokio::time::sleep(Duration::from_millis(50)).await;
    let listener = socket.listen(8).unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut start = [0; 4];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"POST");
    stream.write_all(raw(204, &[], "").as_bytes()).await.unwrap();
    call.await.unwrap().unwrap();
}

/// A server closes a connection that it had promised to keep; the client finds out before it sends, or while it does.
#[tokio::test]
async fn a_connection_that_was_closed_while_idle() {
    let idle = || Act::RespondThenHangUp(raw(200, &[], CHAT));
    let server = Server::new([idle(), idle(), idle(), json(204, "")]).await;
    let client = server.client();
    for _ in 0..2 {
        client.chats().get("CT_1").await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    client.chats().leave("CT_1").await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    client.message_content().post("CT_1", "Hello").await.unwrap();
    let posts = server.seen().iter().filter(|it| it.line.starts_with("POST")).count();
    assert_eq!((posts, server.count()), (2, 4));
    // At the very moment at which the server hangs up.
    let server = Server::new([idle()]).await;
    let client = server.client();
    for round in 0..20 {
        client.chats().get("CT_1").await.unwrap();
        tokio::time::sleep(Duration::from_millis(40 + round)).await;
        let before = server.count();
        if let Err(error) = client.chats().leave("CT_1").await {
            assert!(error.is_outcome_unknown(), "{error:?}");
        }
        let posts = server.seen()[before..].iter().filter(|it| it.line.starts_with("POST")).count();
        assert!(posts <= 1);
    }
}
