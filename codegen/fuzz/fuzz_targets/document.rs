//! Any text as a document.
#![no_main]

use codegen_fuzz::exercise::{document, with_stack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| with_stack(|| document(&String::from_utf8_lossy(bytes))));
