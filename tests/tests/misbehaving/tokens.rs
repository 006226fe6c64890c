//! Tokens that are refused, and an accounts server that misbehaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response};
use generated_client::pacing::Off;
use generated_client::{BoxFuture, Client, Transport, TransportError};
use tokio::time::Instant;

use super::server::{Act, Server, answer_with, json, response};

pub(crate) const CLIENT_SECRET: &str = "cl1ent-secret";
pub(crate) const REFRESH_TOKEN: &str = "1000.refre5h";

pub(super) const REFUSED: &str =
    r#"{"code": "oauthtoken_invalid", "message": "Invalid OAuth token."}"#;

pub(super) fn token(number: u32) -> Act {
    json(200, &format!(r#"{{"access_token": "1000.t{number}", "expires_in": 3600}}"#))
}

pub(super) fn client(service: &Server, accounts: &Server) -> Client {
    service
        .builder()
        .refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN)
        .accounts_url(accounts.url())
        .build()
        .unwrap()
}

pub(super) fn tokens(service: &Server) -> Vec<String> {
    service.seen().into_iter().map(|it| it.authorization).collect()
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let service = Server::new([json(401, REFUSED), json(204, "")]).await;
    let accounts = Server::new([token(1), token(2), token(3)]).await;
    let client = client(&service, &accounts);
    client.chats().leave("CT_1").await.unwrap();
    assert_eq!(tokens(&service), ["Zoho-oauthtoken 1000.t1", "Zoho-oauthtoken 1000.t2"]);
    // The new one stays.
    client.message_content().post("CT_1", "Hello").await.unwrap();
    assert_eq!(tokens(&service)[2], "Zoho-oauthtoken 1000.t2");
    let asked = accounts.seen();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].line, "POST /oauth/v2/token");
    let form = "grant_type=refresh_token&client_id=1000.CLIENT&client_secret=cl1ent-secret\
                &refresh_token=1000.refre5h";
    assert_eq!(asked[0].body, form);
    assert_eq!(asked[0].authorization, "");
}

#[tokio::test]
async fn a_second_refusal_is_the_response() {
    let service = Server::new([json(401, REFUSED)]).await;
    let accounts = Server::new([token(1), token(2)]).await;
    let error = client(&service, &accounts).chats().leave("CT_1").await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_outcome_unknown() && !error.is_not_sent());
    assert_eq!(
        error.to_string(),
        "chats.leave: Invalid OAuth token. (401 Unauthorized, oauthtoken_invalid)"
    );
    assert_eq!((service.count(), accounts.count()), (2, 2));
}

#[tokio::test]
async fn many_callers_replace_a_token_once() {
    let mut script = vec![json(401, REFUSED); 10];
    script.push(json(204, ""));
    let service = Server::new(script).await;
    let accounts = Server::new([token(1), token(2), token(3)]).await;
    let client = client(&service, &accounts);
    let calls = (0..10).map(|id| client.chats().leave(format!("CT_{id}")).into_future());
    let calls: Vec<_> = calls.map(tokio::spawn).collect();
    for call in calls {
        // One that came late had the new token refused too, and got another.
        call.await.unwrap().unwrap();
    }
    assert!((2..=3).contains(&accounts.count()), "{}", accounts.count());
}

