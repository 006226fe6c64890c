//! The part of the URL that all operations share.

use std::fmt;

use http::Uri;
use http::uri::Authority;

use crate::{DataCenter, Error};

/// A checked base URL without a trailing slash: `https://cliq.zoho.com/network/acme`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    url: Box<str>,
    is_https: bool,
}

impl BaseUrl {
    pub(crate) fn of(data_center: DataCenter) -> Self {
        Self { url: data_center.api_url().into(), is_https: true }
    }

    /// That of the server which gives out tokens.
    pub(crate) fn of_accounts(data_center: DataCenter) -> Self {
        Self { url: data_center.accounts_url().into(), is_https: true }
    }

    /// Reads scheme, host, an optional port and an optional path.
    ///
    /// The errors do not repeat the URL, since what is refused (user info, a query) may be a
    /// secret.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text).map_err(|what| Error::builder(format!("the base URL {what}")))
    }

    /// The same for that of the accounts server.
    pub(crate) fn parse_accounts(text: &str) -> Result<Self, Error> {
        Self::read(text).map_err(|what| Error::builder(format!("the accounts URL {what}")))
    }

    /// An error says what the URL must have.
    fn read(text: &str) -> Result<Self, String> {
        // `http::Uri` drops a fragment without a word, so it is looked for in the text.
        if text.contains(['?', '#']) {
            return Err("must have no query and no fragment".to_owned());
        }
        let uri: Uri = text.parse().map_err(|error| format!("is no URL: {error}"))?;
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("must begin with `https://` or `http://`".to_owned()),
        };
        let authority = uri.authority().ok_or("must have a host").and_then(checked_authority)?;
        let path = uri.path().trim_end_matches('/');
        check_path(path)?;
        let scheme = if is_https { "https" } else { "http" };
        Ok(Self { url: format!("{scheme}://{authority}{path}").into(), is_https })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.url
    }

    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

fn checked_authority(authority: &Authority) -> Result<&str, &'static str> {
    if authority.as_str().contains('@') {
        return Err("must have no user name and no password");
    }
    if authority.host().is_empty() {
        return Err("must have a host");
    }
    let port = authority.as_str().strip_prefix(authority.host());
    if port.is_some_and(|port| !port.is_empty()) && authority.port_u16().is_none() {
        return Err("has a port that is no number up to 65535");
    }
    Ok(authority.as_str())
}

/// A path prefix that every HTTP library leaves as it is.
fn check_path(path: &str) -> Result<(), &'static str> {
    for segment in path.split('/').skip(1) {
        if matches!(segment, "" | "." | "..") {
            return Err("must have no empty and no dot segment in its path");
        }
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@".contains(&byte);
        if !segment.bytes().all(plain) {
            return Err("has a character in its path that must be percent-encoded");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_scheme_host_port_and_path() {
        for (text, url) in [
            ("https://cliq.zoho.com", "https://cliq.zoho.com"),
            ("https://cliq.zoho.com/", "https://cliq.zoho.com"),
            ("HTTPS://cliq.zoho.com/", "https://cliq.zoho.com"),
            ("https://cliq.zoho.com/network/acme/", "https://cliq.zoho.com/network/acme"),
            ("http://127.0.0.1:1234", "http://127.0.0.1:1234"),
            ("http://[::1]:1234/x", "http://[::1]:1234/x"),
        ] {
            let parsed = BaseUrl::parse(text).unwrap();
            assert_eq!(parsed.as_str(), url);
            assert_eq!(parsed.is_https(), url.starts_with("https:"));
        }
    }

    #[test]
    fn refuses_the_rest_without_repeating_it() {
        for text in [
            "",
            "cliq.zoho.com",
            "/network/acme",
            "ftp://cliq.zoho.com",
            "https://",
            "https://:80",
            "https:///network",
            "https://user:s3cret@cliq.zoho.com",
            "https://s3cret@cliq.zoho.com",
            "https://cliq.zoho.com?zapikey=s3cret",
            "https://cliq.zoho.com/#s3cret",
            "https://cliq.zoho.com:99999",
            "https://cliq.zoho.com:",
            "https://cliq.zoho.com/a//b",
            "https://cliq.zoho.com/a/../b",
            "https://cliq.zoho.com/{a}",
            "https://cliq zoho.com",
        ] {
            let error = BaseUrl::parse(text).expect_err(text);
            assert!(error.is_builder());
            assert!(!format!("{error} {error:#?}").contains("s3cret"), "{text}");
        }
    }

    #[test]
    fn every_data_center_has_one() {
        for data_center in DataCenter::ALL {
            let url = BaseUrl::of(*data_center);
            assert_eq!(BaseUrl::parse(url.as_str()).unwrap(), url);
        }
    }
}
