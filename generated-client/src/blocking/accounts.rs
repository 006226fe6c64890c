//! Signing in without async.

use std::fmt;

use super::runtime::Runtime;
use crate::auth::{self, IssuedTokens, TokenError};
use crate::{ClientBuilder, Error};

/// The accounts server, as [`auth::Accounts`] of the async client.
/// [`ClientBuilder::build_blocking_accounts`] makes it.
///
/// Needs the features `blocking` and `sign-in`.
pub struct Accounts {
    accounts: auth::Accounts,
    runtime: Runtime,
}

impl Accounts {
    /// Exchanges a grant code for tokens, as [`auth::Accounts::exchange_code`].
    ///
    /// # Errors
    ///
    /// As there, and within a task of Tokio, where nothing is sent.
    pub fn exchange_code(
        &self,
        code: impl Into<String>,
        redirect_uri: Option<&str>,
    ) -> Result<IssuedTokens, TokenError> {
        self.block_on(self.accounts.exchange_code(code, redirect_uri))
    }

    /// Revokes a token, as [`auth::Accounts::revoke`].
    ///
    /// # Errors
    ///
    /// As there, and within a task of Tokio, where nothing is sent.
    pub fn revoke(&self, token: impl Into<String>) -> Result<(), TokenError> {
        self.block_on(self.accounts.revoke(token))
    }

    fn block_on<T>(
        &self,
        future: impl Future<Output = Result<T, TokenError>>,
    ) -> Result<T, TokenError> {
        let in_async = || TokenError::other(Error::in_async(None));
        self.runtime.block_on(future).ok_or_else(in_async)?
    }
}

impl ClientBuilder {
    /// Makes what a program without async signs in with, as [`build_accounts`](Self::build_accounts).
    ///
    /// Needs the features `blocking` and `sign-in`.
    ///
    /// # Errors
    ///
    /// As there, and if the system has no thread left.
    pub fn build_blocking_accounts(
        self,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Result<Accounts, Error> {
        let accounts = self.build_accounts(client_id, client_secret)?;
        Ok(Accounts { accounts, runtime: Runtime::start_for_builder()? })
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.accounts.fmt(f)
    }
}
