//! Compares what requests and responses hold.

use std::collections::HashSet;

use super::change::{Direction, Finding, Impact, Places, is_worded_otherwise};
use super::types::Types;
use super::view::{Choice, Response, Status, View};
use super::{declared, limits, operation};
use crate::ir::{Limits, Shape, ShapeId, ShapeKind};
use crate::model::TypeDef;

/// Walks two descriptions of one value side by side.
pub(super) struct Walk<'f> {
    pub(super) direction: Direction,
    pub(super) findings: &'f mut Vec<Finding>,
    /// Where in the two documents the walk is.
    pub(super) places: Places,
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
        if let (Some(before), Some(after)) = (old.shape(), new.shape())
            && is_by_status(shape(old, before)) == is_by_status(shape(new, after))
        {
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
                self.push_all(declared::definitions(before, after));
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
            (View::ByStatus(before), View::ByStatus(after)) => {
                self.statuses(subject, &before, &after);
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

    pub(super) fn push_all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|it| self.push(it));
    }

    pub(super) fn null(&mut self, subject: &str, old: bool, new: bool) {
        let of = |change| (Impact::Breaking, change);
        let (may, may_not) = (of("may be null"), of("may not be null any more"));
        self.push_all(Finding::toggled(subject, (old, new), may, may_not));
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

    fn statuses<'a>(&mut self, subject: &str, old: &[Status<'a>], new: &[Status<'a>]) {
        let statuses = |all: &[Status<'a>]| -> Vec<String> {
            all.iter().map(|it| it.status.to_owned()).collect()
        };
        self.values(subject, &statuses(old), &statuses(new));
        for before in old {
            if let Some(after) = new.iter().find(|it| it.status == before.status) {
                let subject = format!("{subject}<{}>", before.status);
                self.push_all(operation::envelope(&subject, before.envelope, after.envelope));
                self.response(&subject, &before.response, &after.response);
            }
        }
    }

    pub(super) fn response(&mut self, subject: &str, old: &Response<'_>, new: &Response<'_>) {
        let is = |it: &Response<'_>| (it.types.is_empty(), it.is_location);
        match (is(old), is(new)) {
            (before, after) if before == after && before.0 => return,
            (before, after) if before == after => {}
            _ => {
                let finding = Finding::new(Impact::Breaking, subject, "type").old(old.describe());
                return self.push(finding.new_value(new.describe()));
            }
        }
        let of = |change| (Impact::Breaking, change);
        let (may, may_not) = (of("may be empty"), of("is never empty"));
        let empty = (old.may_be_empty, new.may_be_empty);
        self.push_all(Finding::toggled(subject, empty, may, may_not));
        self.types(subject, &old.types, &new.types);
    }

    /// The limits of another type are others.
    pub(super) fn limits(&mut self, subject: &str, old: &Limits, new: &Limits) {
        if !self.is_retyped(subject) {
            self.push_all(limits::compare(self.direction, subject, old, new));
        }
    }

    fn is_retyped(&self, subject: &str) -> bool {
        self.findings.iter().any(|it| it.subject == subject && it.change.starts_with("type"))
    }

    /// Notes whether two descriptions differ in more than white space.
    pub(super) fn words(&mut self, old: &str, new: &str) {
        self.worded_otherwise |= is_worded_otherwise(old, new);
    }
}

fn shape<'a>(types: &Types<'a>, id: ShapeId) -> &'a Shape {
    types.context.described.shape(id)
}

/// Whether a shape is several responses, none of which is the same type as it.
fn is_by_status(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::ByStatus(_))
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
        ShapeKind::ByStatus(all) => all.iter().map(|it| (it.status.clone(), &*it.docs)).collect(),
        ShapeKind::Object { .. } | ShapeKind::Union { .. } => Vec::new(),
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
pub(super) fn member(subject: &str, name: &str) -> String {
    let separator =
        if subject.ends_with("body") || subject.ends_with("response") { " " } else { "." };
    format!("{subject}{separator}{name}")
}
