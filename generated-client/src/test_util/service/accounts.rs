//! The accounts server: who gets which tokens, for how long, and for what.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{StatusCode, Uri};
use percent_encoding::utf8_percent_encode;
use serde_json::{Value, json};

use super::Service;
use super::budget::Budget;
use crate::encoder::ESCAPED;
use crate::{RateLimit, Scopes};

/// How long an access token is accepted.
const LIFETIME: Duration = Duration::from_secs(3600);

/// How long a grant code can be exchanged: the shortest time that the API console offers.
const CODE_LIFETIME: Duration = Duration::from_secs(180);

/// The accounts server gives ten access tokens for a refresh token in ten minutes, and none for the rest of that time.
const LIMIT: RateLimit = RateLimit::new(10, Duration::from_secs(600));

/// What a token of client credentials was seen to be good for, whatever it was given out for.
const WITHOUT_PERSON: &str = "ZohoCliq.Webhooks.CREATE ZohoCliq.Channels.READ ZohoCliq.Users.READ";

/// The fields of a form or a query.
pub(super) type Fields = HashMap<String, String>;

/// By the name; whoever has none is the user of [`Service::REFRESH_TOKEN`].
pub(super) type Name = Arc<str>;

pub(super) struct Accounts {
    /// What everybody consents to who says nothing else.
    scopes: Scopes,
    consents: HashMap<Name, Scopes>,
    codes: HashMap<String, Code>,
    refresh_tokens: HashMap<String, Refresh>,
    access_tokens: HashMap<String, Access>,
    webhook_tokens: HashMap<String, Name>,
    /// That of the client credentials.
    budget: Budget,
    /// How many tokens of each kind there were.
    numbers: HashMap<&'static str, u32>,
}

struct Code {
    user: Name,
    scopes: Scopes,
    redirect_uri: Option<String>,
    /// Whether a refresh token comes for it.
    is_offline: bool,
    until: Instant,
}

struct Refresh {
    user: Name,
    scopes: Scopes,
    budget: Budget,
}

/// What a token is for.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) user: Name,
    /// None where there is no question of scopes.
    pub(super) scopes: Option<Scopes>,
    until: Instant,
    refresh_token: Option<String>,
}

/// Status and body of a response.
type Answer = (StatusCode, Value);

impl Accounts {
    pub(super) fn new(scopes: Scopes) -> Self {
        let (user, budget) = (Name::default(), Budget::default());
        let first = Refresh { user, scopes: scopes.clone(), budget };
        Self {
            scopes,
            consents: HashMap::new(),
            codes: HashMap::new(),
            refresh_tokens: HashMap::from([(Service::REFRESH_TOKEN.to_owned(), first)]),
            access_tokens: HashMap::new(),
            webhook_tokens: HashMap::new(),
            budget: Budget::default(),
            numbers: HashMap::new(),
        }
    }

    pub(super) fn consent(&mut self, user: Name, scopes: Scopes) {
        self.consents.insert(user, scopes);
    }

    pub(super) fn scopes(&self, user: &str) -> Scopes {
        self.consents.get(user).unwrap_or(&self.scopes).clone()
    }

    /// A token that was not there before.
    fn number(&mut self, kind: &'static str) -> String {
        let number = self.numbers.entry(kind).or_default();
        *number += 1;
        format!("{kind}{number}")
    }

    pub(super) fn give_access(&mut self, user: Name, scopes: Scopes, now: Instant) -> String {
        self.give(user, scopes, None, now)
    }

    fn give(
        &mut self,
        user: Name,
        scopes: Scopes,
        refresh_token: Option<String>,
        now: Instant,
    ) -> String {
        self.access_tokens.retain(|_, it| now < it.until);
        let until = now.checked_add(LIFETIME).unwrap_or(now);
        let token = self.number("1000.access");
        let access = Access { user, scopes: Some(scopes), until, refresh_token };
        self.access_tokens.insert(token.clone(), access);
        token
    }

    pub(super) fn give_refresh(&mut self, user: Name, scopes: Scopes) -> String {
        let token = self.number("1000.refresh");
        let refresh = Refresh { user, scopes, budget: Budget::default() };
        self.refresh_tokens.insert(token.clone(), refresh);
        token
    }

    pub(super) fn give_webhook(&mut self, user: Name) -> String {
        let token = self.number("1001.webhook");
        self.webhook_tokens.insert(token.clone(), user);
        token
    }

    /// The code that the API console shows to a user.
    pub(super) fn give_code(&mut self, user: Name, now: Instant) -> String {
        let scopes = self.scopes(&user);
        self.keep(Code { user, scopes, redirect_uri: None, is_offline: true, until: now }, now)
    }

    fn keep(&mut self, code: Code, now: Instant) -> String {
        self.codes.retain(|_, it| now < it.until);
        let until = now.checked_add(CODE_LIFETIME).unwrap_or(now);
        let text = self.number("1000.code");
        self.codes.insert(text.clone(), Code { until, ..code });
        text
    }

    /// What an access token is for, unless it is unknown, revoked or has expired.
    pub(super) fn access(&self, token: &str, now: Instant) -> Option<Access> {
        self.access_tokens.get(token).filter(|it| now < it.until).cloned()
    }

    /// The same of a webhook token, which does not expire.
    pub(super) fn webhook(&self, token: &str, now: Instant) -> Option<Access> {
        let user = self.webhook_tokens.get(token)?.clone();
        Some(Access { user, scopes: None, until: now, refresh_token: None })
    }

