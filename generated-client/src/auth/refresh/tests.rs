mod failures;
mod fleet;
mod kept;
mod refusals;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::time::sleep;

use super::*;
use crate::auth::ClientCredentials;
use crate::base_url::BaseUrl;
use crate::pacing::SlidingWindow;
use crate::{Timer, TokioTimer, Transport, TransportError};

/// An accounts server that answers after a second.
#[derive(Default)]
struct Accounts {
    asked: Mutex<Vec<String>>,
    /// What it answers first; then it gives out tokens.
    responses: Mutex<VecDeque<(u16, &'static str)>>,
    /// What it answers as long as it stands here, and its `Retry-After` in seconds.
    outage: Mutex<Option<(u16, &'static str, Option<u64>)>>,
    /// It cannot be reached.
    is_down: AtomicBool,
    /// It reads the request, and hangs up.
    hangs_up: AtomicBool,
    hangs: AtomicBool,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
}

impl Accounts {
    fn answering(responses: &[(u16, &'static str)]) -> Arc<Self> {
        let responses = Mutex::new(responses.iter().copied().collect());
        Arc::new(Self { responses, ..Self::default() })
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl Transport for Accounts {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let body = String::from_utf8(request.body().to_vec()).unwrap();
        self.asked.lock().unwrap().push(format!("{} {body}", request.uri()));
        let number = self.asked();
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_under_way.fetch_max(under_way, Ordering::SeqCst);
        Box::pin(async move {
            if self.hangs.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            sleep(SECOND).await;
            self.under_way.fetch_sub(1, Ordering::SeqCst);
            if self.is_down.load(Ordering::SeqCst) {
                return Err(TransportError::connect("refused"));
            }
            if self.hangs_up.load(Ordering::SeqCst) {
                return Err(TransportError::other("reset"));
            }
            let outage = *self.outage.lock().unwrap();
            if let Some((status, body, retry_after)) = outage {
                let mut response = http_response(status, body);
                if let Some(seconds) = retry_after {
                    response.headers_mut().insert("retry-after", seconds.into());
                }
                return Ok(response);
            }
            let token = format!(
                r#"{{"access_token": "1000.s3cret-{number}", "expires_in": 3600, "scope": "ZohoCliq.Chats.READ"}}"#
            );
            let scripted = self.responses.lock().unwrap().pop_front();
            let (status, body) = scripted.map_or((200, token), |(status, it)| (status, it.into()));
            Ok(http_response(status, &body))
        })
    }
}

fn http_response(status: u16, body: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_owned()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response
}

fn provider_with(
    accounts: &Arc<Accounts>,
    cache: Option<Arc<dyn TokenCache>>,
) -> Arc<RefreshingToken> {
    provider_that_tells(accounts, cache, None)
}

fn provider_that_tells(
    accounts: &Arc<Accounts>,
    cache: Option<Arc<dyn TokenCache>>,
    on_new_refresh_token: Option<OnNewRefreshToken>,
) -> Arc<RefreshingToken> {
    let endpoint = endpoint(accounts, cache, on_new_refresh_token);
    let grant = Grant::RefreshToken("1000.refresh".into());
    let refresher = Refresher::new(endpoint, grant, RetryPolicy::new());
    Arc::new(RefreshingToken::new(refresher))
}

fn endpoint(
    accounts: &Arc<Accounts>,
    cache: Option<Arc<dyn TokenCache>>,
    on_new_refresh_token: Option<OnNewRefreshToken>,
) -> TokenEndpoint {
    TokenEndpoint {
        accounts: Arc::new(crate::auth::AccountsServer {
            url: BaseUrl::parse("https://accounts.zoho.eu").unwrap(),
            cache,
            on_new_refresh_token,
            pacer: None,
        }),
        client: ClientCredentials::new("1000.ID".into(), "a&b".into()),
        transport: accounts.clone(),
        timer: Arc::new(TokioTimer),
        timeout: Duration::from_secs(30),
        max_response_size: 1024,
        max_retry_after: crate::error::MAX_RETRY_AFTER,
        pacers: vec![Arc::new(SlidingWindow::new())],
        user: "me".into(),
        user_agent: HeaderValue::from_static("test"),
    }
}

fn provider(accounts: &Arc<Accounts>) -> Arc<RefreshingToken> {
    provider_with(accounts, None)
}

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn one_request_serves_all_callers() {
    let accounts = Arc::new(Accounts::default());
    let provider = provider(&accounts);
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let provider = provider.clone();
            tokio::spawn(async move { provider.access_token().await.unwrap() })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap().expose_secret(), "1000.s3cret-1");
    }
    assert_eq!(
        *accounts.asked.lock().unwrap(),
        ["https://accounts.zoho.eu/oauth/v2/token grant_type=refresh_token&client_id=1000.ID\
          &client_secret=a%26b&refresh_token=1000.refresh"]
    );
    let token = provider.access_token().await.unwrap();
    assert_eq!(token.scopes().unwrap(), &crate::Scopes::from("ZohoCliq.Chats.READ"));
    // Early, that is a minute before the end.
    sleep(HOUR - Duration::from_secs(62)).await;
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.s3cret-1");
    sleep(Duration::from_secs(3)).await;
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.s3cret-2");
}

#[tokio::test(start_paused = true)]
async fn who_stops_waiting_harms_nobody() {
    let accounts = Arc::new(Accounts::default());
    let provider = provider(&accounts);
    let spawn = || {
        let provider = provider.clone();
        tokio::spawn(async move { provider.access_token().await })
    };
    let (first, second) = (spawn(), spawn());
    sleep(Duration::from_millis(500)).await;
    first.abort();
    assert!(second.await.unwrap().is_ok());
    assert_eq!(accounts.asked(), 1);

    // If everybody stops, the next caller has what comes of it.
    sleep(HOUR).await;
    let alone = spawn();
    sleep(Duration::from_millis(500)).await;
    alone.abort();
    assert!(alone.await.is_err());
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.s3cret-2");
    assert_eq!(accounts.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_no_header_can_hold_is_none() {
    let accounts = Accounts::answering(&[(200, r#"{"access_token": "1000.a\nX: y"}"#)]);
    let provider = provider(&accounts);
    let error = provider.access_token().await.unwrap_err();
    assert!(error.to_string().contains("without a token"), "{error}");
    sleep(SECOND).await;
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.s3cret-2");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once_for_all() {
    let accounts = Arc::new(Accounts::default());
    let provider = provider(&accounts);
    let refused = provider.access_token().await.unwrap();
    let renewals: Vec<_> = (0..50)
        .map(|_| {
            let (provider, refused) = (provider.clone(), refused.clone());
            tokio::spawn(async move { provider.renew(&refused).await.unwrap().unwrap() })
        })
        .collect();
    for renewal in renewals {
        assert_eq!(renewal.await.unwrap().expose_secret(), "1000.s3cret-2");
    }
    // A caller who is late to learn of the refusal.
    let renewed = provider.renew(&refused).await.unwrap().unwrap();
    assert_eq!(renewed.expose_secret(), "1000.s3cret-2");
    assert_eq!(accounts.asked(), 2);
    assert_eq!(accounts.most_under_way.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn errors_come_with_any_status() {
    let cases = [
        (200, r#"{"error": "invalid_code"}"#, Some("invalid_code")),
        (200, r#"{"error": "invalid_client"}"#, Some("invalid_client")),
        (200, r#"{"error": "invalid_client_secret"}"#, Some("invalid_client_secret")),
        (400, r#"{"error": "invalid_grant"}"#, Some("invalid_grant")),
        (400, r#"{"error": "general_error"}"#, Some("general_error")),
        (403, r#"{"error": "invalid IP address"}"#, Some("invalid IP address")),
        (200, r#"{"access_token": ""}"#, None),
        (200, r#"{"access_token": "1000.s3cret"#, None),
        (200, "<html>", None),
        (502, "<html>", None),
    ];
    for (status, body, code) in cases {
        let accounts = Accounts::answering(&[(status, body)]);
        let provider = provider(&accounts);
        let error = provider.access_token().await.unwrap_err();
        assert_eq!(error.code(), code, "{body}");
        assert_eq!(error.is_transient(), status == 502);
        assert_eq!(
            error.is_invalid_grant(),
            matches!(code, Some("invalid_code" | "invalid_grant"))
        );
        assert_eq!(
            error.is_invalid_client(),
            code.is_some_and(|it| it.starts_with("invalid_client"))
        );
        assert!(!format!("{error} {error:#?}").contains("s3cret"), "{error}");
        // Wrong credentials stay wrong; anything else may pass.
        let is_final = error.is_invalid_grant() || error.is_invalid_client();
        assert_eq!(error.retry_after().is_none(), is_final);
        sleep(SECOND).await;
        assert_eq!(provider.access_token().await.is_err(), is_final);
        assert_eq!(accounts.asked(), if is_final { 1 } else { 2 });
    }
}

#[tokio::test(start_paused = true)]
async fn ten_tokens_in_ten_minutes() {
    const SHORT: (u16, &str) = (200, r#"{"access_token": "1000.short", "expires_in": 30}"#);
    let accounts = Accounts::answering(&[SHORT; 10]);
    let provider = provider(&accounts);
    let start = TokioTimer.now();
    while TokioTimer.now() - start < Duration::from_secs(240) {
        provider.access_token().await.unwrap();
        sleep(SECOND).await;
    }
    let error = loop {
        match provider.access_token().await {
            Ok(_) => sleep(SECOND).await,
            Err(error) => break error,
        }
    };
    assert!(error.is_rate_limited() && accounts.asked() == 10, "{error}");
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::from_secs(300) && wait < Duration::from_secs(400), "{wait:?}");
    sleep(wait + SECOND).await;
    assert!(provider.access_token().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_throttled_endpoint_is_left_alone() {
    const DENIED: &str = r#"{"error": "Access Denied", "error_description": "You have made too many requests continuously. Please try again after some time."}"#;
    let accounts = Accounts::answering(&[(400, DENIED)]);
    let provider = provider(&accounts);
    for _ in 0..3 {
        let error = provider.access_token().await.unwrap_err();
        assert!(error.retry_after().is_some_and(|wait| wait > Duration::from_secs(590)), "{error}");
    }
    assert_eq!(accounts.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_still_lives_is_better_than_none() {
    let token = r#"{"access_token": "1000.first", "expires_in": 3600}"#;
    let accounts = Accounts::answering(&[(200, token), (500, ""), (500, "")]);
    let provider = provider(&accounts);
    provider.access_token().await.unwrap();
    sleep(HOUR - Duration::from_secs(30)).await;
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.first");
    sleep(Duration::from_secs(30)).await;
    assert!(provider.access_token().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn no_call_waits_long_while_a_token_lives() {
    let accounts = Arc::new(Accounts::default());
    let provider = provider(&accounts);
    provider.access_token().await.unwrap();
    accounts.hangs.store(true, Ordering::SeqCst);
    sleep(HOUR - Duration::from_secs(50)).await;
    let took = async || {
        let start = TokioTimer.now();
        let token = provider.access_token().await;
        (token.map(|it| it.expose_secret().to_owned()), TokioTimer.now() - start)
    };
    let (token, wait) = took().await;
    assert_eq!(token.unwrap(), "1000.s3cret-1");
    assert!(wait >= PATIENCE && wait < PATIENCE + Duration::from_secs(1), "{wait:?}");
    // The failure is remembered, for a while.
    for _ in 0..14 {
        let (token, wait) = took().await;
        assert_eq!((token.unwrap().as_str(), wait), ("1000.s3cret-1", Duration::ZERO));
        sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(accounts.asked(), 2);
    sleep(Duration::from_secs(2)).await;
    assert!(took().await.1 >= PATIENCE);
    // The request is still under way.
    assert_eq!(accounts.asked(), 2);
    // Without a token there is nothing to go on with.
    sleep(Duration::from_secs(40)).await;
    let (token, wait) = took().await;
    assert!(token.unwrap_err().is_transient() && wait >= Duration::from_secs(30), "{wait:?}");
    accounts.hangs.store(false, Ordering::SeqCst);
    sleep(SECOND).await;
    assert_eq!(took().await.0.unwrap(), "1000.s3cret-4");
}
