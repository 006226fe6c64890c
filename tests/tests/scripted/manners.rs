//! Programs against a service that has the manners of the documented one.

use std::time::Duration;

use generated_client::bytes::Bytes;
use generated_client::examples::EXAMPLES;
use generated_client::http::{Method, Request, StatusCode};
use generated_client::pacing::Off;
use generated_client::test_util::Service;
use generated_client::{
    Client, ClientBuilder, OperationInfo, RetryPolicy, Scopes, Transport, operations,
};
use serde_json::{Value, json};

const MINUTE: Duration = Duration::from_secs(60);

/// A client without the care that a client takes by default.
fn naive(builder: ClientBuilder) -> Client {
    builder.pacer(Off).retry(RetryPolicy::off()).build().unwrap()
}

/// Sends a request as any program may: the status, and the body if it is JSON.
async fn send(
    service: &Service,
    method: Method,
    target: &str,
    token: Option<&str>,
    body: &str,
) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method).uri(target);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
    let response = service.send(request).await.unwrap();
    (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
}

fn every_scope() -> Scopes {
    operations().flat_map(|it| it.scopes).flat_map(|set| set.iter()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_client_is_never_locked_out() {
    let service = Service::new();
    let client = service.builder().build().unwrap();
    let lists = (0..100).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.chats().list().await.map(drop) })
    });
    for list in lists.collect::<Vec<_>>() {
        list.await.unwrap().unwrap();
    }
    assert_eq!((service.requests().len(), service.lock_outs()), (100, 0));
}

#[tokio::test]
async fn a_naive_program_is_locked_out_after_the_documented_number_of_calls() {
    let service = Service::new();
    let url = format!("http://{}", service.listen("127.0.0.1:0").await.unwrap());
    let token = service.access_token(every_scope());
    let client = naive(Client::builder().base_url(&url).access_token(token));
    for _ in 0..30 {
        client.chats().list().await.unwrap();
    }
    let error = client.chats().list().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    // Other routes have budgets of their own.
    client.chats().search().await.unwrap();

    service.advance(9 * MINUTE);
    let error = client.chats().list().await.unwrap_err();
    assert_eq!(error.code().unwrap().as_str(), "request_limit_exceeded");
    service.advance(MINUTE);
    client.chats().list().await.unwrap();
    assert_eq!(service.lock_outs(), 1);
}

#[tokio::test]
async fn calls_of_all_methods_on_a_route_count_together() {
    let service = Service::new();
    let client = naive(service.builder());
    let mut calls = 0;
    while client.chats().close("CT_1").await.is_ok() {
        calls += 1;
        assert!(calls < 1000);
    }
    let error = client.chats().update_title("CT_2", "Release room").await.unwrap_err();
    assert!(error.is_rate_limited(), "{error}");
    assert_eq!(calls, generated_client::chats::requests::Close::INFO.budget.limit.unwrap().calls);
}

#[tokio::test]
async fn a_call_that_is_refused_counts_unless_the_limit_is_why() {
    let service = Service::new();
    let every = service.access_token(every_scope());
    let none = service.access_token(Scopes::from("ZohoCliq.Bots.READ"));
    let list = async |query: &str, token: &str| {
        let target = format!("/api/v3/chats{query}");
        send(&service, Method::GET, &target, Some(token), "").await.0.as_u16()
    };
    for call in 0..30 {
        let (query, token, status) =
            if call % 2 == 0 { ("?foo=1", &every, 400) } else { ("", &none, 401) };
        assert_eq!(list(query, token).await, status);
    }
    assert_eq!(list("?foo=1", &every).await, 429);
    service.advance(9 * MINUTE);
    assert_eq!(list("", &every).await, 400, "it is locked out");
    service.advance(MINUTE);
    assert_eq!(list("", &every).await, 200, "and no longer for that call");
}

