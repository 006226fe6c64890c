//! Lists whose pages follow each other by time, and bookmarks of lists.

use generated_client::chats::ChatSort;
use generated_client::messages_v2::Message;
use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

use super::paging::{answering, queries, threads};
use super::service::Service;

/// Of a kind that the documents name and of one that they do not.
fn message(time: i64) -> Value {
    let kind = if time % 2 == 0 { "text" } else { "poll" };
    json!({"id": format!("{time}_1"), "time": time, "type": kind})
}

#[tokio::test]
async fn messages_come_back_in_time() {
    let page =
        |times: &[i64]| json!({"data": times.iter().map(|it| message(*it)).collect::<Value>()});
    let pages = [page(&[40, 60, 51]), page(&[40, 33, 20]), page(&[20])];
    let service = answering(pages).await;
    let mut stream = service.client().messages_v2().list("CT_1").from_time(5).limit(3).stream();
    let mut times = Vec::new();
    while let Some(message) = stream.try_next().await.unwrap() {
        times.push(match message {
            Message::Text(message) => message.time.unwrap().as_millis(),
            Message::Undocumented(members) => members["time"].as_i64().unwrap(),
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(times, [40, 60, 51, 33, 20]);
    let next = |time| format!("fromtime=5&totime={time}&limit=3");
    assert_eq!(queries(&service).await, ["fromtime=5&limit=3".into(), next(41), next(21)]);
}

const NOW: i64 = 1_700_000_000_000;

/// A chat of 250 messages. One of them has a time that is wrong, and the service finds it by the right one.
struct Chat {
    wrong: (i64, i64),
}

impl Respond for Chat {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let until = request.url.query_pairs().find(|(name, _)| name == "totime");
        let until = until.map_or(i64::MAX, |(_, time)| time.parse().unwrap());
        let ages = (0..250).filter(|age| NOW - age <= until).take(100);
        let time = |age| if age == self.wrong.0 { self.wrong.1 } else { NOW - age };
        let message = |age| json!({"id": format!("{age}_1"), "time": time(age), "type": "text"});
        let page: Value = ages.map(message).collect();
        ResponseTemplate::new(200).set_body_json(json!({"data": page}))
    }
}

#[tokio::test]
async fn a_wrong_time_does_not_end_an_archive() {
    for wrong in [0, -1, NOW / 1000, NOW * 1000] {
        for age in [0, 57, 99, 100, 249] {
            let service = Service::answering_by(Chat { wrong: (age, wrong) }).await;
            let mut stream = service.client().messages_v2().list("CT_1").stream();
            let mut ids = std::collections::BTreeSet::new();
            while let Some(message) = stream.try_next().await.unwrap() {
                ids.insert(message.id().unwrap().to_string());
            }
            assert_eq!(ids.len(), 250, "{wrong} {age}");
        }
    }
}

/// The page ends at the wrong time, and nothing is there.
#[tokio::test]
async fn an_archive_that_is_cut_short_by_a_wrong_time_is_an_error() {
    let message =
        |id: i64, time: i64| json!({"id": format!("{id}_1"), "time": time, "type": "text"});
    let first = json!({"data": (0..100).map(|id| message(id, NOW / 1000)).collect::<Value>()});
    let service = answering([first, json!({"data": []})]).await;
    let mut stream = service.client().messages_v2().list("CT_1").stream();
    for _ in 0..100 {
        assert!(stream.try_next().await.unwrap().is_some());
    }
    let error = stream.try_next().await.unwrap_err();
    assert!(error.is_paging(), "{error:?}");
    assert!(error.to_string().contains("so items may be missing"), "{error}");
}

#[tokio::test]
async fn a_message_that_was_deleted_meanwhile_does_not_end_an_archive() {
    let message = |age: i64| json!({"id": format!("{age}_1"), "time": NOW - age, "type": "text"});
    let page =
        |ages: &[i64]| json!({"data": ages.iter().map(|it| message(*it)).collect::<Value>()});
    let service = answering([page(&[1, 2, 3]), page(&[4, 5]), page(&[])]).await;
    let mut stream = service.client().messages_v2().list("CT_1").limit(3).stream();
    let mut count = 0;
    while stream.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 5);
}

/// By time as by tokens, and without giving anything twice.
#[tokio::test]
async fn a_list_goes_on_from_a_stored_bookmark() {
    let service = Service::answering_by(Chat { wrong: (57, 0) }).await;
    let list = || service.client().messages_v2().list("CT_1").limit(100).pages();
    let mut pages = list();
    let mut ids = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        ids.extend(page.data.iter().map(|it| it.id().unwrap().to_string()));
        let Some(bookmark) = pages.bookmark() else { continue };
        pages = list().resume(&bookmark);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 250);
    assert_eq!(service.requests().await.len(), 4);

    let service =
        answering([threads(&["1"], json!({"next_token": "a"})), threads(&["2"], json!({}))]).await;
    let list = || service.client().threads().list("1").pages();
    let mut pages = list();
    pages.try_next().await.unwrap().unwrap();
    let mut pages = list().resume(&pages.bookmark().unwrap());
    assert_eq!(pages.try_next().await.unwrap().unwrap().data.len(), 1);
    assert!(pages.try_next().await.unwrap().is_none() && pages.bookmark().is_none());
    assert_eq!(queries(&service).await, ["parent_chat_id=1", "parent_chat_id=1&next_token=a"]);
}

