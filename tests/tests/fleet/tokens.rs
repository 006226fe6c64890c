//! The token that a fleet shares.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use generated_client::auth::{AccessToken, TokenCache, TokenHold};
use generated_client::fleet::{OnRedisFailure, RedisServer as Server, RedisTokenCache};
use generated_client::pacing::Off;
use generated_client::{Client, Error, RetryPolicy, Scopes};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::redis_server::RedisServer;
use super::service::Service;
use super::worker::{Job, STUCK, block_on, eight};

const HOUR: Duration = Duration::from_secs(3600);

pub(crate) fn one_refresh() {
    let redis = RedisServer::start();
    block_on(async {
        let service = Service::start().await;
        let job = Job::new(&["token", &redis.url(), &service.url()]);
        tokio::task::spawn_blocking(move || eight(&job)).await.unwrap();
        // One for the token, and one from each worker.
        assert_eq!(service.arrivals().len(), 1 + 8);
    });
    assert_eq!(redis.command("EXISTS cliq:{user=bot}:claim"), ":0");
}

pub(crate) fn cache() {
    let redis = RedisServer::start();
    block_on(async {
        let a = RedisTokenCache::connect(&redis.url()).await.unwrap();
        let b = RedisTokenCache::connect(&redis.url()).await.unwrap();
        assert!(a.load("bot").await.unwrap().is_none());
        let token = AccessToken::new("1000.s3cret").with_scopes(Scopes::from("x.READ,y.ALL"));
        a.store("bot", &token, HOUR).await.unwrap();
        assert!(b.load("").await.unwrap().is_none());
        let loaded = b.load("bot").await.unwrap().unwrap();
        assert_eq!(loaded.expose_secret(), "1000.s3cret");
        assert_eq!(loaded.scopes(), token.scopes());
        let rest = loaded.expires_at().unwrap() - Instant::now();
        assert!(rest <= HOUR && rest > HOUR - STUCK, "{rest:?}");
        a.store("bot", &AccessToken::new("short"), Duration::from_millis(50)).await.unwrap();
        assert!(b.load("bot").await.unwrap().unwrap().scopes().is_none());
        tokio::time::sleep(Duration::from_millis(80)).await;
        assert!(b.load("bot").await.unwrap().is_none());

        assert!(a.claim("bot", HOUR).await.unwrap());
        assert!(b.claim("other", HOUR).await.unwrap());
        assert!(!b.claim("bot", HOUR).await.unwrap());
        // Only who has the right gives it back.
        b.release("bot").await.unwrap();
        assert!(!b.claim("bot", HOUR).await.unwrap());
        a.release("bot").await.unwrap();
        assert!(b.claim("bot", Duration::from_millis(50)).await.unwrap());
        tokio::time::sleep(Duration::from_millis(80)).await;
        // The lease of one has ended, and another has the right.
        assert!(a.claim("bot", HOUR).await.unwrap());
        b.release("bot").await.unwrap();
        assert!(!b.claim("bot", HOUR).await.unwrap());
        // What something else wrote is no token.
        redis.command("SET cliq:{user=bot}:token nonsense");
        assert!(a.load("bot").await.unwrap().is_none());
        assert!(!format!("{a:?}").contains(super::redis_server::PASSWORD));
    });
}

pub(crate) fn holds() {
    let redis = RedisServer::start();
    block_on(async {
        let a = RedisTokenCache::connect(&redis.url()).await.unwrap();
        let b = RedisTokenCache::connect(&redis.url()).await.unwrap();
        for hold in [TokenHold::Throttled, TokenHold::Failed, TokenHold::Renewed] {
            assert!(b.held("bot", hold).await.unwrap().is_none());
            a.hold("bot", hold, HOUR).await.unwrap();
            // The longer one stays.
            b.hold("bot", hold, Duration::from_millis(50)).await.unwrap();
            let rest = b.held("bot", hold).await.unwrap().unwrap();
            assert!(rest <= HOUR && rest > HOUR - STUCK, "{rest:?}");
            assert!(b.held("other", hold).await.unwrap().is_none());
            a.hold("other", hold, Duration::from_millis(50)).await.unwrap();
            tokio::time::sleep(Duration::from_millis(80)).await;
            assert!(b.held("other", hold).await.unwrap().is_none());
        }
    });
}

/// A service and its accounts server, and eight workers that share a token and nothing else.
struct Fleet {
    _redis: RedisServer,
    server: MockServer,
    workers: Vec<Client>,
}

impl Fleet {
    async fn start(service: ResponseTemplate, accounts: impl Respond + 'static) -> Self {
        let redis = RedisServer::start();
        let server = MockServer::builder().start().await;
        Mock::given(path("/oauth/v2/token")).respond_with(accounts).mount(&server).await;
        Mock::given(any()).respond_with(service).with_priority(9).mount(&server).await;
        let mut workers = Vec::new();
        for _ in 0..8 {
            let cache = RedisTokenCache::connect(&redis.url()).await.unwrap();
            let client = Client::builder().user("bot").base_url(&server.uri());
            let client = client.refresh_token("1000.id", "secret", "1000.refresh");
            // A machine under load may need some time to look what others have met.
            let retry = RetryPolicy::off().base_delay(Duration::from_secs(15));
            let client = client.accounts_url(&server.uri()).token_cache(cache).retry(retry);
            workers.push(client.pacer(Off).build().unwrap());
        }
        Self { _redis: redis, server, workers }
    }

