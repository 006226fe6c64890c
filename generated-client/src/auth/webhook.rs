//! Webhook tokens: how they are sent, and which operations they are good for.

use http::{Method, Uri};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};

use super::grant::check;
use crate::encoder::ESCAPED;
use crate::pacing::Route;
use crate::{Error, OperationInfo};

/// The routes that take a webhook token by Zoho's page on webhook tokens: those on which version 2 posts messages, and the
/// incoming webhooks of bots and extensions.
static ROUTES: [OperationInfo; 7] = [
    route("/channelsbyname/{}/message"),
    route("/channels/{}/message"),
    route("/chats/{}/message"),
    route("/buddies/{}/message"),
    route("/bots/{}/message"),
    route("/bots/{}/incoming"),
    route("/applications/{}/incoming"),
];

const fn route(path: &'static str) -> OperationInfo {
    OperationInfo::new("", "", Method::POST, "/api/v2", path)
}

/// Whether the service takes a webhook token for an operation.
pub(crate) fn takes_webhook_token(operation: &'static OperationInfo) -> bool {
    ROUTES.iter().any(|route| Route::of(route) == Route::of(operation))
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
        let takes = |method: Method, base_path, path| {
            takes_webhook_token(Box::leak(Box::new(OperationInfo::new(
                "m", "n", method, base_path, path,
            ))))
        };
        for path in ["/bots/{BOT_UNIQUE_NAME}/incoming", "/chats/{CHAT_ID}/message"] {
            assert!(takes(Method::POST, "/api/v2", path));
            assert!(!takes(Method::GET, "/api/v2", path));
            assert!(!takes(Method::POST, "/api/v3", path));
        }
        for path in ["/chats/{CHAT_ID}/messages", "/chats/{CHAT_ID}", "/message"] {
            assert!(!takes(Method::POST, "/api/v2", path));
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
