//! Signing in, with a browser and a console that tests play.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use generated_client::test_util::Service;
use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Program, text};

const CODE: &str = "1000.c0de";
const SECRETS: [&str; 4] = ["cl1ent-secret", "1000.refre5h", "1000.acce55", CODE];

#[test]
fn signing_in_is_explained() {
    let program = Program::new("login");
    let credentials = [("CLIQ_CLIENT_ID", "1000.CLIENT"), ("CLIQ_DATA_CENTER", "MARS")];
    let mars = Program { variables: &credentials, ..Program::new("login") };
    let mut transcript = program.transcript(&[
        "--help",
        "",
        "--dry-run --scope ZohoCliq.Chats.READ",
        "--dry-run --self-client --show",
        "--dry-run --port 0",
    ]);
    transcript += &mars.transcript(&["--dry-run"]);
    assert_snapshot!(transcript);
    assert_eq!(program.folder.path().read_dir().unwrap().count(), 0);
}

/// What is wrong with a secret is told without it.
#[cfg(unix)]
#[test]
fn a_secret_that_is_no_text_is_called_so() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let button = "buildbot builds --function look_after_build";
    for (name, arguments, other, secret) in [
        ("login", "", "CLIQ_CLIENT_ID", "CLIQ_CLIENT_SECRET"),
        ("many_tenants", "tenants.tsv", "CLIQ_CLIENT_ID", "CLIQ_CLIENT_SECRET"),
        ("answer_button", button, "CLIQ_ACCESS_TOKEN", "CLIQ_PRESS_PATH"),
    ] {
        let program = Program::new(name);
        fs::write(program.folder.path().join("tenants.tsv"), "ada\t1000.refre5h\n").unwrap();
        let mut command = program.command(arguments);
        command.env(other, "1000.any").env(secret, OsStr::from_bytes(b"cl1ent-secret\xff"));
        let output = command.output().unwrap();
        assert!(!output.status.success(), "{output:?}");
        let told = format!("error: the variable {secret} is not UTF-8\n");
        assert_eq!(text(&output.stderr), told, "{name}");
    }
}

