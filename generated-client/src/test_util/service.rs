//! A service that has the manners of the documented one.

mod accounts;
mod budget;
mod clock;
mod routes;
mod server;
mod user;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use self::accounts::{Access, Accounts, Fields, Name};
use self::budget::{Budget, Refused};
use self::clock::Clock;
use self::routes::{Refusal, candidates, chosen};
pub use self::user::ServiceUser;
use super::SentRequest;
use super::documented::Documented;
use super::sent_request::{pairs, without_webhook_token};
use crate::auth::takes_webhook_token;
use crate::lock::lock;
use crate::pacing::Route;
use crate::{BoxFuture, Client, ClientBuilder, Scopes, Transport, TransportError, operations};

/// A service that keeps to the documents: whoever breaks a limit is locked out, and whoever sends what is not declared
/// is refused.
///
/// It has every operation of the modules that are on, under its real path, and answers with the documents' own examples:
/// a change is forgotten at once. A list has the items of its example, and comes to an end: the page that a token asks for
/// has none, and gives no token; a list that is paged by time has the items up to the time that it is asked for.
///
/// | A call | is answered |
/// |---|---|
/// | without `authorization` and without `zapikey` | 401, with a blank page |
/// | with a token that was not given out here, was revoked, or is an hour old | 401, `oauthtoken_invalid` |
/// | with a webhook token, where the service takes none | 401, `oauthtoken_invalid` |
/// | beyond the limit of its route | 429, and for the lock period 400, `request_limit_exceeded` |
/// | without a scope that it needs | 401, `oauthtoken_scope_invalid` |
/// | of an unknown path | 404, `request_url_invalid` |
/// | with an unknown method | 405, `request_method_invalid` |
/// | with a parameter that the document does not declare | 400, `extra_param_found` |
/// | with a key that the document does not declare | 400, `extra_key_found` |
/// | whose body lacks what is required, or without a required parameter | 400, `param_missing` |
/// | whose body has a value of another type or kind than is declared | 400, `invalid.inputs.submitted` |
///
/// It is the accounts server too, and says with status 200 what is wrong, as Zoho's does:
///
/// | Address | does |
/// |---|---|
/// | `POST /oauth/v2/token` | gives access tokens for a refresh token or client credentials, ten in ten minutes for each, and tokens for a grant code, once |
/// | `GET /oauth/v2/auth` | sends the browser back with a grant code, as if the person had agreed: the user without a name, or that of an added `&user=` |
/// | `POST /oauth/v2/token/revoke` | revokes a refresh token with the access tokens that came from it, or one access token |
///
/// Its callers are one user, whose refresh token is [`REFRESH_TOKEN`](Self::REFRESH_TOKEN), unless they are others of
/// [`user`](Self::user): each has tokens, limits and lock-outs of its own. A token of client credentials belongs to none
/// of them, and is good for what the builder's
/// [`client_credentials`](crate::ClientBuilder::client_credentials) tells.
///
/// What the documents do not say is assumed: a call of an operation with a good token counts, also one that is refused for
/// its scope, its parameters or its body; one beyond the limit counts for nothing, and prolongs no lock-out.
///
/// **What it does not look at:**
///
/// - Whether what an ID or a name stands for exists: every chat, channel, message and user is there. For one that is not, a
///   [`Script`](super::Script) answers with [`Reply::error(404)`](super::Reply::error).
/// - Values of parameters, forms and files.
/// - In JSON, how long a text is, how large a number, how many items a list has, and whether a value is one of those that
///   the document lists. The client of this crate checks limits itself, before it sends anything.
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
    accounts: Accounts,
    budgets: HashMap<(Name, Route), Budget>,
    lock_outs: u32,
    /// The last [`KEPT`], each with who made it, if that is known.
    requests: VecDeque<(Option<Name>, SentRequest)>,
}

impl Service {
    /// The client id that it knows.
    pub const CLIENT_ID: &'static str = "1000.CLIENT";

    /// The secret of that client.
    pub const CLIENT_SECRET: &'static str = "client-secret";

    /// The refresh token for which that client gets access tokens.
    pub const REFRESH_TOKEN: &'static str = "1000.refresh";

