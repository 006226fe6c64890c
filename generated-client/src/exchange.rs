//! One call: its turn, its token, its attempts.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request, StatusCode};

use crate::auth::{AccessToken, TokenError, TokenProvider};
use crate::base_url::BaseUrl;
use crate::encoder::Prepared;
use crate::error::{Earlier, is_scope_error, is_throttled, lock_period, retry_after};
use crate::pacing::{Pacer, Patience, Permit, Turn, WhenLocked};
use crate::retry::Attempts;
use crate::timer::{SharedTimer, within};
use crate::trace::{CallSpan, Stopwatch};
use crate::transport::send_within;
use crate::{
    AuthorizationScheme, CallOptions, Error, OperationInfo, Response, RetryPolicy, Transport,
    TransportError,
};

/// What all calls of a client have in common.
pub(crate) struct Settings {
    pub(crate) base_url: BaseUrl,
    pub(crate) scheme: AuthorizationScheme,
    pub(crate) user_agent: HeaderValue,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timer: SharedTimer,
    pub(crate) tokens: Arc<dyn TokenProvider>,
    pub(crate) pacer: Arc<dyn Pacer>,
    pub(crate) user: Arc<str>,
    pub(crate) patience: Patience,
    pub(crate) retry: RetryPolicy,
    /// Of one attempt.
    pub(crate) timeout: Duration,
    /// Of the call with all its waits.
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) max_response_size: usize,
    pub(crate) max_retry_after: Duration,
}

impl Settings {
    /// A turn of this client's user.
    pub(crate) fn turn(&self, operation: &'static OperationInfo) -> Turn<'_> {
        Turn::new(&self.user, operation, self.patience)
    }
}

/// Sends a request as often as it takes, and gives the last response.
pub(crate) async fn exchange(
    settings: Arc<Settings>,
    prepared: Result<Prepared, Error>,
    options: CallOptions,
) -> Result<Response, Error> {
    let (settings, prepared) = (&*settings, prepared?);
    let operation = prepared.operation();
    let span = CallSpan::new(operation);
    let began = settings.timer.now();
    let total_timeout = options.total_timeout.or(settings.total_timeout);
    let retry = options.retry.unwrap_or(settings.retry);
    let mut call = Call {
        settings,
        operation,
        prepared,
        began,
        waiting_since: None,
        patience: options.patience(settings.patience),
        timeout: options.timeout.unwrap_or(settings.timeout),
        deadline: total_timeout.and_then(|it| began.checked_add(it)),
        locked_until: None,
        attempts: Attempts::new(retry),
        repeats_if_unknown: options.repeats_if_unknown
            || retry.repeats_if_unknown()
            || operation.method.is_safe(),
        renewed: None,
        earlier: Earlier::None,
        span: span.clone(),
    };
    span.instrument(call.run()).await
}

struct Call<'a> {
    settings: &'a Settings,
    operation: &'static OperationInfo,
    prepared: Prepared,
    began: Instant,
    /// When the call first asked for a turn, once it had one.
    waiting_since: Option<Instant>,
    patience: Patience,
    /// Of one attempt.
    timeout: Duration,
    /// When the time of the call with all its waits is up.
    deadline: Option<Instant>,
    /// The end of a lock-out that the call waits for in the queue of the pacer.
    locked_until: Option<Instant>,
    attempts: Attempts,
    /// Whether another attempt follows one that the service may have carried out.
    repeats_if_unknown: bool,
    /// The token that replaces one which the service refused.
    renewed: Option<AccessToken>,
    earlier: Earlier,
    span: CallSpan,
}

/// How an attempt ended.
enum Outcome {
    Answered(http::Response<Bytes>, AccessToken),
    Lost(TransportError),
    NoToken(TokenError),
    /// Not sent, for a reason that another attempt does not change.
    NotSent(Error),
}

/// What to do after an attempt.
enum Next {
    Stop,
    Again,
    After(Duration),
    /// After a lock-out that lasts so long, which the call waits for where it stands in the queue.
    AfterLock(Duration),
    Fail(TokenError),
}

