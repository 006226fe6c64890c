//! Starred messages.

use generated_client::DateTime;
use generated_client::stars::{StarFilter, StarType};
use serde_json::{json, to_value};

use super::paging::{answering, queries};
use super::service::{Sent, Service, example, refused, sends, sends_and_reads_nothing};

const CHAT: &str = "CT_1894736520184930172_847291635";
const MESSAGE: &str = "1746000123456789001";

#[tokio::test]
async fn list_with_everything() {
    let response = example("list_starred_messages", "200", "starred_messages");
    let line = "GET /api/v3/stars?chat_id=2000000012345_2000000067890&star_type=important\
                &from_time=2024-01-01T00%3A00%3A00Z&to_time=2024-12-31T23%3A59%3A59Z&limit=25\
                &next_token=a&sync_token=b";
    let time = |text: &str| text.parse::<DateTime>().unwrap();
    let page = sends(Sent::bare(line), response.clone(), |client| {
        let request = client.stars().list().chat_id("2000000012345_2000000067890");
        let request = request.star_type(StarFilter::Important).limit(25);
        let request = request.from_time(time("2024-01-01T00:00:00Z"));
        let request = request.to_time(time("2024-12-31T23:59:59Z"));
        request.next_token("a").sync_token("b").send()
    })
    .await;
    assert_eq!(to_value(&page).unwrap(), response);
    for limit in [0, 51] {
        refused(&["limit"], |client| client.stars().list().limit(limit).send()).await;
    }
}

#[tokio::test]
async fn all_pages_of_starred_messages() {
    let service = answering([
        json!({"data": [{"id": "1"}], "next_token": "a"}),
        json!({"data": [{"id": "2"}], "sync_token": "s"}),
    ])
    .await;
    let mut stream = service.client().stars().list().star_type(StarFilter::All).stream();
    let mut ids = Vec::new();
    while let Some(message) = stream.try_next().await.unwrap() {
        ids.push(message.id.unwrap().to_string());
    }
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(stream.sync_token(), Some(&"s".into()));
    assert_eq!(queries(&service).await, ["star_type=all", "star_type=all&next_token=a"]);
}

/// The published example has it so, and its schema does not.
#[tokio::test]
async fn a_list_under_another_key_is_an_error_and_no_empty_page() {
    let service = Service::answering(200, r#"{"star_messages": [{"id": "1"}]}"#).await;
    let error = service.client().stars().list().await.unwrap_err();
    assert!(format!("{error:?}").contains("data"), "{error:?}");
}

#[tokio::test]
async fn add() {
    for (name, star) in
        [("star_a_message", StarType::Important), ("update_star_type", StarType::FollowUp)]
    {
        let body = example("star_a_message", "request", name);
        let response = example("star_a_message", "200", name);
        let starred = sends(Sent::json("POST /api/v3/stars", body), response.clone(), |client| {
            client.stars().add(CHAT, MESSAGE, star).send()
        })
        .await;
        assert_eq!(to_value(&starred).unwrap(), response);
    }
}

#[tokio::test]
async fn remove() {
    let sent = Sent::bare(format!("DELETE /api/v3/stars/{MESSAGE}"));
    sends_and_reads_nothing(sent, |client| client.stars().remove(MESSAGE).send()).await;
}
