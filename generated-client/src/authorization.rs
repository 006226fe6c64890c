//! The `Authorization` header.

use std::str::FromStr;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::Error;

/// How the access token is written in the `Authorization` header.
///
/// Zoho's documents show `Bearer` (RFC 6750), most programs in the field send `Zoho-oauthtoken`. No
/// case is known in which the service refused either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthorizationScheme {
    /// `Authorization: Zoho-oauthtoken TOKEN`, Zoho's own scheme, as most programs send it.
    #[default]
    ZohoOauthtoken,
    /// `Authorization: Bearer TOKEN`, as Zoho's documents have it.
    Bearer,
}

impl AuthorizationScheme {
    const ALL: [Self; 2] = [Self::ZohoOauthtoken, Self::Bearer];

    /// The name of the scheme as it is in the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::ZohoOauthtoken => "Zoho-oauthtoken",
        }
    }

    /// The header value for `token`. No error shows any part of the token.
    pub(crate) fn header_value(self, token: &SecretString) -> Result<HeaderValue, Error> {
        let token = token.expose_secret();
        if token.is_empty() {
            return Err(Error::builder("the access token is empty"));
        }
        // A line break from a token file, or a scheme that was pasted along, would only come back
        // from the service as an unexplained 401.
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::builder(
                "the access token has a space, a line break or another character that no token has; \
                 pass the bare token, without a scheme such as `Bearer`",
            ));
        }
        let mut value = HeaderValue::try_from([self.as_str(), " ", token].concat())
            .map_err(|_| Error::builder("the access token does not fit in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// Reads the name of a scheme, in upper or lower case (RFC 9110, section 11.1).
impl FromStr for AuthorizationScheme {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|it| it.as_str().eq_ignore_ascii_case(text));
        found.ok_or_else(|| {
            // The text is not shown: it may be the token.
            let names = Self::ALL.map(Self::as_str).join(" or ");
            Error::builder(format!("unknown authorization scheme; expected {names}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for scheme in AuthorizationScheme::ALL {
            assert_eq!(scheme.as_str().parse::<AuthorizationScheme>().unwrap(), scheme);
            let lower = scheme.as_str().to_ascii_lowercase();
            assert_eq!(lower.parse::<AuthorizationScheme>().unwrap(), scheme);
        }
        let error = "1000.s3cret".parse::<AuthorizationScheme>().unwrap_err();
        let text = "unknown authorization scheme; expected Zoho-oauthtoken or Bearer";
        assert!(error.is_builder() && error.to_string() == text, "{error}");
    }

    #[test]
    fn writes_each_scheme() {
        let token = SecretString::from("1000.abc");
        let value = |scheme: AuthorizationScheme| scheme.header_value(&token).unwrap();
        assert_eq!(value(AuthorizationScheme::Bearer), "Bearer 1000.abc");
        assert_eq!(value(AuthorizationScheme::ZohoOauthtoken), "Zoho-oauthtoken 1000.abc");
        assert!(value(AuthorizationScheme::Bearer).is_sensitive());
    }

    #[test]
    fn refuses_what_is_no_token_without_showing_it() {
        for token in ["", "s3cret\n", "Bearer s3cret", "s3cret\u{e9}", "s3cret\0"] {
            let error =
                AuthorizationScheme::Bearer.header_value(&SecretString::from(token)).unwrap_err();
            assert!(error.is_builder(), "{token:?}");
            assert!(!format!("{error} {error:#?}").contains("s3cret"));
        }
    }
}
