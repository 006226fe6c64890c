//! Responses that are not what was expected.

use generated_client::Error;
use generated_client::chats::{BulkChatUpdate, NewChat};
use generated_client::messages::{ForwardRecipients, ForwardSource};

use super::files::{load, upload};
use super::server::{Act, Server, answer_with, json, raw, response};

/// The error of a read, which is not repeated.
async fn unreadable(act: Act) -> Error {
    let server = Server::new([act]).await;
    let error = server.client().chats().list().await.unwrap_err();
    assert!(error.is_decode() && !error.is_api() && !error.is_not_sent(), "{error:?}");
    assert_eq!(server.count(), 1);
    error
}

#[tokio::test]
async fn html_instead_of_json() {
    let page = "<html><body>\n<h1>Sign in</h1></body></html>";
    let error = unreadable(response(200, "text/html; charset=utf-8", page)).await;
    assert_eq!(error.body().unwrap(), page);
    assert_eq!(
        error.to_string(),
        "chats.list: cannot read the response (200 OK): expected JSON, found text/html; \
         charset=utf-8: `<html><body> <h1>Sign in</h1></body></html>`"
    );
    // A write that is answered so is not repeated either.
    let server = Server::new([response(200, "text/html", page)]).await;
    let error = server.client().chats().leave("CT_1").await.unwrap_err();
    assert!(error.is_decode(), "{error:?}");
    assert_eq!(server.count(), 1);
}

/// What is not the service's own JSON was written by something on the way, such as a captive portal.
#[tokio::test]
async fn the_outcome_of_a_write_that_something_else_answered_is_unknown() {
    for body in ["<html>Sign in</html>", "OK", "[Proxy] Welcome", "{{ user }}", "\u{feff}{}"] {
        let server = Server::new([response(200, "text/html", body)]).await;
        let client = server.client();
        for error in [
            client.chats().leave("CT_1").await.unwrap_err(),
            client.chats().update_title("CT_1", "Rewards").await.map(drop).unwrap_err(),
            client
                .chats()
                .bulk_update(BulkChatUpdate::clear_unread(["CT_1"]))
                .await
                .map(drop)
                .unwrap_err(),
        ] {
            assert!(error.is_decode() && error.is_outcome_unknown(), "{body}: {error:?}");
            assert!(!error.is_not_sent(), "{body}: {error:?}");
        }
        assert_eq!(server.count(), 3, "{body}");
    }
    // JSON of another shape is a response of the service, which says that it was done.
    for body in ["5", r#"{"data": 7}"#, r#"{"data": {"title": "#] {
        let server = Server::new([json(200, body)]).await;
        let error = server.client().chats().update_title("CT_1", "Rewards").await.unwrap_err();
        assert!(error.is_decode() && !error.is_outcome_unknown(), "{body}: {error:?}");
    }
}

