//! Compares what values must keep to.

use super::change::{Direction, Finding, Impact};
use crate::ir::{Bound, Limits, Number, Relation};

/// Every limit that differs.
pub(super) fn compare(
    direction: Direction,
    subject: &str,
    old: &Limits,
    new: &Limits,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (before, after) in facts(old).into_iter().zip(facts(new)) {
        let Some((name, is_stricter)) = difference(&before.1, &after.1).map(|it| (before.0, it))
        else {
            continue;
        };
        let finding = match direction {
            Direction::Request if is_stricter => Finding::of_service(subject, name),
            Direction::Request => Finding::new(Impact::Additive, subject, name),
            Direction::Response => Finding::new(Impact::Documentation, subject, name),
        };
        findings.push(finding.old(before.1.text()).new_value(after.1.text()));
    }
    if old.each != new.each {
        let each = |it: &Limits| it.each.as_deref().cloned().unwrap_or_default();
        findings.extend(compare(direction, &format!("{subject}[]"), &each(old), &each(new)));
    }
    findings
}

/// What is said of a value.
#[derive(PartialEq)]
enum Fact {
    /// The low end of a range.
    Least(Option<Bound>),
    /// The high end.
    Most(Option<Bound>),
    /// A rule in words.
    Rule(Option<String>),
}

impl Fact {
    fn text(&self) -> String {
        match self {
            Self::Least(Some(bound)) | Self::Most(Some(bound)) => match bound {
                Bound { value, exclusive: false } => value.to_string(),
                Bound { value, exclusive: true } => format!("{value} (exclusive)"),
            },
            Self::Rule(Some(rule)) => rule.clone(),
            Self::Least(None) | Self::Most(None) | Self::Rule(None) => "none".to_owned(),
        }
    }
}

/// Every limit but those of items.
fn facts(limits: &Limits) -> [(&'static str, Fact); 17] {
    let Limits {
        min_length,
        max_length,
        min_bytes,
        max_bytes,
        pattern,
        min_items,
        max_items,
        unique,
        min_members,
        max_members,
        minimum,
        maximum,
        multiple_of,
        each: _,
        sum,
        one_for_each,
        max_characters,
        relations,
    } = limits;
    let bound = |it: usize| Bound { value: Number::Whole(it as i128), exclusive: false };
    // No value is shorter than nothing.
    let least = |size: &Option<usize>| Fact::Least(size.filter(|it| *it > 0).map(bound));
    let most = |size: &Option<usize>| Fact::Most(size.map(bound));
    let rules: Vec<String> = relations
        .iter()
        .map(|it| {
            let Relation { rule: _, other: _ } = it;
            it.to_string()
        })
        .collect();
    [
        ("least length", least(min_length)),
        ("greatest length", most(max_length)),
        ("fewest bytes", least(min_bytes)),
        ("most bytes", most(max_bytes)),
        ("fewest items", least(min_items)),
        ("most items", most(max_items)),
        ("most characters in all", most(max_characters)),
        ("fewest members", least(min_members)),
        ("most members", most(max_members)),
        ("minimum", Fact::Least(*minimum)),
        ("maximum", Fact::Most(*maximum)),
        ("multiple of", Fact::Rule(multiple_of.map(|it| it.to_string()))),
        ("items differ", Fact::Rule(unique.then(|| "true".to_owned()))),
        ("pattern", Fact::Rule(pattern.clone())),
        ("sum of the items", Fact::Rule(sum.map(|it| it.to_string()))),
        ("one item for each", Fact::Rule(one_for_each.clone())),
        (
            "rule beside another value",
            Fact::Rule(Some(rules.join(", ")).filter(|it| !it.is_empty())),
        ),
    ]
}

/// Whether the new fact lets less through, if it is another one.
fn difference(old: &Fact, new: &Fact) -> Option<bool> {
    if old == new {
        return None;
    }
    let is_stricter = match (old, new) {
        (Fact::Least(old), Fact::Least(new)) => is_stricter(true, *old, *new),
        (Fact::Most(old), Fact::Most(new)) => is_stricter(false, *old, *new),
        (_, Fact::Rule(new)) => new.is_some(),
        _ => false,
    };
    Some(is_stricter)
}

fn is_stricter(is_low: bool, old: Option<Bound>, new: Option<Bound>) -> bool {
    match (old, new) {
        (None, Some(_)) => true,
        (_, None) => false,
        (Some(old), Some(new)) if old.value == new.value => new.exclusive,
        (Some(old), Some(new)) => is_low == (new.value > old.value),
    }
}
