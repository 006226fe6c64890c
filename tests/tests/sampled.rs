//! What a client sends for operations of documents that nobody wrote for this project, and how it reads the responses.
//!
//! `CLIQ_CORPUS` names the folders that the documents are in, as `PATH` names folders of programs; where one of them is
//! missing, the test is counted as ignored. The programs in `tests/tests/emitted/sampled` send the requests.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail as tests do")]

mod emitted;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use codegen::{Compilation, Input, Inputs, Severity};
use serde_yaml::Value;
use tests::{conditional, document, workspace};

const TESTS: &[(&str, fn())] =
    &[("requests_and_responses_are_what_real_documents_say_of_them", called)];

/// Each module with its document and the operations of the sample.
const SAMPLE: [(&str, &str, &[&str]); 4] = [
    (
        "github",
        "github-api.json",
        &[
            "actions/disable-workflow",
            "actions/download-artifact",
            "activity/mark-notifications-as-read",
            "issues/create",
            "markdown/render-raw",
            "migrations/list-for-org",
            "orgs/check-membership-for-user",
            "repos/get-content",
            "repos/upload-release-asset",
            "scim/provision-and-invite-user",
            "search/labels",
        ],
    ),
    (
        "stripe",
        "stripe-2022.yml",
        &[
            "DeleteCouponsCoupon",
            "GetAccountPeople",
            "GetAppsSecrets",
            "GetCoupons",
            "GetQuotesQuotePdf",
            "PostCoupons",
            "PostFiles",
            "PostPrices",
            "PostShippingRates",
            "PostTaxRates",
            "PostWebhookEndpoints",
        ],
    ),
    (
        "box",
        "box.json",
        &[
            "delete_folders_id",
            "get_files_id_content",
            "get_files_id_thumbnail_id",
            "get_folders_id_items",
            "get_search",
            "post_files_content",
            "post_oauth2_token#refresh",
            "post_users_id_avatar",
            "put_files_id",
            "put_files_id_metadata_id_id",
            "put_files_upload_sessions_id",
        ],
    ),
    (
        "twilio",
        "twilio-api_v2010.yml",
        &[
            "CreateAccount",
            "CreateCall",
            "CreateMessage",
            "CreateStream",
            "CreateUserDefinedMessage",
            "DeleteCall",
            "FetchAccount",
            "FetchRecordingAddOnResultPayloadData",
            "ListAvailablePhoneNumberLocal",
            "ListMessage",
            "UpdateConference",
        ],
    ),
];

fn main() -> ExitCode {
    let missing = SAMPLE.iter().find(|(_, file, _)| path(file).is_none());
    let needed = missing.map(|(_, file, _)| format!("set CLIQ_CORPUS to folders, one with {file}"));
    conditional::run(needed, TESTS)
}

fn called() {
    let overlay = workspace().join("tests/tests/sampled/overlay.yaml");
    let inputs = Inputs {
        documents: SAMPLE.iter().map(|it| cut_down(*it)).collect(),
        overlays: vec![document(&overlay)],
        names: Vec::new(),
        is_whole: true,
        lint: false,
    };
    let compilation = Compilation::watched(inputs, &|_| Err(Vec::new()), &mut |_| {});
    let errors = compilation.diagnostics().iter().filter(|it| it.severity() == Severity::Error);
    let errors: String = errors.map(|it| compilation.render(it, false)).collect();
    assert!(errors.is_empty(), "{errors}");
    let count: usize = SAMPLE.iter().map(|(.., operations)| operations.len()).sum();
    assert_eq!(compilation.operation_count(), count, "operations are left out");
    emitted::run(&compilation, &["sampled/main.rs"]);
}

/// A document with the operations of the sample alone, in the order of the document. What they refer to stays as it is.
fn cut_down((stem, file, operations): (&str, &str, &[&str])) -> Input {
    let text = fs::read_to_string(path(file).unwrap()).unwrap();
    let mut root: Value = serde_yaml::from_str(&text).unwrap();
    let is_sampled = |it: &Value| match it.get("operationId").and_then(Value::as_str) {
        Some(id) => operations.contains(&id),
        None => it.get("responses").is_none(),
    };
    let is_operation = |it: &Value| it.get("responses").is_some();
    let paths = root["paths"].as_mapping_mut().unwrap();
    for (_, item) in paths.iter_mut() {
        item.as_mapping_mut().unwrap().retain(|_, it| is_sampled(it));
    }
    paths.retain(|_, item| item.as_mapping().unwrap().values().any(is_operation));
    let text = serde_yaml::to_string(&root).unwrap();
    Input { name: format!("{stem}.yaml"), stem: stem.to_owned(), text }
}

fn path(file: &str) -> Option<PathBuf> {
    let folders = env::var_os("CLIQ_CORPUS")?;
    env::split_paths(&folders).map(|it| it.join(file)).find(|it| it.exists())
}
