//! What a pacer gives to a call.

use std::fmt;

/// The right to send one call.
///
/// Dropping it ends the call. A call that was [`spent`](Self::spend) counts in the budget from then on; one that certainly was
/// not sent after all ([`refund`](Self::refund)) gives its place back.
#[must_use = "a dropped permit gives its place back"]
pub struct Permit {
    on_end: Option<Box<dyn FnOnce(bool) + Send>>,
    is_spent: bool,
}

impl Permit {
    /// Calls `on_end` when the call is over, with whether it was sent.
    pub fn new(on_end: impl FnOnce(bool) + Send + 'static) -> Self {
        Self { on_end: Some(Box::new(on_end)), is_spent: false }
    }

    /// A permit that nobody counts.
    pub const fn free() -> Self {
        Self { on_end: None, is_spent: false }
    }

    /// The call is being sent: the service may count it from now on.
    pub fn spend(&mut self) {
        self.is_spent = true;
    }

    /// The call did not reach the service after all.
    pub fn refund(&mut self) {
        self.is_spent = false;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(on_end) = self.on_end.take() {
            on_end(self.is_spent);
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("is_spent", &self.is_spent).finish_non_exhaustive()
    }
}
