//! What users say of themselves, with version 2.

use generated_client::StatusId;
use generated_client::user_statuses_v2::StatusCode;
use serde_json::{json, to_value};

use super::service::{Sent, Service, example, sends, sends_and_reads_nothing};

const MESSAGE: &str = "In a meeting, will respond soon!";

#[tokio::test]
async fn statuses_of_the_caller() {
    let response = example("listStatuses", "200", "statuses");
    let all = sends(Sent::bare("GET /api/v2/statuses"), response.clone(), |client| {
        client.user_statuses_v2().list().send()
    })
    .await;
    assert_eq!(to_value(&all).unwrap(), response);

    let response = example("setCurrentStatus", "200", "status");
    let id = all.data[0].id.clone().unwrap();
    let sent = Sent::bare("PUT /api/v2/statuses/1775998000028408800/set");
    let chosen =
        sends(sent, response.clone(), |client| client.user_statuses_v2().set_current(&id).send())
            .await;
    assert_eq!(to_value(&chosen).unwrap(), response);

    let response = example("addStatus", "200", "status");
    let body = example("addStatus", "request", "busy");
    let added = sends(Sent::json("POST /api/v2/statuses", body), response.clone(), |client| {
        client.user_statuses_v2().add(StatusCode::Busy, MESSAGE).send()
    })
    .await;
    assert_eq!(to_value(&added).unwrap(), response);

    let sent = Sent::bare("DELETE /api/v2/statuses/45874000000147003");
    sends_and_reads_nothing(sent, |client| {
        client.user_statuses_v2().delete("45874000000147003").send()
    })
    .await;
}

#[tokio::test]
async fn a_status_for_a_time() {
    let body = example("setTransientStatus", "request", "busy");
    sends_and_reads_nothing(Sent::json("PUT /api/v2/statuses/ephemeral", body), |client| {
        client.user_statuses_v2().set_transient(StatusCode::Busy, MESSAGE, 1_641_883_476_276).send()
    })
    .await;
    sends_and_reads_nothing(Sent::bare("DELETE /api/v2/statuses/ephemeral"), |client| {
        client.user_statuses_v2().clear_transient().send()
    })
    .await;
}

#[tokio::test]
async fn current_statuses() {
    let response = example("getCurrentStatus", "200", "status");
    let current = sends(Sent::bare("GET /api/v2/statuses/current"), response.clone(), |client| {
        client.user_statuses_v2().current().send()
    })
    .await;
    assert_eq!(to_value(&current).unwrap(), response);

    let sent = Sent::bare("GET /api/v2/users/631830849?fields=chat_status");
    let of_user =
        sends(sent, response, |client| client.user_statuses_v2().of_user("631830849").send()).await;
    assert_eq!(of_user, current);
}

/// The documents have both.
#[tokio::test]
async fn an_id_may_be_a_number() {
    let body = json!({"data": {"code": "busy", "id": 1_775_998_000_034_476_000_u64}}).to_string();
    let service = Service::answering(200, &body).await;
    let current = service.client().user_statuses_v2().current().await.unwrap();
    assert_eq!(current.data.id, Some(StatusId::from("1775998000034476000")));
}
