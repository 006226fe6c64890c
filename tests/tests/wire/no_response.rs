//! No connection, no response in time, a response from elsewhere.

use std::error::Error as _;
use std::time::Duration;

use generated_client::Client;
use tokio::net::TcpSocket;
use wiremock::ResponseTemplate;

use super::service::{Service, TOKEN};

#[tokio::test]
async fn a_refused_connection() {
    // A port that is taken, so that nobody else gets it, and that nobody listens at.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let client = Client::builder().base_url(&url).access_token(TOKEN).build().unwrap();

    let error = client.chats().close("CT_1").await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout() && !error.is_api(), "{error:?}");
    assert_eq!((error.status(), error.code(), error.message(), error.body()), Default::default());
    let text = error.to_string();
    assert!(text.starts_with("chats.close: cannot connect: "), "{text}");
    assert!(error.source().is_some());
    assert!(!format!("{text} {error:#?}").contains("CT_1"), "{error:?}");
}

#[tokio::test]
async fn a_response_that_is_late() {
    let late = ResponseTemplate::new(204).set_delay(Duration::from_secs(60));
    let service = Service::new(late).await;
    let client = service.builder().timeout(Duration::from_millis(200)).build().unwrap();
    let error = client.chats().close("CT_1").await.unwrap_err();
    assert!(error.is_timeout() && !error.is_api() && !error.is_decode(), "{error:?}");
    assert_eq!(error.status(), None);
    assert_eq!(error.operation().unwrap().name, "close");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Service::answering(200, r#"{"chats": []}"#).await;
    for status in [301, 302, 303, 307, 308] {
        let redirect = ResponseTemplate::new(status).insert_header("location", elsewhere.url());
        let service = Service::new(redirect).await;
        let error = service.chats().list().await.unwrap_err();
        assert!(error.is_api(), "{error:?}");
        assert_eq!(error.status().unwrap(), status);
        let error = service.chats().close("1").await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(service.requests().await.len(), 2);
    }
    assert!(elsewhere.requests().await.is_empty(), "the token went to another server");
}
