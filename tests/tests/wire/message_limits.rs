//! What the documents of messages and threads rule out is refused before anything is sent.

use generated_client::messages::{ForwardRecipients, ForwardSource, MessageChatType, StarFilter};
use generated_client::{Client, DateTime, messages, messages_v2};
use serde_json::json;

use super::service::{Sent, allowed, ids, refused, sends, text};

type Search = messages::requests::Search<Client>;

/// The calls that take a text, and how long it may be.
macro_rules! texts {
    ($($most:literal: $call:expr;)+) => {
        $(
            let call: fn(&Client, String) -> generated_client::ResponseFuture<_> = $call;
            let error = refused(&["text"], |client| call(client, text($most + 1))).await;
            let reason = format!("has {} characters; at most {} are allowed", $most + 1, $most);
            assert!(error.to_string().contains(&reason), "{error}");
            allowed(|client| call(client, text($most))).await;
        )+
    };
}

/// The page on content allows the most, and it is about messages in any place.
#[tokio::test]
async fn texts_of_messages() {
    texts! {
        10_000: |it, text| {
            it.messages().post_to_channel_by_name("1", text).send()
        };
        10_000: |it, text| it.messages().post_to_channel("1", text).send();
        10_000: |it, text| it.messages().post_to_chat("1", text).send();
        10_000: |it, text| it.message_content().post("1", text).send();
        10_000: |it, text| it.messages_v2().post_to_channel_by_name("1", text).send();
        10_000: |it, text| it.messages_v2().post_to_bot("1", text).send();
        10_000: |it, text| it.messages_v2().post_to_chat("1", text).send();
        10_000: |it, text| it.messages_v2().post_to_user("1", text).send();
    }
}

#[tokio::test]
async fn texts_that_open_or_go_to_threads_and_edited_texts() {
    texts! {
        5000: |it, text| it.threads().create_in_channel("1", text, "2").send();
        5000: |it, text| it.threads().create_in_chat("1", text, "2").send();
        5000: |it, text| {
            it.threads().create_in_channel_by_name("1", text, "2").send()
        };
        5000: |it, text| it.threads().post("1", text).send();
        5000: |it, text| it.messages_v2().edit("1", "2", text).send();
    }
}

/// An empty id, or one that is a dot segment, would address something else.
#[tokio::test]
async fn ids_that_address_another_resource() {
    for id in ["", "..", "%2e"] {
        refused(&["THREAD_CHAT_ID"], |it| it.threads().leave(id).send()).await;
        refused(&["thread_chat_id"], |it| it.threads().get(id).send()).await;
        refused(&["CHANNEL_ID"], |it| it.messages().post_to_channel(id, "Hi.").send()).await;
        refused(&["CHAT_ID"], |it| it.message_content().post(id, "Hi.").send()).await;
        refused(&["MESSAGE_ID"], |it| it.messages_v2().delete("1", id).send()).await;
        refused(&["CHAT_ID"], |it| it.messages_v2().delete(id, "1").send()).await;
    }
}

/// Names are no ids: one with a percent sign is just that.
#[tokio::test]
async fn names_that_address_another_resource() {
    for name in ["", ".", ".."] {
        refused(&["CHANNEL_UNIQUE_NAME"], |it| {
            it.messages().post_to_channel_by_name(name, "Hi.").send()
        })
        .await;
        refused(&["BOT_UNIQUE_NAME"], |it| it.messages_v2().post_to_bot(name, "").send()).await;
        refused(&["EMAIL_ID or ZUID"], |it| it.messages_v2().post_to_user(name, "Hi.").send())
            .await;
    }
    let sent = Sent::json("POST /api/v2/buddies/%252e/message", json!({"text": "Hi."}));
    sends(sent, json!({}), |it| it.messages_v2().post_to_user("%2e", "Hi.").send()).await;
}

#[tokio::test]
async fn bulk_deletion() {
    let delete = |it: &Client, count| it.messages().bulk_delete("1", ids(count));
    for count in [0, 26] {
        refused(&["message_ids"], |it| delete(it, count).send()).await;
    }
    refused(&["comment"], |it| delete(it, 1).comment(text(251)).send()).await;
    let nothing = |it: &Client| it.messages().bulk_delete("1", ["2", ""]).send();
    refused(&["message_ids"], nothing).await;
    allowed(|it| delete(it, 25).comment(text(250)).send()).await;
}

#[tokio::test]
async fn forwarding() {
    let forward = |it: &Client, count, recipients: ForwardRecipients| {
        it.messages().forward(ForwardSource::new("1", ids(count)), recipients).send()
    };
    let to = ForwardRecipients::new().user_ids(["1"]);
    for count in [0, 26] {
        refused(&["source.message_ids"], |it| forward(it, count, to.clone())).await;
    }
    allowed(|it| forward(it, 25, to.clone().title(text(255)))).await;
    refused(&["recipients.title"], |it| forward(it, 1, to.clone().title(text(256)))).await;
    for odd in ["", "1,2"] {
        let chats = ForwardRecipients::new().chat_ids(["3", odd]);
        refused(&["recipients.chat_ids[1]"], |it| forward(it, 1, chats)).await;
        let users = ForwardRecipients::new().user_ids([odd]);
        refused(&["recipients.user_ids[0]"], |it| forward(it, 1, users)).await;
    }
}

