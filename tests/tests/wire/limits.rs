//! What the document of chats rules out is refused before anything is sent.

use generated_client::chats::{BulkChatUpdate, NewChat, ReadChat};

use super::service::{allowed, ids, refused, text};

#[tokio::test]
async fn ids_that_address_another_resource() {
    for id in ["", ".", "..", "%2e", "%2E%2E", ".%2e"] {
        refused(&["CHAT_ID"], |client| client.chats().get(id).send()).await;
        refused(&["CHAT_ID"], |client| client.chats().update_title(id, "Title").send()).await;
        refused(&["CHAT_ID"], |client| client.chats().close(id).send()).await;
        refused(&["CHAT_ID"], |client| client.chats().leave(id).send()).await;
        refused(&["CHAT_ID"], |client| client.chats().remove_members(id, ["1"]).send()).await;
    }
}

#[tokio::test]
async fn titles() {
    refused(&["title"], |client| client.chats().update_title("1", text(256)).send()).await;
    refused(&["title"], |client| client.chats().fork("1", "2", text(256)).send()).await;
    refused(&["title"], |client| client.chats().create(NewChat::group(["1"], text(256))).send())
        .await;
    refused(&["title"], |client| client.chats().search().title(text(201)).send()).await;

    allowed(|client| client.chats().update_title("1", text(255)).send()).await;
    allowed(|client| client.chats().fork("1", "2", text(255)).send()).await;
    allowed(|client| client.chats().create(NewChat::group(["1"], text(255))).send()).await;
    allowed(|client| client.chats().search().title(text(200)).send()).await;
}

#[tokio::test]
async fn counts() {
    refused(&["limit"], |client| client.chats().list().limit(101).send()).await;
    refused(&["limit"], |client| client.chats().search().limit(501).send()).await;
    allowed(|client| client.chats().list().limit(100).send()).await;
    allowed(|client| client.chats().search().limit(500).send()).await;
}

#[tokio::test]
async fn users() {
    let group = |count| NewChat::group(ids(count), "Title");
    for count in [0, 51] {
        refused(&["user_ids"], |client| client.chats().create(group(count)).send()).await;
    }
    for count in [0, 101] {
        refused(&["user_ids"], |client| client.chats().add_members("1", ids(count)).send()).await;
    }
    refused(&["user_ids"], |client| client.chats().remove_members("1", ids(0)).send()).await;

    allowed(|client| client.chats().create(group(1)).send()).await;
    allowed(|client| client.chats().create(group(50)).send()).await;
    allowed(|client| client.chats().add_members("1", ids(100)).send()).await;
}

#[tokio::test]
async fn lists() {
    refused(&["fields"], |client| client.chats().get("1").fields(ids(21)).send()).await;
    allowed(|client| client.chats().get("1").fields(ids(20)).send()).await;

    let clear = |count| BulkChatUpdate::clear_unread(ids(count));
    refused(&["chat_ids"], |client| client.chats().bulk_update(clear(101)).send()).await;
    allowed(|client| client.chats().bulk_update(clear(100)).send()).await;

    let read =
        |count| BulkChatUpdate::mark_read(ids(count).iter().map(|id| ReadChat::new(id, "1")));
    refused(&["chats"], |client| client.chats().bulk_update(read(101)).send()).await;
    allowed(|client| client.chats().bulk_update(read(100)).send()).await;
}

/// An item with a comma would become two.
#[tokio::test]
async fn items_that_a_comma_separated_list_cannot_hold() {
    for user in ["", "1,2"] {
        refused(&["user_ids[1]"], |client| {
            client.chats().fork("1", "2", "Title").user_ids(["3", user]).send()
        })
        .await;
    }
    refused(&["user_ids"], |client| client.chats().remove_members("1", ["3", ""]).send()).await;
    refused(&["fields"], |client| client.chats().get("1").fields([""]).send()).await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let error =
        refused(&["CHAT_ID", "title"], |client| client.chats().update_title("", text(256)).send());
    assert_eq!(
        error.await.to_string(),
        "chats.update_title: invalid request, not sent: `CHAT_ID` is empty, which would address \
         another resource. `title` has 256 characters; at most 255 are allowed"
    );
    let group = || NewChat::group(ids(0), text(256));
    refused(&["user_ids", "title"], |client| client.chats().create(group()).send()).await;
}
