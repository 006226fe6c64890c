//! The members of a chat.

use generated_client::UserId;
use generated_client::chats::MemberField;
use serde_json::{from_str, json, to_value};

use super::service::{CHAT, CHAT_PATH, Sent, Service, example};

/// The document has examples of the fields only.
const MEMBERS: &str = r#"{"members": [
    {"user_id": "431930546", "email_id": "olivia.palmer@zylcal.com", "name": "Olivia - Content Writer"},
    {"user_id": "431930547"}
]}"#;

#[tokio::test]
async fn members() {
    let service = Service::answering(200, MEMBERS).await;
    let response = service.chats().members(CHAT).await.unwrap();
    assert_eq!(service.sent().await, Sent::bare(format!("GET {CHAT_PATH}/members")));

    assert_eq!(to_value(&response).unwrap(), from_str::<serde_json::Value>(MEMBERS).unwrap());
    assert_eq!(response.members[0].email_id.as_deref(), Some("olivia.palmer@zylcal.com"));
    assert_eq!(response.members[1].user_id, Some("431930547".into()));
    assert_eq!(response.members[1].name, None);
}

#[tokio::test]
async fn retrieve_members_of_chat_with_fields() {
    let service = Service::answering(200, MEMBERS).await;
    let fields = [MemberField::UserId, MemberField::EmailId, MemberField::Name];
    service.chats().members("a%20b").fields(fields).await.unwrap();
    let line = "GET /api/v3/chats/a%20b/members?fields=user_id,email_id,name";
    assert_eq!(service.sent().await, Sent::bare(line));
}

#[tokio::test]
async fn add_members() {
    let service = Service::showing("addMembersToChatV3", "add_members").await;
    let response = service.chats().add_members(CHAT, ["55743307", "55622727"]).await.unwrap();

    let body = json!({"user_ids": ["55743307", "55622727"]});
    assert_eq!(body, example("addMembersToChatV3", "request", "add_members"));
    assert_eq!(service.sent().await, Sent::json(format!("POST {CHAT_PATH}/members"), body));
    assert_eq!(to_value(&response).unwrap(), example("addMembersToChatV3", "200", "add_members"));
    let added = response.data.added_user_ids.unwrap();
    assert_eq!(added, [UserId::from("55743307"), UserId::from("55622727")]);
}

#[tokio::test]
async fn remove_members() {
    let service = Service::showing("removeMembersFromChatV3", "remove_members").await;
    let users = [UserId::new("55743307"), UserId::new("55622727")];
    let response = service.chats().remove_members(CHAT, &users).await.unwrap();

    let line = format!("DELETE {CHAT_PATH}/members?user_ids=55743307,55622727");
    assert_eq!(service.sent().await, Sent::bare(line));
    let expected = example("removeMembersFromChatV3", "200", "remove_members");
    assert_eq!(to_value(&response).unwrap(), expected);
    assert_eq!(response.data.removed_user_ids.unwrap(), users);
}

/// A comma within an id does not part it.
#[tokio::test]
async fn remove_members_with_odd_ids() {
    let service = Service::showing("removeMembersFromChatV3", "remove_members").await;
    service.chats().remove_members("1", ["a,b", "c&d e"]).await.unwrap();
    let line = "DELETE /api/v3/chats/1/members?user_ids=a%2Cb,c%26d%20e";
    assert_eq!(service.sent().await, Sent::bare(line));
}
