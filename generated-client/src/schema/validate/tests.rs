use super::*;
use crate::CommaSeparated;
use crate::test_fixture::UserId;

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

/// What emitted code has for the members of a choice.
struct Choice(String);

impl Validate for Choice {
    fn validate(&self, check: &mut Checker) {
        check.length("", &self.0, ..=2);
    }
}

#[test]
fn a_choice_has_the_name_of_the_field_that_holds_it() {
    let choices = vec![Choice("a".to_owned()), Choice("abc".to_owned())];
    assert_eq!(
        violations(|check| check.nested("values", &choices)),
        ["`values[1]` has 3 characters; at most 2 are allowed"]
    );
    assert_eq!(
        violations(|check| choices[1].validate(check)),
        ["`body` has 3 characters; at most 2 are allowed"]
    );
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
    check.same_count("headers", &["a"], "styles.width", Some(&vec![1, 2]));
    check.same_count("headers", &["a"], "styles.width", None::<&Vec<i64>>);
    check.same_count("headers", &["a"], "styles.width", Some(&vec![1]));
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

#[test]
fn rules_between_fields() {
    let time = |text: &str| Some(text.parse::<DateTime>().unwrap());
    let (first, second) = (time("2024-04-01T00:00:00+05:30"), time("2024-04-01T00:00:00Z"));
    let earlier = |a: &Option<DateTime>, b: &Option<DateTime>| {
        violations(|check| check.earlier_than("from", a, "until", b))
    };
    for (from, until) in [(&first, &second), (&None, &second), (&first, &None), (&None, &None)] {
        assert!(earlier(from, until).is_empty());
    }
    assert_eq!(
        earlier(&second, &first),
        ["`from` is 2024-04-01T00:00:00Z; it must be earlier than `until`, which is \
          2024-04-01T00:00:00+05:30"]
    );
    let millis = |millis| Some(EpochMillis::new(millis));
    for (from, refused) in [(1_711_929_600_000, 1), (1_711_929_599_999, 0), (i64::MAX, 1)] {
        let found = violations(|check| check.earlier_than("from", &millis(from), "until", &second));
        assert_eq!(found.len(), refused, "{from}");
    }

    let one = |flag: Option<bool>, list: Option<Vec<&str>>| {
        violations(|check| check.exactly_one_of("pinned", &flag, "chats", &list))
    };
    for (flag, list) in [(None, None), (Some(false), None), (Some(true), Some(vec!["a"]))] {
        assert!(one(flag, list).is_empty());
    }
    assert_eq!(one(Some(true), None), ["`pinned` needs exactly one item in `chats`, which has 0"]);
    assert_eq!(one(Some(true), Some(vec!["a", "b"])).len(), 1);

    let row = |keys: &[&str]| -> BTreeMap<String, i64> {
        keys.iter().map(|key| ((*key).to_owned(), 1)).collect()
    };
    let headers = ["b", "a"].map(str::to_owned).to_vec();
    let rows = vec![row(&["a", "b"]), row(&["a"]), row(&["a", "B", "b"]), row(&[])];
    assert_eq!(
        violations(|check| check.keys_are("rows", &rows, "headers", &headers)),
        [
            "`rows[1]` lacks `b`, which is in `headers`",
            "`rows[2]` has `B`, which is not in `headers`",
            "`rows[3]` lacks `a`, which is in `headers`",
            "`rows[3]` lacks `b`, which is in `headers`",
        ]
    );
    assert!(violations(|check| check.keys_are("row", &rows[0], "headers", &headers)).is_empty());
}

#[test]
fn counts_the_characters_of_a_list_in_all() {
    let names = Some(["\u{1F600}\u{1F600}", "ab"].map(str::to_owned).to_vec());
    assert!(violations(|check| check.characters_in_all("names", &names, 4)).is_empty());
    assert_eq!(
        violations(|check| check.characters_in_all("names", &names, 3)),
        ["`names` has 4 characters in all; at most 3 are allowed"]
    );
    assert!(
        violations(|check| check.characters_in_all("names", &None::<Vec<String>>, 3)).is_empty()
    );
}
