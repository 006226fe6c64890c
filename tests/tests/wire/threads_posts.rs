//! Threads are opened and written into. All four posts go to the plural path.

use generated_client::{ChatId, ThreadChatId};
use serde_json::{Value, json, to_value};

use super::service::{CHAT, CHAT_PATH, Sent, example, sends};

const PARENT: &str = "1599044334698_117280617320";
const TEXT: &str = "Follow this thread for daily updates on ticket resolutions.";
const TITLE: &str = "Ticket Resolution Summary for the Day";

fn posted() -> Value {
    example("createThreadMessageByChatId", "200", "create_thread")
}

/// The body with what is required only.
fn least() -> Value {
    json!({"text": TEXT, "thread_message_id": PARENT})
}

#[tokio::test]
async fn create_in_channel() {
    let sent = Sent::json("POST /api/v3/channels/O8492000/messages", least());
    let response = sends(sent, posted(), |client| {
        client.threads().create_in_channel("O8492000", TEXT, PARENT).send()
    })
    .await;
    assert_eq!(to_value(&response).unwrap(), posted());
    assert_eq!(response.unwrap().message_id, Some("1275417686584_20804595296".into()));
}

/// A thread has a chat of its own.
#[tokio::test]
async fn the_id_of_a_thread_is_taken_where_that_of_a_chat_is() {
    let thread = ThreadChatId::from(CHAT);
    assert_eq!(ChatId::from(thread.clone()), ChatId::from(CHAT));
    let sent = Sent::json(format!("POST {CHAT_PATH}/messages"), json!({"text": TEXT}));
    sends(sent, posted(), |client| client.messages().post_to_chat(&thread, TEXT).send()).await;
    let sent = Sent::bare(format!("GET {CHAT_PATH}"));
    sends(sent, json!({"data": {}}), |client| client.chats().get(thread).send()).await;
}

#[tokio::test]
async fn create_thread_message_by_channel_id_with_everything() {
    let body = example("createThreadMessageByChannelId", "request", "create_thread");
    let line = "POST /api/v3/channels/O%201%2F2/messages?bot_unique_name=daily%20digest";
    sends(Sent::json(line, body), posted(), |client| {
        let threads = client.threads();
        let request = threads.create_in_channel("O 1/2", TEXT, PARENT);
        let request = request.reply_to("string").post_in_parent(true).thread_title(TITLE);
        request.sync_message(true).bot_unique_name("daily digest").send()
    })
    .await;
}

#[tokio::test]
async fn create_in_chat() {
    let sent = Sent::json(format!("POST {CHAT_PATH}/messages"), least());
    let response =
        sends(sent, posted(), |client| client.threads().create_in_chat(CHAT, TEXT, PARENT).send())
            .await;
    assert_eq!(to_value(&response).unwrap(), posted());
}

#[tokio::test]
async fn create_thread_message_by_chat_id_with_everything() {
    let body = example("createThreadMessageByChatId", "request", "create_thread");
    let line = format!("POST {CHAT_PATH}/messages?bot_unique_name=digest");
    sends(Sent::json(line, body), posted(), |client| {
        let request = client.threads().create_in_chat(CHAT, TEXT, PARENT);
        let request = request.reply_to("string").post_in_parent(true).thread_title(TITLE);
        request.sync_message(true).bot_unique_name("digest").send()
    })
    .await;
}

#[tokio::test]
async fn create_in_channel_by_name() {
    let sent = Sent::json("POST /api/v3/channelsbyname/marketing/messages", least());
    let response = sends(sent, posted(), |client| {
        let threads = client.threads();
        threads.create_in_channel_by_name("marketing", TEXT, PARENT).send()
    })
    .await;
    assert_eq!(to_value(&response).unwrap(), posted());
}

#[tokio::test]
async fn create_thread_message_by_channel_unique_name_with_everything() {
    let body = example("createThreadMessageByChannelUniqueName", "request", "create_thread");
    let line = "POST /api/v3/channelsbyname/r%26d%20%231/messages?bot_unique_name=digest";
    sends(Sent::json(line, body), posted(), |client| {
        let threads = client.threads();
        let request = threads.create_in_channel_by_name("r&d #1", TEXT, PARENT);
        let request = request.reply_to("string").post_in_parent(true).thread_title(TITLE);
        request.sync_message(true).bot_unique_name("digest").send()
    })
    .await;
}

#[tokio::test]
async fn post() {
    let response = example("Send a message to an existing thread", "200", "send_message");
    let sent = Sent::json("POST /api/v3/chats/CT_1-T-2/messages", json!({"text": "Done."}));
    let read =
        sends(sent, response.clone(), |client| client.threads().post("CT_1-T-2", "Done.").send())
            .await;
    assert_eq!(to_value(&read).unwrap(), response);
}

#[tokio::test]
async fn send_message_to_existing_thread_with_everything() {
    let body = example("Send a message to an existing thread", "request", "send_message");
    let line = "POST /api/v3/chats/CT_1-T-2/messages?bot_unique_name=digest";
    sends(Sent::json(line, body.clone()), posted(), |client| {
        let text = body["text"].as_str().unwrap();
        let request = client.threads().post("CT_1-T-2", text);
        let request = request.reply_to("string").post_in_parent(true).sync_message(true);
        request.bot_unique_name("digest").send()
    })
    .await;
}
