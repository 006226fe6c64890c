//! One of the users of a service.

use std::fmt;

use super::accounts::Name;
use super::{SentRequest, Service};
use crate::{Client, ClientBuilder, Scopes};

/// A user of a [`Service`], of whom [`Service::user`] knows by name. Tokens are of this user, and so are the limits and
/// lock-outs of calls with them.
///
/// The example needs the feature `sign-in` too.
///
/// ```
/// use generated_client::test_util::Service;
///
/// # #[cfg(feature = "sign-in")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = Service::new();
/// let ada = service.user("ada");
/// let bob = service.user("bob").with_scopes("ZohoCliq.Chats.READ");
///
/// // A sign-in, as that of a program: the code is good for one exchange.
/// let accounts = service.builder().build_accounts(Service::CLIENT_ID, Service::CLIENT_SECRET)?;
/// let tokens = accounts.exchange_code(bob.grant_code(), None).await?;
/// assert_eq!(tokens.access_token.scopes().unwrap().to_string(), "ZohoCliq.Chats.READ");
///
/// ada.builder().build()?.chats().close("CT_1").await?;
/// let error = bob.builder().build()?.chats().close("CT_1").await.unwrap_err();
/// assert!(error.is_missing_scope());
/// assert_eq!((ada.requests().len(), bob.requests().len()), (1, 1));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sign-in"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct ServiceUser {
    service: Service,
    name: Name,
}

impl ServiceUser {
    pub(super) fn new(service: Service, name: &str) -> Self {
        Self { service, name: name.into() }
    }

    /// The same user, who consents to these scopes alone from now on. Tokens that are there keep theirs.
    pub fn with_scopes(self, scopes: impl Into<Scopes>) -> Self {
        self.service.state().accounts.consent(self.name.clone(), scopes.into());
        self
    }

    /// A client of this user that needs no server, with a new refresh token, and with the user's name.
    pub fn builder(&self) -> ClientBuilder {
        let builder = Client::builder().transport(self.service.clone()).user(&*self.name);
        builder.refresh_token(Service::CLIENT_ID, Service::CLIENT_SECRET, self.refresh_token())
    }

    /// A new access token, which is accepted for an hour. It does not count as one of ten.
    pub fn access_token(&self) -> String {
        let mut state = self.service.state();
        let (now, scopes) = (state.clock.now(), state.accounts.scopes(&self.name));
        state.accounts.give_access(self.name.clone(), scopes, now)
    }

    /// A new refresh token. In ten minutes, ten access tokens are given out for it.
    pub fn refresh_token(&self) -> String {
        let accounts = &mut self.service.state().accounts;
        let scopes = accounts.scopes(&self.name);
        accounts.give_refresh(self.name.clone(), scopes)
    }

    /// A new grant code, as the API console shows it: good for one exchange, for three minutes, without a redirect URI.
    pub fn grant_code(&self) -> String {
        let mut state = self.service.state();
        let now = state.clock.now();
        state.accounts.give_code(self.name.clone(), now)
    }

    /// A new webhook token, which does not expire.
    pub fn webhook_token(&self) -> String {
        self.service.state().accounts.give_webhook(self.name.clone())
    }

    /// The calls with tokens of this user, of those that [`Service::requests`] has: the last ten thousand of all users
    /// together.
    pub fn requests(&self) -> Vec<SentRequest> {
        let state = self.service.state();
        let of_user = state.requests.iter().filter(|(user, _)| user.as_ref() == Some(&self.name));
        of_user.map(|(_, request)| request.clone()).collect()
    }
}

/// The name, without a token.
impl fmt::Debug for ServiceUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServiceUser").field(&self.name).finish()
    }
}
