//! When a call is sent once more.

use std::time::{Duration, Instant};

use crate::random;

/// How often, and after which waits, a call is repeated that failed.
///
/// Any call is repeated that certainly was not carried out: no connection could be made, or the service refused it because
/// there were too many. After a broken connection, a timeout or a status of 5xx, it may have been. Then calls are repeated
/// that only read, by a method that is safe in the sense of RFC 9110, section 9.2.1: `GET`, `HEAD`, `OPTIONS`, `TRACE`. **A
/// change that may have been made is not sent again**, whatever it is, unless you ask for it: for one call with
/// `repeat_if_unknown()`, which every request that changes something has, or for all calls with
/// [`repeat_if_unknown`](Self::repeat_if_unknown) of the policy.
///
/// By default, a call that was refused because there were too many is **rarely repeated**: most locks last for minutes,
/// and a wait that goes beyond [`max_elapsed`](Self::max_elapsed), 60 seconds, is not begun. The call then fails at once
/// with [`Error::is_rate_limited`](crate::Error::is_rate_limited). To have calls wait until the lock is over, use
/// [`when_locked`](crate::ClientBuilder::when_locked), which `max_elapsed` does not limit, or a longer `max_elapsed`.
///
/// A call for which there is no access token is repeated too, if the accounts server failed, or asked for a wait that is
/// not too long. How long that server is left alone grows with these waits too, and is the same for all calls of a
/// client.
///
/// Waits grow exponentially, with full jitter: each is a random part of the longest wait of its attempt, so that many
/// clients do not come back at the same moment. A `Retry-After` of the service prolongs them.
///
/// ```
/// use std::time::Duration;
/// use generated_client::{Client, RetryPolicy};
///
/// let patient = RetryPolicy::new().max_attempts(8).max_elapsed(Duration::from_secs(300));
/// let client = Client::builder().access_token("1000.any").retry(patient).build()?;
/// # Ok::<(), generated_client::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_elapsed: Duration,
    repeats_if_unknown: bool,
}

impl RetryPolicy {
    /// At most 4 attempts and 60 seconds; waits of up to 0.5, 1 and 2 seconds.
    pub const fn new() -> Self {
        Self {
            max_attempts: 4,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
            max_elapsed: Duration::from_secs(60),
            repeats_if_unknown: false,
        }
    }

    /// Repeats nothing, but for one repetition with a new token after a 401.
    pub const fn off() -> Self {
        Self::new().max_attempts(1)
    }

    /// How often a call is sent at most, the first time included. 0 is the same as 1.
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The longest wait after the first attempt. It doubles with each.
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait after any attempt, unless the service asks for a longer one.
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How long after its first failure a call is still repeated. A wait that would go beyond is not begun.
    pub const fn max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// The longest wait after failure number `failure`, which counts from 1.
    pub(crate) fn longest_delay(&self, failure: u32) -> Duration {
        let doublings = failure.saturating_sub(1).min(31);
        self.base_delay.saturating_mul(1 << doublings).min(self.max_delay)
    }

    /// Repeats changes too that may have been made. A message may then be posted twice; a deletion may fail with "not
    /// found" because its first attempt succeeded.
    ///
    /// An error of such a call tells with [`Error::is_outcome_unknown`](crate::Error::is_outcome_unknown) that one of its
    /// attempts may have been carried out. A success is that of the last attempt, and says nothing of earlier ones.
    pub const fn repeat_if_unknown(mut self) -> Self {
        self.repeats_if_unknown = true;
        self
    }

    pub(crate) const fn repeats_if_unknown(&self) -> bool {
        self.repeats_if_unknown
    }

