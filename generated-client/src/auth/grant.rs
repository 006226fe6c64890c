//! What is shown to the accounts server to get tokens.

use http::Uri;
use secrecy::{ExposeSecret, SecretString};

use super::AccessToken;
use super::error::Asked;
use crate::{Error, Scopes};

/// What identifies a program to the accounts server (RFC 6749, section 2.3.1).
pub(crate) struct ClientCredentials {
    client_id: String,
    client_secret: SecretString,
}

impl ClientCredentials {
    pub(crate) fn new(client_id: String, client_secret: String) -> Self {
        Self { client_id, client_secret: client_secret.into() }
    }

    /// Refuses what cannot be meant, without showing any of it.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        check("client id", &self.client_id)?;
        check("client secret", self.client_secret.expose_secret())?;
        Ok(self)
    }

    pub(super) fn form(&self) -> [(&'static str, &str); 2] {
        [("client_id", &self.client_id), ("client_secret", self.secret())]
    }

    pub(super) fn id(&self) -> &str {
        &self.client_id
    }

    pub(super) fn secret(&self) -> &str {
        self.client_secret.expose_secret()
    }
}

/// Why the accounts server should give out tokens (RFC 6749, sections 4 and 6).
#[derive(Clone)]
pub(crate) enum Grant {
    RefreshToken(SecretString),
    ClientCredentials(Scopes),
    #[cfg_attr(not(feature = "sign-in"), allow(dead_code, reason = "nobody signs in"))]
    Code {
        code: SecretString,
        /// As it was when the code was asked for; a code of the console has none.
        redirect_uri: Option<String>,
    },
}

impl Grant {
    /// Refuses what cannot be meant, without showing any of it.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        match &self {
            Self::RefreshToken(token) => check("refresh token", token.expose_secret())?,
            Self::ClientCredentials(scopes) if scopes.is_empty() => {
                return Err(Error::builder("there is no scope to ask for"));
            }
            Self::ClientCredentials(_) => {}
            Self::Code { code, redirect_uri } => {
                check("grant code", code.expose_secret())?;
                redirect_uri.as_deref().map_or(Ok(()), check_redirect_uri)?;
            }
        }
        Ok(self)
    }

    pub(super) fn asked(&self) -> Asked {
        match self {
            Self::RefreshToken(_) => Asked::Refresh,
            Self::ClientCredentials(_) => Asked::ClientCredentials,
            Self::Code { .. } => Asked::Code,
        }
    }

    pub(super) fn form(&self) -> Vec<(&'static str, String)> {
        let secret = |secret: &SecretString| secret.expose_secret().to_owned();
        match self {
            Self::RefreshToken(token) => vec![("refresh_token", secret(token))],
            Self::ClientCredentials(scopes) => vec![("scope", scopes.to_string())],
            Self::Code { code, redirect_uri } => {
                let uri = redirect_uri.iter().map(|uri| ("redirect_uri", uri.clone()));
                [("code", secret(code))].into_iter().chain(uri).collect()
            }
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::RefreshToken(_) => "refresh_token",
            Self::ClientCredentials(_) => "client_credentials",
            Self::Code { .. } => "authorization_code",
        }
    }

    pub(super) fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::RefreshToken(secret) | Self::Code { code: secret, .. } => Some(secret),
            Self::ClientCredentials(_) => None,
        }
    }
}

/// What the accounts server gave out. `Debug` does not show it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IssuedTokens {
    /// For calls, for an hour. It tells what was granted ([`scopes`](AccessToken::scopes)).
    pub access_token: AccessToken,
    /// For further access tokens, until it is revoked. The accounts server gives it with a grant code, unless it was asked
    /// for with [`online`](crate::auth::AuthorizeUrl::online), or without `prompt` by somebody who had agreed before.
    pub refresh_token: Option<SecretString>,
}

/// Refuses an empty value, and one with a character that no id and no token has.
pub(crate) fn check(name: &str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::builder(format!("the {name} is empty")));
    }
    // A line break from a file would only come back as an unexplained `invalid_code`.
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        let reason = "has a space, a line break or another character that none has";
        return Err(Error::builder(format!("the {name} {reason}")));
    }
    Ok(())
}

/// Whether a header can hold a token.
pub(super) fn is_sendable(token: &str) -> bool {
    check("access token", token).is_ok()
}

/// An absolute URI without a fragment (RFC 6749, section 3.1.2).
pub(super) fn check_redirect_uri(uri: &str) -> Result<(), Error> {
    let parsed = uri.parse::<Uri>().ok().filter(|it| it.scheme().is_some() && !uri.contains('#'));
    match parsed {
        Some(_) => Ok(()),
        None => Err(Error::builder("the redirect URI is not absolute, or has a fragment")),
    }
}
