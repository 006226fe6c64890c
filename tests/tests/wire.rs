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
    mod messages;
    mod messages_search;
    mod no_answer;
    mod secrets;
    mod service;
    mod threads_posts;
    mod threads_read;
    mod threads_write;
}
