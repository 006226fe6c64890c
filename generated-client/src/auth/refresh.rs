//! Access tokens from a refresh token.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::Shared;
use secrecy::{ExposeSecret, SecretString};
use tokio::runtime::Handle;

use super::endpoint::LIFETIME;
use super::shared::SHORTEST_HOLD;
use super::state::{Flight, LONGEST_PAUSE, Renewal, State};
use super::{
    AccessToken, Grant, IssuedTokens, TokenCache, TokenEndpoint, TokenError, TokenHold,
    TokenProvider,
};
use crate::lock::lock;
use crate::off_thread::off_thread;
use crate::timer::{SharedTimer, within};
use crate::transport::gave_up_after;
use crate::{BoxFuture, RetryPolicy, TransportError, trace};

/// A token that ends sooner than this is replaced: a call with it could arrive too late.
const MARGIN: Duration = Duration::from_secs(60);

/// How long a call waits for another token while it has one that still lives.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long no refused token is replaced after one was. A service that refuses every token would otherwise use up the
/// ten that there are in ten minutes.
const RENEWAL_HOLD: Duration = Duration::from_secs(300);

/// Gets access tokens when they are needed: early, and one at a time however many callers wait.
pub(crate) struct RefreshingToken(Arc<Refresher>);

/// Is told of a refresh token that replaces the one before, and of whose it is.
pub(crate) type OnNewRefreshToken = Arc<dyn Fn(&str, &SecretString) + Send + Sync>;

pub(crate) struct Refresher {
    endpoint: TokenEndpoint,
    grant: Mutex<Grant>,
    pub(super) cache: Option<Arc<dyn TokenCache>>,
    pub(super) timer: SharedTimer,
    user: Arc<str>,
    /// The key under which the cache keeps its tokens.
    pub(super) cache_key: String,
    retry: RetryPolicy,
    state: Mutex<State>,
}

impl RefreshingToken {
    pub(crate) fn new(refresher: Refresher) -> Self {
        Self(Arc::new(refresher))
    }

    /// A token that is good for another minute, or one that still lives if no other can be had soon.
    async fn current(&self) -> Renewal {
        if let Some(token) = self.token_at_hand() {
            return Ok(token);
        }
        let Some(living) = self.0.usable(|_| PATIENCE) else {
            let renewal = self.refreshed(None).await;
            return renewal.or_else(|error| self.0.usable(|_| Duration::ZERO).ok_or(error));
        };
        if self.0.state().paused(self.0.timer.now()).is_some() {
            return Ok(living);
        }
        let refreshed = within(&*self.0.timer, Some(PATIENCE), pin!(self.refreshed(None))).await;
        match refreshed {
            Ok(renewal) => Ok(renewal.unwrap_or(living)),
            Err(_) => {
                // Nobody else waits either while this token lives.
                let error = TransportError::timeout(gave_up_after(PATIENCE));
                let error = TokenError::unreachable(error);
                self.0.state().pause(error, LONGEST_PAUSE, self.0.timer.now());
                Ok(living)
            }
        }
    }

    /// A token other than `refused`; `refused` itself if it may not be replaced.
    async fn refreshed(&self, refused: Option<&AccessToken>) -> Renewal {
        let is_refused = |token: &AccessToken| refused.is_some_and(|it| it.is_same(token));
        loop {
            let flight = {
                let (mut state, now) = (self.0.state(), self.0.timer.now());
                match &state.token {
                    Some(token) if !self.0.lives(token, Refresher::margin(token)) => {}
                    Some(token) if is_refused(token) && !state.holds_renewals(now) => {
                        state.token = None;
                    }
                    // There is no other; or another caller has got one since this caller looked.
                    Some(token) => return Ok(token.clone()),
                    None => {}
                }
                match (state.flight(), state.paused(now)) {
                    (Some(flight), _) => flight,
                    (None, Some(error)) => return Err(error),
                    (None, None) => {
                        let flight = self.begin(refused.cloned());
                        let renewal = flight.renewal.downgrade();
                        let refused = flight.refused.clone();
                        state.flight = renewal.map(|renewal| Flight { renewal, refused });
                        flight
                    }
                }
            };
            let renewal = flight.renewal.await;
            // One that began for another reason may bring back what is refused.
            match &renewal {
                Ok(token)
                    if is_refused(token) && !flight.refused.is_some_and(|it| is_refused(&it)) => {}
                _ => return renewal,
            }
        }
    }

    fn begin(&self, refused: Option<AccessToken>) -> Flight<Shared<BoxFuture<'static, Renewal>>> {
        let (refresher, replaced) = (self.0.clone(), refused.clone());
        let renewal: BoxFuture<'static, Renewal> = Box::pin(async move {
            // Of two tasks that wait, one would never wake if the other panicked here.
            let obtained = AssertUnwindSafe(refresher.obtain(replaced.as_ref())).catch_unwind();
            let renewal = obtained.await.unwrap_or_else(|_| {
                let error = TokenError::other("what gets or keeps tokens has panicked");
                Err(refresher.state().fail(error, &refresher.retry, refresher.timer.now()))
            });
            let mut state = refresher.state();
            state.flight = None;
            if let Ok(token) = &renewal {
                state.succeed(token.clone());
            }
            renewal
        });
        let renewal = renewal.shared();
        // Whoever stops waiting: it may bring a refresh token that replaces the one before, which is good for nothing then.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(renewal.clone());
        }
        Flight { renewal, refused }
    }
}

