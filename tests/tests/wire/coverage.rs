//! Every documented operation has a wire test.

use std::collections::BTreeSet;
use std::fs;

use generated_client::OperationInfo;
use serde_yaml::Value;
use tests::workspace;

use super::{
    chat_state, chats_read, chats_write, members, message_content, messages, messages_search,
    threads_posts, threads_read, threads_write, v2_changes, v2_posts, v2_read,
};

/// An operation, the id of what it covers and its tests.
pub(crate) type Covered = (&'static OperationInfo, &'static str, &'static [fn()]);

/// Lists the tests of a file by the operation that they call. An operation that several documented
/// ones are merged into is listed once for each, with the id.
macro_rules! covers {
    ($($operation:ident $(as $id:literal)?: $($test:ident),+;)+) => {
        pub(crate) const COVERED: &[$crate::wire::coverage::Covered] = &[
            $((
                <$operation as generated_client::Operation>::INFO,
                $crate::wire::coverage::id!($operation $($id)?),
                &[$($test),+],
            )),+
        ];
    };
}
pub(crate) use covers;

macro_rules! id {
    ($operation:ident) => {
        <$operation as generated_client::Operation>::INFO.operation_id
    };
    ($operation:ident $id:literal) => {
        $id
    };
}
pub(crate) use id;

const FILES: &[&[Covered]] = &[
    chat_state::COVERED,
    chats_read::COVERED,
    chats_write::COVERED,
    members::COVERED,
    message_content::COVERED,
    messages::COVERED,
    messages_search::COVERED,
    threads_posts::COVERED,
    threads_read::COVERED,
    threads_write::COVERED,
    v2_changes::COVERED,
    v2_posts::COVERED,
    v2_read::COVERED,
];

/// The modules, each from the document of its name, with the document.
fn documents() -> Vec<(String, Value)> {
    let mut documents = Vec::new();
    for entry in fs::read_dir(workspace().join("specs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().replace('-', "_");
        if path.extension().is_some_and(|extension| extension == "yaml") && name != "errata" {
            let document = fs::read_to_string(path).unwrap();
            documents.push((name, serde_yaml::from_str(&document).unwrap()));
        }
    }
    documents.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    documents
}

#[test]
fn every_documented_operation_is_covered() {
    let documents = documents();
    let mut documented = Vec::new();
    for (module, document) in &documents {
        let paths = document["paths"].as_mapping().unwrap();
        let operations = paths.values().flat_map(|item| item.as_mapping().unwrap().values());
        let ids = operations.filter_map(|operation| operation.get("operationId")?.as_str());
        documented.extend(ids.map(|id| (module.as_str(), id)));
    }
    assert!(!documented.is_empty(), "no document was read");

    let covered = FILES.iter().copied().flatten().map(|(operation, id, _)| (operation.module, *id));
    let (covered, documented): (BTreeSet<_>, BTreeSet<_>) =
        (covered.collect(), documented.into_iter().collect());
    let missed: Vec<_> = documented.difference(&covered).collect();
    assert!(missed.is_empty(), "without a test: {missed:?}");
    let unknown: Vec<_> = covered.difference(&documented).collect();
    assert!(unknown.is_empty(), "in no document: {unknown:?}");
}

/// One documented operation may be several methods.
#[test]
fn every_method_is_covered() {
    for (module, _) in documents() {
        let source = workspace().join(format!("generated-client/src/generated/{module}.rs"));
        let source = fs::read_to_string(source).unwrap();
        let lines = source.lines().map(str::trim);
        let emitted: BTreeSet<_> =
            lines.filter_map(|line| line.strip_prefix("name: \"")?.strip_suffix("\",")).collect();

        let covered = FILES.iter().copied().flatten().map(|(operation, ..)| operation);
        let covered = covered.filter(|operation| operation.module == module);
        let covered: BTreeSet<_> = covered.map(|operation| operation.name).collect();
        assert_eq!(covered, emitted, "{module}");
        assert!(!covered.is_empty(), "{module}");
    }
}
