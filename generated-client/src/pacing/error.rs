//! Why a pacer did not let a call through.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Why a call did not get its turn. Nothing was sent.
#[derive(Clone)]
pub struct PacerError(Reason);

#[derive(Clone)]
enum Reason {
    Locked(Duration),
    Busy(Duration),
    Failed(Arc<dyn StdError + Send + Sync>),
}

impl PacerError {
    /// The service refuses calls on this route for `remaining`.
    pub fn locked(remaining: Duration) -> Self {
        Self(Reason::Locked(remaining))
    }

    /// The budget is used up, and the turn would come in `remaining` at the soonest.
    pub fn busy(remaining: Duration) -> Self {
        Self(Reason::Busy(remaining))
    }

    /// The pacer itself failed. The source must hold no secret.
    pub fn failed(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Reason::Failed(source.into().into()))
    }

    /// Whether a lock-out lasts.
    pub fn is_locked(&self) -> bool {
        matches!(self.0, Reason::Locked(_))
    }

    /// Whether the pacer itself failed.
    pub fn is_failure(&self) -> bool {
        matches!(self.0, Reason::Failed(_))
    }

    /// How long it takes until another call can have its turn, if that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.0 {
            Reason::Locked(remaining) | Reason::Busy(remaining) => Some(remaining),
            Reason::Failed(_) => None,
        }
    }
}

impl fmt::Display for PacerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Locked(_) => {
                f.write_str("the service has locked this route after too many calls")
            }
            Reason::Busy(_) => f.write_str("the budget of this route is used up"),
            Reason::Failed(source) => write!(f, "the budget cannot be asked for: {source}"),
        }
    }
}

impl fmt::Debug for PacerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Locked(remaining) => f.debug_tuple("Locked").field(remaining).finish(),
            Reason::Busy(remaining) => f.debug_tuple("Busy").field(remaining).finish(),
            Reason::Failed(source) => f.debug_tuple("Failed").field(source).finish(),
        }
    }
}

impl StdError for PacerError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Reason::Failed(source) => Some(&**source),
            _ => None,
        }
    }
}
