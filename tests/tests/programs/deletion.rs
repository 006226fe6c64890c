//! A program that deletes many messages, and tells for each what came of it.

use serde_json::{Value, json};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Program, text};

/// What it writes, the first line of its standard error, and how it ends.
async fn deletion(response: Value, arguments: &'static str) -> (String, String, i32) {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_json(response);
    Mock::given(method("DELETE")).respond_with(response).expect(1).mount(&server).await;
    let url = server.uri();
    let run = move || {
        let variables = [("CLIQ_BASE_URL", url.as_str()), ("CLIQ_ACCESS_TOKEN", "1000.secret")];
        Program { variables: &variables, ..Program::new("bulk_delete") }.run(arguments)
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let told = text(&output.stderr).lines().next().unwrap_or_default().to_owned();
    (text(&output.stdout).to_owned(), told, output.status.code().unwrap())
}

#[tokio::test]
async fn a_message_that_the_response_does_not_mention_is_not_told_to_be_deleted() {
    let others = json!({"data": [
        {"id": "7_7", "status": "success"},
        {"id": "1_3", "status": "failed", "error": {"code": "access_denied"}},
    ]});
    let (written, error, status) = deletion(others, "CT_1 1_2 1_3").await;
    assert_eq!(
        written,
        "unknown  1_2: the response does not mention it\nfailed   1_3: access_denied\n"
    );
    assert_eq!(error, "error: 2 of 2 messages are not deleted, or not known to be");
    assert_eq!(status, 1);
}

#[tokio::test]
async fn a_message_is_deleted_however_its_id_is_spelled() {
    let spelled = json!({"data": [
        {"id": "1%203", "status": "success"},
        {"id": "1 2", "status": "success"},
    ]});
    let (written, error, status) = deletion(spelled, "CT_1 1_2 1_3").await;
    assert_eq!((written.as_str(), error.as_str()), ("deleted  1_2\ndeleted  1_3\n", ""));
    assert_eq!(status, 0);
}
