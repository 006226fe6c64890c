//! Files that are written while they come, and go on where they broke off.

use std::sync::{Arc, Mutex};

use generated_client::bytes::Bytes;
use generated_client::http::Method;
use generated_client::observer::{Attempt, Observer};
use generated_client::{Encoder, Error, Operation, OperationInfo, Response};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use super::file_operations::Load;
use super::{BUSY, Seen, Server, read_request};

const FIRST: &str = "HTTP/1.1 200 X\netag: \"v1\"\ncontent-length: 10\n\n01234";
const REST: &str =
    "HTTP/1.1 206 X\netag: \"v1\"\ncontent-range: bytes 5-9/10\ncontent-length: 5\n\n56789";

async fn downloaded(responses: &[&str]) -> (Result<String, Error>, Vec<Seen>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    let server = Server::new(responses).await;
    let result = server.client().download(Load).to_file(&path).await;
    let result = result.map(|length| {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.len() as u64, length);
        text
    });
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, usize::from(result.is_ok()), "nothing is left of what failed");
    (result, server.seen())
}

#[tokio::test]
async fn a_download_goes_on_where_it_broke_off() {
    let (result, seen) = downloaded(&[FIRST, REST]).await;
    assert_eq!(result.unwrap(), "0123456789");
    assert!(!seen[0].head.contains("range: "), "{}", seen[0].head);
    let head = &seen[1].head;
    assert!(
        head.contains("range: bytes=5-\r\n") && head.contains("if-range: \"v1\"\r\n"),
        "{head}"
    );
}

#[tokio::test]
async fn a_download_begins_anew_where_there_is_no_rest_of_the_same() {
    let changed = "HTTP/1.1 200 X\netag: \"v2\"\ncontent-length: 3\n\nnew";
    let (result, seen) = downloaded(&[FIRST, changed]).await;
    assert_eq!((result.unwrap().as_str(), seen.len()), ("new", 2));
    let unnamed = FIRST.replace("etag: \"v1\"", "etag: W/\"v1\"");
    let (result, seen) = downloaded(&[&unnamed, changed]).await;
    assert_eq!(result.unwrap(), "new");
    assert!(!seen[1].head.contains("range: "), "{}", seen[1].head);
}

#[tokio::test]
async fn a_download_begins_anew_where_a_part_is_not_the_rest() {
    let whole = "HTTP/1.1 200 X\netag: \"v1\"\ncontent-length: 10\n\n0123456789";
    for (range, part) in [
        ("bytes 4-8/10", "56789"),
        ("bytes 5-7/10", "567"),
        ("bytes 5-9/20", "56789"),
        ("bytes 5-7/8", "567"),
        ("bytes 5-7/*", "567"),
        ("bytes 5-9/10", "567891"),
        ("bytes */10", "56789"),
    ] {
        let part = format!(
            "HTTP/1.1 206 X\ncontent-range: {range}\ncontent-length: {}\n\n{part}",
            part.len()
        );
        let (result, seen) = downloaded(&[FIRST, &part, whole]).await;
        assert_eq!(result.unwrap(), "0123456789", "{range}");
        assert!(!seen[2].head.contains("range: "), "{}", seen[2].head);
    }
    let (result, _) = downloaded(&[FIRST, &REST.replace("v1", "v2"), whole]).await;
    assert_eq!(result.unwrap(), "0123456789", "a part of another version");
}

