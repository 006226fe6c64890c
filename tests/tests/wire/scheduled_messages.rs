//! Messages that wait to be sent.

use generated_client::scheduled_messages::{
    AllMessages, OneMessage, RescheduleByTime, Rescheduling, ScheduleStatus,
};
use serde_json::{json, to_value};

use super::paging::{answering, queries};
use super::service::{Sent, example, refused, sends, sends_and_reads_nothing, text};

const MESSAGE: &str = "84fe7397-ab35-4aef-8bf7-944d688857af";
const PATH: &str = "/api/v3/chats/CT_1/scheduledmessages";

#[tokio::test]
async fn lists() {
    let response = example("listAllScheduledMessagesV3", "200", "all_scheduled_messages");
    let sent = Sent::bare("GET /api/v3/scheduledmessages?limit=100&next_token=a&sync_token=b");
    let page = sends(sent, response.clone(), |client| {
        let request = client.scheduled_messages().list().limit(100);
        request.next_token("a").sync_token("b").send()
    })
    .await;
    assert_eq!(to_value(&page).unwrap(), response);
    assert!(matches!(page.data[1].schedule_status, Some(ScheduleStatus::CheckIn)), "{page:?}");

    for name in ["channel_with_file_message", "dm_with_status_based_message", "empty_chat"] {
        let response = example("listScheduledMessagesInChatV3", "200", name);
        let sent = Sent::bare(format!("GET {PATH}?limit=2"));
        let page = sends(sent, response.clone(), |client| {
            client.scheduled_messages().list_in_chat("CT_1").limit(2).send()
        })
        .await;
        assert_eq!(to_value(&page).unwrap(), response);
    }
    refused(&["limit"], |client| client.scheduled_messages().list().limit(201).send()).await;
}

#[tokio::test]
async fn all_pages_of_scheduled_messages() {
    let service = answering([
        json!({"data": [{"id": "1"}], "next_token": "a", "sync_token": "s1"}),
        json!({"data": [{"id": "2"}], "sync_token": "s2"}),
    ])
    .await;
    let mut stream = service.client().scheduled_messages().list().stream();
    let mut ids = Vec::new();
    while let Some(message) = stream.try_next().await.unwrap() {
        ids.push(message.id.unwrap().to_string());
    }
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(stream.sync_token(), Some(&"s2".into()));
    assert_eq!(queries(&service).await, ["", "next_token=a"]);
}

#[tokio::test]
async fn send_now() {
    let body = example("sendScheduledMessagesNowV3", "request", "send_specific_message");
    let id = body["id"].as_str().unwrap().to_owned();
    sends_and_reads_nothing(Sent::json(format!("POST {PATH}"), body), |client| {
        client.scheduled_messages().send_now("CT_1", OneMessage::new(&*id)).send()
    })
    .await;
    let body = example("sendScheduledMessagesNowV3", "request", "send_all_pending_messages");
    sends_and_reads_nothing(Sent::json(format!("POST {PATH}"), body), |client| {
        client.scheduled_messages().send_now("CT_1", AllMessages::new()).send()
    })
    .await;
}

#[tokio::test]
async fn reschedule() {
    let time = RescheduleByTime::new(1_748_861_400_000, 1_748_947_800_000);
    let time = Rescheduling::ByTime(time.schedule_timezone("Asia/Kolkata"));
    let status = Rescheduling::by_status(ScheduleStatus::CheckIn, ScheduleStatus::UserAvailable);
    for (change, request, response) in [
        (time, "reschedule_all_time_based", "time_based_reschedule"),
        (status, "reschedule_all_status_based", "status_based_reschedule"),
    ] {
        let body = example("bulkRescheduleScheduledMessagesV3", "request", request);
        let response = example("bulkRescheduleScheduledMessagesV3", "200", response);
        let sent = Sent::json(format!("PUT {PATH}"), body);
        let rescheduled = sends(sent, response.clone(), |client| {
            client.scheduled_messages().reschedule("CT_1", change).send()
        })
        .await;
        assert_eq!(to_value(&rescheduled).unwrap(), response);
    }
}

#[tokio::test]
async fn edit() {
    for (request, response) in [
        ("edit_text_and_time", "text_and_time_edit"),
        ("change_status_trigger", "status_trigger_edit"),
        ("remove_file_attachment", "file_remove"),
    ] {
        let body = example("editScheduledMessageV3", "request", request);
        let response = example("editScheduledMessageV3", "200", response);
        let sent = Sent::json(format!("PUT {PATH}/{MESSAGE}"), body.clone());
        let edited = sends(sent, response.clone(), |client| {
            let edit = client.scheduled_messages().edit("CT_1", MESSAGE);
            match request {
                "edit_text_and_time" => edit
                    .text(body["text"].as_str().unwrap())
                    .schedule_time(1_748_947_800_000)
                    .schedule_timezone("Asia/Kolkata"),
                "change_status_trigger" => edit.schedule_status(ScheduleStatus::CallEnd),
                _ => edit.file_remove(true),
            }
            .send()
        })
        .await;
        assert_eq!(to_value(&edited).unwrap(), response);
    }
    let (long, zone) = (text(5001), text(101));
    refused(&["text", "schedule_timezone"], |client| {
        let edit = client.scheduled_messages().edit("CT_1", MESSAGE);
        edit.text(long).schedule_timezone(zone).send()
    })
    .await;
}

#[tokio::test]
async fn delete_one_and_all() {
    sends_and_reads_nothing(Sent::bare(format!("DELETE {PATH}/{MESSAGE}")), |client| {
        client.scheduled_messages().delete("CT_1", MESSAGE).send()
    })
    .await;
    sends_and_reads_nothing(Sent::bare(format!("DELETE {PATH}")), |client| {
        client.scheduled_messages().delete_all("CT_1").send()
    })
    .await;
}
