//! Calls operations of real documents against a server on the loopback. What each request must be follows from the
//! document and from OpenAPI 3.0, and not from the client. Forms may have `+` or `%20` for a space, by RFC 1866 or by
//! RFC 6570, and every server reads both: the client writes `%20`, as in queries.

mod box_;
mod github;
mod stripe;
mod twilio;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use generated_client::blocking::Client;
use generated_client::{Error, RetryPolicy};

/// Headers that every request has, and that no document speaks of.
const USUAL: [&str; 5] = ["authorization", "content-length", "host", "user-agent", "accept-encoding"];

/// What a call sends and gets when the server gives this response. The text of the request is its line without the
/// version, its headers in alphabetical order but for the usual ones, and after an empty line its body; the boundary of
/// a form is `BOUNDARY`.
fn exchanged<T>(
    response: impl AsRef<[u8]>,
    call: impl FnOnce(&Client) -> Result<T, Error>,
) -> (String, Result<T, Error>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let response = on_the_wire(response.as_ref());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = received(&mut BufReader::new(stream.try_clone().unwrap()))?;
        stream.write_all(&response).unwrap();
        Some(request)
    });
    let builder = Client::builder().base_url(&format!("http://{address}")).access_token("s3cret");
    let client = builder.retry(RetryPolicy::off()).build_blocking().unwrap();
    let result = call(&client);
    // A server that nobody asked waits no longer.
    drop(TcpStream::connect(address));
    match (server.join().unwrap(), result) {
        (Some(request), result) => (request, result),
        (None, result) => panic!("nothing is sent: {:?}", result.err()),
    }
}

/// What a call sends that is answered as documented.
fn sent<T>(
    response: impl AsRef<[u8]>,
    call: impl FnOnce(&Client) -> Result<T, Error>,
) -> (String, T) {
    let (request, result) = exchanged(response, call);
    (request, result.unwrap())
}

/// A response as a server writes it: given are the status, and below an empty line the body.
fn on_the_wire(response: &[u8]) -> Vec<u8> {
    let gap = response.windows(2).position(|it| it == b"\n\n");
    let (head, body) = gap.map_or((response, &b""[..]), |at| (&response[..at], &response[at + 2..]));
    let head = str::from_utf8(head).unwrap().replace('\n', "\r\n");
    let length = match head.starts_with("204") {
        true => String::new(),
        false => format!("content-length: {}\r\n", body.len()),
    };
    let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\n{length}\r\n");
    [head.as_bytes(), body].concat()
}

/// A request as a text, unless the connection is closed without one.
fn received(stream: &mut impl BufRead) -> Option<String> {
    let lines: Vec<String> =
        stream.by_ref().lines().map(Result::unwrap).take_while(|it| !it.is_empty()).collect();
    let (line, headers) = lines.split_first()?;
    let headers = headers.iter().map(|it| it.split_once(": ").unwrap());
    let mut headers: Vec<(String, &str)> =
        headers.map(|(name, value)| (name.to_lowercase(), value)).collect();
    headers.sort();
    let header = |name: &str| headers.iter().find(|it| it.0 == name).map(|it| it.1);
    assert_eq!(header("authorization"), Some("Zoho-oauthtoken s3cret"));
    assert_eq!(header("transfer-encoding"), None);
    let length = header("content-length").map_or(0, |it| it.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    let mut text = line.strip_suffix(" HTTP/1.1").unwrap().to_owned() + "\n";
    for (name, value) in headers.iter().filter(|it| !USUAL.contains(&it.0.as_str())) {
        text += &format!("{name}: {value}\n");
    }
    if header("content-length").is_some() {
        text += &format!("\n{}", String::from_utf8(body).unwrap());
    }
    let content_type = header("content-type").unwrap_or_default();
    Some(match content_type.strip_prefix("multipart/form-data; boundary=") {
        Some(boundary) => text.replace(boundary, "BOUNDARY").replace("\r\n", "\n"),
        None => text,
    })
}
