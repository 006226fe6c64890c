//! The report on credentials, against a service that is full of personal data.

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{Program, text};

/// Nothing of this may be in a report.
const PRIVATE: [&str; 9] = [
    "Ada",
    "ada@example.com",
    "merger",
    "CT_77",
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
    Mock::given(wiremock::matchers::any()).respond_with(respond).mount(&server).await;
    server
}

fn respond(request: &Request) -> ResponseTemplate {
    let message = json!({"id": "1599387839188_229", "time": 1_599_387_839_188_i64, "sender": {"name": "Ada"},
        "content": {"text": "The merger is on.", "thumbnail": {"height": "120", "width": "7001"}}});
    let ok = |body: Value| ResponseTemplate::new(200).set_body_json(body);
    let refused = |status, code: &str| {
        let message = "ada@example.com may not do this.";
        ResponseTemplate::new(status).set_body_json(json!({"code": code, "message": message}))
    };
    let authorization = request.headers.get("authorization").map(|it| it.to_str().unwrap());
    match (request.method.as_str(), request.url.path()) {
        ("POST", "/oauth/v2/token") => ok(json!({
            "access_token": "1000.acce55", "scope": "ZohoCliq.Chats.READ,ZohoCliq.Messages.ALL"
        })),
        ("GET", _) if authorization == Some("Bearer 1000.acce55") => {
            refused(401, "oauthtoken_invalid")
        }
        ("GET", "/api/v3/chats") => ok(json!({
            "chats": [{"chat_id": "CT_77", "name": "Ada"}], "next_token": "7001"
        }))
        .insert_header("X-RateLimit-Remaining", "7001"),
        ("GET", "/api/v3/messages/search") => refused(403, "Ada_is_no_code"),
        ("GET", "/api/v3/threads") => ok(json!({"data": [], "sync_token": "1000.7001"})),
        ("GET", "/api/v2/chats/CT_77/messages") => ok(json!({"data": [message]})),
        ("GET", "/api/v2/chats/CT_77/messages/1599387839188_229") => ok(message),
        ("GET", _) => refused(404, "request_url_invalid"),
        _ => ResponseTemplate::new(500),
    }
}

fn run(url: &str, arguments: String) -> tokio::task::JoinHandle<(bool, String)> {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || {
        let variables = [
            ("CLIQ_CLIENT_ID", "1000.CLIENT"),
            ("CLIQ_CLIENT_SECRET", "cl1ent-secret"),
            ("CLIQ_REFRESH_TOKEN", "1000.refre5h"),
            ("CLIQ_BASE_URL", url.as_str()),
            ("CLIQ_ACCOUNTS_URL", url.as_str()),
        ];
        let program = Program { variables: &variables, ..Program::new("doctor") };
        let output = program.run(&arguments);
        let report = text(&output.stdout).to_owned();
        for private in PRIVATE {
            assert!(!report.contains(private), "{private} is in: {report}");
        }
        (output.status.success(), report)
    })
}

#[tokio::test]
async fn the_report_tells_what_the_service_answers_and_nothing_of_anybody() {
    let service = service().await;
    let (is_alive, report) = run(&service.uri(), "--chat CT_77".to_owned()).await.unwrap();
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
    let unknown = ResponseTemplate::new(200).set_body_json(json!({"error": "invalid_client"}));
    Mock::given(wiremock::matchers::any()).respond_with(unknown).mount(&elsewhere).await;
    let (there, here) = (elsewhere.uri(), service.uri());
    let both = format!("--server ONE,{there},{there} --server TWO,{here},{here}");
    let (is_alive, report) = run(&service.uri(), both).await.unwrap();
    assert!(is_alive && report.contains("The token is alive, in TWO."), "{report}");
    assert!(report.contains("| ONE | the accounts server does not know the credentials |"));
    assert_eq!(elsewhere.received_requests().await.unwrap().len(), 1, "{report}");

    let (is_alive, report) = run(&there, format!("--server ONE,{there},{there}")).await.unwrap();
    assert!(!is_alive && report.ends_with("None of them has taken the token.\n"), "{report}");
}

#[test]
fn it_is_built_with_every_module() {
    let manifest = include_str!("../../../generated-client/Cargo.toml");
    let (_, features) = manifest.split_once("name = \"doctor\"\nrequired-features = ").unwrap();
    assert!(features.starts_with(r#"["full", "#), "its table of scopes has every module");
}
