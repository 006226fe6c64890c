//! Calls that wait for their turn, and that nobody polls any more although they are still there.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, FuturesUnordered};
use generated_client::bytes::Bytes;
use generated_client::http::{Request, Response};
use generated_client::pacing::{Limit, Pacer, PacerError, Permit, RouteState, Turn};
use generated_client::threads::requests::List;
use generated_client::{BoxFuture, Client, Operation, ResponseFuture, Transport, TransportError};
use tokio::time::{Instant, sleep, timeout};

/// Sends what is left of the call. It is no future itself, so that it is not taken for the beginning.
pub(crate) struct Rest(BoxFuture<'static, ()>);

impl Rest {
    fn new(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Box::pin(future))
    }
}

/// Begins a call to the chat `unpolled`, leaves it alone while it waits, and gives what is left to do.
pub(crate) type Form = fn(Client) -> BoxFuture<'static, Rest>;

/// How long a call is polled before it is left alone.
const A_WHILE: Duration = Duration::from_millis(50);

pub(crate) fn call(client: &Client, chat: &str) -> ResponseFuture<<List as Operation>::Output> {
    client.send(List::new(chat))
}

pub(crate) fn stream(client: Client) -> BoxFuture<'static, Rest> {
    Box::pin(async move {
        let mut threads = client.threads().list("unpolled").stream();
        timeout(A_WHILE, threads.try_next()).await.unwrap_err();
        Rest::new(async move { assert!(threads.try_next().await.unwrap().is_some()) })
    })
}

pub(crate) fn select(client: Client) -> BoxFuture<'static, Rest> {
    Box::pin(async move {
        let mut call = call(&client, "unpolled");
        tokio::select! {
            _ = &mut call => panic!("there was a place"),
            () = sleep(A_WHILE) => {}
        }
        Rest::new(async move { drop(call.await.unwrap()) })
    })
}

pub(crate) fn futures_unordered(client: Client) -> BoxFuture<'static, Rest> {
    Box::pin(async move {
        let mut calls: FuturesUnordered<_> = (0..3).map(|_| call(&client, "unpolled")).collect();
        timeout(A_WHILE, calls.next()).await.map(|_| ()).unwrap_err();
        Rest::new(async move { drop(calls.next().await.unwrap().unwrap()) })
    })
}

pub(crate) fn buffered(client: Client) -> BoxFuture<'static, Rest> {
    Box::pin(async move {
        let calls: Vec<_> = (0..3).map(|_| call(&client, "unpolled")).collect();
        let mut responses = stream::iter(calls).buffered(3);
        timeout(A_WHILE, responses.next()).await.map(|_| ()).unwrap_err();
        Rest::new(async move { drop(responses.next().await.unwrap().unwrap()) })
    })
}

/// Has another limit than that of the documents.
pub(crate) struct Limited<P>(pub(crate) P, pub(crate) Limit);

impl<P: Pacer> Pacer for Limited<P> {
    fn acquire<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
        self.0.acquire(self.limited(turn))
    }

    fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()> {
        self.0.freeze(turn, period)
    }

    fn unfreeze<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<(), PacerError>> {
        self.0.unfreeze(turn)
    }

    fn state<'a>(
        &'a self,
        turn: Turn<'a>,
    ) -> BoxFuture<'a, Result<Option<RouteState>, PacerError>> {
        self.0.state(self.limited(turn))
    }
}

impl<P> Limited<P> {
    fn limited<'a>(&self, mut turn: Turn<'a>) -> Turn<'a> {
        turn.limit = Some(self.1);
        turn
    }
}

/// Answers at once with a list of one thread, and remembers what was sent when.
#[derive(Default)]
pub(crate) struct Recorder {
    sent: Mutex<Vec<(Instant, String)>>,
    /// The `Retry-After` of a 429 with which the first call is refused.
    refusal: Mutex<Option<u64>>,
}

impl Recorder {
    /// Refuses the first call with 429, and asks for so many seconds.
    pub(crate) fn refusing(retry_after: u64) -> Arc<Self> {
        Arc::new(Self { refusal: Mutex::new(Some(retry_after)), ..Self::default() })
    }

    /// The chats whose threads were asked for, and when.
    pub(crate) fn sent(&self) -> Vec<(Instant, String)> {
        self.sent.lock().unwrap().clone()
    }

    pub(crate) fn chats(&self) -> Vec<String> {
        self.sent().into_iter().map(|(_, chat)| chat).collect()
    }

    pub(crate) async fn has_sent(&self, count: usize) {
        while self.sent.lock().unwrap().len() < count {
            sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Transport for Recorder {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let uri = request.uri().to_string();
        let chat = uri.rsplit(['/', '=']).find(|it| !it.is_empty() && *it != "threads");
        self.sent.lock().unwrap().push((Instant::now(), chat.unwrap().to_owned()));
        let refusal = self.refusal.lock().unwrap().take();
        Box::pin(async move {
            let page = br#"{"type": "chat_thread", "data": [{"chat_id": "CT_1"}]}"#;
            let mut response = Response::new(Bytes::from_static(page));
            if let Some(seconds) = refusal {
                *response.status_mut() = generated_client::http::StatusCode::TOO_MANY_REQUESTS;
                response.headers_mut().insert("retry-after", seconds.into());
            }
            Ok(response)
        })
    }
}

/// A client whose budget for lists of threads is that of `pacer`.
pub(crate) fn client(pacer: impl Pacer + 'static, recorder: &Arc<Recorder>) -> Client {
    let builder = Client::builder().user("bot").access_token("1000.any").pacer(pacer);
    builder.transport(recorder.clone()).build().unwrap()
}

/// One call goes out. The next one waits, and is left alone. Those that come later go out one after another. The one that
/// was left alone is polled again when the first of them is sent, and goes out too. In what order, is for the caller to
/// see: where the clock is real, a machine under load may itself leave calls alone.
pub(crate) async fn is_passed_over(form: Form, client: Client, recorder: &Recorder, limit: Limit) {
    call(&client, "first").await.unwrap();
    let rest = form(client.clone()).await;
    let mut later = Vec::new();
    for chat in ["a", "b", "c"] {
        later.push(tokio::spawn(call(&client, chat)));
        sleep(A_WHILE).await;
    }
    let patience = limit.window * 10 + Duration::from_secs(30);
    timeout(patience, recorder.has_sent(2)).await.expect("the later calls are held up");
    timeout(patience, rest.0).await.expect("the call itself is held up");
    for call in later {
        drop(timeout(patience, call).await.expect("the later calls are held up").unwrap().unwrap());
    }
    for pair in recorder.sent().windows(2) {
        assert!(pair[1].0 - pair[0].0 >= limit.window, "the budget is kept");
    }
}
