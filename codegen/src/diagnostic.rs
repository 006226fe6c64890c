//! What a document got wrong, where, and what to do about it.

mod catalog;
mod render;
mod report;

pub use catalog::Code;
pub(crate) use render::render;
pub use report::{Location, Report, Span};
pub(crate) use report::{location, report};

use std::collections::HashSet;

use serde::Serialize;

use crate::position::Place;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Code is generated; a maintainer should look.
    Warning,
}

/// One finding: what is wrong, where, and a hint.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) place: Place,
    pub(crate) label: String,
    pub(crate) related: Vec<(Place, String)>,
    pub(crate) help: String,
}

impl Diagnostic {
    /// A finding of the given kind. Its hint is the catalogue's until [`Diagnostic::help`] gives another.
    pub(crate) fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place,
            label: String::new(),
            related: Vec::new(),
            help: code.help().to_owned(),
        }
    }

    /// What stands under the underlined text.
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Another place that has to do with it.
    pub(crate) fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// What kind of finding this is.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Whether it stops generation.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// The findings of one run. Stages add to it and go on; nothing stops at the first.
#[derive(Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds what was found elsewhere.
    pub(crate) fn append(&mut self, mut found: Self) {
        self.0.append(&mut found.0);
    }

    /// Leaves one of findings that say the same of the same place, such as a component that several operations
    /// or documents refer to.
    pub(crate) fn dedup(&mut self, origin: impl Fn(&Place) -> Place) {
        let mut seen = HashSet::new();
        self.0.retain(|it| seen.insert((it.code, it.message.clone(), origin(&it.place))));
    }

    /// Takes out what `is_wanted` picks.
    pub(crate) fn take_out(&mut self, mut is_wanted: impl FnMut(&Diagnostic) -> bool) -> Self {
        Self(self.0.extract_if(.., |it| is_wanted(it)).collect())
    }

    /// Takes out what `keep` refuses.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(keep);
    }

    /// Whether anything stops generation.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|it| it.severity() == Severity::Error)
    }

    /// How many findings there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|it| it.severity() == severity).count()
    }

    /// The findings in the order of the stages that made them.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}
