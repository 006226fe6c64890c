//! Open questions that take a chat.

use std::io;

use generated_client::messages_v2::requests as v2;
use generated_client::serde_json::Value;
use generated_client::{
    ChatId, Client, Error, FileId, MessageId, files_v2, pinned_messages, reminders, threads,
};

use crate::probe::{Answer, Expected, id_of, type_of};
use crate::questions::{Question, Topic, ask, ask_at, next_token, row, yes};

static THREADS: Topic = Topic {
    expected: Expected::List(&["data"]),
    questions: &[Question {
        text: "`GET /threads`: is it there, with a `sync_token`?",
        tell: |it| it.type_at("/sync_token"),
    }],
};
/// Of a list of reminders, which one source prints below `/v3`, and which may be below `/api/v3`.
const NEXT_REMINDERS: Question =
    Question { text: "The same: is there a `next_token`?", tell: |it| next_token(it, "list") };

static REMINDERS: Topic = Topic {
    expected: Expected::List(&["list"]),
    questions: &[
        Question { text: "`GET /v3/chats/{CHAT_ID}/reminders`: is it there?", tell: yes },
        NEXT_REMINDERS,
    ],
};
static REMINDERS_BELOW_API: Topic = Topic {
    expected: Expected::List(&["list"]),
    questions: &[
        Question { text: "`GET /api/v3/chats/{CHAT_ID}/reminders`: is it there?", tell: yes },
        NEXT_REMINDERS,
    ],
};
static PINS: Topic = Topic {
    expected: Expected::List(&["data"]),
    questions: &[Question {
        text: "`GET /chats/{CHAT_ID}/pin-messages`: is there a `next_token`?",
        tell: |it| next_token(it, "data"),
    }],
};
static PRIMARY_PIN: Topic = Topic {
    expected: Expected::Message,
    questions: &[Question {
        text: "The same with `primary=true`: is the message bare, or under `data`?",
        tell: envelope,
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
static FILE: Topic = Topic {
    expected: Expected::Anything,
    questions: &[Question {
        text: "`GET /files/{FILE_ID}` (v2): is it the bytes, or `Response Code`?",
        tell: |it| file(it, None),
    }],
};

pub(crate) static TOPICS: [&Topic; 9] = [
    &THREADS,
    &REMINDERS,
    &REMINDERS_BELOW_API,
    &PINS,
    &PRIMARY_PIN,
    &MESSAGES,
    &MESSAGE_WITH_SUFFIX,
    &MESSAGE,
    &FILE,
];

pub(crate) async fn print(client: &Client, chat: &ChatId) -> io::Result<()> {
    THREADS.print(ask(client, threads::requests::List::new(chat.clone())).await.as_ref())?;
    let list = reminders::requests::List::new(chat.clone(), 1);
    REMINDERS.print(ask(client, list).await.as_ref())?;
    let path = "/api/v3/chats/{CHAT_ID}/reminders?limit=1";
    let list = ask_at(client, path, &[("CHAT_ID", chat.as_str())]).await;
    REMINDERS_BELOW_API.print(list.as_ref())?;
    let list = pinned_messages::requests::List::new(chat.clone()).limit(1);
    PINS.print(ask(client, list).await.as_ref())?;
    let primary = pinned_messages::requests::Primary::new(chat.clone());
    PRIMARY_PIN.print(ask(client, primary).await.as_ref())?;

    let messages = ask(client, v2::List::new(chat.clone()).limit(20)).await;
    MESSAGES.print(messages.as_ref())?;
    print_message(client, chat, messages.as_ref()).await?;
    print_file(client, messages.as_ref()).await
}

async fn print_message(
    client: &Client,
    chat: &ChatId,
    messages: Result<&Answer, &Error>,
) -> io::Result<()> {
    let first = messages.ok().and_then(|it| id_of(it.items("data").first()?));
    let Some(id) = first.map(MessageId::from) else {
        MESSAGE_WITH_SUFFIX.skip("no message with an ID came")?;
        return MESSAGE.skip("no message with an ID came");
    };
    let path = "/api/v2/chats/{CHAT_ID}/messages/{MESSAGE_ID}/messages";
    let ids = [("CHAT_ID", chat.as_str()), ("MESSAGE_ID", id.as_str())];
    MESSAGE_WITH_SUFFIX.print(ask_at(client, path, &ids).await.as_ref())?;
    MESSAGE.print(ask(client, v2::Get::new(chat.clone(), id)).await.as_ref())
}

async fn print_file(client: &Client, messages: Result<&Answer, &Error>) -> io::Result<()> {
    let items = messages.map_or(&[][..], |it| it.items("data"));
    let mut files = items.iter().filter_map(|it| it.pointer("/content/file"));
    let Some((id, found)) = files.find_map(|it| Some((id_of(it)?, it))) else {
        return FILE.skip("no message with a file came");
    };
    let size = found.pointer("/dimensions/size").and_then(Value::as_u64);
    let answer = ask(client, files_v2::requests::Download::new(FileId::from(id))).await;
    let tell = |it: &Answer| file(it, size);
    FILE.questions.iter().try_for_each(|it| row(it.text, &FILE.expected, answer.as_ref(), tell))
}

/// What a file comes as, of which the message says the size.
fn file(answer: &Answer, size: Option<u64>) -> String {
    let text = match size {
        _ if answer.body().get("Response Code").is_some() => "`Response Code`",
        _ if answer.length() == 0 => "no bytes",
        Some(size) if u64::try_from(answer.length()) == Ok(size) => {
            "bytes, as many as the message says"
        }
        Some(_) => "bytes, not as many as the message says",
        None => "bytes, of which the message does not say how many",
    };
    text.to_owned()
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
