//! Long lists: wrong times in them, what they remember, and where they go on.

use std::collections::HashMap;

use serde_json::json;

use super::{List, MOST, Page, items_at, list, list_with};
use crate::paging::cursor::Cursor;
use crate::{EpochMillis, Error, Operation};

const NOW: i64 = 1_700_000_000_000;

/// Messages of a service that keeps to its bounds, but writes some times otherwise than it knows them.
struct Archive {
    times: Vec<i64>,
    written: HashMap<usize, i64>,
}

impl Archive {
    /// One message every second.
    fn new(count: usize, written: &[(usize, i64)]) -> Self {
        let times = (1..=count).map(|age| NOW - 1000 * i64::try_from(age).unwrap());
        Self { times: times.collect(), written: written.iter().copied().collect() }
    }

    fn response(&self, request: &List) -> Page {
        let until = request.until.map_or(i64::MAX, EpochMillis::as_millis);
        let found = self.times.iter().enumerate().filter(|(_, time)| **time <= until);
        let page = found.take(usize::try_from(request.limit.unwrap_or(MOST)).unwrap());
        page.map(|(id, time)| json!({"id": id, "time": self.written.get(&id).unwrap_or(time)}))
            .collect()
    }
}

#[test]
fn a_wrong_time_does_not_end_a_list_early() {
    for wrong in [0, -1, i64::MIN, NOW / 1000, NOW * 1000] {
        for id in 0..100 {
            let archive = Archive::new(100, &[(id, wrong)]);
            let (items, error) = list(List::default(), |request| archive.response(request));
            assert!(error.is_none(), "{wrong} {id}: {error:?}");
            assert_eq!(items.len(), 100, "{wrong} {id}");
        }
    }
}

#[test]
fn a_list_that_had_to_go_by_a_wrong_time_does_not_end_without_an_error() {
    for wrong in [0, -1, NOW / 1000] {
        let written: Vec<_> = (0..5).map(|id| (id, wrong)).collect();
        let archive = Archive::new(100, &written);
        let (items, error) = list(List::default(), |request| archive.response(request));
        assert_eq!(items.len(), 5, "{wrong}");
        let error = error.unwrap();
        assert!(error.is_paging(), "{error:?}");
        let said = "has 0 items: it does not continue the page before it, which had an item with a wrong time";
        assert!(error.to_string().contains(said), "{error}");

        // The service may go by the wrong time too.
        let mut pages = vec![vec![], items_at(&[NOW, NOW - 1, wrong])].into_iter().rev();
        let (items, error) = list(List::default(), |_| pages.next().unwrap());
        assert!(items.len() == 3 && error.unwrap().is_paging(), "{wrong}");
    }
}

#[test]
fn an_item_that_was_deleted_between_two_pages_is_no_error() {
    let times = [NOW - 1, NOW - 2, NOW - 3, NOW - 4, NOW - 5, NOW - 6, NOW - 7];
    let all = items_at(&times);
    let pages = [all[..5].to_vec(), all[5..].to_vec(), all[6..].to_vec()];
    let mut responses = pages.iter();
    let (items, error) = list(List::default(), |_| responses.next().unwrap().clone());
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, all);

    let mut pages = vec![vec![], all[..5].to_vec()];
    let (items, error) = list(List::default(), |_| pages.pop().unwrap());
    assert!(items.len() == 5 && error.is_none(), "{error:?}");
}

#[test]
fn items_after_the_bound_lead_nowhere() {
    let mut pages = vec![vec![json!({"id": "late", "time": NOW + 7})], items_at(&[NOW, NOW - 1])];
    let (items, error) = list(List::default(), |_| pages.pop().unwrap());
    assert_eq!(items.len(), 3, "they are given all the same");
    assert!(error.unwrap().is_paging());
}

#[test]
fn a_long_list_remembers_no_more_than_a_short_one() {
    let archive = Archive::new(3000, &[]);
    let mut largest = 0;
    let (items, error) = list_with(
        List::default(),
        |request| archive.response(request),
        |cursor| {
            largest = largest.max(cursor.bookmark().map_or(0, |stored| stored.len()));
            cursor
        },
    );
    assert!(items.len() == 3000 && error.is_none(), "{error:?}");
    assert!(largest < 400, "{largest} bytes");
}

#[test]
fn a_stored_bookmark_goes_on_with_the_next_page() {
    let archive = Archive::new(12, &[]);
    let mut cursor = Cursor::new(List::default());
    assert_eq!(cursor.bookmark(), None, "nothing has come");
    cursor.accept(Ok(archive.response(&List::default()))).unwrap();
    let bookmark = cursor.bookmark().unwrap();

    let mut cursor = Cursor::new(List { limit: Some(4), ..List::default() });
    cursor.resume(&bookmark);
    assert_eq!(cursor.bookmark().as_deref(), Some(bookmark.as_str()));
    let request = cursor.request().unwrap().unwrap().clone();
    assert_eq!(
        (request.until.map(EpochMillis::as_millis), request.limit),
        (Some(NOW - 4999), Some(4))
    );
    let page = cursor.accept(Ok(archive.response(&request))).unwrap();
    let ids: Vec<_> = page.iter().map(|item| item["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [5, 6, 7]);

    cursor.accept(Err(Error::internal(List::INFO, "no".to_owned()))).unwrap_err();
    assert!(cursor.bookmark().is_some(), "an error is not the end");
}

#[test]
fn only_a_bookmark_of_the_same_list_is_taken() {
    for (text, reason) in [
        ("", "this is not a bookmark"),
        ("{}", "this is not a bookmark"),
        (r#"{"operation": "chats.list"}"#, "this is a bookmark of `chats.list`"),
        (r#"{"operation": "test.list"}"#, "cannot be resumed from this bookmark"),
    ] {
        let mut cursor = Cursor::new(List::default());
        cursor.resume(text);
        let error = cursor.request().unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains(reason), "{error}");
        assert!(cursor.request().unwrap().is_none());
    }
}
