//! Every example of every document is what its schema says.

use std::collections::BTreeSet;

use generated_client::examples::EXAMPLES;
use generated_client::{Example, Shows};
use serde_json::Value;
use tests::specs;

#[test]
fn every_example_decodes_and_encodes_back_to_equal_json() {
    for example in EXAMPLES {
        let Shows::Value(round_trip) = example.shows else { continue };
        let expected: Value = serde_json::from_str(example.json).unwrap();
        match round_trip(example.json) {
            Ok(encoded) => assert_eq!(numeric(encoded), numeric(expected), "{}", name(example)),
            Err(error) => panic!("{}: {error}", name(example)),
        }
    }
}

#[test]
fn every_example_without_a_body_is_read_as_success() {
    for example in EXAMPLES {
        let Shows::Nothing(reads) = example.shows else { continue };
        reads(example.of.parse().unwrap(), example.json).unwrap_or_else(|error| {
            panic!("{}: {error}", name(example));
        });
    }
}

#[test]
fn the_chats_document_has_all_published_examples() {
    let named = || EXAMPLES.iter().filter(|it| it.module == "chats" && !it.name.is_empty());
    assert_eq!(named().filter(|it| it.of == "request").count(), 14);
    assert_eq!(named().filter(|it| it.of != "request").count(), 20);
}

#[test]
fn examples_of_errors_hold_a_message_or_a_code() {
    for example in EXAMPLES.iter().filter(|it| matches!(it.shows, Shows::Error)) {
        let json: Value = serde_json::from_str(example.json).unwrap();
        let error = json.get("error").unwrap_or(&json);
        let is_text = |member: &str| error[member].is_string();
        assert!(is_text("message") || is_text("code"), "{}", name(example));
    }
}

#[test]
fn every_named_example_of_the_documents_is_there() {
    let emitted: BTreeSet<_> = EXAMPLES.iter().filter(|it| !it.name.is_empty()).map(name).collect();
    let mut documented = BTreeSet::new();
    for input in specs() {
        let document: serde_yaml::Value = serde_yaml::from_str(&input.text).unwrap();
        for (_, item) in document["paths"].as_mapping().unwrap() {
            for (_, operation) in item.as_mapping().unwrap() {
                let Some(id) = operation["operationId"].as_str() else { continue };
                let contents = operation["responses"].as_mapping().into_iter().flatten();
                let responses = contents.map(|(status, it)| (status.as_str().unwrap(), it));
                for (of, it) in responses.chain([("request", &operation["requestBody"])]) {
                    let shared = it["$ref"].as_str().and_then(|it| it.rsplit('/').next());
                    let it = shared.map_or(it, |name| &document["components"]["responses"][name]);
                    let examples = &it["content"]["application/json"]["examples"];
                    for (example, _) in examples.as_mapping().into_iter().flatten() {
                        documented.insert(format!("{id}, {of}, {}", example.as_str().unwrap()));
                    }
                }
            }
        }
    }
    assert!(!documented.is_empty());
    assert_eq!(emitted, documented);
}

/// JSON has one kind of number: `40` and `40.0` are equal.
fn numeric(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(items) => items.into_iter().map(numeric).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, it)| (name, numeric(it))).collect()
        }
        other => other,
    }
}

fn name(example: &Example) -> String {
    format!("{}, {}, {}", example.operation_id, example.of, example.name)
}
