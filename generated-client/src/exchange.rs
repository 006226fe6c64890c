//! One call: its turn, its token, its attempts.

mod outcome;
mod sending;
mod settings;
mod turns;
mod watch;

use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{Request, StatusCode};

use crate::auth::{AccessToken, TokenError, takes_webhook_token, with_webhook_token};
use crate::call_options::replace;
use crate::encoder::{Payload, Prepared};
use crate::error::{Earlier, LockRules, is_scope_error, is_throttled, retry_after};
use crate::pacing::{Pacer, Permit, WhenLocked};
use crate::retry::Attempts;
use crate::timer::{Elapsed, within};
use crate::{Body, BoxFuture, Error, OperationInfo, Response, trace};
use outcome::Outcome;
use sending::{ReadBy, Received, send};
pub(crate) use settings::Settings;
#[cfg(feature = "streaming")]
pub(crate) use watch::Reading;
use watch::Watch;

/// Sends a request as often as it takes, and gives the last response.
pub(crate) fn exchange(
    settings: Arc<Settings>,
    prepared: Result<Prepared, Error>,
    repeats_if_unknown: bool,
) -> BoxFuture<'static, Result<Response, Error>> {
    match prepared.and_then(|prepared| settings.accepts(prepared)) {
        Ok(prepared) => Box::pin(async move {
            let watch = Watch::new(&settings, prepared.operation(), 0);
            let (repeats, reader) = (repeats_if_unknown, ReadBy::Client);
            let mut attempts = Attempts::new(settings.retry);
            let mut call = Call::new(&settings, &prepared, &mut attempts, repeats, reader, watch);
            call.watch.span.clone().instrument(call.run()).await
        }),
        Err(error) => Box::pin(ready(Err(error))),
    }
}

/// The same for a response whose body is not read yet, if it is a success. Otherwise the stream is empty. `attempts` are those
/// that the policy counts, and `number` is how many there were before in all.
#[cfg(feature = "streaming")]
pub(crate) async fn exchange_streamed(
    settings: Arc<Settings>,
    prepared: Prepared,
    attempts: &mut Attempts,
    number: u32,
) -> Result<(Response, Body, Reading), Error> {
    let prepared = settings.accepts(prepared)?;
    let watch = Watch::new(&settings, prepared.operation(), number);
    let mut call = Call::new(&settings, &prepared, attempts, false, ReadBy::Caller, watch);
    let response = call.watch.span.clone().instrument(call.run()).await?;
    let body = call.body.unwrap_or_else(|| Body::from(Bytes::new()));
    Ok((response, body, call.watch.into_reading()))
}

struct Call<'a> {
    settings: &'a Settings,
    operation: &'static OperationInfo,
    prepared: &'a Prepared,
    began: Instant,
    /// When the call first asked for a turn, once it had one.
    waiting_since: Option<Instant>,
    deadline: Option<Instant>,
    /// For how much longer it may wait for turns, lock-outs included.
    patience: Option<Duration>,
    /// Since when it waits for a turn, if that has an end.
    waits_since: Option<Instant>,
    /// The end of a lock-out that the call waits for in the queue of the pacer.
    locked_until: Option<Instant>,
    attempts: &'a mut Attempts,
    /// Whether another attempt follows one that the service may have carried out.
    repeats_if_unknown: bool,
    /// The token that replaces one which the service refused.
    renewed: Option<AccessToken>,
    earlier: Earlier,
    reader: ReadBy,
    /// That of a success, if it is left to the caller.
    body: Option<Body>,
    watch: Watch<'a>,
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

impl<'a> Call<'a> {
    fn new(
        settings: &'a Settings,
        prepared: &'a Prepared,
        attempts: &'a mut Attempts,
        repeats_if_unknown: bool,
        reader: ReadBy,
        watch: Watch<'a>,
    ) -> Self {
        let operation = prepared.operation();
        let began = settings.timer.now();
        Self {
            settings,
            operation,
            prepared,
            began,
            waiting_since: None,
            deadline: settings.total_timeout.and_then(|it| began.checked_add(it)),
            patience: settings.patience.max_wait,
            waits_since: None,
            locked_until: None,
            attempts,
            repeats_if_unknown: repeats_if_unknown || settings.repeats_if_unknown(operation),
            renewed: None,
            earlier: Earlier::None,
            reader,
            body: None,
            watch,
        }
    }

