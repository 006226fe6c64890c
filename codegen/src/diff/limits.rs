//! Compares what values must keep to.

use super::change::{Finding, Impact};
use super::schema::Direction;
use crate::ir::{Bound, Limits};

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
}

/// Every limit, whether it is the low end of a range, and its value.
fn ends(limits: &Limits) -> [(&'static str, bool, Option<Bound>); 6] {
    let size = |size: Option<usize>| size.map(|it| Bound { value: it as f64, exclusive: false });
    [
        ("least length", true, size(limits.min_length)),
        ("greatest length", false, size(limits.max_length)),
        ("fewest items", true, size(limits.min_items)),
        ("most items", false, size(limits.max_items)),
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
