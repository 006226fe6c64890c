//! The commands that tell what is in documents.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::workplace::{Workplace, run, stderr};

#[test]
fn routes_lists_the_chats_with_their_real_paths() {
    let output = run(&["routes", "--format", "json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let routes: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let chats: Vec<_> = routes.iter().filter(|route| route["document"] == "chats").collect();
    assert_eq!(chats.len(), 17);
    let family = chats
        .iter()
        .filter(|route| route["path"] == "/chats/{CHAT_ID}" && route["http_method"] == "PUT");
    let aliases: Vec<_> = family.map(|route| route["alias_path"].clone()).collect();
    let alias = |number| Value::from(format!("/chats/{{CHAT_ID{number}}}"));
    assert_eq!(aliases, [Value::Null, alias(1), alias(2), alias(3)]);
}

/// Limits and lock periods as FACTS §1e of the reference material has them.
#[test]
fn routes_has_the_documented_limits() {
    let expected = [
        ("list", Some(30), Some(600)),
        ("create", Some(30), None),
        ("bulk_update", Some(60), Some(300)),
        ("search", Some(50), Some(600)),
        ("get", Some(60), Some(300)),
        ("update_chat", Some(60), Some(600)),
        ("mark_chat_as_unread", Some(60), None),
        ("clear_local_history", Some(60), None),
        ("close", Some(60), None),
        ("members", Some(20), Some(600)),
        ("add_members", Some(20), Some(600)),
        ("remove_members", Some(20), Some(600)),
        ("fork", Some(50), Some(10)),
        ("send_typing_activity", Some(100), Some(3000)),
        ("leave", Some(20), Some(600)),
        ("mute", Some(20), Some(600)),
        ("unmute", Some(20), Some(600)),
    ];
    let output = run(&["routes", "--format", "json"]);
    let routes: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let of_chats = routes.iter().filter(|route| route["document"] == "chats");
    let found: Vec<_> = of_chats
        .map(|route| {
            let number = |key: &str| route[key].as_u64();
            let name = route["name"].as_str().unwrap().to_owned();
            (name, number("requests"), number("lock_period_seconds"))
        })
        .collect();
    let expected: Vec<_> =
        expected.map(|(name, limit, lock)| (name.to_owned(), limit, lock)).into();
    assert_eq!(found, expected);
}

/// Changes a document of one of two folders that are the same.
fn changed_folders(from: &str, to: &str) -> (Workplace, Workplace) {
    let (old, new) = (Workplace::new(), Workplace::new());
    new.edit(|text| text.replacen(from, to, 1));
    (old, new)
}

fn diff(old: &Workplace, new: &Workplace, options: &[&str]) -> Output {
    let (old, new) = (old.specs(), new.specs());
    let mut arguments = vec!["diff", old.to_str().unwrap(), new.to_str().unwrap()];
    arguments.extend(options);
    run(&arguments)
}

#[test]
fn diff_tells_a_change_with_its_operation() {
    let (old, new) = changed_folders(
        "Threshold limit: 30 requests per min per user",
        "Threshold limit: 10 requests per min per user",
    );
    let output = diff(&old, &new, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let expected = "1 breaking, 0 additive, 0 documentation\n\nBREAKING (1)\n\nchats\n  \
        list  GET /api/v3/chats\n    rate limit: stricter 30 a minute → 10 a minute\n\n\
        version: 0.1.0 → 0.1.1\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);

    // The operation, whose description has the limit.
    let place = |of: &Workplace| {
        let file = of.specs().join("chats.yaml");
        let text = fs::read_to_string(&file).unwrap();
        let before = text.split("\n    get:").next().unwrap();
        serde_json::json!({"file": file, "line": 2 + before.matches('\n').count(), "column": 5})
    };
    let output = diff(&old, &new, &["--format", "json"]);
    let changes: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = serde_json::json!([{
        "impact": "breaking",
        "bump": "minor",
        "document": "chats",
        "operation": "list",
        "route": "GET /api/v3/chats",
        "subject": "rate limit",
        "change": "stricter",
        "old": "30 a minute",
        "new": "10 a minute",
        "old_place": place(&old),
        "new_place": place(&new),
    }]);
    assert_eq!(changes, expected);

    let output = diff(&old, &old, &[]);
    assert!(output.status.success());
    assert_eq!(output.stdout, b"no difference\n");
}

#[test]
fn diff_fails_on_what_it_is_asked_to_fail_on() {
    let (old, new) = changed_folders(
        "Threshold limit: 30 requests per min per user",
        "Threshold limit: 10 requests per min per user",
    );
    let code = |old: &Workplace, new: &Workplace, impact: &str| {
        diff(old, new, &["--fail-on", impact]).status.code()
    };
    assert_eq!([code(&old, &new, "breaking"), code(&old, &new, "additive")], [Some(1), Some(1)]);
    // The other way round the limit is looser.
    assert_eq!([code(&new, &old, "breaking"), code(&new, &old, "additive")], [Some(0), Some(1)]);
    assert_eq!([code(&old, &old, "breaking"), code(&old, &old, "additive")], [Some(0), Some(0)]);
}

#[test]
fn a_publication_is_compared_with_the_record_of_the_last_one() {
    let (old, new) = changed_folders(
        "Threshold limit: 30 requests per min per user",
        "Threshold limit: 10 requests per min per user",
    );
    let record = old.specs().with_file_name("publication.record");
    let (published, file) = (old.specs(), record.to_str().unwrap());
    let written = run(&["record", published.to_str().unwrap(), "--out", file]);
    assert!(written.status.success(), "{}", stderr(&written));
    // The words of the documents are their publisher's.
    let text = fs::read_to_string(&record).unwrap();
    for words in ["Retrieves", "Threshold limit", "Lock period"] {
        assert!(!text.contains(words), "{words}");
    }

    let told = |new: &Workplace| {
        let output = run(&["diff", file, new.specs().to_str().unwrap(), "--no-errata"]);
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(told(&old), "no difference\n");
    let told = told(&new);
    assert!(told.contains("rate limit: stricter 30 a minute → 10 a minute\n"), "{told}");
    assert!(told.starts_with("1 breaking, 0 additive, 0 documentation\n"), "{told}");

    fs::write(&record, "{\"publication_record\": 0}").unwrap();
    let output = run(&["diff", file, file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no record of a publication: it has the form 0"));
}

#[test]
fn diff_corrects_each_folder_with_its_own_errata() {
    let (old, new) = (Workplace::new(), Workplace::new());
    fs::remove_file(new.specs().join("errata.yaml")).unwrap();
    let told = |options: &[&str]| {
        let output = diff(&old, &new, options);
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(
        told(&[]).contains("path: moved /chats/{CHAT_ID}/messages → /chats/{CHAT_ID}/message\n")
    );
    assert_eq!(told(&["--no-errata"]), "no difference\n");
    let errata = old.specs().join("errata.yaml");
    let options = ["--no-errata", "--overlay", errata.to_str().unwrap()];
    assert_eq!(told(&options), "no difference\n");
}

/// The names are those beside the documents, whatever corrects those.
#[test]
fn names_are_given_without_errata_and_with_other_overlays_too() {
    let place = Workplace::new();
    fs::rename(place.specs().join("errata.yaml"), place.out()).unwrap();
    let (specs, errata) = (place.specs(), place.out());
    let (specs, errata) = (specs.to_str().unwrap(), errata.to_str().unwrap());
    for options in [&["--no-errata"][..], &["--overlay", errata]] {
        let output =
            run(&[&["routes", "--format", "json", "--specs", specs][..], options].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let routes: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        let named = |module: &str, name: &str| {
            routes.iter().any(|it| it["module"] == module && it["name"] == name)
        };
        assert!(named("chats", "close") && named("threads", "follow"), "{options:?}");
        assert!(!named("chats", "close_chat"), "{options:?}");
    }
    assert_eq!(run(&["lint", "--specs", specs, "--overlay", errata]).status.code(), Some(0));
}

#[test]
fn a_change_of_names_alone_is_told_as_breaking_renames() {
    let (old, new) = (Workplace::new(), Workplace::new());
    let none = "overlay: 1.0.0\ninfo: {title: None, version: '1'}\nactions: []\n";
    fs::write(old.specs().join("names.yaml"), none).unwrap();
    let output = diff(&old, &new, &["--format", "json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let changes: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = changes.as_array().unwrap();
    let told = |subject: &str, old: &str, new: &str| {
        changes.iter().any(|it| {
            it["subject"].as_str().unwrap().starts_with(subject)
                && (&it["old"], &it["new"]) == (&old.into(), &new.into())
        })
    };
    assert!(told("method", "close_chat", "close"), "{changes:#?}");
    assert!(told("type ForkChatRequest", "ForkChatRequest", "ForkBody"), "{changes:#?}");
    assert!(told("type ChatFilter, variant of `dm`", "Dm", "DirectMessage"), "{changes:#?}");
    // Two responses that come to one type have one description.
    for change in changes.iter().filter(|it| it["subject"] != "wording") {
        assert_eq!(change["impact"], "breaking", "{change:#}");
        // A name may clash with an argument, and then the body is one.
        let change = change["change"].as_str().unwrap();
        assert!(change.contains("renamed") || change == "is given as", "{change}");
    }
}

#[test]
fn diff_goes_on_past_mistakes_and_stops_at_what_is_no_document() {
    let (old, new) = changed_folders("schemas/v3-chat'", "schemas/v3-chatt'");
    let output = diff(&old, &new, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let told = stderr(&output);
    let hint = format!("cargo xtask lint --specs {}", new.specs().display());
    assert!(told.contains("1 error") && told.contains(&hint), "{told}");

    new.edit(|text| text.replacen("openapi:", "openapi: [", 1));
    let output = diff(&old, &new, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error[syntax]"), "{}", stderr(&output));
    assert!(stderr(&output).contains("error: cannot read "), "{}", stderr(&output));
    assert_eq!(run(&["diff", "/no/such/folder", "/nor/this"]).status.code(), Some(1));
    assert_eq!(run(&["diff", "only-one"]).status.code(), Some(2));
}

#[test]
fn resolve_writes_each_document_once() {
    let place = Workplace::new();
    assert!(place.resolve(&[]).status.success());
    let first = place.files();
    let names: Vec<_> = first.keys().map(|path| path.file_name().unwrap()).collect();
    let documents = fs::read_dir(place.specs()).unwrap().map(|it| it.unwrap().file_name());
    let beside = ["errata.yaml", "names.yaml", "README.md", "publication.record"];
    let mut documents: Vec<_> =
        documents.filter(|it| beside.iter().all(|beside| it != *beside)).collect();
    documents.sort();
    assert_eq!(names, documents);
    assert!(place.resolve(&[]).status.success());
    assert_eq!(place.files(), first, "a second run touches nothing");

    let text =
        |place: &Workplace| fs::read_to_string(place.out().join("messages-v2.yaml")).unwrap();
    let slip = "/chats/{CHAT_ID}/messages/{MESSAGE_ID}/messages:";
    assert!(!text(&place).contains(slip));
    assert!(place.resolve(&["--no-errata"]).status.success());
    assert!(text(&place).contains(slip), "without errata the path is the document's");
}

#[test]
fn resolve_writes_nothing_if_a_document_has_an_error() {
    let place = Workplace::new();
    assert!(place.resolve(&[]).status.success());
    let before = place.files();
    place.edit(|text| text.replacen("schemas/v3-chat'", "schemas/v3-chatt'", 1));
    let output = place.resolve(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error[unresolved-reference]"), "{}", stderr(&output));
    assert_eq!(place.files(), before);
}

#[test]
fn resolve_overwrites_no_document_of_the_project() {
    let place = Workplace::new();
    let specs = place.specs();
    let specs = specs.to_str().unwrap();
    let output = run(&["resolve", "--specs", specs, "--out", specs]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("is not a generated file"), "{}", stderr(&output));
}

#[test]
fn resolve_takes_what_only_the_client_cannot() {
    let place = Workplace::new();
    let integer = "          schema:\n            type: integer\n";
    let both = "          schema:\n            allOf: [{type: string}, {type: integer}]\n";
    place.edit(|text| text.replacen(integer, both, 1));
    assert_eq!(place.codegen(&[]).status.code(), Some(1));
    let output = place.resolve(&[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!stderr(&output).contains("error"), "{}", stderr(&output));
}

#[test]
fn lint_finds_nothing_in_the_documents() {
    let output = run(&["lint"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
}

#[test]
fn lint_fails_on_a_warning_that_codegen_only_shows() {
    let place = Workplace::new();
    place.edit(|text| text.replacen("chat_type: direct_message", "chat_type: direct_mesage", 1));
    let specs = place.specs();
    let output = run(&["lint", "--specs", specs.to_str().unwrap()]);
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    for expected in [
        "warning[example-mismatch]: `chats[0].chat_type` of the example is `direct_mesage`",
        "did you mean `direct_message`?",
        "0 errors, 1 warning;",
    ] {
        assert!(told.contains(expected), "{expected}\n{told}");
    }
    let output = place.codegen(&[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("warning[example-mismatch]"), "{}", stderr(&output));
}

#[test]
fn lint_fails_on_an_error() {
    let place = Workplace::new();
    place.edit(|text| text.replacen("schemas/v3-chat'", "schemas/v3-chatt'", 1));
    let output = run(&["lint", "--specs", place.specs().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("1 error, 0 warnings;"), "{}", stderr(&output));
}

#[test]
fn documents_refer_to_files_below_their_folder_alone() {
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    fs::create_dir_all(specs.join("parts")).unwrap();
    let document = |file: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: Shelf, version: '1'}}\npaths:\n  /books:\n    get:\n      \
             operationId: list\n      security: []\n      description: 'Threshold limit: 3 requests \
             per min'\n      responses: {{'204': {{$ref: '{file}'}}}}\n"
        )
    };
    let lint = |file: &str| {
        fs::write(specs.join("shelf.yaml"), document(file)).unwrap();
        run(&["lint", "--specs", specs.to_str().unwrap()])
    };
    fs::write(specs.join("parts/done.yaml"), "description: Done.").unwrap();
    fs::write(specs.join("beside.yaml"), "done: {description: Done.}").unwrap();
    fs::write(folder.path().join("outside.yaml"), "description: Done.").unwrap();
    for file in ["parts/done.yaml", "./beside.yaml#/done"] {
        let output = lint(file);
        // A file that nobody refers to is taken as a document.
        let told = stderr(&output);
        assert!(!told.contains("unresolved-reference"), "{told}");
        assert_eq!(output.status.success(), file.contains("beside"), "{told}");
    }
    let told = stderr(&lint("../outside.yaml"));
    assert!(told.contains("error[unresolved-reference]: there is no file"), "{told}");
}

/// The slips of the published documents are there again without the errata.
#[test]
fn lint_takes_the_documents_as_published() {
    let output = run(&["lint", "--no-errata"]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(told.contains("`slides[0].styles.type` of the example is `bulleted`"), "{told}");
}

#[test]
fn wrong_command_lines_are_told_apart_from_wrong_documents() {
    assert_eq!(run(&["codegen", "--specks"]).status.code(), Some(2));
    let output = run(&["codegen", "--specs", "/no/such/folder", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot read the folder /no/such/folder"));
}

#[test]
fn help_names_every_command() {
    let output = run(&["--help"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    for command in ["codegen", "diff", "lint", "resolve", "routes"] {
        assert!(told.contains(command), "{told}");
    }
}

#[test]
fn corrections_under_another_name_are_called_what_they_are() {
    let place = Workplace::new();
    let specs = place.specs();
    fs::rename(specs.join("errata.yaml"), specs.join("errata.yml")).unwrap();
    let output = run(&["lint", "--specs", specs.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(
        told.contains("error[unsupported-version]: this is an overlay, not an OpenAPI document"),
        "{told}"
    );
    assert!(told.contains("corrections are in `errata.yaml` beside the documents"), "{told}");
}
