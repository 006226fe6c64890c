//! What the accounts server gives out.

use std::sync::mpsc::Sender;
use std::time::Duration;

use generated_client::BoxFuture;
use generated_client::auth::{AccessToken, SecretFile, TokenCache, TokenError};
use generated_client::secrecy::SecretString;

/// Passes on every access token that a client gets, for another client: who gets one of its own may make the refresh token
/// of the first one good for nothing.
pub(crate) struct Issued(pub(crate) Sender<AccessToken>);

impl TokenCache for Issued {
    fn load<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        Box::pin(async { Ok(None) })
    }

    fn store<'a>(
        &'a self,
        _: &'a str,
        token: &'a AccessToken,
        _: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        // Nobody may want it any more.
        let _ = self.0.send(token.clone());
        Box::pin(async { Ok(()) })
    }

    fn claim<'a>(&'a self, _: &'a str, _: Duration) -> BoxFuture<'a, Result<bool, TokenError>> {
        Box::pin(async { Ok(true) })
    }

    fn release<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<(), TokenError>> {
        Box::pin(async { Ok(()) })
    }
}

/// Keeps a refresh token that has replaced the one of the environment, which may be good for nothing then.
pub(crate) fn keep(_: &str, refresh_token: &SecretString) {
    let file = SecretFile::new("cliq.refresh-token.new");
    let path = file.path().display();
    match file.write(refresh_token) {
        Ok(()) => eprintln!("note: the refresh token is replaced; the new one is in {path}"),
        Err(error) => eprintln!(
            "note: the refresh token is replaced, and the new one is lost, as it cannot be written: {error}"
        ),
    }
}
