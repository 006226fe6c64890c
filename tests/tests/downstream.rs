//! A program outside of the workspace (`tests/downstream`) that depends on `generated-client` by its path.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generated_client::examples::EXAMPLES;
use serde_json::{Value, json};
use tests::built::{BUILT, metadata, succeed};
use tests::workspace;
use wiremock::matchers::{body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

#[tokio::test]
async fn a_program_outside_of_the_workspace_lists_chats_and_closes_one() {
    let server = MockServer::start().await;
    let example =
        EXAMPLES.iter().find(|it| it.operation_id == "Retrieve all direct chats").unwrap();
    let chats: Value = serde_json::from_str(example.json).unwrap();
    Mock::given(method("GET"))
        .and(path("/api/v3/chats"))
        .and(query_param("limit", "2"))
        .and(query_param("modified_before", "0"))
        .and(header("authorization", "Zoho-oauthtoken 1000.secret"))
        .respond_with(ResponseTemplate::new(200).set_body_json(chats))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("PUT"))
        .and(path("/api/v3/chats/2890538000000012345"))
        .and(body_json(json!({"operation": "close_chat"})))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;

    let uri = server.uri();
    let output = tokio::task::spawn_blocking(move || run(&uri)).await.unwrap();
    assert_eq!(output, "Alice Johnson\nBob Carter\nclosed 2890538000000012345\n");
}

/// The manifest of a program elsewhere needs nothing but the path of the client, and gets what is on by default.
#[test]
fn a_manifest_outside_of_the_workspace_leads_to_the_client_with_its_default_features_alone() {
    let folder = tempfile::tempdir().unwrap();
    let client = workspace().join("generated-client").canonicalize().unwrap();
    let manifest = fs::read_to_string(sources().join("Cargo.toml")).unwrap();
    let manifest = manifest.replace("GENERATED_CLIENT", client.to_str().unwrap());
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::copy(sources().join("src/main.rs"), folder.path().join("src/main.rs")).unwrap();
    // The same versions as in the workspace, which are on this machine already.
    fs::copy(workspace().join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();

    let metadata = metadata(folder.path());
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let has = |node: &&Value, name: &str| node["id"].as_str().unwrap().contains(name);
    let client = nodes.iter().find(|it| has(it, "generated-client")).unwrap();
    let features = client["features"].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
    // `reqwest/native-tls` would turn on the feature `reqwest` too.
    assert_eq!(
        features.collect::<BTreeSet<_>>(),
        BTreeSet::from(["chats", "default", "message-content", "messages-v2", "rustls"])
    );
    // What the tests of the client need, a program does not get.
    assert!(!nodes.iter().any(|it| has(&it, "#proptest@")));
    // Nor what it did not ask for.
    assert!(!nodes.iter().any(|it| has(&it, "#chrono@")));
}

/// The client itself has every feature in these tests, so its macro stands in a crate of its own.
#[test]
fn the_compiler_says_which_feature_a_method_needs() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("off.rs");
    let shown = workspace().join("generated-client/src/missing_feature.rs");
    let source = format!(
        "#![allow(unexpected_cfgs)]\n#[path = {shown:?}] mod missing_feature;\npub struct Client;\n\
         missing_feature::missing_feature!(bots, \"`bots` needs the feature `bots`\", \"add it\");\n\
         fn main() {{ Client.bots() }}"
    );
    fs::write(&program, source).unwrap();
    let mut compile = BUILT.compiler("rustc", &[]);
    compile.args(["--emit=metadata", "--out-dir"]).arg(folder.path()).arg(&program);
    let output = compile.output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(text.contains("error[E0277]: `bots` needs the feature `bots`"), "{text}");
    assert!(text.contains("this feature is off") && text.contains("note: add it"), "{text}");
    assert_eq!(text.matches("error[").count(), 1, "{text}");
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("downstream")
}

/// Builds the program as a crate of its own and runs it.
fn run(base_url: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("downstream");
    let dependencies = [BUILT.id("generated-client"), BUILT.id("tokio")];
    let mut compile = BUILT.compiler("rustc", &dependencies);
    compile.args(["--crate-type=bin", "--deny=warnings", "-o"]).arg(&program);
    succeed(compile.arg(sources().join("src/main.rs")));
    succeed(Command::new(program).arg(base_url))
}
