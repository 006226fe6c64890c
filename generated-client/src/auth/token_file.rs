//! The access token of a user in a file.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::secret_file::at;
use super::{AccessToken, SecretFile, TokenCache, TokenError};
use crate::lock::lock;
use crate::timer::SharedTimer;
use crate::{BoxFuture, Scopes, Timer, TokioTimer};

/// A [`TokenCache`] in a [`SecretFile`]: programs of one user on one machine share an access token, and one that runs
/// again within the hour needs no new one.
///
/// The file holds one token; one of another [`user`](crate::ClientBuilder::user), or of other credentials, is passed over,
/// and replaced by the next. Processes that start together take turns by a lock on a second file beside it, `….lock`, which stays
/// there and is empty; the system ends the lock of a process that dies. The clock of the machine tells when a token ends.
///
/// It reads and writes a few hundred bytes where it is called, without a thread for it.
///
/// Needs the feature `sign-in`.
#[derive(Clone)]
pub struct TokenFile {
    file: SecretFile,
    timer: SharedTimer,
    lock_path: PathBuf,
    /// The locked file, as long as this process has the right to get a token.
    claimed: Arc<Mutex<Option<File>>>,
}

impl TokenFile {
    /// The file at `path`, which need not exist. Its folder must.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let file = SecretFile::new(path);
        let mut lock_path = file.path().as_os_str().to_owned();
        lock_path.push(".lock");
        let (timer, claimed) = (Arc::new(TokioTimer), Arc::default());
        Self { file, timer, lock_path: lock_path.into(), claimed }
    }

    /// A clock other than Tokio's: that of the client.
    pub fn timer(mut self, timer: impl Timer + 'static) -> Self {
        self.timer = Arc::new(timer);
        self
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    fn read(&self, user: &str) -> io::Result<Option<AccessToken>> {
        // What is not as it was written is no token; the next one replaces it.
        let text = match self.file.read() {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => None,
            text => text?,
        };
        let Some(text) = text else { return Ok(None) };
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
        if let Some(end) = self.timer.now().checked_add(rest) {
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

    fn claim(&self) -> io::Result<bool> {
        // Opened anew: clones within one process exclude each other too.
        let file = OpenOptions::new().append(true).create(true).open(&self.lock_path)?;
        match file.try_lock() {
            Ok(()) => {
                *lock(&self.claimed) = Some(file);
                Ok(true)
            }
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// A file that is closed is no longer locked.
    fn release(&self) {
        *lock(&self.claimed) = None;
    }
}

/// The time since the beginning of 1970.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

impl TokenCache for TokenFile {
    fn load<'a>(&'a self, user: &'a str) -> BoxFuture<'a, Result<Option<AccessToken>, TokenError>> {
        Box::pin(async move { self.read(user).map_err(error) })
    }

    fn store<'a>(
        &'a self,
        user: &'a str,
        token: &'a AccessToken,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), TokenError>> {
        Box::pin(async move { self.write(user, token, lifetime).map_err(error) })
    }

    fn claim<'a>(&'a self, _: &'a str, _: Duration) -> BoxFuture<'a, Result<bool, TokenError>> {
        Box::pin(async move { self.claim().map_err(|error| self.lock_error(&error)) })
    }

    fn release<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<(), TokenError>> {
        self.release();
        Box::pin(async { Ok(()) })
    }

    fn abandon(&self, _: &str) {
        self.release();
    }
}

/// Of the file, whose error tells its path.
fn error(error: io::Error) -> TokenError {
    TokenError::other(format!("the token file {error}"))
}

impl TokenFile {
    fn lock_error(&self, error: &io::Error) -> TokenError {
        let error = at(&self.lock_path, error);
        TokenError::other(format!("the lock of the token file, {error}"))
    }
}

impl fmt::Debug for TokenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenFile").field(&self.path()).finish()
    }
}