#[tokio::test]
async fn a_bookmark_of_another_list_is_refused() {
    let service = answering([threads(&["1"], json!({"next_token": "a"}))]).await;
    let mut pages = service.client().threads().list("1").pages();
    pages.try_next().await.unwrap().unwrap();
    let bookmark = pages.bookmark().unwrap();
    let mut pages = service.client().messages_v2().list("1").pages().resume(&bookmark);
    let error = pages.try_next().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error:?}");
    assert!(error.to_string().contains("a bookmark of `threads.list`"), "{error}");
    assert_eq!(service.requests().await.len(), 1);
}

/// Whoever asked for a hundred messages of one millisecond and got them cannot know whether there are more.
#[tokio::test]
async fn a_page_of_one_millisecond_is_an_error() {
    let message = |id: i64| json!({"id": format!("5_{id}"), "time": 5, "type": "text"});
    let page = json!({"data": (0..100).map(message).collect::<Value>()});
    let service = answering([page.clone(), page]).await;
    let mut stream = service.client().messages_v2().list("CT_1").stream();
    for _ in 0..100 {
        assert!(stream.try_next().await.unwrap().is_some());
    }
    let error = stream.try_next().await.unwrap_err();
    assert!(error.is_paging(), "{error:?}");
    assert!(error.to_string().contains("up to `totime` 6 has 100 items"), "{error}");
    assert!(stream.try_next().await.unwrap().is_none());
}

fn chats(chats: &[(&str, &str)]) -> Value {
    let chat = |(id, time): &(&str, &str)| json!({"chat_id": id, "last_modified_time": time});
    json!({"chats": chats.iter().map(chat).collect::<Value>()})
}

#[tokio::test]
async fn direct_chats_come_back_in_time() {
    let (newer, older) = ("2025-04-10T14:30:00.000Z", "2025-04-09T15:15:00+05:30");
    let service = answering([chats(&[("1", newer), ("2", older)]), chats(&[("2", older)])]).await;
    let mut pages = service.client().chats().list().muted(true).pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().chats.len(), 2);
    assert_eq!(pages.try_next().await.unwrap().unwrap().chats.len(), 0, "nothing new");
    assert!(pages.try_next().await.unwrap().is_none());
    // Without a default, pages are as large as they may be. The older time has no fraction: any millisecond
    // of its second is meant.
    let expected = ["muted=true&limit=100", "muted=true&limit=100&modified_before=1744191901000"];
    assert_eq!(queries(&service).await, expected);
}

#[tokio::test]
async fn found_chats_come_back_in_time() {
    let time = "2025-04-10T14:30:00.250Z";
    let service = answering([chats(&[("1", time)]), chats(&[])]).await;
    let request = service.client().chats().search().sort_by(ChatSort::Recent);
    let mut stream = request.stream();
    assert_eq!(stream.try_next().await.unwrap().unwrap().chat_id, Some("1".into()));
    assert!(stream.try_next().await.unwrap().is_none());
    let second = "modified_before=2025-04-10T14%3A30%3A00.251Z&sort_by=recent";
    assert_eq!(queries(&service).await, ["sort_by=recent", second]);
}

/// By use, a page says nothing about the time of what is on the next one.
#[tokio::test]
async fn found_chats_in_another_order_have_no_pages() {
    let service = answering([chats(&[])]).await;
    let mut stream = service.client().chats().search().sort_by(ChatSort::Usage).stream();
    let error = stream.try_next().await.unwrap_err();
    assert!(
        error.is_invalid_request() && error.to_string().contains("`sort_by` is `usage`"),
        "{error}"
    );
    assert!(stream.try_next().await.unwrap().is_none());
    assert!(service.requests().await.is_empty());
}
