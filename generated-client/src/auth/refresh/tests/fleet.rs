//! What processes share by a cache of tokens.

use std::time::Instant;

use super::*;

/// What a fleet shares.
#[derive(Default)]
struct Shared {
    holds: Mutex<Vec<(TokenHold, Instant)>>,
    token: Mutex<Option<(AccessToken, Instant)>>,
    claimed: Mutex<bool>,
    /// Whose token was asked for.
    users: Mutex<Vec<String>>,
    /// What another process stores, and gives its right back, just before one is claimed here.
    stored_late: Mutex<Option<AccessToken>>,
}

impl TokenCache for Shared {
    fn load<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        self.users.lock().unwrap().push(user.to_owned());
        let token = self.token.lock().unwrap().clone();
        let token = token.filter(|(_, end)| *end > TokioTimer.now());
        Box::pin(async move { Ok(token.map(|(token, end)| token.with_expiry(end))) })
    }

    fn store<'a>(
        &'a self,
        _: &'a str,
        token: &'a AccessToken,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        *self.token.lock().unwrap() = Some((token.clone(), TokioTimer.now() + lifetime));
        Box::pin(async { Ok(()) })
    }

    fn claim<'a>(&'a self, _: &'a str, _: Duration) -> BoxFuture<'a, Result<bool, TokenError>> {
        if let Some(token) = self.stored_late.lock().unwrap().take() {
            *self.token.lock().unwrap() = Some((token, TokioTimer.now() + HOUR));
        }
        let was_claimed = std::mem::replace(&mut *self.claimed.lock().unwrap(), true);
        Box::pin(async move { Ok(!was_claimed) })
    }

    fn release<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<(), TokenError>> {
        self.abandon(user);
        Box::pin(async { Ok(()) })
    }

    fn hold<'a>(
        &'a self,
        _: &'a str,
        hold: TokenHold,
        period: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        self.holds.lock().unwrap().push((hold, TokioTimer.now() + period));
        Box::pin(async { Ok(()) })
    }

    fn held<'a>(
        &'a self,
        _: &'a str,
        hold: TokenHold,
    ) -> BoxFuture<'a, Result<Option<Duration>, TokenError>> {
        let holds = self.holds.lock().unwrap();
        let ends = holds.iter().filter(|(it, _)| *it == hold).map(|(_, end)| *end).max();
        let rest = ends.map(|end| end.saturating_duration_since(TokioTimer.now()));
        Box::pin(async move { Ok(rest.filter(|rest| !rest.is_zero())) })
    }

    fn abandon(&self, user: &str) {
        assert!(user.starts_with("me#"), "{user}");
        *self.claimed.lock().unwrap() = false;
    }
}

