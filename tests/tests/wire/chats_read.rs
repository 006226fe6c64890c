//! Chats are listed, searched and read.

use generated_client::chats::{ChatFilter, ChatInclude, ChatSort, ChatType, SearchChatType};
use generated_client::{DateTime, EpochMillis};
use serde_json::to_value;

use super::service::{CHAT, CHAT_PATH, Sent, Service, example};

#[tokio::test]
async fn list() {
    let service = Service::showing("Retrieve all direct chats", "success").await;
    let response = service.chats().list().await.unwrap();
    assert_eq!(service.sent().await, Sent::bare("GET /api/v3/chats"));

    assert_eq!(
        to_value(&response).unwrap(),
        example("Retrieve all direct chats", "200", "success")
    );
    let [alice, bob] = &response.chats[..] else { panic!("{response:?}") };
    assert_eq!(alice.name.as_deref(), Some("Alice Johnson"));
    assert_eq!(alice.chat_type, Some(ChatType::DirectMessage));
    assert_eq!(alice.created_time, Some("2024-06-01T09:00:00Z".parse().unwrap()));
    assert_eq!(bob.pinned, Some(true));
    assert_eq!(bob.last_message_info, None);
}

#[tokio::test]
async fn retrieve_all_direct_chats_by_everything() {
    let service = Service::answering(200, r#"{"chats": []}"#).await;
    let request = service
        .chats()
        .list()
        .kind(ChatFilter::DirectMessage)
        .parent_chat_id("CT_1 2")
        .chat_ids(["1,2", "a b", "CT_3"])
        .joined(true)
        .closed(false)
        .pinned(true)
        .drafts(false)
        .modified_after(1_711_929_600_000)
        .modified_before(EpochMillis::new(1_711_929_600_001))
        .limit(100)
        .muted(true)
        .recipient("70027934")
        .name("R&D + Ü=100%?");
    assert!(request.await.unwrap().chats.is_empty());
    assert_eq!(
        service.sent().await,
        Sent::bare(concat!(
            "GET /api/v3/chats?name=R%26D%20%2B%20%C3%9C%3D100%25%3F&recipient=70027934&muted=true",
            "&limit=100&modified_before=1711929600001&modified_after=1711929600000&drafts=false",
            "&pinned=true&closed=false&joined=true&chat_ids=1%2C2,a%20b,CT_3",
            "&parent_chid=CT_1%202&type=dm",
        ))
    );
}

#[tokio::test]
async fn search() {
    let service = Service::showing("searchChatsV3", "multiple_chats").await;
    let response = service.chats().search().await.unwrap();
    assert_eq!(service.sent().await, Sent::bare("GET /api/v3/chats/search"));

    assert_eq!(to_value(&response).unwrap(), example("searchChatsV3", "200", "multiple_chats"));
    let message = response.chats[0].last_message_info.as_ref().unwrap();
    assert_eq!(message.message_id, Some("1710934200000".into()));
    assert_eq!(message.content.as_ref().unwrap().text.as_deref(), Some("Hello everyone!"));
}

#[tokio::test]
async fn search_chats_by_everything() {
    let service = Service::answering(200, r#"{"chats": []}"#).await;
    let request = service
        .chats()
        .search()
        .title("überprüfung, 50%")
        .limit(500)
        .modified_before("2024-04-02T00:00:00+05:30".parse::<DateTime>().unwrap())
        .modified_after("2024-04-01T00:00:00Z".parse::<DateTime>().unwrap())
        .recipient("70027934")
        .chat_type([SearchChatType::DirectMessage, SearchChatType::from("a,b")])
        .parent_chat_id("CT_1/2")
        .sort_by(ChatSort::Usage);
    assert!(request.await.unwrap().chats.is_empty());
    assert_eq!(
        service.sent().await,
        Sent::bare(concat!(
            "GET /api/v3/chats/search?title=%C3%BCberpr%C3%BCfung%2C%2050%25&limit=500",
            "&modified_before=2024-04-02T00%3A00%3A00%2B05%3A30",
            "&modified_after=2024-04-01T00%3A00%3A00Z&recipient=70027934",
            "&chat_type=direct_message,a%2Cb&parent_chat_id=CT_1%2F2&sort_by=usage",
        ))
    );
}

#[tokio::test]
async fn get() {
    let service = Service::showing("getChatV3", "get_chat").await;
    let response = service.chats().get(CHAT).await.unwrap();
    assert_eq!(service.sent().await, Sent::bare(format!("GET {CHAT_PATH}")));

    assert_eq!(to_value(&response).unwrap(), example("getChatV3", "200", "get_chat"));
    assert_eq!(response.kind.as_deref(), Some("chat"));
    assert_eq!(response.data.unread_message_count, Some(3));
    assert_eq!(response.data.creator.unwrap().id, Some("70027934".into()));
}

#[tokio::test]
async fn get_chat_with_everything() {
    let service = Service::showing("getChatV3", "get_chat_with_last_message_info").await;
    let request = service.chats().get(CHAT).include([ChatInclude::LastMessageInfo]).fields([
        "title",
        "chat_type",
        "a b",
    ]);
    let response = request.await.unwrap();
    let query = "fields=title,chat_type,a%20b&include=last_message_info";
    assert_eq!(service.sent().await, Sent::bare(format!("GET {CHAT_PATH}?{query}")));

    let expected = example("getChatV3", "200", "get_chat_with_last_message_info");
    assert_eq!(to_value(&response).unwrap(), expected);
    assert_eq!(response.data.last_message_info.unwrap().sender, Some("70027934".into()));
}

/// The service prints some ids percent-encoded. They are not encoded once more.
#[tokio::test]
async fn ids_are_encoded_once() {
    for (id, path) in [
        ("CT_1%202", "CT_1%202"),
        ("CT_1 2", "CT_1%202"),
        ("CT_1%2F2", "CT_1%2F2"),
        ("100%", "100%25"),
        ("a+b;c=d&e", "a%2Bb%3Bc%3Dd%26e"),
        ("~a-b_c.d", "~a-b_c.d"),
        ("%00", "%00"),
        ("...", "..."),
    ] {
        let service = Service::showing("getChatV3", "get_chat").await;
        service.chats().get(id).await.unwrap();
        assert_eq!(service.sent().await, Sent::bare(format!("GET /api/v3/chats/{path}")));
    }
}

#[tokio::test]
async fn an_empty_optional_list_is_not_sent() {
    let service = Service::showing("getChatV3", "get_chat").await;
    service.chats().get("1").fields(Vec::<String>::new()).include([]).await.unwrap();
    assert_eq!(service.sent().await, Sent::bare("GET /api/v3/chats/1"));
}
