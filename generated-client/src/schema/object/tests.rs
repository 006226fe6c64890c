use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::schema::object::object;
use crate::schema::undocumented_members::encoding;
use crate::test_fixture::UserId;

#[derive(Debug, PartialEq)]
struct Note {
    text: String,
    color: Option<String>,
    reminder: Option<Option<i64>>,
    author: Option<String>,
    folder: Option<String>,
}

object!(Note {
    text: required("Text"),
    color: optional("color"),
    reminder: nullable("reminder"),
    author: read_only("author"),
    folder: required("folder"),
});

fn note(json: Value) -> Note {
    serde_json::from_value(json).unwrap()
}

fn plain() -> Note {
    let text = "x".to_owned();
    Note { text, color: None, reminder: None, author: None, folder: None }
}

#[test]
fn members_are_fields_under_their_own_names() {
    let read = note(json!({
        "unknown": [{}], "Text": "x", "color": "red", "reminder": 5, "author": "a", "folder": "f",
    }));
    let some = |text: &str| Some(text.to_owned());
    let reminder = Some(Some(5));
    assert_eq!(
        read,
        Note { color: some("red"), reminder, author: some("a"), folder: some("f"), ..plain() }
    );
    let written = || serde_json::to_string(&read).unwrap();
    assert_eq!(written(), r#"{"Text":"x","color":"red","reminder":5,"author":"a","folder":"f"}"#);
    // Only the service writes an author.
    assert_eq!(encoding(written), r#"{"Text":"x","color":"red","reminder":5,"folder":"f"}"#);
}

#[test]
fn what_is_absent_is_not_null() {
    assert_eq!(note(json!({"Text": "x"})), plain());
    let nulls =
        note(json!({"Text": "x", "color": null, "reminder": null, "author": null, "folder": null}));
    assert_eq!(nulls, Note { reminder: Some(None), ..plain() });
    let written = serde_json::to_string(&nulls).unwrap();
    assert_eq!(written, r#"{"Text":"x","reminder":null,"folder":null}"#);
}

/// Servers write members in an order of their own, and leave some out.
#[test]
fn members_are_found_in_any_order() {
    let members = [
        (r#""Text":"x""#, true),
        (r#""color":"red""#, false),
        (r#""reminder":5"#, false),
        (r#""author":"a""#, false),
        (r#""folder":"f""#, false),
        (r#""unknown":[{}]"#, false),
    ];
    let all = || format!("{{{}}}", members.map(|it| it.0).join(","));
    let expected: Note = serde_json::from_str(&all()).unwrap();
    for first in 0..members.len() {
        let mut members = members.map(|it| it.0);
        members.rotate_left(first);
        assert_eq!(
            serde_json::from_str::<Note>(&format!("{{{}}}", members.join(","))).unwrap(),
            expected
        );
        members.reverse();
        assert_eq!(
            serde_json::from_str::<Note>(&format!("{{{}}}", members.join(","))).unwrap(),
            expected
        );
    }
    for (left_out, is_required) in members {
        let some = members.map(|it| it.0).into_iter().filter(|it| *it != left_out);
        let json = format!("{{{}}}", some.collect::<Vec<_>>().join(","));
        assert_eq!(serde_json::from_str::<Note>(&json).is_err(), is_required, "{json}");
    }
}

#[test]
fn the_last_of_equal_members_counts() {
    let read: Note = serde_json::from_str(r#"{"Text":"x","color":"a","color":"b"}"#).unwrap();
    assert_eq!(read, Note { color: Some("b".to_owned()), ..plain() });
}

#[test]
fn names_may_be_escaped() {
    let read: Note = serde_json::from_str(r#"{"\u0054ext":"x","un\u006bnown":1}"#).unwrap();
    assert_eq!(read, plain());
}

#[test]
fn mistakes_are_told_with_their_places() {
    let error = |json: &str| serde_json::from_str::<Note>(json).unwrap_err().to_string();
    assert_eq!(error("{}"), "missing field `Text` at line 1 column 2");
    assert_eq!(
        error(r#"{"Text":null}"#),
        "invalid type: null, expected a string at line 1 column 12"
    );
    assert_eq!(error("[]"), "invalid type: sequence, expected an object at line 1 column 0");
}

#[derive(Debug, PartialEq)]
struct Open {
    id: i64,
    others: Map<String, Value>,
}

object!(Open { id: required("id"), ..others });

#[derive(Debug, PartialEq)]
struct Counts {
    others: BTreeMap<String, i64>,
}

object!(Counts { ..others });

#[derive(Debug, PartialEq)]
struct Empty {}

object!(Empty {});

#[test]
fn other_members_are_kept_where_there_is_a_field_for_them() {
    let json = r#"{"id":1,"b":[2],"a":null}"#;
    let open: Open = serde_json::from_str(json).unwrap();
    assert_eq!(open.others.len(), 2);
    assert_eq!(serde_json::to_value(&open).unwrap(), serde_json::from_str::<Value>(json).unwrap());

    let counts: Counts = serde_json::from_str(r#"{"a":1,"b":2}"#).unwrap();
    assert_eq!(counts.others, BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]));
    assert_eq!(serde_json::to_string(&counts).unwrap(), r#"{"a":1,"b":2}"#);
    assert!(serde_json::from_str::<Counts>(r#"{"a":"1"}"#).is_err());

    assert_eq!(serde_json::from_str::<Empty>(r#"{"a":1}"#).unwrap(), Empty {});
    assert_eq!(serde_json::to_string(&Empty {}).unwrap(), "{}");
}

#[derive(Debug, PartialEq)]
struct Team {
    id: UserId,
    lead: Option<UserId>,
    deputy: Option<Option<UserId>>,
    members: Option<Vec<UserId>>,
}

object!(Team {
    id: required("id", number),
    lead: optional("lead", number),
    deputy: nullable("deputy", number),
    members: read_only("members", number),
});

/// They are read from either form, as all identifiers are.
#[test]
fn identifiers_are_written_as_the_numbers_that_they_are() {
    let json =
        json!({"id": 1, "lead": 2, "deputy": null, "members": [3, 18_446_744_073_709_551_615_u64]});
    let read: Team = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(read.lead, Some(UserId::from("2")));
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
    let texts = json!({"id": "1", "deputy": "o-CT-5"});
    let read: Team = serde_json::from_value(texts).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json!({"id": 1, "deputy": "o-CT-5"}));
    let padded: Team = serde_json::from_value(json!({"id": "007"})).unwrap();
    assert_eq!(serde_json::to_value(&padded).unwrap(), json!({"id": "007"}));
}
