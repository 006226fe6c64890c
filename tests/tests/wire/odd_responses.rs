//! Responses that are not as their documents say, in one field or by one more.

use generated_client::Error;
use generated_client::Reaction;
use generated_client::chats::Chat;
use generated_client::messages_v2::Message;
use serde_json::{Value, json, to_value};

use super::service::{CHAT, Service};

async fn answering(body: &Value) -> Service {
    Service::answering(200, &body.to_string()).await
}

fn ids(chats: &[Chat]) -> Vec<&str> {
    chats.iter().filter_map(|chat| Some(chat.chat_id.as_ref()?.as_str())).collect()
}

#[tokio::test]
async fn one_odd_field_does_not_lose_a_page() {
    let odd = json!({"chat_id": "CT_2", "name": {"en": "Two"}, "pinned": true});
    let service =
        answering(&json!({"chats": [{"chat_id": "CT_1"}, odd, {"chat_id": "CT_3"}]})).await;
    let page = service.chats().list().await.unwrap();
    assert_eq!(ids(&page.chats), ["CT_1", "CT_3"]);
    let [malformed] = &page.malformed[..] else { panic!("{page:?}") };
    assert_eq!(malformed.path(), "$.chats[1]");
    assert_eq!(serde_json::from_str::<Value>(malformed.json()).unwrap(), odd);
    assert_eq!(malformed.reason(), "at `$.chats[1].name`: invalid type: map, expected a string");
}

