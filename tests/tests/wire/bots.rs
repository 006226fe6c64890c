//! Bots and their handlers.

use std::collections::BTreeMap;

use generated_client::bots::{
    BotCalls, BotField, BotScope, CallAction, ChannelParticipation, ExecutionType,
    HandlerPermission, HandlerType, SubAction,
};
use generated_client::{Client, ResponseFuture};
use serde_json::{Value, from_value, json, to_value};

use super::paging::{answering, queries};
use super::service::{Sent, example, ids, refused, sends, sends_and_reads_nothing, text};

const BOT: &str = "b-53719000001878011";

#[tokio::test]
async fn create() {
    let body = example("create_a_new_bot", "request", "deluge_bot");
    let response = example("create_a_new_bot", "200", "deluge_bot");
    let description = body["description"].as_str().unwrap().to_owned();
    let created = sends(Sent::json("POST /api/v3/bots", body), response.clone(), |client| {
        let bot = client.bots().create("Clientcare Bot", description);
        let bot = bot.scope(BotScope::Team).team_ids([12_345_678]);
        let bot = bot.status_messages(["Here to help you with client support!"]);
        bot.channel_participation([ChannelParticipation::SendMessage])
            .calls(BotCalls::Enabled)
            .send()
    })
    .await;
    assert_eq!(to_value(&created).unwrap(), response);

    let body = example("create_a_new_bot", "request", "webhook_bot");
    let response = example("create_a_new_bot", "200", "webhook_bot");
    let description = body["description"].as_str().unwrap().to_owned();
    let created = sends(Sent::json("POST /api/v3/bots", body), response.clone(), |client| {
        let bot = client.bots().create("Pipeline Alert Bot", description);
        let bot = bot.scope(BotScope::Team).team_ids([98_765_432]);
        let bot = bot.execution_type(ExecutionType::Webhook);
        let bot = bot.execution_url("https://ci.zylker.com/cliq-webhook/pipeline-alerts");
        let bot = bot.status_messages(["Monitoring your pipelines 24/7"]);
        let can = [ChannelParticipation::ListenMessage, ChannelParticipation::SendMessage];
        bot.channel_participation(can).calls(BotCalls::Enabled).send()
    })
    .await;
    assert_eq!(to_value(&created).unwrap(), response);

    let (name, teams) = (text(21), 0..5);
    refused(&["name", "team_ids"], |client| client.bots().create(name, "").team_ids(teams).send())
        .await;
}

#[tokio::test]
async fn list_a_page_and_get_one() {
    let response = example("list_all_bots", "200", "bots");
    let sent = Sent::bare("GET /api/v3/bots?limit=50&sync_token=s&next_token=t");
    let page = sends(sent, response.clone(), |client| {
        client.bots().list().limit(50).sync_token("s").next_token("t").send()
    })
    .await;
    assert_eq!(to_value(&page).unwrap(), response);
    refused(&["limit"], |client| client.bots().list().limit(51).send()).await;

    let response = example("get_details_of_a_specific_bot", "200", "bot");
    let sent = Sent::bare(format!("GET /api/v3/bots/{BOT}?fields=subscription_details"));
    let bot = sends(sent, response.clone(), |client| {
        client.bots().get(BOT).fields(BotField::SubscriptionDetails).send()
    })
    .await;
    assert_eq!(to_value(&bot).unwrap(), response);
}

/// A later list says what was deleted since; that is not the list of items.
#[tokio::test]
async fn all_pages_of_bots() {
    let service = answering([
        json!({"data": [{"id": "1"}], "next_token": "a", "deleted": ["7"]}),
        json!({"data": [{"id": "2"}], "sync_token": "s2"}),
    ])
    .await;
    let mut stream = service.client().bots().list().sync_token("s1").stream();
    let mut found = Vec::new();
    while let Some(bot) = stream.try_next().await.unwrap() {
        found.push(bot.id.unwrap().to_string());
    }
    assert_eq!(found, ["1", "2"]);
    assert_eq!(stream.sync_token(), Some(&"s2".into()));
    assert_eq!(queries(&service).await, ["sync_token=s1", "sync_token=s1&next_token=a"]);
}

