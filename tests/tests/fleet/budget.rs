//! The budget is kept.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use generated_client::fleet::RedisPacer;
use generated_client::pacing::{Limit, Pacer, Patience};

use super::redis_server::RedisServer;
use super::service::Service;
use super::worker::{CALLS, Job, SHORT, block_on, eight, turn};

pub(crate) fn short_window() {
    let redis = RedisServer::start();
    block_on(async {
        let service = Service::start().await;
        let job = Job::new(&["short", &redis.url(), &service.url()]);
        tokio::task::spawn_blocking(move || eight(&job)).await.unwrap();
        let most = service.most_in(SHORT.window);
        let count = service.arrivals().len();
        println!("{count} calls, at most {most} in any {:?}", SHORT.window);
        assert!(most <= 20, "{most} calls in one window");
        assert_eq!(count, 8 * CALLS);
    });
    assert_eq!(redis.count("queue"), 0);
}

pub(crate) fn twenty_a_minute() {
    let redis = RedisServer::start();
    block_on(async {
        let service = Service::start().await;
        let job = Job::new(&["minute", &redis.url(), &service.url()]);
        let start = Instant::now();
        let counts = tokio::task::spawn_blocking(move || eight(&job)).await.unwrap();
        let sum: usize = counts.iter().map(|it| it.trim().parse::<usize>().unwrap()).sum();
        println!("{counts:?} in {:?}", start.elapsed());
        assert_eq!((sum, service.arrivals().len()), (20, 20));
        assert!(start.elapsed() < Duration::from_secs(60), "no worker waits for the next minute");
    });
    // All ends are known, so the places are free in a minute.
    assert_eq!(redis.count("calls"), 20);
    assert_eq!(redis.count("queue"), 0);
}

/// A call may count at any moment from its permit to its end: whenever one is let through, less than the budget of
/// others are under way or ended less than a window ago.
pub(crate) fn however_counted() {
    const LIMIT: Limit = Limit { calls: 5, window: Duration::from_millis(300) };
    let redis = RedisServer::start();
    let spans = Arc::new(Mutex::new(Vec::new()));
    block_on(async {
        let mut callers = Vec::new();
        for caller in 0..12 {
            let pacer = RedisPacer::connect(&redis.url()).await.unwrap();
            let spans = spans.clone();
            callers.push(tokio::spawn(async move {
                for round in 0_u64.. {
                    if spans.lock().unwrap().len() > 45 {
                        return;
                    }
                    // Some lose patience, and some are let through and do not call.
                    let dice = (caller * 7 + round * 13) % 10;
                    let acquire = pacer.acquire(turn("bot", LIMIT, Patience::default()));
                    let patience = Duration::from_millis(if dice == 0 { 30 } else { 9000 });
                    let Ok(permit) = tokio::time::timeout(patience, acquire).await else {
                        continue;
                    };
                    let (mut permit, began) = (permit.unwrap(), Instant::now());
                    if dice == 1 {
                        continue;
                    }
                    permit.spend();
                    tokio::time::sleep(Duration::from_millis(dice * dice)).await;
                    spans.lock().unwrap().push((began, Instant::now()));
                    drop(permit);
                }
            }));
        }
        for caller in callers {
            caller.await.unwrap();
        }
    });
    let spans = spans.lock().unwrap();
    for (i, (began, _)) in spans.iter().enumerate() {
        // The permit came before `began`, by as long as its response took.
        let others = spans
            .iter()
            .enumerate()
            .filter(|(j, (other, end))| *j != i && other <= began && *end + LIMIT.window > *began);
        assert!(others.count() < 5);
    }
}
