use std::time::Duration;

use crate::{Client, ClientBuilder, DataCenter};

fn builder() -> ClientBuilder {
    Client::builder().access_token("1000.s3cret")
}

#[test]
fn needs_only_a_token() {
    let client = builder().build().unwrap();
    assert_eq!(client.base_url(), "https://cliq.zoho.com");
    assert_eq!(format!("{client:?}"), r#"Client { base_url: "https://cliq.zoho.com", .. }"#);
    assert!(!format!("{:?}", builder()).contains("s3cret"));

    let error = Client::builder().build().unwrap_err();
    assert!(error.is_builder());
    assert_eq!(
        error.to_string(),
        "there is nowhere to get an access token from: call `refresh_token` or `access_token`"
    );
}

#[test]
fn refuses_unusable_settings() {
    for builder in [
        builder().access_token("s3cret\n"),
        builder().user_agent("a\nb"),
        builder().base_url("cliq.zoho.com"),
        builder().timeout(Duration::ZERO),
        builder().connect_timeout(Duration::ZERO),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_builder());
        assert!(!format!("{error} {error:#?}").contains("s3cret"));
    }
}

#[test]
fn a_url_that_cannot_be_used_is_called_what_it_is() {
    for (builder, name) in [
        (builder().base_url("foo"), "the base URL"),
        (builder().accounts_url("foo"), "the accounts URL"),
    ] {
        let error = builder.build().unwrap_err().to_string();
        assert_eq!(error, format!("{name} must begin with `https://` or `http://`"));
    }
}

#[test]
fn the_base_url_comes_before_the_data_center() {
    let builder = || builder().data_center(DataCenter::Ca);
    assert_eq!(builder().build().unwrap().base_url(), "https://cliq.zohocloud.ca");
    let network = builder().base_url("https://cliq.zoho.eu/network/acme/");
    assert_eq!(network.build().unwrap().base_url(), "https://cliq.zoho.eu/network/acme");
}
