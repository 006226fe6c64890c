//! Documents with their tricks undone (`cargo xtask resolve`): small ones, for each feature (`tests/documents`,
//! `tests/resolution`), and the real ones.

use std::collections::{BTreeMap, BTreeSet};

use codegen::{Compilation, GeneratedFile, Input, RESOLVED_HEADER, RateLimit, Severity};
use rayon::prelude::*;
use serde_json::{Value, json};
use tests::{compile, corrected_specs, documents, specs, stride, workspace};

#[test]
fn features_are_resolved() {
    insta::glob!("../", "{documents,resolution}/*.yaml", |path| {
        let files = resolved(&compile(path));
        insta::assert_snapshot!(files.first().map_or("", |file| &file.text));
    });
}

/// An alias declares the real path's parameter again, and with other words; what it says of error codes is true of both.
#[test]
fn an_alias_has_the_whole_parameter_of_its_real_path_and_keeps_its_error_codes() {
    let path = |name: &str, description: &str, deprecated: bool| {
        json!({"name": name, "in": "path", "required": true, "description": description,
            "deprecated": deprecated, "schema": {"type": "string"}})
    };
    let operation = |id: &str, parameter: Value, description: &str| {
        json!({"operationId": id, "parameters": [parameter], "description": description,
            "responses": {"204": {"description": "Done."}}})
    };
    let real = operation("read_note", path("NOTE_ID", "Which note.", true), "Reads it.");
    let codes = "| Error Code | Description |\n|---|---|\n| `note_gone` | No `NOTE_ID1`. |";
    let described = format!("Deletes it.\n\n**Note:** `NOTE_ID1` is an alias.\n\n{codes}");
    let mut alias = operation("delete_note", path("NOTE_ID1", "An alias.", false), &described);
    alias["x-virtual-endpoint"] = json!(true);
    alias["x-display-path"] = json!("/notes/{NOTE_ID}");
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Notes", "version": "1"},
        "servers": [{"url": "https://example.com/api"}],
        "paths": {"/notes/{NOTE_ID}": {"get": real}, "/notes/{NOTE_ID1}": {"delete": alias}},
    });
    let input = Input {
        name: "notes.json".to_owned(),
        stem: "notes".to_owned(),
        text: document.to_string(),
    };
    let files = resolved(&Compilation::of(vec![input], Vec::new()));
    let root: Value = serde_yaml::from_str(&files[0].text).unwrap();
    let item = &root["paths"]["/notes/{NOTE_ID}"];
    assert_eq!(item["delete"]["parameters"], item["get"]["parameters"]);
    assert_eq!(item["delete"]["parameters"][0]["description"], "Which note.");
    let expected = format!("Deletes it.\n\n{}", codes.replace("NOTE_ID1", "NOTE_ID"));
    assert_eq!(item["delete"]["description"].as_str().map(str::trim_end), Some(expected.as_str()));
}

