//! Compares the headers that responses are documented to have.

use super::change::{Finding, Impact, is_worded_otherwise};
use crate::ir::{Operation, ResponseHeader};

/// Reports what differs, and says whether a header is described in other words. Each header is a constant of the request.
pub(super) fn compare(old: &Operation, new: &Operation, findings: &mut Vec<Finding>) -> bool {
    let only = |these: &Operation, those: &Operation, impact, change| -> Vec<Finding> {
        let is_there = |name: &str| those.headers.iter().any(|it| it.is(name));
        let names = these.headers.iter().map(|it| &it.name);
        let names = names.filter(|name| !is_there(name));
        names.map(|name| Finding::new(impact, subject(name), change)).collect()
    };
    findings.extend(only(old, new, Impact::Breaking, "removed"));
    findings.extend(only(new, old, Impact::Additive, "added"));
    let mut worded_otherwise = false;
    for ResponseHeader { name, docs, deprecated } in &old.headers {
        if let Some(after) = new.headers.iter().find(|it| it.is(name)) {
            findings.extend(Finding::deprecated(&subject(name), *deprecated, after.deprecated));
            worded_otherwise |= is_worded_otherwise(docs, &after.docs);
        }
    }
    worded_otherwise
}

fn subject(name: &str) -> String {
    format!("response header {name}")
}