#[tokio::test(start_paused = true)]
async fn a_fleet_shares_one_token() {
    let accounts = Arc::new(Accounts::default());
    let cache = Arc::new(Shared::default());
    let fleet: Vec<_> = (0..8).map(|_| provider_with(&accounts, Some(cache.clone()))).collect();
    let ask = |provider: &Arc<RefreshingToken>| {
        let provider = provider.clone();
        tokio::spawn(async move { provider.access_token().await.unwrap() })
    };
    for caller in fleet.iter().map(ask).collect::<Vec<_>>() {
        assert_eq!(caller.await.unwrap().expose_secret(), "1000.s3cret-1");
    }
    let refused = fleet[0].access_token().await.unwrap();
    for provider in &fleet {
        let renewed = provider.renew(&refused).await.unwrap().unwrap();
        assert_eq!(renewed.expose_secret(), "1000.s3cret-2");
    }
    assert_eq!(accounts.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn other_credentials_have_other_tokens_also_under_one_name() {
    let accounts = Arc::new(Accounts::default());
    let cache = Arc::new(Shared::default());
    let grants = [
        Grant::RefreshToken("1000.refresh".into()),
        Grant::RefreshToken("1000.refresh".into()),
        Grant::RefreshToken("1000.other".into()),
        Grant::ClientCredentials("ZohoCliq.Chats.READ".into()),
    ];
    for grant in grants {
        let endpoint = endpoint(&accounts, Some(cache.clone()), None);
        let refresher = Refresher::new(endpoint, grant, RetryPolicy::new());
        RefreshingToken::new(refresher).access_token().await.unwrap();
    }
    let mut users = std::mem::take(&mut *cache.users.lock().unwrap());
    users.dedup();
    let [same, other, program] = users.as_slice() else { panic!("{users:?}") };
    assert!(same != other && other != program && program != same, "{users:?}");
    assert!(users.iter().all(|it| it.starts_with("me#") && it.len() == 19), "{users:?}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_stored_meanwhile_is_taken() {
    let accounts = Arc::new(Accounts::default());
    let cache = Arc::new(Shared::default());
    *cache.stored_late.lock().unwrap() = Some(AccessToken::new("1000.other"));
    let provider = provider_with(&accounts, Some(cache.clone()));
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.other");
    assert_eq!(accounts.asked(), 0);
    assert!(!*cache.claimed.lock().unwrap());
}

#[tokio::test(start_paused = true)]
async fn who_is_cancelled_holds_up_no_fleet() {
    let accounts = Arc::new(Accounts::default());
    let cache = Arc::new(Shared::default());
    let fleet: Vec<_> = (0..2).map(|_| provider_with(&accounts, Some(cache.clone()))).collect();
    let cancelled = tokio::time::timeout(Duration::from_millis(500), fleet[0].access_token());
    assert!(cancelled.await.is_err());
    assert_eq!(accounts.asked(), 1, "it had the right, and was about to get the token");
    let start = TokioTimer.now();
    fleet[1].access_token().await.unwrap();
    assert!(TokioTimer.now() - start < Duration::from_secs(2));

    // One who waits while another has the right takes it from nobody.
    *cache.token.lock().unwrap() = None;
    let refused = fleet[1].access_token().await.unwrap();
    *cache.claimed.lock().unwrap() = true;
    let waits = tokio::time::timeout(Duration::from_secs(5), fleet[1].renew(&refused));
    assert!(waits.await.is_err());
    assert!(*cache.claimed.lock().unwrap());
}

/// Processes whose access tokens are one, and what they share it by.
fn fleet_of(accounts: &Arc<Accounts>, processes: usize) -> Vec<Arc<RefreshingToken>> {
    let cache = Arc::new(Shared::default());
    (0..processes).map(|_| provider_with(accounts, Some(cache.clone()))).collect()
}

async fn ask_all(fleet: &[Arc<RefreshingToken>]) -> Vec<Renewal> {
    futures_util::future::join_all(fleet.iter().map(|it| it.access_token())).await
}

#[tokio::test(start_paused = true)]
async fn a_fleet_shares_a_failure_as_one_client_does() {
    let accounts = Arc::new(Accounts::default());
    let fleet = fleet_of(&accounts, 8);
    for broken in [&accounts.hangs_up, &accounts.is_down] {
        broken.store(true, Ordering::SeqCst);
        let before = accounts.asked();
        for response in ask_all(&fleet).await {
            let error = response.unwrap_err();
            assert!(error.is_transient() && !error.is_rate_limited(), "{error}");
            assert!(error.retry_after().unwrap() <= SECOND, "{error}");
        }
        assert_eq!(accounts.asked(), before + 1);
        broken.store(false, Ordering::SeqCst);
        sleep(2 * SECOND).await;
        assert!(ask_all(&fleet).await.iter().all(Result::is_ok));
        assert_eq!(accounts.asked(), before + 2);
        sleep(HOUR).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_fleet_keeps_to_the_retry_after_that_one_was_told() {
    let accounts = Arc::new(Accounts::default());
    let fleet = fleet_of(&accounts, 8);
    *accounts.outage.lock().unwrap() = Some((429, "", Some(120)));
    for response in ask_all(&fleet).await {
        let error = response.unwrap_err();
        let wait = error.retry_after().unwrap();
        assert!(error.is_rate_limited() && wait > 110 * SECOND && wait <= 120 * SECOND, "{error}");
    }
    *accounts.outage.lock().unwrap() = None;
    assert_eq!(accounts.asked(), 1);
    sleep(121 * SECOND).await;
    assert!(ask_all(&fleet).await.iter().all(Result::is_ok));
    assert_eq!(accounts.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_fleet_remembers_a_fresh_token_that_was_refused() {
    let accounts = Arc::new(Accounts::default());
    let fleet = fleet_of(&accounts, 8);
    for _ in 0..3 {
        for provider in &fleet {
            let token = provider.access_token().await.unwrap();
            if let Some(token) = provider.renew(&token).await.unwrap() {
                provider.refused_again(&token).await;
            }
        }
        // Not only for as long as no token is replaced twice.
        sleep(10 * 60 * SECOND).await;
    }
    assert_eq!(accounts.asked(), 2);
    // It is one token for all, and it ends like any other.
    sleep(HOUR).await;
    assert_eq!(fleet[3].access_token().await.unwrap().expose_secret(), "1000.s3cret-3");
}

#[tokio::test(start_paused = true)]
async fn a_fleet_uses_a_token_that_lives_for_less_than_a_minute() {
    const SHORT: (u16, &str) = (200, r#"{"access_token": "1000.short", "expires_in": 30}"#);
    let accounts = Accounts::answering(&[SHORT; 3]);
    let fleet = fleet_of(&accounts, 8);
    for _ in 0..10 {
        assert!(ask_all(&fleet).await.iter().all(Result::is_ok));
        sleep(SECOND).await;
    }
    assert_eq!(accounts.asked(), 1);
}
