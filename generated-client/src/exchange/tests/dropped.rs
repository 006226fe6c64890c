//! Calls that are dropped before they are over.

use super::observed::Rare;
use super::scripted::{Act, SECOND, Scripted};
use crate::{Client, Operation};

/// How many calls there is room for after one that was dropped under way.
async fn places_left(client: &Client) -> Option<u32> {
    tokio::time::timeout(SECOND, client.send(Rare)).await.unwrap_err();
    client.route_state(Rare::INFO).await.unwrap().unwrap().places_left
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_before_anything_is_sent_gives_its_place_back() {
    use std::{future::pending, io, net::IpAddr};

    struct Silent;

    impl crate::Resolver for Silent {
        fn resolve(&self, _: &str) -> crate::BoxFuture<'static, io::Result<Vec<IpAddr>>> {
            Box::pin(pending())
        }
    }

    let transport = crate::HttpTransport::builder().no_proxy().resolver(Silent);
    let transport = transport.without_certificates().build().unwrap();
    let client = Client::builder().access_token("1000.any").transport(transport).build().unwrap();
    assert_eq!(places_left(&client).await, Some(1));
    #[cfg(feature = "streaming")]
    {
        use super::streamed::RareLoad;
        let file = client.download(RareLoad).stream();
        tokio::time::timeout(SECOND, file).await.unwrap_err();
        let state = client.route_state(RareLoad::INFO).await.unwrap().unwrap();
        assert_eq!(state.places_left, Some(1));
    }
}

/// Of a transport of one's own, nobody knows.
#[tokio::test(start_paused = true)]
async fn a_call_that_may_have_been_sent_keeps_its_place_when_it_is_dropped() {
    assert_eq!(places_left(&Scripted::new([Act::Hang]).client()).await, Some(0));
}
