//! The ratios of the medians.

use std::time::{Duration, Instant};

use crate::{by_hand, client, service};

/// How often each call of a pair is made.
const CALLS: usize = 10_000;

pub(crate) fn print() {
    let (hand, client) = (by_hand::Caller::new(), client::Caller::new());
    println!("\nmedian of {CALLS} calls, in turns");
    println!("{:<14}{:>12}{:>12}{:>10}", "", "by hand", "client", "ratio");
    row("get", || hand.get(), || client.get());
    row("update_title", || hand.update_title(), || client.update_title());
    row("close_chat", || hand.close(), || client.close());
    row("list_chats", || hand.list_chats(), || client.list_chats());
    let decode_by_hand = || by_hand::decode_list(service::list_response());
    row("decode_list", decode_by_hand, || client::decode_list(service::list_response()));
    let decode_by_hand = || by_hand::decode_list(service::newer_list_response());
    row("decode_newer", decode_by_hand, || client::decode_list(service::newer_list_response()));
}

fn row<A, B>(name: &str, by_hand: impl Fn() -> A, client: impl Fn() -> B) {
    let mut times = [Vec::with_capacity(CALLS), Vec::with_capacity(CALLS)];
    for _ in 0..CALLS {
        times[0].push(timed(&by_hand));
        times[1].push(timed(&client));
    }
    let [by_hand, client] = times.map(median);
    let ratio = client.as_secs_f64() / by_hand.as_secs_f64();
    println!("{name:<14}{by_hand:>12.1?}{client:>12.1?}{ratio:>10.3}");
}

fn timed<T>(call: impl Fn() -> T) -> Duration {
    let start = Instant::now();
    let response = call();
    let time = start.elapsed();
    drop(divan::black_box(response));
    time
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
