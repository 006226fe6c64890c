//! The examples of `generated-client`, run as a person runs them: `--help`, `--dry-run`, and without credentials.

#[path = "programs/deletion.rs"]
mod deletion;
#[path = "programs/doctor.rs"]
mod doctor;
#[path = "programs/login.rs"]
mod login;
#[path = "programs/posts.rs"]
mod posts;
#[path = "programs/tenants.rs"]
mod tenants;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::{env, fs};

use insta::assert_snapshot;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::built::BUILT;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

#[test]
fn a_table_is_posted() {
    let program = Program::new("post_table").stdin("Region\tRevenue\nNorth\t41\n\nSouth\t27\n");
    fs::write(program.folder.path().join("wrong.tsv"), "Region\tRevenue\nNorth\n").unwrap();
    fs::write(program.folder.path().join("twice.tsv"), "a\ta\n1\t2\n").unwrap();
    assert_snapshot!(program.transcript(&[
        "--help",
        "",
        "CT_1",
        "--dry-run",
        "--dry-run CT_1 - --text Numbers --title Revenue",
        "--dry-run CT_1 wrong.tsv",
        "--dry-run CT_1 twice.tsv",
        "--dry-run CT_1 missing.tsv",
    ]));
}

#[test]
fn stale_chats_are_closed() {
    let program = Program::new("close_stale_chats");
    assert_snapshot!(program.transcript(&["--help", "", "--dry-run", "--dry-run --yes"]));
}

#[test]
fn a_history_is_exported() {
    let program = Program::new("export_history");
    assert_snapshot!(program.transcript(&[
        "--help",
        "CT_1",
        "--dry-run",
        "--dry-run --since 2018-11-28T00:00:00Z --output chat.jsonl",
        "--dry-run --output chat.jsonl",
        "--dry-run --output none.jsonl --resume",
        "--dry-run --resume",
        "--dry-run --channel zylkersupport",
        "--dry-run --channel support",
        "--dry-run CT_1 --channel support",
    ]));
}

/// A chat that is read three messages at a time, of which one has a wrong time.
struct Chat {
    /// How many pages come before the service refuses.
    pages: AtomicUsize,
}

impl Respond for Chat {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let left = self.pages.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1));
        if left.is_err() {
            return ResponseTemplate::new(403);
        }
        let until = request.url.query_pairs().find(|(name, _)| name == "totime");
        let until = until.map_or(u64::MAX, |(_, time)| time.parse().unwrap());
        let times = (0..7_u64).map(|age| 1_700_000_000_000 - age).filter(|time| *time <= until);
        let message = |time| {
            let written = if time == 1_699_999_999_997 { 0 } else { time };
            json!({"id": format!("{time}_1"), "time": written, "type": "text"})
        };
        let page: Vec<_> = times.take(3).map(message).collect();
        ResponseTemplate::new(200).set_body_json(json!({"data": page}))
    }
}

