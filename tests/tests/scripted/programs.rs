//! Functions as a downstream crate has them, with the tests that it would write.

use generated_client::chats::ChatType;
use generated_client::chats::requests::{Close, List};
use generated_client::http::Method;
use generated_client::message_content::requests::Post;
use generated_client::message_content::{Card, CardTheme};
use generated_client::messages::ItemStatus;
use generated_client::messages::requests::BulkDelete;
use generated_client::messages_v2::Message;
use generated_client::messages_v2::requests::{Edit, Get};
use generated_client::test_util::{Reply, Script};
use generated_client::threads::requests as threads;
use generated_client::{ChatId, Client, Error, MessageId};
use serde_json::json;

/// Closes every direct chat, and counts them. A chat that is gone already is not counted.
async fn close_direct_chats(client: &Client) -> Result<usize, Error> {
    let mut closed = 0;
    for chat in client.chats().list().limit(50).await?.chats {
        let (Some(id), Some(ChatType::DirectMessage)) = (chat.chat_id, chat.chat_type) else {
            continue;
        };
        match client.chats().close(&id).await {
            Ok(()) => closed += 1,
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(closed)
}

#[tokio::test]
async fn direct_chats_are_closed() {
    let script = Script::new()
        .on::<List>(Reply::example())
        .on::<Close>(Reply::example())
        .on::<Close>(Reply::error(404));
    assert_eq!(close_direct_chats(&script.client()).await.unwrap(), 1);
    script.assert_done();

    let requests = script.requests();
    assert_eq!(requests[0].target(), "/api/v3/chats?limit=50");
    let closed = script.requests_of::<Close>();
    let paths: Vec<_> = closed.iter().map(|request| request.path()).collect();
    assert_eq!(paths, ["/api/v3/chats/2890538000000012345", "/api/v3/chats/2890538000000067890"]);
    for request in &closed {
        assert_eq!(request.method(), Method::PUT);
        assert_eq!(request.json(), &json!({"operation": "close_chat"}));
    }
}

#[tokio::test]
async fn closing_stops_where_the_service_refuses() {
    let script = Script::in_order()
        .on::<List>(Reply::example())
        .on::<Close>(Reply::error_code("chat_access_denied").status(403));
    let error = close_direct_chats(&script.client()).await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.code().unwrap().as_str(), "chat_access_denied");
    assert_eq!(error.operation().unwrap().name, "close");
    script.assert_done();
}

#[tokio::test]
async fn closing_needs_a_connection() {
    let script = Script::new().on::<List>(Reply::no_connection());
    let error = close_direct_chats(&script.client()).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    script.assert_done();
}

/// The titles of all threads of a chat, page by page.
async fn titles(client: &Client, chat: &ChatId) -> Result<Vec<String>, Error> {
    let mut titles = Vec::new();
    let mut next = None;
    loop {
        let mut call = client.threads().list(chat);
        if let Some(token) = next {
            call = call.next_token(token);
        }
        let page = call.await?;
        titles.extend(page.data.into_iter().filter_map(|thread| thread.title));
        next = page.next_token;
        if next.is_none() {
            return Ok(titles);
        }
    }
}

#[tokio::test]
async fn all_pages_are_read() {
    let script = Script::new().always::<threads::List>(Reply::with(|request| {
        Reply::json(match request.query("next_token").as_deref() {
            None => json!({"data": [{"title": "One"}], "next_token": "a+b/c=="}),
            Some("a+b/c==") => json!({"data": [{"title": "Two"}, {"title": "Three"}]}),
            Some(other) => panic!("no page has the token {other}"),
        })
    }));
    let titles = titles(&script.client(), &ChatId::from("CT_1")).await.unwrap();
    assert_eq!(titles, ["One", "Two", "Three"]);
    let requests = script.requests_of::<threads::List>();
    let chats: Vec<_> = requests.iter().map(|request| request.query("parent_chat_id")).collect();
    assert_eq!(chats, [Some("CT_1".to_owned()), Some("CT_1".to_owned())]);
}

/// Posts what a build came to, or says why that has to wait.
async fn report(client: &Client, chat: &ChatId, is_green: bool) -> Result<(), String> {
    let title = if is_green { "The build is green" } else { "The build is red" };
    let card = Card::new().title(title).theme(CardTheme::ModernInline);
    match client.message_content().post(chat, title).card(card).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_rate_limited() => Err("too many reports".to_owned()),
        Err(error) if error.is_unauthorized() => Err("log in again".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::test]
async fn a_build_is_reported() {
    let script = Script::new()
        .on::<Post>(Reply::example())
        .on::<Post>(Reply::throttled().header("retry-after", "60"))
        .on::<Post>(Reply::throttled_400())
        .on::<Post>(Reply::unauthorized());
    let (client, chat) = (script.client(), ChatId::from("CT_1"));
    assert_eq!(report(&client, &chat, false).await, Ok(()));
    assert_eq!(report(&client, &chat, true).await, Err("too many reports".to_owned()));
    assert_eq!(report(&client, &chat, true).await, Err("too many reports".to_owned()));
    assert_eq!(report(&client, &chat, true).await, Err("log in again".to_owned()));
    script.assert_done();

    let body = json!({
        "text": "The build is red",
        "card": {"title": "The build is red", "theme": "modern-inline"},
    });
    assert_eq!(script.requests()[0].json(), &body);
}

/// The code has a mistake: it posts twice. The script tells.
#[tokio::test]
async fn a_call_too_many_is_told() {
    let script = Script::new().on::<Post>(Reply::example());
    let (client, chat) = (script.client(), ChatId::from("CT_1"));
    report(&client, &chat, true).await.unwrap();
    let error = report(&client, &chat, true).await.unwrap_err();
    let text = "no reply to message_content.post, which was called 2 times";
    assert!(error.ends_with(text), "{error}");
}

/// Deletes messages, and gives those that are still there.
async fn clean_up(
    client: &Client,
    chat: &ChatId,
    messages: &[MessageId],
) -> Result<Vec<MessageId>, Error> {
    let outcome = client.messages().bulk_delete(chat, messages).await?;
    let failed = outcome.data.into_iter().filter(|it| it.status != Some(ItemStatus::Success));
    Ok(failed.filter_map(|it| it.id).collect())
}

#[tokio::test]
async fn messages_that_cannot_be_deleted_are_given_back() {
    let script = Script::new()
        .on::<BulkDelete>(Reply::example())
        .on::<BulkDelete>(Reply::example_named("partial_failure"))
        .on::<BulkDelete>(Reply::error_code("message_delete_timeout"));
    let (client, chat) = (script.client(), ChatId::from("CT_1"));
    let messages = ["1773813859592_51531973059", "1773813861300_51531973061"].map(MessageId::from);
    assert_eq!(clean_up(&client, &chat, &messages).await.unwrap(), []);
    assert_eq!(clean_up(&client, &chat, &messages).await.unwrap(), messages[1..]);
    let error = clean_up(&client, &chat, &messages).await.unwrap_err();
    assert!(error.is_forbidden(), "{error}");
    script.assert_done();
}

/// Edits a text unless it was edited before.
async fn amend(client: &Client, chat: &ChatId, id: &MessageId, text: &str) -> Result<bool, Error> {
    let Message::Text(message) = client.messages_v2().get(chat, id).await? else {
        return Ok(false);
    };
    if message.revision.is_some_and(|revision| revision > 0) {
        return Ok(false);
    }
    client.messages_v2().edit(chat, id, text).await?;
    Ok(true)
}

#[tokio::test]
async fn a_message_is_amended_once() {
    let edited = json!({"type": "text", "revision": 1});
    let script = Script::in_order()
        .on::<Get>(Reply::example())
        .on::<Edit>(Reply::example())
        .on::<Get>(Reply::json(edited));
    let (client, chat) = (script.client(), ChatId::from("CT_1"));
    let id = MessageId::from("1542711601585_349430767610289");
    assert!(amend(&client, &chat, &id, "At three.").await.unwrap());
    assert!(!amend(&client, &chat, &id, "At four.").await.unwrap());
    script.assert_done();
    assert_eq!(script.requests_of::<Edit>()[0].json(), &json!({"text": "At three."}));
}

#[tokio::test]
async fn calls_of_several_tasks_are_answered_by_one_script() {
    let script = Script::new().always::<Close>(Reply::no_content());
    let client = script.client();
    let tasks: Vec<_> = (0..20)
        .map(|chat| tokio::spawn(client.chats().close(format!("CT_{chat}")).send()))
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(script.requests().len(), 20);
}

#[tokio::test]
async fn the_length_of_a_list_is_a_limit_and_one_beyond_the_documented_is_refused() {
    let script = Script::new().on::<List>(Reply::example());
    let client = script.client();
    let people = ["a", "b"];
    client.chats().list().limit(people.len()).await.unwrap();
    assert_eq!(script.requests()[0].query("limit").as_deref(), Some("2"));
    for limit in [usize::MAX, 501] {
        let error = client.chats().list().limit(limit).await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
    }
    assert!(client.chats().list().limit(u128::MAX).await.unwrap_err().is_not_sent());
    script.assert_done();
}

#[tokio::test]
async fn a_number_is_the_id_of_a_user_and_now_is_a_time_to_ask_up_to() {
    let script = Script::new().on::<List>(Reply::example());
    let before = generated_client::DateTime::now();
    script.client().chats().list().modified_before(before.clone()).await.unwrap();
    let millis = before.as_millis();
    let sent = script.requests()[0].query("modified_before");
    assert_eq!(sent, Some(millis.to_string()));
    assert_eq!(generated_client::UserId::from(855_727_961).as_str(), "855727961");
    assert!(generated_client::DateTime::now() >= before);
}