/// Number, outcome, how many bytes came, and whether another attempt follows.
type Told = (u32, &'static str, u64, bool);

#[derive(Clone, Default)]
struct Noted(Arc<Mutex<Vec<Told>>>);

impl Observer for Noted {
    fn on_attempt(&self, attempt: &Attempt) {
        let Attempt { number, outcome, bytes_received, next, .. } = attempt;
        let told = (*number, outcome.as_str(), *bytes_received, next.is_some());
        self.0.lock().unwrap().push(told);
    }
}

#[tokio::test]
async fn an_observer_is_told_of_each_attempt_of_a_download() {
    let folder = tempfile::tempdir().unwrap();
    let noted = Noted::default();
    let missing = "HTTP/1.1 404 X\ncontent-length: 0\n\n";
    let server = Server::new(&[FIRST, REST, FIRST, missing]).await;
    let client = server.builder().observer(noted.clone()).build().unwrap();
    client.download(Load).to_file(folder.path().join("a")).await.unwrap();
    client.download(Load).to_file(folder.path().join("b")).await.unwrap_err();
    assert_eq!(
        *noted.0.lock().unwrap(),
        [
            (1, "no_response", 5, true),
            (2, "success", 5, false),
            (1, "no_response", 5, true),
            (2, "refused", 0, false),
        ]
    );
}

#[tokio::test]
async fn an_observer_is_told_what_follows_where_the_rest_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let noted = Noted::default();
    let refused = "HTTP/1.1 416 X\ncontent-length: 2\n\nno";
    let server = Server::new(&[FIRST, refused, &FIRST.replace("10", "5"), refused]).await;
    let client = server.builder().observer(noted.clone()).build().unwrap();
    client.download(Load).to_file(folder.path().join("a")).await.unwrap();
    client.download(Load).to_file(folder.path().join("b")).await.unwrap_err();
    client.download(Load).stream().await.unwrap_err();
    assert_eq!(
        *noted.0.lock().unwrap(),
        [
            (1, "no_response", 5, true),
            (2, "refused", 2, true),
            (3, "success", 5, false),
            // Nobody asked for a rest here.
            (1, "refused", 2, false),
            (1, "refused", 2, false),
        ]
    );
}

#[tokio::test]
async fn what_a_part_lacks_of_its_range_is_asked_for() {
    let short = REST.replace("content-length: 5\n\n56789", "content-length: 3\n\n567");
    let rest = "HTTP/1.1 206 X\ncontent-range: bytes 8-9/*\ncontent-length: 2\n\n89";
    let (result, seen) = downloaded(&[FIRST, &short, rest]).await;
    assert_eq!(result.unwrap(), "0123456789");
    assert!(seen[2].head.contains("range: bytes=8-\r\n"), "{}", seen[2].head);
}

#[tokio::test]
async fn a_download_begins_anew_where_the_rest_is_refused() {
    let end_is_lost = FIRST.replace("content-length: 10", "content-length: 6");
    let refused = "HTTP/1.1 416 X\ncontent-range: bytes */5\ncontent-length: 0\n\n";
    let whole = "HTTP/1.1 200 X\ncontent-length: 5\n\n01234";
    let (result, seen) = downloaded(&[&end_is_lost, refused, whole]).await;
    assert_eq!(result.unwrap(), "01234");
    assert!(seen[1].head.contains("range: ") && !seen[2].head.contains("range: "));
}

#[tokio::test]
async fn two_downloads_to_one_place_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    #[cfg(unix)]
    std::os::unix::fs::symlink("elsewhere", folder.path().join("film.mp4.part")).unwrap();
    let one = Server::new(&["HTTP/1.1 200 X\ncontent-length: 3\n\none"]).await;
    let two = Server::new(&["HTTP/1.1 200 X\ncontent-length: 3\n\ntwo"]).await;
    let (one, two) = (one.client(), two.client());
    let both = tokio::join!(one.download(Load).to_file(&path), two.download(Load).to_file(&path));
    assert_eq!((both.0.unwrap(), both.1.unwrap()), (3, 3));
    assert!(["one", "two"].contains(&&*std::fs::read_to_string(&path).unwrap()));
    assert!(!folder.path().join("elsewhere").exists());
}

