//! A typed client for the REST API of [Zoho Cliq](https://www.zoho.com/cliq/help/restapi/).
//!
//! A [`Client`] sends on behalf of one user. Its methods give requests: set the optional parameters, then `.await`.
//!
//! ```
//! use generated_client::message_content::{Card, Slide, TableData};
//! use generated_client::{ChatId, Client, DataCenter, Error};
//! # use std::collections::BTreeMap;
//!
//! let client = Client::builder()
//!     .data_center(DataCenter::Eu)
//!     .refresh_token("1000.CLIENT", "1f0a6b2c", "1000.refresh")
//!     .build()?;
//!
//! # type Rows = Vec<BTreeMap<String, String>>;
//! # async fn post(client: Client, chat: ChatId, rows: Rows) -> Result<(), Error> {
//! client
//!     .message_content()
//!     .post(&chat, "Numbers for May")
//!     .card(Card::new().title("Revenue"))
//!     .slide(Slide::table(TableData::new(["Region", "Revenue"], rows)))
//!     .await?;
//! # Ok(())
//! # }
//! # Ok::<(), Error>(())
//! ```
//!
//! - Ids are types of their own, so a channel id does not compile where a chat id belongs. They compare as text, so a
//!   message id is not equal to the same id with another separator, although the service takes `%20`, a space and `_`
//!   in it for the same.
//! - Enums are open: a value that the documents do not name is kept, and written back unchanged.
//! - Members of responses that the documents do not name are kept too ([`UndocumentedMembers`]): they are stored with the
//!   rest, and never sent. Numbers that come as strings, times that come as epoch milliseconds, and empty strings for
//!   either that is absent are read as what they stand for.
//! - Limits that the documents state for values are checked before anything is sent.
//! - Calls keep to the documented rate limits, so that the user is not locked out.
//!
//! Where to find what:
//!
//! | To | see |
//! |---|---|
//! | post a table to a chat | the example above, [`post`](message_content::MessageContent::post) and [`Slide::table`](message_content::Slide::table) |
//! | see the calls that you make with `curl`, in Python or in JavaScript | [`coming_from`] |
//! | find an operation | the modules below, one for each document, and their handles, such as [`chats::Chats`]: the page of a module lists what its methods do |
//! | choose a way to post: a card with buttons, to a channel, as a bot | [Which way to post](#which-way-to-post) |
//! | schedule a message | no document here has an operation for it: the example `schedule_message` calls one of version 2 |
//! | set a reminder for yourself | no document here has an operation for it: [`Client::request`] with `POST /api/v2/reminders`, a `content` of at most 512 characters and a `time` in epoch milliseconds, for the scope `ZohoCliq.Reminders.CREATE` |
//! | see who is in a channel | `channels_v2().members`; `channels_v2().list().name(…)` finds the ID |
//! | act for many users | [Many users](#many-users), and the example `many_tenants` |
//! | upload a file to a channel, or download one | `files_v2().share_to_channel_by_name`, and [Files](#files) |
//! | see what is left of a limit | [`Client::route_state`] |
//! | set a time limit, retries or a header for one call | [`CallOptions`] |
//! | call an endpoint that no document here describes | [`Client::request`] |
//! | sign in | [Access tokens](#access-tokens) |
//! | know what happens at a rate limit | [Rate limits](#rate-limits) |
//! | handle errors | [Errors](#errors) |
//! | read long lists | [Lists](#lists) |
//! | count calls, or log what they do | [`observer`] |
//! | test your own code | [Tests](#tests) |
//!
//! # Modules
//!
//! | For | Modules |
//! |---|---|
//! | messaging | `chats`, `channels_v2`, `threads`, `messages`, `messages_v2`, `message_content`, `files_v2`, `scheduled_messages`, `pinned_messages`, `stars`, `reminders` |
//! | people | `users_v2`, `user_statuses_v2` |
//! | automation | `bots` |
//!
//! # Which way to post
//!
//! To a chat with `message_content().post`, which sends cards and buttons too, or with `messages().post_to_chat` if you need
//! the ID of the message or reply to one; to a channel with `messages_v2().post_to_channel_by_name`. What is called alike in
//! two modules is one type if the documents describe it alike; import it from the module of the method.
//!
//! | To | What | Call |
//! |---|---|---|
//! | a chat | a text with mentions, a card, slides, buttons | [`message_content().post`](message_content::MessageContent::post) |
//! | a chat | a text whose ID you need, or a reply | [`messages().post_to_chat`](messages::Messages::post_to_chat) |
//! | a channel, by ID | a text | [`messages().post_to_channel`](messages::Messages::post_to_channel) |
//! | a channel, by name | a text with a card, slides, buttons | [`messages_v2().post_to_channel_by_name`](messages_v2::MessagesV2::post_to_channel_by_name) |
//! | a channel, by name | a card with slides and buttons, in version 3 | [`message_content().post_card_to_channel`](message_content::MessageContent::post_card_to_channel) |
//! | a thread | a text | [`threads().post`](threads::Threads::post) |
//! | a new thread | a text | [`threads().create_in_chat`](threads::Threads::create_in_chat), `…_in_channel`, `…_in_channel_by_name` |
//! | a user | a text with a card, slides, buttons | [`messages_v2().post_to_user`](messages_v2::MessagesV2::post_to_user) |
//! | the subscribers of a bot, as the bot | a text with a card, slides, buttons | `bots().post` |
//! | a channel, a chat, a bot or a user | a file | `files_v2().share_to_…` |
//!
//! Messages are posted as the caller, the user that the token belongs to. In channels and threads, `bot_unique_name` posts as a bot that is in there. The
//! [`bot`](message_content::requests::Post::bot) of a message changes the name and picture that it shows, not its sender.
//!
//! # Access tokens
//!
//! With [`refresh_token`](ClientBuilder::refresh_token) the client gets access tokens from the accounts server of the
//! [data centre](DataCenter): a minute before the old one ends, once more if the service answers 401, and only once
//! however many calls wait. [`access_token`](ClientBuilder::access_token) takes a token that you have, and
//! [`Client::from_env`] takes everything from the environment. A refresh token comes in exchange for a grant code, once:
//! the module [`auth`] tells how a program signs in, keeps tokens in files, shares them, and takes them from elsewhere. A
//! [`webhook_token`](ClientBuilder::webhook_token) is enough to post messages with version 2.
//!
//! The scopes that an operation needs are data, so a program can say at its start what it will not be allowed to do:
//!
//! ```
//! use generated_client::{Scopes, chats};
//!
//! let granted = Scopes::from("ZohoCliq.Chats.READ,ZohoCliq.Messages.READ");
//! let missing = granted.missing_for(chats::OPERATIONS);
//! assert!(missing.contains(&"ZohoCliq.Chats.UPDATE"));
//! ```
//!
//! # Rate limits
//!
//! The service counts the calls of a user on each route, and locks out users who make too many, for several minutes. A
//! client lets no more calls through than documented, in **any** minute; further calls wait, first come, first served
//! ([`pacing`]). If the service still says that there were too many, the route is frozen for the lock period or for
//! what `Retry-After` says, up to an hour ([`max_retry_after`](ClientBuilder::max_retry_after)): calls then fail at once,
//! with an error that says until when, or wait, by [`when_locked`](ClientBuilder::when_locked).
//! [`Client::route_state`] tells what is held for a route, and [`Client::unfreeze_route`] ends a freeze.
//!
//! Limits count per user. Clients in one process share a pacer; workers on several machines share a Redis server with
//! the feature `redis`.
//!
//! # Repeated calls
//!
//! A [`RetryPolicy`] repeats what failed, where that does no harm: a change that may have been made is not sent again,
//! unless you ask for it with `.repeat_if_unknown()` on the request or in the policy. After too many calls it rarely
//! repeats any, since most locks last longer than it waits by default.
//!
//! # Errors
//!
//! There is one [`Error`], with predicates:
//!
//! ```no_run
//! # async fn close(client: generated_client::Client) {
//! match client.chats().close("CT_1").await {
//!     Ok(()) => {}
//!     Err(error) if error.is_rate_limited() => println!("again in {:?}", error.retry_after()),
//!     Err(error) if error.is_missing_scope() => println!("ask for {:?}", error.missing_scopes()),
//!     Err(error) if error.is_outcome_unknown() => println!("look whether it is closed: {error}"),
//!     Err(error) => match error.code() {
//!         Some(code) => println!("{code}: {}", code.meaning().unwrap_or("no meaning is documented")),
//!         None => println!("{error}"),
//!     },
//! }
//! # }
//! ```
//!
//! # Responses
//!
//! A call gives what was read of the response; with `.with_response()` it gives a [`WithResponse`], which has the
//! [`Response`] too: status, headers, request ID and body. Where a document declares headers of responses, they are
//! constants of the request; no document here does, not even for limits. [`Client::route_state`] tells what is left of one.
//!
//! # Lists
//!
//! Lists that come in pages are streams: `.stream()` of their items, or `.pages()`, which give a
//! [`bookmark`](Pages::bookmark) from which another program goes on.
//!
//! ```no_run
//! # async fn list(client: generated_client::Client) -> Result<(), generated_client::Error> {
//! let mut threads = client.threads().list("CT_1").stream();
//! while let Some(thread) = threads.try_next().await? {
//!     println!("{:?}", thread.title);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! An item that is not as its document says does not cost the others. It comes beside them as a [`MalformedItem`]: in the
//! field `malformed` of the response, and from a stream of items as an error, after which the stream goes on.
//!
//! # Tests
//!
//! With the feature `test-util`, the module [`test_util`] answers the calls of a [`Client`] out of a script, so that code
//! which uses this crate is tested without a server. It also has a service that enforces the documented
//! limits, scopes and tokens, for tests of a whole program.
//!
//! # Features
//!
//! | Feature | Default | What it adds |
//! |---|---|---|
//! | `chats`, `messages-v2`, `message-content` | yes | the module of that document |
//! | `threads`, `messages` | no | the same |
//! | `channels-v2`, `users-v2`, `files-v2`, `user-statuses-v2` | no | the same |
//! | `reminders`, `scheduled-messages`, `pinned-messages`, `stars`, `bots` | no | the same |
//! | `full` | no | the modules of all documents |
//! | `rustls` | yes | HTTP with `reqwest`, TLS with `rustls` and the certificates of the platform |
//! | `native-tls` | no | the same with the TLS library of the platform |
//! | `blocking` | no | the module `blocking`, for programs without async |
//! | `sign-in` | no | what gets a program its first tokens, and keeps tokens in files ([`auth`]) |
//! | `streaming` | with `files-v2` | files that are read while they are sent, and downloads into files |
//! | `http2` | no | HTTP/2 of the built-in transport |
//! | `reqwest` | no | an `HttpTransport` from a `reqwest::Client` of your own |
//! | `chrono` | no | conversions between times and those of `chrono`, such as [`DateTime`]'s `to_utc` |
//! | `tower` | no | `TowerTransport`: services and layers of `tower` around or instead of the built-in transport |
//! | `redis` | no | the module `fleet`, for many workers of one user |
//! | `tracing` | no | events about tokens, lock-outs and retries, and a span for every call, never with a secret, an id or a text ([`observer`]) |
//! | `test-util` | no | the module `test_util`, constructors of what the service answers, and the examples of the documents |
//!
//! The module `x_y` of a document has the feature `x-y`. Where that is off, the compiler says which feature
//! `client.x_y()`, the module or one of its types needs.
//!
//! **`rustls` and your own `reqwest`.** The feature `rustls` brings its own crypto provider, *ring*, and turns on
//! `rustls-no-provider` of `reqwest` 0.13. Cargo gives all crates of a program the same features, so that a `reqwest` 0.13
//! which your program uses *without* a TLS feature of its own gets `rustls-no-provider` too. Its `reqwest::Client::new()`
//! then panics with "No rustls crypto provider is configured", even for plain `http`. To avoid that, give your `reqwest`
//! the feature `rustls` or `native-tls`, install a provider before
//! (`rustls::crypto::ring::default_provider().install_default()`), or depend on this crate with
//! `default-features = false` and `native-tls`.
//!
//! # Many users
//!
//! A program that acts for many users makes one client, and of it the others, which share its connections, pacer and
//! settings:
//!
//! ```
//! # #[cfg(feature = "rustls")]
//! # fn main() -> Result<(), generated_client::Error> {
//! use generated_client::{Client, HttpTransport};
//!
//! let transport = HttpTransport::builder().max_connections(64).build()?;
//! let client = Client::builder().transport(transport).without_credentials().build()?;
//! let ada = client.with_user("ada").with_token("1000.a")?;
//! let bob = client.with_user("bob").with_refresh_token("1000.CLIENT", "1f0a6b2c", "1000.refresh")?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "rustls"))]
//! # fn main() {}
//! ```
//!
//! The order matters: [`with_user`](Client::with_user) comes first, because it drops the credentials, which are those of
//! another user. And it matters that each user has a name: users without one share **one** budget, so that with 51 of them
//! the 51st call of a method with 50 calls a minute waits, or fails because "the budget of this route is used up".
//!
//! Keep the client of a user as long as you serve the user: it remembers the access token. A client takes some hundred
//! bytes, and a few kilobytes when it has made calls. All of them call one data centre; users of another one need another
//! client to begin with.
//!
//! A call over its user's budget waits for its turn, by default for up to a minute, and longer behind others. A server that
//! rather answers 429 to its own caller sets [`max_wait`](ClientBuilder::max_wait) on the builder of the first client: what
//! would wait longer fails with [`Error::is_rate_limited`]. [`total_timeout`](ClientBuilder::total_timeout) bounds all that a
//! call may take.
//!
//! Why a call for one of many users failed:
//!
//! ```no_run
//! # async fn serve(ada: generated_client::Client) {
//! if let Err(error) = ada.chats().list().await {
//!     let wait = error.retry_after();
//!     match error.token_error() {
//!         Some(token) if token.is_invalid_grant() => println!("the refresh token was revoked: Ada has to sign in again"),
//!         Some(token) if token.is_invalid_client() => println!("the program is set up wrongly, for all users: {token}"),
//!         Some(token) if token.is_rate_limited() => println!("too many access tokens: the next in {wait:?}"),
//!         None if error.is_locked_out() => println!("the service has locked this route for Ada: {wait:?}"),
//!         None if error.is_rate_limited() && error.is_api() => println!("the service refused this call: {wait:?}"),
//!         None if error.is_rate_limited() => println!("Ada's budget is used up: a turn in {wait:?}"),
//!         _ => println!("{error}"),
//!     }
//! }
//! # }
//! ```
//!
//! A user whose refresh token was revoked has to sign in again. The user can do nothing about the other errors.
//!
//! # Files
//!
//! With the feature `streaming`, which `files-v2` turns on, a [`File`] is sent while it is read, and [`Client::download`]
//! writes what comes: neither is in memory as a whole. Without it, a file is bytes, and so is what is downloaded.
//!
//! ```no_run
//! # #[cfg(feature = "files-v2")]
//! # async fn run(client: generated_client::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use generated_client::File;
//!
//! client.files_v2().share_to_channel_by_name("announcements", [File::open("film.mp4")?]).await?;
//! client.download(client.files_v2().download("f3791c2279a67f6e")).to_file("film.mp4").await?;
//! # Ok(())
//! # }
//! ```
//!
//! `client.files_v2().download(…)` is a request that gives bytes; [`Client::download`] makes a [`Download`] of it, which has
//! `to_file`, `stream` and `on_progress`. The example `upload_file`, with a progress bar, is a program to copy.
//!
//! ## Cancelling
//!
//! A call is cancelled when its future is dropped. That gives no error, so nothing says whether a file may have been posted.
//! To know it:
//!
//! - give the call an end with `.timeout(…)` or `.total_timeout(…)` instead: its error says whether nothing was sent
//!   ([`Error::is_not_sent`]), or whether the outcome is unknown ([`Error::is_outcome_unknown`]);
//! - or count with `on_progress` of each [`File`]: as long as one of them gave out less than its [`length`](File::length), the
//!   service has an incomplete request, and posts nothing, unless an earlier attempt gave out everything. When all have given
//!   out everything, the outcome is unknown.
//!
//! Where the connection breaks in the middle of an upload, [`Error::is_outcome_unknown`] holds, although the request was most
//! likely incomplete.
//!
//! # Proxies, certificates and connections
//!
//! The built-in transport reaches `https` servers through the proxy that `HTTPS_PROXY` or `ALL_PROXY` names, unless
//! `NO_PROXY` excepts them, and never lets a proxy see a token. `HttpTransportBuilder` has this and the other settings.
//!
//! # Without this client's HTTP stack
//!
//! Every request is an [`Operation`]: [`Operation::http_request`] makes an [`http::Request`] of it,
//! and [`Operation::http_response`] reads the [`http::Response`]. A [`Transport`] of your own gives
//! a [`Client`] another HTTP stack, and a [`Timer`] another clock; without the features `rustls` and `native-tls` there
//! is no other, and `reqwest` is no dependency.
//!
#![doc = include_str!("../UPGRADES.md")]
// What is behind a feature is told of where the feature is off, too.
#![cfg_attr(
    not(all(feature = "sign-in", feature = "streaming")),
    allow(rustdoc::broken_intra_doc_links)
)]
#![cfg_attr(
    not(feature = "test-util"),
    doc = "\n[`test_util`]: https://docs.rs/generated-client/latest/generated_client/test_util/"
)]

