//! Compares what requests and responses hold.

use std::collections::HashSet;

use serde_json::Value;

use super::change::{Direction, Finding, Impact, Places};
use super::object::{Member, Object};
use super::types::{Choice, Types, View};
use super::{declared, limits};
use crate::ir::{Limits, Shape, ShapeId, ShapeKind};
use crate::model::{FieldKind, TypeDef};

/// What is said of a value beside its type.
pub(super) struct Facts<'a> {
    pub(super) limits: &'a Limits,
    pub(super) default: Option<&'a Value>,
    pub(super) example: Option<&'a Value>,
    pub(super) deprecated: bool,
}

/// Walks two descriptions of one value side by side.
pub(super) struct Walk<'f> {
    direction: Direction,
    findings: &'f mut Vec<Finding>,
    /// Where in the two documents the walk is.
    places: Places,
    /// Pairs of shapes that were compared, or are being compared further up.
    seen: HashSet<(ShapeId, ShapeId)>,
    /// Whether something is described in other words.
    pub(super) worded_otherwise: bool,
}

impl<'f> Walk<'f> {
    pub(super) fn new(
        direction: Direction,
        places: Places,
        findings: &'f mut Vec<Finding>,
    ) -> Self {
        Self { direction, findings, places, seen: HashSet::new(), worded_otherwise: false }
    }

    pub(super) fn types(&mut self, subject: &str, old: &Types<'_>, new: &Types<'_>) {
        self.null(subject, old.nullable, new.nullable);
        if let (Some(before), Some(after)) = (old.shape(), new.shape()) {
            if !self.seen.insert((before, after)) {
                return;
            }
            let shapes = (shape(old, before), shape(new, after));
            let places = (Some(shapes.0.place.clone()), Some(shapes.1.place.clone()));
            let outer = std::mem::replace(&mut self.places, places);
            self.shapes(subject, old, new);
            self.words(&described(shapes.0), &described(shapes.1));
            let (before, after) = (definition(old, before), definition(new, after));
            if let (Some(before), Some(after)) = (before, after) {
                let found = declared::definitions(before, after);
                found.into_iter().for_each(|finding| self.push(finding));
            }
            self.places = outer;
        } else {
            self.shapes(subject, old, new);
        }
    }

    fn shapes(&mut self, subject: &str, old: &Types<'_>, new: &Types<'_>) {
        match (old.view(), new.view()) {
            (View::Enum { json, values }, View::Enum { json: new_json, values: new_values })
                if json == new_json =>
            {
                self.values(subject, &values, &new_values)
            }
            (View::Union { tag, variants }, View::Union { tag: new_tag, variants: after })
                if tag == new_tag =>
            {
                self.variants(subject, tag, &variants, &after);
            }
            (
                before @ (View::Object(_) | View::Union { .. }),
                after @ (View::Object(_) | View::Union { .. }),
            ) => {
                self.cut(subject, &before, &after);
                self.objects(subject, &old.object(), &new.object());
            }
            (View::Choice(before), View::Choice(after)) => {
                self.choices(subject, &before, &after);
            }
            (
                View::Parts { separator, parts },
                View::Parts { separator: new_separator, parts: new_parts },
            ) => {
                self.parts(subject, (separator, &parts), (new_separator, &new_parts));
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

    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding.at(&self.places));
    }

    fn null(&mut self, subject: &str, old: bool, new: bool) {
        if old != new {
            let change = if new { "may be null" } else { "may not be null any more" };
            self.push(Finding::new(Impact::Breaking, subject, change));
        }
    }

    fn kinds(&mut self, subject: &str, old: &View<'_>, new: &View<'_>) {
        let (before, after) = (old.describe(), new.describe());
        let is_same = std::mem::discriminant(old) == std::mem::discriminant(new);
        if is_same && before == after {
            return;
        }
        if let (View::Plain { json: "string", .. }, View::Enum { json: "string", .. }) = (old, new)
            && self.direction == Direction::Request
        {
            let finding = Finding::new(Impact::Breaking, subject, "takes only these values");
            self.push(finding.new_value(after));
            return;
        }
        let is_same_json = old.json().is_none() || new.json().is_none() || old.json() == new.json();
        let change = if is_same_json { "type, the same on the wire" } else { "type" };
        self.push(Finding::new(Impact::Breaking, subject, change).old(before).new_value(after));
    }

    /// One side has one type for all objects where the other tells them apart, or tells them apart by another member.
    fn cut(&mut self, subject: &str, old: &View<'_>, new: &View<'_>) {
        if let (View::Object(_), View::Object(_)) = (old, new) {
            return;
        }
        let finding = Finding::new(Impact::Breaking, subject, "type, the same on the wire");
        self.push(finding.old(old.describe()).new_value(new.describe()));
    }

    fn values(&mut self, subject: &str, old: &[String], new: &[String]) {
        for value in old.iter().filter(|it| !new.contains(it)) {
            self.push(Finding::new(Impact::Breaking, subject, "value removed").old(value));
        }
        for value in new.iter().filter(|it| !old.contains(it)) {
            self.push(Finding::new(Impact::Additive, subject, "value added").new_value(value));
        }
    }

    fn variants<'a>(
        &mut self,
        subject: &str,
        tag: &str,
        old: &[(&'a str, Types<'a>)],
        new: &[(&'a str, Types<'a>)],
    ) {
        let values = |all: &[(&'a str, Types<'a>)]| -> Vec<String> {
            all.iter().map(|(it, _)| (*it).to_owned()).collect()
        };
        self.values(&member(subject, tag), &values(old), &values(new));
        for (value, types) in old {
            if let Some((_, other)) = new.iter().find(|(other, _)| other == value) {
                self.types(&format!("{subject}<{value}>"), types, other);
            }
        }
    }

