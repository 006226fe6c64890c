//! The commands as a person runs them, on copies of the real documents.

#![allow(clippy::unwrap_used, reason = "tests panic to fail")]

mod documented;
mod failing;
mod generating;
mod places;
mod reading;
mod telling;
mod workplace;
