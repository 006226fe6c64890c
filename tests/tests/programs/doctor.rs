//! The report on credentials, against a service that is full of personal data.

use std::fs;
use std::net::TcpListener;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{Program, text};

/// Nothing of this may be in a report.
const PRIVATE: [&str; 14] = [
    "Ada",
    "ada@example.com",
    "ada_lovelace",
    "secret_room",
    "accesssecret",
    "merger",
    "CT_77",
    "T_7001",
    "F_7001",
    "1599387839188",
    "7001",
    "1000.acce55",
    "cl1ent-secret",
    "1000.refre5h",
];

#[test]
fn what_is_asked_is_explained() {
    let program = Program::new("doctor");
    assert_snapshot!(program.transcript(&["--help", "", "--dry-run", "--dry-run --chat CT_77"]));
}

/// A service that answers in one of the ways that the documents leave open.
async fn service() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(respond).mount(&server).await;
    server
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn refused(status: u16, code: &str) -> ResponseTemplate {
    let message = "ada@example.com may not do this.";
    ResponseTemplate::new(status).set_body_json(json!({"code": code, "message": message}))
}

fn issued() -> ResponseTemplate {
    let scope = "ZohoCliq.Chats.READ,ZohoCliq.Messages.ALL";
    ok(json!({"access_token": "1000.acce55", "scope": scope}))
}

fn sign_in_page() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw("<html>Sign in, Ada.</html>", "text/html")
}

fn respond(request: &Request) -> ResponseTemplate {
    let message = json!({"id": "1599387839188_229", "time": 1_599_387_839_188_i64, "sender": {"name": "Ada"},
        "content": {"text": "The merger is on.", "thumbnail": {"height": "120", "width": "7001"},
        "file": {"id": "F_7001", "name": "merger.txt", "dimensions": {"size": 6}}}});
    let authorization = request.headers.get("authorization").map(|it| it.to_str().unwrap());
    match (request.method.as_str(), request.url.path()) {
        ("POST", "/oauth/v2/token") => issued(),
        ("GET", _) if authorization == Some("Bearer 1000.acce55") => {
            refused(401, "oauthtoken_invalid")
        }
        ("GET", "/api/v3/chats") => {
            let chats = json!([{"chat_id": "CT_77", "name": "Ada"}]);
            ok(json!({"chats": chats, "next_token": "7001"}))
                .insert_header("X-RateLimit-Remaining", "7001")
                .insert_header("X-RateLimit-1000.accesssecret", "1")
        }
        ("GET", "/api/v3/messages/search") => refused(403, "ada_lovelace.secret_room"),
        ("GET", "/api/v3/threads") => ok(json!({"data": [], "sync_token": "1000.7001"})),
        ("GET", "/api/v3/stars") => ok(json!({"star_messages": [message]})),
        ("GET", "/api/v3/scheduledmessages") => ok(json!({"data": [], "sync_token": "7001"})),
        ("GET", "/api/v3/chats/CT_77/reminders") => ok(json!({"list": [{"content": "merger"}]})),
        ("GET", "/api/v3/chats/CT_77/pin-messages") => match request.url.query() {
            Some("primary=true") => ok(message),
            _ => ok(json!({"data": [message], "next_token": "7001"})),
        },
        ("GET", "/api/v2/statuses") => ok(json!({"data": [{"id": 7001, "message": "Ada is in"}]})),
        ("GET", "/api/v2/statuses/current") => ok(json!({"data": {"id": "7001"}})),
        ("GET", "/api/v2/users") => ok(json!({"data": [{"id": "7001", "name": "Ada"}]})),
        ("GET", "/api/v2/users/7001/teams") => ok(json!({"data": [{"team_id": 7001}]})),
        ("GET", "/api/v2/channels") => ok(json!({"channels": [
            {"name": "#merger", "level": "personal", "current_user_role": "admin", "status": "created"},
            {"name": "#Ada", "level": "team", "current_user_role": "Ada", "status": "created"},
        ]})),
        ("GET", "/api/v2/files/F_7001") => {
            ResponseTemplate::new(200).set_body_raw("merger", "text/plain")
        }
        ("GET", "/api/v2/chats/CT_77/messages") => ok(json!({"data": [message]})),
        ("GET", "/api/v2/chats/CT_77/messages/1599387839188_229") => ok(message),
        ("GET", _) => refused(404, "request_url_invalid"),
        _ => ResponseTemplate::new(500),
    }
}

