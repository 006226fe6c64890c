//! TLS that fails.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use generated_client::{Client, Error, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

use super::server::TOKEN;

/// The error of a write to a server that does this with each connection, and how many there were.
async fn error_of<F: Future<Output = ()> + Send>(
    act: impl Fn(TcpStream) -> F + Send + 'static,
) -> (Error, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = connections.clone();
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Relaxed);
            act(stream).await;
        }
    });
    let retry = RetryPolicy::new().base_delay(Duration::from_millis(1));
    let client = Client::builder().base_url(&url).access_token(TOKEN).retry(retry).build().unwrap();
    let error = client.chats().leave("CT_1").await.unwrap_err();
    server.abort();
    (error, connections.load(Relaxed))
}

/// Reads something, and answers without TLS.
async fn plainly(response: &'static [u8]) -> (Error, usize) {
    error_of(move |mut stream| async move {
        let _ = stream.read(&mut [0; 1024]).await;
        let _ = stream.write_all(response).await;
    })
    .await
}

fn assert_tls(error: &Error, connections: usize) {
    assert!(error.is_tls() && error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.is_not_sent() && !error.is_outcome_unknown(), "{error:?}");
    let text = error.to_string();
    assert!(text.starts_with("chats.leave: no secure connection: "), "{text}");
    assert_eq!(connections, 1, "another attempt meets the same");
}

#[tokio::test]
async fn a_server_that_does_not_speak_it() {
    // Garbage; HTTP; a fatal alert `protocol_version` (RFC 8446, section 6).
    let responses: [&[u8]; 3] =
        [&[0; 64], b"HTTP/1.1 400 Bad Request\r\n\r\n", &[0x15, 3, 3, 0, 2, 2, 70]];
    for response in responses {
        let (error, connections) = plainly(response).await;
        assert_tls(&error, connections);
    }
}

/// Hanging up in the middle of the handshake says nothing about TLS.
#[tokio::test]
async fn a_server_that_hangs_up() {
    let (error, connections) = plainly(b"").await;
    assert!(error.is_connect() && error.is_not_sent() && !error.is_tls(), "{error:?}");
    assert_eq!(connections, 4);
}

/// Somebody on the way who would like to read along.
#[tokio::test]
async fn a_certificate_that_nobody_vouches_for() {
    let certified = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = certified.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let received = Arc::new(AtomicUsize::new(0));
    let count = received.clone();
    let (error, connections) = error_of(move |stream| {
        let (acceptor, count) = (acceptor.clone(), count.clone());
        async move {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                count.fetch_add(stream.read(&mut [0; 1024]).await.unwrap_or(0), Relaxed);
            }
        }
    })
    .await;
    assert_tls(&error, connections);
    assert!(error.to_string().contains("certificate"), "{error}");
    assert_eq!(received.load(Relaxed), 0, "it got something to read");
}

/// Whichever of the time limits is shorter: before the handshake is over, nothing of the request is sent.
#[tokio::test]
async fn a_handshake_that_hangs_sends_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            open.push(stream);
        }
    });
    let (short, long) = (Duration::from_millis(200), Duration::from_secs(30));
    let builder = || {
        let builder = Client::builder().base_url(&url).access_token(TOKEN).timeout(long);
        builder.connect_timeout(long).retry(RetryPolicy::off())
    };
    for builder in
        [builder().timeout(short), builder().connect_timeout(short), builder().total_timeout(short)]
    {
        let error = builder.build().unwrap().chats().leave("CT_1").await.unwrap_err();
        assert!(error.is_timeout() && error.is_connect(), "{error:?}");
        assert!(error.is_not_sent() && !error.is_outcome_unknown(), "{error:?}");
        let text = error.to_string();
        assert!(text.contains(": no connection within the time limit: "), "{text}");
    }
    server.abort();
}
