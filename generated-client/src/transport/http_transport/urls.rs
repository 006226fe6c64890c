//! URLs as reqwest takes them.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use http::Uri;
use http::uri::{Authority, Scheme};
use reqwest::Url;

use crate::TransportError;
use crate::lock::lock;

/// Parses URLs. To parse the host takes longest, and nearly all requests of a transport go to one, so the last is kept.
#[derive(Clone, Default)]
pub(super) struct Urls(Arc<Mutex<Option<Origin>>>);

struct Origin {
    scheme: Scheme,
    authority: Authority,
    /// Without a path and a query.
    url: Url,
}

impl Urls {
    pub(super) fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return parsed(uri);
        };
        // Authorities are equal in either case, and who signs in with a password is not.
        let is_known =
            |it: &Origin| it.scheme == *scheme && it.authority.as_str() == authority.as_str();
        let known = lock(&self.0).as_ref().filter(|it| is_known(it)).map(|it| it.url.clone());
        let mut url = match known {
            Some(url) => url,
            None => {
                let mut url = parsed(uri)?;
                url.set_path("");
                url.set_query(None);
                let (scheme, authority) = (scheme.clone(), authority.clone());
                *lock(&self.0) = Some(Origin { scheme, authority, url: url.clone() });
                url
            }
        };
        url.set_path(uri.path());
        url.set_query(uri.query());
        Ok(url)
    }
}

fn parsed(uri: &Uri) -> Result<Url, TransportError> {
    let mut url = String::with_capacity(256);
    write!(url, "{uri}").map_err(TransportError::other)?;
    Url::parse(&url).map_err(TransportError::other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_url_of_the_last_host_is_what_parsing_it_gives(
            origins in prop::collection::vec("(https?|HTTP)://([Aa]da:b@)?(cliq\\.zoho\\.(com|EU)|\\[::1\\]|127\\.0\\.0\\.1)(:(80|443|8080))?", 1..3),
            paths in prop::collection::vec("(/[!-~]{0,12}){0,3}(\\?[!-~]{0,12})?", 1..8),
        ) {
            let urls = Urls::default();
            for (index, path) in paths.iter().enumerate() {
                let text = format!("{}{path}", origins[index % origins.len()]);
                let Ok(uri) = text.parse::<Uri>() else { continue };
                let expected = Url::parse(&uri.to_string()).ok();
                prop_assert_eq!(urls.url(&uri).ok(), expected, "{}", text);
            }
        }
    }

    #[test]
    fn what_is_no_address_is_an_error() {
        for uri in ["/chats", "https://a_b:0/", "*"] {
            let uri: Uri = uri.parse().unwrap();
            assert_eq!(Urls::default().url(&uri).is_ok(), Url::parse(&uri.to_string()).is_ok());
        }
        assert!(Urls::default().url(&Uri::from_static("/chats")).is_err());
    }
}
