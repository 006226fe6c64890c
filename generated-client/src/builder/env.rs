//! Settings from the environment.

use std::ffi::OsString;

use super::ClientBuilder;
use crate::Error;
use crate::auth::{AccessToken, check};
use crate::base_url::BaseUrl;

impl ClientBuilder {
    /// The settings of the environment, for programs. Other settings can be made before [`build`](Self::build).
    ///
    /// | Variable | Meaning |
    /// |---|---|
    /// | `CLIQ_CLIENT_ID`, `CLIQ_CLIENT_SECRET`, `CLIQ_REFRESH_TOKEN` | the credentials, all three; see [`refresh_token`](Self::refresh_token) |
    /// | `CLIQ_ACCESS_TOKEN` | instead of them, an access token, which expires after an hour |
    /// | `CLIQ_DATA_CENTER` | the [`DataCenter`](crate::DataCenter): `US`, `EU`, `IN`, `AU`, `JP`, `CA`, `CN`, `SA` or `UK`; `US` unless it is set |
    /// | `CLIQ_BASE_URL`, `CLIQ_ACCOUNTS_URL` | other servers than the data centre's |
    /// | `CLIQ_AUTH_SCHEME` | the [`AuthorizationScheme`](crate::AuthorizationScheme): `Zoho-oauthtoken` or `Bearer`; `Zoho-oauthtoken` unless it is set |
    /// | `CLIQ_USER` | the [`user`](Self::user) |
    ///
    /// A variable that is empty counts as not set. If both credentials and an access token are there, the credentials
    /// are used.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if neither credentials nor an access token is there, if only some of the credentials are,
    /// or if a value cannot be used. The error names the variables, and shows no value of a secret.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var_os(name))
    }

    /// The same without the credentials, which the caller has: [`build`](Self::build) makes a client as
    /// [`without_credentials`](Self::without_credentials) does, and [`build_accounts`](Self::build_accounts) what a program
    /// signs in with. The variables of credentials are not looked at.
    ///
    /// # Errors
    ///
    /// [`Error::is_builder`] if a value cannot be used.
    pub fn from_env_without_credentials() -> Result<Self, Error> {
        Ok(Self::settings(&value_of(|name| std::env::var_os(name)))?.without_credentials())
    }

    fn from_variables(get: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let get = value_of(get);
        Self::settings(&get)?.credentials(&get)
    }

    /// All but the credentials.
    fn settings(get: &impl Fn(&str) -> Result<Option<String>, Error>) -> Result<Self, Error> {
        let mut builder = Self::default();
        if let Some(data_center) = get("CLIQ_DATA_CENTER")? {
            builder = builder.data_center(named("CLIQ_DATA_CENTER", data_center.parse())?);
        }
        // What `build` would refuse is refused here, where the variable is known.
        if let Some(url) = get("CLIQ_BASE_URL")? {
            named("CLIQ_BASE_URL", BaseUrl::parse(&url))?;
            builder = builder.base_url(&url);
        }
        if let Some(url) = get("CLIQ_ACCOUNTS_URL")? {
            named("CLIQ_ACCOUNTS_URL", BaseUrl::parse_accounts(&url))?;
            builder = builder.accounts_url(&url);
        }
        if let Some(scheme) = get("CLIQ_AUTH_SCHEME")? {
            builder = builder.authorization_scheme(named("CLIQ_AUTH_SCHEME", scheme.parse())?);
        }
        if let Some(user) = get("CLIQ_USER")? {
            builder = builder.user(user);
        }
        Ok(builder)
    }

    fn credentials(
        self,
        get: &impl Fn(&str) -> Result<Option<String>, Error>,
    ) -> Result<Self, Error> {
        const CREDENTIALS: [&str; 3] =
            ["CLIQ_CLIENT_ID", "CLIQ_CLIENT_SECRET", "CLIQ_REFRESH_TOKEN"];
        let credentials = [get(CREDENTIALS[0])?, get(CREDENTIALS[1])?, get(CREDENTIALS[2])?];
        match (credentials, get("CLIQ_ACCESS_TOKEN")?) {
            ([Some(id), Some(secret), Some(token)], _) => {
                named(CREDENTIALS[0], check("client id", &id))?;
                named(CREDENTIALS[1], check("client secret", &secret))?;
                named(CREDENTIALS[2], check("refresh token", &token))?;
                Ok(self.refresh_token(id, secret, token))
            }
            ([None, None, None], Some(token)) => {
                let header = AccessToken::new(&*token).header_value(self.authorization_scheme);
                named("CLIQ_ACCESS_TOKEN", header)?;
                Ok(self.access_token(token))
            }
            ([None, None, None], None) => Err(Error::builder(format!(
                "no credentials in the environment: set {} and {}, or CLIQ_ACCESS_TOKEN alone",
                CREDENTIALS[..2].join(", "),
                CREDENTIALS[2]
            ))),
            (some, _) => {
                let missing = CREDENTIALS.iter().zip(&some).filter(|(_, value)| value.is_none());
                let missing: Vec<_> = missing.map(|(name, _)| *name).collect();
                let missing = missing.join(" and ");
                Err(Error::builder(format!("the credentials are not complete: set {missing} too")))
            }
        }
    }
}

