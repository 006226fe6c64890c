//! What the documents of buttons, message cards and mentions say of messages: the same call as all other formats.

use generated_client::message_content::requests::Post;
use generated_client::message_content::{
    Button, ButtonReference, Card, CopyTextData, InstantAction, InstantButton, InvokeFunctionData,
    MentionFilter, PostedCard, Slide, SystemApiData,
};
use generated_client::{Client, ResponseFuture};
use serde_json::{Value, from_value, json, to_value};

use super::paging::{answering, queries};
use super::service::{
    CHAT, CHAT_PATH, Sent, example, ids, refused, sends, sends_and_reads_nothing, text,
};

/// Expects that an example of a document is sent.
async fn posts(
    operation_id: &str,
    name: &str,
    call: impl Fn(Post<Client>) -> ResponseFuture<Option<PostedCard>>,
) {
    let body = example(operation_id, "request", name);
    let text = body["text"].as_str().unwrap().to_owned();
    let sent = Sent::json(format!("POST {CHAT_PATH}/messages"), body);
    sends_and_reads_nothing(sent, |client| call(client.message_content().post(CHAT, &text))).await;
}

fn buttons(body: &Value) -> Vec<Button> {
    from_value(body["buttons"].clone()).unwrap()
}

fn card(body: &Value) -> Card {
    from_value(body["card"].clone()).unwrap()
}

#[tokio::test]
async fn buttons_under_a_card() {
    for (id, name) in [("messageCardButtons", "buttons"), ("confirmationPopup", "confirmation")] {
        let body = example(id, "request", name);
        posts(id, name, |it| it.card(card(&body)).buttons(buttons(&body)).send()).await;
    }
}

/// The keys are those that the text refers to.
#[tokio::test]
async fn buttons_in_the_text() {
    let function = || InstantAction::invoke_function(InvokeFunctionData::new("teammatch"));
    let call =
        |user: &str| InstantAction::system_api(SystemApiData::new(format!("videocall/{user}")));
    posts("instantButtons", "instant_buttons", |it| {
        let copy = CopyTextData::new("Match Details: Friday 6 PM at Central Stadium");
        let buttons = [
            InstantButton::new("Yes", function()),
            InstantButton::new("Call Support", call("12345678")),
            InstantButton::new("Copy Details", InstantAction::copy(copy)),
        ];
        let green = buttons.map(|it| it.color("+".into())).map(ButtonReference::new);
        // Each of them under its key, whichever comes first.
        let keyed = ["1", "2", "3"].into_iter().zip(green).rev();
        keyed.fold(it, |it, (key, button)| it.reference(key, button)).send()
    })
    .await;

    let body = example("instantButtons", "request", "arguments");
    posts("instantButtons", "arguments", |it| {
        it.references(from_value(body["references"].clone()).unwrap()).send()
    })
    .await;

    let button = ButtonReference::new(InstantButton::new(text(21), function()));
    refused(&["references.object.label"], |client| {
        let post = client.message_content().post(CHAT, "[Yes]($1)");
        post.references([("1".to_owned(), button)].into()).send()
    })
    .await;
}

/// Whoever is mentioned stands in the text.
#[tokio::test]
async fn mentions_in_the_text() {
    let examples = [
        ("mentioningUser", "userid"),
        ("mentioningUser", "email"),
        ("silentMentions", "userid"),
        ("silentMentions", "email"),
        ("mentioningChannel", "channel"),
        ("mentioningAllUsers", "all"),
        ("mentioningAvailableUsers", "available"),
        ("mentioningTeam", "team"),
    ];
    for (id, name) in examples {
        posts(id, name, Post::<Client>::send).await;
    }
}

/// A chat takes a card with slides and buttons in the call for every other message, and tells of the card.
#[tokio::test]
async fn cards() {
    for name in ["poll_card", "modern_inline_card", "prompt_card"] {
        let body = example("postMessageCardToChat", "request", name);
        let response = example("postMessageCardToChat", "200", name);
        let words = body["text"].as_str().unwrap().to_owned();
        let slides: Vec<Slide> = from_value(body["slides"].clone()).unwrap_or_default();
        let all = if body["buttons"].is_null() { Vec::new() } else { buttons(&body) };
        let line = format!("POST {CHAT_PATH}/messages");
        let posted = sends(Sent::json(line, body.clone()), response.clone(), |client| {
            let mut post = client.message_content().post(CHAT, &words).card(card(&body));
            for slide in slides.clone() {
                post = post.slide(slide);
            }
            for button in all.clone() {
                post = post.button(button);
            }
            post.send()
        })
        .await;
        assert_eq!(to_value(posted).unwrap(), response);

        let response = example("postMessageCardToChannel", "200", name);
        let line = "POST /api/v3/channels/announcements/message";
        let posted = sends(Sent::json(line, body.clone()), response.clone(), |client| {
            let card = card(&body);
            let mut post =
                client.message_content().post_card_to_channel("announcements", card).text(words);
            for slide in slides {
                post = post.slide(slide);
            }
            for button in all {
                post = post.button(button);
            }
            post.send()
        })
        .await;
        assert_eq!(to_value(posted).unwrap(), response);
    }
}

#[tokio::test]
async fn list_mentions() {
    let response = example("getMentions", "200", "mentions");
    let line = "GET /api/v3/mentions?from_time=1622217600000&limit=100&chid=CT_1&chat_ids=CT_2,CT_3\
                &user_ids=1,2&type=all";
    let page = sends(Sent::bare(line), response.clone(), |client| {
        let since = std::time::UNIX_EPOCH + std::time::Duration::from_millis(1_622_217_600_000);
        let mentions = client.message_content().mentions().from_time(since).limit(100);
        let mentions = mentions.chat_id("CT_1").chat_ids(["CT_2", "CT_3"]).user_ids(["1", "2"]);
        mentions.kind(MentionFilter::All).send()
    })
    .await;
    assert_eq!(to_value(&page).unwrap(), response);
    refused(&["limit", "chat_ids"], |client| {
        client.message_content().mentions().limit(101).chat_ids(ids(6)).send()
    })
    .await;

    let mention = |id| json!({"id": id});
    let page = |more: bool, id| json!({"type": "mention", "has_more": more, "url": "", "data": [mention(id)]});
    let mut first = page(true, "1");
    first["next_token"] = "a".into();
    let service = answering([first, page(false, "2")]).await;
    let mut stream = service.client().message_content().mentions().stream();
    let mut found = Vec::new();
    while let Some(mention) = stream.try_next().await.unwrap() {
        found.push(mention.id.unwrap());
    }
    assert_eq!(found, ["1", "2"]);
    assert_eq!(queries(&service).await, ["", "next_token=a"]);
}
