//! The response beside what is read of it.

use generated_client::Operation;
use generated_client::chats::requests::List;

use super::server::{Server, TOKEN, answer_with};

const CHATS: &str = r#"{"chats": []}"#;

#[tokio::test]
async fn status_headers_request_id_and_body_come_with_the_value() {
    let headers = [("X-Left", "7"), ("x-left", "8"), ("x-request-id", "r1")];
    let server = Server::new([answer_with(200, &headers, CHATS)]).await;
    let client = server.client();
    let bound = client.chats().list().with_response().await.unwrap();
    let sent = client.send(List::new().with_response()).await.unwrap();
    let of_trait = client.send(Operation::with_response(&List::new())).await.unwrap();
    for answered in [bound, sent, of_trait] {
        assert!(answered.value.chats.is_empty());
        let response = answered.response;
        assert_eq!(response.status(), 200);
        assert_eq!((response.header("x-LEFT"), response.header("none")), (Some("7"), None));
        assert_eq!(response.request_id(), Some("r1"));
        assert_eq!(&response.body()[..], CHATS.as_bytes());
    }
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn an_error_has_the_same_of_the_response() {
    let headers = [("x-left", "0"), ("x-some-request-id", "r2"), ("x-norequest-id", "r3")];
    for (status, body) in [(404, "none"), (500, ""), (200, "<html>"), (200, "")] {
        let server = Server::new([answer_with(status, &headers, body)]).await;
        let client = server.builder().retry(generated_client::RetryPolicy::off()).build().unwrap();
        let error = client.chats().list().with_response().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status, "{error:?}");
        assert_eq!(error.request_id(), Some("r2"));
        assert_eq!(error.headers()["x-left"], "0");
        assert_eq!(&error.body().unwrap()[..], body.as_bytes());
    }
}

/// A server that repeats the request must not bring the token into a log.
#[tokio::test]
async fn a_token_in_a_response_is_not_shown() {
    let headers = [("x-echo", TOKEN)];
    let body = format!("{{\"chats\": [], \"echo\": \"{TOKEN}\"}}");
    let server = Server::new([answer_with(200, &headers, &body)]).await;
    let answered = server.client().chats().list().with_response().await.unwrap();
    assert!(!format!("{:?}", answered.response).contains(TOKEN));
}
