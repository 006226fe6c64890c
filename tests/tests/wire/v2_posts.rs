//! Messages are posted with version 2, which keeps to the singular path.

use generated_client::messages_v2::{
    BotAppearance, Button, ButtonAction, ButtonColor, Card, CardTheme, ChartSegment, GraphPoint,
    GraphSeries, ImageSlide, OpenUrlData, Slide, TableData, TableSlide, TableStyles,
};
use serde_json::{Value, json, to_value};

use super::service::{CHAT, Sent, Service, example, sends};

/// The path of [`CHAT`] in version 2.
const CHAT_PATH: &str = "/api/v2/chats/CT_1%202%2F%C3%A9%3F";

const REPLY_TO: &str = "1542711601585_349430767610289";

fn card() -> Card {
    Card::new().title("Revenue").theme(CardTheme::ModernInline)
}

fn bot() -> BotAppearance {
    let icon = "https://www.zoho.com/cliq/help/restapi/images/announce_icon.png";
    BotAppearance::new().name("Sales report").image(icon)
}

fn button() -> Button {
    let report = OpenUrlData::new("https://reports.zylker.com/revenue/may");
    let action = ButtonAction::open_url(report);
    Button::new("Open the report", action).color(ButtonColor::from("+"))
}

fn table() -> Slide {
    let row = |region: &str, revenue: &str| {
        let cells = [("Region", region), ("Revenue", revenue)];
        cells.map(|(header, cell)| (header.to_owned(), cell.to_owned())).into()
    };
    let rows = [row("North America", "$500,000"), row("Europe", "$310,000")];
    let data = TableData::new(["Region", "Revenue"], rows);
    TableSlide::new(data.styles(TableStyles::new().width([60, 40]))).title("By region").into()
}

/// The document's body of a message with all that goes beyond text.
fn rich() -> Value {
    example("postMessageInChat", "request", "card")
}

