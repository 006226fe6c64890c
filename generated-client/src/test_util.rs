//! Tests of code that uses this crate, without a server.
//!
//! A [`Script`] takes the place of the service: it says what each operation is answered, and keeps
//! what was asked. A [`Reply`] is one such response. Most are ready: the examples that the documents
//! give, their errors, throttling, and the ways in which a connection fails.
//!
//! A [`Service`] has the documented service's manners instead: limits, lock-outs, scopes, tokens that expire, and several
//! users who sign in. It is for tests of a whole program, in any language, since it can listen on a socket:
//! `cargo run --example service --features test-util,full -- --port 8080`. Without `full` it has the default modules alone.
//!
//! Needs the feature `test-util`, which is for tests alone:
//!
//! ```toml
//! [dependencies]
//! generated-client = { path = "../generated-client" }
//!
//! [dev-dependencies]
//! generated-client = { path = "../generated-client", features = ["test-util"] }
//! serde_json = "1"
//! tokio = { version = "1", features = ["macros", "rt"] }
//! ```
//!
//! # A whole test
//!
//! A function that posts a message, and the test of it:
//!
//! ```
//! use generated_client::{ChatId, Client, Error, MessageId};
//!
//! /// Tells a chat of a release. `None` if there is no such chat any more.
//! async fn announce(
//!     client: &Client,
//!     chat: &ChatId,
//!     version: &str,
//! ) -> Result<Option<MessageId>, Error> {
//!     let text = format!("Version {version} is out.");
//!     let post = client.messages().post_to_chat(chat, text).sync_message(true);
//!     match post.await {
//!         Ok(posted) => Ok(posted.and_then(|message| message.message_id)),
//!         Err(error) if error.is_not_found() => Ok(None),
//!         Err(error) => Err(error),
//!     }
//! }
//!
//! # /*
//! #[cfg(test)]
//! mod tests {
//!     use super::*;
//! # */
//!     use generated_client::messages::requests::PostToChat;
//!     use generated_client::test_util::{Reply, Script};
//!     use serde_json::json;
//!
//! #   mod tokio { pub use ::tokio::*; pub use ::tokio::main as test; }
//!     #[tokio::test]
//!     async fn a_release_is_announced_unless_the_chat_is_gone() {
//!         let script = Script::new()
//!             .on::<PostToChat>(Reply::example())
//!             .on::<PostToChat>(Reply::error(404));
//!         let client = script.client();
//!         let chat = ChatId::from("CT_1");
//!
//!         let message = announce(&client, &chat, "2.0").await.unwrap();
//!         assert_eq!(message, Some(MessageId::from("1599387839188_229293271789")));
//!         assert_eq!(announce(&client, &chat, "2.1").await.unwrap(), None);
//!
//!         let requests = script.requests();
//!         assert_eq!(requests[0].target(), "/api/v3/chats/CT_1/messages");
//!         assert_eq!(
//!             requests[0].json(),
//!             &json!({"text": "Version 2.0 is out.", "sync_message": true}),
//!         );
//!         assert_eq!(requests[1].json()["text"], "Version 2.1 is out.");
//!         script.assert_done();
//!     }
//! # /*
//! }
//! # */
//! # fn main() { a_release_is_announced_unless_the_chat_is_gone() }
//! ```
//!
//! # What was posted, in five lines
//!
//! A reply can be for one request alone. Where another comes, the test fails and names the members that differ.
//!
//! ```
//! use generated_client::message_content::requests::Post;
//! use generated_client::message_content::{Card, CardTheme};
//! use generated_client::test_util::{Reply, Script};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let card = || Card::new().title("Revenue").theme(CardTheme::ModernInline);
//! let expected = Post::new("CT_1", "Numbers for May").card(card());
//! let script = Script::new().on::<Post>(Reply::example().expecting(expected));
//! // The code under test.
//! script.client().message_content().post("CT_1", "Numbers for May").card(card()).await.unwrap();
//! script.assert_done();
//! # }
//! ```
//!
//! Requests are compared with `==` and serialised too, as what they send: see [`SentRequest`].
//!
//! # Values of responses
//!
//! What the service answers is made like what is sent, with `new` for what is required and a setter for each other
//! field:
//!
//! ```
//! use generated_client::chats::{Chat, ChatPage, ChatType};
//!
//! let chat = Chat::new().chat_id("CT_1").name("Release room").chat_type(ChatType::GroupChat);
//! let page = ChatPage::new([chat]);
//! assert_eq!(page.chats[0].name.as_deref(), Some("Release room"));
//! ```
//!
//! # What else a script can do
//!
//! ```
//! use generated_client::chats::requests::{Close, Get, List};
//! use generated_client::test_util::{Reply, Script};
//! use serde_json::json;
//!
//! let script = Script::new()
//!     // An example by the name that the document gives it.
//!     .on::<Get>(Reply::example_named("get_chat_with_last_message_info"))
//!     // A response of your own.
//!     .on::<Get>(Reply::json(json!({"data": {"chat_id": "CT_1"}})))
//!     // Errors: by status, by code, and no response at all.
//!     .on::<Get>(Reply::error(500))
//!     .on::<Get>(Reply::error_code("chat_access_denied").status(403))
//!     .on::<Get>(Reply::timeout())
//!     // A limit that was passed, in both of the forms in which the service says it.
//!     .on::<Close>(Reply::throttled().header("retry-after", "30"))
//!     .on::<Close>(Reply::throttled_400())
//!     // The same to every call after those.
//!     .always::<Close>(Reply::no_content())
//!     // What depends on the request.
//!     .on::<List>(Reply::with(|request| match request.query("limit") {
//!         Some(limit) if limit == "0" => Reply::error(400),
//!         _ => Reply::example(),
//!     }));
//! # drop(script);
//! ```

mod difference;
pub(crate) mod documented;
pub(crate) mod paging;
mod reply;
mod script;
mod sent_request;
mod service;

pub use reply::Reply;
pub use script::Script;
pub use sent_request::SentRequest;
pub use service::{Service, ServiceUser};

#[cfg(test)]
mod tests;
