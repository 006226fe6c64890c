//! What it costs when many calls wait for one place, and give up or fail.
//!
//! `cargo bench -p generated-client --bench pacing` prints the time for each number of waiters, which grows linearly: a
//! waiter leaves the queue from any place in it at the cost of one look-up.

#![allow(clippy::unwrap_used, reason = "a benchmark stops where something fails")]

use std::hint::black_box;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use generated_client::http::Method;
use generated_client::pacing::{Limit, Pacer, PacerError, Patience, Permit, SlidingWindow, Turn};
use generated_client::{BoxFuture, OperationInfo};

const WAITERS: [usize; 4] = [2_500, 5_000, 10_000, 20_000];

static OPERATION: OperationInfo =
    OperationInfo::new("bench", "wait", Method::GET, "/api", "/waiters");

type Waiter<'a> = BoxFuture<'a, Result<Permit, PacerError>>;

fn turn() -> Turn<'static> {
    let mut turn = Turn::new("", &OPERATION, Patience::default());
    turn.limit = Some(Limit { calls: 1, window: Duration::from_secs(60) });
    turn
}

/// Polls without being woken.
fn poll(waiter: &mut Waiter<'_>) -> bool {
    waiter.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// Waiters who stand behind one call, and how long they take to come.
fn waiting(pacer: &SlidingWindow, count: usize) -> (Vec<Waiter<'_>>, Duration) {
    let start = Instant::now();
    let mut waiters: Vec<_> = (0..count).map(|_| pacer.acquire(turn())).collect();
    assert!(!waiters.iter_mut().any(poll), "nobody has a turn");
    (waiters, start.elapsed())
}

/// The times in which `count` waiters come, give up first to last, give up last to first, and fail when the route is
/// frozen.
async fn times(count: usize) -> [Duration; 4] {
    let pacer = SlidingWindow::new();
    let permit = pacer.acquire(turn()).await.unwrap();
    let time = |act: &dyn Fn(Vec<Waiter<'_>>)| {
        let (waiters, join) = waiting(&pacer, count);
        let start = Instant::now();
        act(waiters);
        (join, start.elapsed())
    };
    let (join, forwards) = time(&|waiters| waiters.into_iter().for_each(drop));
    let (_, backwards) = time(&|waiters| waiters.into_iter().rev().for_each(drop));
    let (mut waiters, _) = waiting(&pacer, count);
    let start = Instant::now();
    pacer.freeze(turn(), Duration::from_secs(600)).await;
    assert!(waiters.iter_mut().all(poll), "all fail");
    drop(waiters);
    let fail = start.elapsed();
    drop(black_box(permit));
    [join, forwards, backwards, fail]
}

fn main() {
    // As divan does, so that `cargo test --benches` is quick.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let counts = if is_bench { &WAITERS[..] } else { &[10] };
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().build().unwrap();
    println!("\nWaiters of one route, in milliseconds (microseconds for each)\n");
    let columns = ["come", "cancel, first to last", "cancel, last to first", "fail when frozen"];
    println!("| waiters | {} |", columns.join(" | "));
    println!("|--:|--:|--:|--:|--:|");
    for &count in counts {
        let cells = runtime.block_on(times(count)).map(|time| {
            let each = time.as_secs_f64() * 1e6 / count as f64;
            format!("{:.1} ({each:.2})", time.as_secs_f64() * 1e3)
        });
        println!("| {count} | {} |", cells.join(" | "));
    }
}
