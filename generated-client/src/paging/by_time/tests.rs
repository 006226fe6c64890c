mod archive;

use std::collections::HashMap;

use http::Method;
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use super::TimeCursor;
use crate::paging::cursor::{Cursor, Paged};
use crate::{Bookmark, DateTime, Encoder, EpochMillis, Error, Operation, OperationInfo, Response};

/// The most items that a page has.
const MOST: i64 = 5;

const CURSOR: TimeCursor = TimeCursor {
    parameter: "until",
    time: "time",
    id: "id",
    default_limit: Some(MOST),
    max_limit: Some(MOST),
};

#[derive(Clone, Debug, Default)]
struct List {
    until: Option<EpochMillis>,
    limit: Option<i64>,
}

type Page = Vec<Value>;

impl Operation for List {
    type Output = Page;
    const INFO: &'static OperationInfo =
        &OperationInfo::new("test", "list", Method::GET, "/v1", "/list");

    fn encode(&self, _request: &mut Encoder) {}

    fn decode(response: &Response) -> Result<Page, Error> {
        response.json()
    }
}

impl Paged for List {
    type Item = Value;

    fn items(page: &mut Page) -> &mut Vec<Value> {
        page
    }

    fn turn(&mut self, page: &mut Page, bookmark: &mut Bookmark) -> Result<bool, Error> {
        let items = (page, &mut Vec::new());
        bookmark.by_time(&CURSOR, &mut self.until, &mut self.limit, items)
    }

    fn resume(&mut self, bookmark: &Bookmark) -> bool {
        bookmark.resume_by_time(&mut self.until, &mut self.limit)
    }
}

/// How a service understands a bound and writes a time.
#[derive(Clone, Copy, Debug)]
struct Habits {
    includes_bound: bool,
    writes_seconds: bool,
}

/// A service that answers the newest items up to a bound, in any order.
#[derive(Debug)]
struct Service {
    /// The time of each item; its index is its id.
    times: Vec<i64>,
    habits: Habits,
    shuffle: u64,
}

impl Service {
    fn response(&mut self, request: &List) -> Page {
        let reaches = |time: i64| {
            request.until.is_none_or(|until| {
                let until = until.as_millis();
                time < until || (time == until && self.habits.includes_bound)
            })
        };
        let mut found: Vec<(i64, usize)> = Vec::new();
        for (id, time) in self.times.iter().enumerate().filter(|(_, time)| reaches(**time)) {
            found.push((*time, id));
        }
        // Which of the items of one moment come, and in which order, is another matter with each response.
        self.shuffle = self.shuffle.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let shuffled = |id: usize| (id as u64 + 1).wrapping_mul(self.shuffle) >> 32;
        found.sort_by_key(|(time, id)| (std::cmp::Reverse(*time), shuffled(*id)));
        found.truncate(usize::try_from(request.limit.unwrap_or(MOST)).unwrap());
        found.sort_by_key(|(_, id)| shuffled(*id));
        found.into_iter().map(|(time, id)| self.item(id, time)).collect()
    }

    fn item(&self, id: usize, time: i64) -> Value {
        if !self.habits.writes_seconds {
            return json!({"id": id, "time": time});
        }
        let second = EpochMillis::new(time.div_euclid(1000) * 1000);
        json!({"id": id, "time": DateTime::from(second).as_str()})
    }
}

/// All items in the order in which they came, and the error that ended the list.
fn list(request: List, response: impl FnMut(&List) -> Page) -> (Page, Option<Error>) {
    list_with(request, response, |cursor| cursor)
}

/// The same, where something is done to the list after each page.
fn list_with(
    request: List,
    mut response: impl FnMut(&List) -> Page,
    mut after_page: impl FnMut(Cursor<List>) -> Cursor<List>,
) -> (Page, Option<Error>) {
    let mut cursor = Cursor::new(request);
    let mut items = Vec::new();
    for _ in 0..10_000 {
        match cursor.request() {
            Ok(None) => return (items, None),
            Err(error) => return (items, Some(error)),
            Ok(Some(request)) => {
                let page = response(&request.clone());
                items.extend(cursor.accept(Ok(page)).unwrap());
                cursor = after_page(cursor);
            }
        }
    }
    panic!("the list goes in circles");
}

