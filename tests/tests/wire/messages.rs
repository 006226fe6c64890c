//! Messages are posted, forwarded and deleted in bulk.

use generated_client::messages::{DeleteReason, ForwardRecipients, ForwardSource, ItemStatus};
use serde_json::{json, to_value};

use super::service::{CHAT, CHAT_PATH, Sent, Service, example, sends, sends_and_reads_nothing};

const REVIEW: &str =
    "Hello team, please review the project status update and share your feedback by EOD.";
const FIRST: &str = "1773813859592_51531973059";
const SECOND: &str = "1773813860210_51531973060";

#[tokio::test]
async fn post_to_channel_by_name() {
    let sent = Sent::json("POST /api/v3/channelsbyname/marketing/messages", json!({"text": "Hi."}));
    sends_and_reads_nothing(sent, |client| {
        let messages = client.messages();
        messages.post_to_channel_by_name("marketing", "Hi.").send()
    })
    .await;
}

#[tokio::test]
async fn post_message_in_channel_by_channel_unique_name_with_everything() {
    let body = example("postMessageInChannelByChannelUniqueName", "request", "field_examples");
    let line = concat!(
        "POST /api/v3/channelsbyname/r%26d%2Fteam/messages",
        "?bot_unique_name=digest&appkey=a%2Bb%3D%3D&mark_as_read=false",
    );
    sends_and_reads_nothing(Sent::json(line, body), |client| {
        let messages = client.messages();
        let request = messages.post_to_channel_by_name("r&d/team", REVIEW);
        let request = request.bot_unique_name("digest").app_key("a+b==").mark_as_read(false);
        request.reply_to("72374289911").sync_message(true).send()
    })
    .await;
}

#[tokio::test]
async fn post_to_channel() {
    let sent = Sent::json("POST /api/v3/channels/O8492/messages", json!({"text": "Hi."}));
    sends_and_reads_nothing(sent, |client| {
        client.messages().post_to_channel("O8492", "Hi.").send()
    })
    .await;
}

#[tokio::test]
async fn post_message_in_channel_by_channel_id_with_everything() {
    let body = example("postMessageInChannelByChannelId", "request", "field_examples");
    let line = concat!(
        "POST /api/v3/channels/O%2084/messages",
        "?bot_unique_name=digest&appkey=1001.a&mark_as_read=true",
    );
    sends_and_reads_nothing(Sent::json(line, body), |client| {
        let request = client.messages().post_to_channel("O 84", REVIEW);
        let request = request.bot_unique_name("digest").app_key("1001.a").mark_as_read(true);
        request.reply_to("72374289911").sync_message(true).send()
    })
    .await;
}

#[tokio::test]
async fn post_to_chat() {
    let response = example("Post message in chat", "200", "field_examples");
    let sent = Sent::json(format!("POST {CHAT_PATH}/messages"), json!({"text": "Hey!"}));
    let read =
        sends(sent, response.clone(), |client| client.messages().post_to_chat(CHAT, "Hey!").send())
            .await;
    assert_eq!(to_value(&read).unwrap(), response);
}

#[tokio::test]
async fn post_message_in_chat_with_everything() {
    let response = example("Post message in chat", "200", "field_examples");
    let body = example("Post message in chat", "request", "field_examples");
    sends(Sent::json(format!("POST {CHAT_PATH}/messages"), body), response, |client| {
        let request = client.messages().post_to_chat(CHAT, "Hey!").reply_to("55743307");
        request.sync_message(true).mark_as_read(true).send()
    })
    .await;
}

