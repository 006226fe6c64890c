//! Settings from the environment.

use super::ClientBuilder;
use crate::Error;

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

    fn from_variables(get: impl Fn(&str) -> Option<std::ffi::OsString>) -> Result<Self, Error> {
        let get = |name: &str| match get(name).map(std::ffi::OsString::into_string) {
            Some(Ok(value)) => Ok(Some(value).filter(|value| !value.is_empty())),
            Some(Err(_)) => Err(Error::builder(format!("the variable {name} is not UTF-8"))),
            None => Ok(None),
        };
        let mut builder = Self::default();
        if let Some(data_center) = get("CLIQ_DATA_CENTER")? {
            builder = builder.data_center(data_center.parse()?);
        }
        if let Some(url) = get("CLIQ_BASE_URL")? {
            builder = builder.base_url(&url);
        }
        if let Some(url) = get("CLIQ_ACCOUNTS_URL")? {
            builder = builder.accounts_url(&url);
        }
        if let Some(scheme) = get("CLIQ_AUTH_SCHEME")? {
            builder = builder.authorization_scheme(scheme.parse().map_err(|error: Error| {
                Error::builder(format!("the variable CLIQ_AUTH_SCHEME: {error}"))
            })?);
        }
        if let Some(user) = get("CLIQ_USER")? {
            builder = builder.user(user);
        }
        const CREDENTIALS: [&str; 3] =
            ["CLIQ_CLIENT_ID", "CLIQ_CLIENT_SECRET", "CLIQ_REFRESH_TOKEN"];
        let credentials = [get(CREDENTIALS[0])?, get(CREDENTIALS[1])?, get(CREDENTIALS[2])?];
        match (credentials, get("CLIQ_ACCESS_TOKEN")?) {
            ([Some(id), Some(secret), Some(token)], _) => {
                Ok(builder.refresh_token(id, secret, token))
            }
            ([None, None, None], Some(token)) => Ok(builder.access_token(token)),
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
}
