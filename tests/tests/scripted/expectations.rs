//! Tests that say which request they expect, and that make what is answered without JSON.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use generated_client::File;
use generated_client::chats::requests::{Close, List, UpdateTitle};
use generated_client::chats::{Chat, ChatPage, ChatType};
use generated_client::files_v2::requests::ShareToChat;
use generated_client::message_content::requests::Post;
use generated_client::message_content::{Card, CardTheme};
use generated_client::messages::requests::BulkDelete;
use generated_client::test_util::{Reply, Script, SentRequest};
use serde_json::json;

fn card() -> Card {
    Card::new().title("Revenue").theme(CardTheme::ModernInline)
}

/// What a failed assertion says.
fn failure(script: &Script) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| script.assert_done())).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

#[tokio::test]
async fn a_posted_card_is_asserted() {
    let expected = Post::new("CT_1", "Numbers for May").card(card());
    let script = Script::new().on::<Post>(Reply::example().expecting(expected));
    let client = script.client();
    client.message_content().post("CT_1", "Numbers for May").card(card()).await.unwrap();
    script.assert_done();
}

#[tokio::test]
async fn another_request_than_expected_fails_with_what_differs() {
    let expected = Post::new("CT_1", "Numbers for May").card(card());
    let script = Script::new().on::<Post>(Reply::example().expecting(expected));
    let sent = Post::new("CT_2", "Numbers for June").card(Card::new().title("Revenue"));
    let error = script.client().send(sent).await.unwrap_err();
    assert!(!error.is_api(), "{error:?}");
    let told = [
        "message_content.post was called with another request:",
        r#"  body.card.theme: expected "modern-inline", sent nothing"#,
        r#"  body.text: expected "Numbers for May", sent "Numbers for June""#,
        r#"  path: expected "/api/v3/chats/CT_1/messages", sent "/api/v3/chats/CT_2/messages""#,
    ];
    let failure = failure(&script);
    assert!(failure.ends_with(&told.join("\n")), "{failure}");
}

#[tokio::test]
async fn a_body_alone_can_be_expected() {
    let body = json!({"operation": "update_title", "title": "Release room"});
    let expecting = || Reply::example().expecting_body(body.clone());
    let script = Script::new().on::<UpdateTitle>(expecting()).on::<UpdateTitle>(expecting());
    let client = script.client();
    client.chats().update_title("CT_1", "Release room").await.unwrap();
    client.chats().update_title("CT_1", "Releases").await.unwrap_err();
    let failure = failure(&script);
    assert!(
        failure.ends_with(r#"  body.title: expected "Release room", sent "Releases""#),
        "{failure}"
    );
}

#[tokio::test]
async fn a_request_that_is_never_sent_cannot_be_expected() {
    let too_many = List::new().limit(101);
    let script = Script::new().on::<List>(Reply::example().expecting(too_many));
    script.client().chats().list().await.unwrap_err();
    assert!(failure(&script).contains("`limit`"), "{}", failure(&script));
}

#[tokio::test]
async fn a_request_with_a_file_that_is_read_while_it_is_sent_cannot_be_expected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    fs::write(&path, "Numbers for May").unwrap();
    let open = || [File::open(&path).unwrap()];
    let expected = Reply::no_content().expecting(ShareToChat::new("CT_1", open()));
    let script = Script::new().on::<ShareToChat>(expected);
    script.client().files_v2().share_to_chat("CT_1", open()).await.unwrap_err();
    let told = failure(&script);
    assert!(told.contains("what `Reply::expecting` was given cannot be compared: "), "{told}");
    assert!(told.contains("it has a file that is read only while a client sends it"), "{told}");
}

#[tokio::test]
async fn a_request_with_a_file_in_memory_is_expected() {
    let files = || [File::new("report.txt", "Numbers for May")];
    let expected = Reply::no_content().expecting(ShareToChat::new("CT_1", files()));
    let script = Script::new().on::<ShareToChat>(expected);
    script.client().files_v2().share_to_chat("CT_1", files()).await.unwrap();
    script.assert_done();
}

#[test]
fn requests_are_equal_if_they_send_the_same() {
    let client = Script::new().client();
    let text = "Numbers";
    assert_eq!(client.message_content().post("CT_1", text), Post::new("CT_1", text));
    assert_ne!(Post::new("CT_1", text), Post::new("CT_2", text));
    assert_ne!(Post::new("CT_1", text), Post::new("CT_1", text).card(card()));
    assert_ne!(List::new(), List::new().limit(1));
    let refused = List::new().limit(101);
    assert_ne!(refused, refused.clone());
}

#[test]
fn requests_are_serialised_as_what_they_send() {
    let posted = Post::new("CT_1", "Numbers").card(card());
    let expected = json!({
        "method": "POST",
        "path": "/api/v3/chats/CT_1/messages",
        "headers": {"accept": "application/json", "content-type": "application/json"},
        "body": {"text": "Numbers", "card": {"title": "Revenue", "theme": "modern-inline"}},
    });
    assert_eq!(serde_json::to_value(&posted).unwrap(), expected);
    assert_eq!(serde_json::to_value(SentRequest::of(&posted).unwrap()).unwrap(), expected);

    let deleted = serde_json::to_value(BulkDelete::new("CT_1", ["a", "b"])).unwrap();
    assert_eq!((&deleted["method"], deleted.get("body")), (&json!("DELETE"), None));
    assert_eq!(deleted["query"], json!({"message_ids": "a,b"}));

    let refused = serde_json::to_value(List::new().limit(101)).unwrap_err().to_string();
    assert!(refused.contains("`limit`"), "{refused}");
}

#[tokio::test]
async fn what_is_answered_is_made_without_json() {
    let chat = Chat::new().chat_id("CT_1").chat_type(ChatType::DirectMessage).name("Alice");
    let page = ChatPage::new([chat.clone(), Chat::default()]);
    let script = Script::new()
        .on::<List>(Reply::json(serde_json::to_value(&page).unwrap()))
        .on::<Close>(Reply::no_content());
    let client = script.client();
    let chats = client.chats().list().await.unwrap().chats;
    assert_eq!(chats, page.chats);
    client.chats().close(chats[0].chat_id.as_ref().unwrap()).await.unwrap();
    script.assert_done();
}
