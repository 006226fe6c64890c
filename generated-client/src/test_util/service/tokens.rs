//! Access tokens: who gets how many, for how long, and for what.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::{Value, json};

use super::budget::Budget;
use crate::{RateLimit, Scopes};

/// How long an access token is accepted.
const LIFETIME: Duration = Duration::from_secs(3600);

/// The accounts server gives ten access tokens for a refresh token in ten minutes, and none for the rest of that time.
const LIMIT: RateLimit = RateLimit::new(10, Duration::from_secs(600));

/// What a program has to know to get access tokens.
pub(super) struct Credentials {
    pub(super) client_id: &'static str,
    pub(super) client_secret: &'static str,
    pub(super) refresh_token: &'static str,
}

#[derive(Default)]
pub(super) struct Tokens {
    given: HashMap<String, Access>,
    budget: Budget,
    number: u32,
}

/// What an access token is for.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) scopes: Scopes,
    until: Instant,
}

impl Tokens {
    /// A new token.
    pub(super) fn give(&mut self, scopes: Scopes, now: Instant) -> String {
        self.number += 1;
        self.given.retain(|_, it| now < it.until);
        let token = format!("1000.access{}", self.number);
        let until = now.checked_add(LIFETIME).unwrap_or(now);
        self.given.insert(token.clone(), Access { scopes, until });
        token
    }

    /// What a token is for, unless it is unknown or has expired.
    pub(super) fn access(&self, token: &str, now: Instant) -> Option<Access> {
        self.given.get(token).filter(|it| now < it.until).cloned()
    }

    /// Answers a request for a token as Zoho does: what is wrong with the credentials comes with status 200.
    pub(super) fn answer(
        &mut self,
        credentials: &Credentials,
        form: &HashMap<String, String>,
        scopes: &Scopes,
        now: Instant,
    ) -> (StatusCode, Value) {
        let is = |name: &str, value: &str| form.get(name).is_some_and(|it| it == value);
        let refused = |error: &str| (StatusCode::OK, json!({"error": error}));
        if !is("grant_type", "refresh_token") {
            return refused("unsupported_grant_type");
        }
        if !is("client_id", credentials.client_id) {
            return refused("invalid_client");
        }
        if !is("client_secret", credentials.client_secret) {
            return refused("invalid_client_secret");
        }
        if !is("refresh_token", credentials.refresh_token) {
            return refused("invalid_code");
        }
        if self.budget.spend(LIMIT, now).is_err() {
            let description =
                "You have made too many requests continuously. Please try again after some time.";
            let error = json!({"error": "Access Denied", "error_description": description});
            return (StatusCode::BAD_REQUEST, error);
        }
        let token = self.give(scopes.clone(), now);
        let response = json!({
            "access_token": token,
            "scope": scopes.iter().collect::<Vec<_>>().join(" "),
            "api_domain": "https://www.zohoapis.com",
            "token_type": "Bearer",
            "expires_in": LIFETIME.as_secs(),
        });
        (StatusCode::OK, response)
    }
}
