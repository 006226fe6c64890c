//! Reads OpenAPI documents and writes a Rust client.

mod alias;
mod diagnostic;
mod ir;
mod lower;
mod prose;
mod source;
mod text;
