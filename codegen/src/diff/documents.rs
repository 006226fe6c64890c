//! Compares two descriptions of one document.

use super::calls::Readable;
use super::change::{Change, Finding, Impact};
use super::matching::{self, Pairs};
use super::operation::{self, Side};
use crate::ir::{Api, Document, Operation};

/// How many values may have another type for the same JSON before they are told in one line.
const FEW: usize = 3;

/// Everything that differs: operations that are gone or new, then the others in the order of the old document.
pub(super) fn compare(
    (old_api, old): (&Api, &Document),
    (new_api, new): (&Api, &Document),
) -> Vec<Change> {
    let name = match old.stem == new.stem {
        true => old.stem.clone(),
        false => format!("{} → {}", old.stem, new.stem),
    };
    let pairs = matching::operations(old, new);
    let (readable, unreadable) = readable(&pairs);
    let of_document = subtypes(old, new).chain(wording(old, new)).chain(unreadable);
    let mut changes: Vec<Change> = of_document.map(|it| it.of(&name, None)).collect();
    let place = |side: Side<'_>| Some((side.method(), side.route()));
    for operation in pairs.removed {
        let side = Side { api: old_api, document: old, operation };
        let finding = Finding::new(Impact::Breaking, "operation", "removed");
        changes.push(finding.of(&name, place(side)));
    }
    for operation in pairs.added {
        let side = Side { api: new_api, document: new, operation };
        let finding = Finding::new(Impact::Additive, "operation", "added");
        changes.push(finding.of(&name, place(side)));
    }
    let mut found = Vec::new();
    for (before, after) in &pairs.both {
        let before = Side { api: old_api, document: old, operation: before };
        let after = Side { api: new_api, document: new, operation: after };
        let findings = operation::compare(before, after, readable);
        found.extend(findings.into_iter().map(|finding| (finding, place(before))));
    }
    let retyped = in_few_words(&mut found);
    changes.extend(found.into_iter().map(|(finding, place)| finding.of(&name, place)));
    changes.extend(retyped.map(|finding| finding.of(&name, None)));
    changes
}

/// A document that only one side has.
pub(super) fn whole(
    api: &Api,
    document: &Document,
    impact: Impact,
    change: &'static str,
) -> Change {
    let methods = document.operations.iter().map(|operation| {
        let side = Side { api, document, operation };
        side.method()
    });
    let methods = methods.collect::<Vec<_>>();
    let text = match methods.as_slice() {
        [] => "no operations".to_owned(),
        [method] => format!("1 operation: {method}"),
        _ => format!("{} operations: {}", methods.len(), methods.join(", ")),
    };
    let finding = Finding::new(impact, "document", change);
    let finding = match impact {
        Impact::Breaking => finding.old(text),
        _ => finding.new_value(text),
    };
    finding.of(&document.stem, None)
}

/// Which facts can be compared. Where many operations stated one and none does now, it is the form of the
/// document that changed, and that is told once.
fn readable(pairs: &Pairs<'_, Operation>) -> (Readable, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut is_readable = |subject: &str, states: &dyn Fn(&Operation) -> bool| {
        let before = pairs.both.iter().filter(|(old, _)| states(old)).count();
        let after = pairs.both.iter().filter(|(_, new)| states(new)).count();
        let is_lost = before >= FEW && after == 0;
        if is_lost {
            let finding =
                Finding::new(Impact::Documentation, subject, "not readable in the new document");
            findings.push(finding.old(format!("{before} operations stated them")));
        }
        !is_lost
    };
    let limits = is_readable("rate limits and lock periods", &|it| it.limit().is_stated());
    let codes = is_readable("error codes", &|it| !it.error_codes().is_empty());
    (Readable { limits, codes }, findings)
}

/// Kinds of identifiers that convert into more general ones.
fn subtypes(old: &Document, new: &Document) -> impl Iterator<Item = Finding> {
    let finding = |(kind, general): &(String, String), impact, change| {
        Finding::new(impact, format!("identifier {kind}"), change).new_value(general)
    };
    let only_in = |one: &Document, other: &Document| -> Vec<_> {
        let pairs = one.id_subtypes.iter().filter(|it| !other.id_subtypes.contains(it));
        pairs.cloned().collect()
    };
    let removed = only_in(old, new).into_iter();
    let removed = removed.map(move |it| finding(&it, Impact::Breaking, "subtype no longer"));
    let added = only_in(new, old).into_iter();
    removed.chain(added.map(move |it| finding(&it, Impact::Additive, "subtype")))
}

fn wording(old: &Document, new: &Document) -> Option<Finding> {
    let differs = |one: &str, other: &str| !one.split_whitespace().eq(other.split_whitespace());
    let parts = [
        ("title", differs(&old.title, &new.title)),
        ("description", differs(&old.docs, &new.docs)),
    ];
    let parts: Vec<_> =
        parts.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    (!parts.is_empty()).then(|| {
        Finding::new(Impact::Documentation, "wording", "changed").new_value(parts.join(", "))
    })
}

/// Types that differ for the same JSON: they stay if they are few, else one finding takes their place.
fn in_few_words<T>(found: &mut Vec<(Finding, T)>) -> Option<Finding> {
    let retyped = found.iter().filter_map(|(finding, _)| finding.same_on_the_wire.as_deref());
    let mut counts: Vec<(String, usize)> = Vec::new();
    for kinds in retyped {
        match counts.iter_mut().find(|(known, _)| known == kinds) {
            Some((_, count)) => *count += 1,
            None => counts.push((kinds.to_owned(), 1)),
        }
    }
    if counts.iter().map(|(_, count)| count).sum::<usize>() <= FEW {
        return None;
    }
    found.retain(|(finding, _)| finding.same_on_the_wire.is_none());
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let counts: Vec<_> = counts.iter().map(|(kinds, count)| format!("{count} × {kinds}")).collect();
    let finding = Finding::new(Impact::Breaking, "types", "changed, the same on the wire");
    Some(finding.new_value(counts.join(", ")))
}