/// A list that is stopped after a page, and goes on from its stored bookmark.
fn resumed(request: &List, cursor: Cursor<List>) -> Cursor<List> {
    let Some(bookmark) = cursor.bookmark() else { return cursor };
    let mut next = Cursor::new(request.clone());
    next.resume(&bookmark);
    next
}

fn most_in_one_moment(times: &[i64], moment: i64) -> i64 {
    let mut counts: HashMap<i64, i64> = HashMap::new();
    times.iter().for_each(|time| *counts.entry(time.div_euclid(moment)).or_default() += 1);
    counts.values().copied().max().unwrap_or_default()
}

fn habits() -> impl Strategy<Value = Habits> {
    any::<(bool, bool)>()
        .prop_map(|(includes_bound, writes_seconds)| Habits { includes_bound, writes_seconds })
}

proptest! {
    #![proptest_config(crate::test_fixture::cases(4000))]

    /// Every item comes once, unless so many share a moment that they fill a page. Then there is an error.
    #[test]
    fn every_item_comes_once(
        gaps in proptest::collection::vec((0..3_i64, prop_oneof![Just(1_i64), Just(400)]), 0..60),
        limit in prop::option::of(1..=MOST),
        until in prop::option::of(-5..30_i64),
        habits in habits(),
        // Times that can be right, times that cannot, and some of both.
        start in prop::sample::select(&[0, 1_700_000_000_000, 99_999_999_995][..]),
        is_resumed: bool,
        shuffle: u64,
    ) {
        let mut now = start;
        let times: Vec<i64> = gaps.iter().map(|(gap, unit)| { now += gap * unit; now }).collect();
        let until = until.map(|until| EpochMillis::new(start + until));
        let mut service = Service { times, habits, shuffle };
        let reached = service.response(&List { until, limit: Some(1000) });

        let request = List { until, limit };
        let mut stops = false;
        let (mut items, error) = list_with(
            request.clone(),
            |request| service.response(request),
            |cursor| {
                // Not after each: a list that has failed goes on from its bookmark too.
                stops = is_resumed && !stops;
                if stops { resumed(&request, cursor) } else { cursor }
            },
        );

        let given = items.len();
        items.sort_by_key(|item| item["id"].as_u64());
        items.dedup();
        prop_assert_eq!(items.len(), given, "no item comes twice");
        let moment = if habits.writes_seconds { 1000 } else { 1 };
        match error {
            None => prop_assert_eq!(given, reached.len(), "no item is left out"),
            Some(error) => {
                prop_assert!(error.is_paging());
                prop_assert!(most_in_one_moment(&service.times, moment) >= MOST, "{}", error);
            }
        }
    }

    /// Whatever a service answers, a list ends and nothing panics.
    #[test]
    fn every_list_ends(
        pages in proptest::collection::vec(proptest::collection::vec(strange_item(), 0..8), 1..12),
        limit in prop::option::of(any::<i64>()),
    ) {
        let mut calls = 0;
        list(List { until: None, limit }, |_| {
            calls += 1;
            pages[calls % pages.len()].clone()
        });
    }
}

fn strange_item() -> impl Strategy<Value = Value> {
    let time = prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-2..2_i64).prop_map(Value::from),
        Just(json!("9999-12-31T23:59:59Z")),
        Just(json!("-009999-01-01T00:00:00.5Z")),
        Just(json!("yesterday")),
        Just(json!(1.5)),
        Just(Value::Null),
    ];
    let id = prop_oneof![Just(json!("a")), Just(json!(1)), Just(Value::Null), Just(json!([]))];
    prop_oneof![
        (id, time).prop_map(|(id, time)| json!({"id": id, "time": time})),
        Just(json!({})),
        Just(json!("text")),
        Just(Value::Null),
    ]
}

fn items_at(times: &[i64]) -> Page {
    times.iter().enumerate().map(|(id, time)| json!({"id": id, "time": time})).collect()
}

