//! Requests to endpoints that no document describes.

use std::time::Duration;

use generated_client::http::Method;
use generated_client::{Client, RetryPolicy};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::service::{Sent, Service};

#[tokio::test]
async fn an_undocumented_endpoint_is_one_line() {
    let service = Service::answering(200, r#"{"bots": [1]}"#).await;
    let bots: Value =
        service.client().request(Method::GET, "/api/v3/bots").await.unwrap().json().unwrap();
    assert_eq!(bots, json!({"bots": [1]}));
    assert_eq!(service.sent().await, Sent::bare("GET /api/v3/bots"));
}

#[tokio::test]
async fn placeholders_query_headers_and_json_are_written_as_those_of_an_operation() {
    let service = Service::answering(200, "{}").await;
    let request = service.client().request(Method::PATCH, "/api/v3/bots/{BOT}/x?sort=a%20b");
    let request =
        request.path("BOT", "a/b c").query("of", vec!["1", "2"]).query("none", None::<i64>);
    request.json(json!({"on": true})).header("x-trace", "7").await.unwrap();
    let line = "PATCH /api/v3/bots/a%2Fb%20c/x?sort=a%20b&of=1,2";
    assert_eq!(service.sent().await, Sent::json(line, json!({"on": true})).header("x-trace", "7"));
}

#[tokio::test]
async fn a_body_of_bytes_is_sent_as_it_is() {
    let service = Service::answering(200, "done").await;
    let request = service.client().request(Method::PUT, "/x").body("text/csv", "a;b\n");
    assert_eq!(request.await.unwrap().text().unwrap(), "done");
    let requests = service.requests().await;
    assert_eq!(requests[0].headers["content-type"], "text/csv");
    assert_eq!(requests[0].body, b"a;b\n");
}

#[tokio::test]
async fn a_documented_path_is_paced_as_its_operation() {
    let service = Service::answering(429, "").await;
    let client = service.client();
    client.chats().list().await.unwrap_err();
    let error = client.request(Method::GET, "/api/v3/chats?limit=5").await.unwrap_err();
    assert!(error.is_locked_out(), "{error}");
    // The lock period is that of the document, too.
    let error = client.request(Method::GET, "/api/v3/chats/CT_1").await.unwrap_err();
    let typed = service.client().chats().get("CT_1").await.unwrap_err();
    assert_eq!(error.retry_after(), typed.retry_after());
    assert_ne!(error.retry_after(), Some(Duration::from_secs(600)));
    let sent = service.requests().await;
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[1].url.path(), "/api/v3/chats/CT_1");
}

#[tokio::test]
async fn an_error_of_a_documented_path_leads_to_the_route_that_is_locked() {
    let service = Service::answering(429, "").await;
    let client = service.client();
    let refused = client.request(Method::GET, "/api/v3/chats?limit=5").await.unwrap_err();
    let held = client.request(Method::GET, "/api/v3/chats").await.unwrap_err();
    assert!(held.to_string().contains("(GET /api/v3/chats)"), "{held}");
    for error in [refused, held] {
        assert_eq!(error.operation().unwrap().name, "request");
        let route = error.paced_as().unwrap();
        assert!(client.route_state(route).await.unwrap().unwrap().frozen_for.is_some());
    }
    let typed = client.chats().list().await.unwrap_err();
    assert_eq!(typed.paced_as(), typed.operation());
    client.unfreeze_route(typed.paced_as().unwrap()).await.unwrap();
    assert!(client.request(Method::GET, "/api/v3/chats").await.unwrap_err().is_api());
}

