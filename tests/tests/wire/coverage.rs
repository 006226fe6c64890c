//! Every documented operation has a wire test.

use std::collections::BTreeSet;
use std::fs;

use generated_client::OperationInfo;
use serde_yaml::Value;
use tests::workspace;

use super::{chat_state, chats_read, chats_write, members};

/// An operation and its tests.
pub(crate) type Covered = (&'static OperationInfo, &'static [fn()]);

/// Lists the tests of a file by the operation that they call.
macro_rules! covers {
    ($($operation:ident: $($test:ident),+;)+) => {
        pub(crate) const COVERED: &[$crate::wire::coverage::Covered] = &[
            $((<$operation as generated_client::Operation>::INFO, &[$($test),+])),+
        ];
    };
}
pub(crate) use covers;

fn covered() -> impl Iterator<Item = &'static OperationInfo> {
    let files = [chat_state::COVERED, chats_read::COVERED, chats_write::COVERED, members::COVERED];
    files.into_iter().flatten().map(|(operation, _)| *operation)
}

#[test]
fn every_documented_operation_is_covered() {
    let document = fs::read_to_string(workspace().join("specs/chats.yaml")).unwrap();
    let document: Value = serde_yaml::from_str(&document).unwrap();
    let paths = document["paths"].as_mapping().unwrap();
    let documented: BTreeSet<_> = paths
        .values()
        .flat_map(|item| item.as_mapping().unwrap().values())
        .filter_map(|operation| operation.get("operationId")?.as_str())
        .collect();

    let covered: BTreeSet<_> = covered().map(|operation| operation.operation_id).collect();
    assert_eq!(covered, documented);
}

/// One documented operation may be several methods.
#[test]
fn every_method_is_covered() {
    let source = workspace().join("generated-client/src/generated/chats.rs");
    let source = fs::read_to_string(source).unwrap();
    let emitted: Vec<_> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("name: \"")?.strip_suffix("\","))
        .collect();

    let mut covered: Vec<_> = covered().map(|operation| operation.name).collect();
    covered.sort_unstable_by_key(|name| emitted.iter().position(|emitted| emitted == name));
    assert_eq!(covered, emitted);
}
