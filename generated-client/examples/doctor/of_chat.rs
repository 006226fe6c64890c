//! Open questions that take a chat.

use generated_client::messages_v2::requests as v2;
use generated_client::serde_json::Value;
use generated_client::{ChatId, Client, Error, MessageId, threads};

use crate::printed::GetWithSuffix;
use crate::probe::{Answer, Expected, type_of};
use crate::questions::{Question, Topic, ask, yes};

static THREADS: Topic = Topic {
    expected: Expected::List(&["data"]),
    questions: &[Question {
        text: "`GET /threads`: is it there, with a `sync_token`?",
        tell: |it| it.type_at("/sync_token"),
    }],
};
static MESSAGES: Topic = Topic {
    expected: Expected::List(&["data"]),
    questions: &[
        Question {
            text: "`GET /chats/{CHAT_ID}/messages` (v2): of which type is `time`?",
            tell: |it| it.type_in("data", "time"),
        },
        Question {
            text: "The same: of which type are the numbers of thumbnails?",
            tell: |it| thumbnail(it.body()).unwrap_or("no message has one").to_owned(),
        },
    ],
};
static MESSAGE_WITH_SUFFIX: Topic = Topic {
    expected: Expected::Message,
    questions: &[Question {
        text: "`GET …/messages/{MESSAGE_ID}/messages` (v2): does the published path work?",
        tell: yes,
    }],
};
static MESSAGE: Topic = Topic {
    expected: Expected::Message,
    questions: &[
        Question {
            text: "`GET …/messages/{MESSAGE_ID}` (v2): does the corrected path work?",
            tell: yes,
        },
        Question { text: "The same: is the message bare, or under `data`?", tell: envelope },
    ],
};

pub(crate) static TOPICS: [&Topic; 4] = [&THREADS, &MESSAGES, &MESSAGE_WITH_SUFFIX, &MESSAGE];

pub(crate) async fn print(client: &Client, chat: &ChatId) {
    THREADS.print(ask(client, threads::requests::List::new(chat.clone())).await.as_ref());
    let messages = ask(client, v2::List::new(chat.clone()).limit(20)).await;
    MESSAGES.print(messages.as_ref());
    print_message(client, chat, messages.as_ref()).await;
}

async fn print_message(client: &Client, chat: &ChatId, messages: Result<&Answer, &Error>) {
    let first = messages.ok().and_then(|it| it.items("data").first()?["id"].as_str());
    let Some(id) = first.map(MessageId::from) else {
        MESSAGE_WITH_SUFFIX.skip("no message is listed");
        MESSAGE.skip("no message is listed");
        return;
    };
    let published = GetWithSuffix { chat_id: chat.clone(), message_id: id.clone() };
    MESSAGE_WITH_SUFFIX.print(ask(client, published).await.as_ref());
    MESSAGE.print(ask(client, v2::Get::new(chat.clone(), id)).await.as_ref());
}

fn envelope(answer: &Answer) -> String {
    let is_below = answer.body().get("data").is_some();
    if is_below { "under `data`".to_owned() } else { "bare".to_owned() }
}

/// The type of the height of the first thumbnail anywhere below.
fn thumbnail(value: &Value) -> Option<&'static str> {
    match value {
        Value::Object(members) => {
            if let Some(height) = members.get("thumbnail").and_then(|it| it.get("height")) {
                return Some(type_of(height));
            }
            members.values().find_map(thumbnail)
        }
        Value::Array(items) => items.iter().find_map(thumbnail),
        _ => None,
    }
}
