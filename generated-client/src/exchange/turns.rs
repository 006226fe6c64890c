//! How a call waits for its turns.

use std::time::{Duration, Instant};

use super::{Call, Settings};
use crate::pacing::{Pacer, Permit, Turn};
use crate::{BoxFuture, Error};

impl Call<'_> {
    /// For how much longer it may wait for turns.
    pub(super) fn patience(&self) -> Option<Duration> {
        let waited = |since| self.settings.timer.now().saturating_duration_since(since);
        let waited = self.waits_since.map_or(Duration::ZERO, waited);
        self.patience.map(|it| it.saturating_sub(waited))
    }

    pub(super) fn turn(&self) -> Turn<'_> {
        let mut turn = self.settings.turn(self.prepared.paced_as());
        let limits = [self.patience(), self.rest()];
        turn.patience.max_wait = limits.into_iter().flatten().min();
        // Further attempts come before the calls that came after this one.
        turn.waiting_since = self.waiting_since;
        turn
    }

    /// Waits for a turn.
    pub(super) async fn permit(&self) -> Result<Permit, Error> {
        let permit = self.acquire().await?;
        match self.locked_until {
            None => Ok(permit),
            Some(until) => self.after_lock(permit, until).await,
        }
    }

    /// Asks the pacer, for the rest of the total time at most.
    async fn acquire(&self) -> Result<Permit, Error> {
        let permit = self.in_time(self.settings.pacer.acquire(self.turn())).await;
        let permit = permit.map_err(|_| Error::out_of_time(self.operation))?;
        permit.map_err(|error| Error::held(self.operation, error))
    }

    /// A permit that is good after a lock-out, also where the pacer knows of none.
    #[cold]
    fn after_lock(
        &self,
        mut permit: Permit,
        until: Instant,
    ) -> BoxFuture<'_, Result<Permit, Error>> {
        let Settings { timer, pacer, .. } = self.settings;
        Box::pin(async move {
            loop {
                let rest = until.saturating_duration_since(timer.now());
                if rest.is_zero() {
                    return Ok(permit);
                }
                // It came early: the freeze was ended, if the pacer keeps freezes. If not, the call waits by itself.
                let state = self.in_time(pacer.state(self.turn())).await;
                let state = state.map_err(|_| Error::out_of_time(self.operation))?;
                if matches!(state, Ok(Some(_))) {
                    return Ok(permit);
                }
                drop(permit);
                timer.sleep(rest).await;
                permit = self.acquire().await?;
            }
        })
    }
}