    /// A random wait after attempt number `attempt`, which counts from 1. `random` is from 0 to 1.
    fn delay(&self, attempt: u32, random: f64) -> Duration {
        self.longest_delay(attempt).mul_f64(random.clamp(0.0, 1.0))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// The attempts of one call.
#[derive(Debug)]
pub(crate) struct Attempts {
    policy: RetryPolicy,
    number: u32,
    first_failure: Option<Instant>,
}

impl Attempts {
    pub(crate) fn new(policy: RetryPolicy) -> Self {
        Self { policy, number: 1, first_failure: None }
    }

    /// How long to wait before the next attempt, or `None` if there is none. `at_least` is what the service asks for.
    pub(crate) fn next(&mut self, at_least: Option<Duration>, now: Instant) -> Option<Duration> {
        self.next_with(at_least, now, random::fraction())
    }

    fn next_with(
        &mut self,
        at_least: Option<Duration>,
        now: Instant,
        random: f64,
    ) -> Option<Duration> {
        let first_failure = *self.first_failure.get_or_insert(now);
        if self.number >= self.policy.max_attempts {
            return None;
        }
        let delay = self.policy.delay(self.number, random);
        // What the service asks for comes on top: else everyone would be back when its wait ends.
        let delay = at_least.map_or(delay, |at_least| at_least.saturating_add(delay));
        let elapsed = now.saturating_duration_since(first_failure).saturating_add(delay);
        if elapsed > self.policy.max_elapsed {
            return None;
        }
        self.number += 1;
        Some(delay)
    }

    /// Goes on to the next attempt after a wait that the policy does not limit, if there is one.
    pub(crate) fn next_after_lock(&mut self) -> bool {
        let more = self.number < self.policy.max_attempts;
        self.number += u32::from(more);
        more
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    #[test]
    fn waits_double_up_to_a_cap() {
        let policy = RetryPolicy::new().max_delay(seconds(3.0));
        let longest: Vec<_> = (1..6).map(|it| policy.delay(it, 1.0).as_secs_f64()).collect();
        assert_eq!(longest, [0.5, 1.0, 2.0, 3.0, 3.0]);
        assert_eq!(policy.delay(1, 0.0), Duration::ZERO);
        assert_eq!(policy.delay(u32::MAX, 1.0), seconds(3.0));
    }

    #[test]
    fn off_is_one_attempt() {
        let now = Instant::now();
        assert_eq!(Attempts::new(RetryPolicy::off()).next(None, now), None);
        assert_eq!(Attempts::new(RetryPolicy::new().max_attempts(0)).next(None, now), None);
        assert!(!Attempts::new(RetryPolicy::off()).next_after_lock());
    }

    #[test]
    fn a_wait_that_is_too_long_is_not_begun() {
        let now = Instant::now();
        let mut attempts = Attempts::new(RetryPolicy::new());
        assert_eq!(attempts.next_with(Some(seconds(59.0)), now, 1.0), Some(seconds(59.5)));
        assert_eq!(attempts.next_with(None, now + seconds(59.5), 1.0), None);
        assert_eq!(Attempts::new(RetryPolicy::new()).next(Some(Duration::MAX), now), None);
    }

    proptest! {
        #[test]
        fn stays_within_its_caps(
            max_attempts in 0_u32..20,
            base in 0_u64..10_000,
            cap in 0_u64..100_000,
            elapsed in 0_u64..1_000_000,
            randoms in prop::collection::vec(0.0..=1.0_f64, 30),
            asked in prop::collection::vec(prop::option::of(0_u64..100_000), 30),
        ) {
            let millis = Duration::from_millis;
            let policy = RetryPolicy::new()
                .max_attempts(max_attempts)
                .base_delay(millis(base))
                .max_delay(millis(cap))
                .max_elapsed(millis(elapsed));
            let mut attempts = Attempts::new(policy);
            let start = Instant::now();
            let mut now = start;
            let mut sent = 1;
            for (random, asked) in randoms.into_iter().zip(asked) {
                let asked = asked.map(millis);
                let Some(delay) = attempts.next_with(asked, now, random) else { break };
                sent += 1;
                prop_assert!(delay >= asked.unwrap_or_default());
                prop_assert!(delay <= asked.unwrap_or_default() + millis(cap));
                now += delay;
            }
            prop_assert!(sent <= max_attempts.max(1));
            prop_assert!(now - start <= millis(elapsed));
        }
    }
}
