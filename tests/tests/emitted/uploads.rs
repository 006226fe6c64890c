//! Uploads and downloads files by the operations of `tests/documents/uploads.yaml`, against a server on the loopback.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::{fs, thread};

use generated_client::blocking::Client;
use generated_client::uploads::requests::LoadFilm;
use generated_client::{Error, File, RetryPolicy};

/// What a server was sent, which keeps the last film.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Vec<(String, Vec<u8>)>>>);

impl Shelf {
    fn client(&self) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shelf = self.clone();
        thread::spawn(move || {
            listener.incoming().for_each(|stream| shelf.serve(&stream.unwrap()));
        });
        let builder = Client::builder().base_url(&url).access_token("1000.s3cret");
        builder.retry(RetryPolicy::off()).build_blocking().unwrap()
    }

    /// Answers one request.
    fn serve(&self, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(reader.read_line(&mut head).unwrap() > 0);
        }
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|it| it.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |it| it.parse().unwrap())];
        reader.read_exact(&mut body).unwrap();
        let film = if head.starts_with("get ") { self.last().1 } else { Vec::new() };
        // Before the answer: who has that may ask for it at once.
        self.0.lock().unwrap().push((head, body));
        let status = if film.is_empty() { "204 No Content" } else { "200 OK" };
        let length = film.len();
        let answer =
            format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(&[answer.as_bytes(), &film].concat()).unwrap();
    }

    fn last(&self) -> (String, Vec<u8>) {
        self.0.lock().unwrap().last().unwrap().clone()
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// A file of so many bytes that is in memory, and one that is read while it is sent.
fn files(length: usize) -> [File; 2] {
    let reader = std::io::repeat(b'x').take(length as u64);
    [File::new("x.png", vec![b'x'; length]), File::from_reader("x.png", reader, length as u64)]
}

#[test]
fn a_form_with_files_is_sent() {
    let shelf = Shelf::default();
    let client = shelf.client();
    for pictures in [files(3), files(1 << 20)] {
        client.uploads().add_pictures("Alps", pictures).cover(File::new("c.png", "cover")).send().unwrap();
        let (head, body) = shelf.last();
        assert!(head.starts_with("post /v1/albums http/1.1\r\n"), "{head}");
        assert!(head.contains("content-type: multipart/form-data; boundary="), "{head}");
        let body = String::from_utf8(body).unwrap();
        for part in ["name=\"title\"\r\n\r\nAlps\r\n", "name=\"cover\"; filename=\"c.png\"", "xxx\r\n"] {
            assert!(body.contains(part), "{part}");
        }
        assert_eq!(body.matches("name=\"pictures\"; filename=\"x.png\"").count(), 2);
    }
}

/// A body without the line that stands in no part, which nobody foresees where files are not read yet.
fn without_boundary((head, body): (String, Vec<u8>)) -> String {
    let (_, rest) = head.split_once("boundary=").unwrap();
    let boundary = rest.lines().next().unwrap();
    String::from_utf8(body).unwrap().replace(boundary, "B")
}

#[test]
fn a_form_is_the_same_whether_its_files_are_in_memory_or_read_while_it_is_sent() {
    let shelf = Shelf::default();
    let client = shelf.client();
    let [mut in_memory, mut streamed] = [Vec::new(), Vec::new()];
    for length in [0, 3, 100_000] {
        let [bytes, reader] = files(length);
        in_memory.push(bytes);
        streamed.push(reader);
    }
    let [in_memory, streamed] = [in_memory, streamed].map(|pictures| {
        let cover = File::new("c.png", "cover");
        client.uploads().add_pictures("Alps", pictures).cover(cover).send().unwrap();
        without_boundary(shelf.last())
    });
    assert!(in_memory.starts_with("--B\r\n") && in_memory.ends_with("\r\n--B--\r\n"));
    assert!(in_memory == streamed);
}

#[test]
fn a_film_goes_up_and_comes_down() {
    let folder = std::env::temp_dir().join(format!("uploads-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (from, to) = (folder.join("from.mp4"), folder.join("to.mp4"));
    fs::write(&from, vec![7; 3_000_000]).unwrap();
    let shelf = Shelf::default();
    let client = shelf.client();

    let sent = Arc::new(Mutex::new(0));
    let progress = sent.clone();
    let film = File::open(&from).unwrap().on_progress(move |it| *progress.lock().unwrap() = it);
    client.uploads().replace_film(film).send().unwrap();
    assert_eq!(*sent.lock().unwrap(), 3_000_000);
    let (head, body) = shelf.last();
    assert!(head.starts_with("put /v1/film http/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: video/mp4\r\n"), "the document's, not the file's: {head}");
    assert_eq!(body, fs::read(&from).unwrap());

    assert_eq!(client.download(LoadFilm::new()).to_file(&to).unwrap(), 3_000_000);
    assert_eq!(fs::read(&to).unwrap(), fs::read(&from).unwrap());
    fs::remove_dir_all(folder).unwrap();

    // Bytes are a file too, and a text is one of the type that the caller says.
    client.uploads().replace_film("film").send().unwrap();
    assert_eq!(shelf.last().1, b"film");
    let subtitles = File::new("a.vtt", "WEBVTT").content_type("text/vtt");
    client.uploads().add_subtitles().body(subtitles).send().unwrap();
    assert!(shelf.last().0.contains("content-type: text/vtt\r\n"), "{}", shelf.last().0);
}

#[test]
fn documented_sizes_and_numbers_of_files_are_checked_before_they_are_sent() {
    let shelf = Shelf::default();
    let client = shelf.client();
    let uploads = client.uploads();
    let refused = |result: Result<(), Error>, reason: &str| {
        let error = result.unwrap_err();
        assert!(error.is_not_sent() && error.to_string().contains(reason), "{error}");
    };
    for large in files((1 << 20) + 1) {
        let pictures = [File::new("a.png", "a"), large];
        refused(
            uploads.add_pictures("Alps", pictures).send(),
            "`pictures[1]` has 1048577 bytes; at most 1048576 are allowed",
        );
    }
    let many = [files(1), files(1)].concat();
    refused(uploads.add_pictures("Alps", many).send(), "`pictures` has 4 items; at most 3 are allowed");
    refused(uploads.add_pictures("Alps", []).send(), "`pictures` has 0 items; at least 1 is required");
    for large in files(2049) {
        let album = uploads.add_pictures("Alps", files(1)).cover(large);
        refused(album.send(), "`cover` has 2049 bytes; at most 2048 are allowed");
    }
    let icons = uploads.add_pictures("Alps", files(1)).icons(files(11));
    refused(icons.send(), "`icons[0]` has 11 bytes; at most 10 are allowed");
    for large in files(5 * (1 << 20) + 1) {
        refused(uploads.replace_film(large).send(), "`body` has 5242881 bytes; at most 5242880 are allowed");
    }
    refused(uploads.replace_film("").send(), "`body` has 0 bytes; at least 1 is required");
    let subtitles = File::new("a.vtt", "x".repeat(101));
    refused(uploads.add_subtitles().body(subtitles).send(), "`body` has 101 bytes; at most 100");
    assert_eq!(shelf.count(), 0);
}
