//! A typed client for the REST API of [Zoho Cliq](https://www.zoho.com/cliq/help/restapi/).
//!
//! A [`Client`] holds the data centre and the access token. Its methods give requests: set the
//! optional parameters, then `.await`.
//!
//! - Ids are types of their own, so a channel id does not compile where a chat id belongs.
//! - Enums are open: a value that the documents do not name is kept, and written back unchanged.
//! - Limits that the documents state are checked before anything is sent.
//! - Lists that come in pages are streams: `.stream()` of their items, or `.pages()`.
//! - One [`Error`] for everything, which always gives you the answer of the service.
//!
//! # Features
//!
//! Each module is a feature: `chats`, `threads`, `messages`, `messages-v2` and `message-content`. All are on by
//! default; a program that needs one alone compiles faster with
//! `default-features = false, features = ["chats"]`. `test-util` adds the examples of the documents.
//!
//! # Without this client's HTTP stack
//!
//! Every request is an [`Operation`]: [`Operation::http_request`] makes an [`http::Request`] of it,
//! and [`Operation::http_response`] reads the [`http::Response`]. A [`Transport`] of your own gives
//! a [`Client`] another HTTP stack.
//!
//! # In tests
//!
//! With the feature `test-util`, the module `test_util` answers the calls of a [`Client`] out of a
//! script, so that code which uses this crate is tested without a server.

mod answer;
pub mod auth;
mod authorization;
mod base_url;
mod builder;
mod client;
mod comma;
mod data_center;
mod encoder;
mod error;
mod exchange;
mod json_path;
mod operation;
pub mod pacing;
mod parameter;
mod response_future;
mod retry;
mod scopes;
mod time;
mod timer;
mod token;
mod trace;
mod transport;
mod validate;

// The documents decide which of these emitted code needs.
#[allow(dead_code, unused_imports, unused_macros)]
mod choice;
#[allow(dead_code, unused_imports, unused_macros)]
mod constant;
#[allow(dead_code, unused_imports, unused_macros)]
mod id;
#[allow(dead_code, unused_imports, unused_macros)]
mod nullable;
#[allow(dead_code, unused_imports, unused_macros)]
mod number_enum;
#[allow(dead_code, unused_imports, unused_macros)]
mod open_enum;
#[allow(dead_code, unused_imports, unused_macros)]
mod request;

#[allow(dead_code, unused_imports, unused_macros)]
mod paging;

#[allow(dead_code, unused_imports, unused_macros)]
mod tagged_union;

#[allow(dead_code, unused_imports, unused_macros)]
mod text_parts;

#[cfg(test)]
mod sample;

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

pub use generated::*;
#[doc(inline)]
pub use ids::*;

pub use answer::Answer;
pub use authorization::AuthorizationScheme;
pub use builder::ClientBuilder;
pub use client::Client;
pub use comma::CommaSeparated;
pub use data_center::DataCenter;
pub use encoder::Encoder;
pub use error::Error;
#[cfg(feature = "test-util")]
pub use example::{Example, Shows};
pub use open_enum::Undocumented;
pub use operation::{Operation, OperationInfo, RateLimit};
pub use paging::{Bookmark, Items, Paged, Pages};
pub use parameter::{ParameterValue, QueryValue};
pub use response_future::ResponseFuture;
pub use retry::RetryPolicy;
pub use scopes::Scopes;
pub use time::{DateTime, EpochMillis};
pub use timer::{Timer, TokioTimer};
pub use token::PageToken;
pub use transport::{BoxFuture, Transport, TransportError};
pub use validate::{Checker, Validate};

// Crates whose types are part of this crate's interface.
pub use {bytes, http, jiff, serde_json};

/// What emitted code imports.
mod runtime {
    #![allow(unused_imports, reason = "the documents decide which of these are needed")]

    pub(crate) use crate::choice::{Form, Members, choice};
    pub(crate) use crate::constant::{Constant, constant};
    #[cfg(feature = "test-util")]
    pub(crate) use crate::example::{Example, Shows, reads, round_trip};
    pub(crate) use crate::id::string_id;
    pub(crate) use crate::ids::*;
    pub(crate) use crate::number_enum::number_enum;
    pub(crate) use crate::open_enum::open_enum;
    pub(crate) use crate::paging::{TimeCursor, in_order, paged};
    pub(crate) use crate::request::request;
    pub(crate) use crate::tagged_union::tagged_union;
    pub(crate) use crate::text_parts::text_parts;
    pub(crate) use crate::{
        Answer, Bookmark, Checker, Client, CommaSeparated, DateTime, Encoder, EpochMillis, Error,
        ErrorCode, Operation, OperationInfo, PageToken, Paged, RateLimit, Validate,
    };
    pub(crate) use http::Method;
    pub(crate) use serde::{Deserialize, Serialize};
    pub(crate) use serde_json::{Map, Value};
    pub(crate) use std::collections::BTreeMap;
    pub(crate) use std::ops::Bound;
    pub(crate) use std::time::Duration;
}