#[tokio::test]
async fn update() {
    for name in ["deluge_bot", "webhook_bot"] {
        let body = example("update_an_existing_bot", "request", name);
        let response = example("update_an_existing_bot", "200", name);
        let sent = Sent::json(format!("PATCH /api/v3/bots/{BOT}"), body.clone());
        let updated = sends(sent, response.clone(), |client| {
            let bot = client.bots().update(BOT);
            if name == "webhook_bot" {
                return bot.execution_url("https://example.com/new-webhook").send();
            }
            let bot = bot.name("CRM Bot").description(body["description"].as_str().unwrap());
            let bot = bot.scope(BotScope::Organization).calls(BotCalls::Enabled);
            let bot = bot.status_messages(["Here to help you with CRM support!"]);
            bot.channel_participation([ChannelParticipation::ListenMessage]).send()
        })
        .await;
        assert_eq!(to_value(&updated).unwrap(), response);
    }
}

/// What is answered with nothing.
#[tokio::test]
async fn deletions_and_a_channel() {
    type Call = fn(&Client) -> ResponseFuture<()>;
    let calls: [(Sent, Call); 3] = [
        (Sent::bare(format!("DELETE /api/v3/bots/{BOT}")), |it| it.bots().delete(BOT).send()),
        (
            Sent::bare(format!("DELETE /api/v3/bots/{BOT}/handlers/menu_handler?handler_id=7")),
            |it| it.bots().delete_handler(BOT, HandlerType::MenuHandler).handler_id("7").send(),
        ),
        (
            Sent::json(
                "POST /api/v3/bots/supportbot/associate?extension_key=k",
                example("associate_bot_to_channel", "request", "channel"),
            ),
            |it| it.bots().add_to_channel("supportbot", "announcements").extension_key("k").send(),
        ),
    ];
    for (sent, call) in calls {
        sends_and_reads_nothing(sent, call).await;
    }
}

#[tokio::test]
async fn post_a_card_to_two_users() {
    let mut body = example("send_a_bot_message", "request", "card_message");
    let (text, card) = (body["text"].as_str().unwrap().to_owned(), body["card"].take());
    let (slides, buttons) = (body["slides"].take(), body["buttons"].take());
    let sent = example("send_a_bot_message", "request", "card_message");
    sends_and_reads_nothing(Sent::json("POST /api/v3/bots/supportbot/messages", sent), |client| {
        let message = client.bots().post("supportbot").text(&*text);
        let message = message.card(from_value(card.clone()).unwrap());
        let slides: Vec<generated_client::bots::Slide> = from_value(slides.clone()).unwrap();
        let buttons: Vec<generated_client::bots::Button> = from_value(buttons.clone()).unwrap();
        let message = message.slides(slides).buttons(buttons);
        message.recipients(["55743307", "55622727"]).notify_edit(false).send()
    })
    .await;
}

#[tokio::test]
async fn post_to_a_thread_and_read_its_ids() {
    let body = example("send_a_bot_message", "request", "thread_message");
    let text = body["text"].as_str().unwrap().to_owned();
    let response = json!({
        "user_ids": ["55743307"],
        "message_details": {"55743307": {"chat_id": "CT_1", "message_id": "1_2"}},
    });
    let line = "POST /api/v3/bots/supportbot/messages?CHANNEL_UNIQUE_NAME=news&user_ids=1,2";
    let sent = sends(Sent::json(line, body), response.clone(), |client| {
        let message = client.bots().post("supportbot").text(text).channel_unique_name("news");
        let thread = "CT_1207124526552602256_60002085329-T-1291567019566818579";
        let message = message.user_ids(["1", "2"]).thread_chat_id(thread).post_in_parent(false);
        message.recipients(["55743307"]).sync_message(true).send()
    })
    .await;
    assert_eq!(to_value(sent.unwrap()).unwrap(), response);
    let long = "€".repeat(5001);
    refused(&["text"], |client| client.bots().post("supportbot").text(long).send()).await;
}

#[tokio::test]
async fn call_the_webhook() {
    let body = example("send_an_incoming_webhook_message", "request", "alert");
    let values: BTreeMap<String, String> = from_value(body.clone()).unwrap();
    let response = example("send_an_incoming_webhook_message", "200", "users");
    let sent = Sent::json("POST /api/v3/bots/supportbot/incoming?user_ids=1,2", body);
    let delivered = sends(sent, response.clone(), |client| {
        client.bots().call_webhook("supportbot", values).user_ids(["1", "2"]).send()
    })
    .await;
    assert_eq!(to_value(&delivered).unwrap(), response);
    refused(&["user_ids"], |client| {
        client.bots().call_webhook("supportbot", BTreeMap::new()).user_ids(ids(101)).send()
    })
    .await;
}

