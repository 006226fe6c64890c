//! One document for each mistake, and what a maintainer is told about it (`tests/ui`).

use std::collections::BTreeSet;

use codegen::{Code, Compilation, Input};
use tests::{compile, compile_all, documents, lint, workspace};

#[test]
fn every_mistake_is_told_with_its_place() {
    insta::glob!("../ui", "*.yaml", |path| {
        insta::assert_snapshot!(rendered(&lint(path)));
    });
}

#[test]
fn every_kind_of_diagnostic_has_a_document() {
    let mut shown = BTreeSet::new();
    for path in documents("ui") {
        shown.extend(lint(&path).diagnostics().iter().map(|it| it.code()));
    }
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "no document in tests/ui shows {missing:?}");
}

#[test]
fn the_mistakes_of_all_documents_are_told_in_one_run() {
    let count = |compilation: &Compilation| compilation.diagnostics().iter().count();
    let alone: usize = documents("ui").iter().map(|path| count(&lint(path))).sum();
    let together = compile_all("ui");
    assert_eq!(count(&together), alone);
    assert!(together.files().unwrap().is_none(), "a document with an error makes no file");
}

/// No mistake hides another, and each is told where it is (`tests/mistakes`).
#[test]
fn fifty_mistakes_are_fifty_diagnostics_in_one_run() {
    let path = workspace().join("tests/mistakes/fifty.yaml");
    let compilation = compile(&path);
    let reports: Vec<_> =
        compilation.diagnostics().iter().map(|it| compilation.report(it)).collect();
    let places: BTreeSet<_> = reports.iter().map(|it| (it.span.line, it.span.column)).collect();
    assert!(places.len() >= 50, "{} places", places.len());
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let mut told: Vec<_> = reports
        .iter()
        .map(|it| (it.span.line, it.span.column, it.code, lines[it.span.line - 1].trim()))
        .collect();
    told.sort_unstable();
    let told = told.iter().map(|(line, _, code, text)| format!("{line:>3} {code}: {text}\n"));
    insta::assert_snapshot!(told.collect::<String>());
}

/// A token is for one host, and a request for another one is not sent to the first instead.
#[test]
fn an_operation_on_another_host_is_left_out() {
    let compilation = compile(&workspace().join("tests/ui/other-host.yaml"));
    let places: Vec<_> = compilation
        .diagnostics()
        .iter()
        .map(|it| (it.code(), compilation.report(it).span.line))
        .collect();
    assert_eq!(places, [20, 26, 26].map(|line| (Code::OtherHost, line)));
    let names: Vec<_> = compilation.routes().into_iter().map(|route| route.name).collect();
    assert_eq!(names, ["list_books", "list_pages"]);
    assert!(compilation.files().unwrap().is_some());
    assert!(compilation.resolved().is_some(), "which is no mistake in a document");
}

#[test]
fn each_operation_tells_of_its_undeclared_path_parameters_in_one_run() {
    let compilation = compile(&workspace().join("tests/ui/undeclared-parameters.yaml"));
    let told =
        compilation.diagnostics().iter().map(|it| (it.code(), compilation.report(it).span.line));
    let code = Code::UndeclaredPathParameter;
    assert_eq!(told.collect::<Vec<_>>(), [(code, 9), (code, 14), (code, 19)]);
}

#[test]
fn a_path_is_compared_with_those_of_other_documents() {
    let input = |stem: &str, path: &str| Input {
        name: format!("{stem}.yaml"),
        stem: stem.to_owned(),
        text: format!(
            "openapi: 3.0.3\n\
             info: {{title: Shelf, version: '1'}}\n\
             paths:\n  {path}:\n    get:\n      operationId: list\n      responses: {{}}\n"
        ),
    };
    let documents = vec![input("a", "/books"), input("b", "/bookks")];
    let told = rendered(&Compilation::of(documents, Vec::new()));
    let expected = "warning[repeated-letter]: `/bookks` has `bookks` where a sibling has `books`\n \
                    --> b.yaml:4:3";
    assert!(told.contains(expected), "{told}");
}

/// All diagnostics as a terminal without colours shows them.
fn rendered(compilation: &Compilation) -> String {
    let rendered: Vec<_> =
        compilation.diagnostics().iter().map(|it| compilation.render(it, false)).collect();
    rendered.join("\n\n")
}
