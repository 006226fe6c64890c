//! Workers that are killed.

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use generated_client::fleet::RedisPacer;
use generated_client::pacing::{Limit, Pacer, Patience};

use super::redis_server::RedisServer;
use super::worker::{Job, SHORT, STUCK, block_on, turn};

pub(crate) fn killed_worker() {
    let redis = RedisServer::start();
    let limit = Limit { calls: 3, ..SHORT };
    let mut worker = Job::new(&["hold", &redis.url()]).start();
    let mut line = String::new();
    BufReader::new(worker.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "held\n");
    let start = Instant::now();
    while redis.count("queue") < 3 {
        assert!(start.elapsed() < STUCK);
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
    let killed_at = Instant::now();
    block_on(async {
        let pacer = RedisPacer::connect(&redis.url()).await.unwrap();
        let acquire = || pacer.acquire(turn("bot", limit, Patience::default()));
        for _ in 0..3 {
            let permit = tokio::time::timeout(STUCK, acquire()).await;
            permit.expect("a dead worker holds up the others").unwrap().spend();
        }
        let waited = killed_at.elapsed();
        println!("waited {waited:?}");
        // The calls may have been under way for two seconds, and count for one more.
        assert!(waited > Duration::from_millis(2000), "{waited:?}");
    });
}
