//! Signing in: grant codes, webhook tokens, and where tokens are kept.

use std::io::ErrorKind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::auth::{
    AccessToken, Accounts, IssuedTokens, SecretFile, TokenCache, TokenError, TokenFile,
};
use generated_client::http::Method;
use generated_client::secrecy::{ExposeSecret, SecretString};
use generated_client::{Client, Encoder, Error, Operation, OperationInfo, Response, Scopes};
use serde_json::json;

use super::server::{Act, Server, json as answer, response};
use super::tokens::{CLIENT_SECRET, REFRESH_TOKEN};

const CODE: &str = "1000.c0de5ecret";
const GIVEN: &str = r#"{"access_token": "1000.t1", "refresh_token": "1000.r1", "expires_in": 3600,
    "scope": "ZohoCliq.Chats.READ", "api_domain": "https://www.zohoapis.com"}"#;

fn accounts(server: &Server) -> Accounts {
    let builder = Client::builder().accounts_url(server.url()).timeout(Duration::from_millis(200));
    builder.build_accounts("1000.CLIENT", CLIENT_SECRET).unwrap()
}

fn exposed(tokens: &IssuedTokens) -> (&str, Option<&str>) {
    let refresh_token = tokens.refresh_token.as_ref().map(ExposeSecret::expose_secret);
    (tokens.access_token.expose_secret(), refresh_token)
}

fn assert_no_secret(error: &TokenError) {
    let text = format!("{error} {error:#} {error:?} {error:#?} {:?}", error.code());
    for secret in [CODE, CLIENT_SECRET, REFRESH_TOKEN, "1000.t1", "1000.r1"] {
        assert!(!text.contains(secret), "{secret} is in: {text}");
    }
}

