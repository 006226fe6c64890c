use super::*;
use crate::CommaSeparated;
use crate::sample::UserId;

struct Chat {
    title: Option<String>,
    tags: Vec<String>,
}

impl Validate for Chat {
    fn validate(&self, check: &mut Checker) {
        check.length("title", &self.title, 1..=5);
        check.length("tags", &self.tags, ..=3);
        check.items("tags", &self.tags, ..3);
    }
}

fn violations(check: impl FnOnce(&mut Checker)) -> Vec<String> {
    let mut checker = Checker::default();
    check(&mut checker);
    assert!(checker.path.is_empty());
    checker.into_violations()
}

fn chat(title: Option<&str>, tags: &[&str]) -> Chat {
    Chat {
        title: title.map(str::to_owned),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    }
}

#[test]
fn names_the_field_by_its_path() {
    let chats =
        Some(vec![chat(None, &[]), chat(Some("abcdef"), &["a", "abcd", "b"]), chat(Some(""), &[])]);
    assert_eq!(
        violations(|check| check.nested("chats", &chats)),
        [
            "`chats[1].title` has 6 characters; at most 5 are allowed",
            "`chats[1].tags[1]` has 4 characters; at most 3 are allowed",
            "`chats[1].tags` has 3 items; at most 2 are allowed",
            "`chats[2].title` has 0 characters; at least 1 is required",
        ]
    );
}

#[test]
fn counts_code_points() {
    // Five code points, twenty bytes, ten UTF-16 units.
    let title = "\u{1F600}".repeat(5);
    assert!(violations(|check| check.length("title", &title, ..=5)).is_empty());
    assert_eq!(violations(|check| check.length("title", title.as_str(), ..5)).len(), 1);
}

#[test]
fn checks_numbers() {
    let range = |number: Option<i64>| violations(|check| check.range("limit", &number, 1..=100));
    for inside in [None, Some(1), Some(100)] {
        assert!(range(inside).is_empty());
    }
    assert_eq!(range(Some(300)), ["`limit` is 300; it must be from 1 to 100"]);
    let share = |number: f64| violations(|check| check.range("share", &number, ..=1.0));
    assert_eq!(share(1.5), ["`share` is 1.5; it must be at most 1"]);
    assert_eq!(share(f64::NAN).len(), 1);
    assert_eq!(
        violations(|check| check.range("share", &-1, 0..)),
        ["`share` is -1; it must be at least 0"]
    );
}

#[test]
fn counts_every_kind_of_list() {
    let ids = || ["a", "b"].map(UserId::from);
    let joined: CommaSeparated<UserId> = ids().into_iter().collect();
    let lists: [Vec<String>; 4] = [
        violations(|check| check.items("ids", &Vec::from(ids()), ..=1)),
        violations(|check| check.items("ids", &Some(Vec::from(ids())), ..=1)),
        violations(|check| check.items("ids", &joined, ..=1)),
        violations(|check| check.items("ids", &Some(joined.clone()), ..=1)),
    ];
    for list in lists {
        assert_eq!(list, ["`ids` has 2 items; at most 1 is allowed"]);
    }
    assert!(violations(|check| check.items("ids", &None::<Vec<UserId>>, 1..)).is_empty());
    assert_eq!(
        violations(|check| check.length("ids", &joined, 2..)),
        [
            "`ids[0]` has 1 character; at least 2 are required",
            "`ids[1]` has 1 character; at least 2 are required",
        ]
    );
}

#[test]
fn rules_about_lists() {
    let mut check = Checker::default();
    check.range("width", &Some(vec![0_i64, 50, 101]), 1..=100);
    check.sum("width", &Some(vec![50_i64, 51]), 100);
    check.sum("width", &None::<Vec<i64>>, 100);
    check.sum("width", &vec![40_i64, 60], 100);
    check.same_count("styles.width", Some(&vec![1, 2]), "headers", &["a"]);
    check.same_count("styles.width", None::<&Vec<i64>>, "headers", &["a"]);
    check.same_count("styles.width", Some(&vec![1]), "headers", &["a"]);
    assert_eq!(
        check.into_violations(),
        [
            "`width[0]` is 0; it must be from 1 to 100",
            "`width[2]` is 101; it must be from 1 to 100",
            "`width` adds up to 101; it must add up to 100",
            "`styles.width` has 2 items where `headers` has 1",
        ]
    );
}
