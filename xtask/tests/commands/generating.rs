//! `codegen`: what it writes, and what it tells of mistakes.

use std::fs;

use crate::workplace::{Workplace, run, stderr};

#[test]
fn codegen_is_idempotent() {
    let place = Workplace::new();
    assert!(place.codegen(&[]).status.success());
    let first = place.files();
    assert!(!first.is_empty());
    assert!(place.codegen(&[]).status.success());
    assert_eq!(place.files(), first, "a second run touches nothing");
    assert!(place.codegen(&["--check"]).status.success());
}

#[test]
fn check_lists_every_stale_file_and_the_command_that_fixes_it() {
    let place = Workplace::new();
    assert!(place.codegen(&[]).status.success());
    fs::remove_file(place.out().join("ids.rs")).unwrap();
    fs::write(place.out().join("chats.rs"), format!("// {}\n", codegen::HEADER)).unwrap();
    fs::write(place.out().join("old.rs"), format!("// {}\n", codegen::HEADER)).unwrap();
    fs::write(place.out().join("own.rs"), "// Somebody's own.\n").unwrap();
    // The folder of a module that is gone.
    fs::create_dir(place.out().join("old")).unwrap();
    fs::write(place.out().join("old/requests.rs"), format!("// {}\n", codegen::HEADER)).unwrap();
    let before = place.files();
    let output = place.codegen(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(place.files(), before, "a check writes nothing");
    let told = stderr(&output);
    for expected in
        ["missing: ", "ids.rs", "out of date: ", "chats.rs", "left over: ", "old.rs", "requests.rs"]
    {
        assert!(told.contains(expected), "{told}");
    }
    assert!(!told.contains("own.rs"), "{told}");
    let command = format!(
        "cargo xtask codegen --specs {} --out {}",
        place.specs().display(),
        place.out().display()
    );
    assert!(told.contains(&command), "{told}");

    assert!(place.codegen(&[]).status.success());
    assert!(place.codegen(&["--check"]).status.success());
    assert!(!place.out().join("old.rs").exists());
    assert!(!place.out().join("old/requests.rs").exists());
    assert!(place.out().join("own.rs").exists());
}

#[test]
fn a_file_that_was_not_generated_is_not_overwritten() {
    let place = Workplace::new();
    fs::create_dir(place.out()).unwrap();
    fs::write(place.out().join("chats.rs"), "// Somebody's own.\n").unwrap();
    let before = place.files();
    let output = place.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("is not a generated file"), "{}", stderr(&output));
    assert_eq!(place.files(), before);
}

#[test]
fn the_manifest_beside_the_output_has_a_feature_for_each_module() {
    let place = Workplace::new();
    fs::create_dir(place.out()).unwrap();
    let manifest = place.out().join("Cargo.toml");
    fs::write(&manifest, "[features]\n# For tests.\ntest-util = []\n").unwrap();
    let before = place.files();

    let output = place.codegen(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    let told = format!("out of date: {}", manifest.display());
    assert!(stderr(&output).contains(&told), "{}", stderr(&output));
    assert_eq!(place.files(), before, "a check writes nothing");

    assert!(place.codegen(&[]).status.success());
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains("\nmessages-v2 = [] # module\n"), "{text}");
    assert!(text.contains("\n# For tests.\ntest-util = []\nfull = ["), "{text}");
    assert!(place.codegen(&["--check"]).status.success());

    // A further document needs nothing else.
    fs::copy(place.specs().join("threads.yaml"), place.specs().join("my-threads.yaml")).unwrap();
    fs::remove_file(place.specs().join("messages.yaml")).unwrap();
    fs::remove_file(place.specs().join("names.yaml")).unwrap();
    assert!(place.codegen(&["--no-errata"]).status.success());
    let modules = place.out();
    assert!(modules.join("my_threads").is_dir());
    assert!(!modules.join("messages").exists(), "no empty folder is left of a module");
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains("\nmy-threads = [] # module\n"), "{text}");
    assert!(!text.contains("\nmessages = "), "{text}");
}

#[test]
fn a_manifest_that_cannot_be_kept_changes_nothing() {
    let place = Workplace::new();
    fs::create_dir(place.out()).unwrap();
    fs::write(place.out().join("Cargo.toml"), "[features]\nchats = [\"dep:chats\"]\n").unwrap();
    let before = place.files();
    let output = place.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("there is a feature `chats`"), "{}", stderr(&output));
    assert_eq!(place.files(), before);
}

/// A mistake in the Chats document is told with its place; the status says so; no file changes.
fn assert_mistake(code: &str, line_with: &str, change: impl FnOnce(String) -> String) {
    let place = Workplace::new();
    assert!(place.codegen(&[]).status.success());
    let before = place.files();
    place.edit(change);
    let text = fs::read_to_string(place.specs().join("chats.yaml")).unwrap();
    let output = place.codegen(&[]);
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(&format!("error[{code}]")), "{told}");
    let line = 1 + text.lines().position(|line| line.contains(line_with)).unwrap();
    assert!(told.contains(&format!("chats.yaml:{line}:")), "line {line}\n{told}");
    assert!(told.contains("no file was changed"), "{told}");
    assert_eq!(place.files(), before);
}

