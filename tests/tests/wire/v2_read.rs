//! Messages are read with version 2: each has the content of its type.

use generated_client::messages_v2::{InfoEvent, Message};
use generated_client::{Client, DateTime, EpochMillis};
use serde_json::{Value, json, to_value};

use super::service::{CHAT, Sent, Service, example, sends};

/// The path of [`CHAT`] in version 2.
const CHAT_PATH: &str = "/api/v2/chats/CT_1%202%2F%C3%A9%3F";

#[tokio::test]
async fn list() {
    let response = example("getMessages", "200", "messages");
    let sent = Sent::bare(format!("GET {CHAT_PATH}/messages"));
    let read = sends(sent, response.clone(), |it| it.messages_v2().list(CHAT).send()).await;
    assert_eq!(to_value(&read).unwrap(), response);
}

/// Times are in epoch milliseconds.
#[tokio::test]
async fn get_messages_by_everything() {
    let line =
        format!("GET {CHAT_PATH}/messages?fromtime=1711929600000&totime=1711929600001&limit=100");
    sends(Sent::bare(line), json!({"data": []}), |client| {
        let request = client.messages_v2().list(CHAT).from_time(1_711_929_600_000);
        request.to_time(EpochMillis::new(1_711_929_600_001)).limit(100).send()
    })
    .await;
}

#[tokio::test]
async fn messages_of_every_type() {
    let service = Service::showing("getMessages", "messages").await;
    let read = service.client().messages_v2().list("1").await.unwrap();
    let [Message::Text(text), Message::File(file), Message::Card(card), Message::Info(info)] =
        &read.data[..]
    else {
        panic!("{read:?}")
    };
    assert_eq!(text.id, Some("1542711601585_349430767610289".into()));
    // What all kinds have is read without looking at the kind.
    assert_eq!(read.data[0].id(), text.id.as_ref());
    assert_eq!(read.data[3].time(), info.time);
    assert!(read.data.iter().all(|it| it.sender().is_some() && it.revision().is_some()));
    assert_eq!(text.time, Some(1_542_711_601_585.into()));
    assert_eq!(text.sender.as_ref().unwrap().id, Some("55743307".into()));
    let words = text.content.as_ref().unwrap().text.as_deref();
    assert_eq!(words, Some("Hi! What time is the review meeting today?"));

    let content = file.content.as_ref().unwrap();
    assert_eq!(content.thumbnail.as_ref().unwrap().height.as_deref(), Some("230"));
    let shared = content.file.as_ref().unwrap();
    assert_eq!(shared.name.as_deref(), Some("Feature-overview.jpg"));
    assert_eq!(shared.dimensions.as_ref().unwrap().height, Some(3510));
    assert_eq!((file.is_pinned, file.revision), (Some(true), Some(0)));

    let content = card.content.as_ref().unwrap();
    assert_eq!(content.card.as_ref().unwrap().title.as_deref(), Some("Zoho Cliq"));
    let url = card.unfurled_details.as_ref().unwrap().url.as_deref();
    assert_eq!(url, Some("https://www.zoho.com/cliq/"));

    let content = info.content.as_ref().unwrap();
    assert_eq!(content.event, Some(InfoEvent::UserAdded));
    let users = content.data.as_ref().unwrap().users.as_ref().unwrap();
    assert_eq!(users["55622663"], "Olivia Palmer");
}

/// One that is new, one without a type, and one that is not as documented, between others.
#[tokio::test]
async fn unknown_types_are_kept() {
    let known = example("retrieveMessage", "200", "message");
    let poll = json!({"type": "poll", "id": "1_2", "content": {"votes": [1, {"a": null}]}});
    let bare = json!({"id": "1_3", "time": 7});
    let odd = json!({"type": "text", "id": "1_4", "time": {"millis": 7}});
    let response = json!({"data": [known, poll, bare, odd]});
    let sent = Sent::bare("GET /api/v2/chats/1/messages");
    let read = sends(sent, response.clone(), |it| it.messages_v2().list("1").send()).await;
    assert_eq!(to_value(&read).unwrap(), response);
    let [
        Message::Text(_),
        Message::Undocumented(poll),
        Message::Undocumented(bare),
        Message::Undocumented(odd),
    ] = &read.data[..]
    else {
        panic!("{read:?}")
    };
    assert_eq!(poll["content"]["votes"][0], 1);
    assert_eq!((&bare["id"], &odd["id"]), (&json!("1_3"), &json!("1_4")));
}

#[tokio::test]
async fn a_message_of_an_unknown_type() {
    let response = json!({"type": "poll", "content": {"votes": []}});
    let sent = Sent::bare("GET /api/v2/chats/1/messages/1_2");
    let read = sends(sent, response.clone(), |it| it.messages_v2().get("1", "1_2").send());
    let Message::Undocumented(message) = read.await else { panic!("{response}") };
    assert_eq!(Value::Object(message), response);
}

/// The document repeats `/messages` at the end.
#[tokio::test]
async fn get() {
    let response = example("retrieveMessage", "200", "message");
    let line = format!("GET {CHAT_PATH}/messages/1542711601585_349430767610289");
    let read = sends(Sent::bare(line), response.clone(), |client| {
        client.messages_v2().get(CHAT, "1542711601585_349430767610289").send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    let Message::Text(text) = read else { panic!("{response}") };
    let time: DateTime = "2018-11-20T11:00:01.585Z".parse().unwrap();
    assert_eq!(text.time.unwrap(), time.into());
}

/// Both forms are documented: the message alone, and under `data`.
#[tokio::test]
async fn a_message_is_read_with_and_without_an_envelope() {
    let bare = example("retrieveMessage", "200", "message");
    let in_data = example("retrieveMessage", "200", "message_in_data");
    assert_eq!(in_data, json!({"data": bare}));
    let with_more = json!({"url": "/api/v2/x", "status": "ok", "data": bare});
    for response in [bare.clone(), in_data, with_more] {
        let sent = Sent::bare("GET /api/v2/chats/1/messages/1_2");
        let read = |it: &Client| it.messages_v2().get("1", "1_2").send();
        let message = sends(sent, response.clone(), read).await;
        assert_eq!(to_value(&message).unwrap(), bare, "{response}");
        assert!(matches!(message, Message::Text(_)), "{response}");
        assert!(message.id().is_some(), "{response}");
    }
}

/// A message of another kind may have a member of this name.
#[tokio::test]
async fn a_message_that_has_data_is_no_envelope() {
    let response = json!({"type": "poll", "id": "1_2", "data": {"votes": []}});
    let sent = Sent::bare("GET /api/v2/chats/1/messages/1_2");
    let read = |it: &Client| it.messages_v2().get("1", "1_2").send();
    let message = sends(sent, response.clone(), read).await;
    assert_eq!(to_value(&message).unwrap(), response);
}

/// The service prints the two parts of an id with a space, an encoded space or `_` between them.
#[tokio::test]
async fn message_ids_are_encoded_once() {
    for (id, path) in [
        ("1542711601585 349430767610289", "1542711601585%20349430767610289"),
        ("1542711601585%20349430767610289", "1542711601585%20349430767610289"),
        ("1542711601585_349430767610289", "1542711601585_349430767610289"),
        ("1710934200000", "1710934200000"),
        ("1/2?", "1%2F2%3F"),
    ] {
        let service = Service::showing("retrieveMessage", "message").await;
        let messages = service.client().messages_v2();
        messages.get("CT_1%202", id).await.unwrap();
        let line = format!("GET /api/v2/chats/CT_1%202/messages/{path}");
        assert_eq!(service.sent().await, Sent::bare(line));
    }
}
