//! Asks a person to let a program act on their behalf (RFC 6749, section 4.1).

use std::fmt;

use http::StatusCode;
use percent_encoding::utf8_percent_encode;
use secrecy::SecretString;

use super::TokenError;
use super::error::Asked;
use super::grant::{check, check_redirect_uri};
use crate::base_url::BaseUrl;
use crate::encoder::{ESCAPED, form_decoded};
use crate::redact::without_opaque_words;
use crate::{ClientBuilder, DataCenter, Error, Scopes};

/// Starts the address of the page on which a person allows a program what it asks for.
///
/// `client_id` is that of a server-based application in Zoho's API console, and `redirect_uri` one that is registered
/// there. `state` is a text that nobody can guess, another for every sign-in: the redirect repeats it, which shows that
/// this program asked for it (RFC 6749, section 10.12).
///
/// ```
/// use generated_client::auth::authorize_url;
/// use generated_client::{DataCenter, Scopes};
///
/// let page = authorize_url("1000.CLIENT", "http://127.0.0.1:8910/callback", "8f3a90bc")
///     .data_center(DataCenter::Eu)
///     .scopes(Scopes::from("ZohoCliq.Chats.READ ZohoCliq.Webhooks.CREATE"));
/// assert_eq!(
///     page.url()?,
///     "https://accounts.zoho.eu/oauth/v2/auth?response_type=code&client_id=1000.CLIENT\
///      &scope=ZohoCliq.Chats.READ%2CZohoCliq.Webhooks.CREATE\
///      &redirect_uri=http%3A%2F%2F127.0.0.1%3A8910%2Fcallback&state=8f3a90bc\
///      &access_type=offline&prompt=consent",
/// );
/// // What the browser then asks this program for.
/// let redirect = page.read_redirect("/callback?state=8f3a90bc&code=1000.c0de&location=eu")?;
/// assert_eq!(redirect.data_center, Some(DataCenter::Eu));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Needs the feature `sign-in`.
pub fn authorize_url(
    client_id: impl Into<String>,
    redirect_uri: impl Into<String>,
    state: impl Into<String>,
) -> AuthorizeUrl {
    AuthorizeUrl {
        client_id: client_id.into(),
        redirect_uri: redirect_uri.into(),
        state: state.into(),
        data_center: DataCenter::default(),
        accounts_url: None,
        scopes: Scopes::new(),
        access_type: "offline",
        prompt: Some("consent".to_owned()),
    }
}

/// The address of the page on which a person allows a program what it asks for; made by [`authorize_url`].
///
/// Needs the feature `sign-in`.
#[derive(Clone)]
#[must_use = "`url` gives the address"]
pub struct AuthorizeUrl {
    client_id: String,
    redirect_uri: String,
    state: String,
    data_center: DataCenter,
    accounts_url: Option<String>,
    scopes: Scopes,
    access_type: &'static str,
    prompt: Option<String>,
}

impl ClientBuilder {
    /// The page of this builder's accounts server on which a person allows a program what it asks for, as
    /// [`authorize_url`] makes it.
    ///
    /// Needs the feature `sign-in`.
    pub fn authorize_url(
        &self,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
        state: impl Into<String>,
    ) -> AuthorizeUrl {
        let page = authorize_url(client_id, redirect_uri, state).data_center(self.data_center);
        match &self.accounts_url {
            Some(url) => page.accounts_url(url),
            None => page,
        }
    }
}

impl AuthorizeUrl {
    /// Where the program is registered. The default is [`DataCenter::Us`].
    pub fn data_center(mut self, data_center: DataCenter) -> Self {
        self.data_center = data_center;
        self
    }

    /// An accounts server other than the data centre's, such as a test server.
    pub fn accounts_url(mut self, accounts_url: &str) -> Self {
        self.accounts_url = Some(accounts_url.to_owned());
        self
    }

    /// What to ask for; [`Scopes::required_by`] tells what operations need. Scopes are fixed by the consent: more of them
    /// need a new refresh token.
    pub fn scopes(mut self, scopes: Scopes) -> Self {
        self.scopes = scopes;
        self
    }

    /// Asks for an access token alone (`access_type=online`). By default a refresh token comes too (`offline`).
    pub fn online(mut self) -> Self {
        self.access_type = "online";
        self
    }

