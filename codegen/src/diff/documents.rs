//! Compares two descriptions of one document.

use std::collections::HashSet;

use super::calls::{Calls, Readable};
use super::change::{Change, Finding, Impact, Places, is_worded_otherwise};
use super::described::{Described, Side};
use super::matching::{self, Pairs};
use super::{declared, methods, operation};
use crate::ir::{self, Document, IdForm, Operation};
use crate::model::{ErrorCode, Group, IdType, Module};
use crate::names;

/// A document, and the documents that it is one of.
type Among<'a> = (Described<'a>, &'a Document);

/// How many operations must have stated a fact for its absence everywhere to be a matter of form.
const FEW: usize = 3;

/// Everything that differs: what is of the document itself, operations that are gone or new, then the others in the order
/// of the old document, and the types that they speak of.
pub(super) fn compare(one: Among<'_>, other: Among<'_>) -> Vec<(Change, Places)> {
    let ((old_described, old), (new_described, new)) = (one, other);
    let name = match old.stem == new.stem {
        true => old.stem.clone(),
        false => format!("{} → {}", old.stem, new.stem),
    };
    let before = |operation| Side { described: old_described, document: old, operation };
    let after = |operation| Side { described: new_described, document: new, operation };
    let pairs = matching::operations(old, new);
    let (readable, unreadable) = readable(&pairs, &before);
    let places = (Some(old.place.clone()), Some(new.place.clone()));
    let of_document = [
        module(one, other),
        subtypes(one, other),
        forms(one, other),
        code_names(one, other),
        wording(old, new).into_iter().collect(),
        unreadable,
    ];
    let of_document = of_document.into_iter().flatten();
    let mut changes: Vec<_> = of_document.map(|it| it.at(&places).of(&name, None)).collect();
    let place = |side: Side<'_>| Some((side.method(), side.route()));
    for operation in pairs.removed {
        let finding = Finding::new(Impact::Breaking, "operation", "removed");
        let finding = finding.at(&(Some(operation.place.clone()), None));
        changes.push(finding.of(&name, place(before(operation))));
    }
    for operation in pairs.added {
        let finding = Finding::new(Impact::Additive, "operation", "added");
        let finding = finding.at(&(None, Some(operation.place.clone())));
        changes.push(finding.of(&name, place(after(operation))));
    }
    let both: Vec<_> = pairs.both.iter().map(|it| (before(it.0), after(it.1))).collect();
    let mut of_types: Vec<Finding> = Vec::new();
    for (at, findings) in operations(&both, readable) {
        for finding in findings {
            let is_told = |it: &Finding| (&it.subject, it.change, &it.new) == key(&finding);
            match finding.of_type {
                true if of_types.iter().any(is_told) => {}
                true => of_types.push(finding),
                false => changes.push(finding.of(&name, place(both[at].0))),
            }
        }
    }
    changes.extend(of_types.into_iter().map(|finding| finding.of(&name, None)));
    changes
}

/// What a change of a type is told by once.
fn key(finding: &Finding) -> (&String, &'static str, &Option<String>) {
    (&finding.subject, finding.change, &finding.new)
}

/// The findings of each pair of operations.
fn operations(both: &[(Side<'_>, Side<'_>)], readable: Readable) -> Vec<(usize, Vec<Finding>)> {
    let groups = methods::groups(both);
    let mut compared: HashSet<usize> = HashSet::new();
    let mut found = Vec::new();
    for (at, (before, after)) in both.iter().enumerate() {
        let mut findings = Vec::new();
        let group = groups.iter().find(|it| it.operations.contains(&at));
        if let Some(group) = group.filter(|it| it.operations.first() == Some(&at)) {
            let told = group.finding().map(|it| it.at(&operation::places(*before, *after)));
            findings.extend(told);
        }
        let places = operation::places(*before, *after);
        let mut calls = (Calls::of(*before, &places), Calls::of(*after, &places));
        let mut is_compared = false;
        // What one method did and several do, or the other way round, is compared as one.
        if let Some(group) = group.filter(|it| it.is_regrouped()) {
            is_compared = compared.contains(&at);
            compared.extend(&group.operations);
            for (before, after) in
                group.operations.iter().filter(|it| **it != at).map(|it| both[*it])
            {
                calls = (calls.0.with(before), calls.1.with(after));
            }
        }
        let calls = (!is_compared).then_some(calls);
        findings.extend(operation::compare(*before, *after, calls, readable));
        found.push((at, findings));
    }
    found
}

