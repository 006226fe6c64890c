//! A process that does a job.

use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use generated_client::fleet::{RedisPacer, RedisServer, RedisTokenCache};
use generated_client::pacing::{Limit, Off, Pacer, Patience, Turn};
use generated_client::{Client, OperationInfo, RetryPolicy};

use super::unpolled_calls::Limited;

const JOB: &str = "FLEET_JOB";

/// `POST /chats/{CHAT_ID}/leave`, of which a user may send 20 in a minute.
pub(crate) const ROUTE: &OperationInfo = generated_client::chats::requests::Leave::<()>::INFO;

/// What to do, and with what: `call redis://… http://… …`.
pub(crate) struct Job(Vec<String>);

impl Job {
    pub(crate) fn new(words: &[&str]) -> Self {
        Self(words.iter().map(|&word| word.to_owned()).collect())
    }

    pub(crate) fn from_env() -> Option<Self> {
        let job = std::env::var(JOB).ok()?;
        Some(Self(job.split(' ').map(str::to_owned).collect()))
    }

    /// Starts a worker. What it prints can be read.
    pub(crate) fn start(&self) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(JOB, self.0.join(" ")).stdout(Stdio::piped()).spawn().unwrap()
    }
}

/// Starts eight workers, waits for all, and gives what they printed.
pub(crate) fn eight(job: &Job) -> Vec<String> {
    let workers: Vec<_> = (0..8).map(|_| job.start()).collect();
    let outputs = workers.into_iter().map(|worker| {
        let output = worker.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    });
    outputs.collect()
}

pub(crate) fn run(job: &Job) -> ExitCode {
    let words: Vec<_> = job.0.iter().map(String::as_str).collect();
    block_on(async {
        match *words {
            ["short", redis, service] => short(redis, service).await,
            ["minute", redis, service] => minute(redis, service).await,
            ["hold", redis] => hold(redis).await,
            ["token", redis, service] => token(redis, service).await,
            _ => panic!("no such job: {words:?}"),
        }
    });
    ExitCode::SUCCESS
}

pub(crate) fn block_on(future: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build().unwrap().block_on(future);
}

/// Nothing else goes on while something is polled.
pub(crate) fn block_on_one_thread(future: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future);
}

/// The limit of the tests that last for many windows.
pub(crate) const SHORT: Limit = Limit { calls: 20, window: Duration::from_secs(1) };

/// How many calls each worker of [`short`] sends.
pub(crate) const CALLS: usize = 16;

/// What takes so long does not go on at all, however slow the machine is.
pub(crate) const STUCK: Duration = Duration::from_secs(30);

pub(crate) fn turn(user: &str, limit: Limit, patience: Patience) -> Turn<'_> {
    let mut turn = Turn::new(user, ROUTE, patience);
    turn.limit = Some(limit);
    turn
}

pub(crate) fn client(
    service: &str,
    pacer: impl Pacer + 'static,
) -> generated_client::ClientBuilder {
    let builder = Client::builder().user("bot").access_token("1000.fixed").base_url(service);
    builder.pacer(pacer).retry(RetryPolicy::off())
}

/// Sends its calls as fast as it can.
async fn short(redis: &str, service: &str) {
    let pacer = RedisPacer::connect(redis).await.unwrap();
    let pacer = Arc::new(Limited(pacer.max_call(Duration::from_secs(2)), SHORT));
    let client = client(service, pacer.clone()).max_wait(SHORT.window).build().unwrap();
    let callers = (0..4).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            let mut sent = 0;
            while sent < CALLS / 4 {
                if let Err(error) = client.chats().leave("1").await {
                    assert!(error.is_rate_limited(), "{error:?}");
                    // Whoever is told that it takes too long does not ask at once again.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                } else {
                    sent += 1;
                }
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    pacer.0.settle().await;
}

/// Calls as often as the documents allow, until the next call would have to wait.
async fn minute(redis: &str, service: &str) {
    let pacer = RedisPacer::connect(redis).await.unwrap();
    let client = client(service, pacer.clone()).max_wait(Duration::from_secs(5)).build().unwrap();
    let mut count = 0;
    let error = loop {
        match client.chats().leave("1").await {
            Ok(()) => count += 1,
            Err(error) => break error,
        }
        assert!(count <= 20, "there is no end");
    };
    assert!(error.is_rate_limited() && !error.is_locked_out(), "{error:?}");
    pacer.settle().await;
    println!("{count}");
}

/// Takes all places, and waits for more, until it is killed.
async fn hold(redis: &str) {
    let server = RedisServer::new(redis).unwrap().timeout(Duration::from_millis(300));
    let pacer = RedisPacer::new(server).max_call(Duration::from_secs(2));
    let limit = Limit { calls: 3, ..SHORT };
    let mut permits = Vec::new();
    for _ in 0..3 {
        let mut permit = pacer.acquire(turn("bot", limit, Patience::default())).await.unwrap();
        permit.spend();
        permits.push(permit);
    }
    println!("held");
    let wait = async || pacer.acquire(turn("bot", limit, Patience::default())).await;
    let _permits = tokio::join!(wait(), wait(), wait());
    panic!("nobody gave a place back");
}

/// Gets an access token, and calls with it.
async fn token(redis: &str, service: &str) {
    let cache = RedisTokenCache::connect(redis).await.unwrap();
    let client = Client::builder().user("bot").base_url(service).accounts_url(service);
    let client = client.refresh_token("1000.id", "secret", "1000.refresh").token_cache(cache);
    let client = client.pacer(Off).build().unwrap();
    client.chats().leave("1").await.unwrap();
}
