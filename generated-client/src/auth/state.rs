//! What a client knows of its access token.

use std::time::{Duration, Instant};

use futures_util::future::{Shared, WeakShared};

use super::{AccessToken, TokenError};
use crate::{BoxFuture, RetryPolicy, TransportError};

/// The longest time for which the accounts server is left alone after a failure, unless it asks for more.
///
/// It gives out ten tokens in ten minutes, and a response that was lost may have brought one.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(15);

pub(super) type Renewal = Result<AccessToken, TokenError>;

/// What all calls of a client share: the token, the one request for another, and the wait after those that failed.
#[derive(Default)]
pub(super) struct State {
    pub(super) token: Option<AccessToken>,
    /// The refresh under way. Whoever stops waiting harms nobody else: Tokio brings it to its end. On another runtime it is
    /// dropped when nobody waits any more, rather than left half-done for the next caller.
    pub(super) flight: Option<Flight<WeakShared<BoxFuture<'static, Renewal>>>>,
    /// How many requests have failed since the last token.
    failures: u32,
    /// How many requests were dropped before their end since.
    given_up: u32,
    pause: Option<Pause>,
    /// Until when no refused token is replaced.
    renewals_held_until: Option<Instant>,
}

/// A refresh, and the refused token that it replaces, if that is why it began.
#[derive(Clone)]
pub(super) struct Flight<F> {
    pub(super) renewal: F,
    pub(super) refused: Option<AccessToken>,
}

/// Why no token is asked for, and until when. Wrong credentials have no end.
struct Pause {
    until: Option<Instant>,
    error: TokenError,
}

impl State {
    /// The refresh under way, unless it was dropped.
    pub(super) fn flight(&self) -> Option<Flight<Shared<BoxFuture<'static, Renewal>>>> {
        let flight = self.flight.as_ref()?;
        Some(Flight { renewal: flight.renewal.upgrade()?, refused: flight.refused.clone() })
    }

    /// There is a token.
    pub(super) fn succeed(&mut self, token: AccessToken) {
        self.token = Some(token);
        (self.failures, self.given_up, self.pause) = (0, 0, None);
    }

    /// A request failed: no other is made for a while, which doubles with every failure, or as long as the server asks
    /// for. All who want a token meanwhile get this error.
    pub(super) fn fail(
        &mut self,
        error: TokenError,
        policy: &RetryPolicy,
        now: Instant,
    ) -> TokenError {
        self.failures = self.failures.saturating_add(1);
        if error.is_final() {
            self.pause = Some(Pause { until: None, error: error.clone() });
            return error;
        }
        let doubled = policy.longest_delay(self.failures).min(LONGEST_PAUSE);
        let period = error.retry_after().map_or(doubled, |asked| asked.max(doubled));
        self.pause(error, period, now)
    }

    /// The same for a request of another process, which tells how long to wait.
    pub(super) fn fail_elsewhere(&mut self, rest: Duration, now: Instant) -> TokenError {
        self.failures = self.failures.saturating_add(1);
        self.pause(TokenError::failed_elsewhere(rest), rest, now)
    }

    /// A request was dropped before its response came: nobody waited any more, on a runtime other than Tokio. Each may have
    /// brought a token, so if that happens again and again, it is a failure; once or twice, it harms nobody else.
    pub(super) fn give_up(&mut self, policy: &RetryPolicy, now: Instant) {
        const HARMLESS: u32 = 2;
        self.given_up = self.given_up.saturating_add(1);
        if self.given_up > HARMLESS {
            let error = TransportError::timeout("no call waited for it until the end");
            self.fail(TokenError::unreachable(error), policy, now);
        }
    }

    /// Asks for no token for a while.
    pub(super) fn pause(
        &mut self,
        error: TokenError,
        period: Duration,
        now: Instant,
    ) -> TokenError {
        let error = error.with_retry_after(Some(period));
        self.pause = Some(Pause { until: now.checked_add(period), error: error.clone() });
        error
    }

    /// Why no token may be asked for now.
    pub(super) fn paused(&self, now: Instant) -> Option<TokenError> {
        let pause = self.pause.as_ref()?;
        let Some(until) = pause.until else { return Some(pause.error.clone()) };
        let rest = until.saturating_duration_since(now);
        (!rest.is_zero()).then(|| pause.error.clone().with_retry_after(Some(rest)))
    }

    /// Replaces no refused token for a while. An earlier wait that is longer stays.
    pub(super) fn hold_renewals(&mut self, period: Duration, now: Instant) {
        self.renewals_held_until = self.renewals_held_until.max(now.checked_add(period));
    }

    pub(super) fn holds_renewals(&self, now: Instant) -> bool {
        self.renewals_held_until.is_some_and(|until| until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_are_dropped_again_and_again_are_failures() {
        let (mut state, now) = (State::default(), Instant::now());
        for _ in 0..2 {
            state.give_up(&RetryPolicy::new(), now);
            assert!(state.paused(now).is_none());
        }
        state.give_up(&RetryPolicy::new(), now);
        assert!(state.paused(now).is_some_and(|error| error.is_transient()));
    }
}
