//! Webhook tokens: how they are sent, and which operations they are good for.

use http::{Method, Uri};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};

use super::grant::check;
use crate::Error;
use crate::encoder::ESCAPED;

/// The routes that take a webhook token by Zoho's page on webhook tokens: those on which version 2 posts messages, and the
/// incoming webhooks of bots and extensions.
const ROUTES: [[&str; 2]; 7] = [
    ["channelsbyname", "message"],
    ["channels", "message"],
    ["chats", "message"],
    ["buddies", "message"],
    ["bots", "message"],
    ["bots", "incoming"],
    ["applications", "incoming"],
];

/// Whether the service takes a webhook token for a request: `POST /api/v2/bots/{}/incoming` and the like. What comes before
/// is that of a gateway.
pub(crate) fn takes_webhook_token(method: &Method, path: &str) -> bool {
    let mut segments = path.rsplit('/');
    let mut next = || segments.next().unwrap_or_default();
    let (action, name, kind) = (next(), next(), next());
    let is_route = ROUTES.contains(&[kind, action]) && !name.is_empty();
    is_route && *method == Method::POST && next() == "v2" && next() == "api"
}

/// `uri` with the token in its query, as the service wants it. No error shows any part of the token.
pub(crate) fn with_webhook_token(uri: &Uri, token: &SecretString) -> Result<Uri, Error> {
    let token = token.expose_secret();
    check("webhook token", token)?;
    let separator = if uri.query().is_some() { '&' } else { '?' };
    let token = utf8_percent_encode(token, ESCAPED);
    Uri::try_from(format!("{uri}{separator}zapikey={token}"))
        .map_err(|_| Error::builder("the webhook token does not fit in a URL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_token_is_for_messages_and_incoming_webhooks() {
        for path in ["/bots/echo/incoming", "/chats/CT_1/message"] {
            let [v2, v3] = ["/api/v2", "/api/v3"].map(|base| format!("{base}{path}"));
            assert!(takes_webhook_token(&Method::POST, &v2));
            assert!(takes_webhook_token(&Method::POST, &format!("/gateway{v2}")));
            assert!(!takes_webhook_token(&Method::GET, &v2));
            assert!(!takes_webhook_token(&Method::POST, &v3));
        }
        for path in ["/chats/CT_1/messages", "/chats/CT_1", "/message", "/chats//message"] {
            assert!(!takes_webhook_token(&Method::POST, &format!("/api/v2{path}")));
        }
    }

    #[test]
    fn it_stands_in_the_query_beside_other_parameters() {
        let token = SecretString::from("1001.a+b");
        for (uri, expected) in [
            ("https://x/api", "https://x/api?zapikey=1001.a%2Bb"),
            ("https://x/api?a=1", "https://x/api?a=1&zapikey=1001.a%2Bb"),
        ] {
            assert_eq!(with_webhook_token(&uri.parse().unwrap(), &token).unwrap(), expected);
        }
        let wrong = SecretString::from("s3cret\n");
        let error = with_webhook_token(&Uri::from_static("https://x"), &wrong).unwrap_err();
        assert!(error.is_builder() && !format!("{error} {error:#?}").contains("s3cret"));
    }
}
