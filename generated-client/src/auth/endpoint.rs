//! Zoho's token endpoint.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};

use super::error::Asked;
use super::grant::is_sendable;
use super::response::TokenResponse;
use super::{
    AccessToken, ClientCredentials, Grant, IssuedTokens, OnNewRefreshToken, TokenCache, TokenError,
};
use crate::base_url::BaseUrl;
use crate::encoder::ESCAPED;
use crate::error::{MINUTE, retry_after};
use crate::pacing::{Limit, Pacer, Patience, Permit, Turn};
use crate::redact::{Secrets, without_opaque_words};
use crate::timer::SharedTimer;
use crate::transport::send_within;
use crate::{OperationInfo, Transport};

/// The request for a token, as the pacer sees it.
static REFRESH: OperationInfo =
    OperationInfo::new("accounts", "refresh_token", Method::POST, "", "/oauth/v2/token");

static EXCHANGE: OperationInfo =
    OperationInfo::new("accounts", "exchange_code", Method::POST, "", "/oauth/v2/token");

/// Zoho's guide to the lifetime of access tokens: ten in ten minutes for each refresh token, and none for the rest of
/// that time after more.
const LIMIT: Limit = Limit { calls: 10, window: Duration::from_secs(600) };

/// What the documents say of a token's life where the response does not.
pub(super) const LIFETIME: Duration = Duration::from_secs(3600);

/// Where a client and its siblings get access tokens.
pub(crate) struct AccountsServer {
    pub(crate) url: BaseUrl,
    pub(crate) cache: Option<Arc<dyn TokenCache>>,
    pub(crate) on_new_refresh_token: Option<OnNewRefreshToken>,
    /// What the client was given to pace its calls.
    pub(crate) pacer: Option<Arc<dyn Pacer>>,
}

/// Asks the accounts server for access tokens.
pub(crate) struct TokenEndpoint {
    pub(crate) accounts: Arc<AccountsServer>,
    pub(crate) client: ClientCredentials,
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
    /// The key under which a cache keeps the tokens of these credentials. Under one name, other credentials have other tokens.
    ///
    /// The digest (FNV-1a) says nothing of the refresh token, which is random, and is the same in every program.
    pub(super) fn cache_key(&self, grant: &Grant) -> String {
        let form = grant.form();
        let parts = [self.accounts.url.as_str(), self.client.id(), grant.name()].into_iter();
        let parts = parts.chain(form.iter().map(|(_, value)| value.as_str()));
        // No part has a byte of this value, which ends each.
        let bytes = parts.flat_map(|part| part.bytes().chain([0]));
        let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
            (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{}#{digest:016x}", self.user)
    }

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
    pub(super) async fn ask(
        &self,
        grant: &Grant,
        mut permits: Vec<Permit>,
    ) -> Result<IssuedTokens, TokenError> {
        let asked = if grant.asked() == Asked::Code { &EXCHANGE } else { &REFRESH };
        let form = [("grant_type", grant.name().to_owned())].into_iter();
        let form = form.chain(self.client.form().map(|(name, value)| (name, value.to_owned())));
        let request = self.request(asked, form.chain(grant.form()))?;
        permits.iter_mut().for_each(Permit::spend);
        let Self { transport, timer, timeout, max_response_size, .. } = self;
        let response =
            send_within(&**transport, &**timer, *timeout, *max_response_size, asked, request).await;
        let is_issued = match &response {
            Ok(response) => may_have_token(response),
            Err(error) => !error.is_connect(),
        };
        if !is_issued {
            permits.iter_mut().for_each(Permit::refund);
        }
        drop(permits);
        let response = self.read(grant, &response.map_err(TokenError::unreachable)?);
        if let Some(error) = response.as_ref().err().filter(|error| error.is_rate_limited()) {
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

    pub(super) fn request(
        &self,
        asked: &'static OperationInfo,
        form: impl Iterator<Item = (&'static str, String)>,
    ) -> Result<Request<Bytes>, TokenError> {
        let form =
            form.map(|(name, value)| format!("{name}={}", utf8_percent_encode(&value, ESCAPED)));
        Request::builder()
            .method(Method::POST)
            .uri(format!("{}{}", self.accounts.url, asked.path))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(USER_AGENT, self.user_agent.clone())
            .body(Bytes::from(form.collect::<Vec<_>>().join("&")))
            .map_err(TokenError::other)
    }

    fn read(&self, grant: &Grant, response: &Response<Bytes>) -> Result<IssuedTokens, TokenError> {
        let status = response.status();
        let token_response = TokenResponse::read(response.body());
        let wait = self.wait(response);
        if let Some(period) = throttled_for(status, token_response.as_ref()) {
            return Err(TokenError::limited(wait.unwrap_or(period)));
        }
        let secrets = self.secrets(grant.secret(), token_response.as_ref());
        match token_response {
            Some(TokenResponse {
                code: None,
                token: Some(token),
                lifetime,
                scopes,
                refresh_token,
                ..
            }) if status.is_success() && is_sendable(&token) => {
                let lifetime = lifetime.unwrap_or(LIFETIME);
                let mut access_token = AccessToken::new(token).with_lifetime(lifetime);
                if let Some(end) = self.timer.now().checked_add(lifetime) {
                    access_token = access_token.with_expiry(end);
                }
                if let Some(scopes) = scopes {
                    access_token = access_token.with_scopes(scopes);
                }
                let refresh_token = refresh_token.map(SecretString::from);
                Ok(IssuedTokens { access_token, refresh_token })
            }
            token_response => {
                let error = error(grant.asked(), response, token_response, &secrets);
                Err(error.with_retry_after(wait))
            }
        }
    }

    pub(super) fn wait(&self, response: &Response<Bytes>) -> Option<Duration> {
        let wait = retry_after(response.headers()).filter(|wait| !wait.is_zero())?;
        Some(wait.min(self.max_retry_after))
    }

    /// What must not be shown of a response: a server may repeat the request, and its error may come with a token.
    pub(super) fn secrets(
        &self,
        sent: Option<&SecretString>,
        response: Option<&TokenResponse>,
    ) -> Secrets {
        let sent = sent.map(ExposeSecret::expose_secret);
        let given = response.into_iter().flat_map(|it| &it.tokens).map(String::as_str);
        Secrets::new([self.client.secret()].into_iter().chain(sent).chain(given))
    }
}

/// What a response says that brings nothing.
pub(super) fn error(
    asked: Asked,
    response: &Response<Bytes>,
    token_response: Option<TokenResponse>,
    secrets: &Secrets,
) -> TokenError {
    let status = response.status();
    let shown = |text: &str| without_opaque_words(&secrets.removed_from_text(text));
    match token_response {
        Some(TokenResponse { code: Some(code), message, .. }) => {
            let message = message.map(|it| shown(&it));
            let code = without_opaque_words(&secrets.removed_from_code(&code));
            TokenError::refused(asked, status, code, message)
        }
        // A success that cannot be read may hold a token.
        _ if status.is_success() => TokenError::unexpected(asked, status, None),
        Some(response) => {
            TokenError::unexpected(asked, status, response.message.map(|it| shown(&it)))
        }
        None => TokenError::unexpected(asked, status, page(response.body()).map(|it| shown(&it))),
    }
}

/// For how long the server refuses more requests, unless it says it in `Retry-After`.
pub(super) fn throttled_for(
    status: StatusCode,
    response: Option<&TokenResponse>,
) -> Option<Duration> {
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