#[tokio::test]
async fn an_export_goes_on_where_it_was_stopped() {
    let server = MockServer::start().await;
    let chat = Arc::new(Chat { pages: AtomicUsize::new(0) });
    let responses = chat.clone();
    Mock::given(method("GET"))
        .respond_with(move |request: &Request| responses.respond(request))
        .mount(&server)
        .await;
    let url = server.uri();
    let run = move || {
        let variables = [("CLIQ_BASE_URL", url.as_str()), ("CLIQ_ACCESS_TOKEN", "1000.secret")];
        let export = || Program { variables: &variables, ..Program::new("export_history") };
        for pages in 0..4 {
            let program = export();
            let file = program.folder.path().join("chat.jsonl");
            chat.pages.store(pages, SeqCst);
            assert!(!program.run("CT_1 --output chat.jsonl").status.success(), "{pages}");
            // The power failed in the middle of the next page.
            fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(b"{\"id").unwrap();

            chat.pages.store(100, SeqCst);
            let output = program.run("CT_1 --output chat.jsonl --resume");
            assert!(output.status.success(), "{pages}: {}", text(&output.stderr));
            let lines = fs::read_to_string(&file).unwrap();
            let messages = lines.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
            let ids: BTreeSet<_> = messages.map(|it| it["id"].to_string()).collect();
            assert_eq!((ids.len(), lines.lines().count()), (7, 7), "{pages}: {lines}");
            let again = program.run("CT_1 --output chat.jsonl --resume");
            assert!(text(&again.stderr).contains("it is complete"), "{again:?}");
        }
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

#[cfg(unix)]
#[test]
fn whoever_has_read_enough_may_stop() {
    for name in dry_runs() {
        let program = Program::new(name);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = program.command("--dry-run").stdout(writer).output().unwrap();
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("error"), "{name}: {}", text(&output.stderr));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_an_error() {
    for name in dry_runs() {
        let program = Program::new(name);
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = program.command("--dry-run").stdout(full).output().unwrap();
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {told}");
        assert!(told.contains("error: No space left on device"), "{name}: {told}");
    }
}

/// The examples that write something in a dry run.
#[cfg(unix)]
fn dry_runs() -> impl Iterator<Item = &'static str> {
    BUILT.examples().into_keys().filter(|name| !["login", "service"].contains(name))
}

#[test]
fn threads_are_followed() {
    let program = Program::new("follow_threads");
    let mut transcript = program.transcript(&["--help", "CT_1"]);
    let state = program.folder.path().join("follow_threads.dry-run.json");
    for _ in 0..2 {
        transcript += &program.transcript(&["--dry-run"]);
        write!(transcript, "state: {}\n\n", fs::read_to_string(&state).unwrap()).unwrap();
    }
    fs::write(state, "{").unwrap();
    transcript += &program.transcript(&["--dry-run", "--dry-run --state missing/state.json"]);
    assert_snapshot!(transcript);
}

#[test]
fn messages_are_deleted() {
    let ids: String = (1..=27).map(|id| format!("1773813859592_{id}\n")).collect();
    let program = Program::new("bulk_delete").stdin(&ids);
    assert_snapshot!(program.transcript(&[
        "--help",
        "CT_1 1773813859592_1",
        "--dry-run",
        "--dry-run CT_1 - --reason obscene_content",
    ]));
}

#[test]
fn many_tenants_are_served() {
    let program = Program::new("many_tenants");
    let folder = program.folder.path();
    fs::write(folder.join("tenants.tsv"), "cy\t1000.s3cret\n").unwrap();
    fs::write(folder.join("wrong.tsv"), "cy\t1000.s3cret\n1000.s3cret\n").unwrap();
    let transcript = program.transcript(&[
        "--help",
        "",
        "--dry-run",
        "--dry-run tenants.tsv",
        "--dry-run wrong.tsv",
        "--dry-run missing.tsv",
    ]);
    assert!(!transcript.contains("s3cret"), "{transcript}");
    assert_snapshot!(transcript);
}

#[tokio::test]
async fn the_service_is_that_of_the_environment() {
    let limit = ResponseTemplate::new(429).set_body_json(json!({"message": "Too many requests."}));
    let scope = json!({"code": "oauthtoken_scope_invalid", "message": "Invalid scope."});
    let mut transcript = String::new();
    for response in [
        ResponseTemplate::new(204),
        limit,
        ResponseTemplate::new(401).set_body_json(scope),
        ResponseTemplate::new(404).set_body_json(json!({"message": "There is no such chat."})),
        ResponseTemplate::new(500),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/api/v3/chats/CT_1/messages"))
            .and(header("authorization", "Zoho-oauthtoken 1000.secret"))
            .respond_with(response)
            .expect(1)
            .mount(&server)
            .await;
        let url = server.uri();
        let run = move || {
            let variables = [("CLIQ_BASE_URL", url.as_str()), ("CLIQ_ACCESS_TOKEN", "1000.secret")];
            Program { variables: &variables, ..Program::new("post_table") }.transcript(&["CT_1"])
        };
        transcript += &tokio::task::spawn_blocking(run).await.unwrap();
    }
    assert_snapshot!(transcript);
}

/// The example that serves the API, until it is dropped.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Programs get their tokens and post their tables at a service that is another program.
#[test]
fn a_program_is_run_against_a_service_that_is_another_program() {
    let service = Program::new("service");
    let mut served = Served(service.command("--port 0").stdout(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(served.0.stdout.take().unwrap()).lines();
    let variables: Vec<_> = lines.take(5).map(Result::unwrap).collect();
    let variables: Vec<_> = variables.iter().map(|it| it.split_once('=').unwrap()).collect();
    let program = || Program { variables: &variables, ..Program::new("post_table") };
    let output = program().run("CT_1");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "posted to CT_1\n");
    // Each run is a new process, which knows nothing of the calls and tokens of others.
    let refused = (0..20).map(|_| program().run("CT_1")).find(|it| !it.status.success()).unwrap();
    assert!(text(&refused.stderr).contains("help: try again in 10 min"), "{refused:?}");
}

#[test]
fn a_service_says_how_it_is_used() {
    let lines = [
        "--help",
        "--port many",
        "--user ada-lovelace --port many",
        "--user= --port many",
        "--user zoë --port many",
    ];
    assert_snapshot!(Program::new("service").transcript(&lines));
}

#[test]
fn a_service_on_a_port_in_use_says_which_and_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = Program::new("service").run(&format!("--port {port}"));
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.starts_with(&format!("error: cannot use port {port}: ")), "{told}");
    assert!(told.contains("help: ") && told.contains("`--port`"), "{told}");
}

#[test]
fn a_call_goes_through_layers() {
    assert_snapshot!(Program::new("tower").transcript(&["--help", "", "--dry-run", "--wet-run"]));
}

/// Whoever copies an example from the help of a program has to get it whole. What is said of the environment is a table.
#[test]
fn the_end_of_a_help_is_not_broken_at_80_columns() {
    for name in BUILT.examples().into_keys() {
        let help = |columns| {
            let variables = [("COLUMNS", columns)];
            let output = Program { variables: &variables, ..Program::new(name) }.run("--help");
            text(&output.stdout).to_owned()
        };
        let (wide, narrow) = (help("1000"), help("80"));
        // The last option.
        let (_, end) = wide.split_once("Print help").unwrap();
        let (_, end) = end.split_once("\n\n").unwrap();
        assert!(narrow.ends_with(end), "{name}: {narrow}");
    }
}

#[tokio::test]
async fn a_proxy_of_the_environment_gets_tunnels_and_never_a_token() {
    let proxy = MockServer::start().await;
    let server = MockServer::start().await;
    let done = ResponseTemplate::new(204);
    Mock::given(method("POST")).respond_with(done).expect(1).mount(&server).await;
    let (proxy_url, url) = (proxy.uri(), server.uri());
    let run = move |base_url: Option<&str>| {
        let mut variables = vec![("CLIQ_ACCESS_TOKEN", "1000.secret"), ("NO_PROXY", "")];
        variables.extend(["HTTPS_PROXY", "HTTP_PROXY"].map(|name| (name, proxy_url.as_str())));
        variables.extend(base_url.map(|url| ("CLIQ_BASE_URL", url)));
        Program { variables: &variables, ..Program::new("post_table") }.transcript(&["CT_1"])
    };
    let runs = tokio::task::spawn_blocking(move || (run(Some(&url)), run(None)));
    let (_, https) = runs.await.unwrap();
    assert!(https.contains("cannot connect"), "{https}");
    let seen = proxy.received_requests().await.unwrap();
    assert!(!seen.is_empty(), "HTTPS_PROXY is asked");
    for request in seen {
        assert_eq!(request.method.as_str(), "CONNECT", "HTTP_PROXY is not");
        assert!(!request.headers.contains_key("authorization"));
    }
}

#[test]
fn every_example_is_run_here() {
    let names: Vec<_> = BUILT.examples().into_keys().collect();
    let known = [
        "answer_button",
        "bulk_delete",
        "close_stale_chats",
        "doctor",
        "export_history",
        "follow_threads",
        "login",
        "many_tenants",
        "message_user",
        "post_table",
        "schedule_message",
        "service",
        "tower",
        "upload_file",
    ];
    assert_eq!(names, known);
}

/// An example, in a folder of its own.
struct Program<'a> {
    name: &'static str,
    variables: &'a [(&'a str, &'a str)],
    stdin: String,
    folder: TempDir,
}

