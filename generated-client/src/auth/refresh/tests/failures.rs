//! An accounts server that fails, or refuses more requests.

use super::*;

/// What callers who ask at the same time get.
async fn ask_together(provider: &Arc<RefreshingToken>, callers: usize) -> Vec<Renewal> {
    futures_util::future::join_all((0..callers).map(|_| provider.access_token())).await
}

#[tokio::test(start_paused = true)]
async fn who_waited_for_a_failed_request_shares_its_outcome() {
    let accounts = Accounts::answering(&[(503, "<h1>Oops</h1>")]);
    let provider = provider(&accounts);
    let responses = ask_together(&provider, 50).await;
    // One who comes shortly after gets it too.
    let late = provider.access_token().await;
    for response in responses.into_iter().chain([late]) {
        let error = response.unwrap_err();
        assert!(error.to_string().ends_with("`<h1>Oops</h1>`"), "{error}");
        assert!(error.is_transient() && !error.is_rate_limited());
        assert!(error.retry_after().is_some_and(|wait| wait <= SECOND / 2), "{error}");
    }
    assert_eq!(accounts.asked(), 1);
    sleep(SECOND).await;
    assert!(provider.access_token().await.is_ok());
}

/// However long it lasts: nothing was given out.
#[tokio::test(start_paused = true)]
async fn requests_that_brought_no_token_lock_nobody_out() {
    let refused = r#"{"error": "general_error"}"#;
    for (status, body) in [(503, ""), (502, "<html>"), (404, ""), (400, refused), (200, refused)] {
        let accounts = Arc::new(Accounts::default());
        *accounts.outage.lock().unwrap() = Some((status, body, None));
        outlasts(&accounts).await;
    }
    let accounts = Arc::new(Accounts::default());
    accounts.is_down.store(true, Ordering::SeqCst);
    outlasts(&accounts).await;
}

/// For an hour, every call fails, and the server is asked now and then. Then all is well within seconds.
async fn outlasts(accounts: &Arc<Accounts>) {
    let provider = provider(accounts);
    let start = TokioTimer.now();
    while TokioTimer.now() - start < HOUR {
        let error = provider.access_token().await.unwrap_err();
        assert!(!error.is_rate_limited(), "{error}");
        assert!(error.retry_after().is_some_and(|wait| wait <= LONGEST_PAUSE), "{error}");
        sleep(SECOND).await;
    }
    let asked = accounts.asked();
    assert!((200..300).contains(&asked), "{asked}");
    *accounts.outage.lock().unwrap() = None;
    accounts.is_down.store(false, Ordering::SeqCst);
    sleep(LONGEST_PAUSE).await;
    assert!(provider.access_token().await.is_ok());
    // The next failure is the first again.
    sleep(HOUR).await;
    accounts.is_down.store(true, Ordering::SeqCst);
    let error = provider.access_token().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(SECOND / 2));
}

#[tokio::test(start_paused = true)]
async fn a_response_that_was_lost_may_have_brought_a_token() {
    let accounts = Arc::new(Accounts::default());
    accounts.hangs_up.store(true, Ordering::SeqCst);
    let provider = provider(&accounts);
    let error = loop {
        let error = provider.access_token().await.unwrap_err();
        if error.is_rate_limited() {
            break error;
        }
        assert!(error.is_transient(), "{error}");
        sleep(error.retry_after().unwrap()).await;
    };
    assert_eq!(accounts.asked(), 10);
    assert!(error.retry_after().unwrap() < Duration::from_secs(600), "{error}");
}

/// Each of their requests may have brought a token.
#[tokio::test(start_paused = true)]
async fn calls_that_give_up_early_share_one_request() {
    let accounts = Arc::new(Accounts::default());
    accounts.hangs.store(true, Ordering::SeqCst);
    let provider = provider(&accounts);
    let start = TokioTimer.now();
    while TokioTimer.now() - start < 30 * SECOND {
        let call = tokio::time::timeout(SECOND / 4, provider.access_token());
        if let Ok(response) = call.await {
            let error = response.unwrap_err();
            assert!(error.is_transient() && !error.is_rate_limited(), "{error}");
            sleep(SECOND / 4).await;
        }
    }
    assert_eq!(accounts.asked(), 1);
    accounts.hangs.store(false, Ordering::SeqCst);
    sleep(LONGEST_PAUSE).await;
    assert!(provider.access_token().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_kept_to() {
    for (status, retry_after, wait) in [
        (429, Some(120), 120),
        (429, Some(0), 60),
        (429, None, 60),
        (503, Some(120), 120),
        (400, Some(7), 7),
        (429, Some(86_400), 3600),
    ] {
        let accounts = Arc::new(Accounts::default());
        *accounts.outage.lock().unwrap() = Some((status, "", retry_after));
        let provider = provider(&accounts);
        for _ in 0..5 {
            let error = provider.access_token().await.unwrap_err();
            assert_eq!(error.retry_after(), Some(wait * SECOND), "{status} {retry_after:?}");
            assert_eq!(error.is_rate_limited(), status == 429);
        }
        assert_eq!(accounts.asked(), 1, "{status} {retry_after:?}");
        *accounts.outage.lock().unwrap() = None;
        sleep(wait * SECOND).await;
        assert!(provider.access_token().await.is_ok(), "{status} {retry_after:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lifetime_under_a_minute_is_used_to_its_last_quarter() {
    const SHORT: (u16, &str) = (200, r#"{"access_token": "1000.short", "expires_in": "40"}"#);
    let accounts = Accounts::answering(&[SHORT]);
    let provider = provider(&accounts);
    for _ in 0..30 {
        assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.short");
        sleep(SECOND).await;
    }
    assert_eq!(accounts.asked(), 1);
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.s3cret-2");
}