/// A data centre with an accounts server that says one thing, and a service that says another one to everything.
async fn data_centre(tokens: ResponseTemplate, answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    let token_path = path("/oauth/v2/token");
    Mock::given(method("POST")).and(token_path).respond_with(tokens).mount(&server).await;
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    server
}

struct Run {
    is_alive: bool,
    report: String,
    stderr: String,
}

const CREDENTIALS: &[(&str, &str)] = &[
    ("CLIQ_CLIENT_ID", "1000.CLIENT"),
    ("CLIQ_CLIENT_SECRET", "cl1ent-secret"),
    ("CLIQ_REFRESH_TOKEN", "1000.refre5h"),
];
const TOKEN: &[(&str, &str)] = &[("CLIQ_ACCESS_TOKEN", "1000.acce55")];

async fn run(url: &str, arguments: &str) -> Run {
    run_with(CREDENTIALS, url, arguments).await
}

/// Runs the program, and looks for what may not be in a report.
async fn run_with(
    credentials: &'static [(&'static str, &'static str)],
    url: &str,
    arguments: &str,
) -> Run {
    let (url, arguments) = (url.to_owned(), arguments.to_owned());
    let run = tokio::task::spawn_blocking(move || {
        let servers = [("CLIQ_BASE_URL", url.as_str()), ("CLIQ_ACCOUNTS_URL", url.as_str())];
        let variables = [credentials, &servers].concat();
        let program = Program { variables: &variables, ..Program::new("doctor") };
        let output = program.run(&arguments);
        let report = text(&output.stdout).to_owned();
        for private in PRIVATE {
            assert!(!report.contains(private), "{private} is in: {report}");
        }
        let stderr = text(&output.stderr).to_owned();
        Run { is_alive: output.status.success(), report, stderr }
    });
    run.await.unwrap()
}

/// Runs the program with two data centres, of which the second must not hear of the credentials.
async fn run_with_another(first: &MockServer) -> Run {
    let (elsewhere, here) = (service().await, first.uri());
    let there = elsewhere.uri();
    let run = run(&here, &format!("--server ONE,{here},{here} --server TWO,{there},{there}")).await;
    let requests = elsewhere.received_requests().await.unwrap();
    assert!(requests.is_empty(), "the credentials went on: {}", run.report);
    run
}

#[tokio::test]
async fn the_report_tells_what_the_service_answers_and_nothing_of_anybody() {
    let service = service().await;
    let Run { is_alive, report, .. } = run(&service.uri(), "--chat CT_77").await;
    assert!(is_alive, "{report}");
    assert_snapshot!(report);
    let requests = service.received_requests().await.unwrap();
    let is_read = |it: &Request| it.method == "GET" || it.url.path() == "/oauth/v2/token";
    assert!(requests.iter().all(is_read), "it only reads");
}

#[tokio::test]
async fn the_right_data_centre_is_found() {
    let service = service().await;
    let elsewhere = MockServer::start().await;
    // With the status of a success.
    let unknown = ok(json!({"error": "invalid_client"}));
    Mock::given(any()).respond_with(unknown).mount(&elsewhere).await;
    let (there, here) = (elsewhere.uri(), service.uri());
    let both = format!("--server ONE,{there},{there} --server TWO,{here},{here}");
    let Run { is_alive, report, .. } = run(&here, &both).await;
    assert!(is_alive && report.contains("The token is alive, in TWO."), "{report}");
    let row = "| ONE | the accounts server does not know the credentials: `invalid_client` |";
    assert!(report.contains(row), "{report}");
    assert_eq!(elsewhere.received_requests().await.unwrap().len(), 1, "{report}");

    let Run { is_alive, report, .. } = run(&there, &format!("--server ONE,{there},{there}")).await;
    assert!(!is_alive && report.ends_with("None of them has taken the token.\n"), "{report}");
}

