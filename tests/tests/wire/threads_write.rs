//! Threads are closed, followed, left and silenced. None of it answers anything.

use generated_client::threads::ThreadAction;
use serde_json::json;

use super::service::{Sent, example, sends_and_reads_nothing};

const THREAD: &str = "CT_1 2-T-3/4";
const FOLLOWERS: [&str; 3] = ["15067889", "35068981", "5120923"];

/// The path of [`THREAD`] as a thread.
const AS_THREAD: &str = "/api/v3/threads/CT_1%202-T-3%2F4";

/// The path of [`THREAD`] as the chat that it is.
const AS_CHAT: &str = "/api/v3/chats/CT_1%202-T-3%2F4";

#[tokio::test]
async fn update_state() {
    for (action, name) in [
        (ThreadAction::Close, "close"),
        (ThreadAction::Reopen, "reopen"),
        (ThreadAction::Follow, "follow"),
        (ThreadAction::Unfollow, "unfollow"),
    ] {
        let sent = Sent::json(format!("PUT {AS_THREAD}"), json!({"action": name}));
        sends_and_reads_nothing(sent, |client| {
            client.threads().update_state(THREAD, action.clone()).send()
        })
        .await;
    }
}

#[tokio::test]
async fn update_state_of_thread_with_everything() {
    let body = example("Update the state of a thread", "request", "close");
    let line = format!("PUT {AS_THREAD}?bot_unique_name=digest&appkey=a%2Bb%3D%3D");
    sends_and_reads_nothing(Sent::json(line, body), |client| {
        let request = client.threads().update_state(THREAD, ThreadAction::Close);
        request.bot_unique_name("digest").app_key("a+b==").send()
    })
    .await;
}

#[tokio::test]
async fn add_followers() {
    let body = json!({"user_ids": FOLLOWERS});
    assert_eq!(body, example("Add followers to a thread", "request", "add_followers"));
    sends_and_reads_nothing(Sent::json(format!("POST {AS_THREAD}/followers"), body), |client| {
        client.threads().add_followers(THREAD, FOLLOWERS).send()
    })
    .await;
}

/// A `DELETE` with a body.
#[tokio::test]
async fn remove_followers() {
    let body = json!({"user_ids": FOLLOWERS});
    assert_eq!(body, example("Remove followers from a thread", "request", "remove_followers"));
    sends_and_reads_nothing(Sent::json(format!("DELETE {AS_THREAD}/followers"), body), |client| {
        client.threads().remove_followers(THREAD, FOLLOWERS).send()
    })
    .await;
}

#[tokio::test]
async fn follow() {
    sends_and_reads_nothing(Sent::bare(format!("POST {AS_THREAD}/follow")), |client| {
        client.threads().follow(THREAD).send()
    })
    .await;
}

#[tokio::test]
async fn unfollow() {
    sends_and_reads_nothing(Sent::bare(format!("POST {AS_THREAD}/unfollow")), |client| {
        client.threads().unfollow(THREAD).send()
    })
    .await;
}

#[tokio::test]
async fn leave() {
    sends_and_reads_nothing(Sent::bare(format!("POST {AS_CHAT}/leave")), |client| {
        client.threads().leave(THREAD).send()
    })
    .await;
}

#[tokio::test]
async fn mute() {
    sends_and_reads_nothing(Sent::bare(format!("POST {AS_CHAT}/mute")), |client| {
        client.threads().mute(THREAD).send()
    })
    .await;
}

#[tokio::test]
async fn unmute() {
    sends_and_reads_nothing(Sent::bare(format!("POST {AS_CHAT}/unmute")), |client| {
        client.threads().unmute(THREAD).send()
    })
    .await;
}
