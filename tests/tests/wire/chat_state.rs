//! The six changes that are all `PUT /chats/{CHAT_ID}`, told apart by the body.

use generated_client::chats::HistoryStatus;
use serde_json::{Value, json, to_value};

use super::service::{CHAT, CHAT_PATH, Sent, Service, example, sends_and_reads_nothing};

const MESSAGE: &str = "1773813859592_51531973059";

/// The one path of the family.
fn put(body: Value) -> Sent {
    Sent::json(format!("PUT {CHAT_PATH}"), body)
}

#[tokio::test]
async fn update_title() {
    let service = Service::showing("updateChatV3", "update_title").await;
    let response = service.chats().update_title(CHAT, "Quarterly Rewards").await.unwrap();

    let body = json!({"operation": "update_title", "title": "Quarterly Rewards"});
    assert_eq!(body, example("updateChatV3", "request", "update_title"));
    assert_eq!(service.sent().await, put(body));
    assert_eq!(to_value(&response).unwrap(), example("updateChatV3", "200", "update_title"));
    assert_eq!(response.data.title.as_deref(), Some("Quarterly Rewards"));
    assert_eq!(response.data.chat_id, Some("1424358626334691820".into()));
}

/// It is the only one that answers something. The error says that the chat has its title even so.
#[tokio::test]
async fn update_title_needs_the_title_in_the_answer() {
    for (status, body) in [(204, ""), (200, ""), (200, r#"{"Response Code": "204 No response"}"#)] {
        let service = Service::answering(status, body).await;
        let error = service.chats().update_title(CHAT, "Rewards").await.unwrap_err();
        assert!(error.is_no_content() && !error.is_api(), "{status} {body}: {error:?}");
        assert_eq!(error.status().unwrap(), status);
    }
}

#[tokio::test]
async fn update_history_status() {
    let body = json!({"operation": "update_history_status", "history_status": "enabled"});
    assert_eq!(body, example("updateChatV3", "request", "update_history_status"));
    sends_and_reads_nothing(put(body), |client| {
        client.chats().update_history_status(CHAT, HistoryStatus::Enabled).send()
    })
    .await;

    let body = json!({"operation": "update_history_status", "history_status": "disabled"});
    sends_and_reads_nothing(put(body), |client| {
        client.chats().update_history_status(CHAT, HistoryStatus::Disabled).send()
    })
    .await;
}

#[tokio::test]
async fn mark_as_read() {
    let body = json!({"operation": "mark_as_read", "last_message_id": MESSAGE});
    assert_eq!(body, example("markChatAsUnreadV3", "request", "mark_as_read"));
    sends_and_reads_nothing(put(body), |client| client.chats().mark_as_read(CHAT, MESSAGE).send())
        .await;
}

#[tokio::test]
async fn mark_as_unread() {
    let body = json!({"operation": "mark_as_unread", "message_id": MESSAGE});
    assert_eq!(body, example("markChatAsUnreadV3", "request", "mark_as_unread"));
    sends_and_reads_nothing(put(body), |client| {
        client.chats().mark_as_unread(CHAT, MESSAGE).send()
    })
    .await;
}

#[tokio::test]
async fn clear_local_history() {
    let body = json!({"operation": "clear_local_history"});
    assert_eq!(body, example("clearChatMessagesV3", "request", "clear_local_history"));
    sends_and_reads_nothing(put(body), |client| client.chats().clear_local_history(CHAT).send())
        .await;
}

#[tokio::test]
async fn close() {
    let body = json!({"operation": "close_chat"});
    assert_eq!(body, example("closeChatV3", "request", "close_chat"));
    sends_and_reads_nothing(put(body), |client| client.chats().close(CHAT).send()).await;
}
