//! Messages are edited, deleted and reacted to with version 2.

use generated_client::messages_v2::{Button, ButtonAction, Card, InvokeFunctionData, Slide};
use serde_json::{json, to_value};

use super::service::{CHAT, Sent, Service, example, sends, sends_and_reads_nothing};

/// An id as the service prints it in some responses.
const MESSAGE: &str = "1573641936588%20345281288778";

/// The path of that message of [`CHAT`].
const PATH: &str = "/api/v2/chats/CT_1%202%2F%C3%A9%3F/messages/1573641936588%20345281288778";

#[tokio::test]
async fn edit() {
    let sent = Sent::json(format!("PUT {PATH}"), json!({"text": "At three."}));
    sends_and_reads_nothing(sent, |client| {
        client.messages_v2().edit(CHAT, MESSAGE, "At three.").send()
    })
    .await;

    let body = example("editMessage", "request", "edit");
    sends_and_reads_nothing(Sent::json(format!("PUT {PATH}"), body.clone()), |client| {
        let text = body["text"].as_str().unwrap();
        client.messages_v2().edit(CHAT, MESSAGE, text).notify_edit(true).send()
    })
    .await;
}

#[tokio::test]
async fn edit_message_with_everything() {
    let body = json!({
        "text": "Done",
        "notify_edit": false,
        "card": {"title": "Steps"},
        "slides": [{"type": "list", "data": ["One", "Two"]}],
        "buttons": [
            {"label": "Undo", "action": {"type": "invoke.function", "data": {"name": "undo"}}},
        ],
    });
    sends_and_reads_nothing(Sent::json(format!("PUT {PATH}"), body), |client| {
        let undo = ButtonAction::invoke_function(InvokeFunctionData::new("undo"));
        let request = client.messages_v2().edit(CHAT, MESSAGE, "Done").notify_edit(false);
        let request = request.card(Card::new().title("Steps")).slide(Slide::list(["One", "Two"]));
        request.button(Button::new("Undo", undo)).send()
    })
    .await;
}

#[tokio::test]
async fn delete() {
    sends_and_reads_nothing(Sent::bare(format!("DELETE {PATH}")), |client| {
        client.messages_v2().delete(CHAT, MESSAGE).send()
    })
    .await;
}

#[tokio::test]
async fn reactions() {
    let response = example("getReactions", "200", "reactions");
    let sent = Sent::bare(format!("GET {PATH}/reactions"));
    let read = sends(sent, response.clone(), |client| {
        client.messages_v2().reactions(CHAT, MESSAGE).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    assert_eq!(read.data.len(), 3);
    let fire = &read.data["🔥"];
    assert_eq!(fire.len(), 4);
    assert_eq!(fire[0].time(), Some(1_710_152_758_419.into()));
    assert_eq!(fire[0].user_id(), Some("788604182"));
    assert_eq!(fire[0].name(), Some("Elizebet Tater"));
}

#[tokio::test]
async fn names_may_hold_colons() {
    let response = json!({"data": {":smile:": ["1:o-CT-60-2:Ada: née: B", "2:3:"], "👍": []}});
    let sent = Sent::bare("GET /api/v2/chats/1/messages/2/reactions");
    let read =
        sends(sent, response.clone(), |client| client.messages_v2().reactions("1", "2").send())
            .await;
    assert_eq!(to_value(&read).unwrap(), response);
    let [ada, nameless] = &read.data[":smile:"][..] else { panic!("{read:?}") };
    assert_eq!((ada.user_id(), ada.name()), (Some("o-CT-60-2"), Some("Ada: née: B")));
    assert_eq!(nameless.name(), Some(""));
    assert!(read.data["👍"].is_empty());
}

#[tokio::test]
async fn reactions_of_other_parts_are_kept() {
    for (text, time, name) in
        [("1:2", true, None), ("", false, None), ("soon:2:Ada", false, Some("Ada"))]
    {
        let body = json!({"data": {"👍": [text]}});
        let service = Service::answering(200, &body.to_string()).await;
        let read = service.client().messages_v2().reactions("1", "2").await.unwrap();
        let reaction = &read.data["👍"][0];
        assert_eq!((reaction.time().is_some(), reaction.name()), (time, name));
        assert_eq!(to_value(&read).unwrap(), body);
    }
}

/// By short code and by the character.
#[tokio::test]
async fn add_reaction() {
    let body = json!({"emoji_code": ":smile:"});
    assert_eq!(body, example("addReaction", "request", "smile"));
    for emoji in [":smile:", "🔥"] {
        let sent = Sent::json(format!("POST {PATH}/reactions"), json!({"emoji_code": emoji}));
        sends_and_reads_nothing(sent, |client| {
            client.messages_v2().add_reaction(CHAT, MESSAGE, emoji).send()
        })
        .await;
    }
}

/// A `DELETE` with a body.
#[tokio::test]
async fn remove_reaction() {
    let body = json!({"emoji_code": ":smile:"});
    assert_eq!(body, example("deleteReaction", "request", "smile"));
    sends_and_reads_nothing(Sent::json(format!("DELETE {PATH}/reactions"), body), |client| {
        client.messages_v2().remove_reaction(CHAT, MESSAGE, ":smile:").send()
    })
    .await;
}
