//! What changed between two sets of documents (`tests/diff`: an old and a new document for each kind of
//! change).

use std::path::{Path, PathBuf};

use codegen::{Comparison, Compilation, Impact, Input};
use tests::{corrected_specs, document, documents, specs};

#[test]
fn every_kind_of_change_is_told() {
    insta::glob!("../diff", "*/old.yaml", |path| {
        let read = |path: &Path| {
            let input = Input { stem: "example".to_owned(), ..document(path) };
            let compilation = Compilation::of(vec![input], Vec::new());
            assert!(compilation.unread().is_empty(), "{}", path.display());
            compilation
        };
        let (old, new) = (read(path), read(&path.with_file_name("new.yaml")));
        insta::assert_snapshot!(old.diff(&new).text(false));
    });
}

/// What is pasted into a changelog.
#[test]
fn a_report_makes_sections_of_a_changelog() {
    let mut sections = String::new();
    for folder in ["facts", "operations", "unions", "wording"] {
        let comparison = compare_in(folder);
        sections.push_str(&format!("<!-- {folder} -->\n\n{}\n", comparison.markdown()));
    }
    insta::assert_snapshot!(sections);
}

#[test]
fn a_changelog_tells_of_whole_documents() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("diff");
    let read = |names: &[&str]| {
        let named = |name: &&str| {
            let path = folder.join(name).join("old.yaml");
            Input { stem: (*name).to_owned(), ..document(&path) }
        };
        Compilation::of(names.iter().map(named).collect(), Vec::new())
    };
    let (few, many) = (read(&["facts"]), read(&["facts", "pages", "unions"]));
    let (added, removed) = (few.diff(&many).markdown(), many.diff(&few).markdown());
    insta::assert_snapshot!(format!("{added}\n{removed}"));
}

fn compare_in(folder: &str) -> Comparison {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("diff").join(folder);
    let read = |name: &str| {
        let input = Input { stem: "example".to_owned(), ..document(&folder.join(name)) };
        Compilation::of(vec![input], Vec::new())
    };
    read("old.yaml").diff(&read("new.yaml"))
}

#[test]
fn nothing_differs_from_itself() {
    for folder in ["documents", "ui", "diff"] {
        for path in all_documents(folder) {
            let read = || Compilation::of(vec![document(&path)], Vec::new());
            assert_eq!(read().diff(&read()).changes, [], "{}", path.display());
        }
    }
    assert_eq!(corrected_specs().diff(&corrected_specs()).changes, []);
    let published = || Compilation::of(specs(), Vec::new());
    assert_eq!(published().diff(&published()).changes, []);
}

/// Two documents that have nothing to do with each other, in both directions.
#[test]
fn any_two_documents_can_be_compared() {
    let mut all = Vec::new();
    for folder in ["documents", "ui", "diff"] {
        all.extend(all_documents(folder));
    }
    let read = |path: &PathBuf| {
        let input = Input { stem: "example".to_owned(), ..document(path) };
        Compilation::of(vec![input], Vec::new())
    };
    let all: Vec<_> = all.iter().map(read).collect();
    for one in &all {
        for other in &all {
            one.diff(other).text(false);
        }
    }
}

#[test]
fn errata_are_told_as_changes() {
    let published = Compilation::of(specs(), Vec::new());
    let changes = published.diff(&corrected_specs()).changes;
    let moved = changes.iter().filter(|it| it.subject == "path").count();
    assert!(moved >= 7, "{moved} paths are corrected");
    assert!(changes.iter().any(|it| it.subject == "base path"));
    assert!(changes.iter().any(|it| it.subject == "scopes"));
}

#[test]
fn a_document_is_found_under_another_name_and_extension() {
    let named = |stem: &str, input: Input| Input { stem: stem.to_owned(), ..input };
    let mut renamed = specs();
    for input in &mut renamed {
        if input.stem == "message-content" {
            *input = named("messageformat", input.clone());
        }
    }
    let old = Compilation::of(specs(), Vec::new());
    let changes = old.diff(&Compilation::of(renamed, Vec::new())).changes;
    let told: Vec<_> = changes.iter().map(|it| (it.impact, &*it.subject, &*it.change)).collect();
    let names = ["module", "feature", "type of the module"];
    assert_eq!(told, names.map(|subject| (Impact::Breaking, subject, "renamed")));

    let mut fewer = specs();
    fewer.retain(|input| input.stem != "messages");
    let changes = old.diff(&Compilation::of(fewer, Vec::new())).changes;
    let told: Vec<_> = changes.iter().map(|it| (it.impact, &*it.document, &*it.change)).collect();
    assert_eq!(told, [(Impact::Breaking, "messages", "removed")]);
}

/// Without its one value the type of a slide does not tell it from the others, and the formats of a message are no longer
/// one body.
#[test]
fn a_method_that_splits_or_merges_is_told() {
    let mut changed = specs();
    let content = changed.iter_mut().find(|it| it.stem == "message-content").unwrap();
    let text = content.text.replacen("          enum:\n            - table\n", "", 1);
    assert_ne!(text, content.text);
    content.text = text;
    let (old, new) = (Compilation::of(specs(), Vec::new()), Compilation::of(changed, Vec::new()));
    let methods = |from: &Compilation, to: &Compilation| -> Vec<(String, Option<String>)> {
        let changes = from.diff(to).changes.into_iter();
        changes.filter(|it| it.subject == "method").map(|it| (it.change, it.new)).collect()
    };
    let all = "post_message, table, textmessageformat".to_owned();
    assert_eq!(methods(&old, &new), [("split".to_owned(), Some(all))]);
    assert_eq!(methods(&new, &old), [("merged".to_owned(), Some("post_message".to_owned()))]);
}

/// The documents of a folder of this package and of the folders in it.
fn all_documents(folder: &str) -> Vec<PathBuf> {
    let mut all = documents(folder);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(
            ["old.yaml", "new.yaml"]
                .map(|name| path.join(name))
                .into_iter()
                .filter(|it| it.exists()),
        );
    }
    all
}
