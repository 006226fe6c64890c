//! Compares the parameters of an operation.

use super::change::{Finding, Impact};
use super::schema::{Direction, Facts, Walk};
use super::types::Types;
use crate::ir::{Api, Location, Operation, Parameter, Type};

/// Reports what differs; says whether one is described in other words.
pub(super) fn compare(
    (old_api, old): (&Api, &Operation),
    (new_api, new): (&Api, &Operation),
    findings: &mut Vec<Finding>,
) -> bool {
    let mut worded_otherwise = false;
    // Parameters of the path have their place in it, so that one that is renamed is still known.
    let is_same_path = on_path(old).count() == on_path(new).count();
    for (before, after) in on_path(old).zip(on_path(new)).filter(|_| is_same_path) {
        let subject = format!("path {}", before.name);
        if !is_same_name(&before.name, &after.name) {
            let finding = Finding::new(Impact::Breaking, &subject, "renamed");
            findings.push(finding.old(&before.name).new_value(&after.name));
        }
        worded_otherwise |= parameter(&subject, (old_api, before), (new_api, after), findings);
    }
    let is_same = |a: &Parameter, b: &Parameter| (a.location, &a.name) == (b.location, &b.name);
    for before in beside_path(old) {
        let subject = subject(before);
        match beside_path(new).find(|it| is_same(it, before)) {
            Some(after) => {
                worded_otherwise |=
                    parameter(&subject, (old_api, before), (new_api, after), findings);
            }
            None => {
                let was = types(old_api, before).view().describe();
                findings.push(Finding::new(Impact::Breaking, subject, "removed").old(was));
            }
        }
    }
    for after in beside_path(new).filter(|it| beside_path(old).all(|other| !is_same(other, it))) {
        findings.push(added(new_api, after));
    }
    worded_otherwise
}

fn parameter(
    subject: &str,
    (old_api, old): (&Api, &Parameter),
    (new_api, new): (&Api, &Parameter),
    findings: &mut Vec<Finding>,
) -> bool {
    let is_repeated = |it: &Parameter| it.exploded && matches!(it.ty, Type::List(_));
    let mut walk = Walk::new(Direction::Request, findings);
    walk.types(subject, &types(old_api, old), &types(new_api, new));
    walk.required(subject, old.required, new.required);
    walk.facts(subject, &facts(old), &facts(new));
    walk.words(&old.docs, &new.docs);
    let worded_otherwise = walk.worded_otherwise;
    if let (Type::List(_), Type::List(_)) = (&old.ty, &new.ty)
        && is_repeated(old) != is_repeated(new)
    {
        let form = |it| if is_repeated(it) { "repeated" } else { "joined with commas" };
        let finding = Finding::new(Impact::Breaking, subject, "list is written");
        findings.push(finding.old(form(old)).new_value(form(new)));
    }
    if (old.style, old.allows_reserved) != (new.style, new.allows_reserved) {
        findings.push(Finding::new(Impact::Breaking, subject, "is written in another style"));
    }
    worded_otherwise
}

fn added(api: &Api, parameter: &Parameter) -> Finding {
    let (impact, word) = match parameter.required {
        true => (Impact::Breaking, "required"),
        false => (Impact::Additive, "optional"),
    };
    let is = types(api, parameter).view().describe();
    let finding = Finding::new(impact, subject(parameter), "added");
    finding.new_value(format!("{word}, {is}"))
}

fn facts(parameter: &Parameter) -> Facts<'_> {
    Facts {
        limits: &parameter.limits,
        default: parameter.default.as_ref(),
        deprecated: parameter.deprecated,
    }
}

fn types<'a>(api: &'a Api, parameter: &'a Parameter) -> Types<'a> {
    match &parameter.ty {
        Type::List(item) => Types::joined(api, item),
        ty => Types::new(api, [ty]),
    }
}

fn on_path(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|it| it.location == Location::Path)
}

fn beside_path(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|it| it.location != Location::Path)
}

fn subject(parameter: &Parameter) -> String {
    format!("{} {}", parameter.location.as_str(), parameter.name)
}

/// Whether two names differ in case and in separators only.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}
