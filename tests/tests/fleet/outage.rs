//! The server goes away.

use std::error::Error as _;
use std::time::{Duration, Instant};

use generated_client::fleet::{FleetError, OnRedisFailure, RedisPacer, RedisServer as Server};
use generated_client::pacing::{Limit, Pacer, Patience};

use super::redis_server::{PASSWORD, RedisServer};
use super::service::Service;
use super::unpolled_calls::Limited;
use super::worker::{SHORT, STUCK, block_on, client, turn};

fn server(redis: &RedisServer) -> Server {
    Server::new(&redis.url()).unwrap().timeout(Duration::from_millis(500))
}

pub(crate) fn fail() {
    let mut redis = RedisServer::start();
    block_on(async {
        let service = Service::start().await;
        let pacer = RedisPacer::new(server(&redis)).max_call(Duration::from_secs(1));
        let client = client(&service.url(), Limited(pacer, SHORT)).build().unwrap();
        let call = || client.chats().leave("1").send();
        call().await.unwrap();
        redis.kill();
        for _ in 0..5 {
            let error = call().await.unwrap_err();
            assert!(!error.is_rate_limited());
            let source = error.source().and_then(|it| it.downcast_ref::<FleetError>()).unwrap();
            assert!(source.is_gone());
            let text = format!("{error} {error:#?} {source} {source:?}");
            assert!(text.contains("the Redis server at 127.0.0.1:"), "{text}");
            assert!(!text.contains(PASSWORD), "{text}");
        }
        assert_eq!(service.arrivals().len(), 1, "nothing is sent that is not counted");

        redis.restart();
        tokio::time::sleep(Duration::from_millis(600)).await;
        call().await.unwrap();
        assert_eq!(redis.count("calls"), 1);
        assert!(service.most_in(SHORT.window) <= SHORT.calls as usize);
    });
    refusals();
}

/// What is wrong is said without secrets.
fn refusals() {
    for url in ["http://h", "redis://:pa55word@", "rediss://:pa55word@h", "redis://:pa55word@h:x"] {
        let error = Server::new(url).unwrap_err();
        assert!(error.is_invalid_url());
        assert!(!format!("{error} {error:#?}").contains(PASSWORD), "{error}");
    }
    let redis = RedisServer::start();
    assert!(!format!("{:?}", server(&redis)).contains(PASSWORD));
    block_on(async {
        let url = redis.url().replace(PASSWORD, "wr0ng");
        let error = RedisPacer::connect(&url).await.unwrap_err();
        assert!(!error.is_gone() && !error.to_string().contains("wr0ng"), "{error}");
    });
}

pub(crate) fn fallback() {
    let mut redis = RedisServer::start();
    block_on(async {
        let server = server(&redis).on_failure(OnRedisFailure::Fallback { workers: 4 });
        let pacer = RedisPacer::new(server).max_call(Duration::from_secs(1));
        let service = Service::start().await;
        let client = client(&service.url(), Limited(pacer, SHORT)).build().unwrap();
        let call = || client.chats().leave("1").send();
        call().await.unwrap();
        redis.kill();
        let start = Instant::now();
        for _ in 0..11 {
            call().await.unwrap();
        }
        // The share is five calls in a second, and one of them was let through by the server.
        let taken = start.elapsed();
        println!("11 calls alone in {taken:?}");
        assert!(taken > Duration::from_millis(1900), "more than the share");
        assert!(service.most_in(SHORT.window) <= 5);

        redis.restart();
        tokio::time::sleep(Duration::from_millis(600)).await;
        for _ in 0..20 {
            call().await.unwrap();
        }
        // Not by the share.
        assert!(redis.count("calls") >= 20);
        assert!(service.most_in(SHORT.window) <= SHORT.calls as usize);
    });
}

pub(crate) fn hangs() {
    let redis = RedisServer::start();
    block_on(async {
        let pacer = RedisPacer::new(server(&redis));
        let acquire = || pacer.acquire(turn("bot", SHORT, Patience::default()));
        drop(acquire().await.unwrap());
        redis.signal("STOP");
        for _ in 0..3 {
            let permit = tokio::time::timeout(STUCK, acquire()).await;
            assert!(permit.expect("it waits for a server that hangs").unwrap_err().is_failure());
        }
        redis.signal("CONT");
        tokio::time::sleep(Duration::from_millis(600)).await;
        drop(acquire().await.unwrap());
    });
}

/// Calls that the server forgot still count for the service.
pub(crate) fn forgot() {
    let redis = RedisServer::start();
    block_on(async {
        let limit = Limit { calls: 3, ..SHORT };
        let pacer = RedisPacer::new(server(&redis)).max_call(Duration::from_millis(500));
        let other = RedisPacer::new(server(&redis));
        for _ in 0..3 {
            pacer.acquire(turn("bot", limit, Patience::default())).await.unwrap().spend();
        }
        pacer.settle().await;
        let start = Instant::now();
        redis.command("FLUSHALL");
        for _ in 0..2 {
            let acquire = pacer.acquire(turn("bot", limit, Patience::default()));
            acquire.await.unwrap().spend();
            assert!(start.elapsed() >= limit.window);
        }
        // A lock-out is not forgotten either.
        pacer.freeze(turn("bot", limit, Patience::default()), Duration::from_secs(30)).await;
        redis.command("FLUSHALL");
        let error = pacer.acquire(turn("bot", limit, Patience::default())).await.unwrap_err();
        assert!(error.is_locked());
        let error = other.acquire(turn("bot", limit, Patience::default())).await.unwrap_err();
        assert!(error.is_locked());
    });
}
