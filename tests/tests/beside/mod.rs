//! The documents of version 3 that the project does not restate, as they are published and beside those of the project,
//! in one run with an overlay of few lines.
//!
//! What they state is read here a second time, by means that are not the generator's: the raw document, and its text
//! without tags.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use codegen::{Compilation, Input, Route, Severity, Status};
use serde_yaml::Value;
use tests::{beside_the_specs, document, workspace};

/// How long the overlay may be at most, in lines.
const OVERLAY: usize = 20;
/// What scopes of the service begin with.
const PRODUCT: &str = "ZohoCliq.";

/// What is told of an operation.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    http_method: String,
    /// The real path, and the documented one.
    path: String,
    documented: String,
    base_path: String,
    scopes: Vec<Vec<String>>,
    statuses: BTreeSet<String>,
    requests_per_minute: Option<u32>,
    lock_period_minutes: Option<u32>,
    codes: BTreeSet<String>,
}

/// The documents of the project with its corrections and names, and these others.
///
/// # Panics
///
/// If the routes of the others are not what they state, or an error is found.
pub(crate) fn compile(folder: &Path, restated: &BTreeSet<String>) -> Compilation {
    let others: Vec<Input> = others(folder, restated);
    let overlay = document(&workspace().join("tests/published/overlay.yaml"));
    assert!(overlay.text.lines().count() <= OVERLAY, "the overlay grew");
    let compilations = [true, false]
        .map(|has_errata| beside_the_specs(others.clone(), vec![overlay.clone()], has_errata));
    for compilation in &compilations {
        let mistakes = compilation.diagnostics().iter();
        let mistakes = mistakes.filter(|it| it.severity() == Severity::Error);
        let mistakes: Vec<_> = mistakes.map(|it| compilation.render(it, false)).collect();
        assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
        let routes = compilation.routes();
        for Input { name, stem, text } in &others {
            let mut stated = stated(&serde_yaml::from_str(text).unwrap());
            let of_it = routes.iter().filter(|it| it.document == *stem);
            let mut found: Vec<Told> = of_it.map(told).collect();
            stated.sort();
            found.sort();
            assert!(!stated.is_empty(), "{name} has no operations");
            assert_eq!(found, stated, "{name}");
        }
    }
    let [corrected, _] = compilations;
    corrected
}

/// The documents in the folder that the project has none of.
fn others(folder: &Path, restated: &BTreeSet<String>) -> Vec<Input> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut others: Vec<_> = paths.iter().map(|path| document(path)).collect();
    others.retain(|it| !restated.contains(&it.stem));
    assert!(!others.is_empty(), "{} holds no other document", folder.display());
    others
}

fn told(route: &Route) -> Told {
    let rate = route.limit.rate;
    assert!(rate.is_none_or(|it| it.window_seconds == 60), "{route:?}");
    let lock = route.limit.lock_period_seconds;
    assert!(lock.is_none_or(|it| it % 60 == 0), "{route:?}");
    let statuses = route.statuses.iter().map(|it| match it {
        Status::Code(code) => code.to_string(),
        Status::Other(name) => name.clone(),
    });
    Told {
        http_method: route.http_method.clone(),
        path: route.path.clone(),
        documented: route.alias_path.as_ref().unwrap_or(&route.path).clone(),
        base_path: route.base_path.clone(),
        scopes: route.scopes.clone(),
        statuses: statuses.collect(),
        requests_per_minute: rate.map(|it| it.requests),
        lock_period_minutes: lock.map(|it| it / 60),
        codes: route.error_codes.iter().cloned().collect(),
    }
}

/// The same, as the document has it.
fn stated(root: &Value) -> Vec<Told> {
    let server = root["servers"][0]["url"].as_str().unwrap();
    let base_path = &server[server.rfind("/api").unwrap()..];
    let mut all = Vec::new();
    for (documented, item) in root["paths"].as_mapping().unwrap() {
        let documented = documented.as_str().unwrap();
        for (method, operation) in item.as_mapping().unwrap() {
            let http_method = method.as_str().unwrap().to_uppercase();
            if !["GET", "PUT", "POST", "PATCH", "DELETE"].contains(&http_method.as_str()) {
                continue;
            }
            let description = operation["description"].as_str().unwrap();
            let text = without_tags(description);
            all.push(Told {
                http_method,
                path: operation["x-display-path"].as_str().unwrap_or(documented).to_owned(),
                documented: documented.to_owned(),
                base_path: base_path.to_owned(),
                scopes: scopes(&operation["security"]),
                statuses: keys(&operation["responses"]),
                requests_per_minute: amount(&text, "", " requests per min"),
                lock_period_minutes: amount(&text, "Lock", " minutes"),
                codes: codes(description),
            });
        }
    }
    all
}

/// Each list of scopes, as the security scheme defines them: with the name of the product.
fn scopes(security: &Value) -> Vec<Vec<String>> {
    let named = |scope: &Value| {
        let scope = scope.as_str().unwrap();
        format!("{PRODUCT}{}", scope.strip_prefix(PRODUCT).unwrap_or(scope))
    };
    let lists = security.as_sequence().unwrap().iter().flat_map(|it| it.as_mapping().unwrap());
    lists.map(|(_, it)| it.as_sequence().unwrap().iter().map(named).collect()).collect()
}

fn keys(mapping: &Value) -> BTreeSet<String> {
    let keys = mapping.as_mapping().unwrap().keys();
    keys.map(|it| it.as_str().unwrap().to_owned()).collect()
}

fn without_tags(html: &str) -> String {
    let texts = html.split('<').enumerate();
    texts
        .map(|(at, it)| if at == 0 { it } else { it.split_once('>').map_or("", |it| it.1) })
        .collect()
}

/// The number before a unit, behind a word.
fn amount(text: &str, word: &str, unit: &str) -> Option<u32> {
    let (before, _) = text.split_once(word)?.1.split_once(unit)?;
    let start = before.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    Some(before[start..].parse().unwrap_or_else(|_| panic!("{before}{unit}")))
}

/// What the tables of errors show as codes. A row about a kind of error that has no code shows a text there.
fn codes(html: &str) -> BTreeSet<String> {
    let shown = html.split("font-family:monospace;").skip(1);
    let shown = shown.filter_map(|it| it.split_once('>')?.1.split_once('<'));
    shown.map(|it| it.0.to_owned()).filter(|it| !it.contains(' ')).collect()
}
