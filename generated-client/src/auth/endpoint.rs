//! Zoho's token endpoint.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, Response};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};

use super::{AccessToken, TokenError};
use crate::base_url::BaseUrl;
use crate::encoder::ESCAPED;
use crate::object::object;
use crate::pacing::{Limit, Pacer, Patience, Permit, Route, Turn};
use crate::redact::redacted;
use crate::timer::SharedTimer;
use crate::transport::send_within;
use crate::{Error, OperationInfo, Scopes, Transport};

/// The request for a token, as the pacer sees it.
static REFRESH: OperationInfo =
    OperationInfo::new("accounts", "refresh_token", Method::POST, "", "/oauth/v2/token");

/// Zoho's guide to the lifetime of access tokens: ten in ten minutes for each refresh token, and none for the rest of
/// that time after more.
const LIMIT: Limit = Limit { calls: 10, window: Duration::from_secs(600) };

/// What identifies the program and the user to the accounts server.
pub(crate) struct Credentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
    pub(crate) refresh_token: SecretString,
}

impl Credentials {
    /// Refuses what cannot be meant, without showing any of it.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        let parts = [
            ("client id", self.client_id.as_str()),
            ("client secret", self.client_secret.expose_secret()),
            ("refresh token", self.refresh_token.expose_secret()),
        ];
        for (name, value) in parts {
            if value.is_empty() {
                return Err(Error::builder(format!("the {name} is empty")));
            }
            // A line break from a file would only come back as an unexplained `invalid_code`.
            if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
                let reason = "has a space, a line break or another character that none has";
                return Err(Error::builder(format!("the {name} {reason}")));
            }
        }
        Ok(self)
    }
}

/// Asks the accounts server for access tokens.
pub(crate) struct TokenEndpoint {
    pub(crate) accounts_url: BaseUrl,
    pub(crate) credentials: Credentials,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timer: SharedTimer,
    pub(crate) timeout: Duration,
    /// All of them have to agree.
    pub(crate) pacers: Vec<Arc<dyn Pacer>>,
    pub(crate) user: Arc<str>,
    pub(crate) user_agent: HeaderValue,
}

/// What the endpoint answers, or as much as is known of it. Errors come with status 200 too.
struct TokenAnswer {
    access_token: Option<String>,
    /// In seconds.
    expires_in: Option<u64>,
    /// An older name of the same.
    expires_in_sec: Option<u64>,
    scope: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

object!(TokenAnswer {
    access_token: optional("access_token"),
    expires_in: optional("expires_in"),
    expires_in_sec: optional("expires_in_sec"),
    scope: optional("scope"),
    error: optional("error"),
    error_description: optional("error_description"),
});

impl TokenEndpoint {
    /// Gets a new access token, and how long it lives.
    pub(super) async fn refresh(&self) -> Result<(AccessToken, Duration), TokenError> {
        let mut permits = Vec::new();
        for pacer in &self.pacers {
            let permit = pacer.acquire(self.turn()).await;
            permits.push(permit.map_err(|error| match error.retry_after() {
                Some(remaining) => TokenError::limited(remaining),
                None => TokenError::other(error),
            })?);
        }
        permits.iter_mut().for_each(Permit::spend);
        let response =
            send_within(&*self.transport, &*self.timer, self.timeout, self.request()?).await;
        if matches!(&response, Err(error) if error.is_connect()) {
            permits.iter_mut().for_each(Permit::refund);
        }
        drop(permits);
        let answer = self.read(&response.map_err(TokenError::unreachable)?);
        if matches!(&answer, Err(error) if is_throttled(error)) {
            for pacer in &self.pacers {
                pacer.freeze(self.turn(), LIMIT.window).await;
            }
            return Err(TokenError::limited(LIMIT.window));
        }
        answer
    }

    /// It waits for nothing: that would hold up every call for minutes.
    fn turn(&self) -> Turn<'_> {
        let patience = Patience { max_wait: Some(Duration::ZERO), ..Patience::default() };
        Turn { user: &self.user, route: Route::of(&REFRESH), limit: Some(LIMIT), patience }
    }

    fn request(&self) -> Result<Request<Bytes>, TokenError> {
        let Credentials { client_id, client_secret, refresh_token } = &self.credentials;
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", client_id),
            ("client_secret", client_secret.expose_secret()),
            ("refresh_token", refresh_token.expose_secret()),
        ];
        let form =
            form.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ESCAPED)));
        Request::builder()
            .method(Method::POST)
            .uri(format!("{}{}", self.accounts_url, REFRESH.path))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(USER_AGENT, self.user_agent.clone())
            .extension(&REFRESH)
            .body(Bytes::from(form.join("&")))
            .map_err(TokenError::other)
    }

    fn read(&self, response: &Response<Bytes>) -> Result<(AccessToken, Duration), TokenError> {
        /// What the documents say where the answer does not.
        const LIFETIME: u64 = 3600;
        let body = self.without_secrets(response.body());
        let unexpected = || TokenError::unexpected(response.status(), &body);
        let answer: TokenAnswer = serde_json::from_slice(&body).map_err(|_| unexpected())?;
        if let Some(error) = answer.error {
            return Err(TokenError::refused(error, answer.error_description));
        }
        let token = answer.access_token.filter(|it| !it.is_empty()).ok_or_else(unexpected)?;
        let seconds = answer.expires_in.or(answer.expires_in_sec).unwrap_or(LIFETIME);
        let lifetime = Duration::from_secs(seconds);
        let token = AccessToken::new(token);
        let token = match self.timer.now().checked_add(lifetime) {
            Some(end) => token.with_expiry(end),
            None => token,
        };
        let token = match answer.scope {
            Some(scopes) => token.with_scopes(Scopes::from(scopes.as_str())),
            None => token,
        };
        Ok((token, lifetime))
    }
}

impl TokenEndpoint {
    /// A server that repeats the request must not bring the credentials into a log.
    fn without_secrets(&self, body: &Bytes) -> Bytes {
        let Credentials { client_secret, refresh_token, .. } = &self.credentials;
        let secrets = [client_secret.expose_secret(), refresh_token.expose_secret()];
        let encoded = secrets.map(|it| utf8_percent_encode(it, ESCAPED).to_string());
        redacted(body, &[secrets[0], secrets[1], &encoded[0], &encoded[1]])
    }
}

/// `{"error": "Access Denied", "error_description": "You have made too many requests continuously…"}`
fn is_throttled(error: &TokenError) -> bool {
    error.code() == Some("Access Denied")
}

impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenEndpoint")
            .field("accounts_url", &self.accounts_url)
            .finish_non_exhaustive()
    }
}