pub mod auth;
mod authorization;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod call_options;
mod client;
#[cfg(any(doc, doctest))]
#[doc = include_str!("../COMING_FROM.md")]
pub mod coming_from {}
mod data_center;
#[cfg(feature = "streaming")]
mod download;
mod encoder;
mod error;
mod exchange;
#[cfg(feature = "redis")]
pub mod fleet;
mod json_path;
mod lock;
mod missing_feature;
#[cfg(any(feature = "sign-in", feature = "streaming"))]
mod new_file;
pub mod observer;
mod off_thread;
mod operation;
pub mod pacing;
mod page_token;
mod random;
mod reaction;
mod redact;
mod response;
mod response_future;
mod retry;
mod scopes;
mod time;
mod timer;
mod trace;
mod transport;
mod undocumented_request;
mod with_response;

#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the documents decide which lists have pages"
)]
mod paging;
#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the documents decide which of it is needed"
)]
mod schema;

#[cfg(test)]
mod test_fixture;

#[cfg(feature = "test-util")]
#[allow(dead_code, reason = "the modules that are on decide which of these their examples need")]
mod example;
#[cfg(feature = "test-util")]
pub mod test_util;

// A document decides how many arguments a call has, and what is said about a field.
#[allow(clippy::new_without_default, clippy::too_many_arguments, deprecated, missing_docs)]
// Its layout is the generator's.
#[rustfmt::skip]
mod generated;