/// What the document's module is called.
fn module((old_described, old): Among<'_>, (new_described, new): Among<'_>) -> Vec<Finding> {
    let (Some(old), Some(new)) = (old_described.module(old), new_described.module(new)) else {
        return Vec::new();
    };
    // What is in the module is compared with the operations.
    let Module {
        stem: _,
        name,
        feature,
        base_path: _,
        handle,
        groups,
        title: _,
        docs: _,
        imports: _,
        calls: _,
        types: _,
        examples: _,
        authorization: _,
    } = old;
    let names = [
        ("module", name, &new.name),
        ("feature", feature, &new.feature),
        ("type of the module", handle, &new.handle),
    ];
    let renamed = names.into_iter().filter(|(_, before, after)| before != after);
    let finding = |(subject, before, after): (&str, &String, &String)| {
        Finding::new(Impact::Breaking, subject, "renamed").old(before).new_value(after)
    };
    let of_groups =
        groups.iter().filter_map(|Group { name, handle, index: _, tags: _, docs: _ }| {
            let after = new.groups.iter().find(|it| it.name == *name)?;
            declared::renamed(
                format!("type of the group `{name}`"),
                "renamed",
                handle,
                &after.handle,
            )
        });
    renamed.map(finding).chain(of_groups).collect()
}

/// The variants of error codes that the operations of both documents state.
fn code_names((old_described, old): Among<'_>, (new_described, _): Among<'_>) -> Vec<Finding> {
    let stated: HashSet<&str> = old.operations.iter().flat_map(|it| it.error_codes()).collect();
    let mut findings = Vec::new();
    for ErrorCode { variant: before, meaning: _ } in &old_described.named.model.error_codes {
        let mut others = new_described.named.model.error_codes.iter();
        let after = others.find(|it| it.variant.value == before.value);
        if let Some(after) = after.filter(|it| it.variant.name != before.name)
            && stated.contains(before.value.as_str())
        {
            let subject = format!("error code `{}`", before.value);
            let finding = Finding::new(Impact::Breaking, subject, "variant renamed");
            findings.push(finding.old(&before.name).new_value(&after.variant.name));
        }
    }
    findings
}

/// A document that only one side has.
pub(super) fn whole(
    described: Described<'_>,
    document: &Document,
    impact: Impact,
    change: &'static str,
) -> (Change, Places) {
    let methods = document.operations.iter().map(|operation| {
        let side = Side { described, document, operation };
        side.method()
    });
    let methods = methods.collect::<Vec<_>>();
    let text = match methods.as_slice() {
        [] => "no operations".to_owned(),
        [method] => format!("1 operation: {method}"),
        _ => format!("{} operations: {}", methods.len(), methods.join(", ")),
    };
    let finding = Finding::new(impact, "document", change);
    let place = Some(document.place.clone());
    let finding = match impact {
        Impact::Breaking => finding.old(text).at(&(place, None)),
        _ => finding.new_value(text).at(&(None, place)),
    };
    finding.of(&document.stem, None)
}

