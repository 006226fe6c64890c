//! Compares the parameters of an operation.

use super::change::{Direction, Finding, Impact, Places};
use super::described::Side;
use super::members::Facts;
use super::requests;
use super::schema::Walk;
use super::types::{Context, Types};
use crate::ir::{Location, Parameter, Type};
use crate::model::CallField;
use crate::text::letters;

/// A parameter with what it becomes.
#[derive(Clone, Copy)]
struct Given<'a> {
    context: Context<'a>,
    parameter: &'a Parameter,
    field: Option<&'a CallField>,
}

/// Reports what differs; says whether one is described in other words.
pub(super) fn compare(old: Side<'_>, new: Side<'_>, findings: &mut Vec<Finding>) -> bool {
    let (old, new) = (parameters(old), parameters(new));
    let mut worded_otherwise = false;
    // Parameters of the path have their place in it, so that one that is renamed is still known.
    let is_same_path = on_path(&old).count() == on_path(&new).count();
    for (before, after) in on_path(&old).zip(on_path(&new)).filter(|_| is_same_path) {
        let (name, new_name) = (&before.parameter.name, &after.parameter.name);
        let subject = format!("path {name}");
        if !is_same_name(name, new_name) {
            let finding = Finding::new(Impact::Breaking, &subject, "renamed");
            let finding = finding.old(name).new_value(new_name);
            findings.push(finding.at(&places(Some(before), Some(after))));
        }
        worded_otherwise |= parameter(&subject, before, after, findings);
    }
    for before in beside_path(&old) {
        let subject = subject(before.parameter);
        match beside_path(&new).find(|it| is_same(it, before)) {
            Some(after) => worded_otherwise |= parameter(&subject, before, after, findings),
            None => {
                let was = types(before).view().describe();
                let finding = Finding::new(Impact::Breaking, subject, "removed").old(was);
                findings.push(finding.at(&places(Some(before), None)));
            }
        }
    }
    let is_new = |it: &&Given<'_>| beside_path(&old).all(|other| !is_same(other, it));
    findings.extend(beside_path(&new).filter(is_new).map(added));
    worded_otherwise
}

fn parameters(side: Side<'_>) -> Vec<Given<'_>> {
    let context = Context { described: side.described, direction: Direction::Request };
    // All calls of an operation have its parameters.
    let named = side.calls().first().and_then(|(_, named)| *named);
    let parameters = side.operation.parameters.iter().enumerate();
    let given = parameters.map(|(at, parameter)| {
        let field = named.and_then(|call| call.fields.get(at));
        Given { context, parameter, field }
    });
    given.collect()
}

fn is_same(one: &Given<'_>, other: &Given<'_>) -> bool {
    let (one, other) = (one.parameter, other.parameter);
    (one.location, &one.name) == (other.location, &other.name)
}

fn places(old: Option<&Given<'_>>, new: Option<&Given<'_>>) -> Places {
    let place = |it: &Given<'_>| it.parameter.place.clone();
    (old.map(place), new.map(place))
}

fn parameter(subject: &str, old: &Given<'_>, new: &Given<'_>, findings: &mut Vec<Finding>) -> bool {
    // How a parameter is written is compared with what writes it.
    let Parameter {
        name: _,
        chosen: _,
        location: _,
        place: _,
        docs,
        required,
        ty: _,
        limits: _,
        default: _,
        example: _,
        deprecated: _,
        style: _,
        exploded: _,
        allows_reserved: _,
    } = old.parameter;
    let start = findings.len();
    let mut walk = Walk::new(Direction::Request, places(Some(old), Some(new)), findings);
    walk.types(subject, &types(old), &types(new));
    walk.required(subject, *required, new.parameter.required);
    walk.facts(subject, &facts(old.parameter), &facts(new.parameter));
    walk.words(docs, &new.parameter.docs);
    let worded_otherwise = walk.worded_otherwise;
    let is_told = findings.iter().skip(start).any(|it| it.subject == subject);
    if let (Some(before), Some(after)) = (old.field, new.field) {
        findings.extend(requests::parameters(subject, before, after, is_told));
    }
    worded_otherwise
}

fn added(given: &Given<'_>) -> Finding {
    let (impact, word) = match given.parameter.required {
        true => (Impact::Breaking, "required"),
        false => (Impact::Additive, "optional"),
    };
    let is = types(given).view().describe();
    let finding = Finding::new(impact, subject(given.parameter), "added");
    finding.new_value(format!("{word}, {is}")).at(&places(None, Some(given)))
}

fn facts(parameter: &Parameter) -> Facts<'_> {
    Facts {
        limits: &parameter.limits,
        default: parameter.default.as_ref(),
        example: parameter.example.as_ref(),
        // An argument cannot be deprecated, a setter can.
        deprecated: parameter.deprecated && !parameter.required,
    }
}

fn types<'a>(given: &Given<'a>) -> Types<'a> {
    match &given.parameter.ty {
        Type::List(item) => Types::joined(given.context, item),
        ty => Types::new(given.context, [ty]),
    }
}

fn on_path<'s, 'a>(all: &'s [Given<'a>]) -> impl Iterator<Item = &'s Given<'a>> {
    all.iter().filter(|it| it.parameter.location == Location::Path)
}

fn beside_path<'s, 'a>(all: &'s [Given<'a>]) -> impl Iterator<Item = &'s Given<'a>> {
    all.iter().filter(|it| it.parameter.location != Location::Path)
}

fn subject(parameter: &Parameter) -> String {
    format!("{} {}", parameter.location.as_str(), parameter.name)
}

/// Whether two names differ in case and in separators only.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    letters(one) == letters(other)
}
