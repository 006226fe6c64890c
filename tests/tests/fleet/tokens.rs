//! The token that a fleet shares.

use std::time::{Duration, Instant};

use generated_client::auth::{AccessToken, TokenCache};
use generated_client::fleet::{OnRedisFailure, RedisServer as Server, RedisTokenCache};
use generated_client::{Client, Scopes};

use super::redis_server::RedisServer;
use super::service::Service;
use super::worker::{Job, block_on, eight};

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
        assert!(rest <= HOUR && rest > HOUR - Duration::from_secs(5), "{rest:?}");
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
            .build()
            .unwrap();
        let call = tokio::spawn(async move { client.granted_scopes().await });
        let other = RedisTokenCache::connect(&redis.url()).await.unwrap();
        // It asks only when it has the right.
        let _connection = hanging.accept().await.unwrap();
        assert!(!other.claim("bot", HOUR).await.unwrap());
        call.abort();
        let start = Instant::now();
        while !other.claim("bot", HOUR).await.unwrap() {
            assert!(start.elapsed() < Duration::from_secs(5), "the right is not given back");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        other.abandon("bot");
        while redis.command("EXISTS cliq:{user=bot}:claim") != ":0" {
            assert!(start.elapsed() < Duration::from_secs(5), "the right is not given back");
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
