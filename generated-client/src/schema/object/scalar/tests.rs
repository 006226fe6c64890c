use serde_json::{Value, json};

use crate::schema::object::object;
use crate::{DateTime, EpochMillis};

#[derive(Debug, PartialEq)]
struct Reading {
    count: i64,
    limit: Option<i32>,
    share: Option<f64>,
    started: Option<DateTime>,
    ended: Option<Option<EpochMillis>>,
}

object!(Reading {
    count: required("count", scalar),
    limit: optional("limit", scalar),
    share: read_only("share", scalar),
    started: optional("started", scalar),
    ended: nullable("ended", scalar),
});

fn read(json: Value) -> Reading {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn error(json: Value) -> String {
    serde_json::from_value::<Reading>(json).unwrap_err().to_string()
}

#[test]
fn numbers_are_read_from_texts() {
    for json in [json!(3), json!("3"), json!(" 3 "), json!(3.0)] {
        assert_eq!(read(json!({"count": json, "limit": json})).count, 3);
    }
    let reading = read(json!({"count": "-3", "limit": "7", "share": "0.5"}));
    assert_eq!((reading.count, reading.limit, reading.share), (-3, Some(7), Some(0.5)));
    assert_eq!(read(json!({"count": 1, "share": 2})).share, Some(2.0));
    assert_eq!(
        serde_json::to_value(&reading).unwrap(),
        json!({"count": -3, "limit": 7, "share": 0.5})
    );
}

#[test]
fn an_empty_text_stands_for_what_is_absent() {
    let reading = json!({"count": 1, "limit": "", "share": " ", "started": "", "ended": ""});
    let nulls = json!({"count": 1, "limit": null, "share": null, "started": null, "ended": null});
    let absent = Reading { count: 1, limit: None, share: None, started: None, ended: Some(None) };
    assert_eq!(read(reading), absent);
    assert_eq!(read(nulls), absent);
    assert_eq!(read(json!({"count": 1})), Reading { ended: None, ..absent });
    // What is required cannot be absent.
    assert!(error(json!({"count": ""})).contains(r#"string "", expected i64"#));
    assert!(error(json!({"count": null})).contains("null, expected i64"));
    assert!(error(json!({})).contains("missing field `count`"));
}

#[test]
fn times_are_read_from_texts_and_milliseconds_and_written_back_as_they_came() {
    for json in
        [json!("2024-03-20T11:30:00.000Z"), json!(1_710_934_200_000_i64), json!("1710934200000")]
    {
        let reading = read(json!({"count": 1, "started": json}));
        let started = reading.started.clone().unwrap();
        assert_eq!(started.as_millis(), 1_710_934_200_000);
        assert_eq!(started.to_string(), json.to_string().trim_matches('"'));
        assert_eq!(serde_json::to_value(&reading).unwrap()["started"], json);
    }
    // They may be seconds.
    for json in [json!(1_710_934_200), json!("1710934200"), json!(0), json!(-1), json!("now")] {
        assert!(error(json!({"count": 1, "started": json})).contains("a time as RFC 3339"));
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for json in
        [json!("three"), json!(1.5), json!(u64::MAX), json!(true), json!([]), json!({"a": 1})]
    {
        assert!(error(json!({"count": json})).contains("expected i64"), "{json}");
    }
    assert!(error(json!({"count": 1, "limit": 3_000_000_000_u32})).contains("expected i32"));
    assert!(error(json!({"count": 1, "share": "inf"})).contains("expected f64"));
}
