//! Who waits.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use generated_client::chats::requests::Close;
use generated_client::fleet::RedisPacer;
use generated_client::pacing::{Limit, Pacer, Patience, Route, WhenLocked};

use super::redis_server::RedisServer;
use super::worker::{STUCK, block_on, turn};

const LIMIT: Limit = Limit { calls: 2, window: Duration::from_millis(500) };
const FOREVER: Patience = Patience { max_wait: None, when_locked: WhenLocked::Fail };

async fn two(redis: &RedisServer) -> [RedisPacer; 2] {
    [
        RedisPacer::connect(&redis.url()).await.unwrap(),
        RedisPacer::connect(&redis.url()).await.unwrap(),
    ]
}

fn patient(max_wait: Duration) -> Patience {
    Patience { max_wait: Some(max_wait), ..FOREVER }
}

pub(crate) fn first_come_first_served() {
    let redis = RedisServer::start();
    block_on(async {
        let pacers = two(&redis).await;
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut waiters = Vec::new();
        for number in 0..9 {
            let (pacer, order) = (pacers[number % 2].clone(), order.clone());
            waiters.push(tokio::spawn(async move {
                let mut permit = pacer.acquire(turn("bot", LIMIT, FOREVER)).await.unwrap();
                order.lock().unwrap().push(number);
                permit.spend();
            }));
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        for waiter in waiters {
            waiter.await.unwrap();
        }
        // The two of one window are let through together.
        let pairs: Vec<_> = order.lock().unwrap().iter().map(|number| number / 2).collect();
        assert_eq!(pairs, [0, 0, 1, 1, 2, 2, 3, 3, 4]);
    });
}

pub(crate) fn unused_places() {
    let redis = RedisServer::start();
    block_on(async {
        let [a, b] = two(&redis).await;
        let long = Limit { calls: 1, window: Duration::from_secs(60) };
        let permit = a.acquire(turn("bot", long, FOREVER)).await.unwrap();
        let other = b.clone();
        let waiter = tokio::spawn(async move {
            other.acquire(turn("bot", long, FOREVER)).await.map(std::mem::forget)
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(redis.count("queue"), 1);
        let start = Instant::now();
        drop(permit);
        waiter.await.unwrap().unwrap();
        assert!(start.elapsed() < long.window);

        // Whoever stops waiting leaves the queue.
        let acquire = a.acquire(turn("bot", long, FOREVER));
        assert!(tokio::time::timeout(Duration::from_millis(100), acquire).await.is_err());
        a.settle().await;
        assert_eq!(redis.count("queue"), 0);
    });
}

pub(crate) fn impatience() {
    let redis = RedisServer::start();
    block_on(async {
        let [a, b] = two(&redis).await;
        let long = Limit { calls: 2, window: Duration::from_secs(120) };
        for pacer in [&a, &b] {
            pacer.acquire(turn("bot", long, patient(Duration::ZERO))).await.unwrap().spend();
        }
        a.settle().await;
        let start = Instant::now();
        let error = a.acquire(turn("bot", long, patient(STUCK))).await.unwrap_err();
        assert!(!error.is_locked() && !error.is_failure());
        assert!(error.retry_after().unwrap() <= long.window + Duration::from_millis(11));
        assert!(start.elapsed() < STUCK, "it is known at once");
        assert_eq!(redis.count("queue"), 0);

        for _ in 0..3 {
            b.acquire(turn("other", LIMIT, patient(STUCK))).await.unwrap().spend();
        }
    });
}

pub(crate) fn freeze() {
    let redis = RedisServer::start();
    block_on(async {
        let [a, b] = two(&redis).await;
        let take = |patience| b.acquire(turn("bot", LIMIT, patience));
        drop(take(FOREVER).await.unwrap());
        let start = Instant::now();
        a.freeze(turn("bot", LIMIT, FOREVER), Duration::from_secs(2)).await;
        a.freeze(turn("bot", LIMIT, FOREVER), Duration::from_millis(10)).await;
        let error = take(FOREVER).await.unwrap_err();
        assert!(error.is_locked());
        let rest = error.retry_after().unwrap();
        assert!(rest > Duration::from_millis(10) && rest <= Duration::from_secs(2), "{rest:?}");
        let waiting = Patience { when_locked: WhenLocked::Wait, ..FOREVER };
        let short = Patience { max_wait: Some(Duration::from_millis(10)), ..waiting };
        assert!(take(short).await.unwrap_err().is_locked());
        drop(take(waiting).await.unwrap());
        assert!(start.elapsed() > Duration::from_millis(1990));

        // Whoever waits for a place and would not wait for the end of a lock-out learns of it.
        take(FOREVER).await.unwrap().spend();
        take(FOREVER).await.unwrap().spend();
        let other = b.clone();
        let waiter = tokio::spawn(async move {
            other.acquire(turn("bot", LIMIT, FOREVER)).await.map(std::mem::forget)
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(redis.count("queue"), 1);
        a.freeze(turn("bot", LIMIT, FOREVER), Duration::from_secs(60)).await;
        assert!(waiter.await.unwrap().unwrap_err().is_locked());
    });
}

pub(crate) fn apart() {
    let redis = RedisServer::start();
    block_on(async {
        let [a, b] = two(&redis).await;
        let mut turns: Vec<_> =
            ["bot", "", "a}b", "ö *"].map(|user| turn(user, LIMIT, patient(Duration::ZERO))).into();
        let mut other = turn("bot", LIMIT, patient(Duration::ZERO));
        other.route = Route::of(Close::<()>::INFO);
        turns.push(other);
        let prefixed = generated_client::fleet::RedisServer::new(&redis.url()).unwrap();
        let prefixed = RedisPacer::new(prefixed.prefix("other"));
        for turn in turns {
            for pacer in [&a, &b, &prefixed, &prefixed] {
                std::mem::forget(pacer.acquire(turn).await.unwrap());
            }
            assert!(a.acquire(turn).await.is_err());
            assert!(prefixed.acquire(turn).await.is_err());
        }
        // A route without a known limit is only held by a freeze.
        let mut free = turn("free", LIMIT, FOREVER);
        free.limit = None;
        for _ in 0..30 {
            std::mem::forget(a.acquire(free).await.unwrap());
        }
        b.freeze(free, Duration::from_secs(9)).await;
        assert!(a.acquire(free).await.unwrap_err().is_locked());
    });
}
