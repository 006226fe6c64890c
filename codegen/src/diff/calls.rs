//! Compares what the calls of an operation send and get, and how often they may be made.

use super::change::{Finding, Impact};
use super::schema::{Direction, Walk};
use super::types::Types;
use crate::ir::{Api, Body, Call, ErrorCode, Operation, Output, Rate, RateLimit, Type};

/// Which facts of prose the new document lets be read at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Readable {
    pub(super) limits: bool,
    pub(super) codes: bool,
}

/// Other words than before, by what they describe.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    pub(super) body: bool,
    pub(super) answer: bool,
    pub(super) codes: bool,
}

/// The calls of an operation that are compared as one.
#[derive(Clone)]
pub(super) struct Calls<'a> {
    api: &'a Api,
    of: Vec<&'a Call>,
}

impl<'a> Calls<'a> {
    pub(super) fn all(api: &'a Api, operation: &'a Operation) -> Self {
        Self { api, of: operation.calls.iter().collect() }
    }

    /// The values of the tag, if that is how all of several calls are told apart.
    pub(super) fn tags(&self) -> Option<Vec<&'a str>> {
        let tags: Option<Vec<_>> = self.of.iter().map(|call| call.tag.as_deref()).collect();
        tags.filter(|tags| tags.len() > 1)
    }

    pub(super) fn with_tag(&self, tag: &str) -> Self {
        let of = self.of.iter().filter(|call| call.tag.as_deref() == Some(tag));
        Self { api: self.api, of: of.copied().collect() }
    }

    fn bodies(&self) -> Vec<&'a Body> {
        self.of.iter().filter_map(|call| call.body.as_ref()).collect()
    }

    fn body_types(&self) -> Types<'a> {
        Types::new(self.api, self.bodies().into_iter().map(|body| &body.ty))
    }

    fn answer_types(&self) -> Types<'a> {
        let types = self.of.iter().filter_map(|call| match &call.output {
            Output::Empty => None,
            Output::Json(ty) | Output::JsonOrEmpty(ty) => Some(ty),
            Output::Text => Some(TEXT),
            Output::Bytes => Some(BYTES),
        });
        Types::new(self.api, types)
    }

    /// Whether some requests are answered without a body.
    fn may_be_empty(&self) -> bool {
        self.of.iter().any(|it| matches!(it.output, Output::Empty | Output::JsonOrEmpty(_)))
    }

    fn limit(&self) -> RateLimit {
        RateLimit::strictest(self.of.iter().map(|call| call.limit))
    }

    fn errors(&self) -> Vec<&'a ErrorCode> {
        self.of.iter().flat_map(|call| &call.errors).collect()
    }
}

const TEXT: &Type = &Type::String;
const BYTES: &Type = &Type::Bytes;

/// Reports what differs; says what is described in other words.
pub(super) fn compare(
    old: &Calls<'_>,
    new: &Calls<'_>,
    readable: Readable,
    findings: &mut Vec<Finding>,
) -> Words {
    let mut words =
        Words { body: body(old, new, findings), answer: answer(old, new, findings), codes: false };
    if readable.limits {
        limits(old.limit(), new.limit(), findings);
    }
    if readable.codes {
        words.codes = codes(old, new, findings);
    }
    words
}

fn body(old: &Calls<'_>, new: &Calls<'_>, findings: &mut Vec<Finding>) -> bool {
    let is_required = |bodies: &[&Body]| bodies.iter().any(|body| body.required);
    let (before, after) = (old.bodies(), new.bodies());
    match (before.is_empty(), after.is_empty()) {
        (true, true) => return false,
        (false, true) => findings.push(Finding::new(Impact::Breaking, "body", "removed")),
        (true, false) => {
            let impact = if is_required(&after) { Impact::Breaking } else { Impact::Additive };
            let is = new.body_types().view().describe();
            findings.push(Finding::new(impact, "body", "added").new_value(is));
        }
        (false, false) => {
            if let (Some(old), Some(new)) = (before.first(), after.first())
                && old.media_type != new.media_type
            {
                let finding = Finding::new(Impact::Breaking, "body", "media type");
                findings.push(finding.old(&old.media_type).new_value(&new.media_type));
            }
            let mut walk = Walk::new(Direction::Request, findings);
            walk.types("body", &old.body_types(), &new.body_types());
            walk.required("body", is_required(&before), is_required(&after));
            let docs = |bodies: &[&Body]| bodies.iter().map(|it| it.docs.clone() + "\n").collect();
            let (before, after): (String, String) = (docs(&before), docs(&after));
            walk.words(&before, &after);
            return walk.worded_otherwise;
        }
    }
    false
}