impl Program<'_> {
    fn new(name: &'static str) -> Self {
        Self { name, variables: &[], stdin: String::new(), folder: tempfile::tempdir().unwrap() }
    }

    fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.to_owned();
        self
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(BUILT.examples()[self.name]);
        command.args(arguments.split_whitespace()).current_dir(self.folder.path());
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("CLIQ_") {
                command.env_remove(name);
            }
        }
        command.envs(self.variables.iter().copied());
        command
    }

    fn run(&self, arguments: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that reads nothing may have ended already.
        let _ = child.stdin.take().unwrap().write_all(self.stdin.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// What a person sees, with `2>` before what is on standard error.
    fn transcript(&self, command_lines: &[&str]) -> String {
        let mut transcript = String::new();
        for arguments in command_lines {
            let output = self.run(arguments);
            writeln!(transcript, "$ {} {arguments}", self.name).unwrap();
            transcript += text(&output.stdout);
            for line in text(&output.stderr).lines() {
                writeln!(transcript, "2> {}", without_now(line)).unwrap();
            }
            writeln!(transcript, "status {}\n", output.status.code().unwrap()).unwrap();
        }
        transcript
    }
}

/// A request of today has a time of today.
fn without_now(line: &str) -> String {
    let Some((start, rest)) = line.split_once("modified_before=") else { return line.to_owned() };
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    // What the script answers is of the year 2025.
    match rest[..end].parse::<i64>() {
        Ok(millis) if millis > 1_767_225_600_000 => {
            format!("{start}modified_before=[TIME]{}", &rest[end..])
        }
        _ => line.to_owned(),
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
