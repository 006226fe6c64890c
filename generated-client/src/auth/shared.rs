//! The access token of a fleet.

use std::time::Duration;

use super::grant::is_sendable;
use super::refresh::Refresher;
use super::state::Renewal;
use super::{AccessToken, TokenCache, TokenError, TokenHold};

/// How long another process may take to get a token before this one tries.
const LEASE: Duration = Duration::from_secs(30);

/// How long to wait before looking again whether another process has got a token.
const POLL: Duration = Duration::from_millis(200);

/// The shortest time for which others are told of a failure: they look once before it ends.
pub(super) const SHORTEST_HOLD: Duration = Duration::from_millis(500);

impl Refresher {
    /// Takes the token that another process got, or gets one for all. What other processes have met holds here too.
    pub(super) async fn obtain_shared(
        &self,
        cache: &dyn TokenCache,
        refused: Option<&AccessToken>,
    ) -> Renewal {
        let start = self.timer.now();
        let claim = loop {
            if let Some(token) = self.found(cache, refused).await? {
                return Ok(token);
            }
            let waited = self.timer.now().saturating_duration_since(start);
            if cache.claim(&self.cache_key, LEASE).await? {
                let claim = Claim { cache, key: &self.cache_key, is_held: true };
                // Another process may have ended, and given its right back, since nothing was found.
                match self.found(cache, refused).await {
                    Ok(None) => break Some(claim),
                    found => {
                        claim.give_back().await;
                        if let Some(token) = found? {
                            return Ok(token);
                        }
                    }
                }
            }
            if waited > LEASE {
                break None;
            }
            self.timer.sleep(POLL).await;
        };
        let renewal = self.ask(refused).await;
        if let Some(claim) = claim {
            claim.give_back().await;
        }
        renewal
    }

    /// What other processes have left: a token, or that none may be asked for. It is the refused token if that may not
    /// be replaced.
    async fn found(
        &self,
        cache: &dyn TokenCache,
        refused: Option<&AccessToken>,
    ) -> Result<Option<AccessToken>, TokenError> {
        // Before the token is looked for: it is stored before this hold is.
        let renewed = match refused {
            Some(refused) if self.lives(refused, Self::margin(refused)) => {
                cache.held(&self.cache_key, TokenHold::Renewed).await?
            }
            _ => None,
        };
        let is_new = |token: &AccessToken| {
            is_sendable(token.expose_secret())
                && self.lives(token, Self::margin(token))
                && refused.is_none_or(|it| !it.is_same(token))
        };
        if let Some(token) = cache.load(&self.cache_key).await?.filter(is_new) {
            return Ok(Some(token));
        }
        if let Some(rest) = cache.held(&self.cache_key, TokenHold::Throttled).await? {
            return Err(self.state().pause(TokenError::limited(rest), rest, self.timer.now()));
        }
        if let Some(rest) = cache.held(&self.cache_key, TokenHold::Failed).await? {
            return Err(self.state().fail_elsewhere(rest, self.timer.now()));
        }
        if let Some(rest) = renewed {
            self.state().hold_renewals(rest, self.timer.now());
        }
        Ok(refused.filter(|_| renewed.is_some()).cloned())
    }
}

/// The right to get a new token. If it is dropped while it is held, the request is dropped too, and the other processes must
/// not wait out the lease.
struct Claim<'a> {
    cache: &'a dyn TokenCache,
    key: &'a str,
    is_held: bool,
}

impl Claim<'_> {
    async fn give_back(mut self) {
        // If that fails, the lease ends by itself.
        let _ = self.cache.release(self.key).await;
        self.is_held = false;
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if self.is_held {
            self.cache.abandon(self.key);
        }
    }
}