#[tokio::test]
async fn call_users() {
    let body = example("Trigger Bot Calls", "request", "alert");
    let response = example("Trigger Bot Calls", "200", "call");
    let actions: Vec<CallAction> = from_value(body["actions"].clone()).unwrap();
    let text = body["text"].as_str().unwrap().to_owned();
    let sent = Sent::json("POST /api/v3/bots/supportbot/calls", body);
    let call = sends(sent, response.clone(), |client| {
        let call = client.bots().call_users("supportbot", text).user_ids(["55743327", "55642727"]);
        call.retries(3).repeats(2).actions(actions).send()
    })
    .await;
    assert_eq!(to_value(&call).unwrap(), response);
    refused(&["retry", "loop"], |client| {
        client.bots().call_users("supportbot", "").retries(4).repeats(4).send()
    })
    .await;
}

#[tokio::test]
async fn add_handlers() {
    for name in [
        "message_handler_webhook",
        "message_handler_deluge",
        "menu_handler_webhook",
        "menu_handler_deluge",
    ] {
        let body = example("create_a_handler_for_a_bot", "request", name);
        let response = example("create_a_handler_for_a_bot", "200", name);
        let sent = Sent::json(format!("POST /api/v3/bots/{BOT}/handlers"), body.clone());
        let is_menu = name.starts_with("menu");
        let kind = if is_menu { HandlerType::MenuHandler } else { HandlerType::MessageHandler };
        let added = sends(sent, response.clone(), |client| {
            let mut handler = client.bots().add_handler(BOT, kind);
            if is_menu {
                handler = handler.name("My Menu").icon("emoji-name/FF5733");
            }
            match &body["script"] {
                Value::String(script) => handler.script(&**script),
                _ => handler.permissions(permissions(&body)),
            }
            .send()
        })
        .await;
        assert_eq!(to_value(&added).unwrap(), response);
    }
    refused(&["name", "sub_actions"], |client| {
        let handler = client.bots().add_handler(BOT, HandlerType::MenuHandler);
        let many = (0..6).map(|it| SubAction::new(it.to_string()));
        handler.name(text(16)).sub_actions(many).send()
    })
    .await;
}

fn permissions(body: &Value) -> Vec<HandlerPermission> {
    from_value(body["permissions"].clone()).unwrap()
}

#[tokio::test]
async fn update_handlers() {
    for name in ["update_script_deluge", "update_permissions_webhook", "update_menu_handler"] {
        let body = example("update_a_handler_for_a_bot", "request", name);
        let response = example("update_a_handler_for_a_bot", "200", name);
        let line = format!("PATCH /api/v3/bots/{BOT}/handlers/menu_handler?handler_id=7");
        let updated = sends(Sent::json(line, body.clone()), response.clone(), |client| {
            let handler = client.bots().update_handler(BOT, HandlerType::MenuHandler);
            let handler = handler.handler_id("7");
            match name {
                "update_script_deluge" => handler.script(body["script"].as_str().unwrap()),
                "update_permissions_webhook" => handler.permissions(permissions(&body)),
                _ => handler.name("Updated Menu").icon("emoji-name/FF5733"),
            }
            .send()
        })
        .await;
        assert_eq!(to_value(&updated).unwrap(), response);
    }
}

#[tokio::test]
async fn read_a_handler_and_subscribers() {
    let response = example("get_details_of_a_specific_bot_handler", "200", "handler");
    let sent = Sent::bare(format!("GET /api/v3/bots/{BOT}/handlers/menu_handler"));
    let handler = sends(sent, response.clone(), |client| {
        client.bots().handler(BOT, HandlerType::MenuHandler).send()
    })
    .await;
    assert_eq!(to_value(&handler).unwrap(), response);

    let service = answering([
        json!({"data": [{"user_id": "1"}], "next_token": "a"}),
        json!({"data": [{"user_id": "2"}]}),
    ])
    .await;
    let mut stream = service.client().bots().subscribers("supportbot").limit(1).stream();
    let mut found = Vec::new();
    while let Some(subscriber) = stream.try_next().await.unwrap() {
        found.push(subscriber.user_id.unwrap().to_string());
    }
    assert_eq!(found, ["1", "2"]);
    assert_eq!(queries(&service).await, ["limit=1", "limit=1&next_token=a"]);
}
