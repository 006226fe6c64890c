//! Findings that a document accepts.
//!
//! A document says so with the extension `x-lint-allow`, on the node that a finding points at or on any that
//! holds it: a schema, a parameter, a media type, an operation, or the document itself. It maps the name of a
//! warning to the reason why it stays:
//!
//! ```yaml
//! x-lint-allow:
//!   missing-limit: The page gives this operation no threshold.
//! ```
//!
//! It silences that warning there and below. Errors cannot be accepted. An allowance without a reason, of a
//! warning that does not exist, or of one that is not found, is a warning itself, so that none outlives its
//! cause.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::position::{Place, Pointer, SourceId};
use crate::source::Parsed;
use crate::text::nearest;

const KEY: &str = "x-lint-allow";

/// What a document accepts at a node and below it.
#[derive(Debug)]
pub(super) struct Allowance {
    source: SourceId,
    node: Pointer,
    code: Code,
    is_used: bool,
}

impl Allowance {
    pub(super) fn is_of(&self, code: Code) -> bool {
        self.code == code
    }

    fn place(&self) -> Place {
        Place::key(self.source, &self.node.child(KEY).child(self.code.name()))
    }

    fn concerns(&self, finding: &Diagnostic) -> bool {
        self.code == finding.code()
            && self.source == finding.place.source
            && finding.place.pointer().is_some_and(|it| self.node.contains(it))
    }

    /// Whether an error is in what it is for, or in what that is part of.
    fn is_in_doubt(&self, errors: &[Place]) -> bool {
        let mut errors = errors.iter().filter(|it| it.source == self.source);
        errors.any(|it| {
            it.pointer().is_none_or(|it| self.node.contains(it) || it.contains(&self.node))
        })
    }
}

/// Every allowance of the documents. What is wrong with one is added to the diagnostics.
pub(super) fn all(parsed: &[Parsed], diagnostics: &mut Diagnostics) -> Vec<Allowance> {
    let mut allowances = Vec::new();
    for document in parsed {
        let at = &mut Pointer::root();
        collect(document.source, &document.value, at, &mut allowances, diagnostics);
    }
    allowances
}

/// Takes out the findings that documents accept, and adds the allowances of what is not found.
pub(super) fn apply(mut allowances: Vec<Allowance>, diagnostics: &mut Diagnostics) {
    diagnostics.retain(|finding| {
        // The innermost allowance is the one that was written for it: it comes last in the document's order.
        match allowances.iter_mut().rev().find(|it| it.concerns(finding)) {
            Some(allowance) => {
                allowance.is_used = true;
                false
            }
            None => true,
        }
    });
    // What is not found may be in a part that has an error.
    let errors = diagnostics.iter().filter(|it| it.severity() == Severity::Error);
    let errors: Vec<Place> = errors.map(|it| it.place.clone()).collect();
    for allowance in allowances.iter().filter(|it| !it.is_used && !it.is_in_doubt(&errors)) {
        let message = format!("no `{}` is found here", allowance.code.name());
        diagnostics.push(Diagnostic::new(Code::UnusedAllowance, allowance.place(), message));
    }
}

/// Reads every allowance in a node, an outer one before those within it.
fn collect(
    source: SourceId,
    node: &Value,
    at: &mut Pointer,
    allowances: &mut Vec<Allowance>,
    diagnostics: &mut Diagnostics,
) {
    match node {
        Value::Object(members) => {
            if let Some(allowed) = members.get(KEY) {
                read(source, allowed, at, allowances, diagnostics);
            }
            for (name, member) in members {
                at.within(name, |at| collect(source, member, at, allowances, diagnostics));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.within(index, |at| collect(source, item, at, allowances, diagnostics));
            }
        }
        _ => {}
    }
}

fn read(
    source: SourceId,
    allowed: &Value,
    node: &Pointer,
    allowances: &mut Vec<Allowance>,
    diagnostics: &mut Diagnostics,
) {
    let at = node.child(KEY);
    let Value::Object(allowed) = allowed else {
        let message = format!("`{KEY}` must map names of warnings to reasons");
        let place = Place::node(source, &at);
        diagnostics.push(Diagnostic::new(Code::MalformedAllowance, place, message));
        return;
    };
    for (name, reason) in allowed {
        let at = at.child(name);
        let Some(code) = Code::of_name(name).filter(|code| can_be_allowed(*code)) else {
            diagnostics.push(unknown(name, Place::key(source, &at)));
            continue;
        };
        if reason.as_str().is_none_or(|reason| reason.trim().is_empty()) {
            let message = format!("no reason is given for allowing `{name}`");
            let place = Place::key(source, &at);
            diagnostics.push(Diagnostic::new(Code::MalformedAllowance, place, message));
            continue;
        }
        allowances.push(Allowance { source, node: node.clone(), code, is_used: false });
    }
}

fn can_be_allowed(code: Code) -> bool {
    let is_of_allowances = matches!(code, Code::MalformedAllowance | Code::UnusedAllowance);
    code.severity() == Severity::Warning && !is_of_allowances
}

fn unknown(name: &str, place: Place) -> Diagnostic {
    let message = match Code::of_name(name) {
        Some(_) => format!("`{name}` cannot be allowed"),
        None => format!("there is no warning `{name}`"),
    };
    let diagnostic = Diagnostic::new(Code::MalformedAllowance, place, message);
    let known = Code::ALL.iter().filter(|code| can_be_allowed(**code)).map(|code| code.name());
    match nearest(name, known) {
        Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
        None => diagnostic,
    }
}
