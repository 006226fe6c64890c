use proptest::prelude::*;
use serde_json::{Value, json};

use crate::schema::object::object;

#[derive(Debug, PartialEq)]
struct Item {
    id: i64,
    tags: Option<Vec<String>>,
}

object!(Item { id: required("id"), tags: optional("tags") });

#[derive(Debug, PartialEq)]
struct Page {
    items: Option<Vec<Item>>,
    others: std::collections::BTreeMap<String, Vec<i64>>,
}

object!(Page { items: optional("items"), ..others });

fn found(json: &str) -> Option<(Page, Vec<(String, String)>)> {
    let (page, found) = super::read(json.as_bytes(), |text| serde_json::from_slice::<Page>(text))?;
    let found = found.iter().map(|it| (it.path.clone(), json[it.span.clone()].to_owned()));
    Some((page, found.collect()))
}

fn ids(page: &Page) -> Vec<i64> {
    page.items.iter().flatten().map(|item| item.id).collect()
}

#[test]
fn malformed_items_are_found_wherever_they_are_in_a_list() {
    let good = |id: i64| format!(r#"{{"id":{id}}}"#);
    let bad = r#"{ "tags": ["]", "\"[" ] }"#;
    for mask in 0..64_u32 {
        let is_bad = |index: i64| mask & (1 << index) != 0;
        let items: Vec<String> =
            (0..6).map(|index| if is_bad(index) { bad.to_owned() } else { good(index) }).collect();
        let json =
            format!("{{\n\"first\": [1], \"items\" :\n[ {} ], \"z\": []}}", items.join(" ,\n "));
        let (page, found) = found(&json).unwrap();
        assert_eq!(ids(&page), (0..6).filter(|it| !is_bad(*it)).collect::<Vec<_>>());
        assert_eq!(page.others["first"], [1]);
        let expected = (0..6).filter(|it| is_bad(*it));
        let expected = expected.map(|it| (format!("$.items[{it}]"), bad.to_owned()));
        assert_eq!(found, expected.collect::<Vec<_>>());
    }
}

#[test]
fn several_lists_may_have_them() {
    let json = r#"{"a":[1,"x",2,null],"items":[5,{"id":1},"y"],"b c":[[]],"d":[true,7]}"#;
    let (page, found) = found(json).unwrap();
    assert_eq!(ids(&page), [1]);
    assert_eq!((&page.others["a"][..], &page.others["d"][..]), (&[1, 2][..], &[7][..]));
    let paths: Vec<_> = found.iter().map(|(path, json)| format!("{path} {json}")).collect();
    let expected = [
        r#"$.a[1] "x""#,
        "$.a[3] null",
        "$.items[0] 5",
        r#"$.items[2] "y""#,
        r#"$["b c"][0] []"#,
        "$.d[0] true",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn an_item_is_there_as_a_whole_or_not_at_all() {
    let json = r#"{"items":[{"id":1,"tags":["a",5]},{"id":2,"tags":["b"]}]}"#;
    let (page, found) =
        super::read(json.as_bytes(), |text| serde_json::from_slice::<Page>(text)).unwrap();
    assert_eq!(ids(&page), [2]);
    assert_eq!(found[0].path, "$.items[0]");
    assert_eq!(found[0].wrong.0, "$.items[0].tags[1]");
}

#[test]
fn what_is_wrong_outside_of_lists_is_not_passed_over() {
    for json in [
        r#"{"items":{}}"#,
        r#"{"items":[{"id":1}"#,
        r#"{"items":[{"id":"#,
        "[1]",
        "",
        r#"{"a":[1,}"#,
    ] {
        assert!(found(json).is_none(), "{json}");
    }
    // One of the lists is fine, the other is none.
    assert!(found(r#"{"items":[5],"a":"none"}"#).is_none());
}

/// Whoever writes much before a list with many malformed items keeps nobody busy.
#[test]
fn the_work_is_bounded() {
    let rest: String = "[],".repeat(100_000);
    let json = format!(r#"{{"a":[{}],"b":[{rest}[]]}}"#, "1,".repeat(100_000) + "1");
    let attempts = std::cell::Cell::new(0);
    let read = |text: &[u8]| {
        attempts.set(attempts.get() + 1);
        serde_json::from_slice::<Page>(text)
    };
    assert!(super::read(json.as_bytes(), read).is_none());
    assert!(attempts.get() < 100, "{}", attempts.get());
    // A list of nothing else is read to its end.
    let json = format!(r#"{{"b":[{rest}[]]}}"#);
    assert_eq!(found(&json).unwrap().1.len(), 100_001);
}

proptest! {
    #[test]
    fn what_fits_stays_and_what_does_not_is_found(
        items in prop::collection::vec(
            prop_oneof![
                any::<i64>().prop_map(|id| json!({"id": id, "tags": ["]", ","]})),
                any::<i64>().prop_map(Value::from),
                any::<String>().prop_map(Value::from),
                any::<String>().prop_map(|name| json!({name: [{}]})),
                Just(json!({"id": 1, "tags": [[]]})),
            ],
            0..20,
        ),
        is_pretty: bool,
    ) {
        let body = json!({"items": items});
        let json = if is_pretty { format!("{body:#}") } else { body.to_string() };
        let fits = |item: &&Value| serde_json::from_value::<Item>((*item).clone()).is_ok();
        let (page, found) = found(&json).unwrap();
        prop_assert_eq!(page.items.unwrap().len(), items.iter().filter(fits).count());
        let others = items.iter().enumerate().filter(|(_, item)| !fits(item));
        let others: Vec<_> = others.map(|(at, item)| (format!("$.items[{at}]"), item.clone())).collect();
        let found = found.into_iter().map(|(path, json)| (path, serde_json::from_str(&json).unwrap()));
        prop_assert_eq!(found.collect::<Vec<(String, Value)>>(), others);
    }
}