#[tokio::test]
async fn a_grant_code_is_exchanged_for_a_refresh_token() {
    let server = Server::new([answer(200, GIVEN)]).await;
    let accounts = accounts(&server);
    let tokens = accounts.exchange_code(CODE, None).await.unwrap();
    assert_eq!(exposed(&tokens), ("1000.t1", Some("1000.r1")));
    assert!(tokens.access_token.scopes().unwrap().covers("ZohoCliq.Chats.READ"));
    assert!(!format!("{tokens:?} {accounts:?}").contains("1000."));
    accounts.exchange_code(CODE, Some("http://127.0.0.1:1/back")).await.unwrap();
    let sent = server.seen();
    let form = format!(
        "grant_type=authorization_code&client_id=1000.CLIENT&client_secret={CLIENT_SECRET}&code={CODE}"
    );
    assert_eq!((sent[0].line.as_str(), &sent[0].body), ("POST /oauth/v2/token", &form));
    assert_eq!(sent[1].body, form + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fback");

    // Without `access_type=offline` there is none.
    let server = Server::new([answer(200, r#"{"access_token": "1000.t1"}"#)]).await;
    let tokens = self::accounts(&server).exchange_code(CODE, None).await.unwrap();
    assert_eq!(exposed(&tokens), ("1000.t1", None));
}

#[tokio::test]
async fn a_code_is_exchanged_once_whatever_comes_of_it() {
    for (act, text) in [
        (
            answer(200, r#"{"error": "invalid_code"}"#),
            "refused to exchange the code: invalid_code; the code was used before, is some minutes old, or is one of \
             another data centre",
        ),
        (
            answer(200, r#"{"error": "invalid_client"}"#),
            "invalid_client; the client id is unknown there, as those of another data centre are",
        ),
        (answer(200, r#"{"error": "invalid_client_secret"}"#), "the client secret is wrong"),
        (
            answer(400, r#"{"error": "Access Denied", "error_description": "too many"}"#),
            "the next in 600 s",
        ),
        (Act::Echo(200, r#"{"error": "{body}"}"#), "refused to exchange the code: grant_type"),
        (Act::Echo(500, "<pre>{body}</pre>"), "answered 500 Internal Server Error without a token"),
        (response(200, "text/html", "<h1>Hotel</h1>"), "answered 200 OK without a token"),
        (Act::HangUpAfter(b"HTTP/1.1 200 OK\r\n"), "did not answer: the connection failed"),
        (Act::Hang, "did not answer: no response within the time limit"),
    ] {
        let server = Server::new([act]).await;
        let error = accounts(&server).exchange_code(CODE, None).await.unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
        assert_no_secret(&error);
        assert_eq!(server.count(), 1, "{error}");
    }
    let server = Server::new([Act::Hang]).await;
    for code in ["", "1000.c0de5ecret\n"] {
        let error = accounts(&server).exchange_code(code, None).await.unwrap_err();
        assert_no_secret(&error);
    }
    let error = accounts(&server).exchange_code(CODE, Some("/back")).await.unwrap_err();
    assert!(error.to_string().contains("the redirect URI is not absolute"), "{error}");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_token_is_revoked_only_if_the_server_says_so() {
    let server = Server::new([answer(200, r#"{"status": "success"}"#)]).await;
    accounts(&server).revoke(REFRESH_TOKEN).await.unwrap();
    let sent = &server.seen()[0];
    assert_eq!(sent.line, "POST /oauth/v2/token/revoke");
    assert_eq!(sent.body, format!("token={REFRESH_TOKEN}"));
    for (act, text) in [
        (
            answer(200, r#"{"error": "invalid_code"}"#),
            "the accounts server refused to revoke the token: invalid_code",
        ),
        (answer(400, r#"{"status": "failure"}"#), "did not say that the token is revoked"),
        (answer(200, "{}"), "answered 200 OK and did not say that the token is revoked"),
        (response(200, "text/html", "<h1>Hotel</h1>"), "did not say that the token is revoked"),
        (Act::Echo(400, "<pre>{body}</pre>"), "400 Bad Request and did not say"),
    ] {
        let server = Server::new([act]).await;
        let error = accounts(&server).revoke(REFRESH_TOKEN).await.unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
        assert_no_secret(&error);
    }
}

#[tokio::test]
async fn client_credentials_bring_a_token_that_the_service_may_refuse() {
    let refused = r#"{"code": "oauthtoken_scope_invalid", "message": "Invalid scope."}"#;
    let service = Server::new([answer(401, refused)]).await;
    let accounts = Server::new([answer(200, r#"{"access_token": "1000.t1"}"#)]).await;
    let builder = || service.builder().accounts_url(accounts.url());
    let scopes = Scopes::from("ZohoCliq.Webhooks.CREATE ZohoCliq.Chats.UPDATE");
    let client = builder().client_credentials("1000.CLIENT", CLIENT_SECRET, scopes);
    let error = client.build().unwrap().chats().leave("CT_1").await.unwrap_err();
    assert!(error.is_missing_scope(), "{error}");
    let form = format!(
        "grant_type=client_credentials&client_id=1000.CLIENT&client_secret={CLIENT_SECRET}\
         &scope=ZohoCliq.Chats.UPDATE%2CZohoCliq.Webhooks.CREATE"
    );
    assert_eq!(accounts.seen()[0].body, form);
    let error = builder().client_credentials("1000.CLIENT", "x", Scopes::new()).build();
    assert_eq!(error.unwrap_err().to_string(), "there is no scope to ask for");
}

#[tokio::test]
async fn a_refresh_token_that_is_replaced_is_told_and_used() {
    let invalid = r#"{"code": "oauthtoken_invalid"}"#;
    let service = Server::new([answer(204, ""), answer(401, invalid), answer(204, "")]).await;
    let again = r#"{"access_token": "1000.t2", "refresh_token": "1000.r1"}"#;
    let accounts = Server::new([answer(200, GIVEN), answer(200, again)]).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let builder = service.builder().accounts_url(accounts.url());
    let builder = builder.refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
    let (tell, seen) = (told.clone(), told);
    let builder = builder.on_new_refresh_token(move |_, token| {
        tell.lock().unwrap().push(token.expose_secret().to_owned());
    });
    let client = builder.build().unwrap();
    client.chats().leave("CT_1").await.unwrap();
    assert_eq!(*seen.lock().unwrap(), ["1000.r1"]);
    client.chats().leave("CT_1").await.unwrap();
    let sent = accounts.seen();
    assert!(sent[0].body.ends_with(&format!("&refresh_token={REFRESH_TOKEN}")));
    assert!(sent[1].body.ends_with("&refresh_token=1000.r1"), "{}", sent[1].body);
    assert_eq!(*seen.lock().unwrap(), ["1000.r1"], "the same one is no news");
}

#[tokio::test]
async fn the_refresh_token_of_a_sibling_is_told_with_its_user() {
    let service = Server::new([answer(204, ""), answer(204, ""), answer(204, "")]).await;
    let given = |user| {
        let json = json!({"access_token": "1000.t1", "refresh_token": format!("1000.{user}")});
        answer(200, &json.to_string())
    };
    let accounts = Server::new(["ada", "bob", "itself"].map(given)).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let (tell, seen) = (told.clone(), told);
    let builder = service.builder().accounts_url(accounts.url());
    let builder = builder.refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
    let builder = builder.on_new_refresh_token(move |user, token| {
        tell.lock().unwrap().push((user.to_owned(), token.expose_secret().to_owned()));
    });
    let client = builder.build().unwrap();
    for user in ["ada", "bob"] {
        let sibling = client.with_user(user);
        let sibling = sibling.with_refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
        sibling.unwrap().chats().leave("CT_1").await.unwrap();
    }
    client.chats().leave("CT_1").await.unwrap();
    let expected = [("ada", "1000.ada"), ("bob", "1000.bob"), ("", "1000.itself")];
    let expected = expected.map(|(user, token)| (user.to_owned(), token.to_owned()));
    assert_eq!(*seen.lock().unwrap(), expected);
}

pub(super) const WEBHOOK_TOKEN: &str = "1001.w3bh00k";

struct Incoming;

impl Operation for Incoming {
    type Output = ();
    const INFO: &'static OperationInfo = &OperationInfo::new(
        "extensions",
        "incoming",
        Method::POST,
        "/api/v2",
        "/applications/{APP_ID}/incoming",
    );

    fn encode(&self, request: &mut Encoder) {
        request.path("APP_ID", "7");
        request.query("appkey", "k");
        request.json(&json!({"alert": true}));
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.bytes().map(drop)
    }
}

#[tokio::test]
async fn a_webhook_token_goes_where_it_is_taken_and_nowhere_else() {
    let service = Server::new([answer(204, "")]).await;
    let client = service.builder().webhook_token(WEBHOOK_TOKEN).build().unwrap();
    client.messages_v2().post_to_channel_by_name("releases", "2.0 is out.").await.unwrap();
    client.messages_v2().post_to_chat("CT_1", "2.0 is out.").await.unwrap();
    client.send(Incoming).await.unwrap();
    client.request(Method::POST, "/api/v2/bots/echo/incoming").await.unwrap();
    let lines: Vec<_> = service.seen().into_iter().map(|it| (it.line, it.authorization)).collect();
    let sent = |target: &str| (format!("POST /api/v2/{target}"), String::new());
    assert_eq!(
        lines,
        [
            sent("channelsbyname/releases/message?zapikey=1001.w3bh00k"),
            sent("chats/CT_1/message?zapikey=1001.w3bh00k"),
            sent("applications/7/incoming?appkey=k&zapikey=1001.w3bh00k"),
            sent("bots/echo/incoming?zapikey=1001.w3bh00k"),
        ]
    );

    for error in [
        client.chats().close("CT_1").await.unwrap_err(),
        client.messages().post_to_chat("CT_1", "Hello").await.map(drop).unwrap_err(),
        client.messages_v2().list("CT_1").await.map(drop).unwrap_err(),
        client.request(Method::GET, "/api/v2/bots/echo/incoming").await.map(drop).unwrap_err(),
    ] {
        assert!(error.is_token() && error.is_not_sent(), "{error}");
        assert!(error.to_string().contains("this operation needs an OAuth token"), "{error}");
        assert!(!format!("{error:#?}").contains(WEBHOOK_TOKEN));
    }
    assert_eq!(service.count(), 4);
    for token in ["", "1001.w3b\n"] {
        let error = service.builder().webhook_token(token).build().unwrap_err();
        assert!(error.is_builder() && !format!("{error:#?}").contains("w3b"), "{error}");
    }
}

#[tokio::test]
async fn programs_that_run_one_after_the_other_share_a_token_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = TokenFile::new(folder.path().join("token"));
    let service = Server::new([answer(204, "")]).await;
    let accounts = Server::new([answer(200, GIVEN)]).await;
    let run = |user: &'static str| {
        let builder = service.builder().accounts_url(accounts.url()).user(user);
        let builder = builder.refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
        builder.token_cache(file.clone()).build().unwrap()
    };
    for _ in 0..3 {
        let client = run("ada");
        client.chats().leave("CT_1").await.unwrap();
        assert!(client.granted_scopes().await.unwrap().unwrap().covers("ZohoCliq.Chats.READ"));
    }
    assert_eq!(accounts.count(), 1);
    run("eve").chats().leave("CT_1").await.unwrap();
    assert_eq!(accounts.count(), 2, "the token of another user is not taken");
    let left: Vec<_> = folder.path().read_dir().unwrap().collect();
    assert_eq!(left.len(), 2, "no unfinished files stay beside the lock: {left:?}");

    for (text, count) in [(&b"{"[..], 3), (b"\xff", 4)] {
        std::fs::write(file.path(), text).unwrap();
        run("ada").chats().leave("CT_1").await.unwrap();
        assert_eq!(accounts.count(), count, "a file that is no token is replaced");
    }
}

#[tokio::test]
async fn one_process_at_a_time_gets_a_token_for_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = TokenFile::new(folder.path().join("token"));
    let lease = Duration::from_secs(30);
    assert!(file.claim("ada", lease).await.unwrap());
    assert!(!file.clone().claim("ada", lease).await.unwrap());
    file.release("ada").await.unwrap();
    assert!(file.claim("ada", lease).await.unwrap());
    file.abandon("ada");
    let other = TokenFile::new(file.path());
    assert!(other.claim("ada", lease).await.unwrap());
    file.release("ada").await.unwrap();
    assert!(!file.claim("ada", lease).await.unwrap(), "another's claim is not given back");
    // As if its process had died.
    drop(other);
    assert!(file.claim("ada", lease).await.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn a_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    let file = SecretFile::new(&path);
    assert!(file.read().unwrap().is_none());
    file.write(&SecretString::from(REFRESH_TOKEN)).unwrap();
    file.write(&SecretString::from(REFRESH_TOKEN)).unwrap();
    assert_eq!(file.read().unwrap().unwrap().expose_secret(), REFRESH_TOKEN);
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    for open in [0o640, 0o604, 0o620] {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(open)).unwrap();
        let error = file.read().unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
        assert!(error.to_string().contains("chmod 600"), "{error}");
        let service = Server::new([answer(204, "")]).await;
        let builder = service.builder().refresh_token("1000.CLIENT", CLIENT_SECRET, REFRESH_TOKEN);
        let client = builder.token_cache(TokenFile::new(&path)).build().unwrap();
        let error = client.chats().leave("CT_1").await.unwrap_err();
        assert!(error.is_token() && error.to_string().contains("chmod 600"), "{error}");
        assert_eq!(service.count(), 0);
    }
    file.write(&SecretString::from("other")).unwrap();
    assert_eq!(mode(), 0o600, "it is another file now");
    file.remove().unwrap();
    file.remove().unwrap();
    assert!(SecretFile::new(folder.path().join("no/such")).write(&"x".into()).is_err());
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn an_error_of_a_secret_file_tells_where_it_is_and_nothing_of_the_secret() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let secret = SecretString::from(REFRESH_TOKEN);
    SecretFile::new(at("binary")).write(&secret).unwrap();
    std::fs::write(at("binary"), [REFRESH_TOKEN.as_bytes(), b"\xff"].concat()).unwrap();
    std::fs::create_dir(at("folder")).unwrap();

    let read = |name| SecretFile::new(at(name)).read().map(drop);
    let write = |name| SecretFile::new(at(name)).write(&secret);
    let missing = format!("the folder {} does not exist", at("none").display());
    for (name, result, kind, reason) in [
        ("binary", read("binary"), ErrorKind::InvalidData, "valid UTF-8"),
        ("folder", write("folder"), ErrorKind::IsADirectory, ""),
        ("none/secret", write("none/secret"), ErrorKind::NotFound, &missing),
        ("..", write(".."), ErrorKind::InvalidInput, "the path names no file"),
        ("binary/x", read("binary/x"), ErrorKind::NotADirectory, ""),
        ("binary/x", SecretFile::new(at("binary/x")).remove(), ErrorKind::NotADirectory, ""),
    ] {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        let text = error.to_string();
        let rest = text.strip_prefix(&format!("{}: ", at(name).display()));
        assert!(rest.is_some_and(|it| it.contains(reason)), "{text}");
        assert!(!format!("{error:?}").contains(REFRESH_TOKEN), "{error:?}");
    }
    assert!(read("none/secret").is_ok(), "no file, as there is none in a folder that is there");
}

/// It would make a folder unusable, and a device useless for everybody else.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_to_be_made_private() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for (path, kind) in [
        (folder.path(), ErrorKind::IsADirectory),
        ("/dev/null".as_ref(), ErrorKind::PermissionDenied),
    ] {
        let error = SecretFile::new(path).read().unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        let text = error.to_string();
        assert!(text.contains(path.to_str().unwrap()) && !text.contains("chmod"), "{text}");
    }
}

#[tokio::test]
async fn an_error_of_a_token_file_names_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("token.lock")).unwrap();
    let lease = Duration::from_secs(30);
    let error = TokenFile::new(at("token")).claim("ada", lease).await.unwrap_err().to_string();
    let lock = format!("the lock of the token file, {}: ", at("token.lock").display());
    assert!(error.contains(&lock), "{error}");

    let file = TokenFile::new(at("none/token"));
    assert!(file.load("ada").await.unwrap().is_none());
    let missing = format!("the folder {} does not exist", at("none").display());
    let error = file.claim("ada", lease).await.unwrap_err().to_string();
    assert!(error.ends_with(&missing), "{error}");
    let error = file.store("ada", &AccessToken::new(REFRESH_TOKEN), lease).await.unwrap_err();
    let text = format!("the token file {}: {missing}", file.path().display());
    assert!(error.to_string().ends_with(&text), "{error}");
    assert_no_secret(&error);
}
