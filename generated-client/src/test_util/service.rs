//! A service that has the manners of the documented one.

mod budget;
mod clock;
mod routes;
mod server;
mod tokens;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use self::budget::{Budget, Refused};
use self::clock::Clock;
use self::routes::{Refusal, candidates, chosen};
use self::tokens::{Credentials, Tokens};
use super::SentRequest;
use super::sent_request::pairs;
use crate::lock::lock;
use crate::pacing::Route;
use crate::{BoxFuture, Client, ClientBuilder, Scopes, Transport, TransportError, operations};

/// A service that keeps to the documents: who breaks a limit is locked out, and who sends what is not declared is
/// refused.
///
/// It has every operation of the modules that are on, under its real path, and answers with the documents' own examples:
/// a change is forgotten at once. All its callers are one user, as the service counts.
///
/// | A call | is answered |
/// |---|---|
/// | without `authorization` | 401, with a blank page |
/// | with a token that was not given out here, or an hour ago | 401, `oauthtoken_invalid` |
/// | beyond the limit of its route | 429, and for the lock period 400, `request_limit_exceeded` |
/// | without a scope that it needs | 401, `oauthtoken_scope_invalid` |
/// | of an unknown path | 404, `request_url_invalid` |
/// | with an unknown method | 405, `request_method_invalid` |
/// | with a parameter that the document does not declare | 400, `extra_param_found` |
/// | with a key that the document does not declare | 400, `extra_key_found` |
/// | whose body lacks what is required, or without a required parameter | 400, `param_missing` |
/// | whose body has a value of another type or kind than is declared | 400, `invalid.inputs.submitted` |
///
/// `POST /oauth/v2/token` gives access tokens for the [credentials](Self::REFRESH_TOKEN), ten in ten minutes, and says
/// with status 200 what is wrong with others, as Zoho's accounts server does. What the documents do not say is assumed: a
/// call that is refused counts for nothing, and the token is looked at first.
///
/// Bodies that are JSON are looked at, forms and files are not; nor are the values of parameters. Webhook tokens, grant codes
/// and client credentials are unknown here.
///
/// It is a [`Transport`], for tests within one process, and [`listen`](Self::listen) makes a server of it. It goes by
/// Tokio's clock, so a test that pauses that clock waits for nothing; [`advance`](Self::advance) puts it forward. Clones
/// share everything.
///
/// ```
/// use std::time::Duration;
///
/// use generated_client::test_util::Service;
/// use generated_client::{Error, pacing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let service = Service::new();
/// let client = service.builder().pacer(pacing::Off).build()?;
/// for _ in 0..30 {
///     client.chats().list().await?;
/// }
/// // The document says: 30 requests a minute, and a lock period of ten minutes.
/// assert!(client.chats().list().await.unwrap_err().is_rate_limited());
/// service.advance(Duration::from_secs(600));
/// client.chats().list().await?;
/// assert_eq!(service.lock_outs(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Service {
    state: Arc<Mutex<State>>,
}

/// How many requests it remembers: more than a test looks at, and no more than a server that runs for days can hold.
const KEPT: usize = 10_000;

struct State {
    clock: Clock,
    /// What the refresh token is for.
    scopes: Scopes,
    tokens: Tokens,
    budgets: HashMap<Route, Budget>,
    lock_outs: u32,
    /// The last [`KEPT`].
    requests: VecDeque<SentRequest>,
}

impl Service {
    /// The client id that it knows.
    pub const CLIENT_ID: &'static str = "1000.CLIENT";

    /// The secret of that client.
    pub const CLIENT_SECRET: &'static str = "client-secret";

    /// The refresh token for which that client gets access tokens.
    pub const REFRESH_TOKEN: &'static str = "1000.refresh";

    /// The path to which anybody may `POST` that time goes on: `/-/advance?seconds=600`. It is for programs that run
    /// elsewhere.
    pub const ADVANCE_PATH: &'static str = "/-/advance";

    /// A service whose user may call every operation of the modules that are on.
    pub fn new() -> Self {
        Self::with_scopes(
            operations().flat_map(|it| it.scopes).flat_map(|set| set.iter().copied()).collect(),
        )
    }

