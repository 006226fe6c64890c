//! Compares two descriptions of one operation.

use std::collections::BTreeSet;

use super::calls::{self, Calls, Readable, Words};
use super::change::{Finding, Impact, Places, is_worded_otherwise};
use super::described::Side;
use super::{headers, parameters};
use crate::ir::{Envelope, Operation, PageCursor, Paging, Status, TimeCursor};

/// Everything that differs. `calls` are what is compared as the calls of the operation; none where they are compared
/// with those of another.
pub(super) fn compare(
    old: Side<'_>,
    new: Side<'_>,
    calls: Option<(Calls<'_>, Calls<'_>)>,
    readable: Readable,
) -> Vec<Finding> {
    // A fact that is new in the representation has to be compared, or it does not compile here.
    let Operation {
        id: _,
        has_id: _,
        place,
        // What it is of the client does not depend on it.
        document: _,
        summary: _,
        docs: _,
        deprecated,
        // The methods are compared, with their groups.
        name: _,
        group: _,
        method: _,
        host: _,
        base_path: _,
        path: _,
        // Of what a document has it in, the client shows nothing.
        alias_path: _,
        documented_path: _,
        corrections: _,
        parameters: _,
        scopes: before,
        statuses: _,
        headers: _,
        // What is asked for is compared with the calls.
        accept: _,
        envelope: _,
        // The methods are compared over all operations.
        part_of: _,
        paging: _,
        calls: _,
        examples: _,
        credentials: _,
    } = old.operation;
    let mut findings = Vec::new();
    identifier(old, new, &mut findings);
    route(old, new, &mut findings);
    repeats(old.operation, new.operation, &mut findings);
    let parameters = parameters::compare(old, new, &mut findings);
    let words = calls.map(|(before, after)| all_calls(&before, &after, readable, &mut findings));
    findings.extend(envelope("response", &old.operation.envelope, &new.operation.envelope));
    pages(old.operation, new.operation, &mut findings);
    scopes(before, &new.operation.scopes, &mut findings);
    statuses(old.operation, new.operation, &mut findings);
    findings.extend(Finding::deprecated("operation", *deprecated, new.operation.deprecated));
    let headers = headers::compare(old.operation, new.operation, &mut findings);
    let words = words.unwrap_or_default();
    findings.extend(wording(old.operation, new.operation, (parameters, headers), words));
    let places = (Some(place.clone()), Some(new.operation.place.clone()));
    findings.into_iter().map(|it| it.at(&places)).collect()
}

/// The places of an operation in both documents.
pub(super) fn places(old: Side<'_>, new: Side<'_>) -> Places {
    (Some(old.operation.place.clone()), Some(new.operation.place.clone()))
}

/// The id is part of what the client says of an operation, whatever the method is called.
fn identifier(old: Side<'_>, new: Side<'_>, findings: &mut Vec<Finding>) {
    let (before, after) = (&old.operation.id, &new.operation.id);
    let methods =
        |side: Side<'_>| side.methods().into_iter().map(|(_, name)| name).collect::<BTreeSet<_>>();
    if before != after && methods(old) == methods(new) {
        let finding = Finding::new(Impact::Documentation, "operation id", "renamed");
        findings.push(finding.old(before).new_value(after));
    }
}

fn route(old: Side<'_>, new: Side<'_>, findings: &mut Vec<Finding>) {
    let mut compare = |subject, change, before: &str, after: &str| {
        if before != after {
            let finding = Finding::of_service(subject, change);
            findings.push(finding.old(before).new_value(after));
        }
    };
    let (before, after) = (old.operation, new.operation);
    compare("HTTP method", "changed", before.method.as_str(), after.method.as_str());
    if !before.host.is_empty() && !after.host.is_empty() {
        compare("host", "changed", &before.host, &after.host);
    }
    compare("base path", "changed", &before.base_path, &after.base_path);
    if before.path.shape() != after.path.shape()
        || before.path.fixed_query != after.path.fixed_query
    {
        compare("path", "moved", &old.path(), &new.path());
    }
}

/// A request that reads is repeated by itself; one that changes something only if the caller asks for that.
fn repeats(old: &Operation, new: &Operation, findings: &mut Vec<Finding>) {
    let finding = match (old.method.is_safe(), new.method.is_safe()) {
        (true, false) => Finding::of_service("retry", "only if asked for"),
        (false, true) => Finding::new(Impact::Breaking, "retry", "need not be asked for"),
        _ => return,
    };
    findings.push(finding);
}