    async fn run(&mut self) -> Result<Response, Error> {
        loop {
            let outcome = self.attempt().await;
            self.watch.stops();
            let next = match outcome.is_success() {
                true => Next::Stop,
                false => self.next(&outcome).await,
            };
            self.watch.has_ended(&outcome, &next, self.reader);
            match next {
                Next::Stop => return self.end(outcome),
                Next::Fail(error) => return self.end(Outcome::NoToken(error)),
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

    /// What comes first, `future` or the end of the total time.
    fn in_time<T>(
        &self,
        future: impl Future<Output = T> + Unpin,
    ) -> impl Future<Output = Result<T, Elapsed>> {
        within(&*self.settings.timer, self.rest(), future)
    }

    /// Waits for a turn, gets a token, and sends the request once.
    async fn attempt(&mut self) -> Outcome {
        self.watch.waits();
        self.waits_since = self.patience.map(|_| self.settings.timer.now());
        let mut permit = match self.permit().await {
            Ok(permit) => permit,
            Err(error) => return Outcome::NotSent(error),
        };
        (self.patience, self.waits_since) = (self.patience(), None);
        self.waiting_since = Some(self.began);
        self.watch.has_turn();
        let at_hand = self.renewed.clone().or_else(|| self.settings.tokens.token_at_hand());
        let token = match at_hand {
            Some(token) => token,
            None => match self.token().await {
                Ok(token) => token,
                Err(outcome) => return outcome,
            },
        };
        let sending = match self.begin(&token, &mut permit) {
            Ok(sending) => sending,
            Err(outcome) => return outcome,
        };
        match sending.await {
            Ok((response, body)) => {
                self.body = body;
                Outcome::Answered(response, token)
            }
            Err(error) => {
                if error.is_unsent() {
                    permit.refund();
                }
                Outcome::Lost(error)
            }
        }
    }

    /// Begins to send the request, unless there is a reason not to.
    #[expect(clippy::result_large_err, reason = "it is as large as what follows")]
    fn begin<'p>(
        &mut self,
        token: &AccessToken,
        permit: &'p mut Permit,
    ) -> Result<impl Future<Output = Received> + use<'a, 'p>, Outcome>
    where
        'a: 'p,
    {
        let signed = self.signed(token);
        let request = signed.map_err(|error| Outcome::NoToken(TokenError::other(error)))?;
        // A request that is begun when the time is up would be lost for certain.
        if self.rest().is_some_and(|rest| rest.is_zero()) {
            return Err(Outcome::NotSent(Error::out_of_time(self.operation)));
        }
        permit.spend();
        self.watch.sends(request.body().length());
        Ok(send(self.settings, self.operation, self.deadline, self.reader, request, permit))
    }

    #[cold]
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, Outcome>> {
        let token = self.settings.tokens.access_token();
        Box::pin(async {
            match self.in_time(token).await {
                Ok(Ok(token)) => Ok(token),
                Ok(Err(error)) => Err(Outcome::NoToken(error)),
                Err(_) => Err(Outcome::NotSent(Error::out_of_time(self.operation))),
            }
        })
    }

    fn signed(&self, token: &AccessToken) -> Result<Request<Payload>, Error> {
        let mut request = self.prepared.request();
        request.headers_mut().insert(USER_AGENT, self.settings.user_agent.clone());
        replace(request.headers_mut(), &self.settings.headers);
        if !token.is_webhook() {
            let value = token.header_value(self.settings.scheme)?;
            request.headers_mut().insert(AUTHORIZATION, value);
        } else if takes_webhook_token(request.method(), request.uri().path()) {
            *request.uri_mut() = with_webhook_token(request.uri(), token.secret())?;
        } else {
            return Err(Error::builder(
                "a webhook token is good for posting messages with version 2 and for incoming webhooks; this operation \
                 needs an OAuth token",
            ));
        }
        Ok(request)
    }

    /// What to do after an attempt that was no success. Most attempts succeed, so a call keeps no room for this.
    #[cold]
    fn next<'b>(&'b mut self, outcome: &'b Outcome) -> BoxFuture<'b, Next> {
        Box::pin(async move {
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
            let is_possible = match next {
                Next::Stop | Next::Fail(_) => true,
                Next::Again => self.prepared.is_unread(),
                Next::After(delay) | Next::AfterLock(delay) => {
                    self.prepared.is_unread() && self.rest().is_none_or(|rest| rest > delay)
                }
            };
            if is_possible { next } else { Next::Stop }
        })
    }

    fn retry(&mut self, at_least: Option<Duration>) -> Next {
        let now = self.settings.timer.now();
        self.attempts.next(at_least, now).map_or(Next::Stop, Next::After)
    }

    fn after_no_token(&mut self, error: &TokenError) -> Next {
        let may_help = error.is_transient() || error.is_rate_limited();
        if may_help { self.retry(error.retry_after()) } else { Next::Stop }
    }

    async fn after_response(
        &mut self,
        response: &http::Response<Bytes>,
        token: &AccessToken,
    ) -> Next {
        let status = response.status();
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

    fn lock_rules(&self) -> LockRules {
        let longest = self.settings.max_retry_after;
        LockRules { operation: Some(self.prepared.paced_as()), longest }
    }

    /// There were too many calls. None of any caller is let through while the service would refuse it.
    async fn after_throttling(&mut self, response: &http::Response<Bytes>) -> Next {
        let Settings { timer, pacer, .. } = self.settings;
        let now = timer.now();
        let period = self.lock_rules().period(response.headers());
        trace::is_locked(self.prepared.paced_as(), period);
        // A pacer elsewhere may take its time.
        let _ = self.in_time(pacer.freeze(self.turn(), period)).await;
        if self.patience.is_some_and(|it| it < period) {
            return Next::Stop;
        }
        if self.settings.patience.when_locked == WhenLocked::Wait {
            self.locked_until = now.checked_add(period);
            let more = self.attempts.next_after_lock();
            return if more { Next::AfterLock(period) } else { Next::Stop };
        }
        let Some(delay) = self.attempts.next(Some(period), now) else { return Next::Stop };
        // It is longer than the period, by chance.
        let delay = self.patience.map_or(delay, |it| it.min(delay));
        self.patience = self.patience.map(|it| it.saturating_sub(delay));
        Next::After(delay)
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
            let _ = self.in_time(noted).await;
            return Next::Stop;
        }
        let renewed = self.settings.tokens.renew(token);
        match self.in_time(renewed).await {
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
                let headers = &self.settings.headers;
                let response = Response::new(self.operation, response);
                let response = response.of_call(token, headers, self.earlier);
                return Ok(response.with_lock_rules(self.lock_rules()));
            }
            Outcome::Lost(error) => Error::transport(self.operation, error),
            Outcome::NoToken(error) => Error::token(self.operation, error),
            Outcome::NotSent(error) => error,
        };
        Err(error.after(self.earlier).with_lock_rules(self.lock_rules()))
    }
}

#[cfg(test)]
mod tests;
