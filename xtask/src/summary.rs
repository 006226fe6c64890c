//! The last line of a run that went well.

use std::sync::LazyLock;
use std::time::Instant;

use codegen::Compilation;

/// When the process began, as far as it is asked for before anything else is done.
pub(crate) static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// What was read, what was done with it, and how long all of it took.
pub(crate) fn summary(compilation: &Compilation, done: &str) -> String {
    let documents = counted(compilation.document_count(), "document");
    let operations = counted(compilation.operation_count(), "operation");
    let seconds = START.elapsed().as_secs_f64();
    let left_out = match compilation.left_out().len() {
        0 => String::new(),
        count => format!(" ({count} left out)"),
    };
    format!("{documents}, {operations}{left_out}: {done} ({seconds:.2} s)\n")
}

/// A number of things: `1 file`, `2 files`.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