#[tokio::test]
async fn a_token_that_may_not_or_too_often_is_alive_and_goes_nowhere_else() {
    for (answer, row) in [
        (refused(400, "request_limit_exceeded"), "400 with `request_limit_exceeded`, too many"),
        (ResponseTemplate::new(429).insert_header("retry-after", "7001"), "429, too many requests"),
        (refused(403, "org_disabled"), "403 with a code that is not documented"),
        (refused(401, "oauthtoken_scope_invalid"), "401 with `oauthtoken_scope_invalid`"),
    ] {
        let Run { is_alive, report, .. } =
            run_with_another(&data_centre(issued(), answer).await).await;
        assert!(
            report.contains(&format!("| ONE | a token is issued; the service: {row}")),
            "{report}"
        );
        assert!(is_alive && report.contains("The token is alive, in ONE."), "{report}");
        assert_eq!(report.contains("| `retry-after` |"), row.starts_with("429"), "{report}");
        let is_spared = report.contains("taken too? | not asked: too many requests already |");
        assert_eq!(is_spared, row.contains("too many"), "{report}");
    }
}

#[tokio::test]
async fn what_a_failure_leaves_open_stays_open_and_the_token_goes_nowhere_else() {
    let page = || ResponseTemplate::new(403).set_body_raw("<html>Blocked.</html>", "text/html");
    for (answer, row) in [
        (ResponseTemplate::new(503), "503, a failure of the service"),
        (refused(500, "ada_lovelace.secret_room"), "500 with a code that is not documented"),
        (page(), "403, no JSON"),
        (refused(404, "request_url_invalid"), "404 with `request_url_invalid`"),
    ] {
        let Run { is_alive, report, .. } =
            run_with_another(&data_centre(issued(), answer).await).await;
        assert!(
            report.contains(&format!("| ONE | a token is issued; the service: {row}")),
            "{report}"
        );
        assert!(!is_alive && report.contains("cannot be told from this"), "{report}");
        assert!(report.contains("| chats | 19 |"), "the scopes are known: {report}");
    }
    let refused = data_centre(issued(), refused(401, "oauthtoken_invalid")).await;
    let Run { is_alive, report, .. } = run_with_another(&refused).await;
    assert!(!is_alive && report.contains("the service does not take it."), "{report}");
}

#[tokio::test]
async fn a_token_that_nobody_has_issued_is_tried_until_one_does_not_refuse_it() {
    let tried = async |answer: ResponseTemplate| {
        let (one, two) = (data_centre(issued(), answer).await, service().await);
        let (first, second) = (one.uri(), two.uri());
        let both = format!("--server ONE,{first},{first} --server TWO,{second},{second}");
        run_with(TOKEN, &first, &both).await
    };
    let Run { is_alive, report, .. } = tried(refused(401, "oauthtoken_invalid")).await;
    assert!(is_alive && report.contains("| ONE | 401 with `oauthtoken_invalid` |"), "{report}");
    assert!(report.contains("The token is alive, in TWO."), "{report}");
    assert!(report.contains("Not known: the accounts server"), "{report}");

    let Run { is_alive, report, .. } = tried(sign_in_page()).await;
    assert!(!is_alive && report.contains("| ONE | 200, but no JSON |"), "{report}");
    assert!(report.ends_with("cannot be told from this: try again later.\n"), "{report}");
}

