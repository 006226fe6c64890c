//! A transport that answers out of a script.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use http::{Method, Request, Response};

use super::documented::Documented;
use super::sent_request::{is_of_accounts, is_same};
use super::{Reply, SentRequest};
use crate::lock::lock;
use crate::pacing::Off;
use crate::undocumented_request;
use crate::{
    BoxFuture, Client, ClientBuilder, Operation, OperationInfo, RetryPolicy, Transport,
    TransportError,
};

/// A [`Transport`] that gives prepared replies, and keeps the requests that it gets.
///
/// Replies belong to an operation. Several replies to one operation are given in turn; calls of
/// different operations may come in any order, unless the script is [`in_order`](Self::in_order). A
/// call without a reply fails with an error that names the operation and how often it was called.
///
/// Clones share everything, so the test keeps one while the client has another. See the
/// [module](crate::test_util) for whole tests.
#[derive(Clone, Default)]
pub struct Script {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    is_in_order: bool,
    /// The replies that were not given yet.
    lines: Vec<Line>,
    always: Vec<Line>,
    requests: Vec<SentRequest>,
    /// Why calls got no reply.
    refusals: Vec<String>,
}

/// What to do where a script is taken for the accounts server.
const NO_TOKENS: &str = "; a script gives out no tokens of itself: leave its builder the made-up one, set one with \
                         `access_token`, or use a `Service`";

#[derive(Clone)]
struct Line {
    operation: Documented,
    reply: Reply,
}

impl Script {
    /// A script without replies.
    pub fn new() -> Self {
        Self::default()
    }

    /// A script without replies, whose operations have to be called in the order of the replies.
    pub fn in_order() -> Self {
        let script = Self::default();
        script.state().is_in_order = true;
        script
    }

    /// Adds a reply to one call of the operation `O`: `.on::<Get>(Reply::example())`.
    ///
    /// With [`Reply::expecting`] it is the reply to one request alone.
    ///
    /// It can also be called in the middle of a test, on a clone.
    pub fn on<O: Operation>(self, reply: Reply) -> Self {
        self.state().lines.push(Line::new::<O>(reply));
        self
    }

    /// Adds a reply to one call of [`Client::request`] with this method, whatever its path. With [`Reply::expecting`] it is
    /// the reply to one request alone.
    pub fn on_request(self, method: Method, reply: Reply) -> Self {
        let mut state = self.state();
        match undocumented_request::operation(&method) {
            Some(info) => {
                state.lines.push(Line { operation: Documented::undocumented(info), reply });
            }
            None => state.refusals.push(format!("no request is made with the method {method}")),
        }
        drop(state);
        self
    }

    /// Sets the reply to every call of the operation `O` for which [`on`](Self::on) has none, or
    /// none left. Another one takes the place of the first.
    ///
    /// The example of a page may name a next page. Code that reads all pages goes on for ever if
    /// every call has that response: use [`on`](Self::on), or [`Reply::with`].
    pub fn always<O: Operation>(self, reply: Reply) -> Self {
        let mut state = self.state();
        state.always.retain(|line| !line.is_for(O::INFO));
        state.always.push(Line::new::<O>(reply));
        drop(state);
        self
    }

    /// A client with a made-up token that this script answers.
    #[allow(clippy::expect_used, reason = "the settings are constants, which a test builds")]
    pub fn client(&self) -> Client {
        self.builder().build().expect("a token and a transport make a client")
    }

    /// What [`client`](Self::client) builds, for tests that need other settings. It neither paces nor repeats calls, so
    /// that every call takes one reply, at once.
    ///
    /// Its token is made up: no other is asked for, and a script gives out none. With
    /// [`refresh_token`](ClientBuilder::refresh_token) the calls fail, unless there is a reply to an [`Operation`] of your
    /// own whose `INFO` has the module `accounts` and the name `refresh_token`. A [`Service`](super::Service) gives out
    /// tokens as the accounts server does.
    pub fn builder(&self) -> ClientBuilder {
        // The one place for what makes a client fit for tests: nothing in it waits in real time.
        let builder = Client::builder().pacer(Off).retry(RetryPolicy::off());
        builder.access_token("1000.test").transport(self.clone())
    }