fn answer(old: &Calls<'_>, new: &Calls<'_>, findings: &mut Vec<Finding>) -> bool {
    let (before, after) = (old.answer_types(), new.answer_types());
    let mut push = |finding| findings.push(finding);
    match (before.is_empty(), after.is_empty()) {
        (true, true) => return false,
        (false, false) => {}
        (was_empty, is_empty) => {
            let words = |types: &Types<'_>, is_empty| match is_empty {
                true => "nothing".to_owned(),
                false => types.view().describe(),
            };
            let finding = Finding::new(Impact::Breaking, "answer", "type");
            let finding = finding.old(words(&before, was_empty));
            push(finding.new_value(words(&after, is_empty)));
            return false;
        }
    }
    match (old.may_be_empty(), new.may_be_empty()) {
        (false, true) => push(Finding::new(Impact::Breaking, "answer", "may be empty")),
        (true, false) => push(Finding::new(Impact::Breaking, "answer", "is never empty")),
        _ => {}
    }
    let mut walk = Walk::new(Direction::Answer, findings);
    walk.types("answer", &before, &after);
    walk.worded_otherwise
}

fn limits(old: RateLimit, new: RateLimit, findings: &mut Vec<Finding>) {
    fact("rate limit", (old.rate, new.rate), Rate::stricter, |it| it.to_string(), findings);
    let locks = (old.lock_period_seconds, new.lock_period_seconds);
    fact("lock period", locks, u32::max, duration, findings);
}

/// A limit that is not stated any more may still hold.
fn fact<T: Copy + PartialEq>(
    subject: &str,
    (old, new): (Option<T>, Option<T>),
    stricter: fn(T, T) -> T,
    text: fn(T) -> String,
    findings: &mut Vec<Finding>,
) {
    let (impact, change) = match (old, new) {
        _ if old == new => return,
        (_, None) => (Impact::Documentation, "not stated any more"),
        (None, Some(_)) => (Impact::Breaking, "stated"),
        // Who kept to the old one keeps to the new one.
        (Some(old), Some(new)) if stricter(old, new) == old => (Impact::Additive, "looser"),
        (Some(_), Some(_)) => (Impact::Breaking, "stricter"),
    };
    let mut finding = Finding::new(impact, subject, change);
    (finding.old, finding.new) = (old.map(text), new.map(text));
    findings.push(finding);
}

fn duration(seconds: u32) -> String {
    match seconds {
        60.. if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

/// All error codes are the values of one enumeration: what another operation states is no news to it.
fn codes(old: &Calls<'_>, new: &Calls<'_>, findings: &mut Vec<Finding>) -> bool {
    let (gone, gone_here) = only(old, new);
    let (added, added_here) = only(new, old);
    for (codes, impact) in [(gone, Impact::Breaking), (gone_here, Impact::Documentation)] {
        if !codes.is_empty() {
            findings.push(Finding::new(impact, "error codes", "removed").old(codes.join(", ")));
        }
    }
    for (codes, impact) in [(added, Impact::Additive), (added_here, Impact::Documentation)] {
        if !codes.is_empty() {
            findings.push(Finding::new(impact, "error codes", "added").new_value(codes.join(", ")));
        }
    }
    let (old, new) = (old.errors(), new.errors());
    let meanings = |all: &[&ErrorCode], code: &str| -> Vec<String> {
        let same = all.iter().filter(|it| it.code == code);
        same.flat_map(|it| it.meanings.clone()).collect()
    };
    old.iter().any(|it| {
        let after = meanings(&new, &it.code);
        !after.is_empty() && meanings(&old, &it.code) != after
    })
}

/// The error codes that only the first calls state: those that the other documents lack, and those that they have for
/// other calls.
fn only<'a>(these: &Calls<'a>, those: &Calls<'_>) -> (Vec<&'a str>, Vec<&'a str>) {
    let stated = those.errors();
    let mut codes: Vec<&str> = Vec::new();
    for code in these.errors().into_iter().map(|it| it.code.as_str()) {
        if stated.iter().all(|it| it.code != code) && !codes.contains(&code) {
            codes.push(code);
        }
    }
    let operations = || those.api.documents.iter().flat_map(|it| &it.operations);
    codes.into_iter().partition(|code| !operations().any(|it| it.error_codes().contains(code)))
}
