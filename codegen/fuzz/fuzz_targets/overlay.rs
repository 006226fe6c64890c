//! Any text as the overlay of a small document, and as a document with a small overlay.
#![no_main]

use codegen_fuzz::exercise::{overlay, with_stack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| with_stack(|| overlay(&String::from_utf8_lossy(bytes))));
