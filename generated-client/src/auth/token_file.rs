//! The access token of a user in a file.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::{AccessToken, SecretFile, TokenCache, TokenError};
use crate::{BoxFuture, Scopes, Timer, TokioTimer};

/// A [`TokenCache`] in a [`SecretFile`]: programs of one user on one machine share an access token, and one that runs
/// again within the hour needs no new one.
///
/// The file holds the token of one [`user`](crate::ClientBuilder::user); one of another user is passed over, and
/// replaced by the next. Processes that start together take turns by a second file beside it (`….lock`). The clock of the
/// machine tells when a token ends.
///
/// It reads and writes a few hundred bytes where it is called, without a thread for it.
#[derive(Clone, Debug)]
pub struct TokenFile {
    file: SecretFile,
    lock: PathBuf,
}

impl TokenFile {
    /// The file at `path`, which need not exist. Its folder must.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let file = SecretFile::new(path);
        let mut lock = file.path().as_os_str().to_owned();
        lock.push(".lock");
        Self { file, lock: lock.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    fn read(&self, user: &str) -> io::Result<Option<AccessToken>> {
        let Some(text) = self.file.read()? else { return Ok(None) };
        // What is not as it was written is no token; the next one replaces it.
        let stored: Value = serde_json::from_str(text.expose_secret()).unwrap_or_default();
        let end = stored["expires_at"].as_u64().map(Duration::from_secs);
        let (Some(token), Some(end)) = (stored["access_token"].as_str(), end) else {
            return Ok(None);
        };
        let rest = end.saturating_sub(now());
        if stored["user"] != user || rest.is_zero() {
            return Ok(None);
        }
        let mut token = AccessToken::new(token);
        if let Some(lifetime) = stored["lifetime"].as_u64() {
            token = token.with_lifetime(Duration::from_secs(lifetime));
        }
        if let Some(end) = TokioTimer.now().checked_add(rest) {
            token = token.with_expiry(end);
        }
        Ok(Some(match stored["scope"].as_str() {
            Some(scopes) => token.with_scopes(Scopes::from(scopes)),
            None => token,
        }))
    }

    fn write(&self, user: &str, token: &AccessToken, lifetime: Duration) -> io::Result<()> {
        let stored = json!({
            "user": user,
            "access_token": token.expose_secret(),
            "expires_at": now().saturating_add(lifetime).as_secs(),
            "lifetime": lifetime.as_secs(),
            "scope": token.scopes().map(Scopes::to_string),
        });
        self.file.write(&SecretString::from(stored.to_string()))
    }

    fn claim(&self, lease: Duration) -> io::Result<bool> {
        let create = || OpenOptions::new().write(true).create_new(true).open(&self.lock);
        match create() {
            Ok(_) => Ok(true),
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            Err(_) => {
                // Whoever made it may have died. One that was given back meanwhile has no age.
                let age = fs::metadata(&self.lock).and_then(|it| it.modified());
                let age = age.ok().and_then(|it| it.elapsed().ok()).unwrap_or_default();
                if age <= lease {
                    return Ok(false);
                }
                self.release()?;
                Ok(create().is_ok())
            }
        }
    }

    fn release(&self) -> io::Result<()> {
        SecretFile::new(&self.lock).remove()
    }
}

/// The time since the beginning of 1970.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

impl TokenCache for TokenFile {
    fn load<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        Box::pin(async move { self.read(user).map_err(|error| self.error(error)) })
    }

    fn store<'a>(
        &'a self,
        user: &'a str,
        token: &'a AccessToken,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        Box::pin(
            async move { self.write(user, token, lifetime).map_err(|error| self.error(error)) },
        )
    }

    fn claim<'a>(&'a self, _: &'a str, lease: Duration) -> BoxFuture<'a, Result<bool, TokenError>> {
        Box::pin(async move { self.claim(lease).map_err(|error| self.error(error)) })
    }

    fn release<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<(), TokenError>> {
        Box::pin(async move { self.release().map_err(|error| self.error(error)) })
    }

    fn abandon(&self, _: &str) {
        // If that fails, the lease ends by itself.
        let _ = self.release();
    }
}

impl TokenFile {
    fn error(&self, error: io::Error) -> TokenError {
        TokenError::other(format!("the token file {}: {error}", self.path().display()))
    }
}
