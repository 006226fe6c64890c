//! Any paths of one endpoint.
#![no_main]

use codegen_fuzz::alias::Paths;
use codegen_fuzz::exercise::{document, with_stack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|paths: Paths| with_stack(|| document(&paths.document())));