async fn accounts(response: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/oauth/v2/token"))
        .and(body_string_contains(format!("code={CODE}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(response))
        .mount(&server)
        .await;
    server
}

fn given() -> Value {
    json!({"access_token": "1000.acce55", "refresh_token": "1000.refre5h", "scope": "ZohoCliq.Chats.READ"})
}

/// Runs it in `folder`, and has the browser come back to it once for each target, in which `{state}` is that of the page.
fn sign_in(program: &Program<'_>, targets: &[&str]) -> (Output, Vec<String>) {
    sign_in_by(program, |page| {
        let state = page.split_once("&state=").unwrap().1.split('&').next().unwrap();
        assert_eq!(state.len(), 32, "{page}");
        targets.iter().map(|it| it.replace("{state}", state)).collect()
    })
}

/// The same with the targets to which the page leads the browser.
fn sign_in_by(
    program: &Program<'_>,
    targets: impl FnOnce(&str) -> Vec<String>,
) -> (Output, Vec<String>) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = program.command(&format!("--port {port} --scope ZohoCliq.Chats.READ"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut page = String::new();
    stdout.read_line(&mut page).unwrap();
    let redirect_uri = format!("&redirect_uri=http%3A%2F%2Flocalhost%3A{port}%2Fcallback&");
    assert!(page.contains(&redirect_uri), "{page}");
    let answers = targets(page.trim()).iter().map(|it| browse(port, it)).collect();
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    let mut output = child.wait_with_output().unwrap();
    output.stdout = rest.into_bytes();
    (output, answers)
}

/// The status line of what the program answers.
fn browse(port: u16, target: &str) -> String {
    get(&format!("127.0.0.1:{port}"), target).lines().next().unwrap().to_owned()
}

/// The whole response.
fn get(address: &str, target: &str) -> String {
    let began = Instant::now();
    let mut stream = loop {
        match TcpStream::connect(address) {
            Ok(stream) => break stream,
            Err(error) => assert!(began.elapsed() < Duration::from_secs(30), "{error}"),
        }
        thread::sleep(Duration::from_millis(10));
    };
    write!(stream, "GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

async fn with_program<T: Send + 'static>(
    accounts: &MockServer,
    run: impl FnOnce(&Program<'_>) -> T + Send + 'static,
) -> T {
    let url = accounts.uri();
    let run = move || {
        let variables = [
            ("CLIQ_ACCOUNTS_URL", url.as_str()),
            ("CLIQ_CLIENT_ID", "1000.CLIENT"),
            ("CLIQ_CLIENT_SECRET", "cl1ent-secret"),
        ];
        run(&Program { variables: &variables, ..Program::new("login") })
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn assert_no_secret(output: &Output) {
    let printed = format!("{}{}", text(&output.stdout), text(&output.stderr));
    for secret in SECRETS {
        assert!(!printed.contains(secret), "{secret} is in: {printed}");
    }
}

#[tokio::test]
async fn a_person_signs_in_with_the_browser() {
    let accounts = accounts(given()).await;
    with_program(&accounts, |program| {
        let callback = format!("/callback?location=eu&code={CODE}&state={{state}}");
        let (output, answers) = sign_in(program, &["/favicon.ico", &callback]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(answers, ["HTTP/1.1 404 Not Found", "HTTP/1.1 200 OK"]);
        let exported = "\nexport CLIQ_DATA_CENTER=EU\n\
                        export CLIQ_REFRESH_TOKEN=\"$(cat 'cliq.refresh-token')\"\n";
        assert_eq!(text(&output.stdout), exported);
        assert!(text(&output.stderr).contains("granted: ZohoCliq.Chats.READ"), "{output:?}");
        assert_no_secret(&output);
        let file = program.folder.path().join("cliq.refresh-token");
        assert_eq!(fs::read_to_string(&file).unwrap(), "1000.refre5h\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    })
    .await;
}

#[tokio::test]
async fn a_redirect_that_the_program_did_not_ask_for_is_refused() {
    let accounts = accounts(given()).await;
    with_program(&accounts, |program| {
        let other = format!("/callback?code={CODE}&state=other");
        let none = format!("/callback?code={CODE}");
        let denied = "/callback?error=access_denied&state={state}";
        let (output, answers) = sign_in(program, &[&other, &none, denied]);
        assert!(!output.status.success());
        assert_eq!(answers, ["HTTP/1.1 400 Bad Request"; 3]);
        let told = text(&output.stderr);
        assert_eq!(told.matches("still waiting").count(), 2, "{told}");
        assert!(told.contains("has another state") && told.contains("access_denied"), "{told}");
        assert_no_secret(&output);
        assert_eq!(program.folder.path().read_dir().unwrap().count(), 0);
    })
    .await;
    assert!(accounts.received_requests().await.unwrap().is_empty());
}

/// Browsers open connections ahead, and some stay silent.
#[tokio::test]
async fn a_connection_on_which_nothing_comes_holds_up_no_other() {
    let accounts = accounts(given()).await;
    with_program(&accounts, |program| {
        let (output, answers) = sign_in_by(program, |page| {
            let (_, port) = page.split_once("localhost%3A").unwrap();
            let port = port.split('%').next().unwrap().parse().unwrap();
            let state = page.split_once("&state=").unwrap().1.split('&').next().unwrap();
            let mut slow = TcpStream::connect(("127.0.0.1", port)).unwrap();
            assert_eq!(browse(port, "/favicon.ico"), "HTTP/1.1 404 Not Found");
            // Not given up meanwhile.
            write!(slow, "GET /callback?code={CODE}&state={state} HTTP/1.1\r\n\r\n").unwrap();
            let mut answer = String::new();
            slow.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
            Vec::new()
        });
        assert!(output.status.success() && answers.is_empty(), "{output:?}");
    })
    .await;
}

#[tokio::test]
async fn a_grant_code_of_the_console_is_exchanged() {
    let accounts = accounts(given()).await;
    with_program(&accounts, |program| {
        let program = Program {
            variables: program.variables,
            ..Program::new("login").stdin(&format!(" {CODE}\n"))
        };
        let output = program.run("--self-client");
        assert!(output.status.success(), "{output:?}");
        assert_no_secret(&output);
        // Only if somebody asks for it.
        let output = program.run("--self-client --show");
        let shown = "export CLIQ_REFRESH_TOKEN=1000.refre5h\n";
        assert_eq!(text(&output.stdout), shown);
        // The data centre is that of the environment, and is told on.
        let mut variables = program.variables.to_vec();
        variables.push(("CLIQ_DATA_CENTER", "EU"));
        let program = Program { variables: &variables, ..program };
        let output = program.run("--self-client --show");
        assert_eq!(text(&output.stdout), format!("export CLIQ_DATA_CENTER=EU\n{shown}"));
    })
    .await;
    let requests = accounts.received_requests().await.unwrap();
    let body = text(&requests[0].body);
    assert!(!body.contains("redirect_uri") && body.contains("grant_type=authorization_code"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_refresh_token_that_cannot_be_printed_is_in_the_file() {
    let accounts = accounts(given()).await;
    with_program(&accounts, |program| {
        let code = program.folder.path().join("code");
        fs::write(&code, CODE).unwrap();
        for arguments in ["--self-client --show --save shown", "--self-client --save saved"] {
            let full = fs::File::options().write(true).open("/dev/full").unwrap();
            let mut command = program.command(arguments);
            command.stdin(fs::File::open(&code).unwrap()).stdout(full);
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            let file = arguments.split(' ').next_back().unwrap();
            let told = format!("error: the refresh token is in {file}, but not printed: No space");
            assert!(text(&output.stderr).contains(&told), "{output:?}");
            assert_no_secret(&output);
            let kept = fs::read_to_string(program.folder.path().join(file)).unwrap();
            assert_eq!(kept, "1000.refre5h\n");
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_work_is_refused_before_anybody_is_sent_anywhere() {
    let accounts = accounts(given()).await;
    with_program(&accounts, |program| {
        let refused = |program: &Program<'_>, arguments: &str, why: &str| {
            let output = program.run(arguments);
            assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
            let told = text(&output.stderr);
            assert!(told.starts_with("error: ") && told.contains(why), "{told}");
            assert!(!told.contains("a b"), "{told}");
        };
        // It does not get as far as to find the port in use.
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let browser = format!("--port {}", taken.local_addr().unwrap().port());
        for how in [browser.as_str(), "--self-client"] {
            refused(program, &format!("{how} --save none/token"), "cannot write none/token: ");
            refused(program, &format!("{how} --save ."), "cannot write .: it is a folder");
            let mut variables = program.variables.to_vec();
            variables.push(("CLIQ_CLIENT_SECRET", "a b"));
            let program = Program { variables: &variables, ..Program::new("login") };
            refused(&program, how, "the client secret");
        }
        assert_eq!(program.folder.path().read_dir().unwrap().count(), 0);
    })
    .await;
    assert!(accounts.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refresh_token_that_cannot_be_kept_is_revoked() {
    for (status, told) in [("success", "is revoked"), ("failure", "stays good, as it is not")] {
        let accounts = accounts(given()).await;
        Mock::given(method("POST"))
            .and(path("/oauth/v2/token/revoke"))
            .and(body_string_contains("token=1000.refre5h"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({"status": status})))
            .expect(1)
            .mount(&accounts)
            .await;
        with_program(&accounts, move |program| {
            let (output, answers) = sign_in_by(program, |page| {
                // Since it was tried.
                fs::create_dir(program.folder.path().join("cliq.refresh-token")).unwrap();
                let state = page.split_once("&state=").unwrap().1.split('&').next().unwrap();
                vec![format!("/callback?code={CODE}&state={state}")]
            });
            assert_eq!(answers, ["HTTP/1.1 200 OK"]);
            assert!(!output.status.success());
            let stderr = text(&output.stderr);
            assert!(stderr.contains("error: cannot write cliq.refresh-token: "), "{stderr}");
            assert!(stderr.contains(told), "{stderr}");
            assert_no_secret(&output);
        })
        .await;
    }
}

#[tokio::test]
async fn a_code_that_was_used_is_an_error_although_the_status_is_200() {
    let accounts = accounts(json!({"error": "invalid_code"})).await;
    with_program(&accounts, |program| {
        let program = Program { variables: program.variables, ..Program::new("login").stdin(CODE) };
        let output = program.run("--self-client");
        assert!(!output.status.success());
        assert!(text(&output.stderr).contains("invalid_code; the code was used before"));
        assert_no_secret(&output);
        assert_eq!(program.folder.path().read_dir().unwrap().count(), 0);
    })
    .await;
}

/// A program that signs somebody in and one that looks at the token, at a service that knows several users.
#[tokio::test]
async fn who_signs_in_at_a_service_for_tests_is_told_what_the_token_is_good_for() {
    let service = Service::new();
    let url = format!("http://{}", service.listen("127.0.0.1:0").await.unwrap());
    let server = url.strip_prefix("http://").unwrap().to_owned();
    let run = move || {
        let variables = [
            ("CLIQ_BASE_URL", url.as_str()),
            ("CLIQ_ACCOUNTS_URL", url.as_str()),
            ("CLIQ_CLIENT_ID", Service::CLIENT_ID),
            ("CLIQ_CLIENT_SECRET", Service::CLIENT_SECRET),
        ];
        let login = Program { variables: &variables, ..Program::new("login") };
        let (output, answers) = sign_in_by(&login, |page| {
            let target = page.strip_prefix(&url).unwrap();
            let answer = get(&server, &format!("{target}&user=ada"));
            let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
            vec![location[location.find("/callback").unwrap()..].to_owned()]
        });
        assert!(output.status.success(), "{output:?}");
        assert_eq!(answers, ["HTTP/1.1 200 OK"]);
        assert!(text(&output.stdout).contains("export CLIQ_DATA_CENTER=US\n"), "{output:?}");

        let token = fs::read_to_string(login.folder.path().join("cliq.refresh-token")).unwrap();
        let variables: Vec<_> =
            variables.into_iter().chain([("CLIQ_REFRESH_TOKEN", token.trim())]).collect();
        let doctor = Program { variables: &variables, ..Program::new("doctor") };
        let output = doctor.run("--chat CT_1");
        assert!(output.status.success(), "{output:?}");
        text(&output.stdout).to_owned()
    };
    let report = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(report.contains("| reminders | 4 | 4 | ZohoCliq.Reminders.CREATE"), "{report}");
    assert!(service.user("ada").requests().len() >= 5, "{report}");
    assert_eq!(service.lock_outs(), 0);
}
