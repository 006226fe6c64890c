//! Reads OpenAPI documents and writes a Rust client.
