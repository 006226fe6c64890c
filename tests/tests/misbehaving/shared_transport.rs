//! One pool of connections for many clients, and how it is set up.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::try_join_all;
use generated_client::pacing::Off;
use generated_client::{BoxFuture, Client, HttpTransport, Resolver, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

use super::server::{Act, Server, TOKEN, json, response};

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn model(server: &Server) -> Client {
    let transport = HttpTransport::builder().build().unwrap();
    let client = Client::builder().base_url(server.url()).transport(transport);
    client.without_credentials().build().unwrap()
}

#[tokio::test]
async fn ten_thousand_tenants_share_one_pool() {
    let server = Server::new([response(204, "", "")]).await;
    let client = model(&server);
    let tenants = (0..10_000).map(|number| {
        client.with_user(format!("u{number}")).with_token(format!("1000.t{number}")).unwrap()
    });
    let tenants: Vec<_> = tenants.collect();
    for tenant in tenants.iter().step_by(20) {
        tenant.chats().close("CT_1").await.unwrap();
    }
    assert_eq!((server.count(), server.connections()), (500, 1));
    assert_eq!(server.seen()[499].authorization, "Zoho-oauthtoken 1000.t9980");
}

#[tokio::test]
async fn a_tenant_has_a_budget_of_its_own() {
    let server = Server::new([response(204, "", ""), json(429, ""), response(204, "", "")]).await;
    let client = model(&server);
    let ada = client.with_user("ada").with_token(TOKEN).unwrap();
    let bob = client.with_user("bob").with_token(TOKEN).unwrap();
    ada.chats().close("CT_1").await.unwrap();
    assert!(ada.chats().close("CT_1").await.unwrap_err().is_rate_limited());
    assert!(ada.chats().close("CT_1").await.unwrap_err().is_locked_out());
    let same = client.with_user("ada").with_token("1000.other").unwrap();
    assert!(same.chats().close("CT_1").await.unwrap_err().is_locked_out(), "limits count per user");
    bob.chats().close("CT_1").await.unwrap();
}

#[tokio::test]
async fn tenants_refresh_their_own_tokens() {
    let service = Server::new([response(204, "", "")]).await;
    let accounts =
        Server::new([Act::Echo(200, r#"{"access_token": "1000.of-{body}", "expires_in": 3600}"#)])
            .await;
    let transport = HttpTransport::builder().build().unwrap();
    let client = Client::builder().base_url(service.url()).accounts_url(accounts.url());
    let client = client.transport(transport).without_credentials().build().unwrap();
    // The accounts server gives out ten tokens in ten minutes, for each of them.
    for number in 0..20 {
        let user = client.with_user(format!("u{number}"));
        let tenant =
            user.with_refresh_token("1000.CLIENT", "secret", format!("1000.r{number}")).unwrap();
        for _ in 0..3 {
            tenant.chats().close("CT_1").await.unwrap();
        }
        let asked = accounts.seen();
        assert_eq!(asked.len(), number + 1, "it keeps its token");
        assert!(asked[number].body.ends_with(&format!("refresh_token=1000.r{number}")));
        let sent = &service.seen()[3 * number + 2].authorization;
        assert!(sent.ends_with(&format!("1000.r{number}")), "{sent}");
    }
}

#[tokio::test]
async fn a_client_of_another_user_does_not_send_the_token_of_the_first() {
    let server = Server::new([response(204, "", "")]).await;
    let client = server.client().with_user("bob");
    let error = client.chats().close("CT_1").await.unwrap_err();
    assert!(error.is_token() && error.is_not_sent(), "{error:?}");
    assert!(error.to_string().contains("has no credentials"), "{error}");
    let error = client.with_token("1000.s3cret\n").unwrap_err();
    assert!(error.is_builder() && !error.to_string().contains("s3cret"), "{error}");
    assert!(client.with_refresh_token("id", "", "token").unwrap_err().is_builder());
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn ten_thousand_calls_at_a_time_use_at_most_64_sockets() {
    let server = Server::new([response(204, "", "")]).await;
    let client = server.builder().pacer(Off).timeout(Duration::from_secs(300)).build().unwrap();
    let calls = (0..10_000).map(|_| client.chats().close("CT_1").send());
    try_join_all(calls).await.unwrap();
    assert_eq!(server.count(), 10_000);
    assert!(server.connections() <= 64, "{}", server.connections());
}

/// Finds an address once; then it takes for ever.
#[derive(Clone, Default)]
struct Stalls {
    asked: Arc<AtomicUsize>,
}

impl Resolver for Stalls {
    fn resolve(&self, _: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        if self.asked.fetch_add(1, Ordering::SeqCst) == 0 {
            Box::pin(async { Ok(vec![LOCALHOST]) })
        } else {
            Box::pin(std::future::pending())
        }
    }
}

/// Each call that found the one connection busy would leave one behind that is being made.
#[tokio::test]
async fn connections_that_stall_are_no_more_than_there_may_be() {
    const MOST: usize = 4;
    let server = Server::new([response(204, "", "")]).await;
    let port = server.url().rsplit_once(':').unwrap().1;
    let resolver = Stalls::default();
    let transport = HttpTransport::builder().resolver(resolver.clone()).max_connections(MOST);
    let client = server.builder().base_url(&format!("http://cliq.test:{port}")).pacer(Off);
    let client = client.transport(transport.build().unwrap()).build().unwrap();
    client.chats().close("CT_1").await.unwrap();
    let callers = (0..MOST).map(async |_| {
        for _ in 0..50 {
            client.chats().close("CT_1").await?;
        }
        Ok::<_, generated_client::Error>(())
    });
    try_join_all(callers).await.unwrap();
    // The first one found its address.
    let stalled = resolver.asked.load(Ordering::SeqCst) - 1;
    assert!(stalled <= MOST, "{stalled}");
}

#[tokio::test]
async fn a_call_that_gets_no_connection_in_time_was_not_sent() {
    let server = Server::new([Act::Hang]).await;
    let transport = HttpTransport::builder().max_connections(1).build().unwrap();
    let first = server.builder().transport(transport.clone()).build().unwrap();
    let first = tokio::spawn(async move { first.chats().close("CT_1").await });
    while server.count() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let second = server.builder().retry(RetryPolicy::off()).transport(transport);
    let second = second.timeout(Duration::from_millis(100)).build().unwrap();
    let error = second.chats().leave("CT_1").await.unwrap_err();
    first.abort();
    assert!(error.is_timeout() && error.is_not_sent(), "{error:?}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_header_is_added_to_every_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let transport = HttpTransport::builder().header("x-team", "release").build().unwrap();
    let client = Client::builder().base_url(&url).access_token(TOKEN).transport(transport);
    let client = client.build().unwrap();
    let call = tokio::spawn(async move { client.chats().close("CT_1").await });
    let (mut stream, _) = listener.accept().await.unwrap();
    let head = read_head(&mut stream).await;
    assert!(head.contains("x-team: release\r\n"), "{head}");
    stream.write_all(b"HTTP/1.1 204 X\r\n\r\n").await.unwrap();
    call.await.unwrap().unwrap();

    let error = HttpTransport::builder().header("x-team", "s3cret\n").build().unwrap_err();
    assert!(error.is_builder() && !error.to_string().contains("s3cret"), "{error}");
}

async fn read_head(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

/// What a proxy sees of a call to `url`, if it is asked at all.
async fn seen_by_proxy(url: &str) -> Option<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let transport = HttpTransport::builder().proxy(proxy).build().unwrap();
    let client = Client::builder().base_url(url).access_token(TOKEN).transport(transport);
    let client = client.retry(RetryPolicy::off()).build().unwrap();
    let proxy = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        // What comes next is TLS: its first byte is that of a handshake record.
        assert_eq!(stream.read_u8().await.unwrap(), 0x16);
        head
    };
    tokio::select! {
        head = proxy => Some(head),
        _ = async { client.chats().close("CT_1").await } => None,
    }
}

#[tokio::test]
async fn a_proxy_gets_tunnels_and_never_a_token() {
    let head = seen_by_proxy("https://cliq.example.com").await.unwrap();
    assert!(head.starts_with("CONNECT cliq.example.com:443 HTTP/1.1\r\n"), "{head}");
    assert!(!head.to_ascii_lowercase().contains("\r\nauthorization"), "{head}");
    let server = Server::new([response(204, "", "")]).await;
    assert_eq!(seen_by_proxy(server.url()).await, None, "it could read the token");
    assert_eq!(server.count(), 1);
    for unknown in ["socks5://user:s3cret@localhost:1080", "htp://user:s3cret@localhost:1"] {
        let error = HttpTransport::builder().proxy(unknown).build().unwrap_err();
        assert!(error.to_string().contains("neither `http` nor `https`"), "{error}");
        assert!(error.is_builder() && !error.to_string().contains("s3cret"), "{error}");
    }
    let error = HttpTransport::builder().proxy("http://user:s3cret@ x").build().unwrap_err();
    assert!(error.is_builder() && !error.to_string().contains("s3cret"), "{error}");
}

struct Fixed;

impl Resolver for Fixed {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let found = if host == "cliq.test" {
            Ok(vec![LOCALHOST])
        } else {
            Err(io::ErrorKind::NotFound.into())
        };
        Box::pin(async { found })
    }
}

#[tokio::test]
async fn hosts_are_found_as_the_transport_is_told() {
    let server = Server::new([response(204, "", "")]).await;
    let port = server.url().rsplit_once(':').unwrap().1;
    let by_resolver = HttpTransport::builder().resolver(Fixed).build().unwrap();
    let by_addresses =
        HttpTransport::builder().addresses("cliq.test", [LOCALHOST]).build().unwrap();
    for transport in [by_resolver.clone(), by_addresses] {
        let client = server.builder().base_url(&format!("http://cliq.test:{port}"));
        client.transport(transport).build().unwrap().chats().close("CT_1").await.unwrap();
    }
    let elsewhere = server.builder().base_url("http://other.test").transport(by_resolver);
    let elsewhere = elsewhere.retry(RetryPolicy::off()).build().unwrap();
    assert!(elsewhere.chats().close("CT_1").await.unwrap_err().is_not_sent());
}

/// A certificate as text (RFC 7468): base64 between two lines.
fn pem(der: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in der.chunks(3) {
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - group.len()));
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) as usize % 64;
            text.push(if digit > group.len() { '=' } else { DIGITS[index].into() });
        }
    }
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|it| str::from_utf8(it).unwrap()).collect();
    let text = lines.join("\n");
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}

