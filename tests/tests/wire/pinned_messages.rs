//! Messages that are pinned in a chat.

use generated_client::DateTime;
use generated_client::pinned_messages::{PinExpiry, RemoveBody};
use serde_json::{json, to_value};

use super::paging::{answering, queries};
use super::service::{Sent, example, ids, refused, sends, sends_and_reads_nothing};

const CHAT: &str = "1488288613043522033";
const PATH: &str = "/api/v3/chats/1488288613043522033/pin-messages";
const MESSAGE: &str = "1773894772896_12958180473";

#[tokio::test]
async fn list_a_page() {
    let response = example("getPinnedMessages", "200", "pinned_messages");
    let sent = Sent::bare(format!("GET {PATH}?limit=20&next_token=a&sync_token=b"));
    let page = sends(sent, response.clone(), |client| {
        client.pinned_messages().list(CHAT).limit(20).next_token("a").sync_token("b").send()
    })
    .await;
    assert_eq!(to_value(&page).unwrap(), response);
    let pin = page.data[0].pin_information.as_ref().unwrap();
    assert_eq!((&pin.expiry_time, pin.is_primary), (&Some(PinExpiry::Millis(-1)), Some(true)));
}

#[tokio::test]
async fn all_pages_of_pinned_messages() {
    let service = answering([
        json!({"data": [{"id": "1"}], "next_token": "a"}),
        json!({"data": [{"id": "2"}], "sync_token": "s"}),
    ])
    .await;
    let mut stream = service.client().pinned_messages().list("CT_1").stream();
    let mut found = Vec::new();
    while let Some(message) = stream.try_next().await.unwrap() {
        found.push(message.id.unwrap().to_string());
    }
    assert_eq!(found, ["1", "2"]);
    assert_eq!(stream.sync_token(), Some(&"s".into()));
    assert_eq!(queries(&service).await, ["", "next_token=a"]);
}

#[tokio::test]
async fn primary() {
    let response = example("getPrimaryPinnedMessage", "200", "primary");
    let sent = Sent::bare(format!("GET {PATH}?primary=true"));
    let pin =
        sends(sent, response.clone(), |client| client.pinned_messages().primary(CHAT).send()).await;
    assert_eq!(to_value(&pin).unwrap(), response);
}

#[tokio::test]
async fn add() {
    let response = example("addPinnedMessage", "200", "pinned");
    let body = example("addPinnedMessage", "request", "pin");
    let end: DateTime = "2026-04-19T19:09:44+05:30".parse().unwrap();
    let added = sends(Sent::json(format!("POST {PATH}"), body), response.clone(), |client| {
        client.pinned_messages().add(CHAT, MESSAGE, end, false).send()
    })
    .await;
    assert_eq!(to_value(&added).unwrap(), response);

    // What was read can be set.
    let end = added.data.pin_information.unwrap().expiry_time.unwrap();
    for (end, on_the_wire) in
        [(end, json!("2026-04-19T19:09:44+05:30")), (PinExpiry::from(-1), json!(-1))]
    {
        let body = json!({
            "message_id": MESSAGE, "expiry_time": on_the_wire, "notify": true, "primary": true,
        });
        sends(Sent::json(format!("POST {PATH}"), body), response.clone(), |client| {
            client.pinned_messages().add(CHAT, MESSAGE, end, true).primary(true).send()
        })
        .await;
    }
}

#[tokio::test]
async fn reorder() {
    let body = example("reorderPinnedMessages", "request", "above");
    let sent = Sent::json(format!("PUT {PATH}"), body);
    sends_and_reads_nothing(sent, |client| {
        let request = client.pinned_messages().reorder(CHAT, MESSAGE, 1_745_068_184_000);
        request.pin_above("1773895219462_47318365091").send()
    })
    .await;
}

#[tokio::test]
async fn remove_some_or_all() {
    let body = example("deletePinnedMessages", "request", "some");
    sends_and_reads_nothing(Sent::json(format!("DELETE {PATH}"), body), |client| {
        let some = ["17719462_4731836509", "17737286_1295818047", "17732346_9876543210"];
        client.pinned_messages().remove(CHAT).body(RemoveBody::new(some)).send()
    })
    .await;
    sends_and_reads_nothing(Sent::bare(format!("DELETE {PATH}")), |client| {
        client.pinned_messages().remove(CHAT).send()
    })
    .await;
    for count in [0, 26] {
        refused(&["message_ids"], |client| {
            client.pinned_messages().remove(CHAT).body(RemoveBody::new(ids(count))).send()
        })
        .await;
    }
}