impl Refresher {
    pub(crate) fn new(endpoint: TokenEndpoint, grant: Grant, retry: RetryPolicy) -> Self {
        let (timer, user) = (endpoint.timer.clone(), endpoint.user.clone());
        let cache = endpoint.accounts.cache.clone();
        let cache_key = cache.as_ref().map(|_| endpoint.cache_key(&grant)).unwrap_or_default();
        let (grant, state) = (Mutex::new(grant), Mutex::default());
        Self { endpoint, grant, cache, timer, user, cache_key, retry, state }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// How long before its end a token is replaced. One that lives for a minute is not replaced with every call.
    pub(super) fn margin(token: &AccessToken) -> Duration {
        token.lifetime().map_or(MARGIN, |lifetime| MARGIN.min(lifetime / 4))
    }

    fn usable(&self, margin: impl Fn(&AccessToken) -> Duration) -> Option<AccessToken> {
        self.state().token.clone().filter(|token| self.lives(token, margin(token)))
    }

    pub(super) fn lives(&self, token: &AccessToken, margin: Duration) -> bool {
        let now = self.timer.now();
        token.expires_at().is_none_or(|end| end.saturating_duration_since(now) > margin)
    }

    async fn obtain(&self, refused: Option<&AccessToken>) -> Renewal {
        match &self.cache {
            None => self.ask(refused).await,
            Some(cache) => self.obtain_shared(&**cache, refused).await,
        }
    }

    /// Asks the accounts server, and remembers for how long not to ask again if that fails.
    pub(super) async fn ask(&self, refused: Option<&AccessToken>) -> Renewal {
        let permits = self.endpoint.permits().await?;
        let mut request = Request { refresher: self, is_over: false };
        let grant = lock(&self.grant).clone();
        let issued = self.endpoint.ask(&grant, permits).await;
        request.is_over = true;
        trace::token_renewal(issued.as_ref().map(|it| &it.access_token));
        match issued {
            Ok(IssuedTokens { access_token: token, refresh_token }) => {
                // Before anything is waited for: the old one may be good for nothing any more.
                self.keep(refresh_token).await;
                if let Some(cache) = &self.cache {
                    let lifetime = token.lifetime().unwrap_or(LIFETIME);
                    // The token is good even if the others do not get to know it.
                    if cache.store(&self.cache_key, &token, lifetime).await.is_err() {
                        trace::warning("the token cache does not keep the new access token");
                    }
                }
                if refused.is_some() {
                    self.hold_renewals(RENEWAL_HOLD).await;
                }
                Ok(token)
            }
            Err(error) => {
                let error = self.state().fail(error, &self.retry, self.timer.now());
                let hold =
                    if error.is_rate_limited() { TokenHold::Throttled } else { TokenHold::Failed };
                if let Some(period) = error.retry_after() {
                    self.hold(hold, period.max(SHORTEST_HOLD)).await;
                }
                Err(error)
            }
        }
    }

    /// Goes on with another refresh token, if the accounts server has replaced it.
    async fn keep(&self, refresh_token: Option<SecretString>) {
        let Some(new) = refresh_token else { return };
        match &mut *lock(&self.grant) {
            Grant::RefreshToken(old) if old.expose_secret() != new.expose_secret() => {
                *old = new.clone();
            }
            _ => return,
        }
        let Some(callback) = self.endpoint.accounts.on_new_refresh_token.clone() else {
            return trace::warning(
                "nobody keeps the new refresh token: `on_new_refresh_token` is not set",
            );
        };
        let user = self.user.clone();
        // It may well write to a database, and the access token is good even if that fails.
        let told = off_thread(move || {
            catch_unwind(AssertUnwindSafe(|| callback(&user, &new)))
                .map_err(|_| io::ErrorKind::Other.into())
        });
        if told.await.is_err() {
            trace::warning(
                "the new refresh token may not be kept: what keeps it has panicked, or the runtime has ended",
            );
        }
    }

    async fn hold_renewals(&self, period: Duration) {
        self.state().hold_renewals(period, self.timer.now());
        self.hold(TokenHold::Renewed, period).await;
    }

    /// Lets the other processes know. This one does, whether they get to know it or not.
    async fn hold(&self, hold: TokenHold, period: Duration) {
        if let Some(cache) = &self.cache {
            let _ = cache.hold(&self.cache_key, hold, period).await;
        }
    }
}

/// A request under way.
struct Request<'a> {
    refresher: &'a Refresher,
    is_over: bool,
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        let Refresher { retry, timer, .. } = self.refresher;
        if !self.is_over {
            self.refresher.state().give_up(retry, timer.now());
        }
    }
}

impl TokenProvider for RefreshingToken {
    fn access_token(&self) -> BoxFuture<'_, Renewal> {
        Box::pin(self.current())
    }

    fn token_at_hand(&self) -> Option<AccessToken> {
        self.0.usable(Refresher::margin)
    }

    fn renew<'a>(
        &'a self,
        refused: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        Box::pin(async move {
            let token = self.refreshed(Some(refused)).await?;
            Ok(Some(token).filter(|token| !token.is_same(refused)))
        })
    }

    fn refused_again<'a>(&'a self, token: &'a AccessToken) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let now = self.0.timer.now();
            let life = token.expires_at().map(|end| end.saturating_duration_since(now));
            let is_current = self.0.state().token.as_ref().is_some_and(|it| it.is_same(token));
            if is_current {
                self.0.hold_renewals(life.unwrap_or(LIFETIME)).await;
            }
        })
    }
}

#[cfg(test)]
mod tests;
