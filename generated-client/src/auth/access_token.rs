//! An access token.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::{AuthorizationScheme, Error, Scopes};

/// An OAuth access token, or a webhook token, and what is known about it. `Debug` does not show it.
#[derive(Clone)]
pub struct AccessToken(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    secret: SecretString,
    expires_at: Option<Instant>,
    /// From when it was given out to its end.
    lifetime: Option<Duration>,
    scopes: Option<Scopes>,
    is_webhook: bool,
    /// What signs a request with it, and the scheme for which it was made.
    header: OnceLock<(AuthorizationScheme, HeaderValue)>,
}

impl AccessToken {
    /// A token, without a scheme such as `Bearer`.
    pub fn new(token: impl Into<String>) -> Self {
        Self::from(SecretString::from(token.into()))
    }

    /// A webhook token, as a person makes it in Cliq, which is no OAuth token.
    /// [`ClientBuilder::webhook_token`](crate::ClientBuilder::webhook_token) tells what it is good for.
    pub fn webhook(token: impl Into<String>) -> Self {
        let mut token = Self::new(token);
        Arc::make_mut(&mut token.0).is_webhook = true;
        token
    }

    /// The same with the moment, on the client's [`Timer`](crate::Timer), at which it ends.
    pub fn with_expiry(mut self, expires_at: Instant) -> Self {
        Arc::make_mut(&mut self.0).expires_at = Some(expires_at);
        self
    }

    /// The same with the scopes that it was granted.
    pub fn with_scopes(mut self, scopes: Scopes) -> Self {
        Arc::make_mut(&mut self.0).scopes = Some(scopes);
        self
    }

    pub(crate) fn with_lifetime(mut self, lifetime: Duration) -> Self {
        Arc::make_mut(&mut self.0).lifetime = Some(lifetime);
        self
    }

    /// The token itself, for a [`TokenCache`](super::TokenCache). Keep it out of logs.
    pub fn expose_secret(&self) -> &str {
        self.0.secret.expose_secret()
    }

    /// When it ends, if that is known.
    pub fn expires_at(&self) -> Option<Instant> {
        self.0.expires_at
    }

    /// What it allows, if the accounts server said it.
    pub fn scopes(&self) -> Option<&Scopes> {
        self.0.scopes.as_ref()
    }

    pub(crate) fn is_webhook(&self) -> bool {
        self.0.is_webhook
    }

    pub(crate) fn lifetime(&self) -> Option<Duration> {
        self.0.lifetime
    }

    /// The `Authorization` of a request. It is made once, since a token mostly signs many requests, in one scheme.
    ///
    /// # Errors
    ///
    /// Those of [`AuthorizationScheme::header_value`].
    pub(crate) fn header_value(&self, scheme: AuthorizationScheme) -> Result<HeaderValue, Error> {
        if let Some((_, value)) = self.0.header.get().filter(|(made_for, _)| *made_for == scheme) {
            return Ok(value.clone());
        }
        let value = scheme.header_value(&self.0.secret)?;
        // Another call may have set it meanwhile.
        let _ = self.0.header.set((scheme, value.clone()));
        Ok(value)
    }

    pub(crate) fn secret(&self) -> &SecretString {
        &self.0.secret
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.expose_secret() == other.expose_secret()
    }
}

impl From<SecretString> for AccessToken {
    fn from(secret: SecretString) -> Self {
        let (expires_at, lifetime, scopes) = (None, None, None);
        Self(Arc::new(Inner {
            secret,
            expires_at,
            lifetime,
            scopes,
            is_webhook: false,
            header: OnceLock::new(),
        }))
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken").field("scopes", &self.scopes()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_signs_in_two_schemes_is_written_in_the_one_that_is_asked_for() {
        let token = AccessToken::new("1000.abc");
        for _ in 0..2 {
            for (scheme, text) in [
                (AuthorizationScheme::ZohoOauthtoken, "Zoho-oauthtoken 1000.abc"),
                (AuthorizationScheme::Bearer, "Bearer 1000.abc"),
            ] {
                let value = token.header_value(scheme).unwrap();
                assert_eq!(value, text);
                assert!(value.is_sensitive());
            }
        }
        assert!(!format!("{token:?}").contains("abc"));
    }
}
