//! Reminders of messages.

use generated_client::reminders::{NewReminderTime, RescheduleStatus};
use generated_client::{DateTime, MessageId};
use serde_json::{json, to_value};

use super::paging::{answering, queries};
use super::service::{Sent, example, refused, sends, sends_and_reads_nothing};

const REMINDER: &str = "1901318000012651019";

/// The base URL of this operation has no `/api`.
#[tokio::test]
async fn list_a_page() {
    for name in ["channel_recurring_reminder", "group_chat_multi_user_assigned", "empty_chat"] {
        let response = example("getRemindersInChatV3", "200", name);
        let sent = Sent::bare("GET /v3/chats/CT_1%2F2/reminders?limit=100&next_token=a%3D");
        let page = sends(sent, response.clone(), |client| {
            client.reminders().list("CT_1/2", 100).next_token("a=").send()
        })
        .await;
        assert_eq!(to_value(&page).unwrap(), response);
    }
    refused(&["limit"], |client| client.reminders().list("CT_1", 201).send()).await;
}

#[tokio::test]
async fn all_pages_of_reminders() {
    let service = answering([
        json!({"list": [{"id": "1"}, {"id": "2"}], "next_token": "a"}),
        json!({"list": [{"id": "3"}]}),
    ])
    .await;
    let mut stream = service.client().reminders().list("CT_1", 2).stream();
    let mut ids = Vec::new();
    while let Some(reminder) = stream.try_next().await.unwrap() {
        ids.push(reminder.id.unwrap().to_string());
    }
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(queries(&service).await, ["limit=2", "limit=2&next_token=a"]);
}

#[tokio::test]
async fn complete() {
    let body = example("updateReminderStatusV3", "request", "completed");
    let sent = Sent::json(format!("PUT /api/v3/reminders/{REMINDER}"), body);
    sends_and_reads_nothing(sent, |client| client.reminders().complete(REMINDER).send()).await;
}

#[tokio::test]
async fn notify() {
    let response = example("triggerReminderNotificationV3", "200", "notification_triggered");
    let sent = Sent::bare(format!("POST /api/v3/reminders/{REMINDER}/notifications"));
    let notified =
        sends(sent, response.clone(), |client| client.reminders().notify(REMINDER).send());
    let notified = notified.await;
    assert_eq!(to_value(&notified).unwrap(), response);
    assert_eq!(notified.data[1].id, Some("631830846".into()));
}

#[tokio::test]
async fn reschedule_several() {
    let response = example("batchEditRemindersV3", "200", "batch_edit_success");
    for (name, times) in [
        ("single_reminder", vec![(REMINDER, 1_749_369_000_000_i64)]),
        (
            "multiple_reminders",
            vec![
                ("1901318000012651010", 1_749_282_600_000_i64),
                ("1901318000012651016", 1_748_930_400_000),
            ],
        ),
    ] {
        let body = example("batchEditRemindersV3", "request", name);
        let sent = Sent::json("PUT /api/v3/reminders/edits", body);
        let done = sends(sent, response.clone(), |client| {
            let times = times.iter().map(|(id, time)| NewReminderTime::new(*id, *time));
            client.reminders().bulk_reschedule(times).send()
        })
        .await;
        assert_eq!(to_value(&done).unwrap(), response);
        assert!(matches!(done.status, Some(RescheduleStatus::Success)), "{done:?}");
        let message = done.data[0].data.as_ref().unwrap().message.as_ref().unwrap();
        assert_eq!(message.id, Some(MessageId::from("1780051880491")));
    }
    let many = || (0..26).map(|it| NewReminderTime::new(it.to_string(), 0_i64));
    refused(&["reminders"], |client| client.reminders().bulk_reschedule(many()).send()).await;
}

#[tokio::test]
async fn a_time_that_was_read_can_be_set() {
    let time: DateTime = "2026-05-31T19:30:00-07:00".parse().unwrap();
    let body = json!({"reminders": [{"reminder_id": "1", "time": 1_780_281_000_000_i64}]});
    let sent = Sent::json("PUT /api/v3/reminders/edits", body);
    sends(sent, json!({"data": []}), |client| {
        client.reminders().bulk_reschedule([NewReminderTime::new("1", time)]).send()
    })
    .await;
}