impl Call<'_> {
    async fn run(&mut self) -> Result<Response, Error> {
        loop {
            let outcome = self.attempt().await;
            match self.next(&outcome).await {
                Next::Stop => return self.end(outcome),
                Next::Fail(error) => return self.end(Outcome::NoToken(error)),
                Next::After(delay) | Next::AfterLock(delay)
                    if self.rest().is_some_and(|rest| rest <= delay) =>
                {
                    return self.end(outcome);
                }
                Next::After(delay) => self.settings.timer.sleep(delay).await,
                Next::Again | Next::AfterLock(_) => {}
            }
            self.earlier = self.earlier.max(outcome.as_earlier());
        }
    }

    /// What is left of the total time.
    fn rest(&self) -> Option<Duration> {
        self.deadline.map(|it| it.saturating_duration_since(self.settings.timer.now()))
    }

    fn turn(&self) -> Turn<'_> {
        let mut turn = self.settings.turn(self.operation);
        let limits = [self.patience.max_wait, self.rest()];
        turn.patience = self.patience;
        turn.patience.max_wait = limits.into_iter().flatten().min();
        // Further attempts come before the calls that came after this one.
        turn.waiting_since = self.waiting_since;
        turn
    }

    /// Waits for a turn.
    async fn permit(&self) -> Result<Permit, Error> {
        let Settings { timer, pacer, .. } = self.settings;
        loop {
            let permit = within(&**timer, self.rest(), pacer.acquire(self.turn()))
                .await
                .map_err(|_| Error::out_of_time(self.operation))?
                .map_err(|error| Error::held(self.operation, error))?;
            let now = timer.now();
            let rest = self.locked_until.map(|until| until.saturating_duration_since(now));
            let Some(rest) = rest.filter(|rest| !rest.is_zero()) else {
                return Ok(permit);
            };
            // The freeze was ended, or the pacer knows of no freezes.
            if matches!(pacer.state(self.turn()).await, Ok(Some(_))) {
                return Ok(permit);
            }
            drop(permit);
            timer.sleep(rest).await;
        }
    }

    /// Waits for a turn, gets a token, and sends the request once.
    async fn attempt(&mut self) -> Outcome {
        let waiting = Stopwatch::start(&*self.settings.timer);
        let mut permit = match self.permit().await {
            Ok(permit) => permit,
            Err(error) => return Outcome::NotSent(error),
        };
        self.waiting_since = Some(self.began);
        self.span.has_turn(self.attempts.number(), &waiting);
        let token = within(&*self.settings.timer, self.rest(), self.token());
        let token = match token.await {
            Ok(Ok(token)) => token,
            Ok(Err(error)) => return Outcome::NoToken(error),
            Err(_) => return Outcome::NotSent(Error::out_of_time(self.operation)),
        };
        let request = match self.signed(&token) {
            Ok(request) => request,
            Err(error) => return Outcome::NoToken(TokenError::other(error)),
        };
        // A request that is begun when the time is up would be lost for certain.
        if self.rest().is_some_and(|rest| rest.is_zero()) {
            return Outcome::NotSent(Error::out_of_time(self.operation));
        }
        permit.spend();
        let outcome = self.send(request).await;
        if matches!(&outcome, Err(error) if error.is_connect()) {
            permit.refund();
        }
        match outcome {
            Ok(response) => Outcome::Answered(response, token),
            Err(error) => Outcome::Lost(error),
        }
    }

    async fn token(&self) -> Result<AccessToken, TokenError> {
        match &self.renewed {
            Some(token) => Ok(token.clone()),
            None => self.settings.tokens.access_token().await,
        }
    }

    fn signed(&self, token: &AccessToken) -> Result<Request<Bytes>, Error> {
        let mut request = self.prepared.request();
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.settings.scheme.header_value(token.secret())?);
        headers.entry(USER_AGENT).or_insert_with(|| self.settings.user_agent.clone());
        Ok(request)
    }

    async fn send(&self, request: Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let Settings { transport, timer, max_response_size, .. } = self.settings;
        let limit = self.rest().map_or(self.timeout, |rest| rest.min(self.timeout));
        let response = send_within(&**transport, &**timer, limit, request).await?;
        if response.body().len() > *max_response_size {
            return Err(TransportError::too_large(*max_response_size));
        }
        Ok(response)
    }

    async fn next(&mut self, outcome: &Outcome) -> Next {
        let next = match outcome {
            Outcome::NotSent(_) => Next::Stop,
            Outcome::NoToken(error) => self.after_no_token(error),
            Outcome::Lost(error) if error.is_lasting() => Next::Stop,
            Outcome::Lost(error) if error.is_connect() || self.repeats_if_unknown => {
                self.retry(None)
            }
            Outcome::Lost(_) => Next::Stop,
            Outcome::Answered(response, token) => self.after_response(response, token).await,
        };
        self.span.has_ended(outcome.status(), !matches!(next, Next::Stop | Next::Fail(_)));
        next
    }

    fn retry(&mut self, at_least: Option<Duration>) -> Next {
        let now = self.settings.timer.now();
        self.attempts.next(at_least, now).map_or(Next::Stop, Next::After)
    }

    fn after_no_token(&mut self, error: &TokenError) -> Next {
        let may_help = error.is_transient() || error.is_limited();
        if may_help { self.retry(error.retry_after()) } else { Next::Stop }
    }

    async fn after_response(
        &mut self,
        response: &http::Response<Bytes>,
        token: &AccessToken,
    ) -> Next {
        let status = response.status();
        if status.is_success() {
            return Next::Stop;
        }
        if is_throttled(response) {
            return self.after_throttling(response).await;
        }
        if status == StatusCode::UNAUTHORIZED {
            return self.after_refusal(response, token).await;
        }
        if status.is_server_error() && self.repeats_if_unknown {
            let asked = retry_after(response.headers());
            return self.retry(asked.map(|it| it.min(self.settings.max_retry_after)));
        }
        Next::Stop
    }

    /// There were too many calls. None of any caller is let through while the service would refuse it.
    async fn after_throttling(&mut self, response: &http::Response<Bytes>) -> Next {
        let Settings { timer, pacer, max_retry_after, .. } = self.settings;
        let now = timer.now();
        let period = lock_period(Some(self.operation), response.headers(), *max_retry_after);
        // A pacer elsewhere may take its time.
        let _ = within(&**timer, self.rest(), pacer.freeze(self.turn(), period)).await;
        let Patience { when_locked, max_wait } = self.patience;
        if when_locked == WhenLocked::Wait && max_wait.is_none_or(|it| it >= period) {
            self.locked_until = now.checked_add(period);
            let more = self.attempts.next_after_lock();
            return if more { Next::AfterLock(period) } else { Next::Stop };
        }
        self.attempts.next(Some(period), now).map_or(Next::Stop, Next::After)
    }

    /// The token is not taken any more. One of another make is tried, once.
    async fn after_refusal(
        &mut self,
        response: &http::Response<Bytes>,
        token: &AccessToken,
    ) -> Next {
        if is_scope_error(response) {
            return Next::Stop;
        }
        if self.renewed.is_some() {
            let noted = self.settings.tokens.refused_again(token);
            let _ = within(&*self.settings.timer, self.rest(), noted).await;
            return Next::Stop;
        }
        let renewed = self.settings.tokens.renew(token);
        match within(&*self.settings.timer, self.rest(), renewed).await {
            Ok(Ok(Some(token))) => {
                self.renewed = Some(token);
                Next::Again
            }
            Ok(Ok(None)) | Err(_) => Next::Stop,
            Ok(Err(error)) => match self.after_no_token(&error) {
                Next::Stop => {
                    self.earlier = self.earlier.max(Earlier::Refused);
                    Next::Fail(error)
                }
                next => next,
            },
        }
    }

    fn end(&self, outcome: Outcome) -> Result<Response, Error> {
        let error = match outcome {
            Outcome::Answered(response, token) => {
                let response = Response::new(self.operation, response).of_call(token, self.earlier);
                return Ok(response.with_max_retry_after(self.settings.max_retry_after));
            }
            Outcome::Lost(error) => Error::transport(self.operation, error),
            Outcome::NoToken(error) => Error::token(self.operation, error),
            Outcome::NotSent(error) => error,
        };
        Err(error.after(self.earlier))
    }
}

impl Outcome {
    fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Answered(response, _) => Some(response.status()),
            _ => None,
        }
    }

    /// What it means for the call that another attempt follows.
    fn as_earlier(&self) -> Earlier {
        match self {
            Self::Answered(response, _) if response.status().is_server_error() => Earlier::Unknown,
            Self::Answered(..) => Earlier::Refused,
            Self::Lost(error) if !error.is_connect() => Earlier::Unknown,
            Self::Lost(_) | Self::NoToken(_) | Self::NotSent(_) => Earlier::None,
        }
    }
}

#[cfg(test)]
mod tests;
