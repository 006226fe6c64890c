//! Follows the attempts of one call, for those who are told of them.

use std::time::{Duration, Instant};

use super::{Next, Outcome, Settings};
use crate::OperationInfo;
use crate::observer::{Attempt, AttemptOutcome};
use crate::trace::CallSpan;

pub(super) struct Watch<'a> {
    pub(super) span: CallSpan,
    settings: &'a Settings,
    /// Whether anybody wants to know how long things take. If not, no clock is asked.
    is_timed: bool,
    attempt: Attempt,
    waits_since: Option<Instant>,
    sends_since: Option<Instant>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(settings: &'a Settings, operation: &'static OperationInfo) -> Self {
        let span = CallSpan::new(operation);
        Self {
            is_timed: settings.observer.is_some() || span.is_enabled(),
            span,
            settings,
            attempt: Attempt {
                operation,
                number: 0,
                waited: Duration::ZERO,
                took: None,
                status: None,
                bytes_sent: 0,
                bytes_received: 0,
                outcome: AttemptOutcome::NotSent,
                next: None,
            },
            waits_since: None,
            sends_since: None,
        }
    }

    fn now(&self) -> Option<Instant> {
        self.is_timed.then(|| self.settings.timer.now())
    }

    fn since(&self, start: Option<Instant>) -> Duration {
        start
            .zip(self.now())
            .map_or(Duration::ZERO, |(start, now)| now.saturating_duration_since(start))
    }

    /// An attempt begins to wait for its turn.
    pub(super) fn waits(&mut self) {
        self.attempt.number += 1;
        (self.attempt.took, self.attempt.bytes_sent) = (None, 0);
        self.waits_since = self.now();
    }

    /// The pacer let it through.
    pub(super) fn has_turn(&mut self) {
        let start = self.waits_since.take();
        self.attempt.waited = self.since(start);
        self.span.has_turn(&self.attempt);
    }

    /// The request is handed to the transport.
    pub(super) fn sends(&mut self, bytes: u64) {
        self.attempt.bytes_sent = bytes;
        self.sends_since = self.now();
    }

    /// The attempt is over, with a response or without, and what follows is not known yet.
    pub(super) fn stops(&mut self) {
        if let Some(start) = self.waits_since.take() {
            self.attempt.waited = self.since(Some(start));
        }
        if let Some(start) = self.sends_since.take() {
            self.attempt.took = Some(self.since(Some(start)));
        }
    }

    /// It is known what follows.
    pub(super) fn has_ended(&mut self, outcome: &Outcome, next: &Next) {
        let response = match outcome {
            Outcome::Answered(response, _) => Some(response),
            _ => None,
        };
        self.attempt.status = response.map(|it| it.status());
        self.attempt.bytes_received = response.map_or(0, |it| it.body().len() as u64);
        self.attempt.outcome = outcome.observed();
        self.attempt.next = match next {
            Next::Stop | Next::Fail(_) => None,
            Next::Again => Some(Duration::ZERO),
            Next::After(delay) | Next::AfterLock(delay) => Some(*delay),
        };
        self.span.has_ended(&self.attempt);
        if let Some(observer) = &self.settings.observer {
            observer.on_attempt(&self.attempt);
        }
    }
}
