//! New refresh tokens, and what keeps tokens.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_new_refresh_token_is_not_lost_where_nobody_waits_for_it() {
    let accounts = rotating();
    let provider = provider(&accounts);
    let late = tokio::time::timeout(SECOND / 2, provider.access_token()).await;
    assert!(late.is_err());
    sleep(2 * HOUR).await;
    provider.access_token().await.unwrap();
    let asked = accounts.asked.lock().unwrap();
    assert!(asked.len() == 2 && asked[1].ends_with("refresh_token=1000.second"), "{asked:?}");
}

/// An accounts server that replaces the refresh token with its first answer.
fn rotating() -> Arc<Accounts> {
    Accounts::answering(&[(
        200,
        r#"{"access_token": "1000.first", "refresh_token": "1000.second", "expires_in": 3600}"#,
    )])
}

#[tokio::test(start_paused = true)]
async fn what_keeps_a_new_refresh_token_may_block() {
    let blocks: OnNewRefreshToken = Arc::new(|_, _| {
        // As clients of databases do, which panics where tasks are polled.
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {});
    });
    let accounts = rotating();
    let provider = provider_that_tells(&accounts, None, Some(blocks));
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.first");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_good_although_what_keeps_new_refresh_tokens_panics() {
    let accounts = rotating();
    let panics: OnNewRefreshToken = Arc::new(|_, _| panic!("the database is gone"));
    let provider = provider_that_tells(&accounts, None, Some(panics));
    assert_eq!(provider.access_token().await.unwrap().expose_secret(), "1000.first");
    sleep(HOUR).await;
    provider.access_token().await.unwrap();
    let asked = accounts.asked.lock().unwrap();
    assert!(asked.len() == 2 && asked[1].ends_with("refresh_token=1000.second"), "{asked:?}");
}

/// Of two tasks that wait for one future, one would never wake.
#[tokio::test(start_paused = true)]
async fn a_panic_where_tokens_are_shared_is_a_failure_as_others_are() {
    struct Panics;

    impl TokenCache for Panics {
        fn load<'a>(
            &'a self,
            _: &'a str,
        ) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
            Box::pin(async { Ok(None) })
        }

        fn store<'a>(
            &'a self,
            _: &'a str,
            _: &'a AccessToken,
            _: Duration,
        ) -> BoxFuture<'a, Result<(), TokenError>> {
            panic!("the database is gone")
        }

        fn claim<'a>(&'a self, _: &'a str, _: Duration) -> BoxFuture<'a, Result<bool, TokenError>> {
            Box::pin(async { Ok(true) })
        }

        fn release<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<(), TokenError>> {
            Box::pin(async { Ok(()) })
        }
    }

    let accounts = Arc::new(Accounts::default());
    let provider = provider_with(&accounts, Some(Arc::new(Panics)));
    for _ in 0..3 {
        let error = provider.access_token().await.unwrap_err();
        assert!(error.to_string().contains("panicked"), "{error}");
    }
    assert_eq!(accounts.asked(), 1, "the accounts server is left alone");
}