    /// Sends a browser back whose user agrees: the address, or what is wrong with the question.
    pub(super) fn authorize(&mut self, query: &Fields, now: Instant) -> Result<String, Value> {
        let refused = |error: &str| Err(json!({"error": error}));
        let field = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
        if field("response_type") != "code" {
            return refused("invalid_response_type");
        }
        if field("client_id") != Service::CLIENT_ID {
            return refused("invalid_client");
        }
        let redirect_uri = field("redirect_uri");
        if !redirect_uri.parse::<Uri>().is_ok_and(|uri| uri.scheme().is_some()) {
            return refused("invalid_redirect_uri");
        }
        let user = Name::from(field("user"));
        let allowed = self.scopes(&user);
        let asked = Scopes::from(field("scope"));
        let scopes: Scopes = asked.iter().filter(|scope| allowed.covers(scope)).collect();
        if scopes.is_empty() {
            return refused("invalid_scope");
        }
        let is_offline = field("access_type") == "offline";
        let uri = Some(redirect_uri.to_owned());
        let code = self.keep(Code { user, scopes, redirect_uri: uri, is_offline, until: now }, now);
        let separator = if redirect_uri.contains('?') { '&' } else { '?' };
        let state = utf8_percent_encode(field("state"), ESCAPED);
        Ok(format!("{redirect_uri}{separator}state={state}&code={code}&location=us"))
    }

    /// Answers a request for tokens as Zoho does: what is wrong with it comes with status 200.
    pub(super) fn token(&mut self, form: &Fields, now: Instant) -> Answer {
        let is = |name: &str, value: &str| form.get(name).is_some_and(|it| it == value);
        let grant_type = form.get("grant_type").map(String::as_str).unwrap_or_default();
        if !matches!(grant_type, "refresh_token" | "authorization_code" | "client_credentials") {
            return refused("unsupported_grant_type");
        }
        if !is("client_id", Service::CLIENT_ID) {
            return refused("invalid_client");
        }
        if !is("client_secret", Service::CLIENT_SECRET) {
            return refused("invalid_client_secret");
        }
        match grant_type {
            "refresh_token" => self.refresh(form, now),
            "authorization_code" => self.exchange(form, now),
            _ => self.client_credentials(form, now),
        }
    }

    fn refresh(&mut self, form: &Fields, now: Instant) -> Answer {
        let token = form.get("refresh_token").map(String::as_str).unwrap_or_default();
        let Some(refresh) = self.refresh_tokens.get_mut(token) else {
            return refused("invalid_code");
        };
        if refresh.budget.spend(LIMIT, now).is_err() {
            return too_many();
        }
        let (user, scopes) = (refresh.user.clone(), refresh.scopes.clone());
        let access = self.give(user, scopes.clone(), Some(token.to_owned()), now);
        issued(&access, &scopes, None)
    }

    /// A code is used up by the first attempt, whatever comes of it.
    fn exchange(&mut self, form: &Fields, now: Instant) -> Answer {
        let code = form.get("code").and_then(|code| self.codes.remove(code));
        let Some(code) = code.filter(|code| now < code.until) else {
            return refused("invalid_code");
        };
        if form.get("redirect_uri") != code.redirect_uri.as_ref() {
            return refused("invalid_redirect_uri");
        }
        let Code { user, scopes, is_offline, .. } = code;
        let refresh = is_offline.then(|| self.give_refresh(user.clone(), scopes.clone()));
        let access = self.give(user, scopes.clone(), refresh.clone(), now);
        issued(&access, &scopes, refresh)
    }

    fn client_credentials(&mut self, form: &Fields, now: Instant) -> Answer {
        let asked = Scopes::from(form.get("scope").map(String::as_str).unwrap_or_default());
        if asked.is_empty() {
            return refused("invalid_scope");
        }
        if self.budget.spend(LIMIT, now).is_err() {
            return too_many();
        }
        let good_for = Scopes::from(WITHOUT_PERSON);
        let good_for = good_for.iter().filter(|scope| asked.covers(scope)).collect();
        let access = self.give(Name::from(Service::CLIENT_ID), good_for, None, now);
        issued(&access, &asked, None)
    }

    /// With a refresh token, the access tokens that came from it are revoked.
    pub(super) fn revoke(&mut self, form: &Fields) -> Answer {
        let token = form.get("token").map(String::as_str).unwrap_or_default();
        if self.refresh_tokens.remove(token).is_some() {
            self.access_tokens.retain(|_, it| it.refresh_token.as_deref() != Some(token));
        } else if self.access_tokens.remove(token).is_none() {
            return (StatusCode::BAD_REQUEST, json!({"error": "invalid_token"}));
        }
        (StatusCode::OK, json!({"status": "success"}))
    }
}

fn refused(error: &str) -> Answer {
    (StatusCode::OK, json!({"error": error}))
}

fn too_many() -> Answer {
    let description =
        "You have made too many requests continuously. Please try again after some time.";
    let error = json!({"error": "Access Denied", "error_description": description});
    (StatusCode::BAD_REQUEST, error)
}

fn issued(access_token: &str, scopes: &Scopes, refresh_token: Option<String>) -> Answer {
    let mut response = json!({
        "access_token": access_token,
        "scope": scopes.iter().collect::<Vec<_>>().join(" "),
        "api_domain": "https://www.zohoapis.com",
        "token_type": "Bearer",
        "expires_in": LIFETIME.as_secs(),
    });
    if let Some(refresh_token) = refresh_token {
        response["refresh_token"] = refresh_token.into();
    }
    (StatusCode::OK, response)
}