#[test]
fn a_document_that_is_cut_in_a_line() {
    assert_mistake("syntax", "operationId: 'clo", |text| {
        let line = text.find("operationId: closeChatV3").unwrap();
        format!("{}operationId: 'clo", &text[..line])
    });
}

#[test]
fn a_reference_to_nothing() {
    assert_mistake("unresolved-reference", "schemas/v3-chatt'", |text| {
        text.replacen("schemas/v3-chat'", "schemas/v3-chatt'", 1)
    });
}

#[test]
fn a_path_parameter_that_is_not_declared() {
    assert_mistake("undeclared-path-parameter", "    post: # mutes", |text| {
        let declared = "  /chats/{CHAT_ID}/mute:\n    post:";
        text.replacen(declared, "  /chats/{CHAT}/mute:\n    post: # mutes", 1)
    });
}

#[test]
fn two_equal_operation_ids() {
    assert_mistake("duplicate-operation-id", "operationId: createChatV3 # again", |text| {
        text.replacen("operationId: forkChatV3", "operationId: createChatV3 # again", 1)
    });
}

#[test]
fn an_alias_without_a_display_path() {
    assert_mistake("missing-display-path", "    put: # alias", |text| {
        let alias = text.find("  /chats/{CHAT_ID2}:\n    put:\n").unwrap();
        let (before, after) = text.split_at(alias);
        let after = after.replacen("    put:\n", "    put: # alias\n", 1);
        format!("{before}{}", after.replacen("      x-display-path: /chats/{CHAT_ID}\n", "", 1))
    });
}

#[test]
fn a_display_path_of_another_shape() {
    assert_mistake("display-path-shape", "x-display-path: /chats/{CHAT_ID}/close", |text| {
        text.replacen(
            "x-display-path: /chats/{CHAT_ID}",
            "x-display-path: /chats/{CHAT_ID}/close",
            1,
        )
    });
}

#[test]
fn a_wrong_type_for_required() {
    assert_mistake("wrong-type", "required: perhaps", |text| {
        text.replacen("required: false", "required: perhaps", 1)
    });
}

#[test]
fn a_long_chain_of_schemas_is_no_crash() {
    let place = Workplace::new();
    let mut text = "openapi: 3.0.3\ninfo: {title: Chain, version: '1'}\npaths:\n  /links:\n    get:\n      \
        operationId: getLink\n      responses:\n        '200':\n          description: A link.\n          \
        content:\n            application/json:\n              schema:\n                \
        $ref: '#/components/schemas/L0'\ncomponents:\n  schemas:\n"
        .to_owned();
    for link in 0..800 {
        let next = link + 1;
        text += &format!(
            "    L{link}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/L{next}'}}}}}}\n"
        );
    }
    text += "    L800: {type: string}\n";
    fs::write(place.specs().join("chain.yaml"), text).unwrap();
    let output = place.codegen(&[]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn keep_going_leaves_out_what_a_mistake_stands_in_and_tells_which() {
    let place = Workplace::new();
    // One mistake in an operation, and one in a schema that other operations lead to.
    place.edit(|text| text.replacen("operationId: closeChatV3", "operationId: [closeChatV3]", 1));
    place.edit(|text| text.replacen("schemas/v3-chat'", "schemas/v3-chatt'", 1));
    assert_eq!(place.codegen(&[]).status.code(), Some(1));
    assert!(place.files().is_empty());
    let output = place.codegen(&["--keep-going"]);
    let told = stderr(&output);
    assert!(output.status.success(), "{told}");
    for expected in [
        "error[wrong-type]",
        "error[unresolved-reference]",
        "left out `PUT /chats/{CHAT_ID3}` of `chats`: wrong-type: ",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(summary.contains("left out"), "{summary}");
    let operations = fs::read_to_string(place.out().join("OPERATIONS.md")).unwrap();
    assert!(
        operations.contains("- `PUT /chats/{CHAT_ID3}` of `chats`: wrong-type"),
        "{operations}"
    );
    assert!(operations.contains("[`update_title`]"), "{operations}");
    assert!(!operations.contains("[`close_chat`]"), "{operations}");
    assert_eq!(run(&["lint", "--specs", place.specs().to_str().unwrap()]).status.code(), Some(1));
}

#[test]
fn keep_going_writes_nothing_of_what_is_no_document() {
    let place = Workplace::new();
    place.edit(|text| text.replacen("\npaths:", "\npaths: [", 1));
    let output = place.codegen(&["--keep-going"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(place.files().is_empty());
}