/// The service normally answers a write with 204, or with what stands for it, also where a body is documented.
#[tokio::test]
async fn an_empty_success_of_a_write_says_that_the_change_was_made() {
    let responses = [
        (204, ""),
        (200, " "),
        (200, r#"{"Response Code": 204}"#),
        (200, r#"{"Response_Code": 204}"#),
        (200, r#""204 No response""#),
    ];
    for (status, body) in responses {
        let server = Server::new([json(status, body)]).await;
        let client = server.client();
        let source = ForwardSource::new("CT_1", ["1_2"]);
        let to = ForwardRecipients::new().chat_ids(["CT_2"]);
        let group = NewChat::group(["7", "8"], "Rewards");
        for error in [
            client.chats().update_title("CT_1", "Rewards").await.map(drop).unwrap_err(),
            client.messages().bulk_delete("CT_1", ["1_2"]).await.map(drop).unwrap_err(),
            client.chats().add_members("CT_1", ["7"]).await.map(drop).unwrap_err(),
            client.chats().remove_members("CT_1", ["7"]).await.map(drop).unwrap_err(),
            client.chats().create(group).await.map(drop).unwrap_err(),
            client.chats().fork("CT_1", "1_2", "Rewards").await.map(drop).unwrap_err(),
            client.messages().forward(source.clone(), to.clone()).await.map(drop).unwrap_err(),
        ] {
            assert!(error.is_no_content() && !error.is_decode() && !error.is_api(), "{error:?}");
            let text = error.to_string();
            assert!(text.contains(": the change was made, but the response ("), "{text}");
            assert_eq!(
                (error.status().unwrap().as_u16(), &error.body().unwrap()[..]),
                (status, body.as_bytes())
            );
            assert!(!error.is_outcome_unknown() && !error.is_not_sent(), "{body}: {error:?}");
        }
        assert_eq!(server.count(), 7, "{body}");

        // Of a read, nothing came back that could be told from an empty list.
        let error = client.chats().list().await.unwrap_err();
        assert!(error.is_no_content() && !error.is_decode(), "{body}: {error:?}");
        assert!(!error.to_string().contains("change"), "{error}");
    }
}

#[tokio::test]
async fn cut_json_and_wrong_types() {
    for (body, reason) in [
        (r#"{"chats": [{"name": "cut o"#, "at `$.chats[0].name`: EOF while parsing a string"),
        (
            r#"{"chats": [{"participant_count": 2}, {"#,
            "at `$.chats[1]`: EOF while parsing an object",
        ),
        // One item alone would not cost the others.
        (
            r#"{"chats": [{"participant_count": "two"}], "next": ["#,
            "at `$.chats[0].participant_count`: invalid value: string \"two\", expected i64",
        ),
        (r#"{"chats": null}"#, "at `$.chats`: invalid type: null, expected a sequence"),
    ] {
        let error = unreadable(json(200, body)).await;
        assert!(!error.is_outcome_unknown(), "{error:?}");
        assert_eq!(error.body().unwrap(), body);
        let text = error.to_string();
        let start = "chats.list: cannot read the response (200 OK): ";
        assert_eq!(text, format!("{start}{reason}"));
    }
}

/// RFC 9110, section 15.3.5: a 204 has no body, whatever its headers say.
#[tokio::test]
async fn no_content_with_a_content_type_and_a_body() {
    for headers in [
        "content-type: application/json\r\n",
        "content-type: text/html\r\ncontent-length: 12\r\n",
        "content-type: application/json\r\ntransfer-encoding: chunked\r\n",
    ] {
        for body in ["", "<p>Done.</p>"] {
            let response = format!("HTTP/1.1 204 No Content\r\n{headers}\r\n{body}");
            let server = Server::new([Act::Response(response.clone())]).await;
            let client = server.client();
            client.chats().leave("CT_1").await.unwrap();
            // What came too much does not become a part of the next response.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            client.chats().mute("CT_1").await.unwrap();
            assert_eq!(server.count(), 2, "{response}");
        }
    }
}

#[tokio::test]
async fn a_redirect_elsewhere_is_not_followed() {
    let elsewhere = Server::new([json(200, r#"{"chats": []}"#)]).await;
    for status in [301, 302, 303, 307, 308] {
        let headers = [("location", elsewhere.url())];
        let server = Server::new([answer_with(status, &headers, "")]).await;
        let client = server.client();
        for error in [
            client.chats().list().await.unwrap_err(),
            client.chats().leave("CT_1").await.unwrap_err(),
            client.chats().close("CT_1").await.unwrap_err(),
            client.send(upload()).await.unwrap_err(),
            load(&client).await.unwrap_err(),
        ] {
            assert!(error.is_redirect() && error.is_api(), "{error:?}");
            assert!(!error.is_outcome_unknown() && !error.is_not_sent(), "{error:?}");
            assert_eq!(error.headers()["location"], elsewhere.url());
            let text = error.to_string();
            assert!(text.contains(&format!("the service answered {status} ")), "{text}");
        }
        assert_eq!(server.count(), 5);
    }
    assert_eq!(elsewhere.connections(), 0, "the token went to another server");
}

#[tokio::test]
async fn failures_of_the_server() {
    for status in [500, 502, 503, 504] {
        let failure = || response(status, "text/html", "<h1>Oops</h1>");
        let server = Server::new([failure(), failure(), json(200, r#"{"chats": []}"#)]).await;
        server.client().chats().list().await.unwrap();
        assert_eq!(server.count(), 3);

        let server = Server::new([failure(), failure(), json(200, "{}")]).await;
        assert_eq!(load(&server.client()).await.unwrap(), b"{}");
        assert_eq!(server.count(), 3);

        let server = Server::new([failure(), json(204, "")]).await;
        let delete = server.client().messages_v2().delete("CT_1", "1_2");
        delete.repeat_if_unknown().await.unwrap();
        assert_eq!(server.count(), 2);

        let server = Server::new([failure()]).await;
        let client = server.client();
        for error in [
            client.chats().leave("CT_1").await.unwrap_err(),
            client.chats().clear_local_history("CT_1").await.unwrap_err(),
            client.messages_v2().delete("CT_1", "1_2").await.unwrap_err(),
            client.send(upload()).await.unwrap_err(),
        ] {
            assert!(error.is_server_error() && error.is_outcome_unknown(), "{error:?}");
            assert!(error.to_string().ends_with("`<h1>Oops</h1>`"), "{error}");
        }
        assert_eq!(server.count(), 4);
    }
}

/// More than HTTP allows, or than anyone needs.
#[tokio::test]
async fn headers_without_end() {
    for act in [
        Act::Endless("HTTP/1.1 200 OK\r\n", "x-more: and more and more and more and more\r\n"),
        Act::Endless("HTTP/1.1 200 OK\r\nx-long: ", "and more and more and more and more"),
    ] {
        let server = Server::new([act]).await;
        let error = server.client().chats().leave("CT_1").await.unwrap_err();
        assert!(error.is_outcome_unknown() && !error.is_timeout(), "{error:?}");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_response_that_nobody_asked_for() {
    let two = raw(204, &[], "") + &raw(200, &[], r#"{"chats": [{"name": "of another call"}]}"#);
    let server = Server::new([Act::Response(two), json(200, r#"{"chats": []}"#)]).await;
    let client = server.client();
    client.chats().leave("CT_1").await.unwrap();
    let list = client.chats().list().await.unwrap();
    assert!(list.chats.is_empty(), "{list:?}");
}

/// What a server may write at will is shown in part, and on one line.
#[tokio::test]
async fn responses_made_to_flood_a_log() {
    let long = "x\\n".repeat(100_000);
    let deep = "[".repeat(1_000_000);
    for (status, content_type, body) in [
        (400, "application/json", format!(r#"{{"code": "{long}"}}"#)),
        (400, "application/json", format!(r#"{{"code": "{long}", "message": "{long}"}}"#)),
        (400, "application/json", format!(r#"{{"{long}": "{long}"}}"#)),
        (400, "application/json", deep.clone()),
        (200, "application/json", deep.clone()),
        (200, "application/json", format!(r#"{{"chats": {deep}"#)),
        (200, "application/json", format!(r#"{{"chats": [{{"{long}": "#)),
        (200, "application/json", format!(r#"{{"chats": "{long}"}}"#)),
        (200, &"text/html".repeat(1000), long.clone()),
    ] {
        let server = Server::new([response(status, content_type, &body)]).await;
        let error = server.client().chats().list().await.unwrap_err();
        assert!(error.is_api() || error.is_decode(), "{error:?}");
        let (text, debug) = (error.to_string(), format!("{error:#?}"));
        assert!(text.len() < 1000 && !text.contains('\n'), "{text}");
        assert!(debug.len() < 4000, "{debug}");
        assert!(error.body().unwrap().len() <= 64 * 1024);
    }
    let accounts = Server::new([json(200, &format!(r#"{{"error": "{long}"}}"#))]).await;
    let client = accounts.builder().accounts_url(accounts.url());
    let client = client.refresh_token("1000.CLIENT", "secret", "1000.refresh").build().unwrap();
    let error = client.chats().leave("CT_1").await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(error.is_token() && text.len() < 1000 && !text.contains('\n'), "{text}");
}