/// That bodies may be in another envelope.
pub(super) fn envelope(
    subject: &str,
    old: &Option<Envelope>,
    new: &Option<Envelope>,
) -> Option<Finding> {
    let text = |it: &Option<Envelope>| match it {
        Some(Envelope { properties, others }) => {
            format!("{} unless there is {}", properties.join(" or "), others.join(" or "))
        }
        None => "none".to_owned(),
    };
    let finding = match old {
        Some(_) => Finding::of_service(subject, "envelope"),
        None => Finding::new(Impact::Additive, subject, "envelope"),
    };
    (old != new).then(|| finding.old(text(old)).new_value(text(new)))
}

fn all_calls(
    before: &Calls<'_>,
    after: &Calls<'_>,
    readable: Readable,
    findings: &mut Vec<Finding>,
) -> Words {
    let (Some(old_tags), Some(new_tags)) = (before.tags(), after.tags()) else {
        return calls::compare(before, after, readable, findings);
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
        words.response |= others.response;
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
    let (Some(before), Some(after)) = (&old.paging, &new.paging) else {
        match (&old.paging, &new.paging) {
            (Some(_), None) => findings.push(finding(Impact::Breaking, "removed")),
            (None, Some(_)) => findings.push(finding(Impact::Additive, "added")),
            _ => {}
        }
        return;
    };
    let Paging { items, cursor, sync_token } = before;
    if *items != after.items {
        let finding = finding(Impact::Breaking, "items");
        findings.push(finding.old(items).new_value(&after.items));
    }
    if *cursor != after.cursor {
        let finding = Finding::of_service("pages", "follow each other");
        findings.push(finding.old(followed(cursor)).new_value(followed(&after.cursor)));
    }
    match (sync_token, &after.sync_token) {
        (Some(_), None) => findings.push(finding(Impact::Breaking, "no sync token")),
        (None, Some(_)) => findings.push(finding(Impact::Additive, "sync token")),
        (Some(before), Some(after)) if before != after => {
            let finding = Finding::of_service("pages", "sync token");
            findings.push(finding.old(before).new_value(after));
        }
        _ => {}
    }
}

/// How one page leads to the next.
fn followed(cursor: &PageCursor) -> String {
    match cursor {
        PageCursor::Tokens(tokens) => format!("by {}", tokens.join(" or ")),
        PageCursor::Time(TimeCursor { until, limit, time, id, order }) => {
            let order = order.iter().map(|(parameter, value)| format!(", {parameter}={value}"));
            format!("by {until} and {limit}, of {id} by {time}{}", order.collect::<String>())
        }
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
    let finding = match still_allowed {
        true => Finding::new(Impact::Additive, "scopes", "fewer needed"),
        false => Finding::of_service("scopes", "others needed"),
    };
    let text = |all: &[Vec<String>]| match all {
        [] => "none".to_owned(),
        _ => all.iter().map(|it| it.join(" + ")).collect::<Vec<_>>().join(" or "),
    };
    findings.push(finding.old(text(old)).new_value(text(new)));
}

fn statuses(old: &Operation, new: &Operation, findings: &mut Vec<Finding>) {
    let only = |these: &Operation, those: &Operation, succeeds: bool| {
        let codes = these.statuses.iter().map(|Status { code }| code.as_str());
        let codes = codes.filter(|code| code.starts_with('2') == succeeds);
        let codes = codes.filter(|code| those.statuses.iter().all(|it| it.code != *code));
        codes.collect::<Vec<_>>().join(", ")
    };
    for succeeds in [true, false] {
        let (gone, added) = (only(old, new, succeeds), only(new, old, succeeds));
        // What a response decodes to is compared by its type.
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

fn wording(
    old: &Operation,
    new: &Operation,
    (parameters, headers): (bool, bool),
    calls: Words,
) -> Option<Finding> {
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
        ("summary", is_worded_otherwise(&old.summary, &new.summary)),
        (
            "description",
            is_worded_otherwise(&old.docs, &new.docs)
                || is_worded_otherwise(&call_docs(old), &call_docs(new)),
        ),
        ("parameters", parameters),
        ("body", calls.body),
        ("response", calls.response),
        ("response headers", headers),
        ("error codes", calls.codes),
        ("examples", examples(old) != examples(new)),
    ];
    Finding::wording(&parts)
}
