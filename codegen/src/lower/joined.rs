//! Documents that belong to the module of another one: `x-rust-module` at the root has the file stem of that.
//!
//! Their operations come behind those of the other document, and what is one operation there is one method.

use serde_json::Value;

use super::shared;
use crate::ir::{Api, Document, Group};
use crate::source::{MODULE, Parsed};

/// Makes one document of those that belong together. Where the other one is missing, which was reported if that is a
/// mistake, a document keeps a module of its own.
pub(super) fn join(api: &mut Api, parsed: &[Parsed]) {
    let hosts = parsed.iter().map(|it| it.value.get(MODULE).and_then(Value::as_str));
    let hosts: Vec<Option<&str>> = hosts.collect();
    if hosts.iter().all(Option::is_none) {
        return;
    }
    // What is said in the same words in several documents is one type before operations are compared.
    shared::share_equal(api);
    let (mut own, mut guests): (Vec<Document>, Vec<(&str, Document)>) = Default::default();
    for (document, host) in std::mem::take(&mut api.documents).into_iter().zip(hosts) {
        match host {
            Some(host) => guests.push((host, document)),
            None => own.push(document),
        }
    }
    for (host, guest) in guests {
        match own.iter_mut().find(|it| it.stem == host) {
            Some(host) => host.take_in(guest),
            None => own.push(guest),
        }
    }
    api.documents = own;
}

impl Document {
    fn take_in(&mut self, guest: Self) {
        let Self { stem, title, docs, id_subtypes, id_forms, groups, operations, .. } = guest;
        if !docs.is_empty() {
            self.docs.push_str(&format!("\n\n# {title}\n\n{docs}"));
        }
        self.id_subtypes.extend(id_subtypes);
        self.id_forms.extend(id_forms);
        let places: Vec<usize> = groups.into_iter().map(|it| self.group_like(it)).collect();
        self.operations.extend(operations.into_iter().map(|mut operation| {
            operation.group = operation.group.and_then(|it| places.get(it).copied());
            operation.document = Some(stem.clone());
            operation
        }));
    }

    /// The position of the group with the same name, which is added where there is none.
    fn group_like(&mut self, group: Group) -> usize {
        let name = group.name();
        self.groups.iter().position(|it| it.name() == name).unwrap_or_else(|| {
            self.groups.push(group);
            self.groups.len() - 1
        })
    }
}