    /// The path to which anybody may `POST` that time goes on: `/-/advance?seconds=600`. It is for programs that run
    /// elsewhere. What is no number of seconds, or more than a hundred years, is refused with 400.
    pub const ADVANCE_PATH: &'static str = "/-/advance";

    /// A service whose users may call every operation of the modules that are on.
    pub fn new() -> Self {
        Self::with_scopes(
            operations().flat_map(|it| it.scopes).flat_map(|set| set.iter().copied()).collect(),
        )
    }

    /// A service whose users consent to these scopes alone.
    pub fn with_scopes(scopes: Scopes) -> Self {
        let state = State {
            clock: Clock::default(),
            accounts: Accounts::new(scopes),
            budgets: HashMap::new(),
            lock_outs: 0,
            requests: VecDeque::new(),
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Another user, who is there as soon as there is a name. The same name is the same user.
    pub fn user(&self, name: &str) -> ServiceUser {
        ServiceUser::new(self.clone(), name)
    }

    /// A client of it that needs no server, with [`REFRESH_TOKEN`](Self::REFRESH_TOKEN). It paces and repeats calls as any client does.
    pub fn builder(&self) -> ClientBuilder {
        let builder = Client::builder().transport(self.clone());
        builder.refresh_token(Self::CLIENT_ID, Self::CLIENT_SECRET, Self::REFRESH_TOKEN)
    }

    /// An access token, which is accepted for an hour. It does not count as one of ten.
    pub fn access_token(&self, scopes: impl Into<Scopes>) -> String {
        let mut state = self.state();
        let now = state.clock.now();
        state.accounts.give_access(Name::default(), scopes.into(), now)
    }

    /// Puts its clock forward, to a hundred years ahead at most. The clocks of its callers stay as they are.
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
        self.state().requests.iter().map(|(_, request)| request.clone()).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The response to a request, of whatever program.
    fn respond(&self, request: Request<Bytes>) -> Response<Bytes> {
        let mut state = self.state();
        match (request.method(), request.uri().path()) {
            (&Method::POST, Self::ADVANCE_PATH) => state.advance(&request),
            (&Method::GET, "/oauth/v2/auth") => state.authorize(&request),
            (&Method::POST, "/oauth/v2/token") => {
                let now = state.clock.now();
                let (status, json) = state.accounts.token(&fields(&request), now);
                json_response(status, &json)
            }
            (&Method::POST, "/oauth/v2/token/revoke") => {
                let (status, json) = state.accounts.revoke(&fields(&request));
                json_response(status, &json)
            }
            _ => state.call(request).unwrap_or_else(Refusal::response),
        }
    }
}

impl State {
    fn advance(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let mut query = pairs(request.uri().query().unwrap_or_default());
        let seconds = query.find(|(name, _)| name == "seconds");
        let duration = seconds.and_then(|(_, value)| value.parse().ok().map(Duration::from_secs));
        if let Some(duration) = duration.filter(|it| *it <= Clock::FURTHEST) {
            self.clock.advance(duration);
            return empty(StatusCode::NO_CONTENT);
        }
        let message = "`seconds` is a whole number, of a hundred years at most.";
        json_response(StatusCode::BAD_REQUEST, &json!({"message": message}))
    }

    fn authorize(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let now = self.clock.now();
        let location = self.accounts.authorize(&fields(request), now);
        let location = location.map(|it| HeaderValue::try_from(it).map_err(|_| Value::Null));
        match location.flatten() {
            Ok(location) => {
                let mut response = empty(StatusCode::FOUND);
                response.headers_mut().insert(LOCATION, location);
                response
            }
            Err(error) => json_response(StatusCode::BAD_REQUEST, &error),
        }
    }

    fn call(&mut self, request: Request<Bytes>) -> Result<Response<Bytes>, Refusal> {
        let candidates = candidates(&request)?;
        let Some(first) = candidates.first() else { return Ok(empty(StatusCode::NOT_FOUND)) };
        let Some(access) = self.access(&request) else {
            let mut response = empty(StatusCode::UNAUTHORIZED);
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
            return Ok(response);
        };
        let (mut parts, body) = request.into_parts();
        parts.uri = without_webhook_token(parts.uri);
        let query: Vec<_> = pairs(parts.uri.query().unwrap_or_default()).collect();
        let request = Request::from_parts(parts, body);
        let operation = chosen(&candidates, &query, request.body());
        let of = operation.as_ref().unwrap_or(first);
        self.keep(access.as_ref().ok(), SentRequest::new(of.info, request));

        let Access { user, scopes, .. } = access?;
        self.spend(user, first, of)?;
        let missing = scopes.map(|scopes| scopes.missing(of.info)).unwrap_or_default();
        if !missing.is_empty() {
            let message = format!("The token lacks {}.", missing.join(", "));
            return Err(unauthorized("oauthtoken_scope_invalid", message));
        }
        Ok(success(operation?, &query))
    }

    /// What the token of a call is for; none if it has none.
    fn access(&self, request: &Request<Bytes>) -> Option<Result<Access, Refusal>> {
        let now = self.clock.now();
        let mut query = pairs(request.uri().query().unwrap_or_default());
        if let Some((_, token)) = query.find(|(name, _)| name == "zapikey") {
            let access = self.accounts.webhook(&token, now);
            let access =
                access.filter(|_| takes_webhook_token(request.method(), request.uri().path()));
            return Some(access.ok_or_else(|| {
                let message = "The webhook token is unknown, or is not taken here.".to_owned();
                unauthorized("oauthtoken_invalid", message)
            }));
        }
        let text = request.headers().get(AUTHORIZATION)?.to_str().unwrap_or_default();
        let token = ["Zoho-oauthtoken ", "Bearer "].iter().find_map(|it| text.strip_prefix(it));
        let access = token.and_then(|token| self.accounts.access(token, now));
        Some(access.ok_or_else(|| {
            let message = "The token is unknown, or has expired.".to_owned();
            unauthorized("oauthtoken_invalid", message)
        }))
    }

    fn keep(&mut self, access: Option<&Access>, request: SentRequest) {
        if self.requests.len() == KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back((access.map(|it| it.user.clone()), request));
    }

    /// Counts a call of a user to the route that `first` is on.
    fn spend(&mut self, user: Name, first: &Documented, of: &Documented) -> Result<(), Refusal> {
        let now = self.clock.now();
        let budget = self.budgets.entry((user, Route::of(first.info))).or_default();
        budget.spend(first.info.budget, now).map_err(|refused| match refused {
            Refused::TooMany => {
                self.lock_outs += 1;
                let content = of.error(StatusCode::TOO_MANY_REQUESTS.as_u16());
                Refusal::Documented(StatusCode::TOO_MANY_REQUESTS, content.body)
            }
            Refused::Locked => {
                let message = "You have exceeded the URL throttle limits.".to_owned();
                Refusal::Coded(StatusCode::BAD_REQUEST, "request_limit_exceeded", message)
            }
        })
    }
}

/// What the document shows, as the page that is asked for.
fn success(operation: Documented, query: &[(String, String)]) -> Response<Bytes> {
    match (operation.success(), operation.paging) {
        (Ok(content), paging) => {
            let status = StatusCode::from_u16(content.status).unwrap_or(StatusCode::OK);
            match (paging, serde_json::from_str(&content.body)) {
                (Some(paging), Ok(page)) => json_response(status, &paging.page(page, query)),
                _ => response(status, content.body),
            }
        }
        (Err(reason), _) => json_response(StatusCode::NOT_IMPLEMENTED, &json!({"message": reason})),
    }
}

/// Those of the form and of the query.
fn fields(request: &Request<Bytes>) -> Fields {
    let form = String::from_utf8_lossy(request.body());
    pairs(&form).chain(pairs(request.uri().query().unwrap_or_default())).collect()
}

impl Refusal {
    fn response(self) -> Response<Bytes> {
        match self {
            Self::Coded(status, code, message) => {
                json_response(status, &json!({"code": code, "message": message}))
            }
            Self::Documented(status, body) => response(status, body),
        }
    }
}

fn unauthorized(code: &'static str, message: String) -> Refusal {
    Refusal::Coded(StatusCode::UNAUTHORIZED, code, message)
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
            .field("requests", &state.requests.iter().map(|(_, it)| it).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