#[tokio::test]
async fn a_success_that_is_not_what_was_asked_for_is_no_evidence() {
    for (answer, row) in [
        (sign_in_page(), "200, but no JSON"),
        (ResponseTemplate::new(200).set_body_raw(vec![0xff, 0xfe], "text/plain"), "200, but no"),
        (ResponseTemplate::new(200), "200, without a body"),
        (ok(json!(["Ada"])), "200, but no JSON object"),
        (ok(json!({"name": "Ada"})), "200, without `chats`"),
        (ok(json!({"chats": 7})), "200, without `chats`"),
        (ok(json!({"code": "oauthtoken_invalid"})), "200 with `oauthtoken_invalid`, without"),
    ] {
        let Run { is_alive, report, .. } =
            run_with_another(&data_centre(issued(), answer).await).await;
        assert!(
            report.contains(&format!("| ONE | a token is issued; the service: {row}")),
            "{report}"
        );
        assert!(!is_alive && !report.contains("is alive"), "{report}");
        assert!(!report.contains(": yes") && !report.contains("absent"), "{report}");
    }
}

#[tokio::test]
async fn a_question_that_a_page_answers_stays_open() {
    let service = MockServer::start().await;
    let respond = |request: &Request| match request.url.path() {
        "/oauth/v2/token" => issued(),
        "/api/v3/chats" if request.headers["authorization"] == "Zoho-oauthtoken 1000.acce55" => {
            ok(json!({"chats": []}))
        }
        _ => sign_in_page(),
    };
    Mock::given(any()).respond_with(respond).mount(&service).await;
    let Run { is_alive, report, .. } = run(&service.uri(), "--chat CT_77").await;
    assert!(is_alive, "{report}");
    let of_chats = "`GET /chats`: is there a `next_token`? | 200: absent, and the list is empty |";
    let (before, after) = report.split_once(of_chats).expect(&report);
    assert!(before.contains("taken too? | 200, but no JSON |"), "{report}");
    assert!(!after.contains("200:") && after.contains("200, but no JSON"), "{report}");
}

#[tokio::test]
async fn a_question_that_nothing_is_there_for_stays_open() {
    let nothing = json!({"chats": [], "data": [], "messages": [], "channels": [], "list": []});
    let service = data_centre(issued(), ok(nothing)).await;
    let Run { is_alive, report, .. } = run(&service.uri(), "--chat CT_77").await;
    assert!(is_alive, "{report}");
    for row in [
        "`GET /scheduledmessages`: is there a `next_token`? | 200: absent, and the list is empty |",
        "`GET /statuses` (v2): of which type is `id`? | 200: the list is empty |",
        "of which type is `team_id`? | not asked: no user with an ID came |",
        "which words are a `level`? | 200: the list is empty |",
        "is the message bare, or under `data`? | 200, without a message |",
        "does the corrected path work? | not asked: no message with an ID came |",
        "or `Response Code`? | not asked: no message with a file came |",
    ] {
        assert!(report.contains(row), "{row}: {report}");
    }
}