/// The recipients are lists in one text, the messages a list.
#[tokio::test]
async fn forward() {
    let body = example("Forward Messages", "request", "field_examples");
    let response = example("Forward Messages", "200", "field_examples");
    let sent = Sent::json("POST /api/v3/messages", body);
    let read = sends(sent, response.clone(), |client| {
        let messages = ["1742000000000001", "1742000000000002"];
        let recipients = ForwardRecipients::new()
            .chat_ids(["C_111111111", "C_222222222"])
            .user_ids(["60025012345", "60025012346"])
            .forward_as_group(false)
            .show_original_sender(true)
            .title("Group Title 1");
        let source = ForwardSource::new("C_987654321", messages);
        client.messages().forward(source, recipients).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    let forwarded = read.data.forwarded.unwrap();
    assert_eq!(forwarded.chat_ids.unwrap(), ["C_111111111".into()]);
    assert_eq!(forwarded.user_ids.unwrap(), ["60025012345".into()]);
}

#[tokio::test]
async fn forward_messages_with_the_least() {
    let body = json!({
        "source": {"chat_id": "CT_1 2", "message_ids": ["1 2"]},
        "recipients": {"user_ids": "70027934"},
    });
    let response = json!({"data": {}});
    let read = sends(Sent::json("POST /api/v3/messages", body), response.clone(), |client| {
        let source = ForwardSource::new("CT_1 2", ["1 2"]);
        let recipients = ForwardRecipients::new().user_ids(["70027934"]);
        client.messages().forward(source, recipients).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
}

/// Who did not get the messages, and why.
#[tokio::test]
async fn forward_messages_in_part() {
    let body = example("Forward Messages", "request", "forward_bug_report");
    let response = example("Forward Messages", "200", "partial_success");
    let read = sends(Sent::json("POST /api/v3/messages", body), response.clone(), |client| {
        let source = ForwardSource::new("2890538000000012345", [FIRST, SECOND]);
        let recipients = ForwardRecipients::new()
            .chat_ids(["2890538000000067890"])
            .user_ids(["70027934"])
            .forward_as_group(true)
            .show_original_sender(true)
            .title("Login Bug - Critical Issue (Forwarded from Engineering)");
        client.messages().forward(source, recipients).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    assert!(read.data.forwarded.unwrap().user_ids.unwrap().is_empty());
    let [failure] = &read.data.failures.unwrap()[..] else { panic!("{response}") };
    assert_eq!(failure.id.as_deref(), Some("70027934"));
    assert_eq!(failure.status, Some(ItemStatus::Failed));
    assert_eq!(failure.error.as_ref().unwrap().code.as_deref(), Some("chat_access_denied"));
}

#[tokio::test]
async fn bulk_delete() {
    let response = example("deleteMultipleMessagesV3", "200", "all_success");
    let line = format!("DELETE {CHAT_PATH}/messages?message_ids={FIRST}");
    let read = sends(Sent::bare(line), response.clone(), |client| {
        client.messages().bulk_delete(CHAT, [FIRST]).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    assert!(read.data.iter().all(|outcome| outcome.status == Some(ItemStatus::Success)));
}

/// The response is a success even so: each message has its own outcome.
#[tokio::test]
async fn delete_multiple_messages_in_part() {
    let response = example("deleteMultipleMessagesV3", "200", "partial_failure");
    let line = format!(
        "DELETE {CHAT_PATH}/messages?message_ids={FIRST},{SECOND}&reason=others\
         &comment=Cleaned%20up%2C%20%26%20moved"
    );
    let read = sends(Sent::bare(line), response.clone(), |client| {
        let request = client.messages().bulk_delete(CHAT, [FIRST, SECOND]);
        request.reason(DeleteReason::Others).comment("Cleaned up, & moved").send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    let [first, _, third] = &read.data[..] else { panic!("{read:?}") };
    assert_eq!((&first.id, &first.error), (&Some(FIRST.into()), &None));
    assert_eq!(third.status, Some(ItemStatus::Failed));
    let error = third.error.as_ref().unwrap();
    assert_eq!(error.code.as_deref(), Some("access_denied"));
    let message = "You do not have permission to delete this message.";
    assert_eq!(error.message.as_deref(), Some(message));
}

#[tokio::test]
async fn message_ids_are_encoded_once_in_a_list() {
    let response = example("deleteMultipleMessagesV3", "200", "all_success");
    let line = "DELETE /api/v3/chats/CT_1/messages?message_ids=1%202,1%202,1_2,1%2C2";
    sends(Sent::bare(line), response, |client| {
        client.messages().bulk_delete("CT_1", ["1%202", "1 2", "1_2", "1%2C2"]).send()
    })
    .await;
}

#[tokio::test]
async fn nothing_is_a_response_to_posts_of_version_3() {
    let service = Service::answering(204, "").await;
    let client = service.client();
    assert!(client.messages().post_to_chat("1", "Hi.").await.unwrap().is_none());
    let thread = client.threads().create_in_chat("1", "Hi.", "2").await;
    assert!(thread.unwrap().is_none());
    assert!(client.threads().post("1", "Hi.").await.unwrap().is_none());
}

/// The document has no body. The service answers the id where it is asked for, as on the same routes of threads.
#[tokio::test]
async fn a_post_in_a_channel_may_be_answered_with_its_id() {
    let service = Service::answering(200, r#"{"message_id": "1599387839188_229293271789"}"#).await;
    let (client, expected) = (service.client(), "1599387839188_229293271789");
    let by_id = client.messages().post_to_channel("O8492", "Hi.");
    let posted = by_id.sync_message(true).await.unwrap().unwrap();
    assert_eq!(posted.message_id.unwrap().as_str(), expected);
    let by_name = client.messages().post_to_channel_by_name("marketing", "Hi.");
    let posted = by_name.sync_message(true).await.unwrap().unwrap();
    assert_eq!(posted.message_id.unwrap().as_str(), expected);
}

#[tokio::test]
async fn a_token_may_be_a_number_or_a_string() {
    for token in ["1710920099000", r#""1710920099000""#] {
        let body = format!(r#"{{"messages": [], "next_token": {token}}}"#);
        let service = Service::answering(200, &body).await;
        let response = service.client().messages().search().await.unwrap();
        assert_eq!(response.next_token.unwrap().as_str(), "1710920099000");
    }
}
