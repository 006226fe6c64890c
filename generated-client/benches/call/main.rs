//! What one call costs beside the same call written by hand on reqwest.
//!
//! `cargo bench -p generated-client --features streaming` prints four tables: times and allocations of each (by divan); the ratio of the
//! medians, for which both are called in turns, so that a busy machine slows both alike; what many users in one
//! process cost, and many calls at a time; and the memory of a gigabyte that is sent and one that is read.
//!
//! The service is a thread on loopback that answers from memory; there is no TLS. The client paces with budgets that
//! are never used up, so its bookkeeping is measured and no wait.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark stops where something fails"
)]

mod by_hand;
mod client;
mod fleet;
mod pairs;
mod service;
mod transfer;

use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const TOKEN: &str = "1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef";
const CHAT: &str = "2890538000000012345";

fn main() {
    if transfer::is_done() {
        return;
    }
    divan::main();
    // As divan does, so that `cargo test --benches` is quick.
    if std::env::args().any(|argument| argument == "--bench") {
        pairs::print();
        fleet::print();
        transfer::print();
    }
}

/// Reads one chat: the response that the documents show.
#[divan::bench_group]
mod get {
    use super::*;

    #[divan::bench]
    fn by_hand(bencher: Bencher) {
        let it = by_hand::Caller::new();
        bencher.bench_local(|| it.get());
    }

    #[divan::bench]
    fn client(bencher: Bencher) {
        let it = client::Caller::new();
        bencher.bench_local(|| it.get());
    }
}

/// Sends a body, and gets one back.
#[divan::bench_group]
mod update_title {
    use super::*;

    #[divan::bench]
    fn by_hand(bencher: Bencher) {
        let it = by_hand::Caller::new();
        bencher.bench_local(|| it.update_title());
    }

    #[divan::bench]
    fn client(bencher: Bencher) {
        let it = client::Caller::new();
        bencher.bench_local(|| it.update_title());
    }
}

/// Sends a body, and gets a 204.
#[divan::bench_group]
mod close {
    use super::*;

    #[divan::bench]
    fn by_hand(bencher: Bencher) {
        let it = by_hand::Caller::new();
        bencher.bench_local(|| it.close());
    }

    #[divan::bench]
    fn client(bencher: Bencher) {
        let it = client::Caller::new();
        bencher.bench_local(|| it.close());
    }
}

/// Reads a list of 100 chats.
#[divan::bench_group]
mod list_chats {
    use super::*;

    #[divan::bench]
    fn by_hand(bencher: Bencher) {
        let it = by_hand::Caller::new();
        bencher.bench_local(|| it.list_chats());
    }

    #[divan::bench]
    fn client(bencher: Bencher) {
        let it = client::Caller::new();
        bencher.bench_local(|| it.list_chats());
    }
}

/// The same list without any I/O.
#[divan::bench_group]
mod decode_list {
    use super::*;

    #[divan::bench]
    fn by_hand(bencher: Bencher) {
        bencher.with_inputs(service::list_response).bench_local_values(by_hand::decode_list);
    }

    #[divan::bench]
    fn client(bencher: Bencher) {
        bencher.with_inputs(service::list_response).bench_local_values(client::decode_list);
    }
}

/// The same with two members in every chat that the document does not name: the client keeps them, the other does not.
#[divan::bench_group]
mod decode_newer {
    use super::*;

    #[divan::bench]
    fn by_hand(bencher: Bencher) {
        bencher.with_inputs(service::newer_list_response).bench_local_values(by_hand::decode_list);
    }

    #[divan::bench]
    fn client(bencher: Bencher) {
        bencher.with_inputs(service::newer_list_response).bench_local_values(client::decode_list);
    }
}
