//! Compares what requests and answers hold.

use std::collections::HashSet;

use super::change::{Finding, Impact};
use super::limits;
use super::object::{Member, Object};
use super::types::{Types, View};
use crate::ir::{Limits, ShapeId};

/// Who writes the values that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// The caller: what is asked for must not grow, what is accepted must not shrink.
    Request,
    /// The service: what is promised must not shrink.
    Answer,
}

impl Direction {
    /// The impact of something that requests may have and answers do have.
    fn added(self, required: bool) -> Impact {
        match self {
            Self::Request if required => Impact::Breaking,
            _ => Impact::Additive,
        }
    }
}

/// What is said of a value beside its type.
pub(super) struct Facts<'a> {
    pub(super) limits: &'a Limits,
    pub(super) default: Option<&'a serde_json::Value>,
    pub(super) deprecated: bool,
}

/// Walks two descriptions of one value side by side.
pub(super) struct Walk<'f> {
    direction: Direction,
    findings: &'f mut Vec<Finding>,
    /// Pairs of shapes that were compared, or are being compared further up.
    seen: HashSet<(Vec<ShapeId>, Vec<ShapeId>)>,
    /// Whether something is described in other words.
    pub(super) worded_otherwise: bool,
}

impl<'f> Walk<'f> {
    pub(super) fn new(direction: Direction, findings: &'f mut Vec<Finding>) -> Self {
        Self { direction, findings, seen: HashSet::new(), worded_otherwise: false }
    }

    pub(super) fn types(&mut self, subject: &str, old: &Types<'_>, new: &Types<'_>) {
        let shapes = (old.shapes(), new.shapes());
        if !shapes.0.is_empty() && !shapes.1.is_empty() && !self.seen.insert(shapes) {
            return;
        }
        match (old.view(), new.view()) {
            (View::Enum(before), View::Enum(after)) => self.values(subject, &before, &after),
            (View::Union { tag, variants }, View::Union { tag: new_tag, variants: after })
                if tag == new_tag =>
            {
                self.variants(subject, tag, &variants, &after);
            }
            (View::Object(_) | View::Union { .. }, View::Object(_) | View::Union { .. }) => {
                self.objects(subject, &old.object(), &new.object());
            }
            (View::Choice(before), View::Choice(after)) => {
                self.choices(subject, &before, &after);
            }
            (View::List(before), View::List(after))
            | (View::Joined(before), View::Joined(after)) => {
                self.types(&format!("{subject}[]"), &before, &after);
            }
            (View::Map(before), View::Map(after)) => {
                self.types(&format!("{subject}.*"), &before, &after);
            }
            (before, after) => self.kinds(subject, &before, &after),
        }
    }

    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn kinds(&mut self, subject: &str, old: &View<'_>, new: &View<'_>) {
        let (before, after) = (old.describe(), new.describe());
        if before == after {
            return;
        }
        if let (View::Plain { json: "string", .. }, View::Enum(_), Direction::Request) =
            (old, new, self.direction)
        {
            self.push(
                Finding::new(Impact::Breaking, subject, "takes only these values").new_value(after),
            );
            return;
        }
        let mut finding =
            Finding::new(Impact::Breaking, subject, "type").old(before).new_value(after);
        if old.json().is_none() || new.json().is_none() || old.json() == new.json() {
            finding.change = "type, the same on the wire";
            finding.same_on_the_wire = Some(format!("{} → {}", old.kind(), new.kind()));
        }
        self.push(finding);
    }

    fn values(&mut self, subject: &str, old: &[&str], new: &[&str]) {
        for value in old.iter().filter(|it| !new.contains(it)) {
            self.push(Finding::new(Impact::Breaking, subject, "value removed").old(*value));
        }
        for value in new.iter().filter(|it| !old.contains(it)) {
            self.push(Finding::new(Impact::Additive, subject, "value added").new_value(*value));
        }
    }

