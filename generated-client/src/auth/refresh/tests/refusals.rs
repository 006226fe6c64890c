//! A service that refuses tokens.

use super::*;

/// What a call does: it asks for a token, for another if that is refused, and tells if that is refused too.
async fn refused_call(provider: &RefreshingToken) {
    let token = provider.access_token().await.unwrap();
    if let Some(token) = provider.renew(&token).await.unwrap() {
        provider.refused_again(&token).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_fresh_token_that_was_refused_is_not_replaced() {
    let accounts = Arc::new(Accounts::default());
    let provider = provider(&accounts);
    for _ in 0..50 {
        refused_call(&provider).await;
        sleep(SECOND * 60).await;
    }
    assert_eq!(accounts.asked(), 2);
    // When it ends, there is another try.
    sleep(HOUR).await;
    for _ in 0..50 {
        refused_call(&provider).await;
    }
    assert_eq!(accounts.asked(), 4);
}

/// A call that begins with the new token is told of its refusal first.
#[tokio::test(start_paused = true)]
async fn callers_who_do_not_know_of_each_other_replace_a_token_once() {
    let accounts = Arc::new(Accounts::default());
    let provider = provider(&accounts);
    let first = provider.access_token().await.unwrap();
    provider.renew(&first).await.unwrap().unwrap();
    for _ in 0..50 {
        let token = provider.access_token().await.unwrap();
        assert!(provider.renew(&token).await.unwrap().is_none());
    }
    assert_eq!(accounts.asked(), 2);
}

/// One that was taken for a while, and then is not, as when the user revokes it.
#[tokio::test(start_paused = true)]
async fn a_token_that_was_taken_for_a_while_is_replaced_again() {
    let accounts = Arc::new(Accounts::default());
    let provider = provider(&accounts);
    for number in 2..6 {
        let token = provider.access_token().await.unwrap();
        let renewed = provider.renew(&token).await.unwrap().unwrap();
        assert_eq!(renewed.expose_secret(), format!("1000.s3cret-{number}"));
        sleep(RENEWAL_HOLD).await;
    }
}

/// It is refused because it has ended: a call with it came too late.
#[tokio::test(start_paused = true)]
async fn a_token_that_ends_is_replaced_however_late_the_last_one_was() {
    const SHORT: (u16, &str) = (200, r#"{"access_token": "1000.short", "expires_in": 40}"#);
    let accounts = Accounts::answering(&[(200, r#"{"access_token": "1000.first"}"#), SHORT]);
    let provider = provider(&accounts);
    let first = provider.access_token().await.unwrap();
    let short = provider.renew(&first).await.unwrap().unwrap();
    assert!(provider.renew(&short).await.unwrap().is_none());
    sleep(SECOND * 41).await;
    let renewed = provider.renew(&short).await.unwrap().unwrap();
    assert_eq!(renewed.expose_secret(), "1000.s3cret-3");
}

/// A refresh that began because the token was about to end brings back what is refused meanwhile.
#[tokio::test(start_paused = true)]
async fn a_renewal_does_not_take_back_what_was_refused() {
    let accounts = Arc::new(Accounts::default());
    let provider = provider(&accounts);
    let (response, renewed) = {
        let refused = AccessToken::new("1000.s3cret-1");
        let early = provider.access_token();
        let late = async {
            sleep(SECOND / 2).await;
            provider.renew(&refused).await.unwrap()
        };
        futures_util::future::join(early, late).await
    };
    assert_eq!(response.unwrap().expose_secret(), "1000.s3cret-1");
    assert_eq!(renewed.unwrap().expose_secret(), "1000.s3cret-2");
}
