//! Follows the attempts of one call, for those who are told of them.

use std::time::{Duration, Instant};

use super::sending::ReadBy;
use super::{Next, Outcome, Settings};
use crate::OperationInfo;
use crate::observer::{Attempt, AttemptOutcome};
use crate::trace::CallSpan;

pub(super) struct Watch<'a> {
    pub(super) span: CallSpan,
    settings: &'a Settings,
    /// Boxed, since most calls have nobody to tell, and should have no room for it.
    told: Option<Box<Told>>,
}

/// What observers and `tracing` are told.
struct Told {
    attempt: Attempt,
    /// Whether anybody wants to know how long things take. If not, no clock is asked.
    is_timed: bool,
    waits_since: Option<Instant>,
    sends_since: Option<Instant>,
}

impl<'a> Watch<'a> {
    /// `attempts` is how many the call had before.
    pub(super) fn new(
        settings: &'a Settings,
        operation: &'static OperationInfo,
        attempts: u32,
    ) -> Self {
        let span = CallSpan::new(operation);
        let is_told = settings.observer.is_some() || CallSpan::IS_TOLD;
        let is_timed = settings.observer.is_some() || span.is_enabled();
        let told = is_told.then(|| Box::new(Told::new(operation, attempts, is_timed)));
        Self { span, settings, told }
    }

    /// An attempt begins to wait for its turn.
    pub(super) fn waits(&mut self) {
        let Some(told) = &mut self.told else { return };
        told.attempt.number += 1;
        (told.attempt.took, told.attempt.bytes_sent) = (None, 0);
        told.waits_since = told.now(self.settings);
    }

    /// The pacer let it through.
    pub(super) fn has_turn(&mut self) {
        let Some(told) = &mut self.told else { return };
        let start = told.waits_since.take();
        told.attempt.waited = told.since(start, self.settings);
        self.span.has_turn(&told.attempt);
    }

    /// The request is handed to the transport.
    pub(super) fn sends(&mut self, bytes: Option<u64>) {
        let Some(told) = &mut self.told else { return };
        told.attempt.bytes_sent = bytes.unwrap_or(0);
        told.sends_since = told.now(self.settings);
    }

    /// The attempt is over, with a response or without, and what follows is not known yet.
    pub(super) fn stops(&mut self) {
        let Some(told) = &mut self.told else { return };
        if let Some(start) = told.waits_since.take() {
            told.attempt.waited = told.since(Some(start), self.settings);
        }
        if let Some(start) = told.sends_since.take() {
            told.attempt.took = Some(told.since(Some(start), self.settings));
        }
    }

    /// It is known what follows.
    pub(super) fn has_ended(&mut self, outcome: &Outcome, next: &Next, reader: ReadBy) {
        let Some(told) = &mut self.told else { return };
        let attempt = &mut told.attempt;
        let response = match outcome {
            Outcome::Answered(response, _) => Some(response),
            _ => None,
        };
        attempt.status = response.map(|it| it.status());
        attempt.bytes_received = response.map_or(0, |it| it.body().len() as u64);
        attempt.outcome = outcome.observed();
        if matches!(attempt.outcome, AttemptOutcome::NotConnected | AttemptOutcome::NotSent) {
            attempt.bytes_sent = 0;
        }
        attempt.next = match next {
            Next::Stop | Next::Fail(_) => None,
            Next::Again => Some(Duration::ZERO),
            Next::After(delay) | Next::AfterLock(delay) => Some(*delay),
        };
        // What the caller reads has not come yet, and who is refused may ask for something else.
        let is_given = matches!((outcome, next), (Outcome::Answered(..), Next::Stop));
        if matches!(reader, ReadBy::Client) || !is_given {
            told.tell(&self.span, self.settings);
        }
    }

    /// The attempt whose response is the caller's.
    #[cfg(feature = "streaming")]
    pub(super) fn into_reading(self) -> Reading {
        Reading { span: self.span, told: self.told }
    }
}

/// An attempt whose response is the caller's: read while it comes, or a refusal. It ends with that.
#[cfg(feature = "streaming")]
pub(crate) struct Reading {
    span: CallSpan,
    told: Option<Box<Told>>,
}

#[cfg(feature = "streaming")]
impl Reading {
    /// Which attempt it is, or 0 if nobody wants to know.
    pub(crate) fn number(&self) -> u32 {
        self.told.as_ref().map_or(0, |it| it.attempt.number)
    }

    /// It is known what follows, and of a success how it ended and how many bytes have come.
    pub(crate) fn has_ended(
        mut self,
        settings: &Settings,
        received: u64,
        outcome: AttemptOutcome,
        next: Option<Duration>,
    ) {
        let Some(told) = &mut self.told else { return };
        told.attempt.next = next;
        // Of a refusal, both are known.
        if told.attempt.outcome == AttemptOutcome::Success {
            (told.attempt.bytes_received, told.attempt.outcome) = (received, outcome);
        }
        told.tell(&self.span, settings);
    }
}

impl Told {
    fn new(operation: &'static OperationInfo, attempts: u32, is_timed: bool) -> Self {
        let attempt = Attempt {
            operation,
            number: attempts,
            waited: Duration::ZERO,
            took: None,
            status: None,
            bytes_sent: 0,
            bytes_received: 0,
            outcome: AttemptOutcome::NotSent,
            next: None,
        };
        Self { attempt, is_timed, waits_since: None, sends_since: None }
    }

    fn tell(&self, span: &CallSpan, settings: &Settings) {
        span.has_ended(&self.attempt);
        if let Some(observer) = &settings.observer {
            observer.on_attempt(&self.attempt);
        }
    }

    fn now(&self, settings: &Settings) -> Option<Instant> {
        self.is_timed.then(|| settings.timer.now())
    }

    fn since(&self, start: Option<Instant>, settings: &Settings) -> Duration {
        start
            .zip(self.now(settings))
            .map_or(Duration::ZERO, |(start, now)| now.saturating_duration_since(start))
    }
}
