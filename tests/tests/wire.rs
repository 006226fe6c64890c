//! The generated client against a real HTTP server on loopback.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

mod wire {
    mod chat_state;
    mod chats_read;
    mod chats_write;
    mod client;
    mod coverage;
    mod errors;
    mod limits;
    mod members;
    mod no_answer;
    mod secrets;
    mod service;
}