/// Which facts can be compared. Where many operations stated one and none does now, it is the form of the
/// document that changed, and that is told once.
fn readable<'a>(
    pairs: &Pairs<'a, Operation>,
    before: &dyn Fn(&'a Operation) -> Side<'a>,
) -> (Readable, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut is_readable = |subject: &str, states: &dyn Fn(&Operation) -> bool| {
        let stated: Vec<_> = pairs.both.iter().filter(|(old, _)| states(old)).collect();
        let is_lost = stated.len() >= FEW && !pairs.both.iter().any(|(_, new)| states(new));
        if is_lost {
            let finding =
                Finding::new(Impact::Documentation, subject, "not readable in the new document");
            let methods: Vec<_> = stated.iter().map(|(old, _)| before(old).method()).collect();
            findings.push(finding.old(format!("stated by {}", methods.join(", "))));
        }
        !is_lost
    };
    let limits = is_readable("rate limits and lock periods", &|it| it.limit().is_stated());
    let codes = is_readable("error codes", &|it| !it.error_codes().is_empty());
    (Readable { limits, codes }, findings)
}

/// Kinds of identifiers that convert into more general ones.
fn subtypes((old_described, old): Among<'_>, (new_described, new): Among<'_>) -> Vec<Finding> {
    let pairs = |described: Described<'_>, document: &Document| -> Vec<(String, String)> {
        let converts = |(kind, general): &&(String, String)| {
            let (kind, general) = (names::pascal(kind), names::pascal(general));
            described.named.model.ids.iter().any(
                |IdType { name, docs: _, subtype_of, forms: _ }| {
                    *name == kind && subtype_of.contains(&general)
                },
            )
        };
        document.id_subtypes.iter().filter(converts).cloned().collect()
    };
    let (before, after) = (pairs(old_described, old), pairs(new_described, new));
    let finding = |(kind, general): &(String, String), impact, change| {
        Finding::new(impact, format!("identifier {kind}"), change).new_value(general)
    };
    let removed = before.iter().filter(|it| !after.contains(it));
    let removed = removed.map(|it| finding(it, Impact::Breaking, "subtype no longer"));
    let added = after.iter().filter(|it| !before.contains(it));
    removed.chain(added.map(|it| finding(it, Impact::Additive, "subtype"))).collect()
}

/// What identifiers are made of, and so convert from or tell.
fn forms(one: Among<'_>, other: Among<'_>) -> Vec<Finding> {
    let forms = |(described, document): Among<'_>| -> Vec<(String, IdForm)> {
        let is_emitted = |(kind, form): &&(String, IdForm)| {
            let kind = names::pascal(kind);
            let mut ids = described.named.model.ids.iter();
            ids.any(|it| it.name == kind && it.forms.contains(form))
        };
        document.id_forms.iter().filter(is_emitted).cloned().collect()
    };
    let (before, after) = (forms(one), forms(other));
    let subject = |kind: &String| format!("identifier {kind}");
    let removed = before.iter().filter(|it| !after.contains(it)).map(|(kind, form)| {
        Finding::new(Impact::Breaking, subject(kind), "form no longer").old(form.as_str())
    });
    let added = after.iter().filter(|it| !before.contains(it)).map(|(kind, form)| {
        Finding::new(Impact::Additive, subject(kind), "form").new_value(form.as_str())
    });
    removed.chain(added).collect()
}

fn wording(old: &Document, new: &Document) -> Option<Finding> {
    // What is no prose is compared above.
    let Document {
        place: _,
        stem: _,
        title: _,
        docs: _,
        id_subtypes: _,
        id_forms: _,
        groups,
        operations: _,
        short_names: _,
    } = old;
    let docs = |groups: &[ir::Group]| -> String {
        groups.iter().map(|it| format!("{}: {}\n", it.name(), it.docs)).collect()
    };
    Finding::wording(&[
        ("tags", !groups.is_empty() && is_worded_otherwise(&docs(groups), &docs(&new.groups))),
        ("title", is_worded_otherwise(&old.title, &new.title)),
        ("description", is_worded_otherwise(&old.docs, &new.docs)),
    ])
}