include!("generated/exports.rs");
#[doc(inline)]
#[allow(unused_imports, unreachable_pub, reason = "documents may have no identifiers")]
pub use ids::*;

pub use authorization::AuthorizationScheme;
pub use builder::ClientBuilder;
pub use call_options::CallOptions;
pub use client::Client;
pub use data_center::DataCenter;
#[cfg(feature = "streaming")]
pub use download::Download;
pub use encoder::{Encoder, File, Form, FormBody, Style};
pub use error::Error;
#[cfg(feature = "test-util")]
pub use example::{Example, Shows};
pub use operation::{Operation, OperationInfo, RateLimit};
pub use page_token::PageToken;
pub use paging::{Bookmark, Items, Paged, Pages};
pub use reaction::Reaction;
pub use response::Response;
pub use response_future::ResponseFuture;
pub use retry::RetryPolicy;
pub use schema::comma::CommaSeparated;
pub use schema::malformed::MalformedItem;
pub use schema::open_enum::Undocumented;
pub use schema::parameter::{AsJson, AsObject, AsValue, ParameterValue, QueryValue};
pub use schema::undocumented_members::UndocumentedMembers;
pub use schema::validate::{Checker, Validate};
pub use scopes::Scopes;
pub use time::{DateTime, EpochMillis};
pub use timer::{Timer, TokioTimer};
#[cfg(any(feature = "rustls", feature = "native-tls", feature = "reqwest"))]
pub use transport::HttpTransport;
#[cfg(feature = "tower")]
pub use transport::TowerTransport;
pub use transport::{Body, BoxFuture, Transport, TransportError};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub use transport::{HttpTransportBuilder, Resolver};
pub use undocumented_request::UndocumentedRequest;
pub use with_response::{RequestWithResponse, WithResponse};

