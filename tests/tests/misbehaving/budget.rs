//! More callers than the documents allow, on a clock that a test moves.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response};
use generated_client::{BoxFuture, Client, Transport, TransportError};
use tokio::time::Instant;

/// Responses after a while, and remembers when it was sent what.
struct Counting {
    latency: fn(usize) -> Duration,
    sent: Mutex<Vec<(Instant, String)>>,
}

impl Transport for Counting {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let mut sent = self.sent.lock().unwrap();
        let latency = (self.latency)(sent.len());
        sent.push((Instant::now(), request.uri().path().to_owned()));
        Box::pin(async move {
            tokio::time::sleep(latency).await;
            Ok(Response::new(Bytes::from_static(br#"{"members": []}"#)))
        })
    }
}

const CALLERS: usize = 1000;
const MINUTE: Duration = Duration::from_secs(60);

/// Calls `GET …/members`, which may be called 20 times a minute, a thousand times at once.
async fn thousand_callers(latency: fn(usize) -> Duration) -> (Instant, Vec<(Instant, String)>) {
    let transport = Arc::new(Counting { latency, sent: Mutex::default() });
    let client = Client::builder().access_token("1000.any").transport(transport.clone());
    let client = client.build().unwrap();
    let start = Instant::now();
    let call = |id| client.chats().members(format!("CT_{id}")).into_future();
    let calls: Vec<_> = (0..CALLERS).map(|id| tokio::spawn(call(id))).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let sent = std::mem::take(&mut *transport.sent.lock().unwrap());
    (start, sent)
}

fn assert_in_order(sent: &[(Instant, String)]) {
    let ids = sent.iter().map(|(_, path)| path.as_str());
    let expected = (0..CALLERS).map(|id| format!("/api/v3/chats/CT_{id}/members"));
    assert!(ids.eq(expected));
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_keep_to_the_budget_and_use_all_of_it() {
    let (start, sent) = thousand_callers(|_| Duration::ZERO).await;
    assert_in_order(&sent);
    for (number, (time, _)) in sent.iter().enumerate() {
        let minutes = u32::try_from(number / 20).unwrap();
        let late = (*time - start).saturating_sub(minutes * MINUTE);
        assert!(*time - start >= minutes * MINUTE, "{number}");
        // The pacer keeps a small distance from each edge.
        assert!(late <= Duration::from_secs(1), "{number}: {late:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_window_holds_more_however_long_responses_take() {
    let latency = |number: usize| Duration::from_millis((number as u64 * 7919) % 3000);
    let (_, sent) = thousand_callers(latency).await;
    assert_in_order(&sent);
    for pair in sent.windows(21) {
        // Not only when they are sent: also if the service counts each when its response goes out.
        assert!(pair[20].0 - pair[0].0 > MINUTE);
    }
}
