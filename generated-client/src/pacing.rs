//! Keeps calls within the limits that the documents state.
//!
//! A user who calls an operation too often is locked out for several minutes. A client therefore asks its [`Pacer`] before
//! every call. [`SlidingWindow`], which a client has unless it is given another, keeps the calls of one process
//! within their limits; clients of the same user share one:
//!
//! ```
//! use std::sync::Arc;
//! use generated_client::Client;
//! use generated_client::pacing::SlidingWindow;
//!
//! let pacer = Arc::new(SlidingWindow::new());
//! let posting = Client::builder().access_token("1000.a").pacer(pacer.clone()).build()?;
//! let reading = Client::builder().access_token("1000.b").pacer(pacer).build()?;
//! # Ok::<(), generated_client::Error>(())
//! ```
//!
//! Every process begins with unused budgets, so a program that is run twice within a minute may exceed a limit: let a
//! minute pass between the runs, or keep the budgets outside of the process, as `RedisPacer` does.
//!
//! Budgets belong to a user, not to a token. Where a pacer serves several users, name them with
//! [`ClientBuilder::user`](crate::ClientBuilder::user).
//!
//! What a pacer holds for a route can be seen, and a freeze can be ended: [`Pacer::state`], [`Pacer::unfreeze`], and
//! for the pacer of a client [`Client::route_state`](crate::Client::route_state) and
//! [`Client::unfreeze_route`](crate::Client::unfreeze_route).
//!
//! [`Off`] lets every call through at once. With the feature `redis`, `RedisPacer` keeps many processes within one budget.

mod error;
mod lane;
mod permit;
mod queue;
mod route;
mod window;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::{BoxFuture, OperationInfo};

pub use error::PacerError;
#[cfg(feature = "redis")]
pub(crate) use lane::MARGIN;
pub use permit::Permit;
pub use route::Route;
pub use window::SlidingWindow;

/// Decides when a call may be sent.
///
/// Implement it to share a budget in a way other than the pacers of this crate do.
pub trait Pacer: Send + Sync {
    /// Waits until the call may be sent. First come, first served, by [`Turn::waiting_since`].
    ///
    /// The future may be dropped at any time; the call then takes nothing from the budget. It may also be left unpolled,
    /// which must not hold up others for long.
    ///
    /// # Errors
    ///
    /// [`PacerError`] if it would be too long, by the [`Patience`] of the turn, or if the pacer failed.
    fn acquire<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>>;

    /// Lets no call of this user through on this route for `period`: the service said that there were too many.
    fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()>;

    /// Ends a freeze of this user's route before its time. Calls that were sent still count in the budget.
    ///
    /// # Errors
    ///
    /// [`PacerError::is_failure`] if the pacer cannot do it, as one without this method.
    fn unfreeze<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<(), PacerError>> {
        let _ = turn;
        Box::pin(async { Err(PacerError::failed("this pacer has no way to end a freeze")) })
    }

    /// What the pacer holds for this user's route just now, or nothing if it does not tell, as one without this method.
    /// A pacer that tells keeps to freezes: a client then leaves it to the pacer when a lock-out is over.
    ///
    /// # Errors
    ///
    /// [`PacerError::is_failure`] if the pacer cannot be asked.
    fn state<'a>(
        &'a self,
        turn: Turn<'a>,
    ) -> BoxFuture<'a, Result<Option<RouteState>, PacerError>> {
        let _ = turn;
        Box::pin(async { Ok(None) })
    }
}

impl<P: Pacer + ?Sized> Pacer for Arc<P> {
    fn acquire<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
        (**self).acquire(turn)
    }

    fn freeze<'a>(&'a self, turn: Turn<'a>, period: Duration) -> BoxFuture<'a, ()> {
        (**self).freeze(turn, period)
    }

    fn unfreeze<'a>(&'a self, turn: Turn<'a>) -> BoxFuture<'a, Result<(), PacerError>> {
        (**self).unfreeze(turn)
    }

    fn state<'a>(
        &'a self,
        turn: Turn<'a>,
    ) -> BoxFuture<'a, Result<Option<RouteState>, PacerError>> {
        (**self).state(turn)
    }
}

/// What a pacer holds for one user on one route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteState {
    /// How many calls the budget has room for now, if the limit is known. A freeze and those who wait are left out.
    pub places_left: Option<u32>,
    /// How many calls wait for their turn.
    pub waiting: usize,
    /// How long no call is let through yet because the service said that there were too many.
    pub frozen_for: Option<Duration>,
}

impl RouteState {
    /// A route on which nothing is known to go on.
    pub const fn new() -> Self {
        Self { places_left: None, waiting: 0, frozen_for: None }
    }
}

/// A call that wants to be sent.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Turn<'a> {
    /// Whose budget it takes from: the name given with
    /// [`ClientBuilder::user`](crate::ClientBuilder::user), otherwise an empty text.
    pub user: &'a str,
    /// The method and real path. Operations that share it share a budget.
    pub route: Route,
    /// How often the user may call the route, if that is known.
    pub limit: Option<Limit>,
    /// How long the call may wait.
    pub patience: Patience,
    /// When the call first asked for a turn, by the clock of the client, if it has asked before: it goes before all that
    /// came later. Without it, the call comes now.
    pub waiting_since: Option<Instant>,
}

impl<'a> Turn<'a> {
    /// A turn of `user` for an operation.
    pub fn new(user: &'a str, operation: &'static OperationInfo, patience: Patience) -> Self {
        let limit = operation.budget.limit;
        Self { user, route: Route::of(operation), limit, patience, waiting_since: None }
    }
}

/// At most `calls` in any `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limit {
    /// How many calls are allowed. With 0, as with 1, one call is let through at a time.
    pub calls: u32,
    /// The time in which they are counted.
    pub window: Duration,
}

/// How long a call may wait for its turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patience {
    /// The longest wait for a place in the budget; without a limit, unless given.
    pub max_wait: Option<Duration>,
    /// What to do while the user is locked out.
    pub when_locked: WhenLocked,
}

/// What a call does while the service refuses all calls of the user on its route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WhenLocked {
    /// It fails at once, with an error that says until when.
    #[default]
    Fail,
    /// It waits until the lock-out is over.
    Wait,
}

/// Lets every call through at once.
///
/// For programs that keep to the limits in their own way. Nothing else then prevents a lock-out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Off;

impl Pacer for Off {
    fn acquire<'a>(&'a self, _: Turn<'a>) -> BoxFuture<'a, Result<Permit, PacerError>> {
        Box::pin(async { Ok(Permit::free()) })
    }

    fn freeze<'a>(&'a self, _: Turn<'a>, _: Duration) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    fn unfreeze<'a>(&'a self, _: Turn<'a>) -> BoxFuture<'a, Result<(), PacerError>> {
        Box::pin(async { Ok(()) })
    }
}
