//! Options of one call, against a server that does not keep to them.

use std::time::Duration;

use generated_client::RetryPolicy;
use generated_client::http::Method;

use super::file_operations::Load;
use super::server::{Act, Server, json};

const SOON: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_change_that_runs_out_of_the_time_of_its_call_may_have_been_made() {
    let server = Server::new([Act::Hang]).await;
    let client = server.client();
    for error in [
        client.chats().close("1").timeout(SOON).await.unwrap_err(),
        client.chats().close("1").total_timeout(SOON).await.unwrap_err(),
        client.chats().close("1").with_response().timeout(SOON).await.unwrap_err(),
        client.request(Method::PUT, "/x").timeout(SOON).await.unwrap_err(),
    ] {
        assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
        assert!(!error.is_not_sent(), "{error:?}");
    }
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn what_only_reads_is_repeated_after_the_time_of_an_attempt() {
    for is_documented in [true, false] {
        let server = Server::new([Act::Hang, json(200, r#"{"chats": []}"#)]).await;
        let client = server.client();
        if is_documented {
            client.chats().list().timeout(SOON).await.unwrap();
        } else {
            client.request(Method::GET, "/x").timeout(SOON).await.unwrap();
        }
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn a_page_of_a_list_has_the_time_of_its_call() {
    let server = Server::new([Act::Hang]).await;
    let list = server.client().threads().list("1").timeout(SOON).retry(RetryPolicy::off());
    assert!(list.stream().try_next().await.unwrap_err().is_timeout());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_download_has_the_options_of_its_call() {
    let server = Server::new([Act::Hang]).await;
    let download = server.client().download(Load).timeout(SOON).retry(RetryPolicy::off());
    assert!(download.stream().await.unwrap_err().is_timeout());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn without_a_connection_nothing_was_done() {
    let url = {
        let server = Server::new([Act::Hang]).await;
        server.url().to_owned()
    };
    let client = generated_client::Client::builder().base_url(&url).access_token("1000.any");
    let client = client.retry(RetryPolicy::off()).build().unwrap();
    for error in [
        client.chats().close("1").timeout(Duration::from_secs(30)).await.unwrap_err(),
        client.request(Method::POST, "/x").timeout(Duration::from_secs(30)).await.unwrap_err(),
    ] {
        assert!(error.is_connect() && error.is_not_sent(), "{error:?}");
        assert!(!error.is_outcome_unknown(), "{error:?}");
    }
}
