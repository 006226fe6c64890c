//! Programs that post: files, messages to people, scheduled messages, and a bot that answers a button.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Output, Stdio};
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Program, text};

#[test]
fn files_are_posted_with_progress_bars() {
    let program = Program::new("upload_file");
    fs::write(program.folder.path().join("small.txt"), "Hello").unwrap();
    let large = fs::File::create(program.folder.path().join("large.mp4")).unwrap();
    large.set_len((50 << 20) + 1).unwrap();
    let eleven = format!("--dry-run{}", " small.txt".repeat(11));
    let transcript = program.transcript(&[
        "--help",
        "small.txt",
        "--dry-run",
        "--dry-run --channel support small.txt small.txt --comment One --comment Two",
        "--dry-run --chat CT_1 small.txt",
        "--dry-run --chat CT_1 --channel support small.txt",
        "--dry-run small.txt small.txt --comment One",
        &eleven,
        "--dry-run large.mp4",
        "--dry-run missing.txt",
    ]);
    assert_snapshot!(without_boundary(&transcript));
}

/// Nobody can foresee the line between the parts of a form with a file that is read while it is sent.
fn without_boundary(text: &str) -> String {
    let mut parts = text.split("--form-");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + "--[BOUNDARY]" + &part[32..])
}

#[test]
fn a_user_is_found_and_messaged() {
    assert_snapshot!(Program::new("message_user").transcript(&[
        "--help",
        "yoda@zylker.com",
        "--dry-run",
        "--dry-run YODA@zylker.com Hello",
        "--dry-run noweit@zylker.com Hello",
        "--dry-run zylker.com Hello",
    ]));
}

#[test]
fn a_message_is_scheduled() {
    assert_snapshot!(Program::new("schedule_message").transcript(&[
        "--help",
        "CT_1 Hello",
        "--dry-run CT_1 Hello --at 2099-05-31T09:00:00+02:00",
        "--dry-run CT_1 Hello --until check_in",
        "--dry-run CT_1 Hello --at 2025-05-31T09:00:00Z",
        "--dry-run CT_1 Hello --at tomorrow",
        "--dry-run CT_1 Hello --at 2099-05-31T09:00:00Z --until check_in",
    ]));
}

#[test]
fn an_answer_to_a_button_is_explained() {
    assert_snapshot!(Program::new("answer_button").transcript(&[
        "--help",
        "buildbot",
        "--dry-run",
        "--dry-run buildbot kitchen --function make_coffee --text Coffee? --label Yes",
        "buildbot builds --function look_after_build",
    ]));
}

/// Sends to the port of a program what Cliq, or somebody else, does. The status of the response comes back.
fn press(address: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let length = body.len();
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response[9..12].to_owned()
}

#[tokio::test]
async fn a_press_of_a_button_is_answered() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/api/v3/bots/buildbot/messages"))
        .respond_with(ResponseTemplate::new(204))
        .expect(2)
        .mount(&server)
        .await;
    let url = server.uri();
    let run = move || -> Output {
        let variables = [
            ("CLIQ_BASE_URL", url.as_str()),
            ("CLIQ_ACCESS_TOKEN", "1000.token"),
            ("CLIQ_PRESS_PATH", "/kX9s3cretkX9s3cret"),
        ];
        let short = [variables[0], variables[1], ("CLIQ_PRESS_PATH", "/press")];
        let program = Program { variables: &short, ..Program::new("answer_button") };
        let refused = program.run("buildbot builds --function look_after_build");
        assert!(text(&refused.stderr).contains("can be guessed"), "{refused:?}");

        let program = Program { variables: &variables, ..Program::new("answer_button") };
        let mut command = program.command("buildbot builds --function look_after_build --port 0");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim_end().rsplit("//").next().unwrap();
        let ada = json!({"params": {"user": {"first_name": "Ada"}}}).to_string();
        assert_eq!(press(address, "/guessed", &ada), "404", "nobody else can press it");
        assert_eq!(press(address, "/kX9s3cretkX9s3cret", "Ada"), "400");
        assert_eq!(press(address, "/kX9s3cretkX9s3cret", &ada), "200");
        out.read_to_string(&mut line).unwrap();
        Output { stdout: line.into_bytes(), ..child.wait_with_output().unwrap() }
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).ends_with("answered Ada\n"), "{output:?}");
    let bodies = server.received_requests().await.unwrap();
    let bodies = bodies.iter().map(|it| serde_json::from_slice::<Value>(&it.body).unwrap());
    let texts: Vec<_> = bodies.map(|it| it["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts, ["The build is broken. Who looks after it?", "Ada: I do"]);
    assert!(!format!("{output:?}").contains("s3cret"), "{output:?}");
}
