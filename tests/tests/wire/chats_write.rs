//! Chats are opened, marked in bulk, forked, left and silenced.

use generated_client::chats::{BulkChatUpdate, NewChat, NewDirectChat, ReadChat, TypingActivity};
use serde_json::{json, to_value};

use super::service::{CHAT, CHAT_PATH, Sent, Service, example, sends_and_reads_nothing};

#[tokio::test]
async fn create_direct_chat() {
    let body = json!({"chat_type": "direct_message", "user_id": "70027934"});
    assert_eq!(body, example("createChatV3", "request", "direct_chat"));
    for new in [NewChat::direct("70027934"), NewDirectChat::new("70027934").into()] {
        let service = Service::showing("createChatV3", "direct_chat").await;
        let response = service.chats().create(new).await.unwrap();
        assert_eq!(service.sent().await, Sent::json("POST /api/v3/chats", body.clone()));
        assert_eq!(to_value(&response).unwrap(), example("createChatV3", "200", "direct_chat"),);
        assert_eq!(response.data.user_membership.unwrap().pinned, Some(false));
    }
}

#[tokio::test]
async fn create_group_chat() {
    let service = Service::showing("createChatV3", "group_chat").await;
    let users = ["70027934", "106324287", "70317945", "72589892"];
    let title = "Q2 Product Review - Design, Engineering & QA";
    let response = service.chats().create(NewChat::group(users, title)).await.unwrap();

    let body = json!({"chat_type": "group_chat", "user_ids": users, "title": title});
    assert_eq!(body, example("createChatV3", "request", "group_chat"));
    assert_eq!(service.sent().await, Sent::json("POST /api/v3/chats", body));
    assert_eq!(to_value(&response).unwrap(), example("createChatV3", "200", "group_chat"));
    assert_eq!(response.data.name.as_deref(), Some(title));
}

#[tokio::test]
async fn mark_chats_read() {
    let service = Service::showing("bulkUpdateChatsV3", "read_status_update").await;
    let read = BulkChatUpdate::mark_read([
        ReadChat::new("2890538000000012345", "1773813859592_51531973059"),
        ReadChat::new("2890538000000067890", "1773813860210_51531973060"),
    ]);
    let response = service.chats().bulk_update(read).await.unwrap().unwrap();

    let body = json!({
        "operation": "read_status_update",
        "read_status": "read",
        "chats": [
            {"chat_id": "2890538000000012345", "last_message_id": "1773813859592_51531973059"},
            {"chat_id": "2890538000000067890", "last_message_id": "1773813860210_51531973060"},
        ],
    });
    assert_eq!(body, example("bulkUpdateChatsV3", "request", "read_status_update"));
    assert_eq!(service.sent().await, Sent::json("PUT /api/v3/chats", body));
    let expected = example("bulkUpdateChatsV3", "200", "read_status_update");
    assert_eq!(to_value(&response).unwrap(), expected);
    assert_eq!(response.data.success.unwrap().len(), 2);
    assert!(response.data.failure.unwrap().is_empty());
}

#[tokio::test]
async fn clear_unread() {
    let chats = ["2890538000000012345", "2890538000000067890"];
    let body = json!({"operation": "clear_unread", "chat_ids": chats});
    assert_eq!(body, example("bulkUpdateChatsV3", "request", "clear_unread"));
    for (status, response) in [
        (204, ""),
        (200, ""),
        (200, r#"{"Response Code": "204 No response"}"#),
        (200, r#"{"Response_Code": "204 No response"}"#),
    ] {
        let service = Service::answering(status, response).await;
        let clear = BulkChatUpdate::clear_unread(chats);
        assert_eq!(service.chats().bulk_update(clear).await.unwrap(), None);
        assert_eq!(service.sent().await, Sent::json("PUT /api/v3/chats", body.clone()));
    }
}

#[tokio::test]
async fn fork() {
    let service = Service::showing("forkChatV3", "fork_chat").await;
    let response = service.chats().fork(CHAT, "1234567890123456789", "Q3").await.unwrap();
    assert_eq!(
        service.sent().await,
        Sent::json(
            format!("POST {CHAT_PATH}/forks"),
            json!({"message_id": "1234567890123456789", "title": "Q3"}),
        )
    );
    assert_eq!(to_value(&response).unwrap(), example("forkChatV3", "200", "fork_chat"));
    assert_eq!(response.data.participant_count, Some(3));
}

#[tokio::test]
async fn fork_chat_with_everything() {
    let service = Service::showing("forkChatV3", "fork_chat").await;
    let request = service
        .chats()
        .fork("a%20b", "1234567890123456789", "Discussion on Q3 Marketing Strategy")
        .include_participants(false)
        .user_ids(["631830848", "631830849"]);
    request.await.unwrap();
    assert_eq!(
        service.sent().await,
        Sent::json(
            "POST /api/v3/chats/a%20b/forks",
            json!({
                "message_id": "1234567890123456789",
                "user_ids": "631830848,631830849",
                "include_participants": false,
                "title": "Discussion on Q3 Marketing Strategy",
            }),
        )
    );
}

#[tokio::test]
async fn send_typing_activity() {
    for (name, activity) in [
        ("Typing Indicator", TypingActivity::Typing),
        ("Text entered", TypingActivity::TextEntered),
        ("Text cleared", TypingActivity::TextCleared),
    ] {
        let body = json!({"action": activity.as_str()});
        assert_eq!(body, example("sendTypingActivityV3", "request", name));
        let sent = Sent::json(format!("POST {CHAT_PATH}/activities"), body);
        sends_and_reads_nothing(sent, |client| {
            client.chats().send_typing_activity(CHAT, activity.clone()).send()
        })
        .await;
    }
}

#[tokio::test]
async fn leave() {
    let sent = Sent::bare(format!("POST {CHAT_PATH}/leave"));
    sends_and_reads_nothing(sent, |client| client.chats().leave(CHAT).send()).await;
}

#[tokio::test]
async fn mute() {
    let sent = Sent::bare(format!("POST {CHAT_PATH}/mute"));
    sends_and_reads_nothing(sent, |client| client.chats().mute(CHAT).send()).await;
}

#[tokio::test]
async fn unmute() {
    let sent = Sent::bare("POST /api/v3/chats/a%20b/unmute");
    sends_and_reads_nothing(sent, |client| client.chats().unmute("a%20b").send()).await;
}