#[tokio::test]
async fn a_clock_is_never_put_back() {
    let service = Service::new();
    let token = service.access_token(every_scope());
    let advance = async |seconds: &str| {
        let target = format!("{}?seconds={seconds}", Service::ADVANCE_PATH);
        send(&service, Method::POST, &target, None, "").await
    };
    assert_eq!(advance("3600").await.0, StatusCode::NO_CONTENT);
    for seconds in ["18446744073709551615", "3153600001", "-1", "1e3", "ten", ""] {
        let (status, response) = advance(seconds).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{seconds}");
        assert!(response["message"].as_str().unwrap().contains("hundred years"), "{response}");
    }
    service.advance(Duration::MAX);
    let list = send(&service, Method::GET, "/api/v3/chats", Some(&token), "").await;
    assert_eq!(list.0, StatusCode::UNAUTHORIZED, "the token has expired, as it had before");
    let token = service.access_token(every_scope());
    let list = send(&service, Method::GET, "/api/v3/chats", Some(&token), "").await;
    assert_eq!(list.0, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_looked_at_is_taken() {
    let service = Service::new();
    let token = service.access_token(every_scope());
    let long = "x".repeat(10_000);
    let body = json!({"text": long, "card": {"title": long, "theme": "unheard-of"}}).to_string();
    let chat = "/api/v3/chats/of_nobody";
    let (status, response) =
        send(&service, Method::POST, &format!("{chat}/messages"), Some(&token), &body).await;
    assert!(status.is_success(), "{response}");
    assert_eq!(send(&service, Method::GET, chat, Some(&token), "").await.0, StatusCode::OK);
    let list = "/api/v3/chats?limit=1000";
    assert_eq!(send(&service, Method::GET, list, Some(&token), "").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_token_without_a_scope_is_refused() {
    let service = Service::with_scopes(Scopes::from("ZohoCliq.Chats.READ"));
    let client = naive(service.builder());
    client.chats().list().await.unwrap();
    let error = client.chats().close("CT_1").await.unwrap_err();
    assert!(error.is_missing_scope(), "{error}");
}

#[tokio::test]
async fn a_token_expires_after_an_hour_and_a_client_gets_another() {
    let service = Service::new();
    let token = service.access_token(every_scope());
    let kept = naive(Client::builder().access_token(token).transport(service.clone()));
    let renewed = service.builder().build().unwrap();
    for client in [&kept, &renewed] {
        client.chats().list().await.unwrap();
    }
    service.advance(60 * MINUTE);
    let error = kept.chats().list().await.unwrap_err();
    assert_eq!(error.code().unwrap().as_str(), "oauthtoken_invalid");
    renewed.chats().list().await.unwrap();
}

#[tokio::test]
async fn ten_tokens_are_given_in_ten_minutes() {
    let service = Service::new();
    let form = |refresh_token: &str| {
        format!(
            "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={refresh_token}",
            Service::CLIENT_ID,
            Service::CLIENT_SECRET,
        )
    };
    let ask = async |form: &str| send(&service, Method::POST, "/oauth/v2/token", None, form).await;
    let right = form(Service::REFRESH_TOKEN);
    for _ in 0..10 {
        let (status, response) = ask(&right).await;
        assert_eq!((status, &response["expires_in"]), (StatusCode::OK, &json!(3600)));
    }
    let (status, response) = ask(&right).await;
    assert_eq!((status, &response["error"]), (StatusCode::BAD_REQUEST, &json!("Access Denied")));
    service.advance(10 * MINUTE);
    assert_eq!(ask(&right).await.0, StatusCode::OK);

    // What is wrong with the credentials comes with status 200.
    let wrong = (StatusCode::OK, json!({"error": "invalid_code"}));
    assert_eq!(ask(&form("1000.other")).await, wrong);
}

#[tokio::test]
async fn what_is_not_documented_is_refused() {
    let service = Service::new();
    let token = service.access_token(every_scope());
    let chat = "/api/v3/chats/CT_1";
    let close = r#"{"operation": "close_chat"}"#;
    for (method, target, body, status, code) in [
        (Method::PUT, chat, close, 204, None),
        (
            Method::PUT,
            chat,
            r#"{"operation": "close_chat", "why": 1}"#,
            400,
            Some("extra_key_found"),
        ),
        (Method::PUT, chat, "", 400, Some("param_missing")),
        (Method::PUT, chat, r#"{"operation": "paint"}"#, 400, Some("invalid.inputs.submitted")),
        (Method::PUT, chat, r#"{"operation": "mark_as_read"}"#, 400, Some("param_missing")),
        (Method::GET, "/api/v3/chats?limit=5&type=bot", "", 200, None),
        (Method::GET, "/api/v3/chats?from=0", "", 400, Some("extra_param_found")),
        (Method::GET, "/api/v3/threads", "", 400, Some("param_missing")),
        (Method::PATCH, chat, "", 405, Some("request_method_invalid")),
        (Method::GET, "/api/v3/chatz", "", 404, Some("request_url_invalid")),
        (Method::PUT, "/api/v3/chats/CT_1/", close, 404, Some("request_url_invalid")),
    ] {
        let shown = format!("{method} {target} {body}");
        let (answered, response) = send(&service, method, target, Some(&token), body).await;
        assert_eq!(answered.as_u16(), status, "{shown}: {response}");
        assert_eq!(response["code"].as_str(), code, "{shown}: {response}");
    }
    assert_eq!(
        send(&service, Method::GET, chat, None, "").await,
        (StatusCode::UNAUTHORIZED, Value::Null)
    );
}

/// A path with an argument in the place of each placeholder.
fn filled(path: &str) -> String {
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |filled, piece| filled + "1" + piece.split_once('}').unwrap().1)
}

#[tokio::test]
async fn every_operation_takes_what_its_document_shows() {
    let service = Service::new();
    let mut answered = 0;
    for operation in operations() {
        let OperationInfo { module, name, operation_id, .. } = *operation;
        let id = (module, operation_id);
        let shown =
            EXAMPLES.iter().filter(|it| (it.module, it.operation_id) == id && it.of == "request");
        let mut bodies: Vec<_> = shown.map(|it| it.json).collect();
        bodies.extend(bodies.is_empty().then_some(""));
        let target = format!("{}{}", operation.base_path, filled(operation.path));
        for body in bodies {
            service.advance(60 * MINUTE);
            let token = service.access_token(every_scope());
            let method = operation.method.clone();
            let (status, response) = send(&service, method, &target, Some(&token), body).await;
            let is_lacking = body.is_empty() && response["code"] == "param_missing";
            assert!(
                status.is_success() || is_lacking,
                "{module}.{name} {body}: {status} {response}"
            );
            answered += usize::from(status.is_success());
        }
    }
    assert!(answered > 45, "{answered}");
}