/// The accounts server may take a refresh token once, and give another one.
#[tokio::test]
async fn a_new_refresh_token_is_kept_and_one_access_token_is_asked_for() {
    let server = MockServer::start().await;
    let tokens = ok(json!({"access_token": "1000.acce55", "refresh_token": "1000.refre5h.new"}));
    let is_asked = Mock::given(method("POST")).and(path("/oauth/v2/token"));
    is_asked.respond_with(tokens).expect(1).mount(&server).await;
    Mock::given(any()).respond_with(respond).mount(&server).await;
    let url = server.uri();
    let run = move || {
        let servers = [("CLIQ_BASE_URL", url.as_str()), ("CLIQ_ACCOUNTS_URL", url.as_str())];
        let variables = [CREDENTIALS, &servers].concat();
        let program = Program { variables: &variables, ..Program::new("doctor") };
        let output = program.run("");
        let (report, told) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{report}");
        assert!(report.contains("taken too? | 401 with `oauthtoken_invalid` |"), "{report}");
        assert!(told.contains("is replaced; the new one is in cliq.refresh-token.new\n"), "{told}");
        assert!(!report.contains("1000.refre5h") && !told.contains("1000.refre5h"), "{told}");
        let kept = program.folder.path().join("cliq.refresh-token.new");
        assert_eq!(fs::read_to_string(kept).unwrap(), "1000.refre5h.new\n");
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

#[tokio::test]
async fn an_id_that_cannot_be_sent_is_not_asked_about() {
    let items = json!([{"id": ".."}]);
    let answer = json!({"chats": [], "data": items, "messages": [], "channels": [], "list": []});
    let service = data_centre(issued(), ok(answer)).await;
    let Run { is_alive, report, .. } = run(&service.uri(), "--chat CT_77").await;
    assert!(is_alive, "{report}");
    for row in [
        "of which type is `team_id`? | not asked: the ID cannot be sent |",
        "does the published path work? | not asked: the ID cannot be sent |",
        "does the corrected path work? | not asked: the ID cannot be sent |",
    ] {
        assert!(report.contains(row), "{row}: {report}");
    }
    assert!(!report.contains("no answer"), "{report}");
}

#[test]
fn it_is_built_with_every_module() {
    let manifest = include_str!("../../../generated-client/Cargo.toml");
    let (_, features) = manifest.split_once("name = \"doctor\"\nrequired-features = ").unwrap();
    assert!(features.starts_with(r#"["full", "#), "its table of scopes has every module");
}

#[tokio::test]
async fn what_an_accounts_server_says_is_told() {
    let known = |error: &str| ok(json!({"error": error}));
    for (tokens, row) in [
        (sign_in_page(), "answers with neither a token nor an error code, as a sign-in page does"),
        (refused(401, "oauthtoken_invalid"), "refuses: `oauthtoken_invalid`"),
        (refused(400, "request_limit_exceeded"), "refuses: `request_limit_exceeded`"),
        (refused(400, "ada_lovelace.secret_room"), "refuses: a code that is not documented"),
        (known("invalid_code"), "does not know the credentials: `invalid_code`"),
        (ResponseTemplate::new(503), "answers with a status of 5xx"),
    ] {
        let server = data_centre(tokens, ResponseTemplate::new(500)).await;
        let Run { is_alive, report, .. } = run(&server.uri(), "").await;
        let row = format!("| servers of the environment | the accounts server {row} |");
        assert!(!is_alive && report.contains(&row), "{row}: {report}");
        assert_eq!(report.contains("not every answer is a refusal"), !row.contains("invalid_code"));
    }
    let too_many = ok(json!({"error": "Access Denied", "error_description": "Too many."}));
    let server = data_centre(too_many, ResponseTemplate::new(500)).await;
    let Run { report, .. } = run_with_another(&server).await;
    assert!(report.contains("| ONE | the accounts server has had too many requests |"), "{report}");
    assert!(report.ends_with("try again in ten minutes.\n"), "{report}");
}

#[tokio::test]
async fn a_server_that_hangs_is_left_after_a_time_that_can_be_chosen() {
    // Connections are made, and nobody answers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let service = service().await;
    let here = service.uri();
    let servers = format!("--server ONE,{url},{url} --server TWO,{here},{here}");
    let Run { is_alive, report, stderr } = run(&here, &format!("--timeout 1 {servers}")).await;
    assert!(is_alive && report.contains("alive, in TWO."), "{report}");
    assert!(report.contains("| ONE | no answer from the accounts server in time |"), "{report}");
    let order = ["asking ONE …", "asking TWO …", "asking GET /api/v3/stars …"];
    let places: Vec<_> = order.iter().map(|it| stderr.find(it)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{stderr}");
    drop(listener);
}

#[tokio::test]
async fn an_id_that_no_chat_has_is_refused_before_anything_is_asked() {
    let service = service().await;
    for chat in ["--chat=", "--chat=.", "--chat .."] {
        let Run { is_alive, report, stderr } = run(&service.uri(), chat).await;
        assert!(!is_alive && report.is_empty(), "{chat}: {report}");
        assert!(stderr.contains("no chat has such an id"), "{chat}: {stderr}");
    }
    assert!(service.received_requests().await.unwrap().is_empty());
}
