//! The token is in nothing that is printed.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::time::Duration;

use generated_client::auth::AccessToken;
use generated_client::secrecy::SecretString;
use generated_client::{Client, Error};
use wiremock::ResponseTemplate;

use super::service::{Service, TOKEN};

fn assert_no_secret(text: &str) {
    for secret in [TOKEN, "s3cret", "1000."] {
        assert!(!text.contains(secret), "{secret:?} is in: {text}");
    }
}

fn assert_no_secret_in(value: &impl Debug) {
    assert_no_secret(&format!("{value:?} {value:#?}"));
}

fn assert_no_secret_in_error(error: &Error) {
    assert_no_secret(&format!("{error} {error:#} {error:?} {error:#?}"));
    let mut source = error.source();
    while let Some(error) = source {
        assert_no_secret(&format!("{error} {error:#?}"));
        source = StdError::source(error);
    }
}

#[tokio::test]
async fn not_in_clients_and_requests() {
    let service = Service::answering(204, "").await;
    assert_no_secret_in(&service.builder());
    // What a program has as a secret goes in as one.
    assert_no_secret_in(&AccessToken::from(SecretString::from(TOKEN)));
    let client = service.client();
    assert_no_secret_in(&client);
    assert_no_secret_in(&client.chats());
    assert_no_secret_in(&client.chats().get("CT_1"));
    assert_no_secret_in(&client.chats().get("CT_1").send());
}

#[test]
fn not_in_errors_of_the_builder() {
    for token in [TOKEN.to_owned() + "\n", format!("Bearer {TOKEN}"), format!("{TOKEN}é")] {
        assert_no_secret_in_error(&Client::builder().access_token(token).build().unwrap_err());
    }
    for url in [format!("https://{TOKEN}@zoho.com"), format!("https://zoho.com?token={TOKEN}")] {
        let builder = Client::builder().access_token(TOKEN).base_url(&url);
        assert_no_secret_in(&builder);
        assert_no_secret_in_error(&builder.build().unwrap_err());
    }
}

/// It is in the response by chance: what programs compare stays.
#[tokio::test]
async fn a_token_that_is_a_common_word_spoils_no_code() {
    let body = r#"{"code": "chat_access_denied", "message": "No access, 1000.s3cret."}"#;
    for code in ["chat_access_denied", "undocumented_access_code"] {
        let body = body.replace("chat_access_denied", code);
        let service = Service::answering(403, &body).await;
        for token in ["access", "chat_access_denied", "c", "_"] {
            let client = service.builder().access_token(token).build().unwrap();
            let error = client.chats().close("CT_1").await.unwrap_err();
            assert_eq!(error.code().unwrap().as_str(), code);
            assert!(error.to_string().ends_with(&format!(" (403 Forbidden, {code})")), "{error}");
        }
        let client = service.builder().access_token("access").build().unwrap();
        let error = client.chats().close("CT_1").await.unwrap_err();
        assert_eq!(error.message(), Some("No [secret], 1000.s3cret."));
        let error = service.client().chats().close("CT_1").await.unwrap_err();
        assert_eq!(error.message(), Some("No access, [secret]."));
        assert_no_secret_in_error(&error);
    }
}

/// Nor are the error's predicates changed by it.
#[tokio::test]
async fn a_token_that_is_a_common_word_hides_no_throttling() {
    let throttled = ResponseTemplate::new(400).insert_header("retry-after", "120");
    let body = r#"{"code": "request_limit_exceeded"}"#;
    let service = Service::new(throttled.set_body_raw(body, "application/json")).await;
    for token in ["limit", "request_limit_exceeded", "e", "12", "120"] {
        let client = service.builder().access_token(token).build().unwrap();
        let error = client.chats().close("CT_1").await.unwrap_err();
        assert!(error.is_rate_limited(), "{error}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(120)), "{token}");
    }
}

#[tokio::test]
async fn not_in_errors_of_calls() {
    let elsewhere = Service::answering(204, "").await;
    for response in [
        ResponseTemplate::new(401),
        ResponseTemplate::new(403).set_body_string(r#"{"message": "No."}"#),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(302).insert_header("location", elsewhere.url()),
        ResponseTemplate::new(204).set_delay(Duration::from_secs(60)),
    ] {
        let service = Service::new(response).await;
        let client = service.builder().timeout(Duration::from_millis(200)).build().unwrap();
        assert_no_secret_in_error(&client.chats().close("CT_1").await.unwrap_err());
        assert_no_secret_in_error(&client.chats().close("").await.unwrap_err());
    }
    let nobody = Client::builder().base_url("http://[::1]:1").access_token(TOKEN).build().unwrap();
    assert_no_secret_in_error(&nobody.chats().close("CT_1").await.unwrap_err());
}
