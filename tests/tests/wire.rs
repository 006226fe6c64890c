//! The generated client against a real HTTP server on loopback.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

mod wire {
    mod bots;
    mod channels_v2;
    mod chat_state;
    mod chats_read;
    mod chats_write;
    mod client;
    mod coverage;
    mod errors;
    mod files_v2;
    mod limits;
    mod members;
    mod message_buttons;
    mod message_content;
    mod message_formats;
    mod message_limits;
    mod messages;
    mod messages_search;
    mod no_response;
    mod odd_responses;
    mod paging;
    mod paging_by_time;
    mod pinned_messages;
    mod reminders;
    mod scheduled_messages;
    mod secrets;
    mod service;
    mod slide_limits;
    mod stars;
    mod threads_posts;
    mod threads_read;
    mod threads_write;
    mod undocumented;
    mod user_statuses_v2;
    mod users_v2;
    mod v2_changes;
    mod v2_posts;
    mod v2_read;
}
