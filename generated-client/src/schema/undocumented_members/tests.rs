use http::Method;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::schema::object::object;
use crate::{Encoder, Error, Operation, OperationInfo, Response};

#[derive(Clone, Debug, PartialEq)]
struct Sender {
    name: Option<String>,
    undocumented: UndocumentedMembers,
}

object!(Sender { name: optional("name"), ..undocumented });

#[derive(Clone, Debug, PartialEq)]
struct Note {
    sender: Option<Sender>,
    seen: Option<bool>,
    undocumented: UndocumentedMembers,
}

object!(Note { sender: optional("sender"), seen: read_only("seen"), ..undocumented });

fn note(json: &str) -> Note {
    serde_json::from_str(json).unwrap()
}

const NOTE: &str = r#"{
    "new_field": [1, -2.5, "a\n\"b\"", {"é": null, "empty": {}}, [], true],
    "sender": {"name": "Ada", "extra": "x"},
    "seen": true,
    "later": 18446744073709551615
}"#;

#[test]
fn undocumented_members_are_kept_and_stored() {
    let read = note(NOTE);
    assert_eq!(read.undocumented.to_map().len(), 2);
    assert_eq!(read.undocumented.get("later"), Some(json!(u64::MAX)));
    assert_eq!(read.sender.as_ref().unwrap().undocumented.get("extra"), Some(json!("x")));
    assert_eq!(read.undocumented.get("seen"), None);

    let stored = serde_json::to_string(&read).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&stored).unwrap(),
        serde_json::from_str::<Value>(NOTE).unwrap()
    );
    assert_eq!(note(&stored), read);
    // By way of a tree of values, too.
    assert_eq!(serde_json::from_value::<Note>(serde_json::to_value(&read).unwrap()).unwrap(), read);
}

#[test]
fn a_request_has_only_what_the_document_names() {
    let read = note(NOTE);
    let sent = encoding(|| serde_json::to_value(&read).unwrap());
    assert_eq!(sent, json!({"sender": {"name": "Ada"}}));
    // The next one is for storage again, even if a request failed on the way.
    let failed =
        std::panic::catch_unwind(|| encoding(|| panic!("within a caller's own operation")));
    assert!(failed.is_err() && !is_encoding());
}

#[test]
fn most_objects_have_none() {
    let read = note(r#"{"sender": null}"#);
    assert!(read.undocumented.is_empty());
    assert_eq!(read.undocumented, UndocumentedMembers::default());
    assert_eq!(format!("{:?}", read.undocumented), "{}");
    assert_eq!(serde_json::to_string(&read).unwrap(), "{}");
}

#[test]
fn they_are_equal_as_objects_are() {
    let (one, other) = (note(r#"{"a":1,"b":[2]}"#), note(r#"{ "b": [ 2 ], "a": 1 }"#));
    assert_eq!(one, other);
    assert_ne!(one, note(r#"{"a":1}"#));
    assert_eq!(format!("{:?}", one.undocumented), r#"{"a": Number(1), "b": Array [Number(2)]}"#);
    // Of several with one name, the last counts.
    assert_eq!(note(r#"{"a":1,"a":2}"#).undocumented.get("a"), Some(json!(2)));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no others", |it| it.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn every_member_comes_back(value in any_json(), name: String) {
        let json = json!({"sender": {"extra": value}, format!("x{name}"): value});
        let read: Note = serde_json::from_value(json.clone()).unwrap();
        prop_assert_eq!(&serde_json::to_value(&read).unwrap(), &json);
        let read: Note = serde_json::from_str(&json.to_string()).unwrap();
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), json);
    }
}

struct PostNote {
    note: Note,
}

impl Operation for PostNote {
    type Output = ();
    const INFO: &'static OperationInfo =
        &OperationInfo::new("notes", "post_note", Method::POST, "/api/v3", "/notes");

    fn encode(&self, request: &mut Encoder) {
        request.json(&self.note);
    }

    fn decode(response: &Response) -> Result<(), Error> {
        response.empty()
    }
}

#[test]
fn an_object_that_was_read_is_sent_without_them() {
    let request = PostNote { note: note(r#"{"sender":{"name":"Ada","extra":1},"new_field":"x"}"#) };
    let sent = request.http_request("https://cliq.zoho.com").unwrap();
    assert_eq!(sent.body(), r#"{"sender":{"name":"Ada"}}"#);
}
