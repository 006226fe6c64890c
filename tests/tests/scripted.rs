//! Code that uses the client is tested without a server.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

mod scripted {
    mod every_operation;
    mod expectations;
    mod manners;
    mod own_operation;
    mod per_call;
    mod programs;
    mod streams;
    mod users;
}
