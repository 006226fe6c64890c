//! Any text as a description.
#![no_main]

use codegen_fuzz::exercise::{document, with_stack};
use codegen_fuzz::prose::Prose;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|prose: Prose<'_>| with_stack(|| document(&prose.document())));
