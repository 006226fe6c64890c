//! Zoho's token endpoint.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};

use super::response::TokenResponse;
use super::{AccessToken, TokenCache, TokenError};
use crate::base_url::BaseUrl;
use crate::encoder::ESCAPED;
use crate::error::{MINUTE, retry_after};
use crate::pacing::{Limit, Pacer, Patience, Permit, Turn};
use crate::redact::{Secrets, without_opaque_words};
use crate::timer::SharedTimer;
use crate::transport::send_within;
use crate::{Error, OperationInfo, Scopes, Transport};

/// The request for a token, as the pacer sees it.
static REFRESH: OperationInfo =
    OperationInfo::new("accounts", "refresh_token", Method::POST, "", "/oauth/v2/token");

/// Zoho's guide to the lifetime of access tokens: ten in ten minutes for each refresh token, and none for the rest of
/// that time after more.
const LIMIT: Limit = Limit { calls: 10, window: Duration::from_secs(600) };

/// What the documents say of a token's life where the response does not.
pub(super) const LIFETIME: Duration = Duration::from_secs(3600);

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

/// Where a client and its siblings get access tokens.
pub(crate) struct Accounts {
    pub(crate) url: BaseUrl,
    pub(crate) cache: Option<Arc<dyn TokenCache>>,
    /// What the client was given to pace its calls.
    pub(crate) pacer: Option<Arc<dyn Pacer>>,
}

/// Asks the accounts server for access tokens.
pub(crate) struct TokenEndpoint {
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) credentials: Credentials,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timer: SharedTimer,
    pub(crate) timeout: Duration,
    pub(crate) max_response_size: usize,
    pub(crate) max_retry_after: Duration,
    /// All of them have to agree.
    pub(crate) pacers: Vec<Arc<dyn Pacer>>,
    pub(crate) user: Arc<str>,
    pub(crate) user_agent: HeaderValue,
}

impl TokenEndpoint {
    /// The right to ask for one token, from every pacer.
    pub(super) async fn permits(&self) -> Result<Vec<Permit>, TokenError> {
        let mut permits = Vec::new();
        for pacer in &self.pacers {
            let permit = pacer.acquire(self.turn()).await;
            permits.push(permit.map_err(|error| match error.retry_after() {
                Some(remaining) => TokenError::limited(remaining),
                None => TokenError::other(error),
            })?);
        }
        Ok(permits)
    }

    /// Asks for a token. The permits stay spent only if one was given out, or may have been.
    pub(super) async fn ask(&self, mut permits: Vec<Permit>) -> Result<AccessToken, TokenError> {
        let request = self.request()?;
        permits.iter_mut().for_each(Permit::spend);
        let Self { transport, timer, timeout, max_response_size, .. } = self;
        let response =
            send_within(&**transport, &**timer, *timeout, *max_response_size, request).await;
        let is_issued = match &response {
            Ok(response) => may_have_token(response),
            Err(error) => !error.is_connect(),
        };
        if !is_issued {
            permits.iter_mut().for_each(Permit::refund);
        }
        drop(permits);
        let response = self.read(&response.map_err(TokenError::unreachable)?);
        if let Some(error) = response.as_ref().err().filter(|error| error.is_limited()) {
            for pacer in &self.pacers {
                pacer.freeze(self.turn(), error.retry_after().unwrap_or_default()).await;
            }
        }
        response
    }

    /// It waits for nothing: that would hold up every call for minutes.
    fn turn(&self) -> Turn<'_> {
        let patience = Patience { max_wait: Some(Duration::ZERO), ..Patience::default() };
        Turn { limit: Some(LIMIT), ..Turn::new(&self.user, &REFRESH, patience) }
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
            .uri(format!("{}{}", self.accounts.url, REFRESH.path))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(USER_AGENT, self.user_agent.clone())
            .extension(&REFRESH)
            .body(Bytes::from(form.join("&")))
            .map_err(TokenError::other)
    }

    fn read(&self, response: &Response<Bytes>) -> Result<AccessToken, TokenError> {
        let (status, body) = (response.status(), response.body());
        let token_response = TokenResponse::read(body);
        let wait = retry_after(response.headers()).filter(|wait| !wait.is_zero());
        let wait = wait.map(|wait| wait.min(self.max_retry_after));
        if let Some(period) = throttled_for(status, token_response.as_ref()) {
            return Err(TokenError::limited(wait.unwrap_or(period)));
        }
        let secrets = self.secrets(token_response.as_ref());
        let shown = |text: &str| without_opaque_words(&secrets.removed_from_text(text));
        let error = match token_response {
            Some(TokenResponse { code: Some(code), message, .. }) => {
                let message = message.map(|it| shown(&it));
                TokenError::refused(status, secrets.removed_from_code(&code), message)
            }
            Some(TokenResponse { token: Some(token), lifetime, scopes, .. })
                if status.is_success() =>
            {
                return Ok(self.token(token, lifetime.unwrap_or(LIFETIME), scopes));
            }
            // A success that cannot be read may hold a token.
            _ if status.is_success() => TokenError::unexpected(status, None),
            Some(response) => TokenError::unexpected(status, response.message.map(|it| shown(&it))),
            None => TokenError::unexpected(status, page(body).map(|it| shown(&it))),
        };
        Err(error.with_retry_after(wait))
    }

    fn token(&self, token: String, lifetime: Duration, scopes: Option<Scopes>) -> AccessToken {
        let mut token = AccessToken::new(token).with_lifetime(lifetime);
        if let Some(end) = self.timer.now().checked_add(lifetime) {
            token = token.with_expiry(end);
        }
        match scopes {
            Some(scopes) => token.with_scopes(scopes),
            None => token,
        }
    }

    /// What must not be shown of a response: a server may repeat the request, and its error may come with a token.
    fn secrets(&self, response: Option<&TokenResponse>) -> Secrets {
        let Credentials { client_secret, refresh_token, .. } = &self.credentials;
        let sent = [client_secret.expose_secret(), refresh_token.expose_secret()];
        let given = response.into_iter().flat_map(|it| &it.tokens).map(String::as_str);
        Secrets::new(sent.into_iter().chain(given))
    }
}

/// For how long the server refuses more requests, unless it says it in `Retry-After`.
fn throttled_for(status: StatusCode, response: Option<&TokenResponse>) -> Option<Duration> {
    /// `{"error": "Access Denied", "error_description": "You have made too many requests continuously…"}`
    const TOO_MANY: &str = "Access Denied";
    if response.and_then(|it| it.code.as_deref()) == Some(TOO_MANY) {
        return Some(LIMIT.window);
    }
    (status == StatusCode::TOO_MANY_REQUESTS).then_some(MINUTE)
}

/// Whether the server counts a token. A response that says no, whatever its form, brings none.
fn may_have_token(response: &Response<Bytes>) -> bool {
    match TokenResponse::read(response.body()) {
        Some(TokenResponse { token: Some(_), .. }) => true,
        Some(TokenResponse { code: Some(_), .. }) => false,
        _ => response.status().is_success(),
    }
}

/// A page in which nothing is called a token.
fn page(body: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(body);
    (!page.to_ascii_lowercase().contains("token")).then(|| page.into_owned())
}

impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenEndpoint")
            .field("accounts_url", &self.accounts.url)
            .finish_non_exhaustive()
    }
}
