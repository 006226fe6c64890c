//! Compares two descriptions of one operation.

use super::calls::{self, Calls, Readable, Words};
use super::change::{Finding, Impact};
use super::parameters;
use crate::annotate::names;
use crate::ir::{Api, Document, Operation};

/// An operation and what it stands in.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) api: &'a Api,
    pub(super) document: &'a Document,
    pub(super) operation: &'a Operation,
}

impl Side<'_> {
    /// The method, as `cargo xtask routes` names it.
    pub(super) fn method(&self) -> String {
        match self.operation.calls.as_slice() {
            [call] => names::method(self.document, self.operation, call),
            _ => names::operation_name(self.document, self.operation),
        }
    }

    pub(super) fn route(&self) -> String {
        let Operation { method, base_path, path, .. } = self.operation;
        format!("{} {base_path}{path}{}", method.as_str(), query(self.operation))
    }
}

/// Everything that differs.
pub(super) fn compare(old: Side<'_>, new: Side<'_>, readable: Readable) -> Vec<Finding> {
    let mut findings = Vec::new();
    name(old, new, &mut findings);
    route(old.operation, new.operation, &mut findings);
    let (before, after) = ((old.api, old.operation), (new.api, new.operation));
    let parameters = parameters::compare(before, after, &mut findings);
    let words = all_calls(old, new, readable, &mut findings);
    pages(old.operation, new.operation, &mut findings);
    scopes(&old.operation.scopes, &new.operation.scopes, &mut findings);
    statuses(old.operation, new.operation, &mut findings);
    if old.operation.deprecated != new.operation.deprecated {
        let change =
            if new.operation.deprecated { "deprecated" } else { "not deprecated any more" };
        findings.push(Finding::new(Impact::Documentation, "operation", change));
    }
    findings.extend(wording(old.operation, new.operation, parameters, words));
    findings
}

fn name(old: Side<'_>, new: Side<'_>, findings: &mut Vec<Finding>) {
    let name = |side: Side<'_>| names::operation_name(side.document, side.operation);
    let (before, after) = (name(old), name(new));
    if before != after {
        let finding = Finding::new(Impact::Breaking, "method", "renamed");
        findings.push(finding.old(before).new_value(after));
    } else if old.operation.id != new.operation.id {
        let finding = Finding::new(Impact::Documentation, "operation id", "renamed");
        findings.push(finding.old(&old.operation.id).new_value(&new.operation.id));
    }
}

fn route(old: &Operation, new: &Operation, findings: &mut Vec<Finding>) {
    let mut compare = |subject, change, before: String, after: String| {
        if before != after {
            let finding = Finding::new(Impact::Breaking, subject, change);
            findings.push(finding.old(before).new_value(after));
        }
    };
    let method = |it: &Operation| it.method.as_str().to_owned();
    compare("HTTP method", "changed", method(old), method(new));
    compare("base path", "changed", old.base_path.clone(), new.base_path.clone());
    let path = |it: &Operation| format!("{}{}", it.path, query(it));
    if old.path.shape() != new.path.shape() || old.path.fixed_query != new.path.fixed_query {
        compare("path", "moved", path(old), path(new));
    }
}

/// The query string that a path key holds.
fn query(operation: &Operation) -> String {
    let pairs = operation.path.fixed_query.iter().enumerate().map(|(index, (name, value))| {
        format!("{}{name}={value}", if index == 0 { '?' } else { '&' })
    });
    pairs.collect()
}

fn all_calls(
    old: Side<'_>,
    new: Side<'_>,
    readable: Readable,
    findings: &mut Vec<Finding>,
) -> Words {
    let before = Calls::all(old.api, old.operation);
    let after = Calls::all(new.api, new.operation);
    let (Some(old_tags), Some(new_tags)) = (before.tags(), after.tags()) else {
        return calls::compare(&before, &after, readable, findings);
    };
    let mut words = Words::default();
    for tag in &old_tags {
        if !new_tags.contains(tag) {
            findings.push(Finding::new(Impact::Breaking, format!("`{tag}`"), "removed"));
            continue;
        }
        let mut of_tag = Vec::new();
        let pair = (before.with_tag(tag), after.with_tag(tag));
        let others = calls::compare(&pair.0, &pair.1, readable, &mut of_tag);
        words.body |= others.body;
        words.answer |= others.answer;
        words.codes |= others.codes;
        findings.extend(of_tag.into_iter().map(|finding| finding.of_tag(tag)));
    }
    for tag in new_tags.iter().filter(|tag| !old_tags.contains(tag)) {
        findings.push(Finding::new(Impact::Additive, format!("`{tag}`"), "added"));
    }
    words
}