    /// A service whose user consented to these scopes alone.
    pub fn with_scopes(scopes: Scopes) -> Self {
        let state = State {
            clock: Clock::default(),
            scopes,
            tokens: Tokens::default(),
            budgets: HashMap::new(),
            lock_outs: 0,
            requests: VecDeque::new(),
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// A client of it that needs no server. It paces and repeats calls as any client does.
    pub fn builder(&self) -> ClientBuilder {
        let builder = Client::builder().transport(self.clone());
        builder.refresh_token(Self::CLIENT_ID, Self::CLIENT_SECRET, Self::REFRESH_TOKEN)
    }

    /// An access token, which is accepted for an hour. It does not count as one of ten.
    pub fn access_token(&self, scopes: impl Into<Scopes>) -> String {
        let mut state = self.state();
        let now = state.clock.now();
        state.tokens.give(scopes.into(), now)
    }

    /// Puts its clock forward. The clocks of its callers stay as they are.
    pub fn advance(&self, duration: Duration) {
        self.state().clock.advance(duration);
    }

    /// How many times somebody broke the limit of a route.
    pub fn lock_outs(&self) -> u32 {
        self.state().lock_outs
    }

    /// The calls of operations up to now, also those that were refused, but for calls without `authorization`: the last
    /// ten thousand.
    pub fn requests(&self) -> Vec<SentRequest> {
        self.state().requests.iter().cloned().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The response to a request, of whatever program.
    fn respond(&self, request: Request<Bytes>) -> Response<Bytes> {
        let mut state = self.state();
        match (request.method(), request.uri().path()) {
            (&Method::POST, Self::ADVANCE_PATH) => state.advance(&request),
            (&Method::POST, "/oauth/v2/token") => state.token(&request),
            _ => state.call(request).unwrap_or_else(|Refusal(status, code, message)| {
                json_response(status, &json!({"code": code, "message": message}))
            }),
        }
    }
}

impl State {
    fn advance(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let mut query = pairs(request.uri().query().unwrap_or_default());
        let seconds = query.find(|(name, _)| name == "seconds");
        match seconds.and_then(|(_, value)| value.parse().ok()) {
            Some(seconds) => {
                self.clock.advance(Duration::from_secs(seconds));
                empty(StatusCode::NO_CONTENT)
            }
            None => empty(StatusCode::BAD_REQUEST),
        }
    }

    fn token(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let now = self.clock.now();
        let form = String::from_utf8_lossy(request.body());
        let query = request.uri().query().unwrap_or_default();
        let fields = pairs(&form).chain(pairs(query)).collect();
        let credentials = Credentials {
            client_id: Service::CLIENT_ID,
            client_secret: Service::CLIENT_SECRET,
            refresh_token: Service::REFRESH_TOKEN,
        };
        let (status, json) = self.tokens.answer(&credentials, &fields, &self.scopes, now);
        json_response(status, &json)
    }

    fn call(&mut self, request: Request<Bytes>) -> Result<Response<Bytes>, Refusal> {
        let now = self.clock.now();
        let candidates = candidates(&request)?;
        let Some(first) = candidates.first() else { return Ok(empty(StatusCode::NOT_FOUND)) };
        let Some(authorization) = request.headers().get(AUTHORIZATION).cloned() else {
            let mut response = empty(StatusCode::UNAUTHORIZED);
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
            return Ok(response);
        };
        let operation = chosen(&candidates, &request);
        let of = operation.as_ref().unwrap_or(first);
        if self.requests.len() == KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(SentRequest::new(of.info, request));

        let text = authorization.to_str().unwrap_or_default();
        let token = ["Zoho-oauthtoken ", "Bearer "].iter().find_map(|it| text.strip_prefix(it));
        let access = token.and_then(|token| self.tokens.access(token, now)).ok_or_else(|| {
            unauthorized("oauthtoken_invalid", "The token is unknown, or has expired.".to_owned())
        })?;
        match self.budgets.entry(Route::of(first.info)).or_default().spend(first.info.budget, now) {
            Ok(()) => {}
            Err(Refused::TooMany) => {
                self.lock_outs += 1;
                let content = of.error(StatusCode::TOO_MANY_REQUESTS.as_u16());
                return Ok(response(StatusCode::TOO_MANY_REQUESTS, content.body));
            }
            Err(Refused::Locked) => {
                let message = "You have exceeded the URL throttle limits.".to_owned();
                return Err(Refusal(StatusCode::BAD_REQUEST, "request_limit_exceeded", message));
            }
        }
        let missing = access.scopes.missing(of.info);
        if !missing.is_empty() {
            let message = format!("The token lacks {}.", missing.join(", "));
            return Err(unauthorized("oauthtoken_scope_invalid", message));
        }
        Ok(match operation?.success() {
            Ok(content) => {
                let status = StatusCode::from_u16(content.status).unwrap_or(StatusCode::OK);
                response(status, content.body)
            }
            Err(reason) => json_response(StatusCode::NOT_IMPLEMENTED, &json!({"message": reason})),
        })
    }
}

fn unauthorized(code: &'static str, message: String) -> Refusal {
    Refusal(StatusCode::UNAUTHORIZED, code, message)
}

fn json_response(status: StatusCode, json: &Value) -> Response<Bytes> {
    response(status, json.to_string())
}

fn response(status: StatusCode, body: String) -> Response<Bytes> {
    let is_empty = body.is_empty();
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    if !is_empty {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
    }
    response
}

fn empty(status: StatusCode) -> Response<Bytes> {
    response(status, String::new())
}

impl Default for Service {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Service {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move { Ok(self.respond(request)) })
    }
}

/// What it was asked, without a token.
impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Service")
            .field("lock_outs", &state.lock_outs)
            .field("requests", &state.requests)
            .finish_non_exhaustive()
    }
}
