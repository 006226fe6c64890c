//! The last line of a run that went well.

use std::time::Instant;

use codegen::Compilation;

/// A run, from its start.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    start: Instant,
}

impl Run {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now() }
    }

    /// What was read, what was done with it, and how long all of it took.
    pub(crate) fn summary(self, compilation: &Compilation, done: &str) -> String {
        let documents = counted(compilation.document_count(), "document");
        let operations = counted(compilation.operation_count(), "operation");
        let seconds = self.start.elapsed().as_secs_f64();
        format!("{documents}, {operations}: {done} ({seconds:.2} s)\n")
    }
}

/// A number of things: `1 file`, `2 files`.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