/// A program may use the stream of a list, and sees its items.
fn pages(old: &Operation, new: &Operation, findings: &mut Vec<Finding>) {
    let finding = |impact, change| Finding::new(impact, "pages", change);
    match (&old.paging, &new.paging) {
        (Some(_), None) => findings.push(finding(Impact::Breaking, "removed")),
        (None, Some(_)) => findings.push(finding(Impact::Additive, "added")),
        (Some(old), Some(new)) if old.items != new.items => {
            let finding = finding(Impact::Breaking, "items");
            findings.push(finding.old(&old.items).new_value(&new.items));
        }
        (Some(old), Some(new)) if old.sync_token.is_some() && new.sync_token.is_none() => {
            findings.push(finding(Impact::Breaking, "no sync token"));
        }
        _ => {}
    }
}

/// A caller who was allowed to call by one list of scopes must still be.
fn scopes(old: &[Vec<String>], new: &[Vec<String>], findings: &mut Vec<Finding>) {
    let sorted = |all: &[Vec<String>]| {
        let mut all: Vec<Vec<String>> = all.to_vec();
        all.iter_mut().for_each(|it| it.sort());
        all.sort();
        all
    };
    if sorted(old) == sorted(new) {
        return;
    }
    let suffices = |had: &[String]| {
        new.is_empty() || new.iter().any(|all_of| all_of.iter().all(|it| had.contains(it)))
    };
    let still_allowed =
        if old.is_empty() { suffices(&[]) } else { old.iter().all(|had| suffices(had)) };
    let (impact, change) = match still_allowed {
        true => (Impact::Additive, "fewer needed"),
        false => (Impact::Breaking, "others needed"),
    };
    let text = |all: &[Vec<String>]| match all {
        [] => "none".to_owned(),
        _ => all.iter().map(|it| it.join(" + ")).collect::<Vec<_>>().join(" or "),
    };
    findings.push(Finding::new(impact, "scopes", change).old(text(old)).new_value(text(new)));
}

fn statuses(old: &Operation, new: &Operation, findings: &mut Vec<Finding>) {
    let only = |these: &Operation, those: &Operation, succeeds: bool| {
        let codes = these.statuses.iter().map(|it| it.code.as_str());
        let codes = codes.filter(|code| code.starts_with('2') == succeeds);
        let codes = codes.filter(|code| those.statuses.iter().all(|it| it.code != *code));
        codes.collect::<Vec<_>>().join(", ")
    };
    for succeeds in [true, false] {
        let (gone, added) = (only(old, new, succeeds), only(new, old, succeeds));
        // What an answer decodes to is compared by its type.
        let (subject, impact) = match succeeds {
            true if gone.is_empty() => ("success status", Impact::Additive),
            true => ("success status", Impact::Documentation),
            false => ("error statuses", Impact::Documentation),
        };
        let finding = match (gone.is_empty(), added.is_empty()) {
            (true, true) => continue,
            (false, true) => Finding::new(impact, subject, "removed").old(gone),
            (true, false) => Finding::new(impact, subject, "added").new_value(added),
            (false, false) => Finding::new(impact, subject, "changed").old(gone).new_value(added),
        };
        findings.push(finding);
    }
}

fn wording(old: &Operation, new: &Operation, parameters: bool, calls: Words) -> Option<Finding> {
    let differs = |one: &str, other: &str| !one.split_whitespace().eq(other.split_whitespace());
    let call_docs = |it: &Operation| -> String {
        it.calls.iter().filter_map(|call| call.docs.clone()).collect::<Vec<_>>().join("\n")
    };
    let examples = |it: &Operation| -> Vec<(String, String, String)> {
        let examples = it.examples.iter();
        let text = |it: &crate::ir::Example| {
            (format!("{:?}", it.of), it.name.clone(), it.value.to_string())
        };
        examples.map(text).collect()
    };
    let parts = [
        ("summary", differs(&old.summary, &new.summary)),
        ("description", differs(&old.docs, &new.docs) || differs(&call_docs(old), &call_docs(new))),
        ("parameters", parameters),
        ("body", calls.body),
        ("answer", calls.answer),
        ("error codes", calls.codes),
        ("examples", examples(old) != examples(new)),
    ];
    let parts: Vec<_> =
        parts.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    (!parts.is_empty()).then(|| {
        Finding::new(Impact::Documentation, "wording", "changed").new_value(parts.join(", "))
    })
}