#[tokio::test]
async fn a_stream_of_items_goes_on_after_an_odd_one() {
    let chats =
        json!([{"chat_id": 1}, {"name": 2}, {"chat_id": "CT_3"}, "CT_4", {"chat_id": "CT_5"}]);
    let service = answering(&json!({"data": chats, "type": "chat_thread"})).await;
    let client = service.client();
    let mut threads = client.threads().list("CT_1").stream();
    let (mut ids, mut odd) = (Vec::new(), Vec::new());
    loop {
        match threads.try_next().await {
            Ok(Some(thread)) => ids.extend(thread.chat_id.map(|id| id.to_string())),
            Ok(None) => break,
            Err(error) => {
                assert!(error.is_decode() && !error.is_outcome_unknown() && !error.is_not_sent());
                odd.push(error.malformed_item().unwrap().json().to_owned());
            }
        }
    }
    assert_eq!(ids, ["1", "CT_3", "CT_5"]);
    // A thread has no name of its own.
    assert_eq!(odd, [r#""CT_4""#]);
}

#[tokio::test]
async fn an_odd_item_that_pages_share_is_told_once() {
    let page = |ids: std::ops::Range<i64>| {
        let messages = ids.rev().map(
            |id| json!({"id": id.to_string(), "time": 1_710_000_000_000 + id, "type": "text"}),
        );
        let mut messages: Vec<_> = messages.collect();
        messages.push(json!("odd"));
        json!({"data": messages}).to_string()
    };
    let service = Service::answering_by(move |request: &wiremock::Request| {
        let until = request.url.query_pairs().find(|(name, _)| name == "totime");
        let page = if until.is_none() { page(50..150) } else { page(0..51) };
        wiremock::ResponseTemplate::new(200).set_body_string(page)
    })
    .await;
    let mut messages = service.client().messages_v2().list(CHAT).stream();
    let (mut count, mut errors) = (0, Vec::<Error>::new());
    while errors.len() < 3 {
        match messages.try_next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => break,
            Err(error) => errors.push(error),
        }
    }
    assert_eq!((count, errors.len()), (150, 1), "{errors:?}");
    assert_eq!(errors[0].malformed_item().unwrap().json(), r#""odd""#);
}

#[tokio::test]
async fn one_odd_reaction_does_not_spoil_the_others() {
    let alan = "1598953600001:6:Alan: the other one";
    let smiles = json!(["1598953600000:5:Ada", {"odd": 1}, "no reaction", alan]);
    let service =
        answering(&json!({"data": {":smile:": smiles, "👍": ["1598953600002:5:Ada"]}})).await;
    let reactions = service.client().messages_v2().reactions(CHAT, "1_2").await.unwrap();
    let names = |emoji: &str| reactions.data[emoji].iter().map(Reaction::name).collect::<Vec<_>>();
    assert_eq!(names(":smile:"), [Some("Ada"), None, Some("Alan: the other one")]);
    assert_eq!(reactions.data[":smile:"][1].as_str(), "no reaction");
    assert_eq!(names("👍"), [Some("Ada")]);
    assert_eq!(reactions.malformed[0].path(), r#"$.data[":smile:"][1]"#);
    assert_eq!(reactions.malformed[0].json(), r#"{"odd":1}"#);
}

#[tokio::test]
async fn numbers_and_times_are_read_in_the_forms_that_the_service_mixes() {
    let chat = json!({
        "chat_id": "CT_1", "unread_time": "", "participant_count": "3",
        "created_time": 1_710_934_200_000_i64, "last_modified_time": "1710934200000",
    });
    let service = answering(&json!({"chats": [chat]})).await;
    let page = service.chats().list().await.unwrap();
    assert!(page.malformed.is_empty(), "{page:?}");
    let [chat] = &page.chats[..] else { panic!("{page:?}") };
    assert_eq!((chat.participant_count, &chat.unread_time), (Some(3), &None));
    assert_eq!(chat.created_time, chat.last_modified_time);
    assert_eq!(chat.created_time, Some("2024-03-20T11:30:00Z".parse().unwrap()));
    let stored = json!({
        "chat_id": "CT_1", "participant_count": 3,
        "created_time": 1_710_934_200_000_i64, "last_modified_time": "1710934200000",
    });
    assert_eq!(to_value(chat).unwrap(), stored);
}

#[tokio::test]
async fn what_is_wrong_with_the_whole_of_a_response_is_still_an_error() {
    for body in [r#"{"chats": {}}"#, r#"{"chats": [{"chat_id": "CT_1"}"#, r#"[]"#, "{}"] {
        let service = Service::answering(200, body).await;
        let error = service.chats().list().await.unwrap_err();
        assert!(error.is_decode() && error.malformed_item().is_none(), "{error}");
        assert_eq!(error.body().unwrap(), body);
    }
}

#[tokio::test]
async fn members_that_the_document_does_not_name_are_kept_and_stored() {
    let chat = json!({
        "chat_id": "CT_1", "title": "Release room", "permissions": {"reply": true, "levels": [1, null]},
        "creator": {"id": "5", "zone": "Europe/London"},
    });
    let body = json!({"chats": [chat], "total": 1});
    let service = answering(&body).await;
    let page = service.chats().list().await.unwrap();
    assert_eq!(page.undocumented.get("total"), Some(json!(1)));
    let [chat] = &page.chats[..] else { panic!("{page:?}") };
    assert_eq!(chat.undocumented.get("title"), Some(json!("Release room")));
    assert_eq!(
        chat.creator.as_ref().unwrap().undocumented.get("zone"),
        Some(json!("Europe/London"))
    );
    assert_eq!(to_value(&page).unwrap(), body);
    let stored = serde_json::to_string(&page).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&stored).unwrap(), body);
}

#[tokio::test]
async fn an_archive_of_messages_has_all_that_the_service_wrote() {
    let message = json!({
        "id": "1_2", "type": "text", "time": 1_710_934_200_000_i64, "new_field": [1],
        "sender": {"name": "Ada", "id": "5", "extra": {"a": "b"}}, "content": {"text": "Hello", "html": "<b>"},
    });
    let body = json!({"data": [message]});
    let service = answering(&body).await;
    let page = service.client().messages_v2().list(CHAT).await.unwrap();
    assert!(matches!(page.data[0], Message::Text(_)), "{page:?}");
    assert_eq!(page.data[0].undocumented().unwrap().get("new_field"), Some(json!([1])));
    assert_eq!(to_value(&page).unwrap(), body);
}
