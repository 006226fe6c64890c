//! Calls that wait and that nobody polls.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use generated_client::fleet::RedisPacer;
use generated_client::pacing::{Limit, Pacer, Patience, WhenLocked};
use tokio::time::{sleep, timeout};

use super::redis_server::RedisServer;
use super::unpolled_calls::{self as unpolled, Form, Limited, Recorder, call, client};
use super::worker::{block_on, block_on_one_thread, turn};

const ONE_A_SECOND: Limit = Limit { calls: 1, window: Duration::from_secs(1) };

fn check(form: Form) {
    let redis = RedisServer::start();
    block_on(async {
        let recorder = Arc::new(Recorder::default());
        let pacer = RedisPacer::connect(&redis.url()).await.unwrap();
        let client = client(Limited(pacer.clone(), ONE_A_SECOND), &recorder);
        unpolled::is_passed_over(form, client, &recorder, ONE_A_SECOND).await;
        let mut chats = recorder.chats();
        chats.sort_unstable();
        assert_eq!(chats, ["a", "b", "c", "first", "unpolled"]);
        pacer.settle().await;
    });
}

pub(crate) fn stream() {
    check(unpolled::stream);
}

pub(crate) fn select() {
    check(unpolled::select);
}

pub(crate) fn futures_unordered() {
    check(unpolled::futures_unordered);
}

pub(crate) fn buffered() {
    check(unpolled::buffered);
}

/// Whoever stops polling before the server has answered may have been given a place.
pub(crate) fn granted() {
    let redis = RedisServer::start();
    block_on_one_thread(async {
        let limit = Limit { calls: 1, window: Duration::from_secs(60) };
        let pacer = RedisPacer::connect(&redis.url()).await.unwrap();
        // From now on the server knows the script, so one command is enough.
        drop(pacer.acquire(turn("bot", limit, Patience::default())).await.unwrap());
        pacer.settle().await;
        let mut left_alone = pacer.acquire(turn("bot", limit, Patience::default()));
        assert!((&mut left_alone).now_or_never().is_none());
        let is_granted = async {
            while redis.count("calls") == 0 {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(10), is_granted).await.expect("it has no place");
        let other = RedisPacer::connect(&redis.url()).await.unwrap();
        let acquire = other.acquire(turn("bot", limit, Patience::default()));
        let permit = timeout(Duration::from_secs(10), acquire).await.expect("it is held up");
        // The place that the first one was given is the other's now.
        assert!((&mut left_alone).now_or_never().is_none());
        drop(permit.unwrap());
        left_alone.await.unwrap().spend();
    });
}

pub(crate) fn throttled() {
    let redis = RedisServer::start();
    block_on(async {
        let recorder = Recorder::refusing(2);
        let pacer =
            || async { Limited(RedisPacer::connect(&redis.url()).await.unwrap(), ONE_A_SECOND) };
        let mut calls = Vec::new();
        for chat in ["a", "b", "c"] {
            let builder = generated_client::Client::builder().user("bot").access_token("1000.any");
            let builder = builder.pacer(pacer().await).transport(recorder.clone());
            let client = builder.when_locked(WhenLocked::Wait).build().unwrap();
            calls.push(tokio::spawn(call(&client, chat)));
            sleep(Duration::from_millis(200)).await;
        }
        for call in calls {
            drop(call.await.unwrap().unwrap());
        }
        assert_eq!(recorder.chats(), ["a", "a", "b", "c"]);
        let sent = recorder.sent();
        assert!(sent[1].0 - sent[0].0 >= Duration::from_secs(2));
    });
}

pub(crate) fn state() {
    let redis = RedisServer::start();
    block_on(async {
        let limit = Limit { calls: 2, window: Duration::from_secs(60) };
        let a = RedisPacer::connect(&redis.url()).await.unwrap();
        let b = RedisPacer::connect(&redis.url()).await.unwrap();
        let turn = turn("bot", limit, Patience::default());
        let state = b.state(turn).await.unwrap().unwrap();
        assert_eq!((state.places_left, state.waiting, state.frozen_for), (Some(2), 0, None));
        for left in [1, 0] {
            a.acquire(turn).await.unwrap().spend();
            a.settle().await;
            assert_eq!(b.state(turn).await.unwrap().unwrap().places_left, Some(left));
        }
        let mut waiting = a.acquire(turn);
        while b.state(turn).await.unwrap().unwrap().waiting == 0 {
            assert!((&mut waiting).now_or_never().is_none());
        }
        a.freeze(turn, Duration::from_secs(90)).await;
        let frozen = b.state(turn).await.unwrap().unwrap().frozen_for.unwrap();
        assert!(frozen > Duration::from_secs(80) && frozen <= Duration::from_secs(90));
        b.unfreeze(turn).await.unwrap();
        assert_eq!(b.state(turn).await.unwrap().unwrap().frozen_for, None);
        let hasty = Patience { max_wait: Some(Duration::ZERO), ..Patience::default() };
        let hasty = super::worker::turn("bot", limit, hasty);
        assert!(!b.acquire(hasty).await.unwrap_err().is_locked(), "what was sent still counts");
    });
}
