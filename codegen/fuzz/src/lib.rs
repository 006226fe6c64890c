//! What the fuzz targets do with what they are given.
//!
//! The test `hostile` of the workspace has these modules too: what was found goes through the same there.

pub mod alias;
pub mod exercise;
pub mod prose;
