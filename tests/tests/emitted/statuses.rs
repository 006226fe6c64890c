//! Calls every operation of `tests/documents/statuses.yaml` against a server on the loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use generated_client::blocking::Client;
use generated_client::statuses::DownloadOrWaitResponse;
use generated_client::statuses::requests::ReadExport;
use generated_client::statuses::{Export, Progress, ReadExportResponse, Started};
use generated_client::{Error, RetryPolicy};

/// What `call` gets of a server that gives one response.
fn answered<T>(
    response: &'static str,
    call: impl FnOnce(&Client) -> Result<T, Error>,
) -> Result<T, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
        let request = lines.take_while(|it| !it.is_empty()).count();
        assert!(request > 0);
        let (head, body) = response.split_once("\n\n").unwrap_or((response, ""));
        let head = head.replace('\n', "\r\n");
        let length = body.len();
        let head =
            format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all((head + body).as_bytes()).unwrap();
    });
    let builder = Client::builder().base_url(&url).access_token("1000.s3cret");
    let client = builder.retry(RetryPolicy::off()).build_blocking().unwrap();
    let result = call(&client);
    server.join().unwrap();
    result
}

#[test]
fn responses_are_read_by_their_status() {
    let read = |response| answered(response, |it| it.statuses().read_export().send());
    let Ok(ReadExportResponse::Ok(Export { rows: 7, .. })) = read("200 OK\n\n{\"rows\":7}") else {
        panic!("200")
    };
    let accepted = read("202 Accepted\n\n{\"percent\":40}");
    let Ok(ReadExportResponse::Accepted(Progress { percent: 40, .. })) = accepted else {
        panic!("202")
    };
    assert!(matches!(read("204 No Content"), Ok(ReadExportResponse::NoContent)));
    // Nothing is lost of what the document does not name.
    let Ok(ReadExportResponse::Undocumented(other)) = read("206 Partial\nx-part: 1\n\npart") else {
        panic!("206")
    };
    assert_eq!((other.status().as_u16(), &other.body()[..]), (206, &b"part"[..]));
    assert_eq!(other.headers()["x-part"], "1");
    assert!(read("200 OK\n\n{\"percent\":40}").unwrap_err().is_decode());
    let gone = read("404 Gone\nX-RATE-LIMIT: 0\nretry-after: 5\nx-request-id: r2").unwrap_err();
    assert_eq!((gone.status().unwrap().as_u16(), gone.request_id()), (404, Some("r2")));
    assert_eq!(gone.headers()[ReadExport::X_RATE_LIMIT], "0");
    assert_eq!(gone.headers()[ReadExport::RETRY_AFTER], "5");
    let head = "200 OK\nx-rate-limit: 7\nx-service-request-id: r1\n\n{\"rows\":7}";
    let read_with = |it: &Client| it.statuses().read_export().with_response().send();
    let exported = answered(head, read_with).unwrap();
    assert!(matches!(exported.value, ReadExportResponse::Ok(Export { rows: 7, .. })));
    assert_eq!(exported.response.header(ReadExport::X_RATE_LIMIT), Some("7"));
    assert_eq!(exported.response.header(ReadExport::RETRY_AFTER), None);
    assert_eq!(exported.response.request_id(), Some("r1"));
    assert_eq!(&exported.response.body()[..], b"{\"rows\":7}");
    assert!(read("302 Found\nlocation: /elsewhere").unwrap_err().is_redirect());

    let start = |response| answered(response, |it| it.statuses().start_export().send());
    let enveloped = start("200 OK\n\n{\"data\":{\"rows\":3}}");
    assert!(matches!(enveloped, Ok(Started::Ok(Export { rows: 3, .. }))));
    let Ok(Started::Begun(begun)) = start("201 Created\n\n{\"jobs\":[{\"percent\":1},{}]}") else {
        panic!("201")
    };
    assert_eq!((begun.jobs.len(), begun.malformed.len()), (1, 1));
    let Ok(Started::Success(text)) = start("226 IM Used\n\nword") else { panic!("226") };
    assert_eq!(text, "word");

    // Equal types stay one type.
    let replace = |response| answered(response, |it| it.statuses().replace_export().send());
    assert_eq!(replace("201 Created\n\n{\"id\":\"a\"}").unwrap().unwrap().id, "a");
    assert!(replace("204 No Content").unwrap().is_none());

    let download = |response| answered(response, |it| it.statuses().download().send());
    let location = download("302 Found\nlocation: /files/1?signature=%2F").unwrap();
    assert_eq!(location, "/files/1?signature=%2F");
    assert!(download("302 Found").unwrap_err().is_redirect());
    assert!(download("200 OK\n\nbytes").unwrap_err().is_decode());

    let wait = |response| answered(response, |it| it.statuses().download_or_wait().send());
    let Ok(DownloadOrWaitResponse::Ok(bytes)) = wait("200 OK\n\n\u{0}\u{1}") else { panic!("200") };
    assert_eq!(&bytes[..], [0, 1]);
    assert!(matches!(wait("202 Accepted"), Ok(DownloadOrWaitResponse::Accepted)));
    let found = wait("302 Found\nlocation: https://files.example.com/1");
    let Ok(DownloadOrWaitResponse::Found(location)) = found else { panic!("302") };
    assert_eq!(location, "https://files.example.com/1");

    let remove = |response| answered(response, |it| it.statuses().remove().send());
    remove("204 No Content").unwrap();
    assert!(remove("301 Moved\nlocation: /there").unwrap_err().is_redirect());
}