    fn choices<'a>(&mut self, subject: &str, old: &[Choice<'a>], new: &[Choice<'a>]) {
        let names = |all: &[Choice<'a>]| -> Vec<String> {
            all.iter().map(|it| it.name.to_owned()).collect()
        };
        self.values(subject, &names(old), &names(new));
        for Choice { name, closed, limits, types } in old {
            let Some(after) = new.iter().find(|it| it.name == *name) else {
                continue;
            };
            let subject = format!("{subject}<{name}>");
            if *closed != after.closed {
                let change = if after.closed { "has no other members" } else { "may have others" };
                self.push(Finding::of_service(&subject, change));
            }
            self.types(&subject, types, &after.types);
            self.limits(&subject, limits, after.limits);
        }
    }

    fn parts<'a>(
        &mut self,
        subject: &str,
        (separator, old): (&str, &[(&'a str, Types<'a>)]),
        (new_separator, new): (&str, &[(&'a str, Types<'a>)]),
    ) {
        if separator != new_separator {
            let finding = Finding::of_service(subject, "separator");
            let quoted = |it: &str| format!("`{it}`");
            self.push(finding.old(quoted(separator)).new_value(quoted(new_separator)));
        }
        let names =
            |all: &[(&'a str, Types<'a>)]| all.iter().map(|it| it.0).collect::<Vec<_>>().join(", ");
        let (before, after) = (names(old), names(new));
        if before != after {
            let finding = Finding::new(Impact::Breaking, subject, "parts");
            self.push(finding.old(before).new_value(after));
        }
        for (name, types) in old {
            if let Some((_, other)) = new.iter().find(|(other, _)| other == name) {
                self.types(&member(subject, name), types, other);
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
            let found = declared::fields(subject, *before, *after, is_told);
            found.into_iter().for_each(|finding| self.push(finding));
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
            (true, _, Direction::Request) => Finding::new(Impact::Breaking, subject, "constant"),
            (_, true, Direction::Request) => Finding::new(Impact::Breaking, subject, "constant"),
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
        if *deprecated != new.deprecated {
            let change = if new.deprecated { "deprecated" } else { "not deprecated any more" };
            self.push(Finding::new(Impact::Documentation, subject, change));
        }
        // The samples of the documentation show it.
        self.worded_otherwise |= *example != new.example;
    }

    /// The limits of another type are others.
    fn limits(&mut self, subject: &str, old: &Limits, new: &Limits) {
        if !self.is_retyped(subject) {
            for finding in limits::compare(self.direction, subject, old, new) {
                self.push(finding);
            }
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

fn facts<'a>(member: &'a Member<'_>) -> Facts<'a> {
    let Member { limits, default, example, deprecated, .. } = member;
    Facts { limits, default: *default, example: *example, deprecated: *deprecated }
}

fn is_constant(member: &Member<'_>) -> bool {
    let mut declared = member.declared.iter();
    declared.any(|(_, field)| matches!(field.kind, FieldKind::Constant { .. }))
}

fn shape<'a>(types: &Types<'a>, id: ShapeId) -> &'a Shape {
    types.context.described.shape(id)
}

fn definition<'a>(types: &Types<'a>, id: ShapeId) -> Option<&'a TypeDef> {
    types.context.described.definition(id)
}

/// What is said of a shape, and of the values that it lists. Its fields are compared one by one.
fn described(shape: &Shape) -> String {
    let Shape { place: _, name: _, chosen: _, docs, corrections: _, kind } = shape;
    let values: Vec<(String, &str)> = match kind {
        ShapeKind::Enum(all) => all.iter().map(|it| (it.value.clone(), &*it.docs)).collect(),
        ShapeKind::Numbers(all) => all.iter().map(|it| (it.value.to_string(), &*it.docs)).collect(),
        ShapeKind::Choice(all) => all.iter().map(|it| (it.name.clone(), &*it.docs)).collect(),
        ShapeKind::Object { .. } | ShapeKind::Parts { .. } | ShapeKind::Union { .. } => Vec::new(),
    };
    let mut values: Vec<_> = values
        .into_iter()
        .filter(|(_, docs)| !docs.is_empty())
        .map(|(value, docs)| format!("\n{value}: {docs}"))
        .collect();
    values.sort();
    format!("{docs}{}", values.concat())
}

/// The subject for a member: `body title`, `body slides[].data`.
fn member(subject: &str, name: &str) -> String {
    let separator =
        if subject.ends_with("body") || subject.ends_with("response") { " " } else { "." };
    format!("{subject}{separator}{name}")
}