/// What was made of a variable. An error names the variable.
fn named<T>(variable: &str, made: Result<T, Error>) -> Result<T, Error> {
    made.map_err(|error| Error::builder(format!("the variable {variable}: {error}")))
}

/// The value of a variable; none if it is empty.
fn value_of(
    get: impl Fn(&str) -> Option<OsString>,
) -> impl Fn(&str) -> Result<Option<String>, Error> {
    move |name| match get(name).map(OsString::into_string) {
        Some(Ok(value)) => Ok(Some(value).filter(|value| !value.is_empty())),
        Some(Err(_)) => Err(Error::builder(format!("the variable {name} is not UTF-8"))),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AuthorizationScheme;

    fn from(variables: &[(&str, &str)]) -> Result<ClientBuilder, Error> {
        ClientBuilder::from_variables(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| value.into())
        })
    }

    #[test]
    fn credentials_or_a_token() {
        let credentials = [
            ("CLIQ_CLIENT_ID", "1000.ID"),
            ("CLIQ_CLIENT_SECRET", "s3cret"),
            ("CLIQ_REFRESH_TOKEN", "1000.s3cret"),
            ("CLIQ_DATA_CENTER", "EU"),
        ];
        let client = from(&credentials).unwrap().build().unwrap();
        assert_eq!(client.base_url(), "https://cliq.zoho.eu");
        let token = [("CLIQ_ACCESS_TOKEN", "1000.s3cret"), ("CLIQ_REFRESH_TOKEN", "")];
        assert!(from(&token).unwrap().build().is_ok());
        let url = [token[0], ("CLIQ_BASE_URL", "https://cliq.zoho.eu/network/acme")];
        let client = from(&url).unwrap().build().unwrap();
        assert_eq!(client.base_url(), "https://cliq.zoho.eu/network/acme");
    }

    #[cfg(feature = "sign-in")]
    #[test]
    fn settings_are_read_without_credentials() {
        let settings = |variables: &[(&str, &str)]| {
            let found = |name: &str| variables.iter().find(|(variable, _)| *variable == name);
            ClientBuilder::settings(&value_of(|name| found(name).map(|(_, value)| value.into())))
        };
        let variables = [("CLIQ_DATA_CENTER", "EU"), ("CLIQ_CLIENT_ID", "1000.ID")];
        let client = settings(&variables).unwrap().without_credentials().build().unwrap();
        assert_eq!(client.base_url(), "https://cliq.zoho.eu");
        let page = settings(&variables).unwrap().authorize_url("1000.ID", "https://x/back", "s");
        let page = page.scopes(crate::Scopes::from("ZohoCliq.Chats.READ")).url().unwrap();
        assert!(page.starts_with("https://accounts.zoho.eu/oauth/v2/auth?"), "{page}");
        let elsewhere = settings(&[("CLIQ_ACCOUNTS_URL", "http://127.0.0.1:1")]).unwrap();
        let page = elsewhere.authorize_url("1000.ID", "https://x/back", "s");
        let page = page.scopes(crate::Scopes::from("ZohoCliq.Chats.READ")).url().unwrap();
        assert!(page.starts_with("http://127.0.0.1:1/oauth/v2/auth?"), "{page}");
        assert!(settings(&[("CLIQ_DATA_CENTER", "MARS")]).unwrap_err().is_builder());
    }

    #[test]
    fn the_authorization_scheme_is_read() {
        let scheme = |value| {
            let token = ("CLIQ_ACCESS_TOKEN", "1000.s3cret");
            from(&[token, ("CLIQ_AUTH_SCHEME", value)]).map(|it| it.authorization_scheme)
        };
        assert_eq!(scheme("Bearer").unwrap(), AuthorizationScheme::Bearer);
        assert_eq!(scheme("zoho-oauthtoken").unwrap(), AuthorizationScheme::ZohoOauthtoken);
        assert_eq!(scheme("").unwrap(), AuthorizationScheme::ZohoOauthtoken);
    }

    #[test]
    fn what_is_missing_is_named() {
        for (variables, missing) in [
            (
                &[][..],
                "set CLIQ_CLIENT_ID, CLIQ_CLIENT_SECRET and CLIQ_REFRESH_TOKEN, or CLIQ_ACCESS_TOKEN alone",
            ),
            (&[("CLIQ_REFRESH_TOKEN", "s3cret")], "set CLIQ_CLIENT_ID and CLIQ_CLIENT_SECRET too"),
            (
                &[("CLIQ_ACCESS_TOKEN", "s3cret"), ("CLIQ_CLIENT_ID", "1000.ID")],
                "set CLIQ_CLIENT_SECRET",
            ),
            (&[("CLIQ_ACCESS_TOKEN", "s3cret"), ("CLIQ_DATA_CENTER", "MARS")], "MARS"),
            (
                &[("CLIQ_ACCESS_TOKEN", "s3cret"), ("CLIQ_AUTH_SCHEME", "Bearer s3cret")],
                "CLIQ_AUTH_SCHEME: unknown authorization scheme; expected Zoho-oauthtoken or Bearer",
            ),
        ] {
            let error = from(variables).unwrap_err();
            assert!(error.is_builder());
            assert!(error.to_string().contains(missing), "{error}");
            assert!(!format!("{error} {error:#?}").contains("s3cret"));
        }
    }

    #[test]
    fn what_cannot_be_used_is_told_with_its_variable() {
        let credentials = [
            ("CLIQ_CLIENT_ID", "1000.ID"),
            ("CLIQ_CLIENT_SECRET", "s3cret"),
            ("CLIQ_REFRESH_TOKEN", "1000.s3cret"),
        ];
        for (name, value, what) in [
            ("CLIQ_DATA_CENTER", "MARS", "`MARS` is no data centre; expected one of US, EU, "),
            ("CLIQ_BASE_URL", "cliq.zoho.eu", "the base URL must begin with `https://`"),
            ("CLIQ_ACCOUNTS_URL", "foo", "the accounts URL must begin with `https://`"),
            ("CLIQ_CLIENT_ID", "1000 ID", "the client id has a space"),
            ("CLIQ_CLIENT_SECRET", "s3cret\n", "the client secret has a space, a line break"),
            ("CLIQ_REFRESH_TOKEN", "s3cret\n", "the refresh token has a space, a line break"),
        ] {
            let mut variables = [&credentials[..], &[(name, value)]].concat();
            // The one that is wrong is looked for first.
            variables.reverse();
            let error = from(&variables).unwrap_err();
            let text = format!("the variable {name}: {what}");
            assert!(error.is_builder() && error.to_string().starts_with(&text), "{error}");
            assert!(!format!("{error} {error:#?}").contains("s3cret"));
        }
        let error = from(&[("CLIQ_ACCESS_TOKEN", "s3cret\n")]).unwrap_err();
        let text = "the variable CLIQ_ACCESS_TOKEN: ";
        assert!(error.is_builder() && error.to_string().starts_with(text), "{error}");
        assert!(!format!("{error} {error:#?}").contains("s3cret"));
    }
}
