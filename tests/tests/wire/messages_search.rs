//! Messages are searched.

use generated_client::messages::{
    ChannelType, FoundMessageType, MessageChatType, MessageFilter, StarFilter, StarType,
    ThreadState,
};
use generated_client::{DateTime, Error};
use serde_json::{Value, json, to_value};

use super::service::{Sent, Service, example, sends};

fn time(time: &str) -> DateTime {
    time.parse().unwrap()
}

#[tokio::test]
async fn search() {
    let response = example("searchMessagesV3", "200", "multiple_messages");
    let sent = Sent::bare("GET /api/v3/messages/search");
    let read = sends(sent, response.clone(), |it| it.messages().search().send()).await;
    assert_eq!(to_value(&read).unwrap(), response);
    assert_eq!(read.matched_search_value.as_deref(), Some("proposal"));

    let [text, file] = &read.messages[..] else { panic!("{read:?}") };
    assert_eq!(text.message_id, Some("1710934200000".into()));
    assert_eq!(text.time, Some(time("2025-03-20T14:30:00.000Z")));
    assert_eq!(file.kind, Some(FoundMessageType::File));
    assert_eq!(file.channel_type, Some(ChannelType::Organisation));
    let content = file.content.as_ref().unwrap();
    assert_eq!(content.file_name.as_deref(), Some("proposal_v2.pdf"));
    assert_eq!(content.file_size, Some(204_800));
}

#[tokio::test]
async fn search_messages_by_everything() {
    let line = concat!(
        "GET /api/v3/messages/search?query=50%25%20off%3F&limit=50&next_token=1710920099000",
        "&from_user_ids=1,2&to_user_ids=3&mentioned_user_ids=4,5&chat_ids=CT_1%202,CT_3",
        "&chat_type=direct_message,group_chat,channel,threads,bot,guests&parent_chatid=CT_1%2F2",
        "&channel_type=external&team_ids=6,7&include_allowed_channels=true",
        "&from_time=2025-03-01T00%3A00%3A00Z&to_time=2025-03-31T23%3A59%3A59%2B05%3A30",
        "&file_name=plan%2Cv2.pdf,a%20b&file_type=pdf,%C3%BC&file_content_query=a%26b",
        "&message_type=link&is_pinned=false&has_mentions=true",
        "&star_types=important,follow_up,followup&include_bot_messages=false",
    );
    sends(Sent::bare(line), json!({"messages": []}), |client| {
        let request = client
            .messages()
            .search()
            .query("50% off?")
            .limit(50)
            .next_token(1_710_920_099_000)
            .from_user_ids(["1", "2"])
            .to_user_ids(["3"])
            .mentioned_user_ids(["4", "5"])
            .chat_ids(["CT_1 2", "CT_3"])
            .chat_type([
                MessageChatType::DirectMessage,
                MessageChatType::GroupChat,
                MessageChatType::Channel,
                MessageChatType::Threads,
                MessageChatType::Bot,
                MessageChatType::Guests,
            ])
            .parent_chat_id("CT_1/2")
            .channel_type(ChannelType::External)
            .team_ids(["6", "7"])
            .include_allowed_channels(true)
            .from_time(time("2025-03-01T00:00:00Z"))
            .to_time(time("2025-03-31T23:59:59+05:30"))
            .file_name(["plan,v2.pdf", "a b"])
            .file_type(["pdf", "ü"])
            .file_content_query("a&b")
            .message_type(MessageFilter::Link)
            .is_pinned(false)
            .has_mentions(true)
            .star_types([StarFilter::Important, StarFilter::FollowUp, StarFilter::Followup])
            .include_bot_messages(false);
        request.send()
    })
    .await;
}

#[tokio::test]
async fn search_messages_of_a_thread() {
    let response = example("searchMessagesV3", "200", "thread_message");
    let sent = Sent::bare("GET /api/v3/messages/search?chat_type=threads");
    let read = sends(sent, response.clone(), |client| {
        client.messages().search().chat_type([MessageChatType::Threads]).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    assert_eq!(read.next_token, None, "the last page");
    let message = &read.messages[0];
    assert_eq!(message.star_type, Some(StarType::FollowUp));
    assert_eq!(message.thread_state, Some(ThreadState::Open));
    assert_eq!(message.thread_message_id, Some("1727333520582%2047588994306224".into()));
}

/// The token of a page is passed on as it came.
#[tokio::test]
async fn the_next_page_is_asked_for() {
    let first = example("searchMessagesV3", "200", "multiple_messages");
    let service = Service::answering(200, &first.to_string()).await;
    let messages = service.client().messages();
    let page = messages.search().query("proposal").await.unwrap();
    messages.search().query("proposal").next_token(page.next_token.unwrap()).await.unwrap();
    let requests = service.requests().await;
    let queries: Vec<_> = requests.iter().map(|request| request.url.query().unwrap()).collect();
    assert_eq!(queries, ["query=proposal", "query=proposal&next_token=1710920099000"]);
}

/// A type and the keys of its content that are in no document, and an id that is a number.
#[tokio::test]
async fn undocumented_values_are_kept() {
    let message = |id: Value| {
        let content = json!({"text": "t", "latitude": 1.5});
        json!({"messages": [{"message_id": id, "type": "location", "content": content}]})
    };
    let sent = Sent::bare("GET /api/v3/messages/search");
    let read = sends(sent, message(json!(17)), |it| it.messages().search().send()).await;
    assert_eq!(to_value(&read).unwrap(), message(json!("17")));
    assert_eq!(read.messages[0].kind, Some(FoundMessageType::from("location")));
}

/// Errors of the search are nested, unlike others.
#[tokio::test]
async fn errors_of_the_search() {
    for (status, code, is) in [
        (400, "invalid.time.submitted", Error::is_api as fn(&Error) -> bool),
        (403, "invalid_access", Error::is_forbidden),
        (429, "rate_limit_exceeded", Error::is_rate_limited),
    ] {
        let body = json!({"error": {"code": code, "message": "No."}}).to_string();
        let service = Service::answering(status, &body).await;
        let error = service.client().messages().search().await.unwrap_err();
        assert!(is(&error), "{error:?}");
        assert_eq!(error.code().unwrap().as_str(), code);
        assert_eq!(error.message(), Some("No."));
    }
}