/// No other host is sent the token, and no other resource is asked for.
#[tokio::test]
async fn a_path_that_would_lead_elsewhere_is_refused_before_anything_is_sent() {
    let service = Service::answering(200, "{}").await;
    let client = service.builder().base_url(&format!("{}/network/acme", service.url()));
    let client = client.build().unwrap();
    for path in [
        "https://elsewhere.example/x",
        "//elsewhere.example/x",
        "/\\elsewhere.example/x",
        "@elsewhere.example/x",
        ".elsewhere.example/x",
        ":1/x",
        "",
        "x",
        "?a=1",
        "/../x",
        "/a/%2E%2e/x",
        "/a/./x",
        "/a b",
        "/a\r\nx: 1",
        "/caf\u{e9}",
        "/a#b",
        "/a?b#c",
        "/{ID}",
        "/{ID",
    ] {
        let error = client.request(Method::GET, path).await.unwrap_err();
        assert!(error.is_invalid_request() && error.is_not_sent(), "{path}: {error:?}");
    }
    let request = client.request(Method::GET, "/a/{ID}");
    assert!(request.path("ID", "..").await.unwrap_err().is_invalid_request());
    let request = client.request(Method::GET, "/a").path("ID", "1");
    assert!(request.await.unwrap_err().is_invalid_request());
    let request = client.request(Method::TRACE, "/a");
    assert!(request.await.unwrap_err().is_invalid_request());
    let request = client.request(Method::POST, "/a").json(f64::NAN);
    assert!(request.await.unwrap_err().is_invalid_request());
    assert!(service.requests().await.is_empty());
}

#[tokio::test]
async fn only_what_is_safe_is_repeated_where_the_outcome_is_unknown() {
    for (method, attempts) in [
        (Method::GET, 2),
        (Method::HEAD, 2),
        (Method::OPTIONS, 2),
        (Method::POST, 1),
        (Method::PUT, 1),
        (Method::PATCH, 1),
        (Method::DELETE, 1),
    ] {
        let service = Service::answering(503, "").await;
        let retry = RetryPolicy::new().max_attempts(2).base_delay(Duration::ZERO);
        let error = service.client().request(method.clone(), "/x").retry(retry).await.unwrap_err();
        assert_eq!(service.requests().await.len(), attempts, "{method}");
        assert!(error.is_outcome_unknown() && !error.is_not_sent(), "{method}: {error:?}");
    }
}

#[tokio::test]
async fn an_error_has_the_response_and_names_the_request() {
    let response = ResponseTemplate::new(404).insert_header("x-request-id", "r1");
    let service = Service::new(response.set_body_string(r#"{"message": "None."}"#)).await;
    let error = service.client().request(Method::GET, "/x").await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!((error.request_id(), error.message()), (Some("r1"), Some("None.")));
    assert!(error.to_string().starts_with("client.request: "), "{error}");
}

/// Whatever their paths, since nobody knows which of them the service counts together.
#[tokio::test]
async fn calls_with_a_method_wait_for_one_budget_of_ten_a_minute() {
    let service = Service::answering(200, "{}").await;
    let client = service.builder().max_wait(Duration::ZERO).build().unwrap();
    let get = |client: &Client, path: String| client.request(Method::GET, &path).send();
    for number in 0..10 {
        get(&client, format!("/x/{number}")).await.unwrap();
    }
    let error = get(&client, "/y".to_owned()).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_not_sent(), "{error:?}");
    client.request(Method::POST, "/x").await.unwrap();
    client.chats().list().await.unwrap_err();
    assert_eq!(service.requests().await.len(), 12);
}

#[tokio::test]
async fn after_a_lock_all_calls_with_the_method_wait() {
    let service = Service::answering(429, "").await;
    let client = service.client();
    client.request(Method::GET, "/x").await.unwrap_err();
    assert!(client.request(Method::GET, "/y").await.unwrap_err().is_locked_out());
    assert_eq!(service.requests().await.len(), 1);
}

/// A webhook token is good for few routes, and would stand in the query.
#[tokio::test]
async fn a_webhook_token_is_not_sent_where_it_is_not_taken() {
    let service = Service::answering(200, "{}").await;
    let client = service.builder().webhook_token("1001.s3cret").build().unwrap();
    let error = client.request(Method::POST, "/api/v2/chats/1/messages").await.unwrap_err();
    assert!(error.is_not_sent() && !format!("{error:?}").contains("s3cret"), "{error:?}");
    assert!(service.requests().await.is_empty());
}