#[tokio::test]
async fn root_certificates_are_added_or_replaced() {
    let certified = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = certified.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            read_head(&mut stream).await;
            stream.write_all(b"HTTP/1.1 204 X\r\nconnection: close\r\n\r\n").await.unwrap();
            let _ = stream.shutdown().await;
        }
    });
    let pem = pem(certified.cert.der());
    let another = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let another = self::pem(another.cert.der());
    let builder = HttpTransport::builder;
    for (transport, is_trusted) in [
        (builder().only_root_certificates(&pem), true),
        (builder().only_root_certificates(&another), false),
        (builder().only_root_certificates(&another).add_root_certificates(&pem), true),
        (builder().add_root_certificates(format!("{another}\n{pem}")), true),
    ] {
        let client = Client::builder().base_url(&url).access_token(TOKEN);
        let client = client.transport(transport.build().unwrap()).retry(RetryPolicy::off());
        let result = client.build().unwrap().chats().close("CT_1").await;
        assert_eq!(result.is_ok(), is_trusted, "{result:?}");
        assert!(is_trusted || result.unwrap_err().is_tls());
    }
    for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----"] {
        assert!(builder().add_root_certificates(pem).build().unwrap_err().is_builder(), "{pem}");
    }
}

#[tokio::test]
async fn a_reqwest_client_of_ones_own() {
    // The feature `rustls` of this crate gives reqwest no provider.
    let _ = ring::default_provider().install_default();
    let server = Server::new([response(204, "", "")]).await;
    let own = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .unwrap();
    let client = server.builder().transport(HttpTransport::from(own)).build().unwrap();
    client.chats().close("CT_1").await.unwrap();
}
