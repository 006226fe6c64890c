//! Compares what values must keep to.

use super::change::{Finding, Impact};
use super::schema::Direction;
use crate::ir::{Bound, Limits, Number};

/// Reports every limit that differs.
pub(super) fn compare(
    direction: Direction,
    subject: &str,
    old: &Limits,
    new: &Limits,
    findings: &mut Vec<Finding>,
) {
    for ((name, is_low, before), (_, _, after)) in ends(old).into_iter().zip(ends(new)) {
        if before == after {
            continue;
        }
        let impact = match direction {
            Direction::Request if admits_less(is_low, before, after) => Impact::Breaking,
            Direction::Request => Impact::Additive,
            Direction::Answer => Impact::Documentation,
        };
        let finding = Finding::new(impact, subject, name).old(text(before));
        findings.push(finding.new_value(text(after)));
    }
    for (name, before, after) in rules(old, new) {
        if before == after {
            continue;
        }
        let impact = match direction {
            Direction::Request if after.is_some() => Impact::Breaking,
            Direction::Request => Impact::Additive,
            Direction::Answer => Impact::Documentation,
        };
        let text = |it: Option<String>| it.unwrap_or_else(|| "none".to_owned());
        findings.push(Finding::new(impact, subject, name).old(text(before)).new_value(text(after)));
    }
}

/// What is said of a value beside ranges, on both sides.
fn rules(old: &Limits, new: &Limits) -> [(&'static str, Option<String>, Option<String>); 6] {
    let step = |it: &Limits| it.multiple_of.map(|step| step.to_string());
    let unique = |it: &Limits| it.unique.then(|| "true".to_owned());
    let sum = |it: &Limits| it.sum.map(|sum| sum.to_string());
    let relations = |it: &Limits| {
        let all: Vec<_> = it.relations.iter().map(ToString::to_string).collect();
        (!all.is_empty()).then(|| all.join(", "))
    };
    [
        ("multiple of", step(old), step(new)),
        ("items differ", unique(old), unique(new)),
        ("pattern", old.pattern.clone(), new.pattern.clone()),
        ("sum of the items", sum(old), sum(new)),
        ("one item for each", old.one_for_each.clone(), new.one_for_each.clone()),
        ("rule beside another value", relations(old), relations(new)),
    ]
}

/// Every limit, whether it is the low end of a range, and its value.
fn ends(limits: &Limits) -> [(&'static str, bool, Option<Bound>); 9] {
    let size = |size: Option<usize>| {
        size.map(|it| Bound { value: Number::Whole(it as i128), exclusive: false })
    };
    [
        ("least length", true, size(limits.min_length)),
        ("greatest length", false, size(limits.max_length)),
        ("fewest items", true, size(limits.min_items)),
        ("most items", false, size(limits.max_items)),
        ("most characters in all", false, size(limits.max_characters)),
        ("fewest members", true, size(limits.min_members)),
        ("most members", false, size(limits.max_members)),
        ("minimum", true, limits.minimum),
        ("maximum", false, limits.maximum),
    ]
}

fn admits_less(is_low: bool, old: Option<Bound>, new: Option<Bound>) -> bool {
    match (old, new) {
        (None, Some(_)) => true,
        (_, None) => false,
        (Some(old), Some(new)) if old.value == new.value => new.exclusive,
        (Some(old), Some(new)) => is_low == (new.value > old.value),
    }
}

fn text(bound: Option<Bound>) -> String {
    match bound {
        Some(Bound { value, exclusive: false }) => value.to_string(),
        Some(Bound { value, exclusive: true }) => format!("{value} (exclusive)"),
        None => "none".to_owned(),
    }
}