    /// The requests up to now, in the order in which they came; also those without a reply.
    pub fn requests(&self) -> Vec<SentRequest> {
        self.state().requests.clone()
    }

    /// The requests of the operation `O` up to now: `script.requests_of::<Get>()`.
    pub fn requests_of<O: Operation>(&self) -> Vec<SentRequest> {
        let mut requests = self.requests();
        requests.retain(SentRequest::is::<O>);
        requests
    }

    /// Fails the test unless every reply of [`on`](Self::on) was given, and every call had a reply.
    /// Call it at the end.
    ///
    /// # Panics
    ///
    /// With the replies that were not given and the calls that had none, unless there are neither.
    #[track_caller]
    pub fn assert_done(&self) {
        let state = self.state();
        let unused = state.lines.iter();
        let unused =
            unused.map(|line| format!("not called: {} for {:?}", line.operation, line.reply));
        let problems: Vec<_> = unused.chain(state.refusals.iter().cloned()).collect();
        // A failed assertion must not poison the script of a test that goes on.
        drop(state);
        assert!(problems.is_empty(), "the script was not kept to:\n{}", problems.join("\n"));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No state is half-changed where anything could panic.
        lock(&self.state)
    }
}

impl Line {
    fn new<O: Operation>(reply: Reply) -> Self {
        Self { operation: Documented::new::<O>(), reply }
    }

    fn is_for(&self, operation: &OperationInfo) -> bool {
        is_same(self.operation.info, operation)
    }
}

impl State {
    /// Keeps a request, and finds the reply to it.
    fn receive(&mut self, request: &SentRequest) -> Result<Line, String> {
        self.requests.push(request.clone());
        let line =
            self.take(request.operation()).and_then(|line| match line.reply.refusal(request) {
                None => Ok(line),
                Some(reason) => Err(format!("{} {reason}", line.operation)),
            });
        line.inspect_err(|refusal| self.refusals.push(refusal.clone()))
    }

    fn take(&mut self, operation: &OperationInfo) -> Result<Line, String> {
        let place = self.lines.iter().position(|line| line.is_for(operation));
        if let Some(place) = place {
            if place > 0 && self.is_in_order {
                let (name, next) = (operation.name, self.lines[0].operation);
                let module = operation.module;
                return Err(format!("{module}.{name} was called before {next}, which comes first"));
            }
            return Ok(self.lines.remove(place));
        }
        let always = self.always.iter().find(|line| line.is_for(operation));
        always.cloned().ok_or_else(|| self.run_out(operation))
    }

    fn run_out(&self, operation: &OperationInfo) -> String {
        let calls = self.requests.iter();
        let calls = calls.filter(|request| is_same(request.operation(), operation)).count();
        let times = if calls == 1 { "once".to_owned() } else { format!("{calls} times") };
        let OperationInfo { module, name, .. } = operation;
        let hint = if is_of_accounts(operation) { NO_TOKENS } else { "" };
        format!("the script has no reply to {module}.{name}, which was called {times}{hint}")
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let operation = request.extensions().get::<&'static OperationInfo>().copied();
            let Some(operation) = operation else {
                let refusal = format!("a {} request came of no operation", request.method());
                self.state().refusals.push(refusal.clone());
                return Err(TransportError::script(refusal));
            };
            let request = SentRequest::new(operation, request);
            // The lock is free again before the reply is made, which may look at the script.
            let line = self.state().receive(&request);
            let Line { operation, reply } = line.map_err(TransportError::script)?;
            reply.response(operation, request).await
        })
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Script")
            .field("replies", &state.lines)
            .field("always", &state.always)
            .field("requests", &state.requests)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.operation, self.reply)
    }
}
