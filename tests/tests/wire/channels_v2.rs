//! Channels, with version 2.

use generated_client::channels_v2::{
    ChannelConfig, ChannelLevel, ChannelOrder, ChannelPermissions, ChannelRole, ChannelStatus,
    Notice, ReplyMode,
};
use generated_client::{Client, DateTime, PageToken, ResponseFuture};
use serde_json::{Value, json, to_value};

use super::service::{Sent, Service, example, ids, refused, sends, sends_and_reads_nothing};

const CHANNEL: &str = "T4000000040005";

/// What is answered with nothing.
#[tokio::test]
async fn changes_of_a_channel() {
    type Call = fn(&Client) -> ResponseFuture<()>;
    let users = json!({"user_ids": ["123456", "223456"]});
    let calls: [(&str, Option<Value>, Call); 9] = [
        ("DELETE /channels/T4000000040005", None, |it| it.channels_v2().delete(CHANNEL).send()),
        ("POST /channels/T4000000040005/members", Some(users.clone()), |it| {
            it.channels_v2().add_members(CHANNEL, ["123456", "223456"]).send()
        }),
        ("DELETE /channels/T4000000040005/members", Some(users), |it| {
            it.channels_v2().remove_members(CHANNEL, ["123456", "223456"]).send()
        }),
        (
            "POST /bots/supportbot/associate",
            Some(json!({"channel_unique_name": "zylkersupport"})),
            |it| it.channels_v2().add_bot("supportbot", "zylkersupport").send(),
        ),
        (
            "PUT /channels/T4000000040005/members/8875836",
            Some(json!({"role": "moderator"})),
            |it| {
                it.channels_v2()
                    .update_member_role(CHANNEL, "8875836", ChannelRole::Moderator)
                    .send()
            },
        ),
        ("POST /channels/T4000000040005/approve", None, |it| {
            it.channels_v2().approve(CHANNEL).send()
        }),
        ("POST /channels/T4000000040005/reject", None, |it| {
            it.channels_v2().reject(CHANNEL).send()
        }),
        ("POST /channels/T4000000040005/archive", None, |it| {
            it.channels_v2().archive(CHANNEL).send()
        }),
        ("POST /channels/T4000000040005/unarchive", None, |it| {
            it.channels_v2().unarchive(CHANNEL).send()
        }),
    ];
    for (route, body, call) in calls {
        let line = route.replacen(" /", " /api/v2/", 1);
        let sent = body.map_or_else(|| Sent::bare(&line), |body| Sent::json(&line, body));
        sends_and_reads_nothing(sent, call).await;
    }
}

#[tokio::test]
async fn leave() {
    let sent = Sent::bare("POST /api/v2/channels/a%2Fb/leave");
    sends_and_reads_nothing(sent, |client| client.channels_v2().leave("a/b").send()).await;
}

#[tokio::test]
async fn remove_members_in_silence() {
    let body = json!({"user_ids": ["1"], "silent": true});
    let sent = Sent::json("DELETE /api/v2/channels/T4/members", body);
    sends_and_reads_nothing(sent, |client| {
        client.channels_v2().remove_members("T4", ["1"]).silent(true).send()
    })
    .await;
}

/// What is answered with the channel.
#[tokio::test]
async fn reads_of_a_channel() {
    let response = example("getChannel", "200", "channel");
    let path = format!("/api/v2/channels/{CHANNEL}");
    let create = example("createChannel", "request", "support");
    let update = example("updateChannel", "request", "rename");

    let channel = sends(Sent::bare(format!("GET {path}")), response.clone(), |client| {
        client.channels_v2().get(CHANNEL).send()
    })
    .await;
    assert_eq!(to_value(&channel).unwrap(), response);
    assert!(matches!(channel.status, Some(ChannelStatus::Created)));
    assert_eq!(channel.teams.as_ref().unwrap()["4435961"], "SALES");

    let created = sends(Sent::json("POST /api/v2/channels", create), response.clone(), |client| {
        let request = client.channels_v2().create("Zylker-Support", ChannelLevel::Team);
        let request = request.description("To post all the support tickets from customers");
        let request = request.team_ids(["2323334", "2328533"]);
        let request = request.user_ids(["100100", "120001", "100102"]);
        request.email_ids(["scott.fisher@zylker.com", "ryan.west@zylker.com"]).send()
    })
    .await;
    assert_eq!(created, channel);

    let updated = sends(Sent::json(format!("PUT {path}"), update), response.clone(), |client| {
        let request = client.channels_v2().update(CHANNEL).name("Zylker-Customer-Support");
        request.description("To post all the support tickets from customers").send()
    })
    .await;
    assert_eq!(updated, channel);

    let joined = sends(Sent::bare(format!("POST {path}/join")), response, |client| {
        client.channels_v2().join(CHANNEL).send()
    })
    .await;
    assert_eq!(joined, channel);
}

