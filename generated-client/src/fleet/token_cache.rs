//! The access token of a fleet, on a Redis server.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use redis::Script;
use tokio::runtime::Handle;

use super::{FleetError, OnRedisFailure, RedisServer};
use crate::auth::{AccessToken, TokenCache, TokenError, TokenHold};
use crate::encoder::ESCAPED;
use crate::lock::lock;
use crate::schema::object::object;
use crate::timer::SharedTimer;
use crate::{BoxFuture, Scopes, Timer, TokioTimer, random};

/// Keeps the access token of each user on a Redis server.
///
/// **The token is stored unencrypted** until it ends, under `cliq:{user=bot}:token`: the
/// [`prefix`](RedisServer::prefix), and the percent-encoded name of the [`user`](crate::ClientBuilder::user). Anyone who
/// can read it can act as the user for up to an hour, so give the server a password, let nobody but the workers reach
/// it, and give them a Redis user that may use the keys of this prefix only. The refresh token and the client secret are never
/// written there.
///
/// Workers also share how long none of them asks for a token, or replaces one that the service refuses, under
/// `cliq:{user=bot}:throttled`, `:failed` and `:renewed`: [`TokenHold`] says when.
pub struct RedisTokenCache {
    server: RedisServer,
    timer: SharedTimer,
    /// The claims of this process, by user.
    claims: Mutex<HashMap<String, Claim>>,
    scripts: Scripts,
}

struct Scripts {
    load: Script,
    store: Script,
    claim: Script,
    release: Script,
    hold: Script,
    held: Script,
}

/// The right to get a token, asked for or held. Unless it is over, dropping it gives it back in the background.
struct Claim {
    id: String,
    key: String,
    server: RedisServer,
    release: Script,
    /// Where it is dropped, there may be none.
    runtime: Option<Handle>,
    is_over: bool,
}

impl Claim {
    fn over(mut self) {
        self.is_over = true;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.as_ref().filter(|_| !self.is_over) else { return };
        let (server, release) = (self.server.clone(), self.release.clone());
        let (key, id) = (std::mem::take(&mut self.key), std::mem::take(&mut self.id));
        runtime.spawn(async move {
            // The lease ends by itself.
            let _ = server.run::<()>(release.prepare_invoke().key(key).arg(id)).await;
        });
    }
}

/// A token as it is kept.
struct Kept {
    token: String,
    scopes: Option<Vec<String>>,
    /// From when it was given out to its end, in milliseconds.
    lifetime: Option<u64>,
}

object!(Kept {
    token: required("token"),
    scopes: required("scopes"),
    lifetime: optional("lifetime")
});

impl RedisTokenCache {
    /// A cache on `server`, which may be shared with a [`RedisPacer`](super::RedisPacer).
    pub fn new(server: RedisServer) -> Self {
        let scripts = Scripts {
            load: Script::new(include_str!("load.lua")),
            store: Script::new(include_str!("store.lua")),
            claim: Script::new(include_str!("claim.lua")),
            release: Script::new(include_str!("release.lua")),
            hold: Script::new(include_str!("hold.lua")),
            held: Script::new(include_str!("held.lua")),
        };
        Self { server, timer: Arc::new(TokioTimer), claims: Mutex::default(), scripts }
    }

    /// A cache on the server at `url`, which has to be there.
    ///
    /// # Errors
    ///
    /// [`FleetError`] if the URL is invalid, or if the server cannot be used.
    pub async fn connect(url: &str) -> Result<Self, FleetError> {
        RedisServer::connect(url).await.map(Self::new)
    }

