//! Compares the fields of objects, and what is said of a value beside its type.

use serde_json::Value;

use super::change::{Direction, Finding, Impact};
use super::declared;
use super::object::{Member, Object};
use super::schema::{Walk, member};
use crate::ir::Limits;
use crate::model::FieldKind;

/// What is said of a value beside its type.
pub(super) struct Facts<'a> {
    pub(super) limits: &'a Limits,
    pub(super) default: Option<&'a Value>,
    pub(super) example: Option<&'a Value>,
    pub(super) deprecated: bool,
}

impl Walk<'_> {
    pub(super) fn objects(&mut self, subject: &str, old: &Object<'_>, new: &Object<'_>) {
        // One side tells its requests apart by a tag where the other lists all fields at once.
        let cut_otherwise = (old.parts > 1) != (new.parts > 1);
        for (name, before) in &old.fields {
            let subject = member(subject, name);
            match new.fields.get(name) {
                Some(after) => self.member(&subject, before, after, cut_otherwise),
                None => {
                    let was = before.types.view().describe();
                    let finding = Finding::new(Impact::Breaking, subject, "removed").old(was);
                    self.push(finding.at(&(before.place.clone(), None)));
                }
            }
        }
        for (name, after) in new.fields.iter().filter(|(name, _)| !old.fields.contains_key(*name)) {
            let is_constant = !after.constants.is_empty();
            let impact = self.direction.added(after.required && !is_constant);
            let is = after.types.view().describe();
            let is = match (self.direction, is_constant, after.required) {
                (Direction::Response, _, _) => is,
                (Direction::Request, true, _) => format!("constant, {is}"),
                (Direction::Request, false, true) => format!("required, {is}"),
                (Direction::Request, false, false) => format!("optional, {is}"),
            };
            let finding = Finding::new(impact, member(subject, name), "added").new_value(is);
            self.push(finding.at(&(None, after.place.clone())));
        }
        self.additional(&member(subject, "*"), old, new);
    }

    fn additional(&mut self, subject: &str, old: &Object<'_>, new: &Object<'_>) {
        if let (Some(before), Some(after)) = (&old.additional, &new.additional) {
            return self.types(subject, before, after);
        }
        self.push_all(Finding::toggled(
            subject,
            (old.additional.is_some(), new.additional.is_some()),
            (Impact::Additive, "other members added"),
            (Impact::Breaking, "other members removed"),
        ));
    }

    fn member(&mut self, subject: &str, old: &Member<'_>, new: &Member<'_>, cut_otherwise: bool) {
        let inner = (old.place.clone(), new.place.clone());
        let outer = std::mem::replace(&mut self.places, inner);
        let start = self.findings.len();
        self.types(subject, &old.types, &new.types);
        let is_tag = old.is_tag || new.is_tag;
        if !(cut_otherwise && is_tag) {
            self.required(subject, old.required, new.required);
            self.constants(subject, &old.constants, &new.constants);
        }
        // An optional field of a response is the same whether it may be null or not.
        let is_same = match (old.declared.as_slice(), new.declared.as_slice()) {
            ([before], [after]) => declared::is_declared_alike(before.1, after.1),
            _ => false,
        };
        self.null(subject, old.nullable && !is_same, new.nullable && !is_same);
        if let ([before], [after]) = (old.declared.as_slice(), new.declared.as_slice()) {
            let is_told = self.findings.iter().skip(start).any(|it| it.subject == subject);
            self.push_all(declared::fields(subject, *before, *after, is_told));
        }
        // Of a constant the client shows nothing.
        if !(is_constant(old) && is_constant(new)) {
            self.facts(subject, &facts(old), &facts(new));
            if old.json_part != new.json_part && self.direction == Direction::Request {
                let of = |it: Option<&str>| it.unwrap_or("that of its type").to_owned();
                let finding = Finding::of_service(subject, "media type");
                self.push(finding.old(of(old.json_part)).new_value(of(new.json_part)));
            }
            self.words(&old.docs.join("\n"), &new.docs.join("\n"));
        }
        self.places = outer;
    }

    /// What need not be there is an `Option` and a setter, what must be there an argument: a program has to change
    /// whichever way the document goes.
    pub(super) fn required(&mut self, subject: &str, old: bool, new: bool) {
        let change = match (old, new, self.direction) {
            (false, true, Direction::Request) => "required",
            (false, true, Direction::Response) => "always there",
            (true, false, Direction::Request) => "optional",
            (true, false, Direction::Response) => "may be absent",
            _ => return,
        };
        self.push(Finding::new(Impact::Breaking, subject, change));
    }

    /// What has one value is written by the client; what has several is for the caller to say.
    fn constants(&mut self, subject: &str, old: &[&Value], new: &[&Value]) {
        let text = |all: &[&Value]| {
            let mut all: Vec<_> = all.iter().map(|it| it.to_string()).collect();
            all.sort();
            all.dedup();
            all.join(", ")
        };
        let (before, after) = (text(old), text(new));
        let is_told = self.findings.iter().any(|it| it.subject == subject && it.change == "type");
        if before == after || is_told {
            return;
        }
        let finding = match (old.is_empty(), new.is_empty(), self.direction) {
            (_, _, Direction::Response) => Finding::new(Impact::Documentation, subject, "constant"),
            (false, false, Direction::Request) => {
                Finding::of_service(subject, "value of the constant")
            }
            (_, _, Direction::Request) => Finding::new(Impact::Breaking, subject, "constant"),
        };
        let or_none = |it: String| if it.is_empty() { "none".to_owned() } else { it };
        self.push(finding.old(or_none(before)).new_value(or_none(after)));
    }

    pub(super) fn facts(&mut self, subject: &str, old: &Facts<'_>, new: &Facts<'_>) {
        let Facts { limits, default, example, deprecated } = old;
        self.limits(subject, limits, new.limits);
        if *default != new.default {
            let text = |value: Option<&Value>| value.map(ToString::to_string);
            let (before, after) = (text(*default), text(new.default));
            let mut finding = match self.direction {
                // Who leaves the value out gets something else.
                Direction::Request if before.is_some() && after.is_some() => {
                    Finding::of_service(subject, "default")
                }
                _ => Finding::new(Impact::Documentation, subject, "default"),
            };
            finding.old = before.or_else(|| Some("none".to_owned()));
            finding.new = after.or_else(|| Some("none".to_owned()));
            self.push(finding);
        }
        self.push_all(Finding::deprecated(subject, *deprecated, new.deprecated));
        // The samples of the documentation show it.
        self.worded_otherwise |= *example != new.example;
    }
}

fn facts<'a>(member: &'a Member<'_>) -> Facts<'a> {
    let Member { limits, default, example, deprecated, .. } = member;
    Facts { limits, default: *default, example: *example, deprecated: *deprecated }
}

fn is_constant(member: &Member<'_>) -> bool {
    let mut declared = member.declared.iter();
    declared.any(|(_, field)| matches!(field.kind, FieldKind::Constant(_)))
}