#[tokio::test]
async fn searching() {
    type Filter = fn(Search, usize) -> Search;
    let filters: [(&str, usize, Filter); 12] = [
        ("query", 1000, |it, count| it.query(text(count))),
        ("limit", 50, |it, count| it.limit(count)),
        ("from_user_ids", 5, |it, count| it.from_user_ids(ids(count))),
        ("to_user_ids", 5, |it, count| it.to_user_ids(ids(count))),
        ("mentioned_user_ids", 5, |it, count| it.mentioned_user_ids(ids(count))),
        ("chat_ids", 5, |it, count| it.chat_ids(ids(count))),
        ("chat_type", 6, |it, count| it.chat_type(vec![MessageChatType::Bot; count])),
        ("team_ids", 5, |it, count| it.team_ids(ids(count))),
        ("file_name", 10, |it, count| it.file_name(ids(count))),
        ("file_type", 10, |it, count| it.file_type(ids(count))),
        ("file_content_query", 500, |it, count| it.file_content_query(text(count))),
        ("star_types", 5, |it, count| it.star_types(vec![StarFilter::Note; count])),
    ];
    for (field, most, filter) in filters {
        let search = |it: &Client| it.messages().search();
        refused(&[field], |it| filter(search(it), most + 1).send()).await;
        allowed(|it| filter(search(it), most).send()).await;
    }
    let all = |it: &Client| {
        filters.iter().fold(it.messages().search(), |it, (_, most, filter)| filter(it, most + 1))
    };
    refused(&filters.map(|(field, ..)| field), |it| all(it).send()).await;
}

/// The commas between them do not count.
#[tokio::test]
async fn the_names_and_types_of_searched_files_have_500_characters_in_all() {
    let search = |it: &Client| it.messages().search();
    for (field, filter) in [
        ("file_name", (|it, names| it.file_name(names)) as fn(Search, Vec<String>) -> Search),
        ("file_type", |it, types| it.file_type(types)),
    ] {
        for odd in [vec![text(501)], vec![text(100), text(401)], vec![text(51); 10]] {
            refused(&[field], |it| filter(search(it), odd).send()).await;
        }
        for even in [vec![text(500)], vec![text(100), text(400)], vec![text(50); 10]] {
            allowed(|it| filter(search(it), even.clone()).send()).await;
        }
    }
}

#[tokio::test]
async fn pinned_messages_are_searched_in_exactly_one_chat() {
    let search = |it: &Client| it.messages().search().is_pinned(true);
    refused(&["is_pinned"], |it| search(it).send()).await;
    for count in [0, 2, 5] {
        refused(&["is_pinned"], |it| search(it).chat_ids(ids(count)).send()).await;
    }
    allowed(|it| search(it).chat_ids(ids(1)).send()).await;
    allowed(|it| it.messages().search().is_pinned(false).chat_ids(ids(2)).send()).await;
}

#[tokio::test]
async fn searches_begin_earlier_than_they_end() {
    let [earlier, later] = ["2024-01-01T00:00:00+05:30", "2024-01-01T00:00:00Z"];
    let time = |text: &str| text.parse::<DateTime>().unwrap();
    for (from, to) in [(later, earlier), (later, later)] {
        let (from, to) = (time(from), time(to));
        refused(&["from_time"], |it| {
            it.messages().search().from_time(from.clone()).to_time(to.clone()).send()
        })
        .await;
        refused(&["modified_after"], |it| {
            it.chats().search().modified_after(from).modified_before(to).send()
        })
        .await;
    }
    let (from, to) = (time(earlier), time(later));
    allowed(|it| it.messages().search().from_time(from.clone()).to_time(to.clone()).send()).await;
    allowed(|it| it.messages().search().from_time(to.clone()).send()).await;
    allowed(|it| {
        it.chats().search().modified_after(from.clone()).modified_before(to.clone()).send()
    })
    .await;
}

#[tokio::test]
async fn counts_of_version_2() {
    for limit in [-1, 0, 101] {
        refused(&["limit"], |it| it.messages_v2().list("1").limit(limit).send()).await;
    }
    for limit in [1, 100] {
        allowed(|it| it.messages_v2().list("1").limit(limit).send()).await;
    }
    for odd in ["", "1,2"] {
        refused(&["userids[1]"], |it| {
            it.messages_v2().post_to_bot("1", "Hi.").user_ids(["3", odd]).send()
        })
        .await;
    }
}

/// Bots take more buttons than others.
#[tokio::test]
async fn buttons_of_version_2() {
    use messages_v2::{Button, ButtonAction, CopyTextData};
    let buttons = |count| vec![Button::new("A", ButtonAction::copy(CopyTextData::new("A"))); count];
    refused(&["buttons"], |it| {
        it.messages_v2().post_to_bot("1", "Hi.").buttons(buttons(11)).send()
    })
    .await;
    allowed(|it| it.messages_v2().post_to_bot("1", "Hi.").buttons(buttons(10)).send()).await;
    refused(&["buttons"], |it| {
        it.messages_v2().post_to_chat("1", "Hi.").buttons(buttons(6)).send()
    })
    .await;
    refused(&["buttons"], |it| it.messages_v2().edit("1", "2", "Hi.").buttons(buttons(6)).send())
        .await;
    allowed(|it| it.messages_v2().post_to_chat("1", "Hi.").buttons(buttons(5)).send()).await;
}