    /// What the person is asked although they have allowed it before. The default is `consent`, without which no new
    /// refresh token may come; `None` leaves the parameter out.
    pub fn prompt<'a>(mut self, prompt: impl Into<Option<&'a str>>) -> Self {
        self.prompt = prompt.into().map(str::to_owned);
        self
    }

    /// The address, for a browser.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if the client id or the state is empty, if there is no scope, or if the redirect URI or the
    /// address of the accounts server cannot be used.
    pub fn url(&self) -> Result<String, Error> {
        check("client id", &self.client_id)?;
        check("state", &self.state)?;
        check_redirect_uri(&self.redirect_uri)?;
        if self.scopes.is_empty() {
            return Err(Error::builder("there is no scope to ask for"));
        }
        let server = match &self.accounts_url {
            Some(url) => BaseUrl::parse_accounts(url)?,
            None => BaseUrl::of_accounts(self.data_center),
        };
        let scopes = self.scopes.to_string();
        let parameters = [
            ("response_type", Some("code")),
            ("client_id", Some(&self.client_id)),
            ("scope", Some(&scopes)),
            ("redirect_uri", Some(&self.redirect_uri)),
            ("state", Some(&self.state)),
            ("access_type", Some(self.access_type)),
            ("prompt", self.prompt.as_deref()),
        ];
        let parameters = parameters.into_iter().filter_map(|(name, value)| {
            Some(format!("{name}={}", utf8_percent_encode(value?, ESCAPED)))
        });
        Ok(format!("{server}/oauth/v2/auth?{}", parameters.collect::<Vec<_>>().join("&")))
    }

    /// Reads what the browser was sent back to: the whole address, or its path and query.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the state is not the one that was sent, in which case the code must not be used; if the person
    /// refused, with [`code`](TokenError::code) `access_denied`; or if there is no code.
    pub fn read_redirect(&self, target: &str) -> Result<Redirect, TokenError> {
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let mut values = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
            values.next().map(form_decoded)
        };
        if value("state").as_deref() != Some(&self.state) {
            return Err(TokenError::other(
                "the redirect has another state than this sign-in, so its code may be somebody else's",
            ));
        }
        if let Some(error) = value("error").filter(|error| !error.is_empty()) {
            let error = without_opaque_words(&error);
            return Err(TokenError::refused(Asked::Consent, StatusCode::FOUND, error, None));
        }
        let code = value("code").filter(|code| check("code", code).is_ok());
        Ok(Redirect {
            code: code.ok_or_else(|| TokenError::other("the redirect has no code"))?.into(),
            data_center: value("location").and_then(|location| location.parse().ok()),
        })
    }
}

impl fmt::Debug for AuthorizeUrl {
    /// Leaves out the state, which nobody else may know.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizeUrl")
            .field("client_id", &self.client_id)
            .field("data_center", &self.data_center)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// What the accounts server tells with the redirect, after the person has agreed.
///
/// Needs the feature `sign-in`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Redirect {
    /// The code for [`Accounts::exchange_code`](super::Accounts::exchange_code). It can be used once, within minutes.
    pub code: SecretString,
    /// Where the person's data live (`location`), if that is a data centre that this crate knows. The code is exchanged
    /// there. The address of the server that comes with it is not read: whoever forges a redirect would get the client
    /// secret.
    pub data_center: Option<DataCenter>,
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn page() -> AuthorizeUrl {
        let page = authorize_url("1000.CLIENT", "https://example.com/back", "st4te&");
        page.scopes(Scopes::from("ZohoCliq.Chats.READ"))
    }

    #[test]
    fn a_redirect_with_another_state_is_refused() {
        for target in [
            "/back?code=1000.s3cret",
            "/back?code=1000.s3cret&state=other",
            "/back?code=1000.s3cret&state=",
            "/back?code=1000.s3cret&state=other&state=st4te%26",
            "/back?error=access_denied&state=other",
            "",
        ] {
            let error = page().read_redirect(target).unwrap_err();
            assert!(error.to_string().contains("has another state"), "{target}: {error}");
            assert!(!format!("{error} {error:#?} {:?}", page()).contains("s3cret"));
        }
        let redirect = page().read_redirect("https://x/back?code=1000.s3cret&state=st4te%26#x");
        assert!(!format!("{:?}", redirect.unwrap()).contains("s3cret"));
    }

    #[test]
    fn a_redirect_tells_who_refused_and_where_the_data_live() {
        let read = |rest: &str| page().read_redirect(&format!("/back?state=st4te%26{rest}"));
        let error = read("&error=access_denied").unwrap_err();
        assert_eq!(error.code(), Some("access_denied"));
        assert!(error.to_string().contains("access_denied"), "{error}");
        for no_code in ["", "&code=", "&code=%20", "&code"] {
            let error = read(no_code).unwrap_err();
            assert!(error.to_string().contains("has no code"), "{error}");
        }
        for (location, data_center) in [
            ("&location=eu", Some(DataCenter::Eu)),
            ("&location=mars&accounts-server=https%3A%2F%2Fevil.example", None),
            ("", None),
        ] {
            let redirect = read(&format!("&code=1000.c0de{location}")).unwrap();
            assert_eq!(redirect.data_center, data_center);
        }
    }

    #[test]
    fn an_address_that_cannot_work_is_refused() {
        for page in [
            page().scopes(Scopes::new()),
            page().accounts_url("accounts.zoho.com"),
            authorize_url("", "https://example.com", "s").scopes(Scopes::from("a.READ")),
            authorize_url("1000.C", "https://example.com", "").scopes(Scopes::from("a.READ")),
            authorize_url("1000.C", "/back", "s").scopes(Scopes::from("a.READ")),
            authorize_url("1000.C", "https://example.com/#a", "s").scopes(Scopes::from("a.READ")),
        ] {
            assert!(page.url().unwrap_err().is_builder());
        }
        let url = page().online().prompt(None).url().unwrap();
        assert!(url.ends_with("&state=st4te%26&access_type=online"), "{url}");
    }

    #[test]
    fn an_accounts_server_that_cannot_be_used_is_called_one() {
        let error = page().accounts_url("foo").url().unwrap_err();
        assert!(error.to_string().starts_with("the accounts URL must begin with"), "{error}");
    }

    #[test]
    fn an_error_that_is_empty_is_none() {
        let read = |rest: &str| page().read_redirect(&format!("/back?state=st4te%26{rest}"));
        for agreed in ["&error=&code=1000.c0de", "&code=1000.c0de&error="] {
            assert_eq!(read(agreed).unwrap().code.expose_secret(), "1000.c0de");
        }
        let error = read("&error=").unwrap_err();
        assert!(error.to_string().contains("has no code"), "{error}");
    }
}