    /// All workers call at once.
    async fn call(&self) -> Vec<Result<(), Error>> {
        let calls = self.workers.iter().map(|it| it.chats().leave("1").into_future());
        let mut results = Vec::new();
        for call in calls.map(tokio::spawn).collect::<Vec<_>>() {
            results.push(call.await.unwrap());
        }
        results
    }

    /// How often a token was asked for.
    async fn asked(&self) -> usize {
        let requests = self.server.received_requests().await.unwrap();
        requests.iter().filter(|it| it.url.path() == "/oauth/v2/token").count()
    }
}

/// Answers with a new token each time.
fn tokens(expires_in: u32) -> impl Fn(&Request) -> ResponseTemplate {
    let given = AtomicUsize::new(0);
    move |_| {
        let number = given.fetch_add(1, Ordering::SeqCst);
        let body = format!(r#"{{"access_token": "1000.{number}", "expires_in": {expires_in}}}"#);
        ResponseTemplate::new(200).set_body_raw(body, "application/json")
    }
}

pub(crate) fn failed() {
    block_on(async {
        let fleet = Fleet::start(ResponseTemplate::new(204), ResponseTemplate::new(503)).await;
        for result in fleet.call().await {
            let error = result.unwrap_err();
            assert!(error.is_token() && !error.is_rate_limited(), "{error}");
            assert!(error.retry_after().is_some(), "{error}");
        }
        assert_eq!(fleet.asked().await, 1);
    });
}

pub(crate) fn throttled() {
    block_on(async {
        let later = ResponseTemplate::new(429).insert_header("retry-after", "300");
        let fleet = Fleet::start(ResponseTemplate::new(204), later).await;
        for result in fleet.call().await {
            let error = result.unwrap_err();
            assert!(error.is_token() && error.is_rate_limited(), "{error}");
            assert!(error.retry_after().unwrap() > Duration::from_secs(60), "{error}");
        }
        assert_eq!(fleet.asked().await, 1);
    });
}

pub(crate) fn refused() {
    block_on(async {
        let body = r#"{"code": "oauthtoken_invalid"}"#;
        let service = ResponseTemplate::new(401).set_body_raw(body, "application/json");
        let fleet = Fleet::start(service, tokens(3600)).await;
        for _ in 0..5 {
            for result in fleet.call().await {
                assert!(result.unwrap_err().is_unauthorized());
            }
        }
        assert_eq!(fleet.asked().await, 2);
    });
}

pub(crate) fn short() {
    block_on(async {
        let fleet = Fleet::start(ResponseTemplate::new(204), tokens(50)).await;
        for _ in 0..3 {
            assert!(fleet.call().await.iter().all(Result::is_ok));
        }
        assert_eq!(fleet.asked().await, 1);
    });
}

pub(crate) fn cancelled() {
    let redis = RedisServer::start();
    block_on(async {
        let hanging = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let accounts = format!("http://{}", hanging.local_addr().unwrap());
        let cache = RedisTokenCache::connect(&redis.url()).await.unwrap();
        let client = Client::builder()
            .user("bot")
            .accounts_url(&accounts)
            .refresh_token("1000.CLIENT", "secret", "1000.refresh")
            .token_cache(cache)
            .timeout(Duration::from_secs(2))
            .build()
            .unwrap();
        let call = tokio::spawn(async move { client.granted_scopes().await });
        let other = RedisTokenCache::connect(&redis.url()).await.unwrap();
        // It asks only when it has the right.
        let _connection = hanging.accept().await.unwrap();
        let claimed = "\"return redis.status_reply(redis.call('KEYS', '*:claim')[1])\"";
        let key = redis.command(&format!("EVAL {claimed} 0")).replace('+', "");
        let user = key.strip_prefix("cliq:{user=").and_then(|it| it.strip_suffix("}:claim"));
        let user = user.unwrap().replace("%23", "#");
        assert!(user.starts_with("bot#") && !other.claim(&user, HOUR).await.unwrap());
        call.abort();
        // What it has asked for may still come, and ends by the time-out.
        let start = Instant::now();
        while !other.claim(&user, HOUR).await.unwrap() {
            assert!(start.elapsed() < STUCK, "the right is not given back");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        other.abandon(&user);
        while redis.command(&format!("EXISTS {key}")) != ":0" {
            assert!(start.elapsed() < STUCK, "the right is not given back");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
}

pub(crate) fn without_server() {
    let mut redis = RedisServer::start();
    redis.kill();
    block_on(async {
        let server = Server::new(&redis.url()).unwrap();
        let failing = RedisTokenCache::new(server.clone());
        let error = failing.load("bot").await.unwrap_err();
        assert!(error.to_string().contains("the Redis server at 127.0.0.1:"), "{error}");
        assert!(failing.claim("bot", HOUR).await.is_err());

        let alone =
            RedisTokenCache::new(server.on_failure(OnRedisFailure::Fallback { workers: 2 }));
        assert!(alone.load("bot").await.unwrap().is_none());
        assert!(alone.claim("bot", HOUR).await.unwrap());
        alone.store("bot", &AccessToken::new("1000.a"), HOUR).await.unwrap();
        alone.release("bot").await.unwrap();
    });
}