/// What the accounts server answers; what it is called; how often it is asked.
#[tokio::test]
async fn no_token_means_that_nothing_is_sent() {
    for (act, text, asked) in [
        (
            json(200, r#"{"error": "invalid_client"}"#),
            "invalid_client; the client id is unknown there",
            1,
        ),
        (
            json(200, r#"{"error": "invalid_code"}"#),
            "invalid_code; the refresh token was revoked",
            1,
        ),
        (
            json(200, r#"{"error": "invalid_client_secret"}"#),
            "invalid_client_secret; the client secret is wrong",
            1,
        ),
        (
            json(
                400,
                r#"{"error": "Access Denied", "error_description": "You have made too many requests continuously."}"#,
            ),
            "the accounts server gives out ten access tokens in ten minutes; the next in 600 s",
            1,
        ),
        (json(200, "{}"), "the accounts server answered 200 OK without a token", 1),
        (
            json(200, r#"{"access_token": "1000.cut"#),
            "the accounts server answered 200 OK without a token",
            1,
        ),
        (json(200, r#"{"access_token": ["1000.list"]}"#), "answered 200 OK without a token", 1),
        (response(200, "text/html", "<h1>1000.page</h1>"), "answered 200 OK without a token", 1),
        (response(302, "text/html", ""), "answered 302 Found without a token", 1),
        (
            response(503, "text/html", "<h1>Oops</h1>"),
            "answered 503 Service Unavailable without a token: `<h1>Oops</h1>`",
            4,
        ),
        (Act::HangUpAfter(b""), "the accounts server did not answer: the connection failed: ", 4),
        (Act::Hang, "did not answer: no response within the time limit: gave up after 100ms", 4),
    ] {
        let service = Server::new([json(204, "")]).await;
        let accounts = Server::new([act.clone()]).await;
        let builder = service.builder().refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
        let builder = builder.accounts_url(accounts.url()).timeout(Duration::from_millis(100));
        let error = builder.build().unwrap().chats().leave("CT_1").await.unwrap_err();
        assert!(
            error.is_token() && error.is_not_sent() && !error.is_outcome_unknown(),
            "{error:?}"
        );
        let found = error.to_string();
        assert!(found.starts_with("chats.leave: not sent: "), "{found}");
        assert!(found.contains(text), "{found}");
        assert!(!format!("{error:#?} {found}").contains("1000."), "{error:?}");
        assert_eq!((service.count(), accounts.count()), (0, asked), "{act:?}");
    }
}

#[tokio::test]
async fn an_accounts_server_that_recovers() {
    let service = Server::new([json(204, "")]).await;
    let accounts = Server::new([Act::HangUpAfter(b"HTTP/1.1"), json(502, ""), token(1)]).await;
    client(&service, &accounts).chats().leave("CT_1").await.unwrap();
    assert_eq!((service.count(), accounts.count()), (1, 3));
}

#[tokio::test]
async fn a_refused_token_is_replaced_when_the_accounts_server_recovers() {
    let service = Server::new([json(401, REFUSED), json(204, "")]).await;
    let accounts = Server::new([token(1), json(503, ""), json(503, ""), token(2)]).await;
    client(&service, &accounts).chats().leave("CT_1").await.unwrap();
    assert_eq!(tokens(&service)[1], "Zoho-oauthtoken 1000.t2");
    assert_eq!((service.count(), accounts.count()), (2, 4));
}

#[tokio::test]
async fn a_refused_token_that_cannot_be_replaced() {
    let service = Server::new([json(401, REFUSED)]).await;
    let accounts = Server::new([token(1), json(200, r#"{"error": "invalid_code"}"#)]).await;
    let error = client(&service, &accounts).chats().leave("CT_1").await.unwrap_err();
    assert!(error.is_token() && !error.is_outcome_unknown(), "{error:?}");
    assert!(!error.is_not_sent(), "the service saw it, and refused it");
    let text = error.to_string();
    let start = "chats.leave: not sent again: the accounts server refused to give an access token: invalid_code";
    assert!(text.starts_with(start), "{text}");
    assert_eq!((service.count(), accounts.count()), (1, 2));
}

/// A service that answers chats, and an accounts server that has an outage at first.
struct Outage {
    ends: Instant,
    /// How often the accounts server was asked, and the service.
    asked: AtomicUsize,
    called: AtomicUsize,
}

impl Transport for Outage {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let is_out = Instant::now() < self.ends;
        let (count, status, body) = match request.uri().path() {
            "/oauth/v2/token" if is_out => (&self.asked, 503, "Service Unavailable"),
            "/oauth/v2/token" => {
                (&self.asked, 200, r#"{"access_token": "1000.t1", "expires_in": 3600}"#)
            }
            _ => (&self.called, 200, r#"{"data": {"chat_id": "CT_1"}}"#),
        };
        count.fetch_add(1, Ordering::SeqCst);
        let response = Response::builder().status(status).body(Bytes::from(body)).unwrap();
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(response)
        })
    }
}

impl Outage {
    fn of(duration: Duration) -> Arc<Self> {
        let ends = Instant::now() + duration;
        Arc::new(Self { ends, asked: AtomicUsize::new(0), called: AtomicUsize::new(0) })
    }

    fn client(self: &Arc<Self>) -> Client {
        let builder = Client::builder().refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
        builder.transport(self.clone()).build().unwrap()
    }
}

/// With the settings that a client has by default.
#[tokio::test(start_paused = true)]
async fn an_outage_of_a_second_fails_no_call_and_locks_nobody_out() {
    let outage = Outage::of(Duration::from_secs(1));
    let client = outage.client();
    let calls = (0..50).map(|id| client.chats().get(format!("CT_{id}")).into_future());
    let calls: Vec<_> = calls.map(tokio::spawn).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let asked = outage.asked.load(Ordering::SeqCst);
    assert!((2..=5).contains(&asked), "{asked}");
    assert_eq!(outage.called.load(Ordering::SeqCst), 50);
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_an_hour_is_over_within_seconds() {
    let outage = Outage::of(Duration::from_secs(3600));
    let client = outage.client();
    // No call goes on for longer than a minute.
    while Instant::now() + Duration::from_secs(60) < outage.ends {
        let error = client.chats().get("CT_1").await.unwrap_err();
        assert!(error.is_token() && !error.is_rate_limited(), "{error}");
        assert!(error.retry_after().unwrap() <= Duration::from_secs(15), "{error}");
    }
    tokio::time::sleep_until(outage.ends + Duration::from_secs(15)).await;
    client.chats().get("CT_1").await.unwrap();
}

#[tokio::test]
async fn a_service_that_refuses_every_token_is_no_reason_for_more_of_them() {
    let service = Server::new([json(401, REFUSED)]).await;
    let accounts = Server::new([token(1), token(2), token(3)]).await;
    let builder = service.builder().refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
    let client = builder.accounts_url(accounts.url()).pacer(Off).build().unwrap();
    for id in 0..30 {
        let error = client.chats().leave(format!("CT_{id}")).await.unwrap_err();
        assert!(error.is_unauthorized() && !error.is_rate_limited(), "{error}");
        assert_eq!(error.code().unwrap().as_str(), "oauthtoken_invalid");
    }
    assert_eq!(accounts.count(), 2);
    // Once with each token, and then only with the second.
    assert_eq!(service.count(), 31);
}

#[tokio::test]
async fn an_accounts_server_that_asks_for_time_gets_it() {
    let service = Server::new([json(204, "")]).await;
    for (status, is_limited) in [(429, true), (503, false)] {
        let accounts = Server::new([answer_with(status, &[("retry-after", "120")], "")]).await;
        let client = client(&service, &accounts);
        for _ in 0..5 {
            let error = client.chats().leave("CT_1").await.unwrap_err();
            assert!(error.is_token() && error.is_not_sent(), "{error}");
            assert_eq!(error.is_rate_limited(), is_limited, "{error}");
            let wait = error.retry_after().unwrap();
            assert!(wait > Duration::from_secs(60) && wait <= Duration::from_secs(120), "{wait:?}");
        }
        assert_eq!((service.count(), accounts.count()), (0, 1));
    }
}

#[tokio::test]
async fn tokens_are_read_in_every_form_in_which_they_come() {
    for members in [
        r#""access_token": "1000.t1", "expires_in": "3600""#,
        r#""access_token": "1000.t1", "expires_in": 3600.0"#,
        r#""access_token": "1000.t1", "expires_in": "soon""#,
        r#""access_token": "1000.t1", "expires_in": null"#,
        r#""access_token": "1000.t1", "expires_in": 0"#,
        r#""access_token": "1000.t1", "expires_in": 30"#,
        r#""access_token": "1000.t1", "scope": ["ZohoCliq.Chats.READ"]"#,
        r#""access_token": "1000.t1", "scope": 7"#,
        r#""access_token": "1000.t1", "error": """#,
        r#""access_token": "1000.t1", "error": null"#,
        r#""access_token": "1000.t1\n""#,
        r#""access_token": " 1000.t1 ", "expires_in": "30""#,
    ] {
        let service = Server::new([json(204, "")]).await;
        let accounts = Server::new([json(200, &format!("{{{members}}}")), token(2)]).await;
        let client = client(&service, &accounts);
        for _ in 0..3 {
            client.chats().leave("CT_1").await.unwrap();
        }
        assert_eq!(tokens(&service), ["Zoho-oauthtoken 1000.t1"; 3], "{members}");
        assert_eq!(accounts.count(), 1, "{members}");
    }
}

/// They are in the responses by chance, which are read before anything is replaced.
#[tokio::test]
async fn credentials_that_are_common_words_spoil_no_answer() {
    for secret in ["token", "access", "x", "1", "error"] {
        let service = Server::new([json(204, "")]).await;
        let accounts = Server::new([token(1), token(2)]).await;
        let builder = service.builder().refresh_token("1000.CLIENT", secret, "e");
        let client = builder.accounts_url(accounts.url()).build().unwrap();
        client.chats().leave("CT_1").await.unwrap();
        client.chats().leave("CT_1").await.unwrap();
        assert_eq!((service.count(), accounts.count()), (2, 1), "{secret}");

        let accounts = Server::new([json(200, r#"{"error": "invalid_client"}"#)]).await;
        let builder = service.builder().refresh_token("1000.CLIENT", secret, "client");
        let client = builder.accounts_url(accounts.url()).build().unwrap();
        let error = client.chats().leave("CT_1").await.unwrap_err().to_string();
        assert!(error.contains("invalid_client; the client id is"), "{error}");
    }
}
