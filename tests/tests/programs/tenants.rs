//! One process for many users, each with a token and a budget of its own.

use std::fs;

use generated_client::test_util::Service;
use serde_json::json;
use wiremock::matchers::{body_string_contains, header, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Program, text};

#[tokio::test]
async fn each_tenant_has_a_token_and_a_budget_of_its_own() {
    let server = MockServer::start().await;
    for (name, response) in [
        ("ada", ResponseTemplate::new(200).set_body_json(json!({"chats": [{}]}))),
        ("bob", ResponseTemplate::new(429)),
        ("cy", ResponseTemplate::new(200).set_body_json(json!({"chats": []}))),
    ] {
        let token = format!("Zoho-oauthtoken 1000.{name}");
        let mock = Mock::given(method("GET")).and(header("authorization", token.as_str()));
        mock.respond_with(response).expect(1).mount(&server).await;
    }
    let url = server.uri();
    let run = move || {
        let variables = [("CLIQ_BASE_URL", url.as_str())];
        let program = Program { variables: &variables, ..Program::new("many_tenants") };
        let tenants = "ada\t1000.ada\nbob\t1000.bob\ncy\t1000.cy\n";
        fs::write(program.folder.path().join("tenants.tsv"), tenants).unwrap();
        program.run("tenants.tsv --access-tokens")
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let lines: Vec<_> = text(&output.stdout).lines().collect();
    assert_eq!((lines[0], lines[2]), ("ada: 1 chats", "cy: 0 chats"));
    assert!(lines[1].starts_with("bob: ") && lines[1].contains("429"), "{lines:?}");
    assert!(text(&output.stderr).contains("1 of 3 users have no answer"), "{output:?}");
}

#[tokio::test]
async fn tenants_get_tokens_for_their_own_refresh_tokens() {
    let service = Service::new();
    let url = format!("http://{}", service.listen("127.0.0.1:0").await.unwrap());
    let users = ["ada", "bob"].map(|name| service.user(name));
    let bob = users[1].clone().with_scopes("ZohoCliq.Users.READ");
    let tenants = format!("ada\t{}\nbob\t{}\n", users[0].refresh_token(), bob.refresh_token());
    let run = move || {
        let variables = [
            ("CLIQ_BASE_URL", url.as_str()),
            ("CLIQ_ACCOUNTS_URL", url.as_str()),
            ("CLIQ_CLIENT_ID", Service::CLIENT_ID),
            ("CLIQ_CLIENT_SECRET", Service::CLIENT_SECRET),
        ];
        let program = Program { variables: &variables, ..Program::new("many_tenants") };
        fs::write(program.folder.path().join("tenants.tsv"), tenants).unwrap();
        program.run("tenants.tsv")
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let lines: Vec<_> = text(&output.stdout).lines().collect();
    assert_eq!(lines[0], "ada: 2 chats", "{output:?}");
    assert!(lines[1].contains("oauthtoken_scope_invalid"), "{output:?}");
    assert_eq!(users.map(|user| user.requests().len()), [1, 1]);
}

/// The accounts server may take a refresh token once, and give another one.
#[tokio::test]
async fn new_refresh_tokens_take_the_place_of_the_ones_before() {
    let server = MockServer::start().await;
    let names = ["ada", "bob", "cy"];
    for name in names {
        let form = body_string_contains(format!("refresh_token=1000.{name}"));
        let tokens =
            json!({"access_token": "1000.acce55", "refresh_token": format!("1000.{name}.new")});
        let tokens = ResponseTemplate::new(200).set_body_json(tokens);
        Mock::given(method("POST")).and(form).respond_with(tokens).expect(1).mount(&server).await;
    }
    let chats = ResponseTemplate::new(200).set_body_json(json!({"chats": []}));
    Mock::given(method("GET")).respond_with(chats).expect(3).mount(&server).await;
    let url = server.uri();
    let run = move || {
        let variables = [
            ("CLIQ_BASE_URL", url.as_str()),
            ("CLIQ_ACCOUNTS_URL", url.as_str()),
            ("CLIQ_CLIENT_ID", "1000.CLIENT"),
            ("CLIQ_CLIENT_SECRET", "cl1ent-secret"),
        ];
        let program = Program { variables: &variables, ..Program::new("many_tenants") };
        let file = program.folder.path().join("tenants.tsv");
        fs::write(&file, names.map(|name| format!("{name}\t1000.{name}\n")).concat()).unwrap();
        let output = program.run("tenants.tsv");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let stored = names.map(|name| format!("{name}\t1000.{name}.new\n")).concat();
        assert_eq!(fs::read_to_string(&file).unwrap(), stored);
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}