    /// A clock other than Tokio's: that of the client.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Arc::new(timer);
        self
    }

    fn key(&self, user: &str, kind: &str) -> String {
        let user = percent_encoding::utf8_percent_encode(user, ESCAPED);
        // An empty part in braces would count for nothing.
        self.server.key(&format!("user={user}"), kind)
    }

    fn claims(&self) -> MutexGuard<'_, HashMap<String, Claim>> {
        lock(&self.claims)
    }

    /// `alone` is what a worker does without the server, if it may go on.
    fn or_alone<T>(&self, response: Result<T, FleetError>, alone: T) -> Result<T, TokenError> {
        match (response, self.server.failure()) {
            (Err(_), OnRedisFailure::Fallback { .. }) => Ok(alone),
            (response, _) => response.map_err(TokenError::other),
        }
    }

    async fn load_kept(&self, user: &str) -> Result<Option<AccessToken>, TokenError> {
        let mut script = self.scripts.load.prepare_invoke();
        script.key(self.key(user, "token"));
        let asked_at = self.timer.now();
        let (kept, millis): (Option<Vec<u8>>, i64) =
            self.or_alone(self.server.run(&script).await, (None, 0))?;
        // What cannot be read was written by another version, and is replaced.
        let Some(kept) = kept.and_then(|it| serde_json::from_slice::<Kept>(&it).ok()) else {
            return Ok(None);
        };
        let mut token = AccessToken::new(kept.token);
        if let Some(scopes) = kept.scopes {
            token = token.with_scopes(Scopes::from(scopes.join(",").as_str()));
        }
        if let Some(lifetime) = kept.lifetime {
            token = token.with_lifetime(Duration::from_millis(lifetime));
        }
        // Negative if it is kept without end, as only someone else would do.
        let end = u64::try_from(millis).ok().map(Duration::from_millis);
        Ok(Some(match end.and_then(|it| asked_at.checked_add(it)) {
            Some(end) => token.with_expiry(end),
            None => token,
        }))
    }

    async fn keep(
        &self,
        user: &str,
        token: &AccessToken,
        lifetime: Duration,
    ) -> Result<(), TokenError> {
        let scopes = token.scopes().map(|it| it.iter().map(str::to_owned).collect());
        let (token, lifetime) = (token.expose_secret().to_owned(), millis(lifetime));
        let kept = Kept { token, scopes, lifetime: Some(lifetime) };
        // The error would show where in the token it is.
        let kept = serde_json::to_vec(&kept)
            .map_err(|_| TokenError::other("the token cannot be written down"))?;
        let mut script = self.scripts.store.prepare_invoke();
        script.key(self.key(user, "token")).arg(kept).arg(lifetime);
        self.or_alone(self.server.run(&script).await, ())
    }

    async fn claim_for(&self, user: &str, lease: Duration) -> Result<bool, TokenError> {
        // Until the server has answered, nobody knows whether it has been given.
        let claim = Claim {
            id: random::id(),
            key: self.key(user, "claim"),
            server: self.server.clone(),
            release: self.scripts.release.clone(),
            runtime: Handle::try_current().ok(),
            is_over: false,
        };
        let mut script = self.scripts.claim.prepare_invoke();
        script.key(&claim.key).arg(&claim.id).arg(millis(lease));
        let is_ours = self.or_alone(self.server.run(&script).await, true)?;
        let over = if is_ours { self.claims().insert(user.to_owned(), claim) } else { Some(claim) };
        over.into_iter().for_each(Claim::over);
        Ok(is_ours)
    }

    async fn keep_hold(
        &self,
        user: &str,
        hold: TokenHold,
        period: Duration,
    ) -> Result<(), TokenError> {
        let mut script = self.scripts.hold.prepare_invoke();
        script.key(self.key(user, hold.as_str())).arg(millis(period));
        self.or_alone(self.server.run(&script).await, ())
    }

    async fn load_hold(&self, user: &str, hold: TokenHold) -> Result<Option<Duration>, TokenError> {
        let mut script = self.scripts.held.prepare_invoke();
        script.key(self.key(user, hold.as_str()));
        let millis: i64 = self.or_alone(self.server.run(&script).await, -1)?;
        Ok(u64::try_from(millis).ok().filter(|it| *it > 0).map(Duration::from_millis))
    }

    async fn give_back(&self, user: &str) -> Result<(), TokenError> {
        let Some(claim) = self.claims().remove(user) else {
            return Ok(());
        };
        let mut script = self.scripts.release.prepare_invoke();
        script.key(&claim.key).arg(&claim.id);
        let response = self.server.run(&script).await;
        claim.over();
        self.or_alone(response, ())
    }
}

/// At least one: a key cannot be kept for no time.
fn millis(duration: Duration) -> u64 {
    // More than this many are an error for the server.
    const MOST: u64 = 1 << 52;
    u64::try_from(duration.as_millis()).unwrap_or(MOST).clamp(1, MOST)
}

impl TokenCache for RedisTokenCache {
    fn load<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        Box::pin(self.load_kept(user))
    }

    fn store<'a>(
        &'a self,
        user: &'a str,
        token: &'a AccessToken,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        Box::pin(self.keep(user, token, lifetime))
    }

    fn claim<'a>(
        &'a self,
        user: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<bool, TokenError>> {
        Box::pin(self.claim_for(user, lease))
    }

    fn release<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<(), TokenError>> {
        Box::pin(self.give_back(user))
    }

    fn hold<'a>(
        &'a self,
        user: &'a str,
        hold: TokenHold,
        period: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        Box::pin(self.keep_hold(user, hold, period))
    }

    fn held<'a>(
        &'a self,
        user: &'a str,
        hold: TokenHold,
    ) -> BoxFuture<'a, Result<Option<Duration>, TokenError>> {
        Box::pin(self.load_hold(user, hold))
    }

    fn abandon(&self, user: &str) {
        let abandoned = self.claims().remove(user);
        drop(abandoned);
    }
}

impl fmt::Debug for RedisTokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisTokenCache").field("server", &self.server).finish_non_exhaustive()
    }
}