#[tokio::test]
async fn settings_and_permissions() {
    let body = json!({
        "config": {"reply_mode": "both", "add_remove_info": "disable"},
        "member_permission": {"special_mentions": false},
    });
    let response = example("updateChannel", "200", "channel");
    sends(Sent::json("PUT /api/v2/channels/T4", body), response, |client| {
        let config = ChannelConfig::new().reply_mode(ReplyMode::Both);
        let request = client.channels_v2().update("T4");
        let request = request.config(config.add_remove_info(Notice::Disable));
        request.member_permission(ChannelPermissions::new().special_mentions(false)).send()
    })
    .await;
}

#[tokio::test]
async fn list_with_everything() {
    let response = example("listChannels", "200", "channels");
    let line = "GET /api/v2/channels?name=support&status=archived&limit=100&level=private\
                &modified_before=2017-07-03T09%3A29%3A20Z&channel_ids=T4,T5&chat_ids=CT_1\
                &team_ids=2323334&created_by=4435866&order_by=-creation_time&pinned=true&joined=false";
    let page = sends(Sent::bare(line), response.clone(), |client| {
        let request = client.channels_v2().list().name("support").status(ChannelStatus::Archived);
        let request = request.limit(100).level(ChannelLevel::Private);
        let request = request.modified_before("2017-07-03T09:29:20Z".parse::<DateTime>().unwrap());
        let request = request.channel_ids(["T4", "T5"]).chat_ids(["CT_1"]).team_ids(["2323334"]);
        let request = request.created_by("4435866").order_by(ChannelOrder::CreatedDescending);
        request.pinned(true).joined(false).send()
    })
    .await;
    assert_eq!(to_value(&page).unwrap(), response);
    assert_eq!(page.channels[0].unique_name.as_deref(), Some("zylkersupport"));
}

/// A plus would be read as a space.
#[tokio::test]
async fn an_order_begins_with_a_plus() {
    let service = Service::showing("listChannels", "channels").await;
    service.client().channels_v2().list().order_by(ChannelOrder::CreatedAscending).await.unwrap();
    let line = "GET /api/v2/channels?order_by=%2Bcreation_time";
    assert_eq!(service.sent().await, Sent::bare(line));
}

#[tokio::test]
async fn all_pages_of_channels() {
    let service = Service::answering(200, r#"{"channels": [{}], "sync_token": "s"}"#).await;
    let mut stream = service.client().channels_v2().list().next_token("t").stream();
    assert!(stream.try_next().await.unwrap().is_some());
    assert!(stream.try_next().await.unwrap().is_none());
    assert_eq!(stream.sync_token().map(PageToken::as_str), Some("s"));
    assert_eq!(service.sent().await, Sent::bare("GET /api/v2/channels?next_token=t"));
}

#[tokio::test]
async fn members_of_a_channel() {
    let response = example("listChannelMembers", "200", "members");
    let sent = Sent::bare("GET /api/v2/channels/T4000000040005/members");
    let read =
        sends(sent, response.clone(), |client| client.channels_v2().members(CHANNEL).send()).await;
    assert_eq!(to_value(&read).unwrap(), response);
    assert!(matches!(read.members[3].user_role, ChannelRole::SuperAdmin));
}

#[tokio::test]
async fn limits_of_channels() {
    refused(&["user_ids"], |it| it.channels_v2().add_members("T4", ids(101)).send()).await;
    refused(&["user_ids"], |it| it.channels_v2().remove_members("T4", ids(101)).send()).await;
    refused(&["limit"], |it| it.channels_v2().list().limit(101).send()).await;
    let (name, text) = ("n".repeat(51), "d".repeat(10_501));
    refused(&["name", "description"], |it| {
        it.channels_v2().create(name, ChannelLevel::Private).description(text).send()
    })
    .await;
}
