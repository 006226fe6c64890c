//! Lists are followed to their end at a service that has the manners of the documented one.

use std::fs;
use std::path::Path;
use std::time::Duration;

use generated_client::pacing::Off;
use generated_client::test_util::Service;
use generated_client::{
    Client, Paged, bots, channels_v2, chats, message_content, messages, messages_v2,
    pinned_messages, reminders, scheduled_messages, stars, threads, users_v2,
};

/// How many items the list has, and how many its first page.
async fn followed<O: Paged + Clone>(client: &Client, request: O) -> (&'static str, usize, usize) {
    let name = O::INFO.name;
    let mut page = client.send(request.clone()).await.unwrap();
    let first = O::items(&mut page).len();
    let mut items = client.stream(request);
    let mut count = 0;
    while let Some(_item) = items.try_next().await.unwrap_or_else(|it| panic!("{name}: {it}")) {
        count += 1;
        assert!(count < 1000, "{name} has no end");
    }
    (name, count, first)
}

#[tokio::test]
async fn every_list_comes_to_an_end_and_gives_no_item_twice() {
    let service = Service::new();
    let client = service.builder().pacer(Off).build().unwrap();
    let mut lists = Vec::new();
    macro_rules! follow {
        ($($request:expr),* $(,)?) => {
            $(lists.push(followed(&client, $request).await);)*
        };
    }
    follow![
        bots::requests::List::new(),
        bots::requests::Subscribers::new("releases"),
        channels_v2::requests::List::new(),
        chats::requests::List::new(),
        chats::requests::Search::new(),
        message_content::requests::Mentions::new(),
        messages::requests::Search::new(),
        messages_v2::requests::List::new("CT_1"),
        pinned_messages::requests::List::new("CT_1"),
        reminders::requests::List::new("CT_1", 50),
        scheduled_messages::requests::List::new(),
        scheduled_messages::requests::ListInChat::new("CT_1"),
        stars::requests::List::new(),
        threads::requests::List::new("CT_1"),
        users_v2::requests::List::new(),
    ];
    assert_eq!(lists.len(), paged(), "a list is not followed here");
    for (name, count, first) in &lists {
        assert!(count == first && *count > 0, "{name}: {count} of {first}");
    }
    // A page was asked for by a token, and gave none.
    assert!(service.requests().len() > 2 * lists.len() + 5);
}

#[tokio::test]
async fn a_list_that_is_paged_by_time_keeps_to_the_time_that_it_is_asked_for() {
    let service = Service::new();
    let client = service.builder().pacer(Off).build().unwrap();
    let all = client.chats().list().await.unwrap().chats;
    let time = |chat: &chats::Chat| chat.last_modified_time.clone().unwrap();
    let oldest = all.iter().min_by_key(|chat| time(chat)).unwrap();
    let until = time(oldest).to_system_time().unwrap();
    let page = client.chats().list().modified_before(until).await.unwrap();
    assert_eq!((page.chats.len(), &page.chats[0]), (1, oldest));
    let before = until - Duration::from_secs(1);
    assert!(client.chats().list().modified_before(before).await.unwrap().chats.is_empty());
}

/// How many operations of the crate have pages.
fn paged() -> usize {
    let generated = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/generated");
    let files = fs::read_dir(generated).unwrap().map(|it| it.unwrap().path().join("requests.rs"));
    let texts = files.filter_map(|file| fs::read_to_string(file).ok());
    texts.map(|text| text.matches("\nimpl Paged for ").count()).sum()
}
