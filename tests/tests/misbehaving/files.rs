//! Files that are sent while they are read, and read while they come. What breaks, is late, leads elsewhere or is refused
//! is that of the other calls, of which uploads are further rows.

use std::io::{Cursor, Read};
use std::time::Duration;

use futures_util::StreamExt;
use generated_client::{Client, Error, File, RetryPolicy};

use super::connections::{assert_broken, breaks};
use super::file_operations::{Load, Upload};
use super::limits::{SOON, endless, slow};
use super::server::{Act, Server, answer_with, json, raw};
use super::throttling::{assert_about, throttled};
use super::tokens::{self, REFUSED};

const NOTE: &str = "Hello";

/// A file that is streamed, and can be read again.
pub(super) fn upload_of(text: &str) -> Upload {
    let file = File::new("note.txt", text.to_owned()).on_progress(|_| ());
    Upload { file, repeats_if_unknown: false }
}

pub(super) fn upload() -> Upload {
    upload_of(NOTE)
}

/// One that can be read once.
fn upload_once(content: impl Read + Send + 'static, length: usize) -> Upload {
    let file = File::from_reader("note.txt", content, u64::try_from(length).unwrap());
    Upload { file, repeats_if_unknown: false }
}

/// What is in a file that was downloaded.
pub(super) async fn load(client: &Client) -> Result<Vec<u8>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("note.txt");
    client.download(Load).to_file(&path).await?;
    Ok(std::fs::read(&path).unwrap())
}

#[tokio::test]
async fn a_download_is_repeated_after_a_broken_connection() {
    for act in breaks() {
        let server = Server::new([act.clone(), act.clone(), json(200, NOTE)]).await;
        let loaded = load(&server.client()).await;
        assert_eq!(loaded.unwrap(), NOTE.as_bytes(), "{act:?}");
        assert_eq!(server.connections(), 3, "{act:?}");

        let server = Server::new([act.clone()]).await;
        assert_broken(&load(&server.client()).await.unwrap_err(), &act);
        assert_eq!(server.connections(), 4, "{act:?}");
    }
}

/// What came before is the caller's already.
#[tokio::test]
async fn a_stream_that_breaks_ends_with_its_error() {
    let act = Act::HangUpAfter(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nHello");
    let server = Server::new([act, json(200, NOTE)]).await;
    let (_, body) = server.client().download(Load).stream().await.unwrap();
    let chunks: Vec<_> = body.collect().await;
    assert_eq!(chunks.first().unwrap().as_deref().unwrap(), NOTE.as_bytes());
    let error = chunks.last().unwrap().as_ref().unwrap_err();
    assert!(!error.is_connect() && !error.is_timeout(), "{error:?}");
    assert_eq!((chunks.len(), server.count()), (2, 1));
}

#[tokio::test]
async fn a_download_that_is_late_or_has_no_end_has_its_time() {
    for act in slow() {
        let server = Server::new([act.clone(), json(200, NOTE)]).await;
        let client = server.builder().timeout(SOON).build().unwrap();
        assert_eq!(load(&client).await.unwrap(), NOTE.as_bytes());
        assert_eq!(server.count(), 2, "{act:?}");
    }
    for act in slow().into_iter().chain(endless()) {
        let server = Server::new([act]).await;
        let retry = RetryPolicy::new().base_delay(Duration::from_millis(1)).max_attempts(1000);
        let client = server.builder().retry(retry).timeout(3 * SOON).total_timeout(9 * SOON);
        let error = load(&client.build().unwrap()).await.unwrap_err();
        assert!(error.is_timeout() && !error.is_api(), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_refused_with_429_freezes_its_route() {
    for (act, _) in throttled() {
        let server = Server::new([act.clone(), json(200, NOTE)]).await;
        let client = server.client();
        for upload in [upload_once(Cursor::new(NOTE), NOTE.len()), upload()] {
            let error = client.send(upload).await.unwrap_err();
            assert!(error.is_rate_limited() && !error.is_outcome_unknown(), "{act:?}: {error:?}");
            let held = error.retry_after().unwrap();
            assert!(held >= Duration::from_secs(30), "{act:?}: {held:?}");
        }
        assert_eq!(server.count(), 1, "{act:?}");
        assert_eq!(load(&client).await.unwrap(), NOTE.as_bytes(), "another route");
    }
    // Of a short lock, only what can be read again is sent again.
    let short = answer_with(429, &[("retry-after", "1")], "");
    let server = Server::new([short.clone(), json(204, ""), short, json(204, "")]).await;
    let client = server.client();
    client.send(upload()).await.unwrap();
    assert!(server.seen().iter().all(|it| it.body == NOTE), "{:?}", server.seen());
    let once = upload_once(Cursor::new(NOTE), NOTE.len());
    let error = client.send(once).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_api(), "{error:?}");
    assert_about(error.retry_after(), Duration::from_secs(1));
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_file_that_is_refused_with_401_is_sent_again_if_it_can_be_read_again() {
    let service = Server::new([json(401, REFUSED), json(204, ""), json(401, REFUSED)]).await;
    let accounts = Server::new([tokens::token(1), tokens::token(2), tokens::token(3)]).await;
    let client = tokens::client(&service, &accounts);
    client.send(upload()).await.unwrap();
    assert_eq!(service.seen()[1].body, NOTE);
    assert_eq!(
        tokens::tokens(&service),
        ["Zoho-oauthtoken 1000.t1", "Zoho-oauthtoken 1000.t2"],
        "the second attempt has a new token"
    );
    let error = client.send(upload_once(Cursor::new(NOTE), NOTE.len())).await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_outcome_unknown(), "{error:?}");
    assert_eq!(service.count(), 3);
}

/// A service that has seen enough does not read the rest, and may hang up.
#[tokio::test]
async fn a_refusal_in_the_middle_of_an_upload_is_read() {
    const LARGE: usize = 100_000_000;
    for status in [401, 413, 429, 500] {
        let response = raw(status, &[("retry-after", "300")], "<h1>No</h1>");
        let server = Server::new([Act::RespondUnread(response)]).await;
        let client = server.client();
        let content = std::io::repeat(0).take(LARGE as u64);
        let error = client.send(upload_once(content, LARGE)).await.unwrap_err();
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status), "{error:?}");
        assert_eq!(error.is_outcome_unknown(), status == 500, "{error:?}");
        assert_eq!(server.count(), 1);
    }
}
