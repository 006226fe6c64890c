//! The client against servers on loopback that misbehave on purpose.
//!
//! Each misbehaviour ends in an error that names it, or in a recovery. No write is ever done twice, and no secret
//! appears anywhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of tests fail as tests do"
)]

mod misbehaving {
    mod budget;
    mod connections;
    #[path = "../file_operations/mod.rs"]
    mod file_operations;
    mod files;
    mod limits;
    mod per_call;
    mod responses;
    mod secrets;
    mod server;
    mod shared_transport;
    mod sign_in;
    mod stacks;
    mod throttling;
    mod tls;
    mod tokens;
    mod unpolled;
    #[path = "../unpolled/mod.rs"]
    mod unpolled_calls;
    mod with_response;
}