#[tokio::test]
async fn a_download_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Server { url, seen: Arc::default() };
    let stuck = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\n01234").await.unwrap();
        std::future::pending::<()>().await;
    });
    let (tell, told) = tokio::sync::oneshot::channel();
    let tell = std::sync::Mutex::new(Some(tell));
    let began = move |_, _| {
        let _ = tell.lock().unwrap().take().map(|it| it.send(()));
    };
    let download = server.client().download(Load).on_progress(began);
    let task = tokio::spawn(download.to_file(folder.path().join("film.mp4")));
    told.await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    stuck.abort();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_download_that_goes_wrong_leaves_nothing() {
    let (result, _) = downloaded(&[REST]).await;
    assert!(result.unwrap_err().is_decode(), "a part that nobody asked for");
    let (result, seen) = downloaded(&[FIRST, "HTTP/1.1 204 X\n\n"]).await;
    assert!(result.unwrap_err().is_decode(), "no file at all");
    assert_eq!(seen.len(), 2);
    let pending = "HTTP/1.1 202 X\ncontent-length: 20\n\n{\"status\":\"pending\"}";
    let (result, _) = downloaded(&[pending]).await;
    assert!(result.unwrap_err().is_decode(), "not yet a file");
    let (result, _) = downloaded(&["HTTP/1.1 404 X\ncontent-length: 0\n\n"]).await;
    assert!(result.unwrap_err().is_not_found());
    let (result, seen) =
        downloaded(&["HTTP/1.1 200 X\netag: \"v1\"\ncontent-length: 10\n\n"]).await;
    assert!(result.unwrap_err().is_outcome_unknown());
    assert_eq!(seen.len(), 4, "as often as other calls");
}

/// Answers with bytes, and changes something.
struct Export;

impl Operation for Export {
    type Output = Bytes;
    const INFO: &'static OperationInfo =
        &OperationInfo::new("files", "export", Method::POST, "", "/files/export");

    fn encode(&self, _: &mut Encoder) {}

    fn decode(response: &Response) -> Result<Bytes, Error> {
        response.bytes()
    }
}

#[tokio::test]
async fn a_download_that_changes_something_is_not_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new(&[FIRST, REST]).await;
    let result = server.client().download(Export).to_file(folder.path().join("film.mp4")).await;
    assert!(result.unwrap_err().is_outcome_unknown());
    assert_eq!(server.seen().len(), 1);
}

/// Each time that it is asked for could be repeated as often by itself.
#[tokio::test]
async fn a_download_is_sent_as_often_as_the_policy_says_whatever_fails() {
    const BROKEN: &str = "HTTP/1.1 200 X\ncontent-length: 10\n\n";
    let (result, seen) = downloaded(&[BUSY, BUSY, BUSY, BROKEN, BUSY]).await;
    assert!(result.unwrap_err().is_outcome_unknown());
    assert_eq!(seen.len(), 4);
    let (result, seen) = downloaded(&[BROKEN, BUSY, BUSY, BUSY, BUSY]).await;
    assert!(result.unwrap_err().is_server_error());
    assert_eq!(seen.len(), 4);
    // What is new counts anew.
    let (result, seen) = downloaded(&[BUSY, BUSY, BUSY, FIRST, BUSY, BUSY, REST]).await;
    assert_eq!((result.unwrap().as_str(), seen.len()), ("0123456789", 7));
}

/// Without a version, every attempt begins anew, and none of these brings more than the first.
#[tokio::test]
async fn a_download_that_begins_anew_again_and_again_comes_to_an_end() {
    let long = "HTTP/1.1 200 X\ncontent-length: 10\n\n01234";
    let short = "HTTP/1.1 200 X\ncontent-length: 10\n\n0";
    let (result, seen) = downloaded(&[long, short, long, short, long, short, long]).await;
    assert!(result.unwrap_err().is_outcome_unknown());
    assert_eq!(seen.len(), 4);
}

#[tokio::test]
async fn a_place_where_no_file_can_be_is_named_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new(&[FIRST]).await;
    for (path, reason) in [
        (folder.path().join("none/film.mp4"), "o such file"),
        (folder.path().join("none/.."), "names no file"),
        (folder.path().to_owned(), "is a directory"),
    ] {
        let error = server.client().download(Load).to_file(&path).await.unwrap_err();
        let text = error.to_string();
        assert!(error.is_file() && text.contains(reason), "{text}");
        assert!(text.contains(path.to_str().unwrap()), "{text}");
    }
    assert!(server.seen().is_empty());
}
