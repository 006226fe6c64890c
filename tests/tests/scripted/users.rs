//! Several users of a service that has the manners of the documented one, and how they sign in.

use std::time::Duration;

use generated_client::auth::{Accounts, TokenError, authorize_url};
use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response, StatusCode};
use generated_client::pacing::Off;
use generated_client::secrecy::ExposeSecret;
use generated_client::test_util::Service;
use generated_client::{Client, ClientBuilder, Error, RetryPolicy, Scopes, Transport};

fn naive(builder: ClientBuilder) -> Client {
    builder.pacer(Off).retry(RetryPolicy::off()).build().unwrap()
}

fn accounts(service: &Service) -> Accounts {
    let builder = service.builder().accounts_url("http://accounts.test");
    builder.build_accounts(Service::CLIENT_ID, Service::CLIENT_SECRET).unwrap()
}

fn with_token(service: &Service, token: impl Into<String>) -> Client {
    naive(Client::builder().access_token(token).transport(service.clone()))
}

async fn get(service: &Service, target: &str) -> Response<Bytes> {
    service.send(Request::get(target).body(Bytes::new()).unwrap()).await.unwrap()
}

fn code(error: &Error) -> &str {
    error.code().map_or("none", |code| code.as_str())
}

#[track_caller]
fn assert_refused<T>(outcome: Result<T, TokenError>, code: &str) {
    let error = outcome.err().unwrap();
    assert_eq!(error.code(), Some(code), "{error}");
}

#[tokio::test]
async fn each_user_has_a_budget_and_a_lock_out_of_its_own() {
    let service = Service::new();
    let ada = service.user("ada");
    let clients = [&ada, &ada, &service.user("bob")].map(|user| naive(user.builder()));
    for call in 0..30 {
        // However many tokens a user has, the calls count together.
        clients[call % 2].chats().list().await.unwrap();
    }
    for client in &clients[..2] {
        assert!(client.chats().list().await.unwrap_err().is_rate_limited());
    }
    clients[2].chats().list().await.unwrap();
    naive(service.builder()).chats().list().await.unwrap();
    assert_eq!(service.lock_outs(), 1);
    let counts = [ada.requests().len(), service.user("bob").requests().len()];
    assert_eq!((counts, service.requests().len()), ([32, 1], 34));
}

#[tokio::test]
async fn ten_access_tokens_are_given_for_each_refresh_token() {
    let service = Service::new();
    let ada = service.user("ada");
    let (one, other) = (ada.refresh_token(), ada.refresh_token());
    let client = |token: &str| {
        let builder = Client::builder().transport(service.clone());
        naive(builder.refresh_token(Service::CLIENT_ID, Service::CLIENT_SECRET, token))
    };
    for _ in 0..10 {
        client(&one).chats().search().await.unwrap();
    }
    assert!(client(&one).chats().search().await.unwrap_err().is_token());
    client(&other).chats().search().await.unwrap();
}

#[tokio::test]
async fn what_a_user_consents_to_is_of_the_tokens_made_after_it() {
    let service = Service::with_scopes(Scopes::from("ZohoCliq.Chats.READ"));
    let ada = service.user("ada");
    let before = ada.access_token();
    let ada = ada.with_scopes("ZohoCliq.Chats.UPDATE");
    for (token, reads, changes) in [(before, true, false), (ada.access_token(), false, true)] {
        let client = with_token(&service, token);
        assert_eq!(client.chats().list().await.is_ok(), reads);
        assert_eq!(client.chats().close("CT_1").await.is_ok(), changes);
    }
}

#[tokio::test]
async fn a_grant_code_is_exchanged_once_and_soon() {
    let service = Service::new();
    let ada = service.user("ada").with_scopes("ZohoCliq.Chats.READ");
    let accounts = accounts(&service);
    let grant_code = ada.grant_code();
    let tokens = accounts.exchange_code(&grant_code, None).await.unwrap();
    assert_eq!(tokens.access_token.scopes().unwrap().to_string(), "ZohoCliq.Chats.READ");
    assert!(tokens.refresh_token.is_some());
    assert_refused(accounts.exchange_code(&grant_code, None).await, "invalid_code");
    assert_refused(accounts.exchange_code("1000.other", None).await, "invalid_code");

    let late = ada.grant_code();
    service.advance(Duration::from_secs(180));
    assert_refused(accounts.exchange_code(&late, None).await, "invalid_code");
}