/// The members of [`rich`] but for the bot, and `members`.
fn rich_and(members: Value) -> Value {
    let mut body = rich();
    body.as_object_mut().unwrap().remove("bot");
    body.as_object_mut().unwrap().append(&mut members.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn post_to_channel_by_name() {
    let body = example("postMessageInChannel", "request", "thread");
    let response = example("postMessageInChannel", "200", "posted");
    let sent = Sent::json("POST /api/v2/channelsbyname/releases/message", body);
    let read = sends(sent, response.clone(), |client| {
        let text = "The release is out. Notes and known issues are in this thread.";
        let request = client.messages_v2().post_to_channel_by_name("releases", text);
        let request = request.thread_message_id("1599387839188_229293271789");
        request.thread_title("Release 3.6").post_in_parent(true).sync_message(true).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    let thread = read.unwrap().thread_information.unwrap();
    assert_eq!(thread.parent_message_id, Some("1599387839188%20229293271789".into()));
}

#[tokio::test]
async fn post_message_in_channel_with_everything() {
    let body = rich_and(json!({
        "bot": rich()["bot"], "reply_to": REPLY_TO, "sync_message": false,
        "thread_message_id": "1 2", "thread_title": "May", "post_in_parent": false,
    }));
    let line = concat!(
        "POST /api/v2/channelsbyname/r%26d%2F1/message",
        "?bot_unique_name=sales&appkey=a%2Bb%3D&mark_as_read=true",
    );
    sends(Sent::json(line, body), json!({"message_id": "1_2"}), |client| {
        let messages = client.messages_v2();
        let request = messages.post_to_channel_by_name("r&d/1", "Numbers for May");
        let request = request.bot_unique_name("sales").app_key("a+b=").mark_as_read(true);
        let request = request.reply_to(REPLY_TO).sync_message(false);
        let request = request.thread_message_id("1 2").thread_title("May").post_in_parent(false);
        request.card(card()).bot(bot()).slide(table()).button(button()).send()
    })
    .await;
}

#[tokio::test]
async fn post_to_bot() {
    let body = example("postMessageToBot", "request", "subscribers");
    let response = example("postMessageToBot", "200", "posted");
    let sent = Sent::json("POST /api/v2/bots/builds/message", body);
    let read = sends(sent, response.clone(), |client| {
        let log = OpenUrlData::new("https://ci.zylker.com/builds/3106");
        let log = Button::new("Show the log", ButtonAction::open_url(log));
        let messages = client.messages_v2();
        let request = messages.post_to_bot("builds", "The build of release 3.6 has failed.");
        let request = request.user_ids(["55743307", "55622727"]).sync_message(true);
        request.buttons([log.color(ButtonColor::from("-"))]).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    let delivery = read.unwrap();
    assert_eq!(delivery.user_ids.unwrap(), ["55743307".into(), "55622727".into()]);
    let message = &delivery.message_details.unwrap()["55743307"];
    assert_eq!(message.message_id, Some("1709038327622%2029706114885".into()));
}

#[tokio::test]
async fn post_message_to_bot_with_everything() {
    let body = rich_and(json!({
        "userids": "55743307,olivia@zylker.com", "broadcast": false, "reply_to": REPLY_TO,
        "sync_message": false, "mark_as_read": true,
    }));
    let sent = Sent::json("POST /api/v2/bots/sales%20bot/message", body);
    sends(sent, json!({}), |client| {
        let request = client.messages_v2().post_to_bot("sales bot", "Numbers for May");
        let request = request.user_ids(["55743307", "olivia@zylker.com"]).reply_to(REPLY_TO);
        #[expect(deprecated, reason = "it is sent while the service takes it")]
        let request = request.broadcast(false);
        let request = request.sync_message(false).mark_as_read(true);
        request.card(card()).slides([table()]).buttons([button()]).send()
    })
    .await;
}

#[tokio::test]
async fn post_to_chat() {
    let body = example("postMessageInChat", "request", "reply");
    let response = example("postMessageInChat", "200", "posted");
    let sent = Sent::json(format!("POST {CHAT_PATH}/message"), body);
    let read = sends(sent, response.clone(), |client| {
        let messages = client.messages_v2();
        let request = messages.post_to_chat(CHAT, "The review begins at three.");
        request.reply_to(REPLY_TO).mark_as_read(true).sync_message(true).send()
    })
    .await;
    assert_eq!(to_value(&read).unwrap(), response);
    assert_eq!(read.unwrap().message_id, Some("1599387839188_229293271789".into()));
}

#[tokio::test]
async fn post_message_in_chat_with_everything() {
    let body = rich_and(json!({
        "bot": rich()["bot"], "reply_to": REPLY_TO, "sync_message": true, "mark_as_read": false,
        "post_in_parent": true,
    }));
    let sent = Sent::json(format!("POST {CHAT_PATH}/message"), body);
    sends(sent, json!({"message_id": "1_2"}), |client| {
        let request = client.messages_v2().post_to_chat(CHAT, "Numbers for May");
        let request = request.reply_to(REPLY_TO).sync_message(true).mark_as_read(false);
        let request = request.card(card()).bot(bot()).slide(table()).button(button());
        request.post_in_parent(true).send()
    })
    .await;
}

#[tokio::test]
async fn post_card_in_chat() {
    let sent = Sent::json(format!("POST {CHAT_PATH}/message"), rich());
    sends(sent, json!({"message_id": "1_2"}), |client| {
        let request = client.messages_v2().post_to_chat(CHAT, "Numbers for May");
        request.card(card()).bot(bot()).slides([table()]).buttons([button()]).send()
    })
    .await;
}

/// Slides that are not a table.
#[tokio::test]
async fn post_slides_in_chat() {
    let slides = json!([
        {"type": "list", "data": ["One", "Two"]},
        {"type": "percentage_chart", "data": [{"label": "A", "value": 1.5}]},
        {"type": "graph", "data": [{"category": "A", "values": [{"label": "B", "value": -1.5}]}]},
        {"type": "label", "data": [{"A": "1"}]},
    ]);
    let body = json!({"text": "All", "slides": slides});
    sends(Sent::json("POST /api/v2/chats/1/message", body), json!({}), |client| {
        let list = Slide::list(["One", "Two"]);
        let request = client.messages_v2().post_to_chat("1", "All").slide(list);
        let request = request.slide(Slide::percentage_chart([ChartSegment::new("A", 1.5)]));
        let series = GraphSeries::new("A", [GraphPoint::new("B", -1.5)]);
        let label = [("A".to_owned(), "1".to_owned())].into();
        request.slide(Slide::graph([series])).slide(Slide::label([label])).send()
    })
    .await;
}

/// A mail address has what a path must not have as it is.
#[tokio::test]
async fn post_to_user() {
    let body = example("postMessageToUser", "request", "text");
    let response = example("postMessageToUser", "200", "posted");
    for (user, path) in [("55743307", "55743307"), ("a+b@zylker.com", "a%2Bb%40zylker.com")] {
        let sent = Sent::json(format!("POST /api/v2/buddies/{path}/message"), body.clone());
        let read = sends(sent, response.clone(), |client| {
            let text = "Can you look over the *design* before the review?";
            client.messages_v2().post_to_user(user, text).sync_message(true).send()
        })
        .await;
        assert_eq!(to_value(&read).unwrap(), response);
    }
}

#[tokio::test]
async fn post_message_to_user_with_everything() {
    let body = rich_and(json!({
        "bot": rich()["bot"], "reply_to": REPLY_TO, "sync_message": true, "mark_as_read": true,
    }));
    let sent = Sent::json("POST /api/v2/buddies/55743307/message", body);
    sends(sent, json!({"message_id": "1_2"}), |client| {
        let request = client.messages_v2().post_to_user("55743307", "Numbers for May");
        let request = request.reply_to(REPLY_TO).sync_message(true).mark_as_read(true);
        request.card(card()).bot(bot()).slide(table()).button(button()).send()
    })
    .await;
}

/// Without `sync_message` the service says that it has taken the message, and no more.
#[tokio::test]
async fn nothing_is_a_response_to_every_post() {
    for (status, body) in [
        (204, ""),
        (200, ""),
        (200, r#"{"Response Code": "204 No response"}"#),
        (200, r#"{"Response_Code": "204 No response"}"#),
    ] {
        let service = Service::answering(status, body).await;
        let messages = service.client().messages_v2();
        assert_eq!(messages.post_to_channel_by_name("c", "Hi.").await.unwrap(), None);
        assert_eq!(messages.post_to_bot("b", "Hi.").await.unwrap(), None);
        assert_eq!(messages.post_to_chat("1", "Hi.").await.unwrap(), None);
        assert_eq!(messages.post_to_user("2", "Hi.").await.unwrap(), None);
        for request in service.requests().await {
            assert_eq!(request.body_json::<Value>().unwrap(), json!({"text": "Hi."}));
        }
    }
}

#[tokio::test]
async fn pictures_are_called_images() {
    let slides = json!([{"type": "images", "data": ["https://zylker.com/a.png"]}]);
    let body = json!({"text": "All", "slides": slides});
    sends(Sent::json("POST /api/v2/chats/1/message", body), json!({}), |client| {
        let images = ImageSlide::new(["https://zylker.com/a.png"]);
        client.messages_v2().post_to_chat("1", "All").slide(images).send()
    })
    .await;
}