#[test]
fn a_page_is_asked_for_from_the_oldest_item_on() {
    let mut asked = Vec::new();
    let (given, error) = list(List::default(), |request| {
        asked.push(request.until.map(EpochMillis::as_millis));
        let mut page = items_at(&[30, 10, 20, 50, 40, 5]);
        let from = if request.until.is_none() { 0..5 } else { 1..6 };
        page.drain(from.end..);
        page.drain(..from.start);
        if request.until.is_some() {
            page.retain(|it| it["time"].as_i64() <= Some(10))
        }
        page
    });
    assert!(error.is_none());
    let given: Vec<_> = given.iter().map(|it| it["time"].as_i64().unwrap()).collect();
    assert_eq!(given, [30, 10, 20, 50, 40, 5]);
    assert_eq!(asked, [None, Some(11), Some(6)]);
}

/// A response that does not care about the bound.
#[test]
fn a_full_page_without_news_is_an_error() {
    let mut calls = 0;
    let (given, error) = list(List::default(), |_| {
        calls += 1;
        items_at(&[9, 9, 8, 8, 7])
    });
    assert_eq!((given.len(), calls), (5, 2));
    let said = "test.list: the list is not complete: the page up to `until` 8 has 5 items: it is \
                full of items that were given before, so more share a moment than a page holds, or \
                the service does not keep to the bound";
    assert_eq!(error.unwrap().to_string(), said);
}

#[test]
fn a_page_that_is_too_small_for_a_moment_is_asked_for_again_larger() {
    let mut service = Service {
        times: vec![1, 1, 1, 0],
        habits: Habits { includes_bound: false, writes_seconds: false },
        shuffle: 1,
    };
    let mut limits = Vec::new();
    let (given, error) = list(List { until: None, limit: Some(1) }, |request| {
        limits.push(request.limit);
        service.response(request)
    });
    assert!(error.is_none(), "{error:?}");
    assert_eq!(given.len(), 4);
    assert!(limits.contains(&Some(MOST)), "{limits:?}");
}

/// Items without an id are known by what they hold.
#[test]
fn items_without_an_id_come_once() {
    let note = |time: i64| json!({"text": "n", "time": time});
    let mut pages = vec![vec![note(3), note(2)], vec![note(2), note(1)], vec![note(1)], vec![]];
    pages.reverse();
    let (given, error) = list(List::default(), |_| pages.pop().unwrap());
    assert!(error.is_none());
    assert_eq!(given, [note(3), note(2), note(1)]);
}

#[test]
fn items_without_a_time_end_the_list() {
    let without = |count: i64| (0..count).map(|id| json!({"id": id})).collect::<Page>();
    let (given, error) = list(List::default(), |_| without(3));
    assert!(given.len() == 3 && error.is_none(), "the page is not full");
    let (given, error) = list(List::default(), |_| without(MOST));
    assert!(given.len() == 5 && error.unwrap().to_string().contains("no item of it has a time"));
}

#[derive(Serialize)]
struct Chat {
    id: &'static str,
    time: DateTime,
}

/// A bound may be written as text, and a time with whole seconds may be any millisecond of its second.
#[test]
fn a_time_without_a_fraction_is_a_whole_second() {
    for (time, next) in [
        ("2024-03-20T17:00:00+05:30", "2024-03-20T11:30:01Z"),
        ("2024-03-20T11:30:00.000Z", "2024-03-20T11:30:00.001Z"),
    ] {
        let mut bookmark = Bookmark::new(List::INFO);
        let mut chats = vec![Chat { id: "c", time: time.parse().unwrap() }];
        let (mut until, mut limit) = (None::<DateTime>, None::<i64>);
        let items = (&mut chats, &mut Vec::new());
        let more = bookmark.by_time(&CURSOR, &mut until, &mut limit, items).unwrap();
        assert!(more);
        assert_eq!(until.unwrap().as_str(), next);
    }
}

/// Where it would become another time, the list would end early.
#[test]
fn a_time_that_cannot_be_written_is_not_asked_for() {
    let mut bookmark = Bookmark::new(List::INFO);
    // In the year 10000, in UTC.
    let mut chats = vec![Chat { id: "c", time: "9999-12-31T23:59:59-00:01".parse().unwrap() }];
    let (mut until, mut limit) = (None::<DateTime>, None::<i64>);
    let error = bookmark.by_time(&CURSOR, &mut until, &mut limit, (&mut chats, &mut Vec::new()));
    assert!(error.unwrap_err().to_string().contains("its oldest time cannot be asked for"));
    assert_eq!(until, None);
}
