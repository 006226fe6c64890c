//! Threads are listed and read.

use generated_client::PageToken;
use generated_client::threads::{FollowState, MemberField, ThreadState};
use serde_json::to_value;

use super::service::{Sent, example, sends};

const THREAD: &str = "CT_1_60-T-12";

/// The thread id may have what a path must not have either.
const ODD: &str = "CT_1 2-T-3/4";

#[tokio::test]
async fn list() {
    let example = example("listThreads", "200", "list_threads");
    let line = "GET /api/v3/threads?parent_chat_id=CT_1207124526552602256_60002085329";
    let response = sends(Sent::bare(line), example.clone(), |client| {
        client.threads().list("CT_1207124526552602256_60002085329").send()
    })
    .await;

    assert_eq!(to_value(&response).unwrap(), example);
    let next_token = "NTB8MTc1NDQ1NTUxMzY3NXwxMjczNzAwMDMyMjY2NTMyOQ==";
    assert_eq!(response.next_token.as_ref().map(PageToken::as_str), Some(next_token));
    assert_eq!(response.data.len(), 2);
    let thread = &response.data[0];
    assert_eq!(thread.thread_message_id, Some("1727333520582%2047588994306224".into()));
    assert_eq!((thread.follower_count, thread.is_follower), (Some(26), Some(true)));
    assert_eq!(thread.thread_state, Some(ThreadState::Open));
    let last = thread.last_message_information.as_ref().unwrap();
    assert_eq!(last.time, Some("2026-02-27T19:48:08+05:30".parse().unwrap()));
    assert_eq!(last.meta.as_ref().unwrap().revision, Some(2));
}

#[tokio::test]
async fn list_threads_by_everything() {
    let line = concat!(
        "GET /api/v3/threads?parent_chat_id=CT_1%202&limit=50&next_token=NTB8MTc%3D%3D",
        "&sync_token=a%2Bb%2Fc&state=not_followed&type=closed&search_key=Q3%20%26%20Q4",
        "&next_search_token=c%3Dd",
    );
    let example = example("listThreads", "200", "list_threads");
    sends(Sent::bare(line), example, |client| {
        let request = client.threads().list("CT_1 2").limit(50).next_token("NTB8MTc==");
        let request = request.sync_token("a+b/c").state(FollowState::NotFollowed);
        let request = request.kind(ThreadState::Closed).search_key("Q3 & Q4");
        request.next_search_token("c=d").send()
    })
    .await;
}

#[tokio::test]
async fn list_threads_of_the_fields() {
    let example = example("listThreads", "200", "field_examples");
    let line = "GET /api/v3/threads?parent_chat_id=CT_9&state=all";
    let response = sends(Sent::bare(line), example.clone(), |client| {
        client.threads().list("CT_9").state(FollowState::All).send()
    })
    .await;
    assert_eq!(to_value(&response).unwrap(), example);
    assert_eq!(response.data[0].parent_message_sender, Some("673892104".into()));
}

#[tokio::test]
async fn get() {
    let example = example("getThreadDetailsV3", "200", "get_thread");
    let response =
        sends(Sent::bare("GET /api/v3/threads/CT_1%202-T-3%2F4"), example.clone(), |it| {
            it.threads().get(ODD).send()
        })
        .await;
    assert_eq!(to_value(&response).unwrap(), example);
    assert_eq!(response.data.title.as_deref(), Some("Email campaign strategy discussion"));
    assert_eq!(response.data.parent_participant, Some(true));
    assert_eq!(response.data.last_message_information, None);
}

#[tokio::test]
async fn main_message() {
    let example = example("Get main message of a thread", "200", "main_thread_message");
    let sent = Sent::bare("GET /api/v3/threads/CT_1_60-T-12/messages/main");
    let response =
        sends(sent, example.clone(), |client| client.threads().main_message(THREAD).send()).await;
    assert_eq!(to_value(&response).unwrap(), example);
    assert_eq!(response.sender.unwrap().name.as_deref(), Some("Ryan West"));
    assert_eq!(response.mentions.unwrap().len(), 2);
    assert_eq!(response.thread_information.unwrap().message_count, Some(18));
    assert_eq!(response.thread_state_information.unwrap().thread_state, Some(ThreadState::Open));
    assert_eq!(response.time, Some("2026-05-28T10:36:48+00:00".parse().unwrap()));
}

#[tokio::test]
async fn followers() {
    for (name, count) in [("followers_list", 2), ("field_examples", 3)] {
        let example = example("Get thread followers", "200", name);
        let sent = Sent::bare("GET /api/v3/threads/CT_1_60-T-12/followers");
        let response =
            sends(sent, example.clone(), |client| client.threads().followers(THREAD).send()).await;
        assert_eq!(to_value(&response).unwrap(), example);
        assert_eq!(response.data.len(), count);
        assert_eq!(response.data[0].email_id.as_deref(), Some("ryan.west@zylker.com"));
    }
}

#[tokio::test]
async fn non_followers() {
    let example = example("Get non-followers of a thread", "200", "nonfollowers_list");
    let sent = Sent::bare("GET /api/v3/threads/CT_1%202-T-3%2F4/nonfollowers");
    let response =
        sends(sent, example.clone(), |client| client.threads().non_followers(ODD).send()).await;
    assert_eq!(to_value(&response).unwrap(), example);
    assert_eq!(response.data[0].user_id, Some("855727963".into()));
}

#[tokio::test]
async fn members() {
    let example = example("Retrieve members of a thread", "200", "field_examples");
    let sent = Sent::bare("GET /api/v3/chats/CT_1_60-T-12/members");
    let response =
        sends(sent, example.clone(), |client| client.threads().members(THREAD).send()).await;
    assert_eq!(to_value(&response).unwrap(), example);
    assert_eq!(response.members[0].name.as_deref(), Some("Olivia - Content Writer"));
}

#[tokio::test]
async fn retrieve_members_of_thread_with_fields() {
    let example = example("Retrieve members of a thread", "200", "field_examples");
    let line = "GET /api/v3/chats/CT_1_60-T-12/members?fields=user_id,email_id,name";
    sends(Sent::bare(line), example, |client| {
        let fields = [MemberField::UserId, MemberField::EmailId, MemberField::Name];
        client.threads().members(THREAD).fields(fields).send()
    })
    .await;
}
