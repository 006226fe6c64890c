//! Access tokens from a refresh token.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};

use super::{AccessToken, TokenCache, TokenEndpoint, TokenError, TokenProvider};
use crate::BoxFuture;
use crate::lock::lock;
use crate::timer::{SharedTimer, within};

/// A token that ends sooner than this is replaced: a call with it could arrive too late.
const MARGIN: Duration = Duration::from_secs(60);

/// How long a call waits for another token while it has one that still lives.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long calls go on with a token that still lives before they try again to get another. The accounts server gives
/// out ten tokens in ten minutes, and there may be failures when the token has ended too.
const PAUSE: Duration = Duration::from_secs(15);

/// How long another process may take to get a token before this one tries.
const LEASE: Duration = Duration::from_secs(30);

/// How long to wait before looking again whether another process has got a token.
const POLL: Duration = Duration::from_millis(200);

type Answer = Result<AccessToken, TokenError>;

/// Gets access tokens when they are needed: early, and one at a time however many callers wait.
pub(crate) struct RefreshingToken(Arc<Refresher>);

pub(crate) struct Refresher {
    endpoint: TokenEndpoint,
    cache: Option<Arc<dyn TokenCache>>,
    timer: SharedTimer,
    user: Arc<str>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<AccessToken>,
    /// The refresh under way. It lives as long as somebody waits for it: whoever stops waiting harms nobody else, and
    /// when nobody waits any more it is dropped, rather than left half-done for the next caller.
    flight: Option<WeakShared<BoxFuture<'static, Answer>>>,
    /// The answer that will not change: the credentials are wrong.
    refusal: Option<TokenError>,
    /// When no other token was to be had while one still lived.
    failed_at: Option<Instant>,
}

impl RefreshingToken {
    pub(crate) fn new(refresher: Refresher) -> Self {
        Self(Arc::new(refresher))
    }

    /// A token that is good for another minute, or one that still lives if no other can be had soon.
    async fn current(&self) -> Answer {
        if let Some(token) = self.0.usable(MARGIN) {
            return Ok(token);
        }
        let Some(living) = self.0.usable(PATIENCE) else {
            let answer = self.refreshed(None).await;
            return answer.or_else(|error| self.0.usable(Duration::ZERO).ok_or(error));
        };
        if self.0.is_pausing() {
            return Ok(living);
        }
        match within(&*self.0.timer, Some(PATIENCE), self.refreshed(None)).await {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(_)) | Err(_) => {
                self.0.state().failed_at = Some(self.0.timer.now());
                Ok(living)
            }
        }
    }

    async fn refreshed(&self, refused: Option<&AccessToken>) -> Answer {
        let flight = {
            let mut state = self.0.state();
            if let Some(refused) = refused {
                state.token.take_if(|token| token.is_same(refused));
            }
            // Another caller may have got one since this caller looked.
            if let Some(token) = state.token.as_ref().filter(|it| self.0.lives(it, MARGIN)) {
                return Ok(token.clone());
            }
            if let Some(refusal) = &state.refusal {
                return Err(refusal.clone());
            }
            state.flight.as_ref().and_then(WeakShared::upgrade).unwrap_or_else(|| {
                let flight = self.begin(refused.cloned());
                state.flight = flight.downgrade();
                flight
            })
        };
        flight.await
    }

    fn begin(&self, refused: Option<AccessToken>) -> Shared<BoxFuture<'static, Answer>> {
        let refresher = self.0.clone();
        let flight: BoxFuture<'static, Answer> = Box::pin(async move {
            let answer = refresher.obtain(refused.as_ref()).await;
            let mut state = refresher.state();
            state.flight = None;
            match &answer {
                Ok(token) => state.token = Some(token.clone()),
                Err(error) if error.is_final() => state.refusal = Some(error.clone()),
                Err(_) => {}
            }
            answer
        });
        flight.shared()
    }
}

impl Refresher {
    pub(crate) fn new(endpoint: TokenEndpoint, cache: Option<Arc<dyn TokenCache>>) -> Self {
        let (timer, user) = (endpoint.timer.clone(), endpoint.user.clone());
        Self { endpoint, cache, timer, user, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn usable(&self, margin: Duration) -> Option<AccessToken> {
        self.state().token.clone().filter(|token| self.lives(token, margin))
    }

    fn is_pausing(&self) -> bool {
        let failed_at = self.state().failed_at;
        failed_at.is_some_and(|it| self.timer.now().saturating_duration_since(it) < PAUSE)
    }

    fn lives(&self, token: &AccessToken, margin: Duration) -> bool {
        let now = self.timer.now();
        token.expires_at().is_none_or(|end| end.saturating_duration_since(now) > margin)
    }

    async fn obtain(&self, refused: Option<&AccessToken>) -> Answer {
        match &self.cache {
            None => self.endpoint.refresh().await.map(|(token, _)| token),
            Some(cache) => self.obtain_shared(&**cache, refused).await,
        }
    }

    /// Takes the token that another process got, or gets one for all.
    async fn obtain_shared(&self, cache: &dyn TokenCache, refused: Option<&AccessToken>) -> Answer {
        let start = self.timer.now();
        let is_new = |token: &AccessToken| {
            self.lives(token, MARGIN) && refused.is_none_or(|it| !it.is_same(token))
        };
        let claim = loop {
            if let Some(token) = cache.load(&self.user).await?.filter(is_new) {
                return Ok(token);
            }
            let waited = self.timer.now().saturating_duration_since(start);
            if cache.claim(&self.user, LEASE).await? {
                let claim = Claim { cache, user: &self.user, is_held: true };
                // Another process may have got a token, and given its right back, since nothing was found.
                if let Some(token) = cache.load(&self.user).await?.filter(is_new) {
                    claim.give_back().await;
                    return Ok(token);
                }
                break Some(claim);
            }
            if waited > LEASE {
                break None;
            }
            self.timer.sleep(POLL).await;
        };
        let answer = self.endpoint.refresh().await;
        if let Ok((token, lifetime)) = &answer {
            // The token is good even if the others do not get to know it.
            let _ = cache.store(&self.user, token, *lifetime).await;
        }
        if let Some(claim) = claim {
            claim.give_back().await;
        }
        answer.map(|(token, _)| token)
    }
}

/// The right to get a new token. If it is dropped while it is held, nobody waits for the token any more, and the other
/// processes must not wait out the lease.
struct Claim<'a> {
    cache: &'a dyn TokenCache,
    user: &'a str,
    is_held: bool,
}

impl Claim<'_> {
    async fn give_back(mut self) {
        // If that fails, the lease ends by itself.
        let _ = self.cache.release(self.user).await;
        self.is_held = false;
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if self.is_held {
            self.cache.abandon(self.user);
        }
    }
}

impl TokenProvider for RefreshingToken {
    fn access_token(&self) -> BoxFuture<'_, Answer> {
        Box::pin(self.current())
    }

    fn renew<'a>(
        &'a self,
        refused: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        Box::pin(async move { self.refreshed(Some(refused)).await.map(Some) })
    }
}

#[cfg(test)]
mod tests;
