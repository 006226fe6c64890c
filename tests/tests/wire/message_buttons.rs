//! The cards and buttons of messages.

use generated_client::message_content::{
    Button, ButtonAction, ButtonColor, Card, CardField, CardSection, CardTheme, Confirmation,
    CopyTextData, Emotion, InputMandatory, InvokeBotData, InvokeFunctionData, OpenUrl, OpenUrlData,
    PollOption, PreviewUrlData, SystemApiData, TableData, TableSlide,
};
use serde_json::{Value, json};

use super::service::{Sent, sends_and_reads_nothing};

async fn sends_card(card: Card, json: Value) {
    let body = json!({"text": "Hi.", "card": json});
    sends_and_reads_nothing(Sent::json("POST /api/v3/chats/1/messages", body), |client| {
        client.message_content().post("1", "Hi.").card(card.clone()).send()
    })
    .await;
}

async fn sends_button(button: Button, json: Value) {
    let body = json!({"text": "Hi.", "buttons": [json]});
    sends_and_reads_nothing(Sent::json("POST /api/v3/chats/1/messages", body), |client| {
        client.message_content().post("1", "Hi.").button(button.clone()).send()
    })
    .await;
}

#[tokio::test]
async fn cards() {
    let poll = Card::new().title("Lunch?").theme(CardTheme::Poll);
    let poll = poll.options([PollOption::new("At noon")]).option(PollOption::new("At one"));
    let json = json!({
        "title": "Lunch?", "theme": "poll", "options": [{"text": "At noon"}, {"text": "At one"}],
    });
    sends_card(poll, json).await;

    let section = CardSection::new().title("Host").field(CardField::new("Name", "db-1"));
    let section = section.field(CardField::new("State", "up"));
    let fields = json!([{"title": "Name", "value": "db-1"}, {"title": "State", "value": "up"}]);
    sends_card(
        Card::new().theme(CardTheme::ModernInline).section(section),
        json!({"theme": "modern-inline", "sections": [{"title": "Host", "fields": fields}]}),
    )
    .await;

    sends_card(Card::new().theme(CardTheme::Prompt), json!({"theme": "prompt"})).await;
    sends_card(Card::new().theme(CardTheme::from("basic")), json!({"theme": "basic"})).await;
    sends_card(Card::new(), json!({})).await;
}

#[tokio::test]
async fn every_action_of_a_button() {
    for (action, json) in [
        (
            ButtonAction::open_url(OpenUrlData::new("https://zylker.com")),
            json!({"type": "open.url", "data": {"web": "https://zylker.com"}}),
        ),
        (
            ButtonAction::open_url(
                OpenUrlData::new("https://zylker.com")
                    .windows("https://zylker.com/w")
                    .ios("https://zylker.com/i")
                    .android("https://zylker.com/a"),
            ),
            json!({"type": "open.url", "data": {
                "web": "https://zylker.com",
                "windows": "https://zylker.com/w",
                "iOS": "https://zylker.com/i",
                "android": "https://zylker.com/a",
            }}),
        ),
        (
            ButtonAction::invoke_function(InvokeFunctionData::new("approve")),
            json!({"type": "invoke.function", "data": {"name": "approve"}}),
        ),
        (
            ButtonAction::invoke_function(
                InvokeFunctionData::new("approve").owner("finance@zylker.com"),
            ),
            json!({"type": "invoke.function", "data": {
                "name": "approve", "owner": "finance@zylker.com",
            }}),
        ),
        (
            ButtonAction::system_api(SystemApiData::new("audiocall/55743307")),
            json!({"type": "system.api", "data": {"api": "audiocall/55743307"}}),
        ),
        (
            ButtonAction::invoke_bot(InvokeBotData::new("sales", "report")),
            json!({"type": "invoke.bot", "data": {"bot_name": "sales", "message": "report"}}),
        ),
        (
            ButtonAction::preview_url(PreviewUrlData::new("https://zylker.com/p.pdf")),
            json!({"type": "preview.url", "data": {"url": "https://zylker.com/p.pdf"}}),
        ),
        (
            ButtonAction::copy(CopyTextData::new("T-100")),
            json!({"type": "copy", "data": {"text": "T-100"}}),
        ),
    ] {
        sends_button(Button::new("Go", action), json!({"label": "Go", "action": json})).await;
    }
}

#[tokio::test]
async fn a_button_with_a_hint_and_a_key() {
    let copy = json!({"type": "copy", "data": {"text": "T-100"}});
    let button = Button::new("Copy", ButtonAction::copy(CopyTextData::new("T-100")))
        .color(ButtonColor::Green)
        .hint("Copies the number")
        .key("copy_number");
    let json = json!({
        "label": "Copy", "type": "+", "hint": "Copies the number", "key": "copy_number", "action": copy,
    });
    sends_button(button, json).await;
}

#[tokio::test]
async fn a_button_that_asks_first() {
    let confirm = Confirmation::new("Delete it?", "Reason", "Delete")
        .description("It is gone then.")
        .emotion(Emotion::Negative)
        .cancel_button_label("Keep")
        .mandatory(InputMandatory::True);
    let open = OpenUrl::new(OpenUrlData::new("https://zylker.com/delete")).confirm(confirm);
    let confirm = json!({
        "title": "Delete it?",
        "description": "It is gone then.",
        "input": "Reason",
        "emotion": "negative",
        "button_label": "Delete",
        "cancel_button_label": "Keep",
        "mandatory": "true",
    });
    let data = json!({"web": "https://zylker.com/delete"});
    let action = json!({"type": "open.url", "data": data, "confirm": confirm});
    sends_button(Button::new("Delete", open), json!({"label": "Delete", "action": action})).await;
}

/// Slides have buttons of their own.
#[tokio::test]
async fn a_button_of_a_slide() {
    let body = json!({
        "text": "Hi.",
        "slides": [{
            "type": "table",
            "data": {"headers": ["A"], "rows": []},
            "buttons": [{"label": "Copy", "action": {"type": "copy", "data": {"text": "A"}}}],
        }],
    });
    sends_and_reads_nothing(Sent::json("POST /api/v3/chats/1/messages", body), |client| {
        let copy = Button::new("Copy", ButtonAction::copy(CopyTextData::new("A")));
        let table = TableSlide::new(TableData::new(["A"], [])).button(copy);
        client.message_content().post("1", "Hi.").slide(table).send()
    })
    .await;
}
