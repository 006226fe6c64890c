//! What the documents of the service leave open (`specs/README.md`), as far as reading settles it.

use generated_client::messages::requests::Search;
use generated_client::messages_v2::requests as v2;
use generated_client::serde_json::Value;
use generated_client::threads::requests as threads;
use generated_client::{
    AuthorizationScheme, ChatId, Client, ClientBuilder, Error, MessageId, Operation, chats,
};

use crate::probe::{Answer, GetWithSuffix, Probe, type_of};

const SCHEME: &str = "Is `Authorization: Bearer` taken too?";
const LIMITS: &str = "Which headers tell of limits?";
const CHAT_TOKEN: &str = "`GET /chats`: is there a `next_token`?";
const SEARCH_TOKEN: &str = "`GET /messages/search`: of which type is `next_token`?";
const SYNC_TOKEN: &str = "`GET /threads`: is it there, with a `sync_token`?";
const TIME: &str = "`GET /chats/{CHAT_ID}/messages` (v2): of which type is `time`?";
const THUMBNAIL: &str = "The same: of which type are the numbers of thumbnails?";
const SUFFIX: &str = "`GET …/messages/{MESSAGE_ID}/messages` (v2): does the published path work?";
const NO_SUFFIX: &str = "`GET …/messages/{MESSAGE_ID}` (v2): does the corrected path work?";
const ENVELOPE: &str = "The same: is the message bare, or under `data`?";

const NEEDS_CHAT: [&str; 6] = [SYNC_TOKEN, TIME, THUMBNAIL, SUFFIX, NO_SUFFIX, ENVELOPE];

/// Tells what would be asked.
pub(crate) fn print_plan(chat: Option<&ChatId>) {
    println!("dry run, nothing is sent; it would read one chat, and find out:\n");
    for question in [SCHEME, LIMITS, CHAT_TOKEN, SEARCH_TOKEN] {
        println!("- {question}");
    }
    let needs = if chat.is_some() { "" } else { " (needs --chat)" };
    for question in NEEDS_CHAT {
        println!("- {question}{needs}");
    }
}

/// Asks, and prints a table. `builder` makes clients with the same credentials; `chats` has answered a list of chats.
pub(crate) async fn print(
    builder: &impl Fn() -> Result<ClientBuilder, Error>,
    client: &Client,
    chats: &Answer,
    chat: Option<&ChatId>,
) -> Result<(), Error> {
    println!("\n## Open questions\n\n| Question | Answer |\n|---|---|");
    let bearer = builder()?.authorization_scheme(AuthorizationScheme::Bearer).build()?;
    row(SCHEME, &ask(&bearer, chats::requests::List::new().limit(1)).await, yes);
    let headers = chats.limit_headers();
    let headers = if headers.is_empty() { "none".to_owned() } else { headers.join(", ") };
    println!("| {LIMITS} | {headers} |");
    row(CHAT_TOKEN, &Ok(chats), |it| it.type_at("/next_token").to_owned());
    let search = ask(client, Search::new().query("the").limit(1)).await;
    row(SEARCH_TOKEN, &search, |it| it.type_at("/next_token").to_owned());
    let Some(chat) = chat else {
        NEEDS_CHAT.iter().for_each(|question| println!("| {question} | not asked: no `--chat` |"));
        return Ok(());
    };
    let of_chat = ask(client, threads::List::new(chat.clone())).await;
    row(SYNC_TOKEN, &of_chat, |it| it.type_at("/sync_token").to_owned());
    print_messages(client, chat).await;
    Ok(())
}

async fn print_messages(client: &Client, chat: &ChatId) {
    let messages = ask(client, v2::List::new(chat.clone()).limit(20)).await;
    row(TIME, &messages, |it| it.type_at("/data/0/time").to_owned());
    row(THUMBNAIL, &messages, |it| thumbnail(&it.body).unwrap_or("no message has one").to_owned());
    let id = messages.as_ref().ok().and_then(|it| it.body.pointer("/data/0/id")?.as_str());
    let Some(id) = id.map(MessageId::from) else {
        for question in [SUFFIX, NO_SUFFIX, ENVELOPE] {
            println!("| {question} | not asked: there is no message |");
        }
        return;
    };
    let published = GetWithSuffix { chat_id: chat.clone(), message_id: id.clone() };
    row(SUFFIX, &ask(client, published).await, yes);
    let corrected = ask(client, v2::Get::new(chat.clone(), id)).await;
    row(NO_SUFFIX, &corrected, yes);
    row(ENVELOPE, &corrected, |it| match it.body.get("data") {
        Some(_) => "under `data`".to_owned(),
        None => "bare".to_owned(),
    });
}

async fn ask<O: Operation>(client: &Client, operation: O) -> Result<Answer, Error> {
    client.send(Probe(operation)).await
}

/// One row: the status, and what it tells.
fn row<A: std::borrow::Borrow<Answer>>(
    question: &str,
    answer: &Result<A, Error>,
    tell: impl FnOnce(&Answer) -> String,
) {
    match answer.as_ref().map(std::borrow::Borrow::borrow) {
        Ok(answer) if answer.is_success() => {
            println!("| {question} | {answer}: {} |", tell(answer))
        }
        Ok(answer) => println!("| {question} | {answer} |"),
        Err(error) => {
            println!("| {question} | {} |", crate::reason(error));
            eprintln!("note: {error}");
        }
    }
}

/// The status shows what is not so.
fn yes(_: &Answer) -> String {
    "yes".to_owned()
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