/// What others read is valid for the generator too.
#[test]
fn a_resolved_document_is_resolved_and_has_the_same_routes() {
    for (name, compilation) in all() {
        let files = resolved(&compilation);
        let again = Compilation::of(inputs(&files), Vec::new());
        let errors = again
            .diagnostics()
            .iter()
            .filter(|it| it.severity() == Severity::Error && !it.code().concerns_client_only());
        let errors: Vec<_> = errors.map(|it| it.message().to_owned()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        assert_eq!(resolved(&again), files, "{name}: resolving changes nothing more");
        assert_eq!(routes(&again), routes(&compilation), "{name}");
    }
}

/// Whoever makes a client of what others read keeps to all that the merged operations state.
#[test]
fn a_resolved_operation_states_the_facts_of_all_that_it_is_made_of() {
    for (name, compilation) in all() {
        let again = Compilation::of(inputs(&resolved(&compilation)), Vec::new());
        let (before, after) = (facts(&compilation), facts(&again));
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{name}");
        for (route, facts) in before {
            assert_eq!(after[&route], facts, "{name}: {route:?}");
        }
    }
}

#[test]
fn no_trick_is_left() {
    for (name, compilation) in all() {
        for file in resolved(&compilation) {
            assert!(file.text.starts_with(RESOLVED_HEADER), "{name}");
            let root: Value = serde_yaml::from_str(&file.text).unwrap();
            for (path, item) in root["paths"].as_object().unwrap() {
                assert!(!path.contains('?'), "{name}: {path}");
                let operations = item.as_object().into_iter().flatten();
                for (key, value) in operations.flat_map(|(_, it)| it.as_object()).flatten() {
                    let is_trick = key == "x-display-path" || key.starts_with("x-virtual");
                    assert!(!is_trick && key != "x-note", "{name}: {path} {key} {value}");
                }
            }
        }
    }
}

/// What other tools refuse: Redocly's rules `operation-operationId-url-safe` and `path-parameters-defined`, and the keys of
/// components, of which OpenAPI 3.0.3 says what they match.
#[test]
fn the_names_in_resolved_documents_are_legal() {
    let is_name = |text: &str| {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        !text.is_empty() && text.chars().all(is_allowed)
    };
    for (name, compilation) in all() {
        for file in resolved(&compilation) {
            let root: Value = serde_yaml::from_str(&file.text).unwrap();
            let kinds = root["components"].as_object().into_iter().flatten();
            for component in kinds.filter_map(|(_, it)| it.as_object()).flat_map(|it| it.keys()) {
                assert!(is_name(component), "{name}: {component}");
            }
            for (path, item) in root["paths"].as_object().unwrap() {
                let mut parameters = path.split('{').skip(1).filter_map(|it| it.split_once('}'));
                assert!(parameters.all(|(it, _)| is_name(it)), "{name}: {path}");
                let operations = item.as_object().into_iter().flat_map(|it| it.values());
                for id in operations.filter_map(|it| it["operationId"].as_str()) {
                    let is_safe =
                        |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(c);
                    assert!(id.chars().all(is_safe), "{name}: {id}");
                }
            }
        }
    }
}

/// Redocly's rule `spec-ref-siblings`: other tools pass over what stands beside a reference, or take it for another value.
#[test]
fn nothing_stands_beside_a_reference() {
    fn siblings(node: &Value, found: &mut Vec<String>) {
        match node {
            Value::Object(members) => {
                if members.get("$ref").is_some_and(Value::is_string) && members.len() > 1 {
                    found.push(node.to_string());
                }
                let members =
                    members.iter().filter(|(key, _)| !["example", "value"].contains(&key.as_str()));
                members.for_each(|(_, member)| siblings(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| siblings(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (_, compilation) in all() {
        for file in resolved(&compilation) {
            siblings(&serde_yaml::from_str(&file.text).unwrap(), &mut found);
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_has_an_illegal_name_is_still_found_under_its_new_one() {
    let path = workspace().join("tests/resolution/names.yaml");
    let files = resolved(&compile(&path));
    let root: Value = serde_yaml::from_str(&files[0].text).unwrap();
    let post = &root["paths"]["/buddies/{EMAIL_ID_or_ZUID}/message"]["post"];
    assert_eq!(post["parameters"][0]["name"], "EMAIL_ID_or_ZUID");
    assert_eq!(post["operationId"], "Post_a_message_to_a_buddy");
    assert_eq!(post["x-operations"], serde_json::json!(["Post a message to a buddy"]));
    assert_eq!(post["responses"]["200"]["links"]["again"]["operationId"], post["operationId"]);
    assert_eq!(root["security"], serde_json::json!([{"The_key": []}]));
    let schemas = &root["components"]["schemas"];
    let message = &schemas["a_message"];
    assert_eq!(message["discriminator"]["mapping"]["a text"], "#/components/schemas/a_text");
    assert_eq!(message["discriminator"]["mapping"]["card"], "#/components/schemas/a_card_2");
    assert_eq!(schemas["a_card"]["type"], "string", "another component keeps its name");
    let request = &post["requestBody"]["content"]["application/json"]["schema"]["discriminator"];
    assert_eq!(request["mapping"]["a text"], "#/components/schemas/a_text-request");
    assert_eq!(request["mapping"]["card"], "#/components/schemas/a_card-request");
    let again = Compilation::of(inputs(&files), Vec::new());
    let told: Vec<_> = again.diagnostics().iter().map(|it| again.render(it, false)).collect();
    assert!(!again.diagnostics().has_errors(), "{}", told.join("\n"));
}

/// Each body of a kind of its own takes that kind's keys alone; what responses hold too stays as it is there.
#[test]
fn a_tagged_body_takes_no_keys_of_its_siblings() {
    let mut closed = 0;
    for (name, compilation) in all() {
        for file in resolved(&compilation) {
            let root: Value = serde_yaml::from_str(&file.text).unwrap();
            let items = root["paths"].as_object().unwrap().values().filter_map(Value::as_object);
            for operation in items.flat_map(|it| it.values()) {
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                let schema = target(&root, schema);
                let members = schema["oneOf"].as_array().into_iter().flatten();
                for member in members.filter(|_| schema.get("discriminator").is_some()) {
                    let member = target(&root, member);
                    assert!(member.get("additionalProperties").is_some(), "{name}: {member}");
                    closed += 1;
                }
            }
        }
    }
    assert!(closed > 10, "{closed}");
    let files = resolved(&compile(&workspace().join("tests/resolution/names.yaml")));
    let root: Value = serde_yaml::from_str(&files[0].text).unwrap();
    assert!(root["components"]["schemas"]["a_text"].get("additionalProperties").is_none());
}

/// A value, or what its `$ref` leads to.
fn target<'a>(root: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => target(root, root.pointer(&reference[1..]).unwrap()),
        None => value,
    }
}

/// Every pair of a method and a path, with the operations that it stands for.
#[test]
fn the_documents_have_each_route_once() {
    let files = resolved(&corrected_specs());
    let list: Vec<_> = files.iter().map(|file| format!("{}\n{}", file.path, pairs(file))).collect();
    insta::assert_snapshot!(list.join("\n"));
}

#[test]
fn the_change_of_a_chat_is_one_operation() {
    let files = resolved(&corrected_specs());
    let chats = files.iter().find(|file| file.path == "chats.yaml").unwrap();
    let root: Value = serde_yaml::from_str(&chats.text).unwrap();
    let change = &root["paths"]["/chats/{CHAT_ID}"]["put"];
    insta::assert_snapshot!(serde_yaml::to_string(change).unwrap());
}

/// Whatever a document lacks or holds instead, resolving it ends, and what comes out can be read.
#[test]
fn no_document_is_too_broken() {
    let small = documents("documents").into_iter().chain(documents("resolution"));
    let paths: Vec<_> = small.chain(documents("ui")).collect();
    paths.par_iter().for_each(|path| {
        let _ = compile(path).resolved();
        let input = tests::document(path);
        let Ok(root) = serde_yaml::from_str::<Value>(&input.text) else { return };
        let pointers = pointers(&root);
        pointers.par_iter().step_by(stride()).for_each(|pointer| {
            for replacement in [None, Some("#/paths".into())] {
                let mut broken = root.clone();
                replace(&mut broken, pointer, replacement);
                let input = Input { text: broken.to_string(), ..input.clone() };
                for file in
                    Compilation::of(vec![input], Vec::new()).resolved().into_iter().flatten()
                {
                    let read = serde_yaml::from_str::<Value>(&file.text);
                    assert!(read.is_ok(), "{} without {pointer}", path.display());
                }
            }
        });
    });
}

#[test]
fn a_document_with_an_error_is_not_resolved() {
    for name in ["unresolved-reference.yaml", "display-path-shape.yaml", "syntax.yaml"] {
        let path = documents("ui").into_iter().find(|path| path.ends_with(name)).unwrap();
        assert!(compile(&path).resolved().is_none(), "{name}");
    }
}

/// Each small document, the real ones, and those as published.
fn all() -> Vec<(String, Compilation)> {
    let small = documents("documents").into_iter().chain(documents("resolution"));
    let named = small.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, compile(&path))
    });
    let published = Compilation::of(specs(), Vec::new());
    let real = [("specs".to_owned(), corrected_specs()), ("specs".to_owned(), published)];
    named.chain(real).collect()
}

fn resolved(compilation: &Compilation) -> Vec<GeneratedFile> {
    compilation.resolved().unwrap_or_else(|| {
        let all: Vec<_> =
            compilation.diagnostics().iter().map(|it| compilation.render(it, false)).collect();
        panic!("{}", all.join("\n"))
    })
}

fn inputs(files: &[GeneratedFile]) -> Vec<Input> {
    let input = |file: &GeneratedFile| Input {
        name: file.path.clone(),
        stem: file.path.trim_end_matches(".yaml").to_owned(),
        text: file.text.clone(),
    };
    files.iter().map(input).collect()
}

/// Document, method and whole path, the names of parameters aside.
type Endpoint = (String, String, String);

fn routes(compilation: &Compilation) -> BTreeSet<Endpoint> {
    compilation.routes().iter().map(endpoint).collect()
}

fn endpoint(route: &codegen::Route) -> Endpoint {
    let path = format!("{}{}", route.base_path, route.path);
    let segment = |it: &str| if it.starts_with('{') { "{}".to_owned() } else { it.to_owned() };
    let path: Vec<_> = path.split('/').map(segment).collect();
    (route.document.clone(), route.http_method.clone(), path.join("/"))
}

/// What the operations of an endpoint state: all codes and scopes, and the strictest limit.
#[derive(Debug, Default, PartialEq)]
struct Facts {
    codes: BTreeSet<String>,
    scopes: BTreeSet<Vec<String>>,
    requests: Option<u32>,
    window: Option<u32>,
    lock_period: Option<u32>,
}

fn facts(compilation: &Compilation) -> BTreeMap<Endpoint, Facts> {
    let mut all: BTreeMap<Endpoint, Facts> = BTreeMap::new();
    for route in compilation.routes() {
        let facts = all.entry(endpoint(&route)).or_default();
        let RateLimit { rate, lock_period_seconds } = route.limit;
        let requests = [facts.requests, rate.map(|it| it.requests)];
        facts.requests = requests.into_iter().flatten().min();
        facts.window = facts.window.max(rate.map(|it| it.window_seconds));
        facts.lock_period = facts.lock_period.max(lock_period_seconds);
        facts.codes.extend(route.error_codes);
        facts.scopes.extend(route.scopes);
    }
    all
}

fn pairs(file: &GeneratedFile) -> String {
    let root: Value = serde_yaml::from_str(&file.text).unwrap();
    let mut lines = String::new();
    for (path, item) in root["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let ids = operation.get("x-operations").unwrap_or(&operation["operationId"]);
            lines.push_str(&format!("  {} {path} {ids}\n", method.to_uppercase()));
        }
    }
    lines
}

/// The pointers to every node below the root.
fn pointers(root: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(root, String::new(), &mut found);
    found
}

fn collect(node: &Value, at: String, found: &mut Vec<String>) {
    let members: Vec<(String, &Value)> = match node {
        Value::Object(members) => members.iter().map(|(key, it)| (key.clone(), it)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(i, it)| (i.to_string(), it)).collect()
        }
        _ => Vec::new(),
    };
    for (key, value) in members {
        let child = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        found.push(child.clone());
        collect(value, child, found);
    }
}

fn replace(root: &mut Value, pointer: &str, replacement: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match (root.pointer_mut(parent).unwrap(), replacement) {
        (Value::Object(members), Some(value)) => _ = members.insert(key, value),
        (Value::Object(members), None) => _ = members.remove(&key),
        (Value::Array(items), Some(value)) => items[key.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => _ = items.remove(key.parse().unwrap()),
        _ => {}
    }
}