#[tokio::test]
async fn a_browser_is_sent_back_with_the_code_of_who_agreed() {
    let service = Service::new();
    service.user("ada").with_scopes("ZohoCliq.Chats.READ,ZohoCliq.Users.READ");
    let back = "https://example.com/back?tenant=1";
    let page = authorize_url(Service::CLIENT_ID, back, "st4te&")
        .accounts_url("http://accounts.test")
        .scopes(Scopes::from("ZohoCliq.Chats.READ ZohoCliq.Chats.UPDATE"));
    let url = format!("{}&user=ada", page.url().unwrap());
    for (redirect_uri, is_taken) in [(Some(back), true), (None, false), (Some("https://x"), false)]
    {
        let response = get(&service, &url).await;
        assert_eq!(response.status(), StatusCode::FOUND);
        let location = response.headers()["location"].to_str().unwrap();
        assert!(location.starts_with(back), "{location}");
        let redirect = page.read_redirect(location).unwrap();
        let code = redirect.code.expose_secret();
        match accounts(&service).exchange_code(code, redirect_uri).await {
            Ok(tokens) => {
                assert!(is_taken);
                // What was asked for, as far as the user agrees.
                let scopes = tokens.access_token.scopes().unwrap().to_string();
                assert_eq!(scopes, "ZohoCliq.Chats.READ");
            }
            Err(error) => {
                assert!(!is_taken);
                assert_eq!(error.code(), Some("invalid_redirect_uri"));
            }
        }
    }
    for (wrong, error) in [
        (url.replace("1000.CLIENT", "1000.OTHER"), "invalid_client"),
        (url.replace("https%3A", ""), "invalid_redirect_uri"),
        (url.replace("=code&", "=token&"), "invalid_response_type"),
        (url.replace("user=ada", "user=ada&scope=none"), "invalid_scope"),
    ] {
        let response = get(&service, &wrong).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{wrong}");
        assert!(String::from_utf8_lossy(response.body()).contains(error), "{response:?}");
    }
}

#[tokio::test]
async fn a_sign_in_without_offline_access_brings_no_refresh_token() {
    let service = Service::new();
    let back = "https://example.com/back";
    let page = authorize_url(Service::CLIENT_ID, back, "st4te")
        .scopes(Scopes::from("ZohoCliq.Chats.READ"))
        .online();
    let response = get(&service, &page.url().unwrap()).await;
    let redirect = page.read_redirect(response.headers()["location"].to_str().unwrap()).unwrap();
    let code = redirect.code.expose_secret();
    let tokens = accounts(&service).exchange_code(code, Some(back)).await.unwrap();
    assert!(tokens.refresh_token.is_none());
}

#[tokio::test]
async fn a_revoked_token_is_refused_with_those_that_came_from_it() {
    let service = Service::new();
    let (ada, accounts) = (service.user("ada"), accounts(&service));
    let refresh_token = ada.refresh_token();
    let builder = Client::builder().transport(service.clone());
    let credentials = (Service::CLIENT_ID, Service::CLIENT_SECRET, &refresh_token);
    let client = naive(builder.refresh_token(credentials.0, credentials.1, credentials.2));
    client.chats().list().await.unwrap();
    let single = ada.access_token();
    accounts.revoke(&refresh_token).await.unwrap();
    let error = client.chats().list().await.unwrap_err();
    assert!(error.is_token() || code(&error) == "oauthtoken_invalid", "{error}");

    with_token(&service, &single).chats().list().await.unwrap();
    accounts.revoke(&single).await.unwrap();
    let error = with_token(&service, &single).chats().list().await.unwrap_err();
    assert_eq!(code(&error), "oauthtoken_invalid");
    for gone in [refresh_token, single] {
        assert_refused(accounts.revoke(gone).await, "invalid_token");
    }
}

#[tokio::test]
async fn client_credentials_are_for_any_scope_and_good_for_few() {
    let service = Service::new();
    let scopes = Scopes::from("ZohoCliq.Channels.READ ZohoCliq.Channels.UPDATE");
    let builder = Client::builder().transport(service.clone());
    let client = builder.client_credentials(Service::CLIENT_ID, Service::CLIENT_SECRET, scopes);
    let client = naive(client);
    client.channels_v2().get("O1").await.unwrap();
    assert!(client.granted_scopes().await.unwrap().unwrap().covers("ZohoCliq.Channels.UPDATE"));
    let error = client.channels_v2().archive("O1").await.unwrap_err();
    assert!(error.is_missing_scope(), "{error}");
    // It has what was asked for alone.
    let error = client.users_v2().list().await.unwrap_err();
    assert!(error.is_missing_scope());
    let told = error.to_string();
    assert_eq!(told.matches("ZohoCliq.Users.READ").count(), 1, "{told}");
}

#[tokio::test]
async fn a_webhook_token_posts_for_its_owner_and_does_nothing_else() {
    let service = Service::new();
    let ada = service.user("ada").with_scopes("ZohoCliq.Chats.READ");
    let token = ada.webhook_token();
    let client = naive(Client::builder().webhook_token(&token).transport(service.clone()));
    client.messages_v2().post_to_channel_by_name("releases", "2.0").await.unwrap();
    assert_eq!(ada.requests().len(), 1);
    assert!(!format!("{service:?}").contains(&token));

    let post = async |target: &str, body: &'static str| {
        let request = Request::post(target).body(Bytes::from_static(body.as_bytes()));
        service.send(request.unwrap()).await.unwrap()
    };
    for (target, status) in [
        (format!("/api/v2/chats/CT_1/message?zapikey={token}"), StatusCode::OK),
        (format!("/api/v2/chats/CT_1/message?zapikey={token}&no=1"), StatusCode::BAD_REQUEST),
        ("/api/v2/chats/CT_1/message?zapikey=1001.other".to_owned(), StatusCode::UNAUTHORIZED),
        (format!("/api/v3/chats/CT_1/messages?zapikey={token}"), StatusCode::UNAUTHORIZED),
    ] {
        let response = post(&target, r#"{"text": "2.0"}"#).await;
        let is_expected =
            response.status() == status || (status.is_success() && response.status().is_success());
        assert!(is_expected, "{target}: {response:?}");
    }
}