    fn variants<'a>(
        &mut self,
        subject: &str,
        tag: &str,
        old: &[(&'a str, Types<'a>)],
        new: &[(&'a str, Types<'a>)],
    ) {
        let values = |all: &[(&'a str, Types<'a>)]| all.iter().map(|(it, _)| *it).collect();
        let (before, after): (Vec<&str>, Vec<&str>) = (values(old), values(new));
        self.values(&member(subject, tag), &before, &after);
        for (value, types) in old {
            if let Some((_, other)) = new.iter().find(|(other, _)| other == value) {
                self.types(&format!("{subject}<{value}>"), types, other);
            }
        }
    }

    fn choices<'a>(
        &mut self,
        subject: &str,
        old: &[(&'a str, Types<'a>)],
        new: &[(&'a str, Types<'a>)],
    ) {
        let names = |all: &[(&'a str, Types<'a>)]| all.iter().map(|(it, _)| *it).collect();
        let (before, after): (Vec<&str>, Vec<&str>) = (names(old), names(new));
        self.values(subject, &before, &after);
        for (name, types) in old {
            if let Some((_, other)) = new.iter().find(|(other, _)| other == name) {
                self.types(&format!("{subject}<{name}>"), types, other);
            }
        }
    }

    fn objects(&mut self, subject: &str, old: &Object<'_>, new: &Object<'_>) {
        // One side tells its requests apart by a tag where the other lists all fields at once.
        let cut_otherwise = (old.parts > 1) != (new.parts > 1);
        for (name, before) in &old.fields {
            let subject = member(subject, name);
            match new.fields.get(name) {
                Some(after) => self.member(&subject, before, after, cut_otherwise),
                None => {
                    let was = before.types.view().describe();
                    self.push(Finding::new(Impact::Breaking, subject, "removed").old(was));
                }
            }
        }
        for (name, after) in new.fields.iter().filter(|(name, _)| !old.fields.contains_key(*name)) {
            let impact = self.direction.added(after.required);
            let is = after.types.view().describe();
            let is = if self.direction == Direction::Answer {
                is
            } else {
                format!("{}, {is}", if after.required { "required" } else { "optional" })
            };
            self.push(Finding::new(impact, member(subject, name), "added").new_value(is));
        }
        self.additional(&member(subject, "*"), old, new);
    }

    fn additional(&mut self, subject: &str, old: &Object<'_>, new: &Object<'_>) {
        match (&old.additional, &new.additional) {
            (Some(before), Some(after)) => self.types(subject, before, after),
            (Some(_), None) => {
                self.push(Finding::new(Impact::Breaking, subject, "other members removed"));
            }
            (None, Some(_)) => {
                self.push(Finding::new(Impact::Additive, subject, "other members added"));
            }
            (None, None) => {}
        }
    }

    fn member(&mut self, subject: &str, old: &Member<'_>, new: &Member<'_>, cut_otherwise: bool) {
        self.types(subject, &old.types, &new.types);
        let is_tag = old.is_tag || new.is_tag;
        if !(cut_otherwise && is_tag) {
            self.required(subject, old.required, new.required);
        }
        if old.nullable != new.nullable {
            let change = if new.nullable { "may be null" } else { "may not be null any more" };
            self.push(Finding::new(Impact::Breaking, subject, change));
        }
        let facts = |it: &Member<'_>| (it.limits.clone(), it.deprecated);
        let ((limits, deprecated), (new_limits, new_deprecated)) = (facts(old), facts(new));
        self.facts(
            subject,
            &Facts { limits: &limits, default: old.default, deprecated },
            &Facts { limits: &new_limits, default: new.default, deprecated: new_deprecated },
        );
        self.words(&old.docs.join("\n"), &new.docs.join("\n"));
    }

    /// What need not be there is an `Option` and a setter, what must be there an argument: a program has to change
    /// whichever way the document goes.
    pub(super) fn required(&mut self, subject: &str, old: bool, new: bool) {
        let change = match (old, new, self.direction) {
            (false, true, Direction::Request) => "required",
            (false, true, Direction::Answer) => "always there",
            (true, false, Direction::Request) => "optional",
            (true, false, Direction::Answer) => "may be absent",
            _ => return,
        };
        self.push(Finding::new(Impact::Breaking, subject, change));
    }

    pub(super) fn facts(&mut self, subject: &str, old: &Facts<'_>, new: &Facts<'_>) {
        // The limits of another type are others.
        if !self.is_retyped(subject) {
            limits::compare(self.direction, subject, old.limits, new.limits, self.findings);
        }
        if old.default != new.default {
            let text = |value: Option<&serde_json::Value>| value.map(ToString::to_string);
            let (before, after) = (text(old.default), text(new.default));
            let both = before.is_some() && after.is_some();
            let impact = match self.direction {
                // Who leaves the value out gets something else.
                Direction::Request if both => Impact::Breaking,
                _ => Impact::Documentation,
            };
            let mut finding = Finding::new(impact, subject, "default");
            finding.old = before.or_else(|| Some("none".to_owned()));
            finding.new = after.or_else(|| Some("none".to_owned()));
            self.push(finding);
        }
        if old.deprecated != new.deprecated {
            let change = if new.deprecated { "deprecated" } else { "not deprecated any more" };
            self.push(Finding::new(Impact::Documentation, subject, change));
        }
    }

    fn is_retyped(&self, subject: &str) -> bool {
        self.findings.iter().any(|it| it.subject == subject && it.change.starts_with("type"))
    }

    /// Notes whether two descriptions differ in more than white space.
    pub(super) fn words(&mut self, old: &str, new: &str) {
        self.worded_otherwise |= !old.split_whitespace().eq(new.split_whitespace());
    }
}

/// The subject for a member: `body title`, `body slides[].data`.
fn member(subject: &str, name: &str) -> String {
    let separator =
        if subject.ends_with("body") || subject.ends_with("answer") { " " } else { "." };
    format!("{subject}{separator}{name}")
}
