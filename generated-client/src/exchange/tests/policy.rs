//! Any sequence of outcomes, for every kind of operation.

use std::time::Duration;

use http::Method;
use proptest::prelude::*;
use tokio::time::Instant;

use super::scripted::{
    Act, Delete, Get, OK, Post, Put, RepeatedDelete, RepeatedPut, Scripted, THROTTLED, status,
};
use crate::{Error, Operation, RetryPolicy};

fn act() -> impl Strategy<Value = Act> {
    let after = prop::option::of(0_u64..100);
    prop_oneof![
        Just(OK),
        Just(THROTTLED),
        after.clone().prop_map(|after| Act::Response(429, after, "")),
        after.prop_map(|after| Act::Response(503, after, "")),
        prop::sample::select(vec![204, 301, 400, 401, 403, 404, 500, 502, 504]).prop_map(status),
        Just(Act::Refuse),
        Just(Act::BreakTls),
        Just(Act::Break),
        Just(Act::TimeOut),
        Just(Act::TooLarge),
        Just(Act::Hang),
    ]
}

#[derive(Clone, Copy, Debug)]
struct Policy {
    max_attempts: u32,
    base_delay: u64,
    max_elapsed: u64,
    repeats_if_unknown: bool,
}

impl Policy {
    fn retry(self) -> RetryPolicy {
        let retry = RetryPolicy::new()
            .max_attempts(self.max_attempts)
            .base_delay(Duration::from_millis(self.base_delay))
            .max_elapsed(Duration::from_secs(self.max_elapsed));
        if self.repeats_if_unknown { retry.repeat_if_unknown() } else { retry }
    }
}

fn policy() -> impl Strategy<Value = Policy> {
    (0_u32..7, 0_u64..5000, 0_u64..200, any::<bool>()).prop_map(
        |(max_attempts, base_delay, max_elapsed, repeats_if_unknown)| Policy {
            max_attempts,
            base_delay,
            max_elapsed,
            repeats_if_unknown,
        },
    )
}

/// What came of a call.
struct Outcome {
    result: Result<(), Error>,
    /// What the attempts met, and when they began.
    acts: Vec<Act>,
    times: Vec<Instant>,
}

fn run<O: Operation<Output = ()>>(operation: O, acts: &[Act], policy: Policy) -> Outcome {
    let builder = &mut tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let scripted = Scripted::new(acts);
        let client = scripted.builder().retry(policy.retry()).build().unwrap();
        let result = client.send(operation).await;
        Outcome { result, acts: scripted.done(), times: scripted.times() }
    })
}

fn check<O: Operation<Output = ()>>(
    operation: O,
    acts: &[Act],
    policy: Policy,
) -> Result<(), TestCaseError> {
    let is_repeated = O::INFO.method == Method::GET
        || operation.repeats_if_unknown()
        || policy.repeats_if_unknown;
    let outcome = run(operation, acts, policy);
    let Outcome { result, acts, times } = &outcome;
    let (last, earlier) = acts.split_last().unwrap();

    // A write is never done twice, unless the caller asked for it.
    if !is_repeated {
        prop_assert!(!earlier.iter().any(|act| act.may_be_done()), "{:?}", acts);
    }
    // Success ends it, and nothing else is one.
    prop_assert!(!earlier.iter().any(|act| matches!(act, Act::Response(200..=299, ..))));
    prop_assert_eq!(result.is_ok(), matches!(last, Act::Response(200..=299, ..)));

    // One repetition with a new token is on the house.
    let renewals = earlier.iter().filter(|act| matches!(act, Act::Response(401, ..))).count();
    prop_assert!(renewals <= 1);
    prop_assert!(acts.len() <= policy.max_attempts.max(1) as usize + renewals);
    let first_failure = failure_time(acts, times);
    if let Some(first_failure) = first_failure {
        let elapsed = times[times.len() - 1].saturating_duration_since(first_failure);
        // Tokio's clock counts in milliseconds.
        let most = Duration::from_secs(policy.max_elapsed) + Duration::from_millis(10);
        prop_assert!(elapsed <= most, "{:?} {:?}", elapsed, acts);
    }

    if let Err(error) = result {
        let unknown = acts.iter().any(|act| act.may_be_done());
        prop_assert_eq!(error.is_outcome_unknown(), unknown, "{:?} {:?}", error, acts);
        let unseen = acts.iter().all(|act| matches!(act, Act::Refuse | Act::BreakTls));
        prop_assert_eq!(error.is_not_sent(), unseen, "{:?} {:?}", error, acts);
    }
    Ok(())
}

/// When the first attempt ended that another follows on account of the policy.
fn failure_time(acts: &[Act], times: &[Instant]) -> Option<Instant> {
    let number = acts.iter().position(|act| !matches!(act, Act::Response(401, ..)))?;
    let took = if acts[number] == Act::Hang { Duration::from_secs(30) } else { Duration::ZERO };
    Some(times[number] + took)
}

proptest! {
    #![proptest_config(crate::test_fixture::cases(300))]

    #[test]
    fn is_kept_to(acts in prop::collection::vec(act(), 1..8), policy in policy()) {
        check(Get, &acts, policy)?;
        check(RepeatedPut, &acts, policy)?;
        check(Put, &acts, policy)?;
        check(Post, &acts, policy)?;
        check(RepeatedDelete, &acts, policy)?;
        check(Delete, &acts, policy)?;
    }
}
