//! A gigabyte up and a gigabyte down, and the memory that it takes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::Instant;
use std::{env, thread};

use generated_client::bytes::Bytes;
use generated_client::http::Method;
use generated_client::{Client, Encoder, Error, File, Operation, OperationInfo, Response};

use crate::{TOKEN, fleet, service};

const GIGABYTE: u64 = 1 << 30;

/// The argument of a process that transfers and does nothing else: what others need is not in its memory.
const ARGUMENT: &str = "--transfer";

pub(crate) fn print() {
    println!("\n1 GB in one request, which is read while it is sent, and in one response");
    println!("{:<24}{:>12}{:>12}{:>10}", "", "time", "peak", "MB/s");
    let done = Command::new(env::current_exe().unwrap()).arg(ARGUMENT).status().unwrap();
    assert!(done.success(), "the transfer has failed");
}

/// Whether this is that process, in which case it has transferred.
pub(crate) fn is_done() -> bool {
    let is_asked = env::args().any(|argument| argument == ARGUMENT);
    if is_asked {
        let runtime = service::runtime();
        let client = Client::builder().base_url(&url()).access_token(TOKEN).build().unwrap();
        row("upload", || runtime.block_on(upload(&client)));
        row("download", || runtime.block_on(download(&client)));
    }
    is_asked
}

async fn upload(client: &Client) {
    let file = File::from_reader("film.mp4", io::repeat(b'.').take(GIGABYTE), GIGABYTE);
    client.send(Upload(file)).await.unwrap();
}

async fn download(client: &Client) {
    let (_, mut body) = client.download(Load).stream().await.unwrap();
    let mut read = 0;
    while let Some(chunk) = body.try_next().await.unwrap() {
        read += chunk.len() as u64;
    }
    assert_eq!(read, GIGABYTE);
}

/// Shows how long it took, and by how much the process grew at most.
fn row(name: &str, act: impl FnOnce()) {
    let peak = || fleet::status("VmHWM:");
    let (memory, start) = (peak(), Instant::now());
    act();
    let time = start.elapsed();
    let memory = (peak() - memory) as f64 / 1024.0;
    let speed = (GIGABYTE >> 20) as f64 / time.as_secs_f64();
    println!("{name:<24}{time:>12.1?}{memory:>9.1} MB{speed:>10.0}");
}

/// Where bytes go and come from: a thread of its own, which holds few of them.
fn url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(|| serve(stream.unwrap()));
        }
    });
    url
}

fn serve(mut stream: TcpStream) {
    let mut requests = BufReader::with_capacity(1 << 16, stream.try_clone().unwrap());
    loop {
        let mut line = String::new();
        if requests.read_line(&mut line).unwrap() == 0 {
            return;
        }
        let is_upload = line.starts_with("POST ");
        while line != "\r\n" {
            line.clear();
            requests.read_line(&mut line).unwrap();
        }
        if is_upload {
            let read = io::copy(&mut requests.by_ref().take(GIGABYTE), &mut io::sink()).unwrap();
            assert_eq!(read, GIGABYTE);
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        } else {
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {GIGABYTE}\r\n\r\n").unwrap();
            let chunk = [b'.'; 1 << 16];
            for _ in 0..GIGABYTE >> 16 {
                stream.write_all(&chunk).unwrap();
            }
        }
    }
}

struct Upload(File);

impl Operation for Upload {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("bench", "upload", Method::POST, "", "/files");

    fn encode(&self, request: &mut Encoder) {
        request.file(&self.0);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}

struct Load;

impl Operation for Load {
    type Output = Bytes;
    const INFO: &'static OperationInfo =
        &OperationInfo::new("bench", "load", Method::GET, "", "/files");

    fn encode(&self, _: &mut Encoder) {}

    fn decode(response: &Response) -> Result<Bytes, Error> {
        response.bytes()
    }
}
