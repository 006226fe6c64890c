//! Many workers of one user, against a real Redis server.
//!
//! Workers are processes: this program starts itself with their job in the environment. Where no `redis-server` is
//! installed, every test is reported as ignored.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of tests fail as tests do"
)]

mod fleet {
    pub(crate) mod budget;
    pub(crate) mod death;
    pub(crate) mod outage;
    pub(crate) mod queue;
    pub(crate) mod redis_server;
    pub(crate) mod service;
    pub(crate) mod tokens;
    pub(crate) mod unpolled;
    #[path = "../unpolled/mod.rs"]
    pub(crate) mod unpolled_calls;
    pub(crate) mod worker;
}

use std::process::ExitCode;

use fleet::{budget, death, outage, queue, redis_server, tokens, unpolled, worker};
use tests::conditional;

const TESTS: &[(&str, fn())] = &[
    ("budget::eight_workers_never_exceed_a_short_window", budget::short_window),
    ("budget::eight_workers_send_twenty_in_a_minute", budget::twenty_a_minute),
    ("budget::however_the_service_counts", budget::however_counted),
    ("queue::first_come_first_served", queue::first_come_first_served),
    ("queue::unused_places_are_given_back", queue::unused_places),
    ("queue::impatience", queue::impatience),
    ("queue::a_freeze_holds_all", queue::freeze),
    ("queue::users_and_routes_are_apart", queue::apart),
    ("unpolled::a_stream_whose_next_item_was_given_up_holds_up_nobody", unpolled::stream),
    ("unpolled::a_call_that_lost_a_select_holds_up_nobody", unpolled::select),
    ("unpolled::calls_in_an_idle_futures_unordered_hold_up_nobody", unpolled::futures_unordered),
    ("unpolled::calls_in_an_idle_buffered_stream_hold_up_nobody", unpolled::buffered),
    ("unpolled::a_place_that_nobody_takes_goes_back", unpolled::granted),
    ("queue::a_throttled_call_keeps_its_place", unpolled::throttled),
    ("queue::what_is_held_can_be_seen_and_a_freeze_ended", unpolled::state),
    ("death::a_killed_worker_holds_up_nobody", death::killed_worker),
    ("outage::calls_fail_and_recover", outage::fail),
    ("outage::workers_go_on_alone", outage::fallback),
    ("outage::a_server_that_hangs", outage::hangs),
    ("outage::a_server_that_forgot", outage::forgot),
    ("tokens::eight_workers_share_one_token", tokens::one_refresh),
    ("tokens::cache", tokens::cache),
    ("tokens::holds_are_kept_for_all", tokens::holds),
    ("tokens::a_failed_request_holds_all_workers", tokens::failed),
    ("tokens::a_retry_after_holds_all_workers", tokens::throttled),
    ("tokens::a_fresh_token_that_was_refused_is_remembered_by_all", tokens::refused),
    ("tokens::a_token_that_lives_for_less_than_a_minute_serves_all", tokens::short),
    ("tokens::who_is_cancelled_gives_the_right_back", tokens::cancelled),
    ("tokens::cache_without_a_server", tokens::without_server),
];

fn main() -> ExitCode {
    if let Some(job) = worker::Job::from_env() {
        return worker::run(&job);
    }
    let needed =
        "the tests of fleets need `redis-server` (Debian and Ubuntu: apt-get install redis-server)";
    conditional::run((!redis_server::is_installed()).then(|| needed.to_owned()), TESTS)
}
