//! Calls that wait and that nobody polls, on a clock that a test moves.

use std::sync::Arc;
use std::time::Duration;

use generated_client::Client;
use generated_client::pacing::{Limit, Off, SlidingWindow, WhenLocked};
use tokio::time::{Instant, sleep, timeout};

use super::unpolled_calls::{self as unpolled, Form, Limited, Recorder, call, client};

const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);
const ONE_A_MINUTE: Limit = Limit { calls: 1, window: MINUTE };

async fn check(form: Form) {
    let recorder = Arc::new(Recorder::default());
    let client = client(Limited(SlidingWindow::new(), ONE_A_MINUTE), &recorder);
    unpolled::is_passed_over(form, client, &recorder, ONE_A_MINUTE).await;
    // Whoever is polled again is before those that came later.
    assert_eq!(recorder.chats(), ["first", "a", "unpolled", "b", "c"]);
    // The second call went out within a second of when there was a place.
    let sent = recorder.sent();
    assert!(sent[1].0 - sent[0].0 <= MINUTE + SECOND, "{:?}", sent[1].0 - sent[0].0);
}

#[tokio::test(start_paused = true)]
async fn a_stream_whose_next_item_was_given_up_holds_up_nobody() {
    check(unpolled::stream).await;
}

#[tokio::test(start_paused = true)]
async fn a_call_that_lost_a_select_holds_up_nobody() {
    check(unpolled::select).await;
}

#[tokio::test(start_paused = true)]
async fn calls_in_an_idle_futures_unordered_hold_up_nobody() {
    check(unpolled::futures_unordered).await;
}

#[tokio::test(start_paused = true)]
async fn calls_in_an_idle_buffered_stream_hold_up_nobody() {
    check(unpolled::buffered).await;
}

/// Three calls on a route of one call a minute, the first of which is refused.
async fn throttled(client: Client) {
    let mut calls = Vec::new();
    for chat in ["a", "b", "c"] {
        calls.push(tokio::spawn(call(&client, chat)));
        sleep(SECOND).await;
    }
    for call in calls {
        drop(call.await.unwrap().unwrap());
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_call_keeps_its_place_in_the_queue() {
    let recorder = Recorder::refusing(300);
    let pacer = Limited(SlidingWindow::new(), ONE_A_MINUTE);
    let client = Client::builder().access_token("1000.any").pacer(pacer);
    let client = client.transport(recorder.clone()).when_locked(WhenLocked::Wait).build().unwrap();
    let start = Instant::now();
    throttled(client).await;
    assert_eq!(recorder.chats(), ["a", "a", "b", "c"]);
    let times: Vec<_> = recorder.sent().iter().map(|(at, _)| (*at - start).as_secs()).collect();
    assert_eq!(times, [0, 300, 360, 420]);
}

/// The lock-out is that of the service, whatever the pacer does.
#[tokio::test(start_paused = true)]
async fn a_throttled_call_is_not_sent_within_the_lock_by_a_pacer_without_freezes() {
    let recorder = Recorder::refusing(300);
    let client = Client::builder().access_token("1000.any").pacer(Off);
    let client = client.transport(recorder.clone()).when_locked(WhenLocked::Wait).build().unwrap();
    call(&client, "a").await.unwrap();
    let sent = recorder.sent();
    assert_eq!(sent.len(), 2);
    assert!(sent[1].0 - sent[0].0 >= 5 * MINUTE);
}

/// Who would wait only for some seconds cannot call the roll for long.
#[tokio::test(start_paused = true)]
async fn a_call_with_little_patience_gets_past_many_that_nobody_polls() {
    let recorder = Arc::new(Recorder::default());
    let pacer = Arc::new(Limited(SlidingWindow::new(), ONE_A_MINUTE));
    let patient = client(pacer.clone(), &recorder);
    call(&patient, "first").await.unwrap();
    let mut left_alone = Vec::new();
    for _ in 0..50 {
        left_alone.push(unpolled::select(patient.clone()).await);
    }
    sleep(2 * MINUTE).await;
    let builder = Client::builder().user("bot").access_token("1000.any").pacer(pacer);
    let builder = builder.transport(recorder.clone()).max_wait(2 * SECOND);
    let hasty = builder.build().unwrap();
    let response = timeout(SECOND, call(&hasty, "hasty")).await;
    assert!(response.expect("it is held up").is_ok());
    assert_eq!(recorder.chats(), ["first", "hasty"]);
}
