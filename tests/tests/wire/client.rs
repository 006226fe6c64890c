//! The settings of a client, and requests without one.

use std::time::Duration;

use generated_client::bytes::Bytes;
use generated_client::chats::requests::{Close, Get, UpdateTitle};
use generated_client::http::{Method, Response, StatusCode};
use generated_client::{AuthorizationScheme, Client, ClientBuilder, DataCenter, Operation};
use serde_json::{Value, from_slice, json};

use super::service::{CHAT, CHAT_PATH, Sent, Service, TOKEN, example};

fn closing(path: &str) -> Sent {
    Sent::json(format!("PUT {path}"), json!({"operation": "close_chat"}))
}

#[tokio::test]
async fn the_other_authorization_scheme() {
    let service = Service::answering(204, "").await;
    let client = service.builder().authorization_scheme(AuthorizationScheme::Bearer);
    client.build().unwrap().chats().close(CHAT).await.unwrap();
    let authorization = format!("Bearer {TOKEN}");
    assert_eq!(service.sent().await, closing(CHAT_PATH).header("authorization", &authorization));
}

#[tokio::test]
async fn a_base_url_with_a_path() {
    for path in ["/network/acme", "/network/acme/"] {
        let service = Service::answering(204, "").await;
        let client = service.builder().base_url(&format!("{}{path}", service.url()));
        client.build().unwrap().chats().close(CHAT).await.unwrap();
        assert_eq!(service.sent().await, closing(&format!("/network/acme{CHAT_PATH}")));
    }
}

#[tokio::test]
async fn a_user_agent_of_its_own() {
    let service = Service::answering(204, "").await;
    let client = service.builder().user_agent("acme-bot/7 (bots@acme.example)");
    client.build().unwrap().chats().close(CHAT).await.unwrap();
    let agent = "acme-bot/7 (bots@acme.example)";
    assert_eq!(service.sent().await, closing(CHAT_PATH).header("user-agent", agent));
}

/// RFC 9110, section 8.6: a client says so where a method has a use for a body. Servers and proxies
/// exist that response 411 to a POST which does not.
#[tokio::test]
async fn a_post_without_a_body_says_that_it_is_empty() {
    let service = Service::answering(200, "").await;
    service.chats().leave("1").await.unwrap();
    let length = service.requests().await[0].headers.get("content-length").cloned();
    assert_eq!(length, Some("0".parse().unwrap()));
}

#[tokio::test]
async fn a_request_is_sent_in_every_way() {
    let service = Service::answering(204, "").await;
    let client = service.client();
    let operation = Close::new(CHAT);
    client.send(&operation).await.unwrap();
    client.send(operation.clone()).await.unwrap();
    operation.on(client.clone()).await.unwrap();
    client.chats().close(CHAT).send().await.unwrap();
    let spawned = tokio::spawn(client.chats().close(CHAT).into_future());
    spawned.await.unwrap().unwrap();
    let requests = service.requests().await;
    assert_eq!(requests.len(), 5);
    assert!(requests.iter().all(|request| request.url == requests[0].url));
}

#[tokio::test]
async fn nothing_is_sent_before_the_request_is_polled() {
    let service = Service::answering(204, "").await;
    drop(service.chats().close(CHAT));
    drop(service.chats().close(CHAT).send());
    assert!(service.requests().await.is_empty());
}

#[test]
fn requests_without_a_client() {
    let request = UpdateTitle::new(CHAT, "Rewards").http_request("https://cliq.zoho.eu").unwrap();
    assert_eq!(request.method(), Method::PUT);
    assert_eq!(request.uri().to_string(), format!("https://cliq.zoho.eu{CHAT_PATH}"));
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers().len(), 2, "authorization is up to the caller");
    let body: Value = from_slice(request.body()).unwrap();
    assert_eq!(body, json!({"operation": "update_title", "title": "Rewards"}));

    let request = Get::new(CHAT).fields(["title"]);
    let request = request.http_request(DataCenter::In.api_url()).unwrap();
    assert_eq!(request.uri().to_string(), format!("https://cliq.zoho.in{CHAT_PATH}?fields=title"));
    assert!(request.body().is_empty());
    assert!(!request.headers().contains_key("content-type"));

    let error = Get::new(CHAT).http_request("cliq.zoho.com").unwrap_err();
    assert!(error.is_builder(), "{error:?}");
}

#[test]
fn answers_without_a_client() {
    let response = |status: u16, body: &str| {
        let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
    };
    let body = example("getChatV3", "200", "get_chat").to_string();
    let chat = <Get>::http_response(response(200, &body)).unwrap();
    assert_eq!(chat.data.participant_count, Some(5));
    <Close>::http_response(response(204, "")).unwrap();
    let error = <Get>::http_response(response(403, r#"{"message": "No."}"#)).unwrap_err();
    assert_eq!((error.is_forbidden(), error.message()), (true, Some("No.")));
}

#[test]
fn what_no_client_can_be_made_of() {
    let builder = || Client::builder().access_token(TOKEN);
    let cases: [(ClientBuilder, &str); 13] = [
        (Client::builder(), "there is nowhere to get an access token from"),
        (builder().access_token(""), "the access token is empty"),
        (builder().access_token("1000.s3cret\n"), "the access token has a space, a line break"),
        (builder().access_token("Bearer 1000.s3cret"), "pass the bare token"),
        (builder().base_url(""), "URL"),
        (builder().base_url("cliq.zoho.com"), "must begin with `https://` or `http://`"),
        (builder().base_url("ftp://cliq.zoho.com"), "must begin with `https://` or `http://`"),
        (builder().base_url("https://cliq.zoho.com?a=b"), "must have no query"),
        (builder().base_url("https://me:pass@cliq.zoho.com"), "must have no user name"),
        (builder().base_url("https://cliq.zoho.com/a/../b"), "dot segment"),
        (builder().user_agent("a\r\nx-injected: b"), "the user agent has a character"),
        (builder().timeout(Duration::ZERO), "the timeout must be longer than zero"),
        (builder().connect_timeout(Duration::ZERO), "the connect timeout must be longer than zero"),
    ];
    for (builder, reason) in cases {
        let error = builder.build().unwrap_err();
        assert!(error.is_builder() && !error.is_invalid_request(), "{error:?}");
        assert!(error.to_string().contains(reason), "{error}");
        assert_eq!((error.operation(), error.status()), (None, None));
    }
}