// Crates whose types are part of this crate's interface.
#[cfg(feature = "chrono")]
pub use chrono;
pub use {bytes, futures_core, http, secrecy, serde_core, serde_json};

/// What emitted code imports.
mod runtime {
    #![allow(unused_imports, reason = "the documents decide which of these are needed")]

    #[cfg(feature = "test-util")]
    pub(crate) use crate::example::{Example, Shows, reads, round_trip, round_trip_within};
    pub(crate) use crate::ids::*;
    pub(crate) use crate::paging::{TimeCursor, in_order, paged};
    pub(crate) use crate::schema::choice::{JsonMembers, JsonType, choice};
    pub(crate) use crate::schema::constant::Constant;
    pub(crate) use crate::schema::id::{id_subtype, integer_id, string_id, time_id};
    pub(crate) use crate::schema::limits::limits;
    pub(crate) use crate::schema::number_enum::number_enum;
    pub(crate) use crate::schema::object::object;
    pub(crate) use crate::schema::open_enum::open_enum;
    pub(crate) use crate::schema::request::{Api, minutes, request, seconds, write_request};
    pub(crate) use crate::schema::tagged_union::tagged_union;
    pub(crate) use crate::schema::test_constructors::test_constructors;
    #[cfg(feature = "test-util")]
    pub(crate) use crate::test_util::documented::Documented;
    #[cfg(feature = "test-util")]
    pub(crate) use crate::test_util::paging::Paging;
    pub(crate) use crate::{
        Bookmark, Checker, Client, CommaSeparated, DateTime, Encoder, EpochMillis, Error,
        ErrorCode, MalformedItem, Operation, OperationInfo, PageToken, Paged, RateLimit, Reaction,
        Response, Undocumented, UndocumentedMembers, Validate,
    };
    pub(crate) use http::Method;
    pub(crate) use serde_json::{Map, Value};
    pub(crate) use std::collections::BTreeMap;
    pub(crate) use std::ops::Bound;
}
