//! What a command tells on standard error, for people or for programs.

use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};

use anyhow::{Context, Result};
use clap::ValueEnum;
use codegen::{Compilation, Diagnostic};
use serde_json::json;

use crate::progress::Progress;

/// What `--help` has these options under.
const MESSAGES: &str = "Messages";

/// How many findings of one kind are drawn for people.
const DRAWN: usize = 20;

/// How a command speaks. Results are on standard output, whatever these options say.
#[derive(Clone, Copy, clap::Args)]
pub(crate) struct Console {
    /// How diagnostics are written: as text for people, twenty of a kind and the number of the others, or all of them as
    /// JSON for programs, one object per line on standard error.
    ///
    /// An object has `severity` (`error`, `warning` or `note`), `message` and `rendered`. One about a document
    /// also has `code`, `help`, `span` and `related`; else these are null. A span has `file`, `line`, `column`,
    /// `end_line`, `end_column`, `byte_start`, `byte_end` and `label`.
    ///
    /// Cargo tells on standard error what it builds, so programs call `cargo --quiet xtask`.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    #[arg(help_heading = MESSAGES)]
    message_format: Format,

    /// Whether text for people is coloured; `auto` is on a terminal, and never if `NO_COLOR` is set.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    #[arg(help_heading = MESSAGES)]
    color: Color,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl Console {
    /// Whether text on `stream` is coloured.
    pub(crate) fn has_colors(self, stream: &impl IsTerminal) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
                stream.is_terminal() && !refused
            }
        }
    }

    /// Tells on a terminal how far a run is that takes long, for as long as the value lives.
    pub(crate) fn progress(self, first: &'static str) -> Progress {
        Progress::start(self.message_format == Format::Human, first)
    }

    /// Writes a result to standard output. A reader that has gone away has seen enough.
    pub(crate) fn result(self, text: &str) -> Result<()> {
        let mut stdout = stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            done => done.context("cannot write to standard output"),
        }
    }

    /// How many findings of one kind are shown: a person reads no thousand of them, and a program may.
    pub(crate) fn most_of_one_kind(self) -> usize {
        if self.message_format == Format::Json { usize::MAX } else { DRAWN }
    }

    /// A finding about a document, as it is printed.
    pub(crate) fn drawn(self, compilation: &Compilation, diagnostic: &Diagnostic) -> String {
        match self.message_format {
            // A report is made of texts and numbers, so that it always is JSON.
            Format::Json => {
                serde_json::to_string(&compilation.report(diagnostic)).unwrap_or_default()
            }
            Format::Human => {
                format!("{}\n", compilation.render(diagnostic, self.has_colors(&stderr())))
            }
        }
    }

    /// Tells what went wrong where no document is to blame.
    pub(crate) fn error(self, message: &str) {
        self.tell("error", message);
    }

    /// Tells something by the way.
    pub(crate) fn note(self, message: &str) {
        self.tell("note", message);
    }

    /// The end of a run, or a list: people see it without a word before it.
    pub(crate) fn line(self, message: &str) {
        say(&self.lined(message));
    }

    /// The same as it is printed.
    pub(crate) fn lined(self, message: &str) -> String {
        match self.message_format {
            Format::Json => self.told("note", message),
            Format::Human => message.to_owned(),
        }
    }

    fn tell(self, severity: &str, message: &str) {
        say(&self.told(severity, message));
    }

    fn told(self, severity: &str, message: &str) -> String {
        let rendered = format!("{severity}: {message}");
        match self.message_format {
            Format::Human => rendered,
            Format::Json => json!({
                "code": null,
                "severity": severity,
                "message": message,
                "help": null,
                "span": null,
                "related": null,
                "rendered": rendered,
            })
            .to_string(),
        }
    }
}

/// Writes a line to standard error. Where that is closed or full, there is nobody left to tell.
pub(crate) fn say(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}
